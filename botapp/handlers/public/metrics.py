"""Figures for Prometheus, counted from rows when they are asked for, so that all processes tell the same.

Only to this machine, or to who shows METRICS_TOKEN: what they say about residents is counts, never names.
docs/runbook.md says which to watch and from where on to worry.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from hmac import compare_digest
from ipaddress import ip_address

from flask import Response, abort, current_app, request
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from botapp import clock, queue
from botapp.db import db
from botapp.handlers.public import bp
from botapp.lib.errcode import MEANINGS
from botapp.models.channel import Incident, Tally, late_since, oldest_due, outcomes_of_today
from botapp.models.credential import Credential
from botapp.models.outbox import Outbox

FORWARDED = ("forwarded", "via", "x-forwarded", "x-real-ip")
CHANNELS = {"words", "template", "subscription", "reply"}
CODES = {str(code) for code in MEANINGS}
OTHER = "other"  # what is not in a list of ours is one label, however many values it takes
DAY = timedelta(days=1)


class Town(Collector):
    """Reads the rows once for each scrape."""

    def collect(self) -> Iterator[Metric]:
        """Every figure; without the database only which parts are there."""
        try:
            rows = list(_from_rows())
        except SQLAlchemyError:
            db.session.rollback()
            rows = []
        yield _labelled("botapp_part_up", "Whether a part answers.", "part", _parts(has_rows=bool(rows)))
        yield from rows
        yield from _from_queue()


registry = CollectorRegistry()
registry.register(Town())


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus text; 403 for everybody else."""
    if not (_is_near() or _has_token()):
        abort(403)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _from_rows() -> Iterator[Metric]:
    letters = {status.value: count for status, count in Outbox.counts().items()}
    yield _labelled("botapp_outbox_letters", "Letters by where they stand.", "status", letters)
    due = oldest_due()
    age = (clock.now() - due).total_seconds() if due else 0
    yield _gauge("botapp_outbox_oldest_due_seconds", "How long the first overdue letter waits.", age)
    today = {outcome.value: count for outcome, count in outcomes_of_today().items()}
    yield _labelled("botapp_messages_today", "Pushes of the township's day by outcome.", "outcome", today)
    misses = late_since(clock.now() - DAY)
    yield _gauge("botapp_deadline_misses_day", "Replies after their deadline in the last 24 hours.", misses)
    yield _gauge("botapp_incidents_open", "Troubles that staff have not closed.", Incident.open_count())
    yield _gauge("botapp_token_seconds_left", "Life of the access token; 0 when there is none.", _token())
    yield from _from_tallies(Tally.totals())


def _from_tallies(totals: Mapping[str, int]) -> Iterator[Metric]:
    sends = _folded(totals, "sent:", CHANNELS)
    yield _counted("botapp_sends", "Letters that the platform accepted.", "channel", sends)
    refused = _folded(totals, "refused:", CODES)
    yield _counted("botapp_refused_sends", "Letters that the platform refused.", "code", refused)
    yield CounterMetricFamily("botapp_repeats", "Pushes that came again.", totals.get("repeat", 0))


def _from_queue() -> Iterator[Metric]:
    """Left out while Redis is away: nought would be a lie."""
    for name, told, count in (
        ("botapp_queue_jobs", "Jobs that wait for a worker.", queue.depth()),
        ("botapp_workers", "Workers that have shown themselves lately.", queue.workers()),
    ):
        if count is not None:
            yield _gauge(name, told, count)


def _parts(*, has_rows: bool) -> dict[str, int]:
    return {name: int(alive) for name, alive in {"database": has_rows, **queue.beats()}.items()}


def _token() -> float:
    row = db.session.get(Credential, "token")
    ends = row.expires_at if row else None
    return max(0.0, (ends - clock.now()).total_seconds()) if ends else 0


def _folded(totals: Mapping[str, int], prefix: str, known: set[str]) -> Counter[str]:
    """The tallies under a prefix; names outside a closed list are one."""
    folded: Counter[str] = Counter()
    for name, count in totals.items():
        if name.startswith(prefix):
            label = name.removeprefix(prefix)
            folded[label if label in known else OTHER] += count
    return folded


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value)


def _labelled(name: str, told: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _counted(name: str, told: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, told, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _is_near() -> bool:
    """Whether this machine asks, and not through a proxy on it."""
    direct = not any(name.lower().startswith(FORWARDED) for name, _ in request.headers)
    return direct and ip_address(request.remote_addr or "::").is_loopback


def _has_token() -> bool:
    wanted = str(current_app.config["METRICS_TOKEN"])
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and compare_digest(given.encode(), wanted.encode())
