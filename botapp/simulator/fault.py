"""The platform's refusals: HTTP 200 with errcode, errmsg and a request id."""

import secrets

# The pages of the single interfaces and the list of global return codes on developers.weixin.qq.com.
WORDS = {
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40008: "invalid message type",
    40013: "invalid appid",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40033: "invalid charset. please check your request, if include \\uxxxx will create fail!",
    40037: "invalid template_id",
    40066: "invalid url",
    40125: "invalid appsecret",
    41001: "access_token missing",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    44004: "empty text content",
    45002: "content size out of limit",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid!",
}


class Fault(Exception):
    """A call that the platform refuses with one of its codes."""

    def __init__(self, code: int, detail: str = "") -> None:
        """detail: appended to the platform's words, such as the field that failed."""
        super().__init__(code, detail)
        self.code, self.detail = code, detail

    def answer(self) -> dict[str, object]:
        """The JSON body; the request id ends errmsg, as on the platform."""
        rid = "-".join(secrets.token_hex(4) for _ in range(3))
        words = f"{WORDS[self.code]} {self.detail}".strip()
        return {"errcode": self.code, "errmsg": f"{words} rid: {rid}"}
