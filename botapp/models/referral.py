"""转诊: a slip that staff write, the resident consents to, and the named receiver answers."""

import enum
import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, SecretFacts, change, db
from botapp.errors import Refusal
from botapp.models.audit import Audit
from botapp.models.calendar import end_of_workday
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from botapp.models.staff import Staff

LINK_LIVES = timedelta(days=60)
RESULT_WITHIN = timedelta(
    days=14
)  # 国家基本公共卫生服务规范: who was sent on is asked about within two weeks
URGENT_WITHIN = timedelta(hours=2)


class Status(enum.StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"
    ASKED = "asked"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SEEN = "seen"
    FED_BACK = "fed_back"
    REFUSED = "refused"
    STOPPED = "stopped"

    @property
    def word(self) -> str:
        """The status on screen."""
        return WORDS[self]


WORDS = {
    Status.DRAFT: "还没问居民",
    Status.ASKED: "等居民同意",
    Status.SENT: "等对方接收",
    Status.ACCEPTED: "对方已接收",
    Status.DECLINED: "对方不能接",
    Status.SEEN: "已看诊",
    Status.FED_BACK: "已回转",
    Status.REFUSED: "居民不同意",
    Status.STOPPED: "居民停止",
}
RUNNING = (Status.SENT, Status.ACCEPTED, Status.SEEN)
OPEN = (Status.DRAFT, Status.ASKED, *RUNNING)


class Referral(Model):
    """One slip for one receiver; what is clinical lies encrypted, and the chat never says it."""

    __tablename__ = "referral"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    status: Mapped[Status] = mapped_column(default=Status.DRAFT, index=True)
    to_place: Mapped[str] = mapped_column(Secret("referral.to_place"))
    slip: Mapped[dict[str, Any]] = mapped_column(SecretFacts("referral.slip"))
    feedback: Mapped[dict[str, Any] | None] = mapped_column(SecretFacts("referral.feedback"))
    urgency: Mapped[str] = mapped_column(String(16))
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_until: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    resident: Mapped[Resident] = relationship()
    staff: Mapped[Staff] = relationship()
    hops: Mapped[list["Hop"]] = relationship(order_by="Hop.id", cascade="all, delete-orphan")

    @classmethod
    def write(
        cls, by: Staff, resident: Resident, urgency: str, to_place: str, slip: dict[str, Any]
    ) -> "Referral":
        """Staff write a slip; nobody else sees it yet."""
        referral = cls(resident_id=resident.id, staff_id=by.id, urgency=urgency, to_place=to_place, slip=slip)
        db.session.add(referral)
        referral._step("written", by)
        return referral

    @classmethod
    def of(cls, resident: Resident) -> list["Referral"]:
        """A resident's referrals that they have been asked about, newest first."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status != Status.DRAFT)
        return list(db.session.scalars(mine.order_by(cls.id.desc())))

    @classmethod
    def queue(cls, *, ended: bool = False) -> list["Referral"]:
        """Open ones, those that are late first; or those that have ended, newest first."""
        if ended:
            rows = select(cls).where(cls.status.not_in(OPEN)).order_by(cls.id.desc()).limit(100)
        else:
            rows = select(cls).where(cls.status.in_(OPEN)).order_by(cls.due_at.nulls_last(), cls.id)
        return list(db.session.scalars(rows))

    @classmethod
    def waiting_count(cls) -> int:
        """How many need a member of staff: not asked yet, or silent past their time."""
        late = (cls.due_at < clock.now()) & cls.status.in_(RUNNING)
        return db.session.scalar(select(func.count(cls.id)).where(or_(cls.status == Status.DRAFT, late))) or 0

    @classmethod
    def by_link(cls, text: str) -> "Referral | None":
        """The referral that a receiver's link opens: never before consent, nor after it was stopped."""
        row = db.session.scalar(select(cls).where(cls.link_hash == _hash(text)))
        good = row is not None and row.link_until is not None and row.link_until > clock.now()
        return row if row is not None and good and row.status in (*RUNNING, Status.FED_BACK) else None

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop slips that were written before a moment, with their hops; how many."""
        old = select(cls.id).where(cls.written_at < before)
        db.session.execute(delete(Hop).where(Hop.referral_id.in_(old)))
        return change(delete(cls).where(cls.written_at < before))

    @property
    def number(self) -> str:
        """The number that everybody is told."""
        return f"ZZ-{clock.day_of(self.written_at):%y%m%d}-{self.id:04d}"

    @property
    def is_late(self) -> bool:
        """Whether the receiver has been silent longer than its urgency allows."""
        return self.status in RUNNING and self.due_at is not None and self.due_at < clock.now()

    def ask(self, by: Staff) -> None:
        """Ask the resident whether the named receiver may have the slip."""
        self._only(Status.DRAFT)
        self.status = Status.ASKED
        self._step("asked", by)
        self._tell("referral_asked")

    def agree(self) -> None:
        """The resident's own yes, to this receiver and no other."""
        self._only(Status.ASKED)
        self.status = Status.SENT
        self.due_at = clock.now() + URGENT_WITHIN if self.urgency == "urgent" else self._days_on()
        self._step("agreed")

    def refuse(self) -> None:
        """The resident's no; nothing was shared."""
        self._only(Status.ASKED)
        self.status = Status.REFUSED
        self._step("refused")

    def stop(self) -> None:
        """The resident takes the yes back: the link is dead at once."""
        if self.status not in OPEN:
            raise Refusal(f"这次转诊{self.status.word}，不用再停。")
        self.status, self.link_hash, self.due_at = Status.STOPPED, None, None
        self._step("stopped")

    @classmethod
    def stop_all(cls, resident: Resident) -> None:
        """The resident leaves, or has everything deleted: nobody sees a slip any more."""
        for row in cls.of(resident):
            if row.status in OPEN:
                row.stop()

    def link(self, by: Staff) -> str:
        """A new link for the receiver, shown once; an earlier one opens nothing any more."""
        if self.status not in RUNNING:
            raise Refusal("居民同意以后才有链接。")
        text = secrets.token_urlsafe(24)
        self.link_hash, self.link_until = _hash(text), clock.now() + LINK_LIVES
        self._step("link", by)
        return text

    def opened(self) -> None:
        """The receiver looked at it."""
        self._step("opened")

    def accept(self, who: str) -> None:
        """The receiver takes the patient."""
        self._only(Status.SENT)
        self.status, self.due_at = Status.ACCEPTED, clock.now() + RESULT_WITHIN
        self._step("accepted", note=who)
        self._tell("referral_moved")

    def decline(self, who: str, why: str) -> None:
        """The receiver cannot, and says why. Raises `Refusal` without a reason."""
        self._only(Status.SENT, Status.ACCEPTED)
        if not why.strip():
            raise Refusal("请写明为什么不能接。")
        self.status, self.due_at = Status.DECLINED, None
        self._step("declined", note=f"{who}：{why}")
        self._tell("referral_moved")

    def see(self, who: str) -> None:
        """The patient came."""
        self._only(Status.ACCEPTED)
        self.status = Status.SEEN
        self._step("seen", note=who)

    def feed_back(self, facts: dict[str, Any]) -> None:
        """What was found and is advised; staff read it, the chat does not say it."""
        self._only(Status.ACCEPTED, Status.SEEN)
        self.status, self.due_at, self.feedback = Status.FED_BACK, None, _plain(facts)
        self._step("fed back", note=str(facts.get("doctor", "")))
        self._tell("referral_moved")

    def _days_on(self) -> datetime:
        return end_of_workday(clock.now(), 1 if self.urgency == "priority" else 3)

    def _only(self, *states: Status) -> None:
        if self.status not in states:
            raise Refusal(f"这张转诊单现在是「{self.status.word}」，不能这样办。")

    def _step(self, act: str, by: Staff | None = None, note: str = "") -> None:
        self.hops.append(Hop(act=act, staff_id=by.id if by else None, note=note[:200] or None))
        db.session.flush()
        Audit.record(by, f"referral {act}", "referral", self.id, resident_id=self.resident_id)

    def _tell(self, kind: str) -> None:
        Outbox.write(self.resident, kind, number=self.number, place=self.to_place, state=self.status.word)


class Hop(Model):
    """One step of a referral: who did what when; who got what is kept here."""

    __tablename__ = "referral_hop"

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str | None] = mapped_column(Secret("referral_hop.note"))
    at: Mapped[datetime] = mapped_column(default=clock.now)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
