"""通知: topics that residents follow of their own accord, and news that goes to those who do."""

import enum
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, change, db
from botapp.errors import Refusal
from botapp.models.audit import Audit
from botapp.models.outbox import Outbox
from botapp.models.outbox import Status as Letter
from botapp.models.resident import Resident
from botapp.models.staff import Staff

# What can be followed: nothing here says anything about the person who does.
TOPICS = {
    "vaccination": "接种",
    "screening": "体检筛查",
    "childcare": "育儿补贴",
    "event": "活动讲座",
    "policy": "新政策",
}
TEXT_VERSION = "2026-11"
WEEK, MOST_A_WEEK = timedelta(days=7), 2
AT_ONCE = 100  # letters a tick: the clock holds the database only for a moment
LONGEST_TITLE, LONGEST_WORDS = 20, 300
ENOUGH, STOPPED, LEFT = "本周已发够", "已停止发送", "居民不再关注"


class Status(enum.StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"

    @property
    def word(self) -> str:
        """The status on screen."""
        return TITLES[self]


TITLES = {
    Status.DRAFT: "等另一人发出",
    Status.SENDING: "正在发",
    Status.SENT: "已发完",
    Status.STOPPED: "已停止",
}


class Interest(Model):
    """One resident follows one topic; leaving it deletes the row."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("resident_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    topic: Mapped[str] = mapped_column(String(16))
    text_version: Mapped[str] = mapped_column(String(32))
    since: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def of(cls, resident: Resident) -> list[str]:
        """The topics that a resident follows."""
        mine = set(db.session.scalars(select(cls.topic).where(cls.resident_id == resident.id)))
        return [topic for topic in TOPICS if topic in mine]

    @classmethod
    def follow(cls, resident: Resident, topic: str) -> None:
        """From now on news of this topic may come."""
        if topic not in cls.of(resident):
            db.session.add(cls(resident_id=resident.id, topic=topic, text_version=TEXT_VERSION))
            db.session.flush()

    @classmethod
    def leave(cls, resident: Resident, topic: str) -> None:
        """No news of this topic any more, not even what was written and has not left."""
        db.session.execute(delete(cls).where(cls.resident_id == resident.id, cls.topic == topic))
        own = select(CampaignLetter.outbox_id).join(Campaign).where(Campaign.topic == topic)
        _drop(own.where(CampaignLetter.resident_id == resident.id), LEFT)

    @classmethod
    def forget_all(cls, resident: Resident) -> None:
        """The resident follows nothing."""
        for topic in cls.of(resident):
            cls.leave(resident, topic)

    @classmethod
    def count(cls, topic: str) -> int:
        """How many would be written to now."""
        return db.session.scalar(select(func.count()).select_from(_audience(topic).subquery())) or 0


class Campaign(Model):
    """News for those who follow a topic; one person writes it, another sends it."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    status: Mapped[Status] = mapped_column(default=Status.DRAFT, index=True)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    sent_at: Mapped[datetime | None]
    reached_id: Mapped[int] = mapped_column(default=0)

    written_by: Mapped[Staff] = relationship(foreign_keys=[written_by_id])
    sent_by: Mapped[Staff | None] = relationship(foreign_keys=[sent_by_id])

    @classmethod
    def write(cls, by: Staff, topic: str, title: str, words: str) -> "Campaign":
        """Put a draft down for another person. Raises `Refusal` when something is missing or too long."""
        if topic not in TOPICS:
            raise Refusal("请选一个话题。")
        if not 2 <= len(title) <= LONGEST_TITLE or not 5 <= len(words) <= LONGEST_WORDS:
            raise Refusal(f"标题 2 到 {LONGEST_TITLE} 字，内容 5 到 {LONGEST_WORDS} 字。")
        campaign = cls(topic=topic, title=title, words=words, written_by_id=by.id)
        db.session.add(campaign)
        db.session.flush()
        Audit.record(by, "draft", "campaign", campaign.id)
        return campaign

    @classmethod
    def recent(cls, limit: int = 50) -> list["Campaign"]:
        """Newest first."""
        return list(db.session.scalars(select(cls).order_by(cls.id.desc()).limit(limit)))

    @classmethod
    def waiting_count(cls) -> int:
        """How many wait for a second person."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.status == Status.DRAFT)) or 0

    @classmethod
    def spread(cls) -> int:
        """Write the next letters of whatever is being sent; how many. A second clock passes over the rows."""
        running = select(cls).where(cls.status == Status.SENDING).order_by(cls.id)
        rows = db.session.scalars(running.with_for_update(skip_locked=True)).all()
        return sum(row._write_next() for row in rows)

    def send(self, by: Staff) -> None:
        """Let it go. Raises `Refusal` to who wrote it, and when it is no draft any more."""
        if self.status is not Status.DRAFT:
            raise Refusal(f"这条通知{self.status.word}。")
        if by.id == self.written_by_id:
            raise Refusal("自己写的通知要由另一个人发出。")
        self.status, self.sent_by_id, self.sent_at = Status.SENDING, by.id, clock.now()
        Audit.record(by, "send", "campaign", self.id)

    def stop(self, by: Staff) -> int:
        """Nothing more leaves; how many letters were held back. A draft is given up the same way."""
        if self.status in (Status.STOPPED, Status.SENT) and not self._unsent():
            raise Refusal(f"这条通知{self.status.word}，没有可以停的了。")
        held = _drop(select(CampaignLetter.outbox_id).where(CampaignLetter.campaign_id == self.id), STOPPED)
        self.status = Status.STOPPED
        Audit.record(by, "stop", "campaign", self.id, count=held)
        return held

    @property
    def tally(self) -> Counter[str]:
        """How many of its letters stand where, by the outbox's words or by the reason without a letter."""
        rows = (
            select(CampaignLetter.why, Outbox.status, func.count())
            .outerjoin(Outbox, Outbox.id == CampaignLetter.outbox_id)
            .where(CampaignLetter.campaign_id == self.id)
            .group_by(CampaignLetter.why, Outbox.status)
        )
        found: Counter[str] = Counter()
        for why, status, count in db.session.execute(rows):
            found[why or (status.value if status else "")] += count
        return found

    def _unsent(self) -> bool:
        return bool(self.tally[Letter.PLANNED.value])

    def _write_next(self) -> int:
        ids = _audience(self.topic).where(Resident.id > self.reached_id).order_by(Resident.id).limit(AT_ONCE)
        reached = list(db.session.scalars(ids))
        for resident_id in reached:
            self._write_to(db.session.get_one(Resident, resident_id))
        if reached:
            self.reached_id = reached[-1]
        if len(reached) < AT_ONCE:
            self.status = Status.SENT
        db.session.flush()
        return len(reached)

    def _write_to(self, resident: Resident) -> None:
        mine = select(func.count(CampaignLetter.id)).where(CampaignLetter.resident_id == resident.id)
        lately = mine.where(CampaignLetter.why == "", CampaignLetter.written_at > clock.now() - WEEK)
        row = CampaignLetter(campaign_id=self.id, resident_id=resident.id)
        if (db.session.scalar(lately) or 0) >= MOST_A_WEEK:
            row.why = ENOUGH
        else:
            letter = Outbox.write(
                resident, "campaign", topic=TOPICS[self.topic], title=self.title, words=self.words
            )
            row.outbox_id = letter.id
        db.session.add(row)


class CampaignLetter(Model):
    """What became of one campaign for one resident: a letter, or the reason why there is none."""

    __tablename__ = "campaign_letter"
    __table_args__ = (UniqueConstraint("campaign_id", "resident_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    why: Mapped[str] = mapped_column(String(32), default="")
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop rows that were written before a moment; how many."""
        return change(delete(cls).where(cls.written_at < before))


def _audience(topic: str) -> Select[int]:
    """Who follows a topic, still follows the account, and has not asked for silence."""
    rows = select(Resident.id).join(Interest, Interest.resident_id == Resident.id)
    return rows.where(Interest.topic == topic, Resident.left_at.is_(None), Resident.muted_at.is_(None))


def _drop(letters: Select[int | None], why: str) -> int:
    """End letters that have not left; how many."""
    unsent = (Letter.PLANNED, Letter.WAITING)
    rows = db.session.scalars(select(Outbox).where(Outbox.id.in_(letters), Outbox.status.in_(unsent))).all()
    for row in rows:
        row.end(Letter.DROPPED, why)
    db.session.flush()
    return len(rows)
