"""One question in, one answer out: safety first, then errands, then fitting policies, else an honest no."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from botapp.lib import intent, safety
from botapp.lib.broad import meanings
from botapp.lib.elsewhere import referred
from botapp.lib.knowledge import Entry, citation, notice, source
from botapp.lib.lexicon import PAST, SUBJECT, is_question, normalise, official, spelled
from botapp.lib.past import asked_year, in_force
from botapp.lib.peril.sign import heard
from botapp.lib.rank import Index, Phrases
from botapp.lib.scope import chance_of_ours
from botapp.lib.sound import is_spelled_out
from botapp.lib.topic import leaned

BYTES = 2000  # a passive text reply holds 2,048 bytes; the rest is left for what the door adds
SURE, MAYBE, MARGIN = 0.45, 0.33, 0.02
CLOSE = 0.7  # from here on a question is a known phrasing, whatever it is about
LIKELY, HARDLY = 0.88, 0.4  # chances that it is about a subject of ours
ORDER = 0.3  # what the plain score counts in the order of entries
CERTAINTY = 0.1  # and in how sure they are
LATELY = 16  # messages that may be read before their turn comes
RANKED = 50  # entries that are looked at after the numbers are in
ALIKE = 80  # of 100: how closely a question spelled in pinyin must sound like a known phrasing
UNKNOWN_THEN = "您问的是{year}年，那时的规定没有核对过的依据；下面是现在的规定。\n"
BYGONE = 0.15  # what an entry about the past gives way by, unless the past was asked for
CHOICES = 3
LOCAL = re.compile(
    r"在?[哪那](?:里|儿|个地方|块)|在哪|去哪|到哪|上哪|地址|地点|位置|电话|号码|几点|上班|下班|开门|哪天|星期几|周几|窗口|怎么走|找谁"
    r"|(?:什么|啥)时候(?:发|开|到账|打|能打|去|办|可以办)|几号(?:发|到账|打)"
)
PERSONAL = re.compile(r"\d{7,}[xX]?")  # telephone and identity numbers tell nothing about a subject
CLAUSE = re.compile(r"[，。；！？,;!?\n]+")
SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]?")

ABSTAIN = (
    "这个问题我没有核对过的依据，不能随口答您。\n"
    "可以换个说法再问一次，打 12345 政务服务热线，或回复「人工」留言给工作人员。"
)
EMPTY = "想问什么，直接打字就行，比如「居住证怎么办」。\n也可以回复「预约」约服务，回复「人工」找工作人员。"
CHOOSE = "您想问的是哪一条？请回复数字："
ERRANDS = {
    "人工": "好的，为您转工作人员。",
    "我的预约": "为您查自己的预约，回复「我的预约」。",
    "进度": "为您查自己的办理进度，回复「进度」。",
    "我的服务证": "查看自己的服务证，回复「我的服务证」。",
    "我的资料": "查看自己的资料，回复「我的资料」。",
    "预约": "可以预约，回复「预约」，再写服务和时间。",
    "取消预约": "要取消预约，回复「取消预约」。",
    "改期": "要改时间，回复「改期」。",
    "办服务证": "可以在这里申请，回复「办服务证」。自愿办理，不办也不影响享受服务。",
    "需求": "请回复「需求」，写下您的需要，会给您编号和答复时间。",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to do with a question: `outcome` is answer, choose, form, status, handoff, abstain or safety."""

    outcome: str
    text: str
    topic: str = ""
    entry: str = ""
    score: float = 0.0
    citations: list[str] = field(default_factory=list)
    action: str = ""
    candidates: list[tuple[str, str]] = field(default_factory=list)
    danger: safety.Danger | None = None
    elsewhere: bool = False  # another office's subject, so no gap of ours


