"""Fields that carry their question; each reads everyday words as well as the form in which it is stored."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from unicodedata import normalize

from marshmallow import ValidationError, fields

from botapp import clock
from botapp.lib import identity
from botapp.lib.chinese import number, past_day, say_day, when

SKIP_WORDS = {"跳过", "不填", "没有", "无", "略", "不用"}


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a numbered list: what is stored, what is read, what else residents call it."""

    value: str
    words: str
    aliases: tuple[str, ...] = ()


class Ask(fields.Field[Any]):
    """A field with its question. `why` says what the answer is for; `label` names it in the summary.

    `skip`: may stay empty. `free`: any words are an answer, questions too. `auto`: a single option is
    not asked. `also`: the field that is often answered in the same breath.
    """

    def __init__(
        self,
        ask: str,
        label: str,
        *,
        why: str = "",
        options: Sequence[Option] = (),
        skip: bool = False,
        free: bool = False,
        auto: bool = False,
        also: str = "",
    ) -> None:
        super().__init__(required=not skip, allow_none=skip, load_default=None) if skip else super().__init__(
            required=True
        )
        self.ask, self.label, self.why = ask, label, why
        self.options, self.skip, self.free, self.auto = tuple(options), skip, free, auto
        self.also = also

    def read(self, words: str) -> str:
        """The stored form of an answer. Raises ValidationError with words for the resident."""
        return words.strip()

    def show(self, value: str) -> str:
        """A stored answer as the resident reads it."""
        return next((option.words for option in self.options if option.value == value), value)

    def mask(self, value: str) -> str:
        """A stored answer as staff first see it."""
        return self.show(value)

    def typed(self, value: str) -> Any:
        """A stored answer as the model takes it."""
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError("请用文字回答。")
        stored = value if any(option.value == value for option in self.options) else self.read(value)
        return self.typed(stored)


class Choice(Ask):
    """One of a numbered list, given with the field or by the handler at the time of asking."""

    def read(self, words: str) -> str:
        return choose(words, self.options).value if self.options else words.strip()


class Several(Ask):
    """Any number of a list, as digits (1 3 5) or words; stored joined by commas."""

    def read(self, words: str) -> str:
        parts = [part for part in re.split(r"[\s,，、;；和.。/]+", normalize("NFKC", words)) if part]
        if len(parts) == 1 and parts[0].isdigit() and len(self.options) < 10:
            parts = list(parts[0])
        values = {choose(part, self.options).value for part in parts}
        if not values:
            raise ValidationError("请回复列表中的数字，可以几个一起，如 1 3。")
        return ",".join(option.value for option in self.options if option.value in values)

    def show(self, value: str) -> str:
        wanted = value.split(",")
        return "、".join(option.words for option in self.options if option.value in wanted)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return super()._deserialize(",".join(value) if isinstance(value, list) else value, attr, data)


class Text(Ask):
    """Free words of a given length."""

    def __init__(self, ask: str, label: str, *, shortest: int = 1, longest: int = 200, **rest: Any) -> None:
        super().__init__(ask, label, **rest)
        self.shortest, self.longest = shortest, longest

    def read(self, words: str) -> str:
        text = words.strip()
        if len(text) < self.shortest:
            raise ValidationError(f"请至少写 {self.shortest} 个字。")
        if len(text) > self.longest:
            raise ValidationError(f"最多 {self.longest} 个字，请写短一些。")
        return text


class Checked(Ask):
    """A field whose words one function checks and normalises."""

    check: Callable[[str], str]

    def read(self, words: str) -> str:
        try:
            return type(self).check(words)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Name(Checked):
    """A person's name, rare characters and · included."""

    check = staticmethod(identity.person_name)

    def mask(self, value: str) -> str:
        return identity.mask_name(value)


class Phone(Checked):
    """A mainland mobile number."""

    check = staticmethod(identity.phone)

    def show(self, value: str) -> str:
        return identity.mask_phone(value)

    def mask(self, value: str) -> str:
        return identity.mask_phone(value)


class PastDay(Ask):
    """A day that has been, in everyday words; stored as 2026-03-01."""

    def read(self, words: str) -> str:
        found = past_day(words, clock.today())
        if found is None:
            raise ValidationError("没看懂日期，或者日期还没到。可以写「今年3月」「半年前」。")
        if found.day.year < 1900:
            raise ValidationError("这个日期太早了，请再看一下。")
        return found.day.isoformat()

    def show(self, value: str) -> str:
        told = date.fromisoformat(value)
        return f"{told.year}年{told.month}月{told.day}日"

    def typed(self, value: str) -> date:
        return date.fromisoformat(value)


class ComingDay(Ask):
    """A day to come, in everyday words; stored as 2026-11-25."""

    def read(self, words: str) -> str:
        told = when(words, clock.today()).day
        if told is None:
            raise ValidationError("没看懂是哪一天。可以回复数字，或写「周三」「11月25日」。")
        return told.isoformat()

    def show(self, value: str) -> str:
        return say_day(date.fromisoformat(value))

    def typed(self, value: str) -> date:
        return date.fromisoformat(value)


class Hour(Ask):
    """A time of day; stored as 09:15."""

    def read(self, words: str) -> str:
        told = when(words, clock.today()).time
        if told is None:
            raise ValidationError("没看懂是几点。可以回复数字，或写「9点」「上午9点半」。")
        return told.isoformat("minutes")

    def show(self, value: str) -> str:
        return value.removeprefix("0")

    def typed(self, value: str) -> time:
        return time.fromisoformat(value)


def choose(words: str, options: Sequence[Option]) -> Option:
    """The option that words mean: its digit (half or full width, 一， 第一个), its own words, or an alias.

    Raises ValidationError when none or more than one fits.
    """
    said = normalize("NFKC", words).strip(" 。.!,、").lower()
    counted = re.fullmatch(r"(?:第|选)?(\d{1,2}|[一二三四五六七八九十两]{1,3})(?:个|项|\.|、)?", said)
    if counted and options:
        place = number(counted[1])
        if place is not None and 0 < place <= len(options):
            return options[place - 1]
    close = [option for option in options if said and _fits(said, option)]
    exact = [option for option in options if said in {option.value, option.words.lower(), *option.aliases}]
    if len(exact or close) != 1:
        raise ValidationError("请回复列表中的数字。")
    return (exact or close)[0]


def _fits(said: str, option: Option) -> bool:
    names = (option.words.lower(), *option.aliases)
    return any(said in name or (len(name) > 1 and name in said) for name in names)
