"""What we ask and accept: schemas whose fields carry their questions, for chat, web and staff alike."""

from typing import ClassVar

from marshmallow import EXCLUDE, Schema

from botapp.forms.fields import Ask


class Form(Schema):
    """A marshmallow schema that a resident fills in a conversation; fields are asked in their order."""

    title: ClassVar[str]
    version: ClassVar[int] = 1
    purpose: ClassVar[str] = ""
    consent: ClassVar[str] = ""
    consent_version: ClassVar[str] = ""
    closing: ClassVar[str] = "确认无误请回复「确认」。"
    confirmed: ClassVar[bool] = True  # False: handed in with the last answer, because nothing is kept

    class Meta:
        """Unknown keys of an older version are dropped, not refused."""

        unknown = EXCLUDE

    @property
    def questions(self) -> dict[str, Ask]:
        """The fields that are asked, by name."""
        return {name: field for name, field in self.fields.items() if isinstance(field, Ask)}