class Answerer:
    """Answers from the entries it was given; build a new one when they change (about 0.3 s).

    `pages` is the address under which each entry has its page; without it no link is given.
    """

    def __init__(self, entries: Sequence[Entry], pages: str = "") -> None:
        self.pages = pages
        self.entries = {entry.slug: entry for entry in entries}
        self.bygone = np.array([entry.status == "historical" for entry in entries], dtype=bool)
        self.phrases = Phrases([(e.slug, _known(words)) for e in entries for words in (*e.aliases, e.title)])
        self.index = Index([(e.slug, _known(" ".join((e.title, *e.aliases, e.text)))) for e in entries])

    def ask(self, question: str, today: date, age: int | None = None, topic_before: str = "") -> Outcome:
        """The outcome for one question; `today` dates the citation, `age` is the asker's if known.

        `topic_before` (T7) is what was answered last: a question that names nothing itself leans on it.
        """
        if danger := safety.spot(question, age):
            return Outcome("safety", danger.message, score=1.0, danger=danger)
        return self.answer(question, today, topic_before)

    def answer(self, question: str, today: date, topic_before: str = "") -> Outcome:
        """The outcome for a question in which no danger was found, as `ask`; the last few are at hand."""
        return self._lately(question, today, topic_before)

    @cached_property
    def _lately(self) -> Callable[[str, date, str], Outcome]:
        return lru_cache(maxsize=LATELY)(self._decide)

    def _decide(self, question: str, today: date, topic_before: str) -> Outcome:
        if errand := intent.wanted(question):
            return Outcome(errand.outcome, ERRANDS[errand.action], score=1.0, action=errand.action)
        if other := referred(question):
            return Outcome("abstain", other.text, elsewhere=True)
        asked = leaned(PERSONAL.sub(" ", question), topic_before)
        if broad := [self.entries[slug] for slug in meanings(asked) if slug in self.entries]:
            return self._choose(broad, MAYBE)
        if len(normalise(question)) < 2:
            return Outcome("abstain", EMPTY)
        return self._several(asked, today) or self._past(asked, today) or self._one(asked, today)

    def told(self, entry: Entry, today: date, local: bool = False, lead: str = "") -> str:
        """An entry as it is sent, with the link to its page."""
        return entry_text(entry, today, local, lead, self._page(entry))

    def _page(self, entry: Entry) -> str:
        return f"全文：{self.pages}{entry.slug}" if self.pages else ""

    def rank(self, question: str) -> list[tuple[str, float]]:
        """Slugs with a confidence from 0 to about 1, best first."""
        return self._ranked(question, official(question))

    def _ranked(self, question: str, words: str) -> list[tuple[str, float]]:
        near = self.phrases.closeness(words)
        plain = self.index.scores(words)
        seen = near.nonzero()[0]
        level = plain[seen] / max(float(plain.max(initial=0.0)), 1e-9)
        known = near[seen] + CERTAINTY * level
        if not PAST.search(words):
            known -= BYGONE * self.bygone[seen]
        best = np.argsort(-(known + (ORDER - CERTAINTY) * level), kind="stable")[:RANKED]
        scores = np.minimum.accumulate(known[best])  # nobody is surer than the one before
        places = seen[best].tolist()
        found = [(self.index.ids[at], score) for at, score in zip(places, scores.tolist(), strict=True)]
        return self._by_sound(question) or found

    def _by_sound(self, question: str) -> list[tuple[str, float]]:
        """The entry whose phrasing sounds like a question spelled in pinyin."""
        said = normalise(question)
        if not is_spelled_out(said):
            return []
        written = official(spelled(said))
        near = self.phrases.closeness(written)
        best = int(near.argmax()) if len(near) else 0
        if len(near) and near[best] >= SURE:
            return [(self.index.ids[best], float(near[best]))]
        found = process.extractOne(heard(said), self._sounds, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return [(self.phrases.ids[found[2]], found[1] / 100)] if found else []

    @cached_property
    def _sounds(self) -> list[str]:
        return [heard(words) for words in self.phrases.words]

    def _past(self, question: str, today: date) -> Outcome | None:
        """What held in a year that was named, with today's rule; None when no year was."""
        year = asked_year(question, today)
        ranked = self.rank(question) if year else []
        if not year or not ranked or ranked[0][1] < MAYBE:
            return None
        topic = self.entries[ranked[0][0]].topic
        then = in_force([self.entries[slug] for slug, _ in ranked if self.entries[slug].topic == topic], year)
        entry = then or self.entries[ranked[0][0]]
        lead = "" if then else UNKNOWN_THEN.format(year=year)
        text = self.told(entry, today, lead=lead)
        return Outcome("answer", text, entry.topic, entry.slug, ranked[0][1], [citation(entry, today)])

    def _one(self, question: str, today: date) -> Outcome:
        words = official(question)
        ranked = self._ranked(question, words)
        if not ranked or ranked[0][1] < enough(words):
            return Outcome("abstain", ABSTAIN, score=ranked[0][1] if ranked else 0.0)
        rivals = self._rivals(ranked)
        if len(rivals) > 1:
            return self._choose(rivals, ranked[0][1])
        return self._answer(*ranked[0], question, today)

    def _rivals(self, ranked: list[tuple[str, float]]) -> list[Entry]:
        best = ranked[0][1]
        near = [self.entries[slug] for slug, score in ranked if score >= best - MARGIN]
        topics = {entry.topic: entry for entry in reversed(near)}
        return list(reversed(topics.values()))[:CHOICES]

    def _choose(self, rivals: list[Entry], score: float) -> Outcome:
        rows = [f"{number}. {entry.title}" for number, entry in enumerate(rivals, 1)]
        text = "\n".join([CHOOSE, *rows, "都不是，请回复「人工」。"])
        return Outcome(
            "choose",
            text,
            rivals[0].topic,
            score=score,
            candidates=[(entry.slug, entry.title) for entry in rivals],
        )

    def _answer(self, slug: str, score: float, question: str, today: date) -> Outcome:
        entry = self.entries[slug]
        text = self.told(entry, today, local=bool(LOCAL.search(question)))
        return Outcome("answer", text, entry.topic, slug, score, [citation(entry, today)])

    def _several(self, question: str, today: date) -> Outcome | None:
        clauses = [clause for clause in CLAUSE.split(question) if is_question(clause)]
        if len(clauses) < 2:
            return None
        best = [ranked[0] for clause in clauses if (ranked := self.rank(clause))]
        sure = [self.entries[slug] for slug, score in best if score >= SURE]
        found = list({entry.topic: entry for entry in reversed(sure)}.values())[::-1][:CHOICES]
        if len(found) < 2:
            return None
        cited = [citation(entry, today) for entry in found]
        return Outcome("answer", self._blocks(found, today), found[0].topic, found[0].slug, best[0][1], cited)

    def _blocks(self, entries: Sequence[Entry], today: date) -> str:
        share = BYTES // len(entries)
        return "\n\n".join(shorten(self._block(entry, today), share - 2) for entry in entries)

    def _block(self, entry: Entry, today: date) -> str:
        first = "".join(SENTENCE.findall(entry.text)[:2]).strip()
        lines = [f"【{entry.title}】{first}", citation(entry, today), self._page(entry)]
        return "\n".join(line for line in lines if line)


def enough(words: str) -> float:
    """The score that the best entry needs to be the answer, given what official words are about."""
    chance = chance_of_ours(words)
    if chance < HARDLY:
        return CLOSE
    return MAYBE if chance >= LIKELY or SUBJECT.search(words) else SURE


@lru_cache(maxsize=1 << 15)
def _known(words: str) -> str:
    """The official form of an entry's words, kept for the next build; residents' words are never kept."""
    return official(words)


@lru_cache(maxsize=1 << 9)  # what an entry says changes with the day
def entry_text(entry: Entry, today: date, local: bool, lead: str = "", page: str = "") -> str:
    """One entry as it is sent, at most 2,000 bytes: the answer, what it rests on, its page, one next step.

    `local` when a place, time or phone was asked for.
    """
    head = lead + notice(entry, today)
    tail = [_local_words(entry) if local else "", source(entry), page, entry.next_words]
    ending = "\n".join(line for line in tail if line)
    return f"{shorten(f'{head}{entry.text}', BYTES - len(ending.encode()) - 1)}\n{ending}"


def is_cut(entry: Entry, today: date) -> bool:
    """Whether the entry is too long to be sent whole, with all that stands around it."""
    return entry.text.strip() not in entry_text(entry, today, local=True)


def shorten(text: str, limit: int) -> str:
    """The whole sentences from the beginning that fit into `limit` bytes of UTF-8."""
    kept = ""
    for sentence in SENTENCE.findall(text):
        if len((kept + sentence).encode()) > limit:
            break
        kept += sentence
    return kept.strip()


def _local_words(entry: Entry) -> str:
    wanting = "、".join(entry.local_unknown)
    return f"待核实：{wanting}。回复「人工」可问工作人员。" if wanting else ""
