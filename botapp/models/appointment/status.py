"""Where an appointment stands, from a seat that is kept for a while to what came of it."""

import enum

from sqlalchemy import text


class Status(enum.StrEnum):
    """Where an appointment stands."""

    HELD = "held"
    OFFERED = "offered"
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    ARRIVED = "arrived"
    MISSED = "missed"

    @property
    def word(self) -> str:
        """The status on screen."""
        return TITLES[self]


TITLES = {
    Status.HELD: "为您留着",
    Status.OFFERED: "候补到了，等您答复",
    Status.REQUESTED: "待确认",
    Status.APPROVED: "已确认",
    Status.DECLINED: "未能安排",
    Status.CANCELLED: "已取消",
    Status.ARRIVED: "已到",
    Status.MISSED: "未到",
}
KEPT = (Status.HELD, Status.OFFERED)
ACTIVE = (Status.REQUESTED, Status.APPROVED)
IS_ACTIVE = text("status IN ('requested', 'approved')")
