"""The simulator's three doors, opened on an application: phone, interface, control."""

from flask import Flask

from botapp.simulator import control, phone
from botapp.simulator.hub import Hub
from botapp.simulator.platform import api


def open_on(app: Flask, hub: Hub) -> None:
    """Join the doors; a CSRF check of the application leaves those for programs alone.

    They are guarded otherwise: only this machine, and only JSON, which no foreign page can send.
    """
    app.extensions["simulator"] = hub
    for blueprint in (phone.bp, api.bp, control.bp):
        app.register_blueprint(blueprint)
    if guard := app.extensions.get("csrf"):
        guard.exempt(api.bp)
        guard.exempt(control.bp)
