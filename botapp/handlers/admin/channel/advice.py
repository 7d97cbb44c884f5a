"""What staff call an interface of the platform, and what they can do about its troubles."""

from botapp.lib.errcode import Do, meaning

INTERFACES = {
    "stable_token": "访问凭证",
    "ticket/getticket": "网页票据",
    "message/custom/send": "客服消息",
    "message/template/send": "模板消息",
    "message/subscribe/bizsend": "订阅通知",
    "media/upload": "上传图片",
    "media/get": "下载图片",
    "menu/create": "换菜单",
    "account": "公众号认证",
}
COUNTED = tuple(name for name in INTERFACES if name not in ("account", "ticket/getticket"))
SECRETS = "请管理员核对服务器上的 AppID 和 AppSecret，和公众平台里的要一样。"
ADDRESS = "请在公众平台「基本配置」里把服务器的出口 IP 加进白名单；要管理员确认的，请管理员在微信里点同意。"
RIGHTS = "请在公众平台看认证有没有过期、接口权限还在不在。"
TEMPLATE = "请在公众平台核对这个模板还在不在、编号对不对。"
ADVICE = {
    **dict.fromkeys((40013, 40125, 40243, 40001, 40014, 42001), SECRETS),
    **dict.fromkeys((40164, 61004, 89503, 89506, 89507), ADDRESS),
    **dict.fromkeys((40200, 48001, 48003, 48004, 48008, 50004, 50007), RIGHTS),
    **dict.fromkeys((40036, 40037, 43116, *range(200011, 200023)), TEMPLATE),
    40249: "通知里不能有推广的话。请改模板或内容，别再原样发。",
    45009: "今天的次数用完了，明天零点恢复。急事请打电话。",
    48006: "这个月不能再清零了，请等次数恢复。",
}
BY_ACTION = {
    Do.RETRY: "微信忙，系统会自己再试，不用处理。",
    Do.MINUTE: "发得太快，系统会自己慢下来，不用处理。",
    Do.DEAD: "这是程序或内容的问题，请把编号告诉维护的人。",
}
ACCOUNT = {
    1: "看过就可以点「已处理」。",
    2: "请按原因补好材料，在公众平台重新提交。",
    3: "看过就可以点「已处理」。",
    4: "请按原因改好名称，在公众平台重新提交。",
    5: "请在到期前到公众平台办年审。",
    6: "请马上到公众平台重新认证，认证好以前通知发不出去。",
}


def called(endpoint: str) -> str:
    """The Chinese name of an interface, or the platform's own."""
    return INTERFACES.get(endpoint, endpoint)


def advice(endpoint: str, code: int) -> str:
    """What to do about a trouble, in one sentence; empty when there is nothing better to say."""
    if endpoint == "account":
        return ACCOUNT.get(code, "")
    return ADVICE.get(code) or BY_ACTION.get(meaning(code).do, "")
