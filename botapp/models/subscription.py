"""订阅: how many subscription messages a resident has agreed to receive, template by template."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, change, db
from botapp.models.resident import Resident


class Subscription(Model):
    """The consent balance of one resident for one template, as the platform counts it.

    Whoever changes a row holds the resident: the door of the webhook does, and a sender's claim does.
    """

    __tablename__ = "subscription"
    __table_args__ = (CheckConstraint("balance >= 0", name="not_negative"),)

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    template: Mapped[str] = mapped_column(String(64), primary_key=True)
    balance: Mapped[int] = mapped_column(default=0)
    long_term: Mapped[bool] = mapped_column(default=False)
    refused_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def to(cls, template: str, resident: Resident) -> "Subscription":
        """The row of a resident for a template id, made with nothing in it when there is none."""
        row = cls.held(template, resident)
        if row is None:
            row = cls(resident_id=resident.id, template=template, balance=0, long_term=False)
            db.session.add(row)
        return row

    @classmethod
    def held(cls, template: str, resident: Resident) -> "Subscription | None":
        """The row of a resident for a template id, if there is one."""
        return db.session.get(cls, (resident.id, template))

    @classmethod
    def of(cls, resident: Resident) -> list["Subscription"]:
        """What a resident has answered, template by template."""
        return list(db.session.scalars(select(cls).where(cls.resident_id == resident.id)))

    @classmethod
    def forget_all(cls, resident: Resident) -> int:
        """Drop what the platform told us about a resident; how many rows."""
        return change(delete(cls).where(cls.resident_id == resident.id))

    def accept(self, *, long_term: bool) -> None:
        """The resident accepts one more message, or with `long_term` every one from now on."""
        self.balance = 1 if long_term else self.balance + 1
        self.long_term, self.refused_at, self.changed_at = long_term, None, clock.now()

    def decline(self) -> None:
        """The resident closes the pop-up with a no; what was accepted before stays."""
        self.refused_at = self.changed_at = clock.now()

    def empty(self) -> None:
        """Nothing is left: the resident has switched it off, or the platform says so (43101)."""
        self.balance, self.changed_at = 0, clock.now()
        self.refused_at = clock.now()

    def spend(self) -> bool:
        """Take one message, which a long-term consent never runs out of; False when there is none."""
        if self.balance < 1:
            return False
        self.balance -= 0 if self.long_term else 1
        self.changed_at = clock.now()
        return True

    def give_back(self) -> None:
        """The message did not leave."""
        self.balance += 0 if self.long_term else 1
