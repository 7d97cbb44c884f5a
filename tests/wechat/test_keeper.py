"""One fetch for all processes; what stays refused is not asked for again and again, and staff are told."""

import multiprocessing
import traceback
from datetime import time

import pytest

from botapp import clock, queue
from botapp.db import db
from botapp.errors import NotNow
from botapp.models.credential import Credential
from botapp.wechat import client, keeper
from botapp.wechat.token import TOKEN
from tests.wechat.conftest import in_processes

WORKERS = 16
CALL = "getcallbackip"
FATAL = {40013: 300, 40125: 300, 40164: 300, 40243: 300, 89503: 300, 50004: 300, 50007: 300, 40001: 300}
FATAL |= {89507: 3600, 89506: 86400}


def call(_: int = 0) -> bool:
    """One call with the token."""
    return bool(client.get(CALL)["ip_list"])


def refusal() -> NotNow:
    """What a call raises."""
    with pytest.raises(NotNow) as caught:
        call()
    return caught.value


def row() -> Credential:
    db.session.rollback()
    return db.session.get_one(Credential, "token", populate_existing=True)


def test_sixteen_cold_workers_fetch_once(host, queue_server):
    host.take_time()
    assert in_processes(WORKERS, call) == [True] * WORKERS
    assert host.fetches == 1


def test_sixteen_cold_workers_fetch_once_without_redis(host):
    host.take_time()
    assert in_processes(WORKERS, call) == [True] * WORKERS
    assert host.fetches == 1


def test_workers_that_reach_redis_and_workers_that_do_not_fetch_once_together(host, redis_url, queue_server):
    host.take_time()

    def act(number):
        queue.connect(redis_url if number % 2 else "")
        return call()

    assert in_processes(WORKERS, act) == [True] * WORKERS
    assert host.fetches == 1


def test_a_new_process_with_an_empty_redis_finds_the_token_in_its_row(host, queue_server):
    call()
    queue_server.flushall()
    assert in_processes(2, call) == [True, True]
    assert host.fetches == 1


def test_a_token_in_redis_needs_no_row(host, queue_server, monkeypatch):
    call()
    monkeypatch.setattr("botapp.models.credential.Rows.read", None)
    assert call() and host.fetches == 1


def test_a_token_that_has_ended_is_not_used_although_redis_still_has_it(host, queue_server, town):
    call()
    town.go(hours=3)
    assert call() and host.fetches == 2


def test_who_dies_while_fetching_delays_the_others_by_a_lease(host, town):
    host.take_time()
    worker = multiprocessing.get_context("fork").Process(target=_claim_and_die)
    worker.start()
    worker.join()
    assert row().held_until - clock.now() == keeper.LEASE
    town.go(seconds=15)
    assert call() and host.fetches == 1


def _claim_and_die():
    db.engine.dispose(close=False)
    keeper.shelf.store().claim("token", "somebody", clock.now() + keeper.LEASE)


def test_a_revoked_token_costs_one_fetch_for_all(host):
    call()
    host.revoke(sticky=False)
    host.take_time()
    assert in_processes(WORKERS, call) == [True] * WORKERS
    assert host.fetches == 2


def test_a_token_that_is_lent_again_although_it_is_dead_costs_two_fetches_for_all(host, town):
    call()
    town.go(minutes=2)
    host.revoke(sticky=True)
    host.take_time()
    assert in_processes(WORKERS, call) == [True] * WORKERS
    assert host.fetches == 3 and row().forced_count == 1
    assert host.breaches() == []


