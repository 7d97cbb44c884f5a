"""发件箱: everything that leaves for a resident is a row first; every ending has a name and a reason."""

import enum
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, delete, event, func, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column, relationship

from botapp import clock, queue
from botapp.db import Model, SecretFacts, change, db
from botapp.errors import Refusal
from botapp.models.audit import Audit
from botapp.models.consent import Consent, Purpose
from botapp.models.resident import Resident
from botapp.models.staff import Staff
from botapp.wechat import TEMPLATE

LEASE = timedelta(minutes=2)
REPEATABLE = timedelta(minutes=8)
BACK_OFF = (10, 30, 120, 600, 1800)
OVER = "预约时间已过，不用提醒了"
FRESH = "fresh outbox rows"
TALK = frozenset({"more", "helpdesk_taken", "helpdesk_reply", "helpdesk_moved", "helpdesk_returned"})
RECEIPT_WITHIN = timedelta(hours=1)
CALLED = {True: "called", False: "call missed"}


class Status(enum.StrEnum):
    """Where a letter stands."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    WAITING = "waiting"
    UNREACHABLE = "unreachable"
    DEAD = "dead"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


TROUBLED = (Status.DEAD, Status.UNKNOWN, Status.UNREACHABLE)


class Outbox(Model):
    """One message to one resident: a kind and facts; templates turn them into words when it leaves."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]] = mapped_column(SecretFacts("outbox.facts"))
    status: Mapped[Status] = mapped_column(default=Status.PLANNED)
    reason: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(16), default="")
    template: Mapped[str] = mapped_column(String(64), default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    msgid: Mapped[str | None] = mapped_column(String(64), index=True)
    rid: Mapped[str] = mapped_column(String(64), default="")
    called_at: Mapped[datetime | None]
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    first_sending_at: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    resident: Mapped[Resident] = relationship()

    @classmethod
    def write(cls, resident: Resident, kind: str, **facts: Any) -> "Outbox":
        """Plan a message in the running transaction."""
        letter = cls(resident_id=resident.id, kind=kind, facts=facts)
        db.session.add(letter)
        db.session.flush()
        return letter

    @staticmethod
    def fresh_count() -> int:
        """How many rows the running transaction has written."""
        return len(db.session.info.get(FRESH, []))

    @staticmethod
    def hand_over() -> None:
        """After a commit: give the new rows' ids to the workers at once; the clock finds what is missed."""
        queue.enqueue_all("botapp.jobs.outbox.send", Outbox.take_fresh())

    @staticmethod
    def take_fresh() -> list[int]:
        """The new rows' ids, for who hands them over together with others."""
        return list(db.session.info.pop(FRESH, []))

    @staticmethod
    def forget_fresh() -> None:
        """After a rollback: there is nothing to hand over."""
        db.session.info.pop(FRESH, None)

    @classmethod
    def due(cls, limit: int = 100) -> list[int]:
        """Ids of rows that should leave now, and of those whose sender died in the middle."""
        rows = select(cls.id).where(cls._is_due(clock.now())).order_by(cls.due_at).limit(limit)
        return list(db.session.scalars(rows))

    @classmethod
    def _is_due(cls, now: datetime) -> ColumnElement[bool]:
        planned = (cls.status == Status.PLANNED) & (cls.due_at <= now)
        return or_(planned, (cls.status == Status.SENDING) & (cls.sending_at < now - LEASE))

    @classmethod
    def claim(cls, id_: int) -> "Outbox | None":
        """Take one row for sending: one worker at a time, its attempt counted before anything leaves."""
        cls._hold_resident_of(id_)
        now = clock.now()
        claim = (
            update(cls)
            .where(cls.id == id_, cls._is_due(now))
            .values(status=Status.SENDING, sending_at=now, attempts=cls.attempts + 1)
            .returning(cls.id)
            .execution_options(synchronize_session=False)
        )
        taken = db.session.scalar(claim)
        return db.session.get_one(cls, id_, populate_existing=True) if taken else None

    @classmethod
    def claimed(cls, id_: int) -> "Outbox":
        """The row that this worker took, its resident held until the transaction ends."""
        cls._hold_resident_of(id_)
        return db.session.get_one(cls, id_)

    @classmethod
    def _hold_resident_of(cls, id_: int) -> None:
        resident_id = db.session.scalar(select(cls.resident_id).where(cls.id == id_))
        if resident_id is not None:
            Resident.hold(resident_id)

    @classmethod
    def waiting_for(cls, resident: Resident) -> list["Outbox"]:
        """Messages that found no way out and are shown at the next contact."""
        if resident.lacks(cls):
            return []
        mine = select(cls).filter_by(resident_id=resident.id, status=Status.WAITING).order_by(cls.id).limit(5)
        return [row for row in db.session.scalars(mine) if not row.has_lapsed()]

    @classmethod
    def resume_talk(cls, resident: Resident) -> None:
        """Words have opened the window again: what staff said meanwhile leaves now, in its order."""
        for letter in cls.waiting_for(resident):
            if letter.kind in TALK:
                letter.end(Status.PLANNED, "居民又说话了")
                letter.attempts, letter.due_at = 0, clock.now()
                db.session.info.setdefault(FRESH, []).append(letter.id)  # handed over after the commit

    @classmethod
    def sent_as(cls, msgid: str) -> "Outbox | None":
        """The row behind the platform's message id."""
        return db.session.scalar(select(cls).where(cls.msgid == msgid))

    @classmethod
    def sent_by(cls, template: str, resident: Resident) -> "Outbox | None":
        """The oldest row that left by a subscription message and has no receipt: the API gives no id."""
        mine = select(cls).filter_by(resident_id=resident.id, template=template, status=Status.SENT)
        lately = mine.where(cls.sent_at > clock.now() - RECEIPT_WITHIN)
        return db.session.scalar(lately.order_by(cls.sent_at, cls.id).limit(1))

    @classmethod
    def to_call(cls) -> list["Outbox"]:
        """What found no way out and is worth a phone call, the urgent first.

        Only letters about the resident's own appointment while it lies ahead, and urgent ones; only to those
        who agreed to be phoned and left a number, and never after 退订. Nobody is phoned for a plan.
        """
        callable_ = select(cls).join(Resident).where(cls.status == Status.WAITING, *_callable())
        rows = db.session.scalars(callable_.order_by(cls.urgent.desc(), cls.id))
        return [row for row in rows if not row.is_over]

    @classmethod
    def drop_all_for(cls, resident: Resident, reason: str) -> None:
        """Stop everything that has not left yet."""
        unsent = (Status.PLANNED, Status.WAITING)
        mine = select(cls).where(cls.resident_id == resident.id, cls.status.in_(unsent))
        for letter in db.session.scalars(mine):
            letter.end(Status.DROPPED, reason)

    @classmethod
    def hold_all_for(cls, resident: Resident, reason: str) -> None:
        """退订: reminders end; results of the resident's own cases wait for the next contact."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status == Status.PLANNED)
        for letter in db.session.scalars(mine):
            letter.end(Status.DROPPED if letter.is_reminder else Status.WAITING, reason)

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop letters that ended, or waited in vain, since before a moment; how many."""
        return change(delete(cls).where(cls.written_at < before, cls.status != Status.SENDING))

    @classmethod
    def forget_talk(cls, resident: Resident) -> None:
        """Drop what people wrote to this resident; that notices were sent stays, without their words."""
        mine = delete(cls).where(cls.resident_id == resident.id, cls.kind.in_(TALK))
        db.session.execute(mine.where(cls.status.in_((Status.SENT, Status.DELIVERED, Status.WAITING))))

    @classmethod
    def recent(cls, limit: int = 100, **same: Any) -> list["Outbox"]:
        """Newest rows for staff; all of them, or those of one `status` or one `resident_id`."""
        return list(db.session.scalars(select(cls).filter_by(**same).order_by(cls.id.desc()).limit(limit)))

    @classmethod
    def counts(cls) -> dict[Status, int]:
        """How many there are of each status."""
        rows = db.session.execute(select(cls.status, func.count(cls.id)).group_by(cls.status))
        return dict.fromkeys(Status, 0) | dict(rows.all())

    @classmethod
    def troubled(cls, limit: int = 50) -> list["Outbox"]:
        """Letters that did not arrive and that staff should look at, newest first."""
        rows = select(cls).where(cls.status.in_(TROUBLED)).order_by(cls.id.desc())
        return list(db.session.scalars(rows.limit(limit)))

    @classmethod
    def troubled_count(cls) -> int:
        """How many letters staff should look at."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.status.in_(TROUBLED))) or 0

    def end(self, status: Status, reason: str = "") -> None:
        """Give the row its ending (or its waiting place) and the reason in plain Chinese."""
        self.status, self.reason = status, reason[:200]

    def leave_by(self, channel: str, template: str = "") -> None:
        """It is about to leave this way; the first attempt on it begins now."""
        self.channel, self.template, self.first_sending_at = channel, template, clock.now()

    def stay(self, failed: str = "") -> None:
        """It did not leave after all; next time it may take any way but the template that failed before."""
        self.channel, self.template, self.first_sending_at = "", failed, None

    def mark_sent(self, channel: str, msgid: str = "") -> None:
        """The platform accepted it."""
        self.status, self.reason, self.channel = Status.SENT, "", channel
        self.msgid, self.sent_at = msgid or None, clock.now()

    def failed_to_arrive(self, reason: str) -> None:
        """The platform accepted it and could not deliver it: the next way, but not this one again.

        Template messages are the last way: after one the letter waits for the next contact.
        """
        is_last = self.channel == TEMPLATE
        self.end(Status.WAITING if is_last else Status.PLANNED, reason)
        if not is_last:
            self.channel, self.msgid, self.due_at, self.attempts = "", None, clock.now(), 0

    def try_later(self, reason: str, seconds: int = 0) -> None:
        """Plan another attempt, later each time, not within `seconds`; after the last one it is dead."""
        if self.attempts > len(BACK_OFF):
            return self.end(Status.DEAD, f"多次重试仍未成功：{reason}")
        wait = max(seconds, BACK_OFF[self.attempts - 1])
        self.end(Status.PLANNED, reason)
        self.due_at = clock.now() + timedelta(seconds=wait)
        return None

    def hold_until(self, moment: datetime, reason: str) -> None:
        """Not now, through no fault of its own: the attempt does not count."""
        self.end(Status.PLANNED, reason)
        self.attempts, self.due_at = max(0, self.attempts - 1), moment

    def retry(self) -> None:
        """Staff ask for another attempt. Raises `Refusal` unless it failed."""
        if self.status not in TROUBLED:
            raise Refusal("只有没发出去的才能重新发送。")
        self.end(Status.PLANNED, "工作人员重新发送")
        self.attempts, self.due_at = 0, clock.now()
        self.stay()

    def hurry(self) -> None:
        """Staff say that it cannot wait for the morning. Raises `Refusal` unless it is still to be sent."""
        if self.status is not Status.PLANNED:
            raise Refusal("只有待发的才能改成马上发。")
        self.urgent, self.due_at = True, clock.now()
        db.session.info.setdefault(FRESH, []).append(self.id)

    def note_call(self, by: Staff, *, reached: bool) -> None:
        """Staff phoned. Raises `Refusal` when this letter is no longer one to phone about."""
        if self not in Outbox.to_call():
            raise Refusal("这一条不用打电话了，请刷新页面。")
        self.called_at, self.called_by_id = clock.now(), by.id
        Audit.record(by, CALLED[reached], "call", self.id, resident_id=self.resident_id)
        self.reason = "打过电话，没打通"
        if reached:
            self.channel = "call"
            self.end(Status.DELIVERED, "工作人员打电话告诉了居民")

    @property
    def is_over(self) -> bool:
        """Whether the appointment that it speaks of has begun."""
        starts_at = self.facts.get("starts_at")
        return bool(starts_at) and datetime.fromisoformat(str(starts_at)) <= clock.now()

    def has_lapsed(self) -> bool:
        """End a reminder whose appointment has begun; whether it was one."""
        if self.is_reminder and self.is_over:
            self.end(Status.DROPPED, OVER)
        return self.status is Status.DROPPED

    @property
    def is_reminder(self) -> bool:
        """Whether it only reminds or tells news, and nothing of the resident's own waits for it."""
        return self.kind.endswith("_reminder") or self.kind == "campaign"

    @property
    def may_be_repeated(self) -> bool:
        """Whether the platform still recognises a repeat of this row (10 min, less a margin)."""
        return self.first_sending_at is None or clock.now() - self.first_sending_at < REPEATABLE


def _callable() -> tuple[ColumnElement[bool], ...]:
    """Own appointment or urgent; a number, a yes that holds, and no 退订."""
    agreed = Resident.id.in_(Consent.who_agrees(Purpose.PHONE))
    about = or_(Outbox.kind.startswith("appointment_"), Outbox.urgent)
    reachable = (Resident.phone.is_not(None), Resident.left_at.is_(None), Resident.muted_at.is_(None))
    return (about, agreed, *reachable)


@event.listens_for(Outbox, "after_insert")
def _note(_mapper: Mapper[Outbox], connection: Connection, letter: Outbox) -> None:
    session = Session.object_session(letter)
    if session is not None:
        session.info.setdefault(FRESH, []).append(letter.id)
