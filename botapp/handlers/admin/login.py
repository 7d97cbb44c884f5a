"""登录: in and out."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from botapp import clock, queue
from botapp.db import db
from botapp.errors import Refusal
from botapp.handlers.admin import Login, bp, me
from botapp.models.audit import Audit
from botapp.models.staff import Staff

TRIES, MINUTE = 20, 60


@bp.get("/login")
def login() -> str:
    """The login form."""
    return render_template("admin/login.html", wrong="")


@bp.post("/login")
def log_in() -> Response | tuple[str, int]:
    """Open a session; wrong tries are counted even though the page is a refusal."""
    username = request.form.get("username", "").strip()
    try:
        _slow_down()
        staff = Staff.check(username, request.form.get("password", ""))
    except Refusal as refusal:
        Audit.record(Staff.named(username), "wrong password", "staff")
        db.session.commit()
        return render_template("admin/login.html", wrong=str(refusal), username=username), 401
    session.clear()
    login_user(Login(staff))
    session["clicked_at"] = clock.now().timestamp()
    Audit.record(staff, "log in", "staff", staff.id)
    return redirect(_inside(request.args.get("next", "")) or url_for("admin.home"))


@bp.post("/logout")
def log_out() -> Response:
    """Close the session."""
    Audit.record(me(), "log out", "staff", me().id)
    logout_user()
    session.clear()
    return redirect(url_for("admin.login"))


def _slow_down() -> None:
    if not queue.count_within(f"login:{request.remote_addr}", TRIES, MINUTE):
        raise Refusal("试得太快了,请一分钟后再试。")


def _inside(path: str) -> str:
    """A path of the admin pages, and nothing that leads elsewhere."""
    parts = urlsplit(path)
    return path if path.startswith("/admin") and not parts.netloc and not parts.scheme else ""
