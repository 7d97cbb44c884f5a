"""The memory is one file: it survives a restart, undoes what failed, and takes many writers at once."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from botapp.simulator import chat, people, store
from botapp.simulator.store import Store


def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "new" / "simulator.sqlite"
    with Store(path).change() as db:
        openid = people.join(db)
        chat.show(db, openid, "mine", "text", "您好")
    with Store(path).look() as db:
        assert [row["openid"] for row in people.everyone(db)] == [openid]
        assert [bubble["text"] for bubble in chat.bubbles(db, openid)] == ["您好"]


def test_a_change_that_fails_leaves_nothing(tmp_path: Path) -> None:
    memory = Store(tmp_path / "simulator.sqlite")
    with pytest.raises(RuntimeError), memory.change() as db:
        people.join(db)
        raise RuntimeError
    with memory.look() as db:
        assert people.everyone(db) == []
        assert store.version(db) == 0


def test_every_change_raises_the_version(tmp_path: Path) -> None:
    memory = Store(tmp_path / "simulator.sqlite")
    for expected in (1, 2):
        with memory.change() as db:
            people.join(db)
        with memory.look() as db:
            assert store.version(db) == expected


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "simulator.sqlite"
    stores = [Store(path), Store(path)]

    def write(number: int) -> None:
        with stores[number % 2].change() as db:
            chat.show(db, "o1", "mine", "text", str(number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    with stores[0].look() as db:
        assert {bubble["text"] for bubble in chat.bubbles(db, "o1")} == {str(number) for number in range(40)}
        assert store.version(db) == 40


def test_emptying_a_phone_leaves_the_others_alone(tmp_path: Path) -> None:
    memory = Store(tmp_path / "simulator.sqlite")
    with memory.change() as db:
        first, second = people.join(db), people.join(db)
        chat.show(db, first, "mine", "text", "甲")
        chat.show(db, second, "mine", "text", "乙")
        store.forget(db, first)
    with memory.look() as db:
        assert chat.bubbles(db, first) == []
        assert len(chat.bubbles(db, second)) == 1
        assert len(people.everyone(db)) == 2


def test_consents_can_never_fall_below_zero(tmp_path: Path) -> None:
    memory = Store(tmp_path / "simulator.sqlite")
    with pytest.raises(sqlite3.IntegrityError), memory.change() as db:
        db.execute("INSERT INTO consent VALUES ('o1', 'S', -1)")


def test_a_file_of_another_shape_is_emptied_and_serves(tmp_path: Path) -> None:
    path = tmp_path / "simulator.sqlite"
    with Store(path).change() as db:
        people.join(db)
    with sqlite3.connect(path) as old:
        old.execute("PRAGMA user_version = 1")
        old.execute("ALTER TABLE person DROP COLUMN stance")
    old.close()
    with Store(path).change() as db:
        assert people.everyone(db) == []
        people.join(db)
        assert people.everyone(db)[0]["stance"] == "open"


def test_emptying_forgets_the_seed_too(tmp_path: Path) -> None:
    memory = Store(tmp_path / "simulator.sqlite")
    with memory.change() as db:
        store.keep(db, "seed", "known")
        people.join(db)
    memory.empty()
    with memory.look() as db:
        assert people.everyone(db) == []
        assert store.setting(db, "seed") not in (None, "known")
