"""The access token: one stable token for all processes, renewed before it ends.

developers.weixin.qq.com, doc/service/api/base/api_getstableaccesstoken: the same token comes back until its
last five minutes, then the next one, and both stay valid for five minutes more.
"""

from datetime import timedelta

from botapp.wechat import line
from botapp.wechat.account import current
from botapp.wechat.keeper import Keeper

ENDPOINT = "stable_token"


def _fetch(force: bool) -> tuple[str, int]:
    asked = {
        "grant_type": "client_credential",
        "appid": current().app_id,
        "secret": current().secret,
        "force_refresh": force,
    }
    told = line.answer("POST", ENDPOINT, {}, **line.utf8(asked))
    return line.lent(told, "access_token", ENDPOINT)


TOKEN = Keeper("token", ENDPOINT, _fetch, margin=timedelta(minutes=1), overlap=timedelta(minutes=5))
