"""Walk a resident through a form: one question a message; back, edit, leave, resume, confirm."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import ValidationError

from botapp import router
from botapp.db import db
from botapp.errors import Refusal
from botapp.forms import Form
from botapp.forms.fields import SKIP_WORDS, Ask, Option, choose
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.draft import Draft
from botapp.models.resident import Resident
from botapp.router import Stage, plain

Filler = Callable[[Resident, dict[str, Any]], str]
Offer = Callable[[Resident, dict[str, str]], Sequence[Option]]
Wanted = Callable[[Resident, dict[str, str]], bool]
Remark = Callable[[Resident, dict[str, str]], str]
Request = Callable[[str], bool]
Phrase = Callable[[Resident, dict[str, str]], str]
LetGo = Callable[[Resident], None]

CONSENT, SUMMARY = "consent", "summary"
YES = {
    "确认",
    "1",
    "是",
    "好",
    "好的",
    "对",
    "提交",
    "同意",
    "没问题",
    "可以",
    "ok",
    "是的",
    "对的",
    "行",
    "一",
}
AGREE = {"同意", "1", "我同意", "好", "好的", "可以", "行", "是", "一"}
DISAGREE = {"不同意", "2", "不", "否", "拒绝", "不行", "我不同意", "二"}
EDIT = re.compile(r"^(?:修改|改|更正|换)(?:第)?(\d{1,2}|[一二三四五六七八九十]{1,2})(?:项|条|个)?$")
PAUSE = {"退出", "先不填", "先不填了", "以后再说", "稍后", "等会", "等会儿", "先不办", "暂停"}
NAVIGATION = "「上一步」返回，「取消」不办了，「退出」先存着。"


@dataclass
class _Walk:
    """What handlers have registered for one form."""

    form: type[Form]
    fill: Filler | None = None
    offers: dict[str, Offer] = field(default_factory=dict)
    wanted: dict[str, Wanted] = field(default_factory=dict)
    phrases: dict[str, Phrase] = field(default_factory=dict)
    remark: Remark | None = None
    let_go: LetGo | None = None


_walks: dict[str, _Walk] = {}
_requests: list[Request] = []


def fills(form: type[Form]) -> Callable[[Filler], Filler]:
    """Call this handler with the typed answers when the resident confirms."""

    def register(filler: Filler) -> Filler:
        _walk(form).fill = filler
        return filler

    return register


def offers(form: type[Form], name: str) -> Callable[[Offer], Offer]:
    """Ask this handler for the options of a field whose choices are rows; `Refusal` when none are left."""

    def register(offer: Offer) -> Offer:
        _walk(form).offers[name] = offer
        return offer

    return register


def asks(form: type[Form], name: str) -> Callable[[Phrase], Phrase]:
    """Ask this handler how a field is asked, when that depends on earlier answers."""

    def register(phrase: Phrase) -> Phrase:
        _walk(form).phrases[name] = phrase
        return phrase

    return register


def wants(form: type[Form], name: str) -> Callable[[Wanted], Wanted]:
    """Ask a field only when this handler says so."""

    def register(wanted: Wanted) -> Wanted:
        _walk(form).wanted[name] = wanted
        return wanted

    return register


def remarks(form: type[Form]) -> Callable[[Remark], Remark]:
    """Add this handler's remark to the summary; `Refusal` when the last answer no longer holds."""

    def register(remark: Remark) -> Remark:
        _walk(form).remark = remark
        return remark

    return register


def lets_go(form: type[Form]) -> Callable[[LetGo], LetGo]:
    """Give back what a remark has kept, when the form is left."""

    def register(let_go: LetGo) -> LetGo:
        _walk(form).let_go = let_go
        return let_go

    return register


def gives_way(request: Request) -> Request:
    """Leave the open form, kept for 继续, when this handler says that the words are a whole new request."""
    _requests.append(request)
    return request


def forms() -> list[type[Form]]:
    """Every form that handlers have registered."""
    return [walk.form for walk in _walks.values()]


def start(
    resident: Resident, form: type[Form], answers: dict[str, str] | None = None, before: str = ""
) -> str:
    """Begin a form with what is known already, and ask the first thing that is missing."""
    draft = Draft.begin(resident, form.__name__, form.version)
    draft.answers = dict(answers or {})
    return _Session(resident, draft).next(before)


def agree_and_start(resident: Resident, form: type[Form], answers: dict[str, str] | None = None) -> str:
    """Begin a form whose consent the resident gives in the same words."""
    Consent.record(resident, Purpose(form.purpose), Answer.AGREED, form.consent_version)
    return start(resident, form, answers)


def state(resident: Resident) -> str:
    """Where the resident is, in names only: the open form and its question."""
    draft = Draft.open_for(resident)
    return f"{draft.form}:{draft.asking}" if draft else "idle"


