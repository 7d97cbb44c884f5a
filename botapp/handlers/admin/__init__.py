"""DOOR staff: login required on every page but the login itself, CSRF, one click one transaction."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from botapp import clock
from botapp.db import Model, begin_writing, db
from botapp.errors import Refusal
from botapp.handlers.page import door
from botapp.lib.hours import allowed_at
from botapp.models.outbox import Outbox
from botapp.models.staff import Role, Staff

bp = Blueprint("admin", __name__, url_prefix="/admin")
door(bp, "admin/refused.html")
OPEN_PAGES = {"admin.login", "admin.log_in"}
POLLED_PAGES = {"admin.pulse", "admin.conversation_lines"}
# They read for long, and then begin to write themselves, or write nothing: meanwhile residents are heard.
SLOW_PAGES = {"admin.approve_version", "admin.look_at_file", "admin.preview_version"}
IDLE_SECONDS = 30 * 60
TOLD, TOLD_LATER = "已告诉居民", "早上 8:30 告诉居民（急事请到发件箱点「急事，马上发」）"
LARGEST_ID = 2**31 - 1
PROBLEMS = {
    400: ("这一步没有做成", "页面放得太久了，或者内容不完整。请返回上一页，刷新后再试。什么都没有改动。"),
    401: ("请重新登录", "您有一会儿没操作，已自动退出。什么都没有改动。"),
    403: ("您的角色不能做这件事", "需要更高的权限。请找审核员或管理员办理。"),
    404: ("没有这一页", "地址可能写错了，或者这条记录已经不在。"),
    405: ("不能这样打开", "请从左边的菜单进入。"),
    413: ("内容太大了", "请写短一些再提交。"),
}
BROKEN = ("系统出错了", "什么都没有改动，错误已经记下。请稍后再试；还不行请告诉管理员。")
Row = TypeVar("Row", bound=Model)
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
    if request.method != "GET" and request.endpoint not in SLOW_PAGES:
        begin_writing()
    if request.endpoint in OPEN_PAGES:
        return None
    if not current_user.is_authenticated or _is_idle():
        session.clear()
        if request.method != "GET" or request.endpoint in POLLED_PAGES:
            abort(401)
        return redirect(url_for("admin.login", next=request.path))
    if request.endpoint not in POLLED_PAGES:
        session["clicked_at"] = time.time()  # the real hour: a simulated jump logs nobody out
    return None


def _is_idle() -> bool:
    return bool(time.time() - session.get("clicked_at", 0) > IDLE_SECONDS)


@bp.errorhandler(Refusal)
def say_no_on_the_same_page(refusal: Refusal) -> Response | tuple[str, int]:
    """Nothing is kept; the words appear on the page that the click came from, if the form names it."""
    db.session.rollback()
    Outbox.forget_fresh()
    page = inside(request.form.get("back", ""))
    if not page:
        return render_template("admin/refused.html", words=str(refusal)), 409
    flash(str(refusal), "bad")
    return redirect(page)


@bp.errorhandler(HTTPException)
def say_what_is_wrong(error: HTTPException) -> tuple[str, int]:
    """One page for everything that HTTP can refuse, in plain words."""
    code = error.code or 500
    title, words = PROBLEMS.get(code, BROKEN)
    framed = code < 500 and code != 401 and current_user.is_authenticated
    return render_template("admin/problem.html", title=title, words=words, code=code, framed=framed), code


@bp.get("/<path:rest>")
def nowhere(rest: str) -> str:
    """Every other address under /admin, so that its 404 looks like the other pages."""
    abort(404)


@bp.context_processor
def _offer_here() -> dict[str, object]:
    return {"here": here}


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


def find(table: type[Row], id_: int) -> Row:
    """The row with this id, or the 404 page."""
    row = db.session.get(table, id_) if id_ <= LARGEST_ID else None
    return row or abort(404)


def typed(name: str) -> str:
    """What was typed into a field; PostgreSQL stores no NUL."""
    return request.form.get(name, "").replace("\0", "").strip()


def filled(schema: type[Schema]) -> dict[str, Any]:
    """A whole form as its schema reads it. Raises `Refusal` that names each wrong field."""
    form = schema()
    try:
        facts: dict[str, Any] = form.load({name: typed(name) for name in form.fields if name in request.form})
    except ValidationError as error:
        labels = {name: field.metadata.get("label", name) for name, field in form.fields.items()}
        wrong = (f"{labels.get(name, name)}：{told[0]}" for name, told in error.messages_dict.items())
        raise Refusal("；".join(wrong)) from error
    return facts


def done(words: str, endpoint: str, **named: Any) -> Response:
    """Say what was done and show the page on which it can be seen."""
    flash(words if allowed_at(clock.now()) else words.replace(TOLD, TOLD_LATER), "ok")
    return redirect(url_for(f"admin.{endpoint}", **named))


def here(page: str = "") -> str:
    """The address of the page that is shown; a view that answers a click with a page names it."""
    if page:
        g.here = page
    return str(g.get("here") or request.full_path.rstrip("?"))


def inside(path: str) -> str:
    """A path of the admin pages, and nothing that leads elsewhere."""
    parts = urlsplit(path)
    own = path.startswith("/admin") and "\\" not in path and not parts.netloc and not parts.scheme
    return path if own else ""
