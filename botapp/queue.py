"""The queue: the only file of the application that knows RQ and Redis."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import redis
from rq import Queue, Worker

from botapp import log

NAME = "town"
WORKER_BEAT, CLOCK_BEAT, POKE = "botapp:worker", "botapp:clock", "botapp:poke"
PATIENCE = 0.2
BATCH = 10  # rows of one job
KEPT_SECONDS = 300
DOWN = (redis.RedisError, OSError)


class _Line:
    """The connection of this process, made once and opened at first use."""

    connection: "redis.Redis | None" = None
    missed = 0


def connect(url: str) -> None:
    """Use this server; nothing is opened yet."""
    _Line.connection = (
        redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) if url else None
    )


def connection() -> "redis.Redis":
    """The connection. Raises `redis.ConnectionError` when none was set."""
    if _Line.connection is None:
        raise redis.ConnectionError("no Redis is set")
    return _Line.connection


def enqueue(name: str, *ids: int) -> bool:
    """Hand ids of rows to the workers; False when Redis is slow or down, and the clock will find the rows."""
    try:
        Queue(NAME, connection=connection(), serializer="json").enqueue(
            name, *ids, result_ttl=0, failure_ttl=KEPT_SECONDS
        )
    except DOWN:
        _Line.missed += 1
        log.get().warning("queue is out of reach", missed=_Line.missed)
        return False
    return True


def enqueue_all(name: str, ids: Sequence[int]) -> None:
    """Hand over many ids, some of them to each job: to begin a job costs more than to do a small one."""
    for first in range(0, len(ids), BATCH):
        enqueue(name, *ids[first : first + BATCH])


def poke() -> None:
    """Wake the clock at once."""
    try:
        connection().lpush(POKE, "1")
    except DOWN:
        log.get().warning("queue is out of reach", missed=_Line.missed)


def beats() -> dict[str, bool]:
    """Which parts answer: Redis itself, the worker, the clock."""
    try:
        worker, ticking = connection().mget(WORKER_BEAT, CLOCK_BEAT)
    except DOWN:
        return {"redis": False, "worker": False, "clock": False}
    return {"redis": True, "worker": worker is not None, "clock": ticking is not None}


def depth() -> int | None:
    """How many jobs wait for a worker; None when Redis is out of reach."""
    try:
        return Queue(NAME, connection=connection(), serializer="json").count
    except DOWN:
        return None


def workers() -> int | None:
    """How many workers have shown themselves in the last minutes; None when Redis is out of reach."""
    try:
        return len(Worker.all(connection=connection()))
    except DOWN:
        return None


def count_within(name: str, limit: int, seconds: int) -> bool:
    """Whether this is one of the first `limit` calls under a name in a period; True when Redis is down."""
    try:
        key = f"botapp:count:{name}"
        count = connection().incr(key)
        if count == 1:
            connection().expire(key, seconds)
    except DOWN:
        return True
    return int(count) <= limit


def recall(name: str) -> str | None:
    """A value kept for all processes, such as the platform's token; None when absent or Redis is down."""
    try:
        value = connection().get(f"botapp:{name}")
    except DOWN:
        return None
    return value.decode() if isinstance(value, bytes) else None


def keep(name: str, value: str, seconds: int) -> None:
    """Keep a value for all processes for so long."""
    try:
        connection().set(f"botapp:{name}", value, ex=seconds)
    except DOWN:
        log.get().warning("queue is out of reach", missed=_Line.missed)


@contextmanager
def lock(name: str, seconds: int = 15) -> Iterator[None]:
    """Let one process at a time through; when Redis is down everybody passes."""
    held = None
    try:
        held = connection().lock(f"botapp:lock:{name}", timeout=seconds, blocking_timeout=seconds)
        held.acquire()
    except DOWN:
        held = None
    try:
        yield
    finally:
        if held is not None:
            _release(held)


def _release(held: "redis.lock.Lock") -> None:
    try:
        held.release()
    except DOWN:
        log.get().warning("a lock outlived its holder", missed=_Line.missed)
