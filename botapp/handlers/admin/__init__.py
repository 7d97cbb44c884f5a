"""DOOR staff: login required on every page but the login itself, CSRF, one click one transaction."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response

from botapp import clock
from botapp.db import begin_writing, db
from botapp.handlers.page import door
from botapp.models.staff import Role, Staff

bp = Blueprint("admin", __name__, url_prefix="/admin")
door(bp, "admin/refused.html")
OPEN_PAGES = {"admin.login", "admin.log_in"}
IDLE_SECONDS = 30 * 60
logins = LoginManager()


class Login:
    """What Flask-Login needs to know of a member of staff."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    @property
    def is_active(self) -> bool:
        """A disabled account is out at its next click."""
        return self.staff.active

    def get_id(self) -> str:
        """The staff row's id, and a mark that changes with the password."""
        return f"{self.staff.id}.{self.staff.password_hash[-12:]}"


def join(app: Flask) -> None:
    """Recognise staff by their session cookie."""
    logins.init_app(app)


@logins.user_loader  # type: ignore[untyped-decorator]
def _load(text: str) -> Login | None:
    id_, _, mark = text.partition(".")
    staff = db.session.get(Staff, int(id_))
    return Login(staff) if staff and staff.active and staff.password_hash.endswith(mark) else None


@bp.before_request
def only_staff() -> Response | None:
    """Everybody else is sent to the login; half an hour without a click ends the session."""
    if request.method != "GET":
        begin_writing()
    if request.endpoint in OPEN_PAGES:
        return None
    if not current_user.is_authenticated or _is_idle():
        session.clear()
        if request.method != "GET":
            abort(401)
        return redirect(url_for("admin.login", next=request.path))
    session["clicked_at"] = clock.now().timestamp()
    return None


def _is_idle() -> bool:
    return bool(clock.now().timestamp() - session.get("clicked_at", 0) > IDLE_SECONDS)


def me() -> Staff:
    """The member of staff who clicks."""
    staff: Staff = current_user.staff
    return staff


def needs(role: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only this role, and the ones above it, open a page; others get 403."""

    def guard(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*rest: Any, **named: Any) -> Any:
            if not me().role.covers(role):
                abort(403)
            return view(*rest, **named)

        return guarded

    return guard
