"""How the line stands right now: one sign for each part, and the worst of them for all."""

from collections.abc import Iterator
from dataclasses import dataclass

from botapp import clock, queue
from botapp.db import db
from botapp.handlers.admin.words import ago, moment
from botapp.models.channel import Incident, last_heard, misses
from botapp.models.credential import Credential

TONES = ("ok", "calm", "wait", "bad")
HEADLINES = {
    "ok": "线路通畅",
    "calm": "线路通畅",
    "wait": "线路通，有事要看",
    "bad": "线路有中断",
}
PARTS = {"redis": "队列", "worker": "发送程序", "clock": "定时程序"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One part of the line: how it stands in a word, its tone, and what more there is to say."""

    title: str
    tone: str
    word: str
    more: str = ""


def signs() -> list[Sign]:
    """Every part, in the order in which a message meets them."""
    return [_arrivals(), _replies(), _token(), *_ticket(), _stops(), _parts()]


def headline(shown: list[Sign]) -> Sign:
    """The worst of all signs, in one line."""
    tone = max((sign.tone for sign in shown), key=TONES.index)
    return Sign("通道", tone, HEADLINES[tone])


def _arrivals() -> Sign:
    last = last_heard()
    if last is None:
        return Sign("收消息", "calm", "还没有收到过")
    return Sign("收消息", "ok", "能收到", f"最近一条：{ago(last)}。")


def _replies() -> Sign:
    late = misses(1)[clock.today()]
    if late:
        return Sign("回复", "wait", f"今天超时 {late} 次", "没来得及当场回的，已改为随后发出。")
    return Sign("回复", "ok", "今天没有超时")


def _token() -> Sign:
    row = db.session.get(Credential, "token")
    return _lent("访问凭证", row) if row else Sign("访问凭证", "calm", "还没有取过", "第一次发消息时会去取。")


def _ticket() -> Iterator[Sign]:
    row = db.session.get(Credential, "ticket")
    if row is not None:
        yield _lent("网页票据", row)


def _lent(title: str, row: Credential) -> Sign:
    now = clock.now()
    if row.rejected_until and row.rejected_until > now:
        why = f"代码 {row.rejected_code}，" if row.rejected_code else ""
        return Sign(title, "bad", "微信不认", f"{why}{moment(row.rejected_until)} 以后再试。{_rejected(row)}")
    if row.held_until and row.held_until > now:
        return Sign(title, "wait", "正在续", "有一个程序正在向微信取新的。")
    if row.expires_at is None or row.expires_at <= now:
        return Sign(title, "wait", "已过期", f"下次用时会续。{_rejected(row)}")
    return Sign(title, "ok", "有效", f"到 {moment(row.expires_at)}，到期前由定时程序续。{_rejected(row)}")


def _rejected(row: Credential) -> str:
    return f"上次被拒 {moment(row.rejected_at)}。" if row.rejected_at else ""


def _stops() -> Sign:
    rows = Incident.open()
    stopping = [row for row in rows if row.is_stopping]
    if stopping:
        return Sign("发消息", "bad", f"{len(stopping)} 个接口停用", "看下面的告警。")
    if rows:
        return Sign("发消息", "wait", f"{len(rows)} 条告警没处理", "看下面的告警。")
    return Sign("发消息", "ok", "没有告警")


def _parts() -> Sign:
    silent = [PARTS[name] for name, alive in queue.beats().items() if not alive]
    if silent:
        return Sign("后台程序", "bad", f"{'、'.join(silent)}没有动静", "消息会晚发，请告诉维护的人。")
    return Sign("后台程序", "ok", "都在工作")
