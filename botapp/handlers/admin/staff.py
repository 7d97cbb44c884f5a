"""人员: who has a login and which role; passwords are made by the system and shown once."""

from flask import render_template, url_for
from werkzeug.wrappers import Response

from botapp.errors import Refusal
from botapp.forms.staff import StaffForm
from botapp.handlers.admin import bp, done, filled, find, here, me, needs, typed
from botapp.models.audit import Audit
from botapp.models.staff import Role, Staff, random_password

RIGHTS = {
    Role.CLERK: "收件、核对、答复、接会话、发证",
    Role.REVIEWER: "另可撤销服务证、看限制内容、改服务时间和日历",
    Role.MANAGER: "另可管理人员、看审计",
}


@bp.get("/staff")
@needs(Role.MANAGER)
def staff() -> str:
    """Everybody with a login."""
    return _list()


@bp.post("/staff")
@needs(Role.MANAGER)
def add_staff() -> str:
    """Open an account; the answer shows its password once and it is stored nowhere in plain."""
    facts, password = filled(StaffForm), random_password()
    person = Staff.add(facts["username"], facts["name"], Role(facts["role"]), password)
    Audit.record(me(), "add", "staff", person.id, role=person.role.value)
    return _list(person=person, password=password)


@bp.post("/staff/<int:id_>/reset")
@needs(Role.MANAGER)
def reset_password(id_: int) -> str:
    """Give a new password, shown once; it ends the person's sessions."""
    person, password = find(Staff, id_), random_password()
    person.set_password(password)
    Audit.record(me(), "reset password", "staff", person.id)
    return _list(person=person, password=password)


@bp.post("/staff/<int:id_>/disable")
@needs(Role.MANAGER)
def disable_staff(id_: int) -> Response:
    """Shut an account at once."""
    person = find(Staff, id_)
    person.disable()
    Audit.record(me(), "disable", "staff", person.id)
    return done(f"已停用 {person.name} 的账号。", "staff")


@bp.post("/staff/<int:id_>/enable")
@needs(Role.MANAGER)
def enable_staff(id_: int) -> Response:
    """Open an account again, locked ones included."""
    person = find(Staff, id_)
    person.enable()
    Audit.record(me(), "enable", "staff", person.id)
    return done(f"已启用 {person.name} 的账号。", "staff")


@bp.post("/staff/<int:id_>/role")
@needs(Role.MANAGER)
def change_role(id_: int) -> Response:
    """Give another role."""
    person, role = find(Staff, id_), typed("role")
    if role not in list(Role):
        raise Refusal("请选角色。")
    before = person.role
    person.take_role(Role(role))
    Audit.record(me(), "role", "staff", person.id, role=[before.value, role])
    return done(f"{person.name} 现在是{person.role.word}。", "staff")


def _list(**shown: object) -> str:
    here(url_for("admin.staff"))
    return render_template(
        "admin/staff/list.html", rows=Staff.everyone(), roles=list(Role), rights=RIGHTS, **shown
    )
