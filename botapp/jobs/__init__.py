"""What happens unasked. DOOR clock: each step of a job is one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from botapp.db import begin_writing, db
from botapp.models.outbox import Outbox


@contextmanager
def door() -> Iterator[None]:
    """One transaction; what it wrote to the outbox is handed to the workers after the commit."""
    db.session.remove()  # what a caller has read so far may be old
    begin_writing()
    try:
        yield
        db.session.commit()
        Outbox.hand_over()
    except BaseException:
        db.session.rollback()
        Outbox.forget_fresh()
        raise
    finally:
        db.session.remove()
