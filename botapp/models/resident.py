"""居民: a person who follows the account, known by openid and by what they chose to tell."""

from datetime import datetime, time, timedelta
from hmac import compare_digest

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column, object_session

from botapp import clock
from botapp.db import Model, Secret, db, insert, keys
from botapp.lib.hours import NIGHT, Quiet
from botapp.models.message import Message

WORDS_WINDOW, WORDS_ALLOWANCE = timedelta(hours=48), 5
CLICK_WINDOW, CLICK_ALLOWANCE = timedelta(minutes=1), 3
PHONE, PASS = "resident.phone", "resident.pass"
LACKS = "what residents are known to lack"


class Resident(Model):
    """One follower. After unfollowing, openid and everything WeChat gave us are gone."""

    __tablename__ = "resident"

    id: Mapped[int] = mapped_column(primary_key=True)
    openid: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone: Mapped[str | None] = mapped_column(Secret(PHONE))
    phone_index: Mapped[str | None] = mapped_column(String(32), index=True)
    met_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]
    words_at: Mapped[datetime | None]
    click_at: Mapped[datetime | None]
    words_sent: Mapped[int] = mapped_column(default=0)
    click_sent: Mapped[int] = mapped_column(default=0)
    muted_at: Mapped[datetime | None]
    puzzled_count: Mapped[int] = mapped_column(default=0)
    quiet_since: Mapped[time | None]
    quiet_until: Mapped[time | None]
    offers: Mapped[list[list[str]] | None] = mapped_column(JSON)

    @classmethod
    def meet(cls, openid: str) -> "Resident":
        """The resident behind an openid, made on first contact and locked until the transaction ends."""
        row = {"openid": openid, "met_at": clock.now(), "words_sent": 0, "click_sent": 0, "puzzled_count": 0}
        db.session.execute(insert(cls).values(row).on_conflict_do_nothing())
        return db.session.scalars(select(cls).where(cls.openid == openid).with_for_update()).one()

    @classmethod
    def known_as(cls, openid: str) -> "Resident | None":
        """The resident behind an openid, if there is one."""
        return db.session.scalar(select(cls).where(cls.openid == openid))

    def heard(self, *, clicked: bool) -> None:
        """Note that the resident spoke or tapped, which opens the platform's reply window."""
        if clicked:
            self.click_at, self.click_sent = clock.now(), 0
        else:
            self.words_at, self.words_sent = clock.now(), 0

    def lacks(self, table: type[Model]) -> bool:
        """Whether this transaction already knows that no open row of a table is this resident's."""
        session = object_session(self)
        return session is not None and (self.id, table) in session.info.get(LACKS, ())

    @classmethod
    def hold(cls, id_: int) -> None:
        """Lock a resident until the transaction ends; whoever locks more rows locks this one first."""
        db.session.execute(select(cls.id).where(cls.id == id_).with_for_update(key_share=True))

    @property
    def messages_left(self) -> int:
        """How many messages may leave now: 5 in the 48 h after words, 3 in the minute after a tap."""
        return max(self.words_left, self.clicks_left)

    @property
    def words_left(self) -> int:
        """How many messages may still leave in the 48 hours after the resident's last words."""
        return _left(self.words_at, WORDS_WINDOW, WORDS_ALLOWANCE - self.words_sent)

    @property
    def clicks_left(self) -> int:
        """How many messages may still leave in the minute after the resident's last tap."""
        return _left(self.click_at, CLICK_WINDOW, CLICK_ALLOWANCE - self.click_sent)

    def reserve(self) -> None:
        """Take one message out of both windows before it leaves: how they combine is not documented."""
        self.click_sent += 1
        self.words_sent += 1

    def give_back(self, reserved_at: datetime) -> None:
        """The message did not leave: return it to the windows that it was taken from."""
        if self.click_at and self.click_at <= reserved_at:
            self.click_sent = max(0, self.click_sent - 1)
        if self.words_at and self.words_at <= reserved_at:
            self.words_sent = max(0, self.words_sent - 1)

    def close_windows(self) -> None:
        """The platform says that no message may leave, or that all have left: it counts, not we."""
        self.click_sent, self.words_sent = CLICK_ALLOWANCE, WORDS_ALLOWANCE

    @property
    def quiet(self) -> Quiet:
        """The hours in which nothing that is not urgent reaches this resident."""
        return Quiet(self.quiet_since or NIGHT.since, self.quiet_until or NIGHT.until)

    @property
    def spoke_after_muting(self) -> bool:
        """Whether a person's answer is still wanted although reminders were stopped."""
        spoke = self.words_at is not None and clock.now() - self.words_at < WORDS_WINDOW
        return self.muted_at is None or (spoke and self.words_at > self.muted_at)  # type: ignore[operator]

    def keep_phone(self, phone: str) -> None:
        """Remember the number under which the resident wants to be reached."""
        self.phone, self.phone_index = phone, keys().index(phone, PHONE)

    def forget_words(self) -> None:
        """Drop the phone number and what was said in the chat."""
        self.phone = self.phone_index = None
        Message.erase_words(self.id)

    def pass_until(self, moment: datetime) -> str:
        """A text that opens this resident's pages until a moment; it names no one."""
        told = f"{self.id}.{int(moment.timestamp())}"
        return f"{told}.{keys().index(told, PASS)}"

    @classmethod
    def by_pass(cls, text: str) -> "Resident | None":
        """The resident whose pass this is, unless it is forged, too old, or the resident has left."""
        told, _, proof = text.rpartition(".")
        id_, _, until = told.partition(".")
        if not any(compare_digest(proof, good) for good in keys().indexes(told, PASS)):
            return None
        if clock.now().timestamp() > int(until):
            return None
        resident = db.session.get(cls, int(id_))
        return resident if resident and resident.openid else None

    def forget_wechat(self) -> None:
        """Drop everything that the platform gave us; rights and cases stay under their numbers."""
        self.left_at, self.openid = clock.now(), None
        self.words_at = self.click_at = self.offers = None
        self.puzzled_count = self.words_sent = self.click_sent = 0


def _left(since: datetime | None, window: timedelta, unsent: int) -> int:
    return max(0, unsent) if since is not None and clock.now() - since < window else 0
