"""WeChat's silent login for residents' pages: out with a state only this browser knows, back with a code.

developers.weixin.qq.com, doc/service/guide/h5/auth. Only the openid is asked for; only followers are let in.
"""

import secrets
import string
from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from botapp import clock, log, wechat, words
from botapp.errors import Trouble
from botapp.handlers.h5 import Unknown, bp, remember
from botapp.models.resident import Resident
from botapp.wechat import oauth

LETTERS, LENGTH = string.ascii_letters + string.digits, 32
LIFE = timedelta(minutes=10)
MOST = 3  # logins that one browser may have begun and not ended
EXPIRED = "链接过期了。请回到公众号，再要一次。"
ELSEWHERE = "这一步不是从这部手机的这个页面开始的，或者放得太久。请再试一次。"
SNAPSHOT = "现在看到的是网页快照，认不出您是谁。请先点页面上的「使用完整服务」，再点下面继续。"
BUSY = "微信那边暂时没有回答。请稍后再试。"
STRANGER = "请先关注公众号，再从公众号打开这一页。"


@dataclass(frozen=True, slots=True)
class Begun:
    """A login on its way: the page of ours it leads to, until when it may end, whether it began anew."""

    path: str
    until: float
    again: bool = False


class _Refused(Exception):
    """The login ends here; `path` is the page from which it may begin once more."""

    def __init__(self, words: str, path: str = "") -> None:
        super().__init__(words)
        self.path = path


@bp.errorhandler(Unknown)
def begin(_error: Unknown) -> Response | tuple[str, int]:
    """Send the browser through the login and back to the page it wanted; a form cannot travel along."""
    if request.method != "GET" or not wechat.current().app_id:
        return render_template("h5/refused.html", words=EXPIRED), 409
    return _send_out(Begun(request.path, (clock.now() + LIFE).timestamp()))


@bp.get("/login")
def come_back() -> Response:
    """The browser returns with a code: whose it is decides what the page shows."""
    begun = _take(request.args.get("state", ""))
    try:
        openid = oauth.openid_of(request.args.get("code", ""))
    except oauth.Snapshot as snapshot:
        raise _Refused(SNAPSHOT, begun.path) from snapshot
    except oauth.Stale as stale:
        if begun.again:
            raise _Refused(BUSY, begun.path) from stale
        return _send_out(Begun(begun.path, begun.until, again=True))
    except Trouble as trouble:
        log.get().warning("the login is out of reach", code=trouble.code, rid=trouble.rid)
        raise _Refused(BUSY, begun.path) from trouble
    return _let_in(openid, begun)


@bp.errorhandler(_Refused)
def refuse(refused: _Refused) -> tuple[str, int]:
    """Say why nobody was let in, and offer to begin again."""
    page = refused.path or url_for("h5.me")
    return render_template("h5/login.html", words=str(refused), page=page), 409


def _send_out(begun: Begun) -> Response:
    state = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    others = list(session.get("logins", {}).items())[1 - MOST :]
    session["logins"] = dict(others) | {state: asdict(begun)}
    return redirect(oauth.authorize_url(words.link(url_for("h5.come_back")), state))


def _take(state: str) -> Begun:
    """The login that this browser began under a state, which works once. Raises `_Refused`."""
    logins = dict(session.get("logins", {}))
    kept = logins.pop(state, None)
    session["logins"] = logins
    begun = Begun(**kept) if kept else None
    if begun is None or clock.now().timestamp() > begun.until:
        raise _Refused(ELSEWHERE, begun.path if begun else "")
    return begun


def _let_in(openid: str, begun: Begun) -> Response:
    resident = Resident.known_as(openid)
    if resident is None:
        raise _Refused(STRANGER, begun.path)
    remember(resident)
    return redirect(begun.path)
