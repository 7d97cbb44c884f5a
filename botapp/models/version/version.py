"""版本: how an entry of the knowledge base changes: drafted by one person, approved by another, published."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, db
from botapp.errors import Refusal
from botapp.lib.facts import blank, entry_of, facts_of, review_days
from botapp.lib.knowledge import Entry, faults, repeated
from botapp.models.audit import Audit
from botapp.models.policy import Policy
from botapp.models.question import Question
from botapp.models.staff import Role, Staff
from botapp.models.trial import Trial
from botapp.models.version.status import IS_OPEN, OPEN, Status

SEEDED, CHECKED, ROLLED_BACK = "随系统带来", "核对过，没有变化", "退回第 {number} 版"
FALLS = "发布后这些问题会答错，请先改好："
LISTED = 5


class Version(Model):
    """One wording of one entry; at most one of a slug is open, and nobody approves what they wrote."""

    __tablename__ = "version"
    __table_args__ = (
        CheckConstraint("reviewer_id IS NULL OR reviewer_id != author_id", name="second_pair_of_eyes"),
        Index("uq_version_open", "slug", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), index=True)
    number: Mapped[int | None]
    based_on: Mapped[int] = mapped_column(default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[Status] = mapped_column(default=Status.DRAFT, index=True)
    origin: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    writers: Mapped[list[int]] = mapped_column(JSON, default=list)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    published_at: Mapped[datetime | None]
    wording: Mapped[str] = mapped_column(Text, default="")
    wording_note: Mapped[str] = mapped_column(String(200), default="")

    author: Mapped[Staff | None] = relationship(foreign_keys=[author_id])
    reviewer: Mapped[Staff | None] = relationship(foreign_keys=[reviewer_id])

    # Writing

    @classmethod
    def draft(
        cls,
        by: Staff,
        *,
        title: str,
        text: str,
        questions: Sequence[str] = (),
        topic: str = "",
        origin: str = "",
        slug: str = "",
    ) -> "Version":
        """Begin an entry, or a new wording of the one named `slug`. Raises `Refusal` while one is open."""
        policy = Policy.named(slug) if slug else None
        if policy is not None:
            kept = facts_of(policy.entry)
            told = [*kept["aliases"], *(one for one in questions if one not in kept["aliases"])]
            return cls._begin(by, policy, kept | {"aliases": told} | _said(title, text, topic), origin)
        facts = blank(clock.today()) | {"aliases": list(dict.fromkeys(questions))} | _said(title, text, topic)
        return cls._begin(by, None, facts, origin)

    @classmethod
    def of_facts(cls, by: Staff, facts: dict[str, Any], *, slug: str = "", origin: str = "") -> "Version":
        """Begin from whole facts, such as an imported row. Raises `Refusal` while one of the slug is open."""
        return cls._begin(
            by, Policy.named(slug) if slug else None, blank(clock.today()) | facts, origin, slug=slug
        )

    @classmethod
    def change(cls, by: Staff, policy: Policy, origin: str = "") -> "Version":
        """Begin a new wording of a published entry. Raises `Refusal` while one is open."""
        return cls._begin(by, policy, facts_of(policy.entry), origin)

    @classmethod
    def roll_back(cls, by: Staff, old: "Version") -> "Version":
        """Begin a draft that says again what an earlier version said; it takes the same way to the public.

        Raises `Refusal` for what was never published, and while a new wording is open.
        """
        old._must_be(Status.PUBLISHED, Status.SUPERSEDED)
        policy = Policy.named(old.slug)
        origin = ROLLED_BACK.format(number=old.number)
        return cls._begin(by, policy, dict(old.facts), origin, slug=old.slug)

    @classmethod
    def _begin(
        cls, by: Staff, policy: Policy | None, facts: dict[str, Any], origin: str, slug: str = ""
    ) -> "Version":
        named = policy.slug if policy else slug
        row = cls(slug=named or f"new-{clock.now():%y%m%d%H%M%S%f}", facts=facts, origin=origin[:64])
        row.based_on, row.author_id, row.writers = policy.version if policy else 0, by.id, [by.id]
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError as error:
            raise Refusal("这一条已经有人在改，请先办完那一份。") from error
        if not named:
            row.slug = f"entry-{row.id}"
        Audit.record(by, "draft", "version", row.id, entry=row.slug)
        return row

    def edit(self, by: Staff, facts: dict[str, Any]) -> None:
        """Change the draft. Raises `Refusal` once it was submitted."""
        self._must_be(Status.DRAFT)
        self.facts = self.facts | facts
        self.author_id, self.written_at = by.id, clock.now()
        self.writers = sorted({*self.writers, by.id})
        if policy := Policy.named(self.slug):
            self.based_on = policy.version  # the draft's page shows it beside what is published now
        Audit.record(by, "edit", "version", self.id, entry=self.slug)

    def submit(self, by: Staff) -> None:
        """Ask for a second pair of eyes. Raises `Refusal` that names what is still missing."""
        self._must_be(Status.DRAFT)
        if wrong := self.faults():
            raise Refusal("还不能送复核：" + "".join(wrong.values()))
        self.status, self.reason = Status.SUBMITTED, ""
        Audit.record(by, "submit", "version", self.id, entry=self.slug)

    def withdraw(self, by: Staff) -> None:
        """Give it up. Raises `Refusal` once it is published."""
        self._must_be(*OPEN)
        self.status, self.publish_at = Status.WITHDRAWN, None
        Audit.record(by, "withdraw", "version", self.id, entry=self.slug)

    # Deciding

    def may_be_decided_by(self, staff: Staff) -> bool:
        """Whether this is a reviewer who wrote none of it."""
        return staff.role.covers(Role.REVIEWER) and staff.id not in self.writers

    def send_back(self, by: Staff, reason: str) -> None:
        """Return it to its author. Raises `Refusal` without a reason or by an author."""
        self._must_be(Status.SUBMITTED, Status.APPROVED)
        self._needs_another(by)
        if not reason.strip():
            raise Refusal("请写退回的原因。")
        self._return(reason.strip())
        Audit.record(by, "send back", "version", self.id, entry=self.slug)

    def approve(self, by: Staff, on: date | None = None) -> None:
        """Publish now, or at half past eight of a later day.

        Raises `Refusal` for an author, for what has been overtaken, and when a question that is answered
        rightly today would be answered wrongly afterwards.
        """
        self._must_be(Status.SUBMITTED)
        self._needs_another(by)
        self._is_up_to_date()
        self._breaks_nothing()
        self.status, self.reviewer_id = Status.APPROVED, by.id
        self.publish_at = clock.morning_of(on) if on and on > clock.today() else clock.now()
        Audit.record(by, "approve", "version", self.id, entry=self.slug)
        if self.publish_at <= clock.now():
            self._publish()

    @classmethod
    def check(cls, by: Staff, policy: Policy) -> "Version":
        """Note that an entry was compared with its source and holds; its next review moves on.

        Raises `Refusal` for who may not review, and while a new wording is open.
        """
        if not by.role.covers(Role.REVIEWER):
            raise Refusal("核对要由审核员来做。")
        if cls.open_of(policy.slug):
            raise Refusal("这一条已经有人在改，请先办完那一份。")
        cls._keep_first(policy)
        entry, today = policy.entry, clock.today()
        next_due = today + timedelta(days=review_days(entry))
        facts = facts_of(entry) | {"verified_on": today.isoformat(), "review_due": next_due.isoformat()}
        row = cls(slug=policy.slug, facts=facts, origin=CHECKED, based_on=policy.version)
        row.reviewer_id, row.status, row.publish_at = by.id, Status.APPROVED, clock.now()
        db.session.add(row)
        db.session.flush()
        row._publish()
        Audit.record(by, "check", "version", row.id, entry=row.slug)
        return row

    @classmethod
    def due(cls) -> list[int]:
        """What was approved for a moment that has come, in that order."""
        due = select(cls.id).where(cls.status == Status.APPROVED, cls.publish_at <= clock.now())
        return list(db.session.scalars(due.order_by(cls.publish_at, cls.id)))

    def publish_when_due(self) -> None:
        """Publish it if its moment has come; two clocks are harmless.

        What was overtaken since it was approved, or would make a right answer wrong by now, goes back to its
        author with the reason.
        """
        if self.id not in self.due():
            return
        try:
            self._is_up_to_date()
            self._breaks_nothing()
        except Refusal as refusal:
            self._return(str(refusal))
            Audit.record(None, "send back", "version", self.id, entry=self.slug)
        else:
            self._publish()
            Audit.record(None, "publish", "version", self.id, entry=self.slug)

    def _return(self, reason: str) -> None:
        """To its author again; who approved it is forgotten, since that person may be the next to write."""
        self.status, self.reason = Status.DRAFT, reason[:200]
        self.publish_at = self.reviewer_id = None

    def _publish(self) -> None:
        """Let the bot answer from it; one update that only one clock can make."""
        claim = update(Version).where(Version.id == self.id, Version.status == Status.APPROVED)
        taken = claim.values(status=Status.PUBLISHED, published_at=clock.now()).returning(Version.id)
        db.session.flush()
        if db.session.scalar(taken) is None:
            return
        if policy := Policy.named(self.slug):
            self._keep_first(policy)
        before = update(Version).where(Version.slug == self.slug, Version.status == Status.PUBLISHED)
        db.session.execute(before.where(Version.id != self.id).values(status=Status.SUPERSEDED))
        self.number = Policy.publish(self.entry)
        db.session.refresh(self, ["status", "published_at"])
        Question.answered(self.slug, self.entry.title)
        db.session.flush()

    @classmethod
    def _keep_first(cls, policy: Policy) -> None:
        """The wording that came with the system becomes a version before the first other one replaces it."""
        known = select(cls.id).where(cls.slug == policy.slug, cls.number == policy.version)
        if db.session.scalar(known.limit(1)) is None:
            facts = facts_of(policy.entry)
            row = cls(slug=policy.slug, facts=facts, origin=SEEDED, number=policy.version)
            row.status = Status.PUBLISHED
            row.written_at = clock.morning_of(policy.verified_on)
            db.session.add(row)
            db.session.flush()

    def _must_be(self, *allowed: Status) -> None:
        if self.status not in allowed:
            raise Refusal(f"这一份现在是「{self.status.word}」，不能这样做。")

    def _needs_another(self, by: Staff) -> None:
        if not by.role.covers(Role.REVIEWER):
            raise Refusal("复核要由审核员或管理员来做。")
        if by.id in self.writers:
            raise Refusal("这一份您写过，要由另一个人复核。")

    def _is_up_to_date(self) -> None:
        policy = Policy.named(self.slug)
        if policy is not None and policy.version != self.based_on:
            raise Refusal("起草以后这一条又发布过新版，请对照新版再改一次。")

    def _breaks_nothing(self) -> None:
        if falls := self.falls():
            raise Refusal(FALLS + "；".join(falls[:LISTED]))

    # Asking

    @property
    def entry(self) -> Entry:
        """The version as the answering engine reads it."""
        return entry_of(self.slug, self.facts)

    def faults(self) -> dict[str, str]:
        """What keeps it from being published, by field."""
        return faults(self.entry) | repeated(self.entry, Policy.entries())

    def falls(self) -> list[str]:
        """Questions that are answered rightly today and would not be afterwards."""
        before = Policy.entries()
        after = [entry for entry in before if entry.slug != self.slug] + [self.entry]
        return Trial.falls(after, before)

    @classmethod
    def open_of(cls, slug: str) -> "Version | None":
        """The version of an entry that is being written or decided."""
        return db.session.scalar(select(cls).where(cls.slug == slug, cls.status.in_(OPEN)))

    @classmethod
    def of(cls, slug: str) -> list["Version"]:
        """Every version of an entry, newest first."""
        rows = select(cls).where(cls.slug == slug)
        return list(db.session.scalars(rows.order_by(cls.number.desc().nulls_first(), cls.id.desc())))

    @classmethod
    def published_of(cls, slug: str) -> list["Version"]:
        """Every version that residents were ever answered from, newest first."""
        return [row for row in cls.of(slug) if row.status in (Status.PUBLISHED, Status.SUPERSEDED)]

    @property
    def since(self) -> date:
        """The day from which residents were answered so; what came with the system: its day of checking."""
        return clock.day_of(self.published_at or self.written_at)

    @classmethod
    def queue(cls, status: Status) -> list["Version"]:
        """Versions of one status, oldest first."""
        return list(db.session.scalars(select(cls).where(cls.status == status).order_by(cls.id)))

    @classmethod
    def counts(cls) -> dict[Status, int]:
        """How many there are of each open status."""
        rows = select(cls.status, func.count()).where(cls.status.in_(OPEN)).group_by(cls.status)
        return dict.fromkeys(OPEN, 0) | {status: int(count) for status, count in db.session.execute(rows)}

    @classmethod
    def submitted_count(cls) -> int:
        """How many wait for a second pair of eyes."""
        return cls.counts()[Status.SUBMITTED]


def _said(title: str, text: str, topic: str) -> dict[str, str]:
    told = {"title": title.strip(), "text": text.strip(), "topic": topic}
    return {name: value for name, value in told.items() if value}
