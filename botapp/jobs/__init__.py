"""What happens unasked. DOOR clock: each step of a job is one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from botapp.db import begin_writing, db
from botapp.models.outbox import Outbox


@contextmanager
def door(fresh: list[int] | None = None) -> Iterator[None]:
    """One transaction; what it wrote to the outbox is handed to the workers after the commit.

    With `fresh`, the ids are added to it instead, for who hands over many at once.
    """
    db.session.remove()  # what a caller has read so far may be old
    begin_writing()
    try:
        yield
        db.session.commit()
        if fresh is None:
            Outbox.hand_over()
        else:
            fresh += Outbox.take_fresh()
    except BaseException:
        db.session.rollback()
        Outbox.forget_fresh()
        raise
    finally:
        db.session.remove()