@pytest.mark.parametrize("redis_is", ["up", "down"])
def test_tokens_that_all_are_refused_cost_two_fetches_of_all_workers_and_then_silence(
    host, request, redis_is
):
    if redis_is == "up":
        request.getfixturevalue("queue_server")
    host.strike(CALL, kind="code", code=40001)
    assert in_processes(WORKERS, call) == [NotNow] * WORKERS
    assert host.fetches == 2
    trouble, asked = refusal(), host.calls(CALL)
    assert (trouble.code, trouble.endpoint, trouble.alarming) == (40001, "stable_token", True)
    assert trouble.rid and trouble.seconds == 300
    refusal()
    assert (host.fetches, host.calls(CALL)) == (2, asked)


def test_after_the_pause_the_platform_is_asked_again(host, town):
    host.strike(CALL, kind="code", code=40001, times=2)
    assert refusal().alarming and row().rejected_at == clock.now()
    town.go(minutes=4)
    assert refusal().seconds == 60
    town.go(minutes=1)
    assert call() and host.fetches == 3
    assert (row().rejected_until, row().rejected_code) == (None, 0)


@pytest.mark.parametrize(("code", "seconds"), FATAL.items())
def test_a_refusal_of_the_token_itself_is_asked_once_and_then_rests(host, town, code, seconds):
    host.strike("stable_token", kind="code", code=code)
    first = refusal()
    assert (first.code, first.seconds, first.alarming, first.endpoint) == (
        code,
        seconds,
        True,
        "stable_token",
    )
    assert first.rid
    town.go(seconds=seconds - 1)
    assert (refusal().seconds, refusal().rid, host.fetches) == (1, first.rid, 1)
    town.go(seconds=1)
    assert refusal().code == code and host.fetches == 2


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ({"kind": "code", "code": -1}, 10),
        ({"kind": "code", "code": 45011}, 60),
        ({"kind": "reset"}, 10),
        ({"kind": "html"}, 10),
        ({"kind": "bad_gateway"}, 10),
    ],
    ids=lambda part: str(part),
)
def test_a_token_endpoint_that_is_only_busy_alarms_nobody(host, fault, seconds):
    host.strike("stable_token", **fault)
    trouble = refusal()
    assert (trouble.seconds, trouble.alarming) == (seconds, False)
    assert refusal().seconds == seconds and host.fetches == 1
    assert row().rejected_at is None


def test_a_day_without_fetches_left_is_waited_out(host, town):
    host.strike("stable_token", kind="code", code=45009, times=1)
    trouble = refusal()
    assert trouble.alarming and trouble.code == 45009
    town.go_to(clock.at(clock.today(), time(23, 59)))
    assert refusal().code == 45009
    town.go(minutes=3)
    assert call() and host.fetches == 2


def test_the_living_token_is_used_while_its_successor_is_refused(host, town):
    call()
    town.go(minutes=116)
    host.strike("stable_token", kind="code", code=40164)
    with pytest.raises(NotNow):
        TOKEN.warm()
    assert call() and host.fetches == 2


def test_a_second_forced_refresh_waits_for_the_first_to_age(host, town):
    call()
    town.go(minutes=2)
    host.revoke(sticky=True)
    call()
    town.go(seconds=29)
    host.revoke(sticky=True)
    assert refusal().code == 40001
    assert host.fetches == 3


def test_one_fetch_in_110_minutes_and_nobody_ever_waits_for_it(host, town):
    for _ in range(24 * 60):
        if TOKEN.is_due():
            TOKEN.warm()
        fetched = host.fetches
        TOKEN.lend()
        assert host.fetches == fetched
        town.go(minutes=1)
    assert host.fetches <= 1 + 24 * 60 / 110
    assert host.breaches() == []


def test_no_error_text_names_the_token(host):
    call()
    host.strike(CALL, kind="reset")
    with pytest.raises(Exception) as caught:
        call()
    told = "".join(traceback.format_exception(caught.value))
    assert TOKEN.lend() not in told and "access_token=" not in told


def test_the_row_keeps_the_token_sealed(host):
    call()
    raw = db.session.connection().exec_driver_sql("SELECT value FROM credential").scalar()
    assert TOKEN.lend().encode() not in bytes(raw)
