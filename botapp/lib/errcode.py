"""What the platform's error codes mean and what each asks for, in one table.

Source: developers.weixin.qq.com, the pages of token, customer-service, template and subscription messages,
menus, media and quotas, as collected in October 2026. A code that is not here is a fault of ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Do(StrEnum):
    """The one action that a code asks for."""

    RETRY = "retry"  # busy: later, with growing pauses
    MINUTE = "minute"  # too fast: again after a minute
    RENEW = "renew"  # renew the token once, replay once
    WAIT = "wait"  # another channel, or the next contact
    UNREACHABLE = "unreachable"  # this follower is gone
    TOMORROW = "tomorrow"  # stop this interface until tomorrow, tell staff
    DEAD = "dead"  # our fault: keep the row for a person
    ALARM = "alarm"  # the account is not allowed to: stop and tell staff
    IGNORE = "ignore"  # says nothing about the message
    UPLOAD = "upload"  # the picture is gone: upload it again, once


@dataclass(frozen=True, slots=True)
class Meaning:
    """What to do, and why in plain Chinese for staff."""

    do: Do
    words: str


def _rows(do: Do, words: str, codes: Iterable[int]) -> dict[int, Meaning]:
    return dict.fromkeys(codes, Meaning(do, words))


MEANINGS: dict[int, Meaning] = {
    **_rows(Do.RETRY, "微信系统繁忙", (-1, 268487001, 268487002, 45169)),
    **_rows(Do.MINUTE, "发送太快，一分钟后再试", (45011,)),
    **_rows(Do.RENEW, "微信不认公众号的访问凭证", (40001, 40014, 42001)),
    **_rows(Do.WAIT, "超过48小时未联系，微信不让主动发", (45015,)),
    **_rows(Do.WAIT, "这次可发的条数用完了", (45047,)),
    **_rows(Do.WAIT, "居民没有订阅这类通知", (43101,)),
    **_rows(Do.WAIT, "居民在本号的黑名单里", (43019,)),
    **_rows(Do.WAIT, "居民关闭了接收消息", (48002,)),
    **_rows(Do.WAIT, "居民的账号受限", (50001, 50002)),
    **_rows(Do.WAIT, "未成年人保护限制", (70000,)),
    **_rows(Do.WAIT, "客服功能没有开通或状态不对", (65400, 65401, 65413, 65414, 65415)),
    **_rows(Do.UNREACHABLE, "居民已取消关注", (43004, 50005)),
    **_rows(Do.UNREACHABLE, "找不到这位关注者", (40003, 46004)),
    **_rows(Do.TOMORROW, "今天的调用次数用完了", (45009,)),
    **_rows(Do.UPLOAD, "图片过期了，要重新上传", (40007,)),
    **_rows(Do.ALARM, "公众号的设置或密钥不对", (40013, 40125, 40243)),
    **_rows(Do.ALARM, "服务器地址不在微信的白名单里", (40164, 61004, 89503, 89506, 89507)),
    **_rows(Do.ALARM, "公众号没有这项权限", (40200, 48001, 48003, 48004, 48008)),
    **_rows(Do.ALARM, "消息模板不可用", (40036, 40037, 43116, *range(200011, 200023))),
    **_rows(Do.ALARM, "微信认为是营销内容", (40249,)),
    **_rows(Do.ALARM, "本月的清零次数用完了", (48006,)),
    **_rows(Do.ALARM, "二维码数量用完了", (40053,)),
    **_rows(Do.ALARM, "公众号被限制", (50004, 50007)),
    **_rows(Do.DEAD, "内容太长", (45002, 45003, 45004, 45005, 45006, 45007, 40062)),
    **_rows(Do.DEAD, "模板里有一项不合规定", (47003,)),
    **_rows(Do.DEAD, "一次只能发一篇图文", (45008,)),
    **_rows(Do.DEAD, "文件类型或大小不对", (40004, 40005, 40006, 40009, 40010, 40011, 40012, 45001, 46001)),
    **_rows(Do.DEAD, "内容是空的", (44001, 44002, 44003, 44004)),
    **_rows(Do.DEAD, "菜单不合规定", (*range(40015, 40029), 40033, 46003, 65303, 65316, 65320)),
    **_rows(Do.DEAD, "请求写得不对", (40002, 40008, 40032, 40035, 40038, 40039, 40048)),
    **_rows(Do.DEAD, "请求写得不对", (40052, 40054, 40055, 41030)),
    **_rows(Do.DEAD, "请求缺了一项", tuple(range(41001, 41010))),
    **_rows(Do.DEAD, "请求方式不对", (43001, 43002, 43003, 43005, 47001, 49003)),
    **_rows(Do.DEAD, "标签不合规定", (45056, 45058, 45059, 45157, 45158, 45159)),
    **_rows(Do.DEAD, "网页登录要重新来", (40029, 40030, 40163, 42002, 42003, 42007)),
    **_rows(Do.IGNORE, "正在输入的提示没有发出", (45072, 45080, 45081)),
    **_rows(Do.IGNORE, "查询没有结果", tuple(range(76001, 76023))),
}


def meaning(code: int) -> Meaning:
    """What a code asks for; an unknown one is treated as our fault and never retried."""
    return MEANINGS.get(code, Meaning(Do.DEAD, f"微信拒绝（代码 {code}）"))
