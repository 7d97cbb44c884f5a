"""通道 for staff: how the line to the platform stands, the account's menu, a test on one's own phone."""

from collections.abc import Iterator
from contextlib import contextmanager

from botapp.db import begin_writing, db
from botapp.errors import Refusal, Trouble


@contextmanager
def asking() -> Iterator[None]:
    """Ask the platform with no transaction open: residents must not wait until it has answered.

    What has not been flushed is lost; read and write rows after it. The platform's refusal is a `Refusal`.
    """
    db.session.rollback()
    try:
        yield
    except Trouble as trouble:
        raise Refusal(f"微信没有办成：{trouble.told}。") from trouble
    begin_writing()
