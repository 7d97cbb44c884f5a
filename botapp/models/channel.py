"""通道: what goes wrong between us and the platform, and how often; staff see it and close it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from sqlalchemy import ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, db, insert
from botapp.models.message import Message, Outcome
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.models.staff import Staff

TEST = "channel_test"  # the kind of a letter that staff send to themselves
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
        newest = {"words": words[:200], "rid": rid[:64], "last_at": now, "stops_until": stops_until}
        again = {"count": cls.count + 1, **newest}
        open_ = {"index_elements": ["endpoint", "code"], "index_where": OPEN}
        db.session.execute(insert(cls).values(row).on_conflict_do_update(**open_, set_=again))

    @classmethod
    def open(cls) -> list["Incident"]:
        """What staff have not closed, the newest first."""
        return list(
            db.session.scalars(select(cls).where(cls.closed_at.is_(None)).order_by(cls.last_at.desc()))
        )

    @classmethod
    def about(cls, endpoint: str, limit: int = 10) -> list["Incident"]:
        """What was ever noted about one interface, closed or not, the newest first."""
        rows = select(cls).where(cls.endpoint == endpoint).order_by(cls.last_at.desc())
        return list(db.session.scalars(rows.limit(limit)))

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

    @classmethod
    def stopped_until(cls, endpoint: str) -> datetime | None:
        """The moment before which an interface must not be asked; None when it may be asked now."""
        stops = select(func.max(cls.stops_until)).where(
            cls.endpoint == endpoint, cls.closed_at.is_(None), cls.stops_until > clock.now()
        )
        return db.session.scalar(stops)

    @property
    def is_stopping(self) -> bool:
        """Whether nothing is asked of this interface for now."""
        return self.closed_at is None and self.stops_until is not None and self.stops_until > clock.now()

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
        return dict(db.session.execute(select(cls.name, cls.count).where(cls.day == day)).all())

    @classmethod
    def totals(cls) -> dict[str, int]:
        """The counts of all days that are kept."""
        rows = db.session.execute(select(cls.name, func.sum(cls.count)).group_by(cls.name))
        return {name: int(count) for name, count in rows}

    @classmethod
    def since(cls, day: date, prefix: str) -> dict[str, int]:
        """The sums from a day on of the names that begin so, such as `refused:`; the prefix is cut off."""
        rows = select(cls.name, func.sum(cls.count)).where(cls.day >= day, cls.name.startswith(prefix))
        found = db.session.execute(rows.group_by(cls.name).order_by(func.sum(cls.count).desc(), cls.name))
        return {name.removeprefix(prefix): int(count) for name, count in found}


@dataclass(frozen=True, slots=True)
class Trace:
    """One refused call: the platform's number for it, when, why, and the interface or the letter."""

    rid: str
    at: datetime
    words: str
    endpoint: str = ""
    letter: int = 0

    @classmethod
    def latest(cls, limit: int = 10) -> list["Trace"]:
        """The newest numbers, of letters and of incidents."""
        every = sorted(chain(cls._of_letters(limit), cls._of_incidents(limit)), key=lambda row: row.at)
        return every[: -limit - 1 : -1]

    @classmethod
    def _of_letters(cls, limit: int) -> Iterator["Trace"]:
        rows = select(Outbox).where(Outbox.rid != "").order_by(Outbox.id.desc()).limit(limit)
        for letter in db.session.scalars(rows):
            yield cls(letter.rid, letter.sending_at or letter.written_at, letter.reason, letter=letter.id)

    @classmethod
    def _of_incidents(cls, limit: int) -> Iterator["Trace"]:
        rows = select(Incident).where(Incident.rid != "").order_by(Incident.last_at.desc()).limit(limit)
        for trouble in db.session.scalars(rows):
            yield cls(trouble.rid, trouble.last_at, trouble.words, trouble.endpoint)


def misses(days: int = 7) -> dict[date, int]:
    """How many replies came after their deadline, for each of the last days of the township, oldest first."""
    today = clock.today()
    counts = {today - timedelta(days=back): 0 for back in reversed(range(days))}
    since = clock.at(min(counts), time())
    late = select(Message.received_at).where(Message.received_at >= since, Message.outcome == Outcome.LATE)
    for moment in db.session.scalars(late):
        counts[clock.day_of(moment)] += 1
    return counts


def last_heard() -> datetime | None:
    """When the newest push came."""
    newest = select(Message.received_at).order_by(Message.id.desc()).limit(1)
    return db.session.scalar(newest)


def outcomes_of_today() -> dict[Outcome, int]:
    """How today's pushes ended so far."""
    start = clock.at(clock.today(), time())
    rows = select(Message.outcome, func.count(Message.id)).where(Message.received_at >= start)
    return dict.fromkeys(Outcome, 0) | dict(db.session.execute(rows.group_by(Message.outcome)).all())


def oldest_due() -> datetime | None:
    """Since when the letter waits that should have left first; None when none is overdue."""
    due = (Outbox.status == Status.PLANNED) & (Outbox.due_at <= clock.now())
    return db.session.scalar(select(func.min(Outbox.due_at)).where(due))


def late_since(moment: datetime) -> int:
    """How many replies came after their deadline since a moment."""
    late = (Message.outcome == Outcome.LATE) & (Message.received_at >= moment)
    return db.session.scalar(select(func.count(Message.id)).where(late)) or 0


def latest_test(staff: Staff) -> Outbox | None:
    """The newest message that a member of staff sent to their own phone."""
    mine = select(Outbox).where(Outbox.resident_id == staff.resident_id, Outbox.kind == TEST)
    return db.session.scalar(mine.order_by(Outbox.id.desc()).limit(1))


def own_phone(staff: Staff) -> Resident | None:
    """The chat that a member of staff joined to their account, while it still follows."""
    resident = db.session.get(Resident, staff.resident_id) if staff.resident_id else None
    return resident if resident and resident.openid else None
