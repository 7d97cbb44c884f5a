"""Pages for everybody, without a login."""

from flask import Blueprint

from botapp.handlers.page import door

bp = Blueprint("public", __name__)
door(bp, "public/refused.html")
