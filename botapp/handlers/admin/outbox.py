"""发件箱: what left, what waits, what failed and why; another try for what failed."""

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from botapp import words
from botapp.handlers.admin import bp, done, find, me, typed
from botapp.handlers.admin.resident import reviewers_only
from botapp.lib.identity import mask_phone
from botapp.models.audit import Audit
from botapp.models.outbox import TROUBLED, Outbox, Status
from botapp.models.reminder import Reminder, Subject
from botapp.models.reminder import Status as Rings
from botapp.models.resident import Resident

STATUSES = {
    Status.DEAD: ("发送失败", "bad", "试了几次都没成功。看原因，修好后再重发。"),
    Status.UNKNOWN: ("不知是否送达", "bad", "发到一半断了。请先问居民收到没有，再决定要不要重发。"),
    Status.UNREACHABLE: ("联系不上", "bad", "居民已取消关注，或微信拒收。"),
    Status.PLANNED: ("待发", "wait", "到时间就发；夜里 20:30 到早上 8:30 不打扰居民，急事可以马上发。"),
    Status.SENDING: ("正在发", "wait", "正在交给微信。"),
    Status.SENT: ("已发", "ok", "微信已经收下。"),
    Status.DELIVERED: ("已送达", "ok", "微信回报已送到手机。"),
    Status.WAITING: ("等下次联系", "calm", "现在没有办法主动发，居民下次来说话时会看到。"),
    Status.DROPPED: ("不用发了", "calm", "居民退订、取消或已过时。"),
}
KINDS = {
    "appointment_approved": "预约已确认",
    "appointment_declined": "预约未能安排",
    "appointment_cancelled": "预约被取消",
    "appointment_closed": "请居民改期",
    "appointment_reminder": "预约提醒",
    "appointment_missed": "没来，可以重约",
    "companion_moved": "同来的改了时间",
    "companion_ended": "同来的不办了",
    "waitlist_offered": "候补有位",
    "card_missing": "服务证要补正",
    "card_approved": "服务证申请通过",
    "card_issued": "服务证已发",
    "card_refused": "服务证不予办理",
    "card_revoked": "服务证已撤销",
    "card_restored": "服务证已恢复",
    "card_reminder": "服务证到期提醒",
    "referral_asked": "请居民同意转诊",
    "referral_moved": "转诊有进展",
    "plan_reminder": "居民自己定的提醒",
    "campaign": "订阅的通知",
    "need_arranged": "需求已安排",
    "need_answered": "需求答复",
    "question_answered": "问题有了答案",
    "helpdesk_taken": "工作人员接手",
    "helpdesk_reply": "工作人员回复",
    "helpdesk_moved": "换人接待",
    "helpdesk_returned": "会话结束",
    "more": "后续内容",
    "channel_test": "测试消息",
}
CHANNELS = {
    "words": "公众号消息",
    "subscription": "订阅通知",
    "template": "模板消息",
    "reply": "随回复给看",
    "call": "打电话",
}
SUBJECTS = {Subject.APPOINTMENT: "预约提醒", Subject.CARD: "服务证到期提醒", Subject.COMPANION: "同来提醒"}
STANDS = {
    Rings.PLANNED: ("还没到时候", "wait"),
    Rings.WRITTEN: ("已交发件箱", "ok"),
    Rings.DROPPED: ("没有发", "calm"),
}
OWN = "plan_reminder"  # what residents started themselves is nobody's to list
SHOWN = 100


@bp.get("/outbox")
def outbox() -> str:
    """Letters of one status, newest first."""
    counts = Outbox.counts()
    text = request.args.get("status", "")
    status = _status(text) if text else _most_urgent(counts)
    return render_template(
        "admin/outbox/list.html",
        rows=Outbox.recent(SHOWN, status=status),
        status=status,
        statuses=STATUSES,
        counts=counts,
        kinds=KINDS,
        channels=CHANNELS,
        troubled=TROUBLED,
        shown=SHOWN,
        reads=reviewers_only(me(), None),
        text_of=text_of,
        call_count=len(Outbox.to_call()),
    )


@bp.get("/outbox/of/<int:resident_id>")
def letters_of(resident_id: int) -> str:
    """What was sent to one resident and what will be, without the plans that are the resident's own."""
    resident = find(Resident, resident_id)
    Audit.record(me(), "read", "outbox", resident_id=resident.id)
    return render_template(
        "admin/outbox/timeline.html",
        letters=[row for row in Outbox.recent(resident_id=resident.id) if row.kind != OWN],
        reminders=[row for row in Reminder.history(resident) if row.subject is not Subject.PLAN],
        subjects=SUBJECTS,
        stands=STANDS,
        statuses=STATUSES,
        kinds=KINDS,
        channels=CHANNELS,
    )


@bp.get("/outbox/calls")
def calls() -> str:
    """Residents who agreed to be phoned, and whom no message reaches."""
    return render_template(
        "admin/outbox/calls.html",
        rows=Outbox.to_call(),
        kinds=KINDS,
        text_of=text_of,
        reads=lambda row: row.kind.startswith("appointment_") or reviewers_only(me(), row),
        mask_phone=mask_phone,
    )


@bp.post("/outbox/<int:id_>/called")
def note_call(id_: int) -> Response:
    """Note whether somebody answered."""
    reached = typed("reached") == "yes"
    find(Outbox, id_).note_call(me(), reached=reached)
    return done("记下了：已打通。" if reached else "记下了：没打通，留在名单里。", "calls")


@bp.post("/outbox/<int:id_>/retry")
def retry_letter(id_: int) -> Response:
    """Try once more to send what failed."""
    row = find(Outbox, id_)
    row.retry()
    Audit.record(me(), "retry", "outbox", row.id, resident_id=row.resident_id)
    return done("已重新排队发送。", "outbox", status=Status.PLANNED.value)


@bp.post("/outbox/<int:id_>/hurry")
def hurry_letter(id_: int) -> Response:
    """Send now what would wait for the morning."""
    row = find(Outbox, id_)
    row.hurry()
    Audit.record(me(), "hurry", "outbox", row.id, resident_id=row.resident_id)
    return done("马上发给居民。", "outbox", status=Status.PLANNED.value)


def text_of(row: Outbox) -> str:
    """The letter as the resident reads it."""
    try:
        return words.of(row.kind, row.facts)
    except words.Unsayable:
        return "（这条消息写不成话）"


def _status(text: str) -> Status:
    return Status(text) if text in list(Status) else abort(404)


def _most_urgent(counts: dict[Status, int]) -> Status:
    return next((status for status in TROUBLED if counts[status]), Status.PLANNED)
