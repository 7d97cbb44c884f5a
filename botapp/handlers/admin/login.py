"""登录: in and out, and one's own password."""

import time

from flask import redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from botapp import queue
from botapp.db import db
from botapp.errors import Refusal
from botapp.forms.staff import PasswordForm
from botapp.handlers.admin import Login, bp, done, filled, inside, me, typed
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
    username = typed("username")
    try:
        _slow_down()
        staff = Staff.check(username, request.form.get("password", ""))
    except Refusal as refusal:
        Audit.record(Staff.named(username), "wrong password", "staff")
        db.session.commit()
        return render_template("admin/login.html", wrong=str(refusal), username=username), 401
    session.clear()
    login_user(Login(staff))
    session["clicked_at"] = time.time()
    Audit.record(staff, "log in", "staff", staff.id)
    return redirect(inside(request.args.get("next", "")) or url_for("admin.home"))


@bp.post("/logout")
def log_out() -> Response:
    """Close the session."""
    Audit.record(me(), "log out", "staff", me().id)
    logout_user()
    session.clear()
    return redirect(url_for("admin.login"))


@bp.get("/password")
def password() -> str:
    """The form to change one's own password."""
    return render_template("admin/password.html")


@bp.post("/password")
def change_password() -> Response:
    """Change one's own password; every session of the account ends with it."""
    _slow_down()
    facts = filled(PasswordForm)
    Staff.check(me().username, facts["old"])
    me().set_password(facts["new"])
    Audit.record(me(), "change password", "staff", me().id)
    logout_user()
    session.clear()
    return done("密码已改，请用新密码登录。", "login")


def _slow_down() -> None:
    if not queue.count_within(f"login:{request.remote_addr}", TRIES, MINUTE):
        raise Refusal("试得太快了，请一分钟后再试。")
