"""版本: what was approved for a day is published when that day has come."""

from botapp.db import db
from botapp.jobs import door
from botapp.models.version import Version


def publish(id_: int) -> None:
    """Publish one version, or give it back to its author.

    The trials take seconds: they run before the door, which lets nobody else write, and are remembered.
    """
    row = db.session.get(Version, id_)
    if row is not None:
        row.falls()
    with door():
        row = db.session.get(Version, id_, with_for_update=True)
        if row is not None:
            row.publish_when_due()
