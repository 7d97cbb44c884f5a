"""Keys that the first start makes and keeps (mode 600), and the proof that none of them got lost since."""

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from botapp.supervisor.errors import CannotStart

Maker = Callable[[], str]


def _secret() -> str:
    """32 random bytes as base64url, the form of `DATA_KEYS` and `CARD_KEYS`."""
    return secrets.token_urlsafe(32)


def _aes_key() -> str:
    """An EncodingAESKey as the platform makes them: 43 letters and digits that stand for 32 bytes."""
    while not (key := base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")).isalnum():
        pass
    return key


ALWAYS: dict[str, Maker] = {"SECRET_KEY": _secret, "DATA_KEYS": _secret, "CARD_KEYS": _secret}
SIMULATED: dict[str, Maker] = {
    "WECHAT_TOKEN": lambda: secrets.token_hex(16),
    "WECHAT_APP_ID": lambda: f"wx{secrets.token_hex(8)}",
    "WECHAT_APP_SECRET": lambda: secrets.token_hex(16),
    "WECHAT_AES_KEY": _aes_key,
}
SEALING = ("DATA_KEYS", "CARD_KEYS")  # without the last used one, rows or cards become unreadable


def provide(folder: Path, given: Mapping[str, str], makers: Mapping[str, Maker]) -> dict[str, Path]:
    """Files of the keys that are not given, made if this is their first start.

    `given`: values of settings from elsewhere, by name. CannotStart when a key that was in use is missing.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    known = _known(folder)
    files = {name: folder / name for name in makers if not given.get(name)}
    for name, file in files.items():
        _make_or_find(name, file, makers[name], known)
    texts = {name: given.get(name) or files[name].read_text().strip() for name in makers}
    _check(texts, known)
    fresh = {name: _fingerprints(text)[0] for name, text in texts.items() if name in files or name in SEALING}
    if known | fresh != known:
        _write(folder / "known.json", json.dumps(known | fresh, indent=1))
    return files


def _make_or_find(name: str, file: Path, make: Maker, known: Mapping[str, str]) -> None:
    if file.exists():
        return
    if name in known or _is_in_use(file.parent, known):
        raise CannotStart(f"{file} is lost: put it back from the backup, or set BOTAPP_{name}")
    _write(file, make())


def _is_in_use(folder: Path, known: Mapping[str, str]) -> bool:
    """Whether data was stored under keys of which no trace is left."""
    return not known and (folder.parent / "town.sqlite").exists()


def _check(texts: Mapping[str, str], known: Mapping[str, str]) -> None:
    for name in SEALING:
        if known.get(name) not in {None, *_fingerprints(texts[name])}:
            raise CannotStart(
                f"{name} lacks the key that was used last: write it behind the new one: new,old"
            )


def _known(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / "known.json").read_text()))
    except FileNotFoundError:
        return {}


def _fingerprints(text: str) -> list[str]:
    return [sha256(key.strip().encode()).hexdigest()[:16] for key in text.split(",")]


def _write(file: Path, text: str) -> None:
    """Write all of it or nothing, also when the power fails: a half-written key would be a lost one."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
