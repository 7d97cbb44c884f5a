"""The Official Account that the simulated platform hosts, as the application's settings describe it."""

from dataclasses import dataclass
from typing import Any

from botapp.simulator import crypto

GH_ID = "gh_sim_town"


@dataclass(frozen=True)
class Account:
    """Names and secrets that platform and application share."""

    town: str
    app_id: str
    secret: str
    token: str
    key: bytes
    mode: str
    webhook: str
    public_url: str

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
        )


def _current(listed: str) -> str:
    return listed.split(",")[0].strip()
