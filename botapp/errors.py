"""The few errors that carry a meaning from where they arise to a door."""


class Refusal(Exception):
    """The answer is no. Its text is what the person reads; nothing has changed."""


class Undeliverable(Exception):
    """The platform will never take this message; its text says why in plain Chinese."""

    def __init__(self, why: str, *, gone: bool = False, alarming: bool = False) -> None:
        super().__init__(why)
        self.gone, self.alarming = gone, alarming


class NotNow(Exception):
    """The platform cannot take this message yet; `seconds` says how long to wait."""

    def __init__(self, why: str, seconds: int) -> None:
        super().__init__(why)
        self.seconds = seconds


class OutsideWindow(Exception):
    """The reply window is closed: another channel, or the next contact, must carry the message."""


class UnknownOutcome(Exception):
    """The connection broke after the request left: the message may or may not have arrived."""
