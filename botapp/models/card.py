"""服务证: applications, the cards issued from them, and the township's own rule for both."""

import enum
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, SecretFacts, change, db, keys
from botapp.errors import Refusal
from botapp.lib.identity import id_number, mask_name
from botapp.models.audit import Audit
from botapp.models.outbox import Outbox
from botapp.models.reminder import Reminder, Subject
from botapp.models.resident import Resident
from botapp.models.staff import Staff

IDENTITY = "card.identity"
PURGED = "（已删除）"
SOON = timedelta(days=30)
REMIND_DAYS = {"30 days": -30, "7 days": -7, "1 day": -1, "after": 7}


class Status(enum.StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    APPROVED = "approved"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        """The status on screen."""
        return TITLES[self]


TITLES = {
    Status.SUBMITTED: "待审核",
    Status.CORRECTING: "待补正",
    Status.APPROVED: "待窗口核验",
    Status.ISSUED: "已发证",
    Status.REFUSED: "不予办理",
    Status.WITHDRAWN: "已撤回",
}
OPEN = (Status.SUBMITTED, Status.CORRECTING, Status.APPROVED)


class State(enum.StrEnum):
    """What a card is worth today."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def word(self) -> str:
        """The state on screen."""
        return {"valid": "有效", "expired": "已过期", "revoked": "已撤销"}[self.value]


class Rule(Model):
    """本镇服务约定： how long a stay the card asks for and how long it lasts; staff edit the one row."""

    __tablename__ = "card_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    stay_days: Mapped[int] = mapped_column(default=90)
    valid_days: Mapped[int] = mapped_column(default=365)
    note: Mapped[str] = mapped_column(String(200), default="本镇服务约定（沿自2010年文件），非法定条件")

    @classmethod
    def current(cls) -> "Rule":
        """The rule in force, made with its defaults when there is none."""
        rule = db.session.get(cls, 1)
        if rule is None:
            rule = cls(id=1)
            db.session.add(rule)
            db.session.flush()
        return rule

    def missing_days(self, arrived_on: date) -> int:
        """How many days of stay are still missing; never negative."""
        return max(0, self.stay_days - (clock.today() - arrived_on).days)

    def edit(self, by: Staff, stay_days: int, valid_days: int) -> None:
        """Staff change the rule."""
        Audit.record(by, "edit", "card rule", self.id, stay_days=stay_days, valid_days=valid_days)
        self.stay_days, self.valid_days = stay_days, valid_days


class Application(Model):
    """One request for a card, from submission to its decision."""

    __tablename__ = "card_application"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(SecretFacts("card_application.answers"))
    village: Mapped[str] = mapped_column(String(64), default="")
    status: Mapped[Status] = mapped_column(default=Status.SUBMITTED, index=True)
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    promised_at: Mapped[datetime]
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(String(500), default="")
    identity_index: Mapped[str | None] = mapped_column(String(32), index=True)
    identity_last4: Mapped[str | None] = mapped_column(String(4))
    decided_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    resident: Mapped[Resident] = relationship()
    card: Mapped["Card | None"] = relationship(back_populates="application")

    @classmethod
    def submit(cls, resident: Resident, answers: dict[str, Any], promised_at: datetime) -> "Application":
        """Hand in a filled form; one that staff asked to correct is handed in again under its number."""
        application = cls.open_for(resident)
        if application is None:
            application = cls(resident_id=resident.id)
            db.session.add(application)
        elif application.status is not Status.CORRECTING:
            raise Refusal(f"您已有一份申请（{application.number}）正在办理，不用再交。")
        application.answers, application.village = answers, answers.get("village", "")
        application.status, application.missing = Status.SUBMITTED, []
        application.submitted_at, application.promised_at = clock.now(), promised_at
        db.session.flush()
        return application

    @classmethod
    def open_for(cls, resident: Resident) -> "Application | None":
        """The application that is not decided yet."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status.in_(OPEN))
        return db.session.scalar(mine.order_by(cls.id.desc()).limit(1))

    @classmethod
    def latest(cls, resident: Resident) -> "Application | None":
        """The newest application, whatever became of it."""
        mine = select(cls).where(cls.resident_id == resident.id)
        return db.session.scalar(mine.order_by(cls.id.desc()).limit(1))

    @classmethod
    def queue(cls, status: Status | None = None, limit: int = 200, village: str = "") -> list["Application"]:
        """Applications of one status (or all), of one village (or all), the soonest promise first.

        Those that are over come newest first.
        """
        rows = select(cls) if status is None else select(cls).where(cls.status == status)
        rows = rows.where(cls.village == village) if village else rows
        over = status is not None and status not in OPEN
        order = cls.id.desc() if over else cls.promised_at
        return list(db.session.scalars(rows.order_by(order).limit(limit)))

    @classmethod
    def villages(cls) -> list[str]:
        """The villages that there are applications from."""
        named = select(cls.village).where(cls.village.not_in(["", PURGED])).distinct()
        return list(db.session.scalars(named.order_by(cls.village)))

    @classmethod
    def counts(cls) -> dict[Status, int]:
        """How many there are of each status."""
        rows = db.session.execute(select(cls.status, func.count(cls.id)).group_by(cls.status))
        return dict.fromkeys(Status, 0) | dict(rows.all())

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Empty applications decided before a moment whose card, if any, has been over as long; how many."""
        alive = select(Card.application_id).where(Card.expires_on >= clock.day_of(before))
        old = (cls.decided_at < before) & cls.id.not_in(alive) & (cls.village != PURGED)
        emptied = update(cls).where(old).values(answers={}, village=PURGED, identity_last4=None)
        return change(emptied)

    @property
    def number(self) -> str:
        """The number that the resident is told."""
        return f"SQ-{clock.day_of(self.submitted_at):%y%m%d}-{self.id:04d}"

    @property
    def is_late(self) -> bool:
        """Whether the promise to decide is broken."""
        return self.status is Status.SUBMITTED and clock.now() > self.promised_at

    @property
    def twins(self) -> list["Application"]:
        """Other applications checked against the same document."""
        if not self.identity_index:
            return []
        same = select(Application).where(
            Application.identity_index == self.identity_index, Application.id != self.id
        )
        return list(db.session.scalars(same))

    def ask_for(self, by: Staff, missing: list[str]) -> None:
        """一次性告知： tell the resident everything that is missing in one go."""
        self._check(Status.SUBMITTED)
        wanted = [item.strip() for item in missing if item.strip()]
        if not wanted:
            raise Refusal("请勾选或写明缺什么。")
        self.status, self.missing, self.staff_id = Status.CORRECTING, wanted, by.id
        Audit.record(by, "ask for", "application", self.id, resident_id=self.resident_id)
        Outbox.write(self.resident, "card_missing", number=self.number, missing=wanted)

    def approve(self, by: Staff) -> None:
        """Agree; the resident comes to the window once with the document."""
        self._check(Status.SUBMITTED)
        self.status, self.staff_id, self.decided_at = Status.APPROVED, by.id, clock.now()
        Audit.record(by, "approve", "application", self.id, resident_id=self.resident_id)
        Outbox.write(self.resident, "card_approved", number=self.number)

    def refuse(self, by: Staff, reason: str) -> None:
        """Decline with a reason that the resident reads. Raises `Refusal` without one."""
        self._check(Status.SUBMITTED, Status.APPROVED)
        if not reason.strip():
            raise Refusal("请写明理由，居民会看到。")
        self.status, self.reason = Status.REFUSED, reason.strip()[:500]
        self.staff_id, self.decided_at = by.id, clock.now()
        Audit.record(by, "refuse", "application", self.id, resident_id=self.resident_id, reason=self.reason)
        Outbox.write(self.resident, "card_refused", number=self.number, reason=self.reason)

    def withdraw(self) -> None:
        """The resident takes it back."""
        self._check(*OPEN)
        self.status = Status.WITHDRAWN

    def issue(self, by: Staff, document: str) -> "Card":
        """The window has seen the document: keep its keyed hash and last four, and make the card.

        Raises `Refusal` when the number is wrong or the application is not open for issuing.
        """
        self._check(Status.SUBMITTED, Status.APPROVED)
        try:
            number = id_number(document, clock.today())
        except ValueError as error:
            raise Refusal(str(error)) from error
        self.identity_index, self.identity_last4 = keys().index(number, IDENTITY), number[-4:]
        self.status, self.staff_id, self.decided_at = Status.ISSUED, by.id, clock.now()
        card = Card.make(self)
        Audit.record(by, "issue", "application", self.id, resident_id=self.resident_id, card=card.number)
        Outbox.write(self.resident, "card_issued", number=card.number, expires_on=card.expires_on.isoformat())
        return card

    def _check(self, *allowed: Status) -> None:
        if self.status not in allowed:
            raise Refusal(f"这份申请已经是「{self.status.word}」。")


class Card(Model):
    """流动人口服务证： a voluntary service record with a validity, its signature made when shown."""

    __tablename__ = "card"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("card_application.id"), unique=True)
    masked_name: Mapped[str] = mapped_column(String(64))
    issued_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    public_check: Mapped[bool] = mapped_column(default=True)

    resident: Mapped[Resident] = relationship()
    application: Mapped[Application] = relationship(back_populates="card")

    @classmethod
    def make(cls, application: Application) -> "Card":
        """A valid card for an application; an older one of the same resident is replaced."""
        older = cls.of(application.resident)
        if older is not None and older.state is State.VALID:
            older.revoked_at, older.reason = clock.now(), "已换发新证"
        days = timedelta(days=Rule.current().valid_days)
        card = cls(
            resident_id=application.resident_id,
            application=application,
            masked_name=mask_name(application.answers["name"]),
            issued_on=clock.today(),
            expires_on=clock.today() + days,
        )
        db.session.add(card)
        db.session.flush()
        card._plan_reminders()
        return card

    @classmethod
    def of(cls, resident: Resident) -> "Card | None":
        """The newest card of a resident."""
        mine = select(cls).where(cls.resident_id == resident.id)
        return db.session.scalar(mine.order_by(cls.id.desc()).limit(1))

    @classmethod
    def numbered(cls, number: str) -> "Card | None":
        """The card behind a printed number such as FW-2026-000317."""
        digits = number.rpartition("-")[2]
        card = db.session.get(cls, int(digits)) if digits.isdigit() and len(digits) < 10 else None
        return card if card and card.number == number.strip().upper() else None

    @classmethod
    def all(cls, limit: int = 200) -> list["Card"]:
        """Cards, newest first."""
        return list(db.session.scalars(select(cls).order_by(cls.id.desc()).limit(limit)))

    @property
    def number(self) -> str:
        """The number on the face of the card."""
        return f"FW-{self.issued_on:%Y}-{self.id:06d}"

    @property
    def state(self) -> State:
        """What the card is worth today; the last day counts as valid."""
        if self.revoked_at is not None:
            return State.REVOKED
        return State.EXPIRED if clock.today() > self.expires_on else State.VALID

    @property
    def ends_soon(self) -> bool:
        """Whether it is valid and ends within thirty days."""
        return self.state is State.VALID and self.expires_on - clock.today() <= SOON

    def revoke(self, by: Staff, reason: str) -> None:
        """End the card now; the resident is told why. Raises `Refusal` without a reason or twice."""
        if self.revoked_at is not None:
            raise Refusal("这张证已经撤销。")
        if not reason.strip():
            raise Refusal("请写明理由，居民会看到。")
        self.revoked_at, self.reason = clock.now(), reason.strip()[:200]
        Reminder.cancel(Subject.CARD, self.id, "服务证已撤销")
        Audit.record(by, "revoke", "card", self.id, resident_id=self.resident_id, reason=self.reason)
        Outbox.write(self.resident, "card_revoked", number=self.number, reason=self.reason)

    def restore(self, by: Staff, reason: str) -> None:
        """Take a revocation back."""
        if self.revoked_at is None:
            raise Refusal("这张证没有撤销。")
        if not reason.strip():
            raise Refusal("请写明理由。")
        self.revoked_at, self.reason = None, ""
        self._plan_reminders()
        Audit.record(by, "restore", "card", self.id, resident_id=self.resident_id, reason=reason)
        Outbox.write(self.resident, "card_restored", number=self.number)

    def scanned(self) -> None:
        """Count a check by the public; only the day and the number of checks are kept."""
        row = db.session.get(Scan, (self.id, clock.today()))
        if row is None:
            db.session.add(Scan(card_id=self.id, day=clock.today(), count=1))
        else:
            row.count += 1

    @property
    def scans(self) -> list["Scan"]:
        """Checks by day, newest first."""
        mine = select(Scan).where(Scan.card_id == self.id).order_by(Scan.day.desc())
        return list(db.session.scalars(mine.limit(30)))

    def _plan_reminders(self) -> None:
        for kind, days in REMIND_DAYS.items():
            due = clock.morning_of(self.expires_on + timedelta(days=days))
            Reminder.plan(self.resident_id, Subject.CARD, self.id, kind, due, due + timedelta(days=3))


class Scan(Model):
    """How often a card was checked on a day."""

    __tablename__ = "card_scan"
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
