"""服务证申请: the queue by promise, one application with its masked facts, and the four decisions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock, dialogue, words
from botapp.errors import Refusal
from botapp.forms.card import CardForm
from botapp.handlers.admin import bp, done, find, here, me, typed
from botapp.lib.identity import mask_name, mask_phone
from botapp.models.audit import Audit
from botapp.models.card import Application, Rule, Status
from botapp.models.picture import Picture

MISSING = (
    "现住址写得不完整，请写到门牌号",
    "来本地日期不清楚，请写明哪年哪月",
    "居住证明，任选一样：租赁合同、房产证明、单位或房东证明、居住登记回执",
    "姓名和证件不一致，请按证件填写",
    "手机号打不通，请换一个能接通的",
)
REFUSALS = (
    "户籍在本镇，不用办这张证",
    "还没有住满本镇约定的天数",
    "提供的材料与实际不符",
    "申请人要求不再办理",
    "其他原因",
)
LETTERS = {"missing": "card_missing", "refuse": "card_refused"}
MASKED_ADDRESS = "******"
LONGEST_LETTER = 2048


@bp.get("/card/applications")
def applications() -> str:
    """Applications of one status, the soonest promise first."""
    status = _status(request.args.get("status", Status.SUBMITTED.value))
    village = request.args.get("village", "")
    waiting = Application.queue(Status.SUBMITTED)
    return render_template(
        "admin/card/applications.html",
        rows=Application.queue(status, village=village),
        status=status,
        statuses=list(Status),
        counts=Application.counts(),
        village=village,
        villages=Application.villages(),
        late=sum(row.is_late for row in waiting),
        today=sum(not row.is_late and clock.day_of(row.promised_at) == clock.today() for row in waiting),
        name_of=name_of,
        phone_of=phone_of,
    )


@bp.get("/card/applications/<int:id_>")
def application(id_: int) -> str:
    """One application: what was told, whether it fits the rule, what happened, what can be done."""
    return _page(find(Application, id_))


@bp.post("/card/applications/<int:id_>/preview")
def preview_application(id_: int) -> str:
    """The same page with the message as the resident will read it; nothing is decided."""
    row, letter = find(Application, id_), typed("letter")
    facts = {"number": row.number, "missing": _missing(), "reason": _reason()}
    told = words.of(LETTERS.get(letter) or abort(404), facts)
    return _page(row, preview=told, letter=letter)


@bp.post("/card/applications/<int:id_>/ask")
def ask_for_missing(id_: int) -> Response:
    """一次性告知： everything that is missing, in one message."""
    row, missing = find(Application, id_), _missing()
    told = words.of("card_missing", {"number": row.number, "missing": missing})
    if len(told.encode()) > LONGEST_LETTER:
        raise Refusal("要补的内容太长，一条消息放不下，请写短一些。")
    row.ask_for(me(), missing)
    return done("已一次性告知居民要补什么。", "application", id_=id_)


@bp.post("/card/applications/<int:id_>/approve")
def approve_application(id_: int) -> Response:
    """Agree, and ask the resident to come to the window once."""
    find(Application, id_).approve(me())
    return done("已通过，已请居民带证件来窗口核验。", "application", id_=id_)


@bp.post("/card/applications/<int:id_>/issue")
def issue_card(id_: int) -> Response:
    """The document has been seen: make the card."""
    row = find(Application, id_)
    if not typed("seen"):
        raise Refusal("请先当面核对证件原件，再勾选「已核对原件」。")
    card = row.issue(me(), typed("document"))
    return done(f"已发证 {card.number}，已告诉居民。", "application", id_=id_)


@bp.post("/card/applications/<int:id_>/refuse")
def refuse_application(id_: int) -> Response:
    """Decline with a reason that the resident reads."""
    find(Application, id_).refuse(me(), _reason())
    return done("已告诉居民不予办理和理由。", "application", id_=id_)


def name_of(row: Application) -> str:
    """The applicant's masked name; a dash once it is deleted."""
    return mask_name(row.answers["name"]) if row.answers.get("name") else "已删除"


def phone_of(row: Application) -> str:
    """The applicant's masked phone number."""
    return mask_phone(row.answers.get("phone", ""))


def _page(row: Application, **shown: Any) -> str:
    here(url_for("admin.application", id_=row.id))
    return render_template(
        "admin/card/application.html",
        row=row,
        facts=_facts(row),
        name=name_of(row),
        rule=Rule.current(),
        missing_days=_missing_days(row.answers),
        steps=Audit.about("application", row.id),
        following=_following(row),
        pictures=Picture.of(row),
        missing_items=MISSING,
        refusals=REFUSALS,
        approved=words.of("card_approved", {"number": row.number}),
        ticked=set(request.form.getlist("item")),
        typed=typed,
        **shown,
    )


def _facts(row: Application) -> list[tuple[str, str, str, str]]:
    """(field, label, masked words, plain words) of what the resident told."""
    masked = dialogue.show(CardForm, row.answers, masked=True)
    plain = {name: told for name, _, told in dialogue.show(CardForm, row.answers, masked=False)}
    plain |= {"phone": row.answers.get("phone", "")}  # a form shows even the holder only a masked number
    hidden = {"address": MASKED_ADDRESS}
    return [(name, label, hidden.get(name, told), plain[name]) for name, label, told in masked]


def _missing_days(answers: Mapping[str, str]) -> int | None:
    """How many days of stay the rule still asks for; None when the day of arrival is deleted."""
    told = answers.get("arrived_on")
    return Rule.current().missing_days(date.fromisoformat(told)) if told else None


def _following(row: Application) -> str:
    """The address of the next application that waits for a decision; empty when there is none."""
    rest = (other for other in Application.queue(Status.SUBMITTED) if other.id != row.id)
    other = next(rest, None)
    return url_for("admin.application", id_=other.id) if other else ""


def _missing() -> list[str]:
    known = [item for item in MISSING if item in request.form.getlist("item")]
    return [*known, *filter(None, [typed("more")])]


def _reason() -> str:
    chosen = typed("reason") if typed("reason") in REFUSALS else ""
    named = "" if chosen == REFUSALS[-1] else chosen
    return "。".join(filter(None, [named, typed("more")]))


def _status(text: str) -> Status:
    return Status(text) if text in list(Status) else abort(404)
