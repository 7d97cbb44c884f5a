"""菜单: what stands under the chat, version by version, so that yesterday's can come back."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, db
from botapp.errors import Refusal
from botapp.lib.menu import Menu, read
from botapp.models.staff import Staff


class MenuVersion(Model):
    """One menu as it was published: the whole file, who published it, when. Rows are only ever added."""

    __tablename__ = "menu_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(200), default="")
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime] = mapped_column(default=clock.now)

    published_by: Mapped[Staff | None] = relationship()

    @classmethod
    def keep(cls, content: str, by: Staff | None, note: str = "") -> "MenuVersion":
        """Remember what the platform has taken; `by` is None for the operator at the command line."""
        version = cls(content=content, note=note[:200], published_by_id=by.id if by else None)
        db.session.add(version)
        db.session.flush()
        return version

    @classmethod
    def history(cls, limit: int = 50) -> list["MenuVersion"]:
        """What was published, the newest first."""
        return list(db.session.scalars(select(cls).order_by(cls.id.desc()).limit(limit)))

    @classmethod
    def numbered(cls, number: int) -> "MenuVersion":
        """The version with this number. Raises `Refusal` when there is none."""
        found = db.session.get(cls, number)
        if found is None:
            raise Refusal(f"没有第{number}版菜单。")
        return found

    @classmethod
    def before_the_newest(cls) -> "MenuVersion":
        """What one step back leads to. Raises `Refusal` when nothing was published before."""
        newest = cls.history(2)
        if len(newest) < 2:
            raise Refusal("还没有更早的一版菜单可以退回。")
        return newest[1]

    @property
    def menu(self) -> Menu:
        """Its buttons."""
        return read(self.content)

    @property
    def by(self) -> str:
        """Who published it."""
        return self.published_by.name if self.published_by else "命令行"

    @property
    def return_note(self) -> str:
        """What the history says when this version is published again."""
        return f"退回到第{self.id}版"
