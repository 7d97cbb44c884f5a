"""What the web server loads: the application, soon ready to answer the first resident as fast as the next."""

import gc
import threading

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from botapp import clock, log
from botapp.app import create_app
from botapp.lib.safety import spot
from botapp.models.policy import Policy

FIRST_WORDS = "居住证怎么办"


def create() -> Flask:
    """The application, answering at once; its engine is built beside that, within about a second."""
    app = create_app()
    threading.Thread(target=warm, args=(app,), daemon=True).start()
    return app


def warm(app: Flask) -> None:
    """Build what the first question needs; without a database the first question builds it."""
    with app.app_context():
        spot(FIRST_WORDS)
        try:
            Policy.engine().answer(FIRST_WORDS, clock.today())
        except SQLAlchemyError:
            log.get().warning("the answering engine waits for its entries")
    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector need not look at it again
