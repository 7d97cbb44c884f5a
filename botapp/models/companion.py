"""同来: another adult comes along to an appointment, only by their own yes from their own phone."""

import enum
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, db
from botapp.errors import Refusal
from botapp.models.appointment import ACTIVE, Appointment, remind_before
from botapp.models.outbox import Outbox
from botapp.models.reminder import Reminder, Subject
from botapp.models.resident import Resident

GOOD_FOR = timedelta(days=2)
UNKNOWN = "这个同来码不对，或者已经过期。请让约的人重新给您一个。"


class Status(enum.StrEnum):
    """Whether they come."""

    INVITED = "invited"
    JOINED = "joined"
    LEFT = "left"


class Companion(Model):
    """At most one for an appointment; who was asked stays unknown to us until they say yes."""

    __tablename__ = "companion"

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id", ondelete="CASCADE"), unique=True)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(8), unique=True)
    status: Mapped[Status] = mapped_column(default=Status.INVITED)
    invited_at: Mapped[datetime] = mapped_column(default=clock.now)

    appointment: Mapped[Appointment] = relationship()
    resident: Mapped[Resident | None] = relationship()

    @classmethod
    def invite(cls, appointment: Appointment) -> "Companion":
        """A code for the other one, six digits for two days; asking again makes a new one.

        Raises `Refusal` where nobody comes along, or somebody does already.
        """
        if not appointment.service.pairs:
            raise Refusal(f"{appointment.service.name}一个人来就行。家人要办，请用自己的手机约。")
        row = cls.of(appointment)
        if row is not None and row.status is Status.JOINED:
            raise Refusal("已经有一位同来的了。")
        if row is None:
            row = cls(appointment_id=appointment.id)
            db.session.add(row)
        row.code, row.status, row.invited_at = f"{secrets.randbelow(10**6):06d}", Status.INVITED, clock.now()
        row.resident_id = None
        db.session.flush()
        return row

    @classmethod
    def of(cls, appointment: Appointment) -> "Companion | None":
        """Who was asked along, or comes."""
        return db.session.scalar(select(cls).where(cls.appointment_id == appointment.id))

    @classmethod
    def asked_by(cls, code: str) -> "Companion":
        """The invitation with this code. Raises `Refusal` when there is none, or it is over."""
        row = db.session.scalar(select(cls).where(cls.code == code, cls.status == Status.INVITED))
        fresh = row is not None and row.invited_at > clock.now() - GOOD_FOR
        if row is None or not fresh or not row.appointment.is_active:
            raise Refusal(UNKNOWN)
        return row

    @classmethod
    def with_(cls, resident: Resident) -> list["Companion"]:
        """Where a resident comes along, soonest first."""
        mine = (
            select(cls).join(Appointment).where(cls.resident_id == resident.id, cls.status == Status.JOINED)
        )
        coming = mine.where(Appointment.status.in_(ACTIVE), Appointment.starts_at > clock.now())
        return list(db.session.scalars(coming.order_by(Appointment.starts_at)))

    @classmethod
    def end_all(cls, resident: Resident) -> None:
        """A resident comes along nowhere any more; nobody is told."""
        for row in cls.with_(resident):
            row.leave()

    @property
    def is_expected(self) -> bool:
        """Whether they still come to what still takes place."""
        return self.status is Status.JOINED and self.appointment.is_active

    def join(self, resident: Resident) -> None:
        """The other one says yes. Raises `Refusal` to who booked it themselves."""
        if resident.id == self.appointment.resident_id:
            raise Refusal("这个码要由同来的人，在自己的手机上回复。")
        self.resident_id, self.status, self.code = resident.id, Status.JOINED, None
        db.session.flush()
        self.plan_reminders()

    def leave(self) -> None:
        """They do not come after all; who booked is not told why, nor that."""
        self.status = Status.LEFT
        Reminder.cancel(Subject.COMPANION, self.id, "不同来了")
        db.session.flush()

    def plan_reminders(self) -> None:
        """At the same hours as for who booked, in place of what was planned for another time."""
        Reminder.cancel(Subject.COMPANION, self.id, "时间改了")
        if self.resident_id is not None:
            remind_before(self.appointment.starts_at, self.resident_id, Subject.COMPANION, self.id)


def tell_of_change(appointment: Appointment) -> None:
    """Who comes along hears that the time changed, or that it does not take place."""
    row = Companion.of(appointment)
    if row is None or row.status is not Status.JOINED or row.resident is None:
        return
    facts = {"number": appointment.number, "point": appointment.point.name}
    if appointment.is_active:
        row.plan_reminders()
        Outbox.write(row.resident, "companion_moved", starts_at=appointment.starts_at.isoformat(), **facts)
    else:
        row.leave()
        Outbox.write(row.resident, "companion_ended", **facts)
