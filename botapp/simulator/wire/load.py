"""Pushes at a set rate, whether or not the webhook keeps up, and how long each took from when it was due."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

from botapp import clock
from botapp.simulator import chance
from botapp.simulator.account import Account
from botapp.simulator.wire import event, http, xml
from botapp.simulator.wire.envelope import Letter, wrap
from botapp.simulator.wire.push import PATIENCE
from botapp.simulator.wire.reply import Asked, classify

STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)  # milliseconds
MOST_AT_ONCE = 256
Ring = tuple[float, str]


@dataclass(frozen=True)
class Histogram:
    """Milliseconds from due to answered: quantiles, how many up to each of STEPS, and answers by kind.

    late: pushes that took longer than the deadline.
    """

    count: int
    p50: float
    p95: float
    p99: float
    late: int
    up_to: dict[int, int]
    answers: dict[str, int]


def run(
    account: Account,
    letters: Sequence[tuple[str, Letter]],
    rate: float,
    *,
    patience: float = PATIENCE,
    now: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] = time.sleep,
) -> Histogram:
    """Send letters (openid, letter) at `rate` a second, open loop: a slow answer delays no later push."""
    begun = now()
    with ThreadPoolExecutor(min(MOST_AT_ONCE, max(1, len(letters)))) as pool:
        rings = []
        for place, (openid, letter) in enumerate(letters):
            due = begun + place / rate
            wait(max(0.0, due - now()))
            rings.append(pool.submit(_ring, account, openid, letter, due, patience, now))
        return histogram([ring.result() for ring in rings], patience)


def letters(
    account: Account, count: int, die: Random, words: Sequence[str] = ("您好",)
) -> list[tuple[str, Letter]]:
    """So many text messages, each of a resident of its own, saying the words in turn."""
    made = []
    for place in range(count):
        openid = "o" + chance.letters(die, 27)
        nodes: dict[str, xml.Node] = {
            "ToUserName": account.gh_id,
            "FromUserName": openid,
            "CreateTime": int(clock.now().timestamp()),
            **event.message("text", die.getrandbits(62), {"Content": words[place % len(words)]}),
        }
        made.append((openid, wrap(account.pushing, openid, xml.write(nodes), die)))
    return made


def histogram(rings: Sequence[Ring], patience: float) -> Histogram:
    """Count what came back: (seconds, kind of answer) of every push."""
    times = sorted(seconds * 1000 for seconds, _ in rings)
    return Histogram(
        count=len(times),
        p50=_quantile(times, 0.50),
        p95=_quantile(times, 0.95),
        p99=_quantile(times, 0.99),
        late=sum(each > patience * 1000 for each in times),
        up_to={step: sum(each <= step for each in times) for step in STEPS},
        answers=dict(Counter(kind for _, kind in rings)),
    )


def _ring(
    account: Account, openid: str, letter: Letter, due: float, patience: float, now: Callable[[], float]
) -> Ring:
    try:
        status, body = http.post(account.webhook, letter.query, letter.body.encode(), patience)
    except http.Late:
        return now() - due, "late"
    except http.Unreachable:
        return now() - due, "unreachable"
    kind = classify(account, Asked(openid), body).kind if status == 200 else f"HTTP {status}"
    return now() - due, kind


def _quantile(times: Sequence[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(len(times) * share))], 1) if times else 0.0
