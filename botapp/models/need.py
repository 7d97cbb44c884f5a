"""需求: a need in the resident's own words, a case with a number and a promise."""

import enum
import re
from datetime import datetime

from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, change, db
from botapp.errors import Refusal
from botapp.models.audit import Audit
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from botapp.models.staff import Staff

LONGEST_ANSWER = 500


class Status(enum.StrEnum):
    """Where a need stands."""

    WAITING = "waiting"
    ARRANGED = "arranged"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        """The status on screen."""
        return TITLES[self]


TITLES = {
    Status.WAITING: "等待答复",
    Status.ARRANGED: "已安排",
    Status.ANSWERED: "已答复",
    Status.WITHDRAWN: "已撤回",
}
OPEN = (Status.WAITING, Status.ARRANGED)
ASKS_FOR_VISIT = re.compile("上门|来家里|到家里|来我家|到我家|来一趟家")


class Way(enum.StrEnum):
    """How a need that an answer alone does not meet is taken care of."""

    APPOINTMENT = "appointment"
    REFERRAL = "referral"
    VISIT = "visit"

    @property
    def word(self) -> str:
        """The way on screen."""
        return {"appointment": "请居民预约", "referral": "转给别处办", "visit": "上门"}[self.value]


class Need(Model):
    """One case of 需求告之."""

    __tablename__ = "need"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    words: Mapped[str | None] = mapped_column(Secret("need.words"))
    phone: Mapped[str | None] = mapped_column(Secret("need.phone"))
    status: Mapped[Status] = mapped_column(default=Status.WAITING, index=True)
    told_at: Mapped[datetime] = mapped_column(default=clock.now)
    promised_at: Mapped[datetime]
    way: Mapped[str | None] = mapped_column(String(16))
    visit_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Secret("need.answer"))
    answered_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    resident: Mapped[Resident] = relationship()

    @classmethod
    def tell(cls, resident: Resident, words: str, phone: str | None, promised_at: datetime) -> "Need":
        """Open a case."""
        need = cls(resident_id=resident.id, words=words, phone=phone, promised_at=promised_at)
        db.session.add(need)
        db.session.flush()
        return need

    @classmethod
    def waiting(cls) -> list["Need"]:
        """Cases without an answer, the soonest promise first."""
        rows = select(cls).where(cls.status == Status.WAITING).order_by(cls.promised_at)
        return list(db.session.scalars(rows))

    @classmethod
    def queue(cls, status: Status, limit: int = 200) -> list["Need"]:
        """Cases of one status: the open ones by their promise, the others newest first."""
        order = cls.promised_at if status in OPEN else cls.id.desc()
        rows = select(cls).where(cls.status == status).order_by(order)
        return list(db.session.scalars(rows.limit(limit)))

    @classmethod
    def counts(cls) -> dict[Status, int]:
        """How many there are of each status."""
        rows = db.session.execute(select(cls.status, func.count(cls.id)).group_by(cls.status))
        return dict.fromkeys(Status, 0) | dict(rows.all())

    @classmethod
    def waiting_count(cls) -> int:
        """How many wait for an answer."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.status == Status.WAITING)) or 0

    @classmethod
    def of(cls, resident: Resident) -> list["Need"]:
        """A resident's cases, newest first."""
        return list(
            db.session.scalars(select(cls).where(cls.resident_id == resident.id).order_by(cls.id.desc()))
        )

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop the content of cases answered before a moment; how many."""
        old = (cls.answered_at < before) & cls.words.is_not(None)
        emptied = update(cls).where(old).values(words=None, phone=None, answer=None)
        return change(emptied)

    @property
    def number(self) -> str:
        """The number that the resident is told."""
        return f"XQ-{clock.day_of(self.told_at):%y%m%d}-{self.id:04d}"

    @property
    def is_late(self) -> bool:
        """Whether the promise is broken."""
        return self.status in OPEN and clock.now() > self.promised_at

    def withdraw(self) -> None:
        """The resident takes it back. Raises `Refusal` when it is closed."""
        self._check_open()
        self.status = Status.WITHDRAWN

    @property
    def asks_for_visit(self) -> bool:
        """Whether the resident asked for somebody to come: nobody comes unasked."""
        return bool(self.words and ASKS_FOR_VISIT.search(self.words))

    def arrange(
        self, by: Staff, way: Way, words: str, until: datetime, visit_at: datetime | None = None
    ) -> None:
        """Say what happens next and by when it is done. Raises `Refusal` for what cannot be arranged."""
        self._check_open()
        if not words.strip() or len(words) > LONGEST_ANSWER:
            raise Refusal(f"请写清楚怎么安排，最多 {LONGEST_ANSWER} 字。")
        if way is Way.VISIT and not self.asks_for_visit:
            raise Refusal("居民没有要求上门，不能安排上门。请先打电话或回复问一声。")
        if way is Way.VISIT and (visit_at is None or visit_at <= clock.now()):
            raise Refusal("请写上门的日期和时间，要在现在以后。")
        self.status, self.way, self.promised_at = Status.ARRANGED, way.value, until
        self.visit_at, self.staff_id = visit_at, by.id
        facts = {"visit_at": visit_at.isoformat() if visit_at else "", "words": words.strip()}
        Outbox.write(self.resident, "need_arranged", number=self.number, **facts)
        Audit.record(by, "arrange", "need", self.id, resident_id=self.resident_id, way=way.value)

    def reply(self, by: Staff, answer: str) -> None:
        """Answer the case, which closes it; the resident is told. Raises `Refusal` when it is closed."""
        self._check_open()
        if not answer.strip():
            raise Refusal("请写下答复。")
        if len(answer) > LONGEST_ANSWER:
            raise Refusal(f"答复最多 {LONGEST_ANSWER} 字,请写短一些。")
        self.status, self.answer = Status.ANSWERED, answer.strip()
        self.answered_at, self.staff_id = clock.now(), by.id
        Outbox.write(self.resident, "need_answered", number=self.number, answer=self.answer)
        Audit.record(by, "answer", "need", self.id, resident_id=self.resident_id)

    def _check_open(self) -> None:
        if self.status not in OPEN:
            raise Refusal("这条需求已经办结。")
