"""会话: take a resident over from the bot, talk, and hand back."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request
from werkzeug.wrappers import Response

from botapp import clock
from botapp.handlers.admin import bp, done, find, me, typed
from botapp.lib.answer import shorten
from botapp.lib.knowledge import Entry, citation
from botapp.lib.scrub import scrubbed
from botapp.models.calendar import answer_time, say_office_hours
from botapp.models.helpdesk import LONGEST_REPLY, Conversation, Status
from botapp.models.message import Message
from botapp.models.outbox import Status as Letter
from botapp.models.policy import Policy
from botapp.models.resident import WORDS_WINDOW, Resident
from botapp.models.staff import Role
from botapp.models.version import Version

FOLDERS = {"waiting": "待接", "mine": "我的", "all": "全部"}
EARLIER = timedelta(days=7)
URGENT = "safety."
NEAREST, FAR, TITLE = 3, 0.3, 60
CANNED = (
    "您好，我是镇服务中心的工作人员，请说。",
    "请稍等，我查一下再回您。",
    "这件事需要您带身份证原件来窗口办，{hours}。",
    "这件事归其他部门管，您可以打 12345 转接。",
    "已经帮您登记，有结果会在这里告诉您。",
    "产检、打疫苗、复查这些日子要不要到时候提醒您？要的话，等我们谈完回复「开提醒计划」自己选，随时能停；不要不用回。",
    "还有别的要问吗？没有的话我先把您交还给自动回复，随时可以再找我们。",
)
DELIVERY = {
    Letter.PLANNED: ("待发", "wait"),
    Letter.SENDING: ("正在发", "wait"),
    Letter.SENT: ("已发", "ok"),
    Letter.DELIVERED: ("已送达", "ok"),
    Letter.WAITING: ("等居民下次来时给看", "wait"),
}


@bp.get("/helpdesk")
def helpdesk() -> str:
    """Conversations of one folder."""
    folder = request.args.get("folder", "waiting")
    rows = {name: _folder(name) for name in FOLDERS}
    shown = folder if folder in FOLDERS else "waiting"
    return render_template("admin/helpdesk/folder.html", folder=shown, folders=FOLDERS, rows=rows)


@bp.get("/helpdesk/<int:id_>")
def conversation(id_: int) -> str:
    """One conversation: what was said, and, once it is taken, a box to answer."""
    row = find(Conversation, id_)
    canned = [text.format(hours=say_office_hours()) for text in CANNED]
    chosen = request.args.get("canned", -1, type=int)
    near = _near(row)
    text = "".join(canned[chosen : chosen + 1]) if chosen >= 0 else ""
    return render_template(
        "admin/helpdesk/conversation.html",
        row=row,
        holds=row.status is Status.HELD and row.staff_id == me().id,
        delivery=delivery,
        window=window(row.resident),
        earlier=_earlier(row),
        canned=canned,
        text=text or next((one.words for one in near if one.slug == request.args.get("entry")), ""),
        near=near,
        longest=LONGEST_REPLY,
    )


@bp.get("/helpdesk/<int:id_>/lines")
def conversation_lines(id_: int) -> str:
    """The lines alone, polled by the open page."""
    row = find(Conversation, id_)
    return render_template(
        "admin/helpdesk/lines.html", row=row, delivery=delivery, window=window(row.resident)
    )


@bp.post("/helpdesk/<int:id_>/take")
def take_conversation(id_: int) -> Response:
    """Take over; the bot falls silent."""
    find(Conversation, id_).take(me())
    return done("已接手，自动回复停了，居民说的话直接到这里。", "conversation", id_=id_)


@bp.post("/helpdesk/<int:id_>/say")
def say_in_conversation(id_: int) -> Response:
    """Write to the resident."""
    find(Conversation, id_).say(me(), typed("words"))
    return done("已交给发送。", "conversation", id_=id_)


@bp.post("/helpdesk/<int:id_>/lines/<int:line_id>/draft")
def draft_from_line(id_: int, line_id: int) -> Response:
    """Make a reply of ours, with the question before it, the beginning of an entry; people are taken out."""
    row = find(Conversation, id_)
    question, reply = row.exchange(line_id)
    version = Version.draft(
        me(),
        title=scrubbed(question)[:TITLE],
        text=scrubbed(reply),
        questions=[scrubbed(question)] if question else [],
        origin="人工答复",
    )
    told = "已开一份草稿。手机号、证件号、姓名已去掉，请再看一遍有没有能认出人的话。"
    return done(told, "edit_version", id_=version.id)


@bp.post("/helpdesk/<int:id_>/put-back")
def put_back(id_: int) -> Response:
    """Let a colleague take over."""
    find(Conversation, id_).put_back(me(), answer_time(clock.now()))
    return done("已放回待接，同事可以接手；居民会看到一句说明。", "helpdesk")


@bp.post("/helpdesk/<int:id_>/return")
def hand_back(id_: int) -> Response:
    """Return the resident to the bot."""
    find(Conversation, id_).hand_back(me())
    return done("已交还自动回复。", "helpdesk")


def delivery(status: Letter | None, reason: str) -> tuple[str, str]:
    """How a letter stands, and the tone of its tag."""
    if status is None:
        return "", ""
    return DELIVERY.get(status, (f"没发出：{reason}" if reason else "没发出", "bad"))


def window(resident: Resident) -> tuple[str, str]:
    """How long, and how often, the platform still lets us write after the resident's last words."""
    if resident.openid is None:
        return "居民已取消关注，发不出消息了。", "bad"
    since = resident.words_at
    left = since + WORDS_WINDOW - clock.now() if since else timedelta()
    count = resident.words_left
    if count == 0:
        return "超出微信允许的时间或条数：现在写的，居民下次来说话时才看得到。", "wait"
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    return f"还能主动发 {count} 条，{hours} 小时 {minutes} 分内有效（居民说话后重新计）。", "ok"


@dataclass(frozen=True, slots=True)
class Near:
    """An entry that the bot would think of, and its words for the box."""

    slug: str
    title: str
    score: float
    words: str


def _near(row: Conversation) -> list[Near]:
    """What comes near to the resident's last words, best first; only for who may answer."""
    said = [line.words for line in row.lines if line.staff_id is None]
    if not said or row.status is not Status.HELD or row.staff_id != me().id:
        return []
    engine, today = Policy.engine(), clock.today()
    found = [(engine.entries[slug], score) for slug, score in engine.rank(said[-1])[:NEAREST]]
    return [Near(one.slug, one.title, score, _short(one, today)) for one, score in found if score >= FAR]


def _short(entry: Entry, today: date) -> str:
    ending = "\n" + citation(entry, today)
    return shorten(entry.text, (LONGEST_REPLY - len(ending)) * 3)[: LONGEST_REPLY - len(ending)] + ending


def _folder(name: str) -> list[Conversation]:
    rows = Conversation.open()
    if name == "waiting":
        return [row for row in rows if row.status is Status.WAITING]
    if name == "mine":
        return [row for row in rows if row.staff_id == me().id]
    return rows + Conversation.finished()


def _earlier(row: Conversation) -> list[Message]:
    """What was said before, only when the resident has agreed to show it; cries for help are restricted."""
    if not row.shares_history:
        return []
    said = Message.transcript(row.resident_id, row.asked_at - EARLIER)
    reads_all = me().role.covers(Role.REVIEWER)
    return [
        message
        for message in said
        if message.received_at < row.asked_at and (reads_all or not message.handler.startswith(URGENT))
    ]
