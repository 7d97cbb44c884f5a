"""The account that we speak for: its secrets, its templates, set once when the application starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botapp import clock
from botapp.wechat.template import Template


@dataclass(frozen=True, slots=True)
class Account:
    """The account's side of the shared secrets; lists hold the current one first.

    `previous_until`: the moment from which only the current ones are accepted; None: all that are listed.
    """

    tokens: tuple[str, ...]
    app_id: str
    secret: str
    aes_keys: tuple[str, ...]
    mode: str
    api_url: str
    window: int
    previous_until: datetime | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Account":
        """From the settings WECHAT_*."""
        return cls(
            tokens=_several(settings["WECHAT_TOKEN"]),
            app_id=settings["WECHAT_APP_ID"],
            secret=settings["WECHAT_APP_SECRET"],
            aes_keys=_several(settings["WECHAT_AES_KEY"]),
            mode=settings["WECHAT_MODE"],
            api_url=settings["WECHAT_API_URL"].rstrip("/"),
            window=settings["WECHAT_WINDOW"],
            previous_until=_moment(settings.get("WECHAT_PREVIOUS_UNTIL", "")),
        )

    @property
    def accepted_tokens(self) -> tuple[str, ...]:
        """The tokens that may prove a push now."""
        return self._accepted(self.tokens)

    @property
    def accepted_keys(self) -> tuple[str, ...]:
        """The keys that may open a push now."""
        return self._accepted(self.aes_keys)

    def _accepted(self, listed: tuple[str, ...]) -> tuple[str, ...]:
        is_over = self.previous_until is not None and clock.now() >= self.previous_until
        return listed[:1] if is_over else listed


class _Current:
    """The account of this process."""

    account: Account | None = None
    templates: Mapping[str, Template] = {}


def use(account: Account, templates: Mapping[str, Template]) -> None:
    """Speak for this account."""
    _Current.account, _Current.templates = account, templates


def current() -> Account:
    """The account in use. Raises RuntimeError before the application has started."""
    if _Current.account is None:
        raise RuntimeError("no account: the application has not started")
    return _Current.account


def templates() -> Mapping[str, Template]:
    """The template and subscription messages that this account has, by name."""
    return _Current.templates


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
