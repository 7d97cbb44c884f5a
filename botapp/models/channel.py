"""通道: what goes wrong between us and the platform, and how often; staff see it and close it."""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, db, insert
from botapp.models.staff import Staff

KEPT = timedelta(days=90)
OPEN = text("closed_at IS NULL")


class Incident(Model):
    """One trouble with one interface of the platform, from its first sight until staff close it."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "uq_incident_open",
            "endpoint",
            "code",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(64))
    code: Mapped[int]
    words: Mapped[str] = mapped_column(String(200))
    rid: Mapped[str] = mapped_column(String(64), default="")
    count: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_at: Mapped[datetime] = mapped_column(default=clock.now)
    stops_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    @classmethod
    def note(
        cls, endpoint: str, code: int, words: str, rid: str = "", stops_until: datetime | None = None
    ) -> None:
        """Count a trouble: the open row of this endpoint and code grows, or a new one opens.

        `endpoint`: the platform's path without `/cgi-bin/`, such as `message/template/send`; `stops_until`:
        the moment before which this interface is not asked again.
        """
        now = clock.now()
        row = {"endpoint": endpoint, "code": code, "words": words[:200], "rid": rid[:64], "count": 1}
        row |= {"first_at": now, "last_at": now, "stops_until": stops_until}
        again = {"count": cls.count + 1, "last_at": now, "rid": rid[:64], "stops_until": stops_until}
        open_ = {"index_elements": ["endpoint", "code"], "index_where": OPEN}
        db.session.execute(insert(cls).values(row).on_conflict_do_update(**open_, set_=again))

    @classmethod
    def open(cls) -> list["Incident"]:
        """What staff have not closed, the newest first."""
        return list(
            db.session.scalars(select(cls).where(cls.closed_at.is_(None)).order_by(cls.last_at.desc()))
        )

    @classmethod
    def open_count(cls) -> int:
        """How many troubles staff should look at."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.closed_at.is_(None))) or 0

    @classmethod
    def stops(cls, endpoint: str) -> bool:
        """Whether an interface must not be asked now."""
        stopped = select(cls.id).where(
            cls.endpoint == endpoint, cls.closed_at.is_(None), cls.stops_until > clock.now()
        )
        return db.session.scalar(stopped.limit(1)) is not None

    def close(self, by: Staff) -> None:
        """Staff have mended it; the interface may be asked again at once."""
        self.closed_at, self.closed_by_id, self.stops_until = clock.now(), by.id, None


class Tally(Model):
    """How often something happened on a day of the township, such as a refused send."""

    __tablename__ = "tally"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]

    @classmethod
    def add(cls, name: str) -> None:
        """Count one more of today."""
        more = {"index_elements": ["day", "name"], "set_": {"count": cls.count + 1}}
        row = {"day": clock.today(), "name": name, "count": 1}
        db.session.execute(insert(cls).values(row).on_conflict_do_update(**more))

    @classmethod
    def of(cls, day: date) -> dict[str, int]:
        """The counts of a day."""
        rows = db.session.execute(select(cls.name, cls.count).where(cls.day == day))
        return dict(rows.tuples().all())

    @classmethod
    def totals(cls) -> dict[str, int]:
        """The counts of all days that are kept."""
        rows = db.session.execute(select(cls.name, func.sum(cls.count)).group_by(cls.name))
        return {name: int(count) for name, count in rows}
