"""工作台: what is due."""

from flask import render_template

from botapp.handlers.admin import bp


@bp.get("/")
def home() -> str:
    """What waits for somebody."""
    return render_template("admin/home.html")
