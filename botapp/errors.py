"""The few errors that carry a meaning from where they arise to a door."""

from typing import TypedDict, Unpack


class Refusal(Exception):
    """The answer is no. Its text is what the person reads; nothing has changed."""


class Known(TypedDict, total=False):
    """What the platform told with a refusal; `Trouble` says what each means."""

    code: int
    rid: str
    endpoint: str
    alarming: bool


class Trouble(Exception):
    """A call of the platform that did not succeed; its text says why in plain Chinese, for staff.

    `code`: the platform's errcode, 0 when it gave none; `rid`: its number for the call, which it can look up
    for seven days; `endpoint`: the interface that is in trouble, without `/cgi-bin/`, such as
    `message/custom/send` or `stable_token`; `alarming`: staff must be told.
    """

    def __init__(
        self, why: str, *, code: int = 0, rid: str = "", endpoint: str = "", alarming: bool = False
    ) -> None:
        super().__init__(why)
        self.code, self.rid, self.endpoint, self.alarming = code, rid, endpoint, alarming

    @property
    def told(self) -> str:
        """Why, with the platform's code and number where it gave them."""
        known = [f"代码 {self.code}" if self.code else "", f"编号 {self.rid}" if self.rid else ""]
        return f"{self}（{'，'.join(filter(None, known))}）" if any(known) else str(self)


class Undeliverable(Trouble):
    """The platform will never take this message; `gone`: because the resident no longer follows."""

    def __init__(self, why: str, *, gone: bool = False, **known: Unpack[Known]) -> None:
        super().__init__(why, **known)
        self.gone = gone


class NotNow(Trouble):
    """The platform cannot take this message yet; `seconds` says how long to wait, 0 when it did not say."""

    def __init__(self, why: str, seconds: int, **known: Unpack[Known]) -> None:
        super().__init__(why, **known)
        self.seconds = seconds


class OutsideWindow(Trouble):
    """The reply window is closed: another channel, or the next contact, must carry the message."""


class UnknownOutcome(Trouble):
    """The connection broke after the request left: the message may or may not have arrived."""
