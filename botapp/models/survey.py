"""满意度: what residents thought of a closed case; one answer a case, and nobody's when they wish."""

import enum
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import String, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, Secret, change, db, keys
from botapp.errors import Refusal
from botapp.models.appointment import Appointment
from botapp.models.appointment import Status as Booked
from botapp.models.need import Need
from botapp.models.need import Status as Told
from botapp.models.referral import Referral
from botapp.models.referral import Status as Referred
from botapp.models.resident import Resident

ASKED_FOR = timedelta(days=30)
FEWEST = 5  # fewer answers than this could point at somebody, and are not shown
LONGEST = 200


class Face(enum.StrEnum):
    """How it was."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"

    @property
    def word(self) -> str:
        """The face in words."""
        return {"good": "满意", "fair": "一般", "poor": "不满意"}[self.value]

    @property
    def sign(self) -> str:
        """The face itself."""
        return {"good": "😊", "fair": "😐", "poor": "☹️"}[self.value]


ABOUT = {"appointment": "预约", "need": "需求", "referral": "转诊"}


@dataclass(frozen=True, slots=True)
class Case:
    """Something that came to an end for a resident."""

    about: str
    id: int
    number: str
    words: str

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.about}-{self.id}"

    @property
    def mark(self) -> str:
        """What keeps a second answer out without saying whose the first was."""
        return keys().index(self.key, "survey")


class Survey(Model):
    """One answer; without a number nobody can tell from which case it came."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(String(16))
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    number: Mapped[str | None] = mapped_column(String(32))
    face: Mapped[Face]
    words: Mapped[str | None] = mapped_column(Secret("survey.words"))
    month: Mapped[date] = mapped_column(index=True)

    @classmethod
    def open_to(cls, resident: Resident) -> list[Case]:
        """What ended for a resident within thirty days and has no answer yet, newest first."""
        cases = _ended(resident, clock.now() - ASKED_FOR)
        given = set(db.session.scalars(select(cls.mark).where(cls.mark.in_([case.mark for case in cases]))))
        return [case for case in cases if case.mark not in given]

    @classmethod
    def give(cls, case: Case, face: Face, words: str, *, named: bool) -> "Survey":
        """Keep an answer: with the case's number if the resident wishes an answer, else without.

        Raises `Refusal` when there is one already.
        """
        answer = cls(
            about=case.about,
            mark=case.mark,
            number=case.number if named else None,
            face=face,
            words=words.strip()[:LONGEST] or None,
            month=clock.today().replace(day=1),
        )
        try:
            with db.session.begin_nested():
                db.session.add(answer)
        except IntegrityError as error:
            raise Refusal("这件事您已经评价过了，谢谢。") from error
        return answer

    @classmethod
    def counts(cls, since: date) -> dict[str, Counter[Face]]:
        """How many answers of each face there are about each kind of case."""
        rows = select(cls.about, cls.face, func.count(cls.id)).where(cls.month >= since.replace(day=1))
        found: dict[str, Counter[Face]] = {about: Counter() for about in ABOUT}
        for about, face, count in db.session.execute(rows.group_by(cls.about, cls.face)):
            found[about][face] = count
        return found

    @classmethod
    def closed_counts(cls, since: date) -> dict[str, int]:
        """How many cases of each kind ended: what the answers are to be held against."""
        first = clock.at(since.replace(day=1), datetime.min.time())
        came = (Appointment.status == Booked.ARRIVED) & (Appointment.starts_at >= first)
        told = (Need.status == Told.ANSWERED) & (Need.answered_at >= first)
        back = (Referral.status == Referred.FED_BACK) & (Referral.written_at >= first)
        counted = {
            "appointment": select(func.count(Appointment.id)).where(came),
            "need": select(func.count(Need.id)).where(told),
            "referral": select(func.count(Referral.id)).where(back),
        }
        return {about: db.session.scalar(rows) or 0 for about, rows in counted.items()}

    @classmethod
    def with_words(cls, limit: int) -> list["Survey"]:
        """What residents wrote, newest first."""
        rows = select(cls).where(cls.words.is_not(None)).order_by(cls.id.desc())
        return list(db.session.scalars(rows.limit(limit)))

    @classmethod
    def purge(cls, before: date) -> int:
        """Drop answers of earlier months; how many."""
        return change(delete(cls).where(cls.month < before))


def _ended(resident: Resident, since: datetime) -> list[Case]:
    came = [row for row in Appointment.past(resident, 10) if row.status is Booked.ARRIVED]
    cases = [(row.starts_at, Case("appointment", row.id, row.number, row.service.name)) for row in came]
    cases += [
        (row.answered_at, Case("need", row.id, row.number, "您说的需求"))
        for row in Need.of(resident)
        if row.status is Told.ANSWERED and row.answered_at is not None
    ]
    cases += [
        (row.written_at, Case("referral", row.id, row.number, "转诊"))
        for row in Referral.of(resident)
        if row.status is Referred.FED_BACK
    ]
    return [case for at, case in sorted(cases, key=lambda pair: pair[0], reverse=True) if at >= since]
