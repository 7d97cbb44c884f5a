"""The same push again: seconds, minutes or a day later, or several at once on connections of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from sqlite3 import Connection

from botapp import clock
from botapp.simulator.hub import Hub
from botapp.simulator.wire.push import Parcel, send
from botapp.simulator.wire.reply import Answer


def again(hub: Hub, number: int, *, times: int = 1, at_once: bool = False, later: float = 0) -> list[Answer]:
    """Repeat a recorded push with the same XML under fresh signatures; later: seconds to travel first.

    LookupError when there is no push of this number.
    """
    with hub.store.look() as db:
        parcel = _recorded(db, number)
    if later:
        clock.travel_to(clock.now() + timedelta(seconds=later))
    return storm(hub, parcel, times) if at_once else [send(hub, parcel) for _ in range(times)]


def storm(hub: Hub, parcel: Parcel, times: int) -> list[Answer]:
    """One parcel so many times at once, each on its own connection."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda _: send(hub, parcel), range(times)))


def _recorded(db: Connection, number: int) -> Parcel:
    row = db.execute("SELECT * FROM push WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise LookupError(number)
    is_event = "<MsgType><![CDATA[event]]></MsgType>" in row["xml_in"]
    return Parcel(
        openid=row["openid"],
        kind="event" if is_event else row["kind"],
        event=row["kind"] if is_event else "",
        xml=row["xml_in"],
        key=row["msgid"],
        label=row["label"],
    )
