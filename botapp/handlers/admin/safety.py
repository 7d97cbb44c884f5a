"""紧急事项: what the safety lines found, most urgent first; seen, acted upon, closed with an outcome."""

from dataclasses import dataclass

from flask import abort, render_template
from werkzeug.wrappers import Response

from botapp import clock
from botapp.errors import Refusal
from botapp.handlers.admin import bp, done, find, me, typed
from botapp.lib.danger import MINOR
from botapp.models.helpdesk import Conversation
from botapp.models.safety import Alert
from botapp.models.staff import Role


@dataclass(frozen=True, slots=True)
class Guide:
    """What staff call a kind of alert, and what to do first."""

    title: str
    first: str


GUIDES = {
    "emergency": Guide("可能有生命危险", "打 120；有危险打 110，起火打 119。联系居民确认地址。"),
    "medical": Guide("问病情或用药", "不判断、不建议用药。请居民到卫生院，需要时打 120。"),
    "crisis": Guide("可能想伤害自己", "打 12356 求助；有立即危险打 110、120。请受过培训的同事联系。"),
    "violence": Guide("可能受到家庭或性暴力", "危险时打 110；妇女维权 12338。不调解、不劝和，不主动发提醒。"),
    "minor": Guide("未成年人可能受到伤害", "疑似侵害须立即向公安机关(110)报告，并记下时间、对象和结果。"),
    "threat": Guide("威胁他人或违法线索", "打 110；非法行医、非法鉴定线索打 12345 转卫健部门。"),
    "outbreak": Guide("可能是传染病或食物中毒", "2 小时内告诉卫生院，并打 12345。"),
    "leak": Guide("个人资料可能泄露", "按资料安全事件登记核查，告诉管理员。"),
    "complaint": Guide("投诉或不满", "不争辩，1 个工作日内联系；居民也可打 12345。"),
    "forced": Guide("反映强迫或处罚", "2 小时内联系；告知自主选择的权利和 12345、纪检渠道。"),
    "attack": Guide("想查别人资料或改规则", "已拒绝，留意是否反复。"),
    "fetal sex": Guide("问胎儿性别", "已拒绝并说明法律。不提供任何线索。"),
}
OUTCOMES = (
    "联系上了，本人安全",
    "已转 120、110 或 119",
    "已转卫生院或其他部门",
    "联系不上，已请同事接着找",
    "误报，不是紧急的事",
)
# 未成年人保护法第十一条第二款: whoever finds that a minor is harmed reports at once.
REPORTS = ("已报公安机关", "已报民政部门", "已报教育部门", "核实过，不属于侵害")
CLOCKS = {"P0": "马上", "P1": "2 小时内", "P2": "1 个工作日内"}


@bp.get("/safety")
def alerts() -> str:
    """Open alerts, and the ones that were closed lately."""
    rows = Alert.open()
    return render_template(
        "admin/safety/alerts.html",
        rows=rows,
        newest_shown=Alert.alarm(),
        closed=Alert.closed(),
        guide=guide,
        clocks=CLOCKS,
        talk=Conversation.open_for,
        reads=reads,
        outcomes=OUTCOMES,
        reports=REPORTS,
    )


@bp.post("/safety/<int:id_>/acknowledge")
def acknowledge_alert(id_: int) -> Response:
    """A person has seen it."""
    find(Alert, id_).acknowledge(me())
    return done("已记下您看到了，请按提示处理。", "alerts")


@bp.post("/safety/<int:id_>/talk")
def talk_about_alert(id_: int) -> Response:
    """Open a conversation with the resident and take it at once."""
    row = find(Alert, id_)
    conversation = Conversation.call(row.resident, clock.now())
    conversation.take(me())
    row.acknowledge(me())
    return done("会话已接手，您写的话会马上发给居民。", "conversation", id_=conversation.id)


@bp.post("/safety/<int:id_>/close")
def close_alert(id_: int) -> Response:
    """Record what was done; a restricted alert is closed by those who may read it."""
    row = find(Alert, id_)
    if not reads(row):
        abort(403)
    row.close(me(), _outcome(row))
    return done("已办结。", "alerts")


def _outcome(row: Alert) -> str:
    """The chosen outcome and the words about it; for a minor also where it was reported, when and by whom."""
    kind, told = typed("kind"), typed("outcome")
    if kind not in OUTCOMES or not told:
        raise Refusal("请选结果，并写下做了什么、联系了谁。")
    if row.title != MINOR.name:
        return f"{kind}。{told}"
    if typed("report") not in REPORTS or not typed("reporter"):
        raise Refusal("未成年人的事项要写明报告给谁、什么时候、谁报的。")
    return f"{kind}。{told}\n强制报告：{typed('report')}，{typed('reporter')}"


def reads(row: Alert) -> bool:
    """Whether this member of staff may know what was said."""
    return not row.restricted or me().role.covers(Role.REVIEWER)


def guide(row: Alert) -> Guide:
    """What to call this alert and what to do first."""
    return GUIDES.get(row.title) or Guide(row.title, "请联系居民核实。")
