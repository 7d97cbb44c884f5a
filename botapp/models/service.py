"""服务: what can be booked, where and when."""

from datetime import time
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp.db import Model, db
from botapp.errors import Refusal
from botapp.lib.lexicon import normalise
from botapp.models.point import Point

SAME = ("point_id", "weekday", "opens", "room", "given_by")  # two such rows would be one


class Service(Model):
    """One of the township's services."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int]
    preparation: Mapped[str] = mapped_column(Text, default="")
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    compares: Mapped[bool] = mapped_column(default=False)
    pairs: Mapped[bool] = mapped_column(default=False)
    notice_hours: Mapped[int] = mapped_column(default=2)
    horizon_days: Mapped[int] = mapped_column(default=14)
    most_open: Mapped[int] = mapped_column(default=3)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    openings: Mapped[list["Opening"]] = relationship(back_populates="service")

    @classmethod
    def offered(cls) -> list["Service"]:
        """Services that can be booked now, in menu order."""
        rows = select(cls).where(cls.active, cls.openings.any()).order_by(cls.position, cls.id)
        return list(db.session.scalars(rows))

    @classmethod
    def all(cls) -> list["Service"]:
        """Every service, in menu order."""
        return list(db.session.scalars(select(cls).order_by(cls.position, cls.id)))

    @classmethod
    def named(cls, slug: str) -> "Service | None":
        """The service with this short name."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def said_in(cls, words: str, among: list["Service"] | None = None) -> "Service | None":
        """The service that words name, by the longest of its names; of the bookable ones, or of a few."""
        said = normalise(words)
        rows = cls.offered() if among is None else among
        names = [(normalise(name), row) for row in rows for name in (row.name, *row.aliases)]
        found = [(name, row) for name, row in names if name and name in said]
        return max(found, key=lambda pair: len(pair[0]))[1] if found else None

    @property
    def points(self) -> list[Point]:
        """Where it is given."""
        return sorted({opening.point for opening in self.openings}, key=lambda point: point.id)

    def edit(self, **changes: Any) -> None:
        """Staff change how it is offered."""
        for name, value in changes.items():
            setattr(self, name, value)

    def open_at(self, **hours: Any) -> "Opening":
        """Staff add weekly hours."""
        same = tuple(hours.get(name) for name in SAME)
        if any(tuple(getattr(row, name) for name in SAME) == same for row in self.openings):
            raise Refusal("这个地点这一天已有同样开始时间的时段，请直接改那一个。")
        opening = Opening(service_id=self.id, **hours)
        db.session.add(opening)
        db.session.flush()
        return opening


class Opening(Model):
    """Weekly hours of one service at one point: a slot every so many minutes, so many seats each."""

    __tablename__ = "opening"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    weekday: Mapped[int]
    opens: Mapped[time]
    closes: Mapped[time]
    every_minutes: Mapped[int]
    seats: Mapped[int]
    room: Mapped[str] = mapped_column(String(20), default="")
    given_by: Mapped[str] = mapped_column(String(8), default="")
    walk_in: Mapped[int] = mapped_column(default=0)

    service: Mapped[Service] = relationship(back_populates="openings")
    point: Mapped[Point] = relationship()

    def edit(self, **changes: Any) -> None:
        """Staff change the hours; what is booked already stays booked."""
        for name, value in changes.items():
            setattr(self, name, value)

    def remove(self) -> None:
        """Staff close these hours; what is booked already stays booked."""
        db.session.delete(self)
        db.session.flush()

    @classmethod
    def at(cls, service_id: int, point_id: int) -> list["Opening"]:
        """The weekly hours of a service at a point."""
        mine = select(cls).where(cls.service_id == service_id, cls.point_id == point_id)
        return list(db.session.scalars(mine.order_by(cls.weekday, cls.opens, cls.id)))
