"""Many residents want the same slot of four seats at once, through two web servers on one database.

    .venv/bin/python -m bench.rush [--residents 200] [--at-once 32] [--kills 10] [--database postgresql://…]

Each asks for the slot in one line and confirms what is kept for them. Afterwards exactly four must have it,
all others must have been told the nearest free times, and no seat may be taken twice. With --kills, web
processes die meanwhile, and who got no answer asks again when they are back. Prints the counts and how many
residents were served a second.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import psutil
from sqlalchemy import create_engine, text

from bench.storm import parcel
from bench.town import Town, started, wait_for
from botapp import clock
from botapp.simulator import chance
from botapp.simulator.account import Account
from botapp.simulator.wire import http
from botapp.simulator.wire.envelope import wrap
from botapp.simulator.wire.push import ATTEMPTS, PATIENCE
from botapp.simulator.wire.reply import Asked, classify

SEATS = 4
KEPT, BOOKED, FULL, NEAREST = "请核对", "约好了", "已约满", "最近的空位"
NOTHING = ""  # the server was dead each time
HAS_IT = "您这一天已经约了"  # asked again after an answer that got lost
KILL_PAUSE, ROUNDS = 0.4, 5


@dataclass
class Rush:
    """What residents were told: booked, or shown other times; anything else is strange."""

    booked: int = 0
    shown_others: int = 0
    strange: list[str] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)
    seconds: float = 0.0


def wednesday() -> date:
    """The nearest Wednesday that is some days ahead."""
    first = clock.today() + timedelta(days=3)
    return next(day for day in (first + timedelta(n) for n in range(7)) if day.weekday() == 2)


def say(account: Account, url: str, openid: str, words: str, die: Random) -> str:
    """What the resident is answered, pushed again as the platform does after anything but 200."""
    sent = parcel(account, openid, words, die)
    for _ in range(ATTEMPTS):
        letter = wrap(account, openid, sent.xml, die)
        try:
            status, body = http.post(f"{url}/wechat", letter.query, letter.body.encode(), PATIENCE)
        except (http.Unreachable, http.Late):
            time.sleep(1)  # as the platform waits before it pushes again
            continue
        if status == 200:
            return str(classify(account, Asked(openid, sent.kind), body).shown)
    return NOTHING


def want(account: Account, url: str, number: int, rush: Rush) -> None:
    """One resident wants the slot."""
    die = Random(f"rush/{number}")
    openid = "o" + chance.letters(die, 27)
    told = say(account, url, openid, f"预约两癌筛查 {wednesday().isoformat()} 9点", die)
    if KEPT in told:
        told = say(account, url, openid, "确认", die)
    if told == NOTHING:
        rush.unanswered.append(number)
    elif BOOKED in told or HAS_IT in told:
        rush.booked += 1
    elif FULL in told and NEAREST in told:
        rush.shown_others += 1
    else:
        rush.strange.append(told)


def kill_webs(town: Town, kills: int) -> None:
    """Kill so many processes of the town's own web server; its supervisor and master start others."""
    die = Random("rush")
    for _ in range(kills):
        time.sleep(KILL_PAUSE)
        alive = town.members("gunicorn")
        if alive:
            with suppress(psutil.NoSuchProcess):
                die.choice(alive).kill()


def run(town: Town, residents: int, at_once: int, kills: int = 0) -> Rush:
    """Let so many residents want the one slot, in turns at two web servers."""
    engine = create_engine(town.database)
    with engine.begin() as line:
        line.execute(text("UPDATE opening SET seats = :seats"), {"seats": SEATS})
    engine.dispose()
    rush, asking = Rush(), list(range(residents))
    with town.another_web() as other:
        began = time.monotonic()
        killer = threading.Thread(target=kill_webs, args=(town, kills))
        killer.start()
        urls = (town.url, other)
        for _ in range(ROUNDS):
            with ThreadPoolExecutor(at_once) as crowd:
                list(crowd.map(lambda n: want(town.account, urls[n % 2], n, rush), asking))
            asking, rush.unanswered = rush.unanswered, []
            if not asking:
                break
            killer.join()
            wait_for(f"{town.url}/healthz")
        rush.strange += [NOTHING for _ in asking]
        killer.join()
        rush.seconds = time.monotonic() - began
    return rush


def taken(database: str) -> list[tuple[str, int, int]]:
    """Every slot that is taken, with how many rows and how many different seats."""
    engine = create_engine(database)
    asked = (
        "SELECT starts_at, count(*), count(DISTINCT seat) FROM appointment WHERE seat IS NOT NULL GROUP BY 1"
    )
    with engine.connect() as line:
        rows = [(str(starts), int(count), int(seats)) for starts, count, seats in line.execute(text(asked))]
    engine.dispose()
    return rows


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--residents", type=int, default=200)
    words.add_argument("--at-once", type=int, default=32)
    words.add_argument("--kills", type=int, default=0)
    words.add_argument("--database", default="", help="an empty PostgreSQL database; default: SQLite")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder, started(Path(folder), chosen.database) as town:
        rush = run(town, chosen.residents, chosen.at_once, chosen.kills)
        rows = taken(town.database)
    told = {
        "residents": chosen.residents,
        "kills": chosen.kills,
        "booked": rush.booked,
        "shown_others": rush.shown_others,
        "strange": len(rush.strange),
        "residents_per_second": round(chosen.residents / rush.seconds, 1),
    }
    for name, value in told.items():
        print(f"{name:<22}{value:>10}")
    print(*rush.strange[:3], sep="\n")
    print(json.dumps(told))
    sys.exit(not is_right(rush, rows, chosen.residents))


def is_right(rush: Rush, rows: list[tuple[str, int, int]], residents: int) -> bool:
    """Exactly the seats were given, everybody else was shown other times."""
    given = rush.booked == SEATS and rush.shown_others == residents - SEATS and not rush.strange
    return given and [(count, seats) for _, count, seats in rows] == [(SEATS, SEATS)]


if __name__ == "__main__":
    main()
