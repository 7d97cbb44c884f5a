"""服务点: name, address, phone, and whether somebody has verified them."""

from flask import render_template
from werkzeug.wrappers import Response

from botapp.forms.point import PointForm
from botapp.handlers.admin import bp, done, filled, find, me, needs
from botapp.handlers.admin.service import changed
from botapp.models.audit import Audit
from botapp.models.point import Point
from botapp.models.staff import Role


@bp.get("/points/<int:id_>")
def point(id_: int) -> str:
    """One service point, as residents are told about it."""
    return render_template("admin/service/point.html", row=find(Point, id_))


@bp.post("/points/<int:id_>")
@needs(Role.REVIEWER)
def edit_point(id_: int) -> Response:
    """Correct what residents are told."""
    row, facts = find(Point, id_), filled(PointForm)
    Audit.record(me(), "edit", "point", row.id, **changed(row, facts))
    row.edit(**facts)
    return done("已保存，居民马上看到新的内容。", "services")
