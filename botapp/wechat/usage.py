"""What the platform counts: how much of a day's calls is used, and what a refused call was.

Source: developers.weixin.qq.com, apimanage api_getapiquota and api_getridinfo.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from botapp.wechat import client


@dataclass(frozen=True, slots=True)
class Allowance:
    """Calls of one interface on the platform's day, which ends at midnight in Beijing."""

    limit: int
    used: int
    left: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the last seven days: when, which interface, how long it took, what was answered."""

    at: datetime
    path: str
    milliseconds: int
    answer: str


def allowance(endpoint: str) -> Allowance:
    """What is left of one interface today; `endpoint` without `/cgi-bin/`. Raises `Trouble`."""
    told = client.post("/cgi-bin/openapi/quota/get", {"cgi_path": f"/cgi-bin/{endpoint}"})["quota"]
    return Allowance(int(told["daily_limit"]), int(told["used"]), int(told["remain"]))


def look_up(rid: str) -> Call:
    """The call with this number. Raises `Trouble`.

    Of the address only the path is kept, as the rest holds the token; the body, which may speak of a
    resident, is not kept at all.
    """
    told: dict[str, Any] = client.post("/cgi-bin/openapi/rid/get", {"rid": rid})["request"]
    at = datetime.fromtimestamp(int(told["invoke_time"]), UTC)
    return Call(
        at, urlsplit(str(told["request_url"])).path, int(told["cost_in_ms"]), str(told["response_body"])[:300]
    )
