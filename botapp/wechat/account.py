"""The account that we speak for: its secrets, its templates, set once when the application starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Account:
    """The account's side of the shared secrets; lists hold the current one first."""

    tokens: tuple[str, ...]
    app_id: str
    secret: str
    aes_keys: tuple[str, ...]
    mode: str
    api_url: str
    window: int

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
        )


@dataclass(frozen=True, slots=True)
class Template:
    """A template message of the account: its id and which keyword says what."""

    id: str
    fields: Mapping[str, str]


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
    """The template messages that this account has."""
    return _Current.templates


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
