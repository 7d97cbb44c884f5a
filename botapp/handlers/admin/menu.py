"""The menu of the admin pages: where one can go, what waits there, and who may see it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from botapp.handlers.admin import bp, me
from botapp.models.appointment import Appointment
from botapp.models.campaign import Campaign
from botapp.models.card import Application, Status
from botapp.models.channel import Incident
from botapp.models.helpdesk import Conversation
from botapp.models.need import Need
from botapp.models.outbox import Outbox
from botapp.models.question import Question
from botapp.models.referral import Referral
from botapp.models.safety import Alert
from botapp.models.staff import Role
from botapp.models.version import Version


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the menu; `count` says how much waits there."""

    endpoint: str
    title: str
    icon: str
    count: Callable[[], int] | None = None
    role: Role = Role.CLERK

    @property
    def key(self) -> str:
        """The name under which its count is polled."""
        return self.endpoint.removeprefix("admin.")

    @property
    def address(self) -> str:
        """Its path."""
        return url_for(self.endpoint)


def applications_to_review() -> int:
    """How many applications wait for a decision."""
    return Application.counts()[Status.SUBMITTED]


MENU = {
    "办理": (
        Place("admin.home", "工作台", "home"),
        Place("admin.applications", "服务证申请", "form", applications_to_review),
        Place("admin.appointments", "预约", "calendar", Appointment.waiting_count),
        Place("admin.needs_queue", "需求", "need", Need.waiting_count),
        Place("admin.referrals", "转诊", "right", Referral.waiting_count),
        Place("admin.helpdesk", "会话", "chat", Conversation.waiting_count),
        Place("admin.alerts", "紧急事项", "alarm", Alert.open_count),
    ),
    "内容": (
        Place("admin.policies", "政策", "book"),
        Place("admin.versions", "政策草稿", "form", Version.submitted_count),
        Place("admin.questions", "待补的问题", "need", Question.open_count),
        Place("admin.trials", "试一问", "check"),
        Place("admin.services", "服务与时间", "clock"),
        Place("admin.calendar", "日历", "day"),
        Place("admin.schedules_page", "提醒日程", "clock"),
    ),
    "管理": (
        Place("admin.outbox", "发件箱", "mail", Outbox.troubled_count),
        Place("admin.channel", "通道", "pulse", Incident.open_count, Role.REVIEWER),
        Place("admin.campaigns", "通知", "send", Campaign.waiting_count),
        Place("admin.surveys", "满意度", "face", role=Role.REVIEWER),
        Place("admin.cards", "服务证", "id"),
        Place("admin.staff", "人员", "people", role=Role.MANAGER),
        Place("admin.audit", "审计", "eye", role=Role.MANAGER),
        Place("admin.settings", "设置", "gear", role=Role.REVIEWER),
    ),
}


def menu() -> dict[str, list[Place]]:
    """The groups and places that this member of staff may open."""
    role = me().role
    return {group: [place for place in places if role.covers(place.role)] for group, places in MENU.items()}


def waiting() -> dict[str, int]:
    """How much waits at each place that counts and that this member of staff may open."""
    return {place.key: place.count() for places in menu().values() for place in places if place.count}


@bp.context_processor
def _offer_menu() -> dict[str, object]:
    """Functions, not values: a page without the menu asks the database nothing."""
    return {"menu": menu, "waiting": waiting, "me": me, "Role": Role}