@router.at(Stage.COMMAND)
def command(resident: Resident, words: str) -> str | None:
    """上一步 · 取消 · 继续 · 退出， inside a form and outside."""
    said = plain(words)
    if said in {"继续", "接着填", "接着办"}:
        return resume(resident)
    draft = Draft.open_for(resident)
    if said in {"上一步", "返回", "退回"}:
        return _Session(resident, draft).back() if draft else "现在没有在填的内容。回复「帮助」看能办什么。"
    if said in {"取消", "不办了", "算了", "不填了", "不约了", "不想办了", "不想约了"}:
        return _drop(resident, draft)
    if draft and said in PAUSE:
        draft.paused = True
        _let_go(resident, draft)
        return f"{_form(draft).title}已存好，30天内回复「继续」接着填。"
    return None


@router.at(Stage.FORM)
def answer(resident: Resident, words: str) -> str | None:
    """Take the words as the answer to the open question."""
    draft = Draft.open_for(resident)
    return _Session(resident, draft).hear(words) if draft else None


def resume(resident: Resident) -> str:
    """Go on with the form that was left."""
    draft = Draft.to_resume(resident)
    if draft is None:
        return "没有没填完的内容。回复「帮助」看能办什么。"
    for other in db.session.query(Draft).filter(Draft.resident_id == resident.id, Draft.id != draft.id):
        other.paused = True
    draft.touch()
    return _Session(resident, draft).again(f"接着填{_form(draft).title}。")


def _let_go(resident: Resident, draft: Draft) -> None:
    let_go = _walks[draft.form].let_go
    if let_go:
        let_go(resident)


def _drop(resident: Resident, draft: Draft | None) -> str:
    if draft is None:
        return "现在没有在填的内容。要取消已约好的，请回复「取消预约」。"
    title = _form(draft).title
    _let_go(resident, draft)
    draft.discard()
    return f"好的，{title}已取消，没有提交。"


