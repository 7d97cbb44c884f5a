"""The Official Account that the simulated platform hosts, as the application's settings describe it."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from sqlite3 import Connection
from typing import Any

from botapp import clock
from botapp.simulator import crypto, store

GH_ID = "gh_sim_town"
# The platform still uses the old key for a while after a change; how long is not documented.
OVERLAP = timedelta(minutes=10)
CHANGEABLE = ("mode", "webhook", "public_url", "town", "app_id", "secret", "gh_id")
MODES = ("plain", "compatible", "safe")


@dataclass(frozen=True)
class Account:
    """Names and secrets that platform and application share; previous: the same with the key before."""

    town: str
    app_id: str
    secret: str
    token: str
    key: bytes
    mode: str
    webhook: str
    public_url: str
    gh_id: str = GH_ID
    previous: "Account | None" = None

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "Account":
        """Read a Flask configuration; of several tokens or keys the first is the current one."""
        key = _current(settings["WECHAT_AES_KEY"])
        public_url = settings["PUBLIC_URL"].rstrip("/")
        return cls(
            town=settings["TOWN_NAME"],
            app_id=settings["WECHAT_APP_ID"],
            secret=settings["WECHAT_APP_SECRET"],
            token=_current(settings["WECHAT_TOKEN"]),
            key=crypto.key_of(key) if key else b"",
            mode=settings["WECHAT_MODE"],
            webhook=settings.get("SIMULATOR_WEBHOOK_URL") or f"{public_url}/wechat",
            public_url=public_url,
            gh_id=settings.get("SIMULATOR_GH_ID") or GH_ID,
        )

    @property
    def pushing(self) -> "Account":
        """The account as pushes are signed and sealed: with the old key while that is still in use."""
        return self.previous or self

    @property
    def accepted(self) -> "tuple[Account, ...]":
        """Every form of the account whose replies are taken."""
        return (self,) if self.previous is None else (self, self.previous)


def present(db: Connection, base: Account) -> Account:
    """The account as the control interface left it."""
    kept = json.loads(store.setting(db, "account") or "{}")
    words = {name: kept[name] for name in CHANGEABLE if name in kept}
    now = replace(base, **words, **_letters(kept))
    before = kept.get("before")
    if before is None or before["until"] <= clock.now().timestamp():
        return now
    return replace(now, previous=replace(now, **_letters(before)))


def change(db: Connection, **words: str) -> None:
    """Change names of CHANGEABLE at once, as the platform's console does."""
    kept = json.loads(store.setting(db, "account") or "{}")
    store.keep(db, "account", json.dumps(kept | words))


def rotate(db: Connection, base: Account, *, token: str, aes_key: str) -> None:
    """A new token and EncodingAESKey (43 characters, else ValueError); the old ones serve OVERLAP longer."""
    crypto.key_of(aes_key)
    old = present(db, base)
    until = (clock.now() + OVERLAP).timestamp()
    before = {"token": old.token, "key": old.key.hex(), "until": until}
    kept = json.loads(store.setting(db, "account") or "{}")
    fresh = {"token": token, "key": crypto.key_of(aes_key).hex(), "before": before}
    store.keep(db, "account", json.dumps(kept | fresh))


def _letters(kept: dict[str, Any]) -> dict[str, Any]:
    return {"token": kept["token"], "key": bytes.fromhex(kept["key"])} if "token" in kept else {}


def _current(listed: str) -> str:
    return listed.split(",")[0].strip()
