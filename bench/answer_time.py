"""How long a policy question takes through the real door: signed, encrypted, stored, answered, committed.

    .venv/bin/python -m bench.answer_time [--questions 300] [--url http://127.0.0.1:8000 --data var]

Starts a town with a temporary data folder on a free port (or uses a running one), lets one phone ask
different questions one after the other, and prints the median, the 95th and 99th percentile in
milliseconds, the ratio to the limit of 100 ms, and the ratio to `/healthz` measured in turn in the same run.
"""

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from botapp.simulator import crypto

ROOT = Path(__file__).parents[1]
LIMIT_MS = 100
QUESTIONS = (
    "居住证咋办",
    "育儿补贴怎么领",
    "外地孩子打疫苗要户口本吗",
    "领证要户口本不",
    "生三胎罚不罚钱",
    "公积金咋提",
    "产假有多少天",
    "准生证怎么弄",
    "查两癌能来月经的时候去不",
    "流动人口服务证在哪办",
)


class Phone:
    """One follower who asks in safe mode."""

    def __init__(self, url: str, data: Path) -> None:
        keys = {
            name: (data / "keys" / f"WECHAT_{name}").read_text().strip()
            for name in ("TOKEN", "APP_ID", "AES_KEY")
        }
        self.url, self.token, self.app_id = url.rstrip("/"), keys["TOKEN"], keys["APP_ID"]
        self.key = crypto.key_of(keys["AES_KEY"])
        self.line = requests.Session()
        self.line.trust_env = False
        self.serial = itertools.count(time.time_ns() // 1000)

    def ask(self, words: str) -> float:
        """Milliseconds from request to the last byte of the answer."""
        query, body = self._push(words)
        began = time.perf_counter()
        answer = self.line.post(f"{self.url}/wechat", params=query, data=body, timeout=10)
        took = (time.perf_counter() - began) * 1000
        if answer.status_code != 200 or b"Encrypt" not in answer.content:
            sys.exit(f"no answer to {words}: {answer.status_code} {answer.text[:200]}")
        return took

    def knock(self) -> float:
        """Milliseconds of the cheapest page of the same server."""
        began = time.perf_counter()
        self.line.get(f"{self.url}/healthz", timeout=10).raise_for_status()
        return (time.perf_counter() - began) * 1000

    def _push(self, words: str) -> tuple[dict[str, str], bytes]:
        stamp = str(int(time.time()))
        xml = (
            f"<xml><ToUserName>gh</ToUserName><FromUserName>o_bench</FromUserName><CreateTime>{stamp}</CreateTime>"
            f"<MsgType>text</MsgType><Content>{words}</Content><MsgId>{next(self.serial)}</MsgId></xml>"
        )
        cipher = crypto.encrypt(xml, self.key, self.app_id)
        signature = crypto.signature(self.token, stamp, "bench", cipher)
        query = {"timestamp": stamp, "nonce": "bench", "encrypt_type": "aes", "msg_signature": signature}
        return query, f"<xml><ToUserName>gh</ToUserName><Encrypt>{cipher}</Encrypt></xml>".encode()


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--questions", type=int, default=300)
    words.add_argument("--url", help="a town that already runs, with --data")
    words.add_argument("--data", type=Path)
    chosen = words.parse_args()
    with _town(chosen.url, chosen.data) as (url, data):
        phone = Phone(url, data)
        for question in QUESTIONS:
            phone.ask(question)
        asked, knocked = [], []
        for question in itertools.islice(itertools.cycle(QUESTIONS), chosen.questions):
            asked.append(phone.ask(question))
            knocked.append(phone.knock())
    show(asked, knocked)


def show(asked: list[float], knocked: list[float]) -> None:
    """A table, then one line of JSON."""
    cuts = statistics.quantiles(asked, n=100)
    told = {
        "questions": len(asked),
        "median_ms": round(statistics.median(asked), 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "limit_ms": LIMIT_MS,
        "ratio_to_limit": round(statistics.median(asked) / LIMIT_MS, 3),
        "ratio_to_healthz": round(statistics.median(asked) / statistics.median(knocked), 1),
    }
    for name, value in told.items():
        print(f"{name:<18}{value:>10}")
    print(json.dumps(told))


@contextmanager
def _town(url: str | None, data: Path | None) -> Iterator[tuple[str, Path]]:
    if url and data:
        yield url, data
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "botapp", "run", "--port", "0", "--no-demo", "--data", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
            try:
                ready = next((line for line in running.stdout or () if line.startswith("ready:")), "")
                if not ready:
                    sys.exit("the town did not start")
                yield ready.removeprefix("ready:").strip(), Path(folder)
            finally:
                running.terminate()
                running.communicate()


if __name__ == "__main__":
    main()
