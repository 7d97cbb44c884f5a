"""证件照片 for staff: shown for the minute in which a reason was given and recorded, kept by no browser."""

from flask import Response, abort

from botapp.handlers.admin import bp, find
from botapp.handlers.admin.resident import seconds_shown
from botapp.models.picture import Picture

ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


@bp.get("/card/pictures/<int:id_>")
def picture(id_: int) -> Response:
    """The photo itself; 403 unless this session has just given a reason for looking at it."""
    row = find(Picture, id_)
    if row.content is None:
        abort(404)
    if not seconds_shown("picture", id_, "content"):
        abort(403)
    headers = {"Content-Security-Policy": ALONE, "Content-Disposition": "inline"}
    return Response(row.content, mimetype=f"image/{row.kind}", headers=headers)
