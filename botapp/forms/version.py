"""What staff write in an entry of the knowledge base; a draft may be incomplete, but every value is sound."""

from datetime import date
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from botapp.lib.knowledge import CONFIDENCES, LEVELS, STATUSES, STEPS

TOPICS = tuple(f"T{number}" for number in range(1, 29))
DAY: dict[str, Any] = {"invalid": "日期请写成 2026-11-25 这样。"}


def _text(label: str, longest: int) -> fields.String:
    long = validate.Length(max=longest, error=f"最多 {longest} 字。")
    return fields.String(load_default="", validate=long, metadata={"label": label})


def _one_of(label: str, values: tuple[str, ...], default: str) -> fields.String:
    known = validate.OneOf(values, error="请从列表里选。")
    return fields.String(load_default=default, validate=known, metadata={"label": label})


class Day(fields.Date):
    """A day; an empty field is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> Any:
        return None if value == "" else super()._deserialize(value, attr, data, **rest)


class Lines(fields.Field[list[str]]):
    """One thing a line; empty lines and repetitions are dropped."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> list[str]:
        lines = (line.strip() for line in str(value).splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class VersionForm(Schema):
    """Every field of an entry, as typed on a page."""

    title = _text("题目", 60)
    topic = _one_of("主题", ("", *TOPICS), "")
    text = _text("正文", 1000)
    aliases = Lines(load_default=list, metadata={"label": "居民会怎么问"})
    next_step = _one_of("下一步", STEPS, "")
    next_words = _text("下一步怎么说", 100)
    local_unknown = Lines(load_default=list, metadata={"label": "本地还没核实的"})
    level = _one_of("哪一级的规定", LEVELS, "town")
    doc_title = _text("依据的文件", 120)
    doc_no = _text("文号", 60)
    issuer = _text("发文机关", 60)
    source_url = _text("原文地址", 500)
    effective_from = Day(load_default=None, error_messages=DAY, metadata={"label": "施行日期"})
    effective_to = Day(load_default=None, error_messages=DAY, metadata={"label": "失效日期"})
    verified_on = fields.Date(required=True, error_messages=DAY, metadata={"label": "核对日期"})
    review_due = fields.Date(required=True, error_messages=DAY, metadata={"label": "下次核对"})
    confidence = _one_of("把握", CONFIDENCES, "U")
    status = _one_of("状态", STATUSES, "current")
    today = _text("今天看哪一条", 64)

    @post_load
    def as_facts(self, told: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Plain values, as a version keeps them."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
