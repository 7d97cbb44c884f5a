"""The whole encrypted path beside four programs under the same server, in turns, in one run.

    .venv/bin/pip install werobot==1.13.1
    .venv/bin/python -m bench.webhook [--rounds 5] [--pushes 1500] [--database URL --peer-database URL]

Ours verifies, decrypts, stores the message, finds the resident, ranks an answer, commits and encrypts.
Beside it, in turns: a static Flask answer, a stateless wechatpy echo, a WeRoBot echo with a Redis session,
and a Flask-SQLAlchemy endpoint that only stores the same rows in one commit, on the same kind of database.
Each push is new: another message, one of 200 residents, the next of our own questions.

Prints answers a second (median of the rounds), the ratios (median of the ratios of each round), then ours
under half load (pushes that come at half that rate, timed from the moment at which each was due) and under
full load (64 connections that are always busy): the 99th percentile in milliseconds, and how many pushes took
more than five seconds.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench import yard
from bench.pushes import Pushes
from bench.yard import Yard

SECONDS_OF_LOAD = 20


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--database", help="an empty PostgreSQL database for ours")
    words.add_argument("--peer-database", help="an empty database for the endpoint that only stores")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--pushes", type=int, default=1500)
    words.add_argument("--workers", type=int, default=1, help="processes of each server")
    chosen = words.parse_args()
    if bool(chosen.database) != bool(chosen.peer_database):
        sys.exit("give both databases, or neither for SQLite")
    with tempfile.TemporaryDirectory() as folder:
        place = Yard(Path(folder), chosen.database or "", chosen.peer_database or "", chosen.workers)
        with place.redis(), place.servers() as servers:
            show(measure(servers, chosen.rounds, chosen.pushes))


def measure(servers: list[yard.Server], rounds: int, pushes: int) -> dict[str, object]:
    """Answers a second of each server in each round, and how ours takes load."""
    made = Pushes()
    for server in servers:
        yard.closed_loop(server, made.take(300))
    rates: dict[str, list[float]] = {server.name: [] for server in servers}
    for _ in range(rounds):
        for server in servers:
            rates[server.name].append(yard.closed_loop(server, made.take(pushes)))
    ours = servers[0]
    told: dict[str, object] = {name: round(statistics.median(each)) for name, each in rates.items()}
    for name, theirs in rates.items():
        if name != ours.name:
            pairs = zip(rates[ours.name], theirs, strict=True)
            told[f"ratio to {name}"] = round(statistics.median(a / b for a, b in pairs), 2)
    rate = statistics.median(rates[ours.name]) / 2
    loads = {
        "half load": yard.open_loop(ours, made.take(round(rate * SECONDS_OF_LOAD)), rate),
        "full load": yard.full_house(ours, made.take(round(rate * SECONDS_OF_LOAD))),
    }
    for load, took in loads.items():
        told[f"{load}: p99 ms"] = round(statistics.quantiles(took, n=100)[98], 1)
        told[f"{load}: over 5 s"] = sum(each > yard.DEADLINE_MS for each in took)
    return told


def show(told: dict[str, object]) -> None:
    """A table, then one line of JSON."""
    for name, value in told.items():
        print(f"{name:<40}{value:>10}")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
