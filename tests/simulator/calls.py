"""How tests call the simulated platform: with a token, and with the code as the answer's first word."""

import json
from typing import Any

CALLER = {"grant_type": "client_credential", "appid": "wx0123456789abcdef", "secret": "5" * 32}


class Platform:
    """A caller with a stable token."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.token = self.post("stable_token", CALLER)["access_token"]

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Call with GET."""
        return dict(self._ask("GET", path, query_string=self._with_token(query)).get_json())

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Call with POST and JSON in raw UTF-8, as the platform wants it."""
        raw = json.dumps(body or {}, ensure_ascii=False).encode()
        return dict(self._ask("POST", path, query_string=self._with_token({}), data=raw).get_json())

    def upload(self, path: str, raw: bytes | None, **query: Any) -> dict[str, Any]:
        """Send a file; None sends a form without one."""
        part = b'name="other"' if raw is None else b'name="media"; filename="file.bin"'
        form = (
            b"--cut\r\nContent-Disposition: form-data; "
            + part
            + b"\r\n\r\n"
            + (raw or b"")
            + b"\r\n--cut--\r\n"
        )
        asked, kind = self._with_token(query), "multipart/form-data; boundary=cut"
        return dict(self._ask("POST", path, query_string=asked, data=form, content_type=kind).get_json())

    def fetch(self, path: str, **query: Any) -> Any:
        """Call with GET; the whole response."""
        return self._ask("GET", path, query_string=self._with_token(query))

    def code(self, path: str, body: dict[str, Any] | None = None) -> int:
        """The errcode of a POST."""
        return int(self.post(path, body).get("errcode", 0))

    def get_code(self, path: str, **query: Any) -> int:
        """The errcode of a GET."""
        return int(self.get(path, **query).get("errcode", 0))

    def _with_token(self, query: dict[str, Any]) -> dict[str, Any]:
        return {"access_token": getattr(self, "token", ""), **query}

    def _ask(self, verb: str, path: str, **rest: Any) -> Any:
        outside = ("sns/", "wxaapi/", "connect/")
        prefix = "" if path.startswith(outside) else "cgi-bin/"
        return self.client.open(f"/simulator/api/{prefix}{path}", method=verb, **rest)
