"""A test on one's own phone: staff join their WeChat to their account with a code, and send to themselves."""

import secrets

from werkzeug.wrappers import Response

from botapp.errors import Refusal
from botapp.handlers.admin import bp, done, me, needs
from botapp.models.audit import Audit
from botapp.models.channel import TEST, latest_test, own_phone
from botapp.models.outbox import Outbox, Status
from botapp.models.staff import Role

DIGITS = 6
ARRIVAL = {
    Status.PLANNED: ("wait", "等着发"),
    Status.SENDING: ("wait", "正在发"),
    Status.SENT: ("ok", "微信已收下"),
    Status.DELIVERED: ("ok", "已送到手机"),
    Status.WAITING: ("wait", "没能主动发。请先在微信里说一句话，再发一次"),
}


@bp.post("/channel/phone/offer")
@needs(Role.REVIEWER)
def offer_link() -> Response:
    """Make a code that joins the chat from which it is sent; it lives ten minutes and works once."""
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    me().offer_link(code)
    return done(
        f"请用您自己的微信给公众号发：绑定{code}。十分钟内有效，只能用一次。", "channel", _anchor="phone"
    )


@bp.post("/channel/phone/unlink")
@needs(Role.REVIEWER)
def unlink_phone() -> Response:
    """Forget which chat is one's own."""
    me().unlink()
    Audit.record(me(), "unlink", "staff", me().id)
    return done("已解除绑定。", "channel", _anchor="phone")


@bp.post("/channel/phone/test")
@needs(Role.REVIEWER)
def send_test() -> Response:
    """Send a message to oneself, by the way that every other message takes, at any hour."""
    resident = own_phone(me())
    if resident is None:
        raise Refusal("请先绑定您自己的微信。")
    Outbox.write(resident, TEST, by=me().name).urgent = True
    Audit.record(me(), "test", "staff", me().id)
    return done("已交给发件箱，一般几秒钟就到。刷新本页看结果。", "channel", _anchor="phone")


def state() -> dict[str, object]:
    """What the page shows of it: whether a chat is joined, and how the newest test ended."""
    letter = latest_test(me())
    tone, words = ARRIVAL.get(letter.status, ("bad", letter.reason or "没有发出去")) if letter else ("", "")
    return {"own": own_phone(me()), "letter": letter, "letter_tone": tone, "letter_words": words}
