"""Settings: defaults, overridden by BOTAPP_<NAME>, overridden by BOTAPP_<NAME>_FILE."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from config import default

PREFIX = "BOTAPP_"
KEPT = ("SECRET_KEY", "DATA_KEYS", "CARD_KEYS")
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class Wrong(ValueError):
    """A setting that must stop the start; its text is one line for the operator."""


def load(environ: Mapping[str, str], **overrides: Any) -> dict[str, Any]:
    """All settings by name, `overrides` winning.

    Raises `Wrong` for an unknown name, a malformed value or an unreadable file.
    """
    settings = {name: value for name, value in vars(default).items() if name.isupper()}
    for variable, text in environ.items():
        if variable.startswith(PREFIX):
            name, text = _named(variable, text, settings)
            settings[name] = _cast(name, text, settings[name])
    settings |= overrides
    _check(settings)
    return settings | _kept(settings)


def _kept(settings: Mapping[str, Any]) -> dict[str, str]:
    """Keys that the first start made and keeps in the data folder, for settings that are not given."""
    folder = Path(settings["DATA_DIR"]) / "keys"
    missing = (name for name in KEPT if not settings[name])
    return {name: (folder / name).read_text().strip() for name in missing if (folder / name).is_file()}


def _named(variable: str, text: str, settings: Mapping[str, Any]) -> tuple[str, str]:
    name = variable.removeprefix(PREFIX)
    if name in settings:
        return name, text
    if name.endswith("_FILE") and name.removesuffix("_FILE") in settings:
        return name.removesuffix("_FILE"), _content(variable, text)
    raise Wrong(f"{variable}: there is no such setting (see config/default.py)")


def _content(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong(f"{variable}: cannot read {path} ({error.__class__.__name__})") from error


def _cast(name: str, text: str, like: object) -> object:
    text = text.strip()
    if isinstance(like, bool):
        if text.lower() in YES | NO:
            return text.lower() in YES
        raise Wrong(f"{PREFIX}{name}: write 1 or 0, not {text!r}")
    if isinstance(like, int):
        if text.isdigit():
            return int(text)
        raise Wrong(f"{PREFIX}{name}: write a whole number, not {text!r}")
    return text


def _check(settings: Mapping[str, Any]) -> None:
    if settings["WECHAT_MODE"] not in {"plain", "compatible", "safe"}:
        raise Wrong("BOTAPP_WECHAT_MODE: write plain, compatible or safe")
    for key in filter(None, settings["WECHAT_AES_KEY"].split(",")):
        if len(key.strip()) != 43 or not key.strip().isalnum():
            raise Wrong("BOTAPP_WECHAT_AES_KEY: each key has 43 letters and digits")
    if not _is_moment(settings["WECHAT_PREVIOUS_UNTIL"]):
        raise Wrong("BOTAPP_WECHAT_PREVIOUS_UNTIL: write a moment with its zone: 2026-12-01T00:00+08:00")
    for name in ("PUBLIC_URL", "WECHAT_API_URL", "MODEL_URL"):
        if settings[name] and not settings[name].startswith(("http://", "https://")):
            raise Wrong(f"{PREFIX}{name}: write an address that begins with http:// or https://")


def _is_moment(text: str) -> bool:
    try:
        return not text or datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
