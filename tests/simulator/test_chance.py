"""The same seed and the same acts give the same numbers; two draws never give the same."""

from pathlib import Path
from typing import Any

from botapp.simulator import chance, people
from botapp.simulator.hub import Hub
from botapp.simulator.store import Store
from botapp.simulator.wire.push import deliver


def drawn(hub: Hub, seed: str) -> list[object]:
    """Some of everything that is drawn."""
    with hub.store.change() as db:
        chance.seed(db, seed)
        return [chance.msgid(db), people.join(db), chance.letters(chance.die(db), 20)]


def test_a_seed_fixes_every_number(hub: Hub) -> None:
    assert drawn(hub, "1") == drawn(hub, "1") != drawn(hub, "2")


def test_a_message_number_has_64_bits_and_is_not_drawn_twice(hub: Hub) -> None:
    with hub.store.change() as db:
        numbers = [chance.msgid(db) for _ in range(200)]
    assert len(set(numbers)) == 200
    assert all(2**62 <= number < 2**63 for number in numbers)


def test_two_fresh_memories_have_different_seeds(tmp_path: Path) -> None:
    openids = set()
    for name in ("a", "b"):
        with Store(tmp_path / name).change() as db:
            openids.add(people.join(db))
    assert len(openids) == 2


def test_with_a_seed_whole_pushes_are_the_same_in_every_run(online: Hub, webhook: Any, resident: str) -> None:
    for _ in range(2):
        with online.store.change() as db:
            chance.seed(db, "5")
        deliver(online, resident, {"MsgType": "text", "Content": "您好", "MsgId": 7})
    first, second = webhook.received
    assert first == second
