"""Pushes every message three times at once, spread over two web servers on one database.

    .venv/bin/python -m bench.storm [--messages 1000] [--at-once 4] [--database postgresql://…]

Residents tell a need in four messages each. Afterwards there must be one row for each message and one need
for each resident, and the three answers to a message must be the same. Prints the counts, how many pushes
had to be tried again (as the platform does after anything but 200), and messages a second.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import create_engine, text

from bench.town import Town, started
from botapp import clock
from botapp.simulator import chance
from botapp.simulator.account import Account
from botapp.simulator.wire import event, http, xml
from botapp.simulator.wire.envelope import wrap
from botapp.simulator.wire.push import ATTEMPTS, PATIENCE, Parcel, parcel_of
from botapp.simulator.wire.reply import Answer, Asked, classify

COPIES = 3
WORDS = ("需求：想问问老人体检的事", "跳过", "确认", "进度")


@dataclass
class Storm:
    """What came back: messages by their key with all answers, and pushes that were tried again."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    tried_again: int = 0
    seconds: float = 0.0

    @property
    def broken(self) -> list[list[Answer]]:
        """Answers of messages whose copies were not all told the same, or not told anything."""
        same = ({(each.kind, each.shown) for each in told} for told in self.answers.values())
        pairs = zip(self.answers.values(), same, strict=True)
        return [told for told, kinds in pairs if len(kinds) > 1 or told[0].kind != "reply"]


class Sender:
    """The platform with a line to each web server."""

    def __init__(self, account: Account, urls: Sequence[str]) -> None:
        self.account, self.addresses, self.storm = account, [f"{url}/wechat" for url in urls], Storm()
        self.copies = ThreadPoolExecutor(64)

    def tell(self, seed: str) -> None:
        """One resident says all WORDS, one after the other, each of them several times at once."""
        die = Random(seed)
        openid = "o" + chance.letters(die, 27)
        for words in WORDS:
            sent = parcel(self.account, openid, words, die)
            first = die.getrandbits(8)
            rings = [self.copies.submit(self._push, sent, first + place) for place in range(COPIES)]
            self.storm.answers[sent.key] = [ring.result() for ring in rings]

    def _push(self, sent: Parcel, turn: int) -> Answer:
        """As the platform: again, with a fresh signature, until it is answered with 200."""
        die, address = Random(f"{sent.key}/{turn}"), self.addresses[turn % len(self.addresses)]
        for attempt in range(ATTEMPTS):
            letter = wrap(self.account, sent.openid, sent.xml, die)
            status, body = http.post(address, letter.query, letter.body.encode(), PATIENCE)
            if status == 200:
                self.storm.tried_again += attempt
                return classify(self.account, Asked(sent.openid, sent.kind), body)
        return Answer("invalid", reason=f"HTTP {status}")


def parcel(account: Account, openid: str, words: str, die: Random) -> Parcel:
    """A text message as the platform pushes it."""
    nodes: dict[str, xml.Node] = {
        "ToUserName": account.gh_id,
        "FromUserName": openid,
        "CreateTime": int(clock.now().timestamp()),
        **event.message("text", die.getrandbits(62), {"Content": words}),
    }
    return parcel_of(nodes)


def rage(town: Town, messages: int, at_once: int = 4, seed: str = "storm") -> Storm:
    """Let so many messages (a multiple of four) storm at a town and at a second web server beside it."""
    with town.another_web() as other:
        sender = Sender(town.account, (town.url, other))
        began = time.monotonic()
        with sender.copies, ThreadPoolExecutor(at_once) as residents:
            list(residents.map(lambda number: sender.tell(f"{seed}/{number}"), range(messages // len(WORDS))))
        sender.storm.seconds = time.monotonic() - began
    return sender.storm


def kept(database: str) -> tuple[set[str], int]:
    """What the database knows afterwards: the keys of all messages, and how many needs there are."""
    engine = create_engine(database)
    with engine.connect() as line:
        keys = list(line.scalars(text("SELECT key FROM message")))
        needs = line.scalar(text("SELECT count(*) FROM need"))
    engine.dispose()
    return set(keys), int(needs or 0)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--messages", type=int, default=1000)
    words.add_argument("--at-once", type=int, default=4)
    words.add_argument("--database", default="", help="an empty PostgreSQL database; default: SQLite")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder, started(Path(folder), chosen.database) as town:
        storm = rage(town, chosen.messages, chosen.at_once)
        keys, needs = kept(town.database)
    show(storm, keys, needs)


def show(storm: Storm, keys: set[str], needs: int) -> None:
    """A table, then one line of JSON; exit code 1 when a promise is broken."""
    told = {
        "messages": len(storm.answers),
        "pushes": len(storm.answers) * COPIES,
        "rows": len(keys),
        "residents": len(storm.answers) // len(WORDS),
        "needs": needs,
        "different_answers": len(storm.broken),
        "tried_again": storm.tried_again,
        "messages_per_second": round(len(storm.answers) / storm.seconds, 1),
    }
    for name, value in told.items():
        print(f"{name:<22}{value:>10}")
    print(json.dumps(told))
    sys.exit(bool(storm.broken or keys != set(storm.answers) or needs != told["residents"]))


if __name__ == "__main__":
    main()
