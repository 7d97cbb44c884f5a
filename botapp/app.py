"""create_app: the only file where the pieces are joined."""

import os
import tomllib
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect

import config
from botapp import clock, db, handlers, log, models, phrasing, queue, simulator, wechat, words
from botapp.handlers import admin, greeting, h5, public, webhook
from botapp.lib.seal import Keyring
from botapp.models.appointment import Appointment
from botapp.models.calendar import use_office_hours
from botapp.models.credential import Rows
from botapp.models.message import Message
from botapp.models.resident import Resident
from botapp.wechat import shelf

CONFIG = Path(config.__file__).parent
PARTS = (handlers, models)  # importing them registers handlers and tables
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
csrf = CSRFProtect()


def create_app(**overrides: Any) -> Flask:
    """The application for these settings. Opens no connection. Raises `config.Wrong` for a bad setting."""
    app = Flask(__name__)
    app.session_interface = _Sessions()
    app.config.update(config.load(os.environ, **overrides))
    log.start()
    _remember(app)
    connect(app)
    for blueprint in (webhook.bp, admin.bp, h5.bp, public.bp):
        app.register_blueprint(blueprint)
    csrf.init_app(app)
    csrf.exempt(webhook.bp)
    csrf.exempt(public.bp)
    admin.join(app)
    if app.config["SIMULATOR"]:
        _simulate(app)
    app.after_request(_protect)
    return app


def _remember(app: Flask) -> None:
    folder = Path(app.config["DATA_DIR"]).absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = app.config["DATABASE_URL"] or f"sqlite:///{folder}/town.sqlite"
    app.config.update(
        DATA_DIR=str(folder),
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_size": 20,
            "hide_parameters": True,  # an error's text reaches the log, and parameters say who people are
            **db.begun_here(url),
        },
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=app.config["PUBLIC_URL"].startswith("https:"),
        MAX_CONTENT_LENGTH=1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
    )
    db.db.init_app(app)


def connect(app: Flask) -> None:
    """Give each edge what it needs to know."""
    if app.config["DATA_KEYS"]:
        db.use_keys(Keyring.from_text(app.config["DATA_KEYS"]))
    queue.connect(app.config["REDIS_URL"])
    wechat.use(wechat.Account.of(app.config), _templates(simulated=app.config["SIMULATOR"]))
    shelf.use(Rows())
    words.use_public_url(app.config["PUBLIC_URL"])
    phrasing.use(phrasing.Model(*(app.config[f"MODEL_{part}"] for part in ("URL", "NAME", "KEY"))))
    use_office_hours(app.config["OFFICE_HOURS"])
    greeting.use_scenes(tomllib.loads((CONFIG / "scenes.toml").read_text(encoding="utf-8")))


def _templates(*, simulated: bool) -> dict[str, wechat.Template]:
    rows = tomllib.loads((CONFIG / "templates.toml").read_text(encoding="utf-8"))
    ids = {name: row["simulator_id"] if simulated else row["id"] for name, row in rows.items()}
    return {name: wechat.Template.of(row, ids[name]) for name, row in rows.items() if ids[name]}


def _simulate(app: Flask) -> None:
    """Join the platform's double: shared time, and a view of what each message did."""
    clock.simulate(Path(app.config["DATA_DIR"]))
    simulator.install(app, trace=_trace, next_appointment=_next_appointment, poke=queue.poke)
    csrf.exempt(simulator.api.bp)


def _trace(openid: str) -> list[simulator.Trace]:
    resident = Resident.known_as(openid)
    return (
        []
        if resident is None
        else [
            {
                "msgid": message.key,
                "handler": message.handler,
                "state_before": message.state_before,
                "state_after": message.state_after,
                "milliseconds": message.milliseconds,
                "queued": message.queued_count,
                "status": message.outcome.value,
            }
            for message in Message.latest(resident.id)
        ]
    )


def _next_appointment(openid: str) -> Any:
    resident = Resident.known_as(openid)
    coming = Appointment.upcoming(resident) if resident else []
    return coming[0].starts_at if coming else None


class _Sessions(SecureCookieSessionInterface):
    """The platform brings no cookie and gets none: its pushes are spared the look for a session."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a browser; None, which Flask takes as the empty one, for a push."""
        return None if request.path == "/wechat" else super().open_session(app, request)


def _protect(response: Response) -> Response:
    if request.blueprint == webhook.bp.name:
        return response  # no browser reads it
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
