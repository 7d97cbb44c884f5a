"""What the platform lends is fetched by one process for all, shared in Redis and kept in a row."""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from botapp import clock, queue
from botapp.errors import NotNow, Trouble
from botapp.lib.errcode import Do, meaning
from botapp.wechat import shelf
from botapp.wechat.shelf import Lent

LEASE = timedelta(seconds=15)
POLL = 0.1  # seconds between two looks of those who wait for the one who fetches
PATIENCE = 20  # seconds that they wait
PAUSE = timedelta(minutes=5)  # after a refusal, unless one of the next two tables says otherwise
PAUSES = {89507: timedelta(hours=1), 89506: timedelta(hours=24)}
RESTS = {Do.RETRY: timedelta(seconds=10), Do.MINUTE: timedelta(minutes=1)}  # nothing that staff could mend


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller needs: so much life left, and another value than the one that brought trouble."""

    spare: timedelta
    refused: str = ""
    trouble: Trouble | None = None

    def is_met_by(self, lent: Lent) -> bool:
        """Whether this value will do."""
        return lent.is_good(self.spare) and lent.value != self.refused


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps one lent value; `fetch` asks the platform for it, forced or not: the value and its seconds.

    `margin`: a value this close to its end is not lent any more; `overlap`: the end of its life, in which the
    platform lends the next one. Whoever needs a new value takes a lock in Redis, then the lease of the row:
    with Redis down the lease alone lets one process through, and the others look again.
    No transaction is open while the platform is asked; a caller's own must not be either, if it writes.
    """

    name: str
    endpoint: str
    fetch: Callable[[bool], tuple[str, int]]
    margin: timedelta = timedelta()
    overlap: timedelta = timedelta()

    def lend(self) -> str:
        """The value. Raises `NotNow` while the platform does not lend it."""
        lent = self._shared()
        return lent.value if lent.is_good(self.margin) else self._renewed(Wish(self.margin))

    def renew(self, refused: str, trouble: Trouble) -> str:
        """Another value than the one that the platform has refused in this trouble. Raises `NotNow`."""
        return self._renewed(Wish(self.margin, refused, trouble))

    def is_due(self) -> bool:
        """Whether it is time to renew it; each asks at another moment, so that not all do at once."""
        lent, jitter = shelf.store().read(self.name), self.overlap * secrets.randbelow(20) / 100
        return not (lent.is_good(self.overlap - jitter) or lent.is_fresh or lent.is_resting or lent.is_held)

    def warm(self) -> None:
        """Renew it before its end, so that nobody has to wait for it. Raises `NotNow`."""
        self._renewed(Wish(self.overlap))

    def give_up(self, refused: str, trouble: Trouble) -> NotNow:
        """Let nobody ask for some minutes, because even the new value is refused; the error to raise."""
        holder = secrets.token_hex(8)
        lent = shelf.store().claim(self.name, holder, clock.now() + LEASE)
        if lent is not None and lent.value == refused:
            self._rest(holder, replace(lent, value=""), trouble)
        shelf.store().release(self.name, holder)
        return self._refusal(trouble.code, trouble.rid, PAUSE)

    def _shared(self) -> Lent:
        """What Redis knows, or else the row."""
        lent = _recalled(self.name)
        if not lent.is_good(self.margin):
            lent = shelf.store().read(self.name)
            self._share(lent)
        return lent

    def _share(self, lent: Lent) -> None:
        if lent.expires_at is not None and lent.is_good(self.margin):
            told = {"value": lent.value, "expires_at": lent.expires_at.isoformat()}
            left = int((lent.expires_at - clock.now()).total_seconds())
            queue.keep(f"lent:{self.name}", json.dumps(told), left + 1)

    def _renewed(self, wish: Wish) -> str:
        holder, end = secrets.token_hex(8), time.monotonic() + PATIENCE
        with queue.lock(self.name):
            while time.monotonic() < end:
                lent = shelf.store().read(self.name)
                if value := self._settled(lent, wish):
                    return value
                held = None if lent.is_held else shelf.store().claim(self.name, holder, clock.now() + LEASE)
                if held is not None:
                    return self._as_holder(holder, held, wish)
                time.sleep(POLL)
        raise NotNow("访问凭证正在更新", 5, endpoint=self.endpoint)

    def _settled(self, lent: Lent, wish: Wish) -> str:
        """The value if it will do, else nothing. Raises `NotNow` while nobody may ask for another."""
        if wish.is_met_by(lent):
            self._share(lent)
            return lent.value
        if lent.is_resting:
            if not lent.value:  # somebody who read the row just before may have shared it again
                queue.keep(f"lent:{self.name}", "", 1)
            raise self._refusal(lent.rejected_code, lent.rejected_rid, lent.rest)
        return ""

    def _as_holder(self, holder: str, lent: Lent, wish: Wish) -> str:
        try:
            return self._settled(lent, wish) or self._fetched(holder, lent, wish)
        finally:
            shelf.store().release(self.name, holder)

    def _fetched(self, holder: str, lent: Lent, wish: Wish) -> str:
        try:
            # What was lent a moment ago would only be lent again: then a forced refresh comes first.
            if not (lent.is_fresh and lent.value == wish.refused):
                lent = self._asked(holder, lent)
            if wish.trouble is not None and lent.value == wish.refused:
                lent = self._forced(holder, lent, wish.trouble)
        except Trouble as trouble:
            raise self._rest(holder, lent, trouble) from None
        return lent.value

    def _asked(self, holder: str, lent: Lent, *, force: bool = False) -> Lent:
        value, seconds = self.fetch(force)
        now = clock.now()
        fresh = replace(lent, value=value, fetched_at=now, expires_at=now + timedelta(seconds=seconds))
        fresh = replace(fresh, rejected_until=None, rejected_code=0, rejected_rid="")
        self._share(fresh)
        shelf.store().write(self.name, holder, fresh)
        return fresh

    def _forced(self, holder: str, lent: Lent, trouble: Trouble) -> Lent:
        """Ask for a really new one, within the allowance, which is counted before anything leaves."""
        if not lent.may_be_forced:
            raise trouble
        counted = lent.counted()
        shelf.store().write(self.name, holder, counted)
        fresh = self._asked(holder, counted, force=True)
        if fresh.value == lent.value:
            raise trouble
        return fresh

    def _rest(self, holder: str, lent: Lent, trouble: Trouble) -> NotNow:
        """Let everybody wait before the platform is asked again; the error to raise."""
        rest, now = _rest_after(trouble), clock.now()
        refusal = self._refusal(trouble.code, trouble.rid, rest)
        known = replace(lent, rejected_until=now + rest, rejected_code=trouble.code, rejected_rid=trouble.rid)
        if not known.value:
            queue.keep(f"lent:{self.name}", "", 1)
        rejected_at = now if refusal.alarming else lent.rejected_at
        shelf.store().write(self.name, holder, replace(known, rejected_at=rejected_at))
        return refusal

    def _refusal(self, code: int, rid: str, rest: timedelta) -> NotNow:
        words = meaning(code).words if code else "连不上微信"
        alarming = code != 0 and meaning(code).do not in RESTS
        seconds = max(1, int(rest.total_seconds()))
        return NotNow(words, seconds, code=code, rid=rid, endpoint=self.endpoint, alarming=alarming)


def _recalled(name: str) -> Lent:
    try:
        told = json.loads(queue.recall(f"lent:{name}") or "{}")
        return Lent(value=told["value"], expires_at=datetime.fromisoformat(told["expires_at"]))
    except (ValueError, KeyError, TypeError):
        return Lent()


def _rest_after(trouble: Trouble) -> timedelta:
    if not trouble.code:
        return RESTS[Do.RETRY]
    if isinstance(trouble, NotNow) and meaning(trouble.code).do is Do.TOMORROW:
        return timedelta(seconds=trouble.seconds)
    return RESTS.get(meaning(trouble.code).do) or PAUSES.get(trouble.code, PAUSE)
