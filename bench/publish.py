"""From publishing an entry to the moment at which every web server answers from it (aim: 2 seconds).

    .venv/bin/python -m bench.publish [--rounds 5]

Starts a town with a second web server, publishes a new entry by rows alone, as a worker does, and asks both
servers through the encrypted door until they answer from it. Prints the slower of the two.
"""

import argparse
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from flask import Flask

from bench.answer_time import Phone
from bench.town import started
from botapp.app import create_app
from botapp.db import begin_writing, db
from botapp.lib.facts import blank, entry_of
from botapp.models.policy import Policy
from botapp.simulator import crypto

TEXT = "示例条目，第{round}次。"
WORDS = ("月亮补贴怎么领", "桂花津贴怎么申请", "星星奖励去哪办", "云朵证明怎么开", "彩虹登记要什么材料")


class Reader(Phone):
    """A phone that reads what it is answered."""

    def read(self, words: str) -> str:
        """The text of the answer."""
        query, body = self._push(words)
        sealed = self.line.post(f"{self.url}/wechat", params=query, data=body, timeout=10).content
        cipher = ElementTree.fromstring(sealed).findtext("Encrypt") or ""
        return crypto.decrypt(cipher, self.key, self.app_id)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rounds", type=int, default=len(WORDS))
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with started(data) as town, town.another_web() as second:
            phones = [Reader(url, data) for url in (town.url, second)]
            app = beside(data)
            took = [until_both_answer(app, phones, round_) for round_ in range(chosen.rounds)]
    print(f"published to answered by both: median {statistics.median(took):.2f} s, worst {max(took):.2f} s")


def beside(data: Path) -> Flask:
    """An application of our own on the town's rows."""
    names = ("DATA_KEYS", "CARD_KEYS", "SECRET_KEY")
    keys = {name: (data / "keys" / name).read_text().strip() for name in names}
    return create_app(DATA_DIR=str(data), SIMULATOR=False, **keys)


def until_both_answer(app: Flask, phones: list[Reader], round_: int) -> float:
    """Publish one entry; seconds until the slower server answers from it."""
    question, text = WORDS[round_ % len(WORDS)], TEXT.format(round=round_)
    for phone in phones:
        phone.ask("居住证怎么办")
    facts = {"title": question, "topic": "T7", "text": text, "aliases": [question]}
    with app.app_context():
        begin_writing()
        Policy.publish(entry_of(f"bench-{round_}", blank(date.today()) | facts))  # noqa: DTZ011 - any day will do
        db.session.commit()
        db.session.remove()
    began, waiting = time.perf_counter(), list(phones)
    while waiting:
        waiting = [phone for phone in waiting if text not in phone.read(question)]
        time.sleep(0.05)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
