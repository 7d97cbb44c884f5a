"""Where lent values lie between calls: what is known about one, and who keeps it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from botapp import clock

JUST_NOW = timedelta(minutes=1)
FORCED_A_DAY, FORCED_APART = 20, timedelta(seconds=30)  # what the platform allows


@dataclass(frozen=True, slots=True)
class Lent:
    """One lent value. `held_until`: somebody is renewing it; `rejected_until`: nobody asks for it."""

    value: str = ""
    expires_at: datetime | None = None
    fetched_at: datetime | None = None
    held_until: datetime | None = None
    forced_at: datetime | None = None
    forced_count: int = 0
    rejected_at: datetime | None = None
    rejected_until: datetime | None = None
    rejected_code: int = 0
    rejected_rid: str = ""

    def is_good(self, spare: timedelta = timedelta()) -> bool:
        """Whether it may be used, with more than so much of its life left."""
        return bool(self.value) and self.expires_at is not None and self.expires_at - clock.now() > spare

    @property
    def is_held(self) -> bool:
        """Whether somebody is renewing it now."""
        return self.held_until is not None and self.held_until > clock.now()

    @property
    def is_fresh(self) -> bool:
        """Whether the platform has just lent it and would lend the same again."""
        return self.fetched_at is not None and clock.now() - self.fetched_at < JUST_NOW

    @property
    def rest(self) -> timedelta:
        """How long nobody asks for it yet."""
        return max(timedelta(), (self.rejected_until or clock.now()) - clock.now())

    @property
    def is_resting(self) -> bool:
        """Whether the platform must not be asked now."""
        return self.rest > timedelta()

    @property
    def may_be_forced(self) -> bool:
        """Whether today's forced refreshes are not used up, and the last one is long enough ago."""
        is_rested = self.forced_at is None or clock.now() - self.forced_at >= FORCED_APART
        return is_rested and self._forced_today < FORCED_A_DAY

    def counted(self) -> "Lent":
        """The same after one more forced refresh."""
        return replace(self, forced_at=clock.now(), forced_count=self._forced_today + 1)

    @property
    def _forced_today(self) -> int:
        is_today = self.forced_at is not None and clock.day_of(self.forced_at) == clock.today()
        return self.forced_count if is_today else 0


class Store(Protocol):
    """Rows that outlive processes and Redis; each call is one short transaction of its own.

    Raises `NotNow` while the rows are out of reach.
    """

    def read(self, name: str) -> Lent:
        """What is known about a value."""

    def claim(self, name: str, holder: str, until: datetime) -> Lent | None:
        """Take the lease until a moment: what is known by then, or None while somebody else holds it."""

    def write(self, name: str, holder: str, lent: Lent) -> None:
        """Keep what the holder has learnt, unless somebody else holds the lease by now."""

    def release(self, name: str, holder: str) -> None:
        """Give the lease back."""


class _Joined:
    """The store of this process."""

    store: Store | None = None


def use(store: Store) -> None:
    """Keep lent values here."""
    _Joined.store = store


def store() -> Store:
    """The store in use. Raises RuntimeError before the application has started."""
    if _Joined.store is None:
        raise RuntimeError("no store: the application has not started")
    return _Joined.store
