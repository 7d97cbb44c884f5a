"""服务点: where services are given."""

from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp.db import Model, db


class Point(Model):
    """A service point; address and phone stay marked 待核实 until staff confirm them."""

    __tablename__ = "point"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    verified: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def all(cls) -> list["Point"]:
        """Every service point."""
        return list(db.session.scalars(select(cls).order_by(cls.id)))

    @classmethod
    def named(cls, slug: str) -> "Point | None":
        """The point with this short name."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    def edit(self, **changes: Any) -> None:
        """Staff correct what residents are told about it."""
        for name, value in changes.items():
            setattr(self, name, value)

    @property
    def whereabouts(self) -> str:
        """Address and phone as they may be told to a resident."""
        told = "、".join(filter(None, (self.address, self.phone))) or "地址电话"
        return told if self.verified else f"{told}（待核实）"