class _Session:
    """One draft in one message."""

    def __init__(self, resident: Resident, draft: Draft) -> None:
        self.resident, self.draft = resident, draft
        self.walk = _walks[draft.form]
        self.form = self.walk.form()
        self._renew_version()

    def _renew_version(self) -> None:
        """A form that changed since keeps the answers that are still good."""
        if self.draft.version != self.form.version:
            self.draft.version = self.form.version
            names = self.form.questions
            self.draft.answers = {name: kept for name, kept in self.draft.answers.items() if name in names}

    # Asking

    def next(self, before: str = "") -> str:
        """Ask the first thing that is missing, or show the summary."""
        if refused := self._missing_consent():
            return refused
        for name in self._asked():
            if name not in self.draft.answers and not self._takes_the_only(name):
                return self._ask(name, before)
        return self._summary(before) if self.form.confirmed else _lines(before, self._submit())

    def _takes_the_only(self, name: str) -> bool:
        """A field with one possible answer is not asked."""
        if name not in self.walk.offers or not self.form.questions[name].auto:
            return False
        options = self._options(name)
        if len(options) == 1:
            self.draft.keep(name, options[0].value)
        return len(options) == 1

    def again(self, before: str = "") -> str:
        """Ask the open question once more."""
        if self.draft.asking == SUMMARY:
            return self._summary(before)
        if self.draft.asking in self.form.questions:
            return self._ask(self.draft.asking, before)
        return _lines(before, self.next())

    def _missing_consent(self) -> str:
        form, purpose = self.walk.form, self.walk.form.purpose
        if not purpose or Consent.holds(self.resident, Purpose(purpose)):
            return ""
        if not Consent.may_be_asked(self.resident, Purpose(purpose)):
            self.draft.discard()
            return (
                f"您之前选择了「不同意」，30天内不再询问。改主意了请回复「同意{form.title}」；"
                "也可以到服务窗口办理，或回复「人工」。"
            )
        self._open(CONSENT)
        return f"{form.consent}\n1. 同意\n2. 不同意（不影响您享受其他服务）"

    def _asked(self) -> list[str]:
        answers = self.draft.answers
        always = (name for name in self.form.questions)
        return [
            name
            for name in always
            if name not in self.walk.wanted or self.walk.wanted[name](self.resident, answers)
        ]

    def _ask(self, name: str, before: str = "") -> str:
        question = self.form.questions[name]
        try:
            options = self._options(name)
        except Refusal as refusal:
            return self._ask_earlier(name, str(refusal))
        self._open(name)
        listed = "\n".join(f"{n}. {option.words}" for n, option in enumerate(options, 1))
        skip = "不想填可回复「跳过」。" if question.skip else ""
        first = NAVIGATION if name == self._asked()[0] else ""
        phrase = self.walk.phrases.get(name)
        asked = phrase(self.resident, self.draft.answers) if phrase else question.ask
        return _lines(before, asked, question.why and f"（{question.why}）", listed, skip, first)

    def _ask_earlier(self, name: str, why: str) -> str:
        """Nothing can be chosen here any more: the question before is open again."""
        asked = self._asked()
        place = asked.index(name)
        if place == 0:
            self.draft.discard()
            return why
        self.draft.forget(asked[place - 1], name)
        return self._ask(asked[place - 1], why)

    def _options(self, name: str) -> Sequence[Option]:
        if name in self.walk.offers:
            return self.walk.offers[name](self.resident, self.draft.answers)
        question = self.form.questions[name]
        return question.options

    def _summary(self, before: str = "") -> str:
        try:
            remark = self.walk.remark(self.resident, self.draft.answers) if self.walk.remark else ""
        except Refusal as refusal:
            return self._ask_last(_lines(before, str(refusal)))
        self._open(SUMMARY)
        self.draft.editing = False
        rows = [f"{n}. {label}：{told}" for n, (label, told) in enumerate(self._told(), 1)]
        return _lines(
            before,
            "请核对：",
            *rows,
            remark,
            self.form.closing,
            "要改哪项回复「改」加数字，如「改2」；不办了回复「取消」。",
        )

    def _ask_last(self, why: str) -> str:
        """The last answer is asked again, as what it chose is gone."""
        last = [name for name in self._asked() if name in self.walk.offers][-1]
        self.draft.forget(last)
        return self._ask(last, why)

    def _told(self) -> list[tuple[str, str]]:
        answers, questions = self.draft.answers, self.form.questions
        return [
            (questions[name].label, self._show(name, answers[name]) if answers.get(name) else "（未填）")
            for name in self._asked()
            if name in answers
        ]

    def _show(self, name: str, value: str) -> str:
        if name in self.walk.offers:
            try:
                for option in self._options(name):
                    if option.value == value:
                        return option.words.split("（")[0].strip()
            except Refusal:
                pass
        return self.form.questions[name].show(value)

    # Hearing

    def hear(self, words: str) -> str | None:
        """The answer to the open question; what is no answer may be a question of its own."""
        if self.draft.asking == CONSENT:
            return self._hear_consent(words)
        if self.draft.asking == SUMMARY:
            return self._hear_confirmation(words)
        if self.draft.asking not in self.form.questions:
            return self.next()
        if self._wants_another_handler(words):
            return None
        return self._hear_answer(self.draft.asking, words)

    def _hear_consent(self, words: str) -> str | None:
        said = plain(words)
        purpose = Purpose(self.form.purpose)
        if said in AGREE:
            Consent.record(self.resident, purpose, Answer.AGREED, self.form.consent_version)
            return self.next("好的。")
        if said in DISAGREE:
            Consent.record(self.resident, purpose, Answer.REFUSED, self.form.consent_version)
            self.draft.discard()
            return "好的，不会收集您的资料，也没有提交任何内容。可以到服务窗口办理，或回复「人工」。"
        if _is_request(words):
            return None
        return self._aside(words) or _lines(
            self._puzzled("请回复 1 同意，或 2 不同意。"), self._missing_consent()
        )

    def _hear_confirmation(self, words: str) -> str | None:
        said = plain(words)
        if said in YES:
            return self._submit()
        edited = EDIT.match(said)
        if edited:
            return self._edit(edited[1])
        if _is_request(words):
            return None
        return self._aside(words) or self._summary(self._puzzled("还没有提交。"))

    def _hear_answer(self, name: str, words: str) -> str:
        question = self.form.questions[name]
        if question.skip and plain(words) in SKIP_WORDS:
            return self._keep(name, "")
        beside = None if question.free else self._aside(words)
        if beside:
            return beside
        try:
            value = self._read(name, words)
        except ValidationError as error:
            return self._ask(name, self._puzzled(_first(error)))
        self._keep_also(question.also, name, value, words)
        return self._keep(name, value)

    def _keep_also(self, also: str, name: str, value: str, words: str) -> None:
        """下周四10点 answers the day and the time, if that time is offered on that day."""
        if not also or words.strip().isdigit():
            return
        self.draft.keep(name, value)
        try:
            self.draft.keep(also, self._pick(self.form.questions[also], words, self._options(also)))
        except (ValidationError, Refusal):
            self.draft.forget(also)

    def _read(self, name: str, words: str) -> str:
        if not words.strip():
            raise ValidationError("请用文字回答。")
        question = self.form.questions[name]
        if name not in self.walk.offers:
            return question.read(words)
        return self._pick(question, words, self._options(name))

    @staticmethod
    def _pick(question: Ask, words: str, options: Sequence[Option]) -> str:
        """One of the rows offered: by its digit, its words, or what the field reads in the words."""
        try:
            return choose(words, options).value
        except ValidationError:
            value = question.read(words)
        if all(option.value != value for option in options):
            raise ValidationError(f"{question.show(value)}不在可选的里面，请从下面选。")
        return value

    def _keep(self, name: str, value: str) -> str:
        changed = self.draft.answers.get(name) != value
        self.draft.keep(name, value)
        if changed and name in self.walk.offers:
            self._forget_dependents(name)
        return self.next()

    def _forget_dependents(self, name: str) -> None:
        """Choices that were offered because of this answer are asked again unless still possible."""
        asked = self._asked()
        for later in (one for one in asked[asked.index(name) + 1 :] if one in self.walk.offers):
            if later not in self.draft.answers and not self._takes_the_only(later):
                return  # what depends on it is looked at when it is answered
            if not self._still_offered(later):
                self.draft.forget(later)

    def _still_offered(self, name: str) -> bool:
        try:
            return any(option.value == self.draft.answers[name] for option in self._options(name))
        except Refusal:
            return False

    def _aside(self, words: str) -> str | None:
        """A policy question in the middle is answered, then the same question comes once."""
        beside = router.beside(self.resident, words)
        if beside is None or beside.text is None:
            return None
        return _lines(beside.text, "——", self.again(f"接着{self.form.title}："))

    def _wants_another_handler(self, words: str) -> bool:
        """Words that start something else are no answer, unless the open list offers them."""
        if not self.form.questions[self.draft.asking].free and any(asks(words) for asks in _requests):
            return True
        if not router.is_word(words) or plain(words) in SKIP_WORDS:
            return False
        try:
            options = self._options(self.draft.asking)
            return not any(plain(words) == plain(option.words) for option in options)
        except Refusal:
            return True

    def _puzzled(self, why: str) -> str:
        """What an answer lacked, never twice the same in a row."""
        self.resident.puzzled_count += 1
        way_out = "" if self.resident.puzzled_count % 2 else "不会填可以回复「人工」，不办了回复「取消」。"
        return why + way_out

    # Moving

    def back(self) -> str:
        """Open the question before this one."""
        asked = self._asked()
        here = self.draft.asking
        place = len(asked) if here == SUMMARY else asked.index(here) if here in asked else 0
        if place == 0:
            return self.again("已经是第一步了。")
        self.draft.forget(asked[place - 1])
        return self._ask(asked[place - 1])

    def _edit(self, said: str) -> str:
        answered = [name for name in self._asked() if name in self.draft.answers]
        place = choose_place(said, len(answered))
        if place is None:
            return self._summary(f"只有 {len(answered)} 项，请回复「改1」到「改{len(answered)}」。")
        self.draft.editing = True
        self.draft.forget(answered[place])
        return self._ask(answered[place])

    def _submit(self) -> str:
        if self.walk.fill is None:
            raise LookupError(f"nobody fills {self.draft.form}")
        try:
            answers = self.form.load({name: told or None for name, told in self.draft.answers.items()})
            with db.session.begin_nested():
                said = self.walk.fill(self.resident, answers)
        except ValidationError as error:
            wrong = next(iter(error.messages_dict))
            self.draft.forget(wrong)
            return self.next("有一项需要重新填。")
        except Refusal as refusal:
            return self._reopen(str(refusal))
        if Draft.open_for(self.resident) is self.draft:
            self.draft.discard()
        return said

    def _reopen(self, why: str) -> str:
        """Refused: what is no longer offered is asked again."""
        gone = [
            name for name in self.walk.offers if name in self.draft.answers and not self._still_offered(name)
        ]
        self.draft.forget(*gone)
        return self.next(why)

    def _open(self, name: str) -> None:
        self.draft.asking = name
        self.draft.touch()


def _is_request(words: str) -> bool:
    """Whether the words start something of their own, and answer no question."""
    return router.is_word(words) or any(asks(words) for asks in _requests)


def choose_place(said: str, count: int) -> int | None:
    """The zero-based place that a digit or numeral names among `count`."""
    options = [Option(str(n), "") for n in range(count)]
    try:
        return int(choose(said, options).value)
    except ValidationError:
        return None


def show(form: type[Form], answers: dict[str, str], *, masked: bool) -> list[tuple[str, str, str]]:
    """(name, label, words) of stored answers, for summaries and staff pages."""
    questions = form().questions
    return [
        (name, question.label, (question.mask if masked else question.show)(answers[name]))
        for name, question in questions.items()
        if answers.get(name)
    ]


def _walk(form: type[Form]) -> _Walk:
    return _walks.setdefault(form.__name__, _Walk(form))


def _form(draft: Draft) -> type[Form]:
    return _walks[draft.form].form


def _first(error: ValidationError) -> str:
    told = error.messages
    while isinstance(told, dict):
        told = next(iter(told.values()))
    return str(told[0] if isinstance(told, list) else told)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
