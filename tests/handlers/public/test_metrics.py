"""/metrics tells counts from rows to this machine or to who has the token, and nothing about anybody."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from botapp import clock, queue
from botapp.db import db
from botapp.lib.errcode import MEANINGS
from botapp.models.channel import Incident, Tally
from botapp.models.credential import Credential
from botapp.models.message import Message, Outcome
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from tests.conftest import writing

ELSEWHERE = {"REMOTE_ADDR": "10.0.0.7"}


@pytest.fixture
def scrape(app, monkeypatch):
    """What Prometheus reads: figure by name and label."""
    monkeypatch.setattr(queue, "beats", lambda: {"redis": True, "worker": True, "clock": False})
    monkeypatch.setattr(queue, "depth", lambda: 3)
    monkeypatch.setattr(queue, "workers", lambda: 2)

    def read(**more):
        with app.app_context():
            answer = app.test_client().get("/metrics", **more)
        assert answer.status_code == 200
        found = {}
        for family in text_string_to_metric_families(answer.get_data(as_text=True)):
            for sample in family.samples:
                found[(sample.name.removeprefix("botapp_"), *sample.labels.values())] = sample.value
        return found

    return read


def test_a_new_town_is_at_nought(scrape):
    found = scrape()
    assert {
        value for (name, *_), value in found.items() if name not in ("part_up", "queue_jobs", "workers")
    } == {0}
    assert [found["outbox_letters", status.value] for status in Status] == [0] * len(Status)
    assert [found["messages_today", outcome.value] for outcome in Outcome] == [0] * len(Outcome)
    assert (found["queue_jobs",], found["workers",]) == (3, 2)
    assert (found["part_up", "database"], found["part_up", "clock"]) == (1, 0)


def test_letters_are_counted_and_the_oldest_overdue_one_tells_its_age(scrape):
    with writing():
        resident = Resident.meet("o_resident")
        Outbox.write(resident, "more", words="悄悄话").due_at = clock.now() - timedelta(minutes=3)
        Outbox.write(resident, "more", words="悄悄话").due_at = clock.now() + timedelta(hours=3)
        Outbox.write(resident, "more", words="悄悄话").end(Status.DEAD)
    found = scrape()
    assert (found["outbox_letters", "planned"], found["outbox_letters", "dead"]) == (2, 1)
    assert found["outbox_oldest_due_seconds",] == 180


def test_pushes_of_today_and_misses_of_a_day_are_counted(scrape):
    with writing():
        for hours in (0, 23, 25):
            moment = clock.now() - timedelta(hours=hours)
            db.session.add(Message(key=str(hours), kind="text", outcome=Outcome.LATE, received_at=moment))
    found = scrape()
    assert (found["messages_today", "late"], found["deadline_misses_day",]) == (1, 2)


def test_tallies_become_counters_with_few_labels(scrape):
    with writing():
        for name in ("sent:words", "sent:words", "sent:pigeon", "refused:45015", "refused:123456", "repeat"):
            Tally.add(name)
    found = scrape()
    assert (found["sends_total", "words"], found["sends_total", "other"]) == (2, 1)
    assert (found["refused_sends_total", "45015"], found["refused_sends_total", "other"]) == (1, 1)
    assert found["repeats_total",] == 1
    labels = {label for name, *rest in found for label in rest}
    assert len(labels) < 60 + len(MEANINGS)


def test_counters_never_go_down_as_days_pass(scrape, town):
    with writing():
        Tally.add("sent:words")
    town.go(days=400)
    assert scrape()["sends_total", "words"] == 1


def test_incidents_and_the_token_are_there(scrape):
    with writing():
        Incident.note("message/template/send", 45009, "今天的调用次数用完了")
        db.session.add(
            Credential(name="token", value="the-token", expires_at=clock.now() + timedelta(hours=1))
        )
    found = scrape()
    assert (found["incidents_open",], found["token_seconds_left",]) == (1, 3600)


def test_without_redis_the_queue_is_left_out_and_not_nought(scrape, monkeypatch):
    monkeypatch.setattr(queue, "depth", lambda: None)
    monkeypatch.setattr(queue, "workers", lambda: None)
    assert {"queue_jobs", "workers"} & {name for name, *_ in scrape()} == set()


def test_without_a_database_it_still_says_so(scrape, monkeypatch):
    def broken():
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(Outbox, "counts", broken)
    found = scrape()
    assert found["part_up", "database"] == 0 and ("queue_jobs",) in found


@pytest.mark.parametrize(
    "more",
    [
        {"environ_base": ELSEWHERE},
        {"headers": {"X-Forwarded-For": "10.0.0.7"}},
        {"headers": {"Forwarded": "for=10.0.0.7"}},
        {"environ_base": ELSEWHERE, "headers": {"Authorization": "Bearer "}},
        {"environ_base": ELSEWHERE, "headers": {"Authorization": "Bearer wrong"}},
    ],
)
def test_others_are_refused(app, more, monkeypatch):
    assert app.test_client().get("/metrics", **more).status_code == 403
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "secret")
    assert app.test_client().get("/metrics", **more).status_code == 403


def test_the_token_opens_it_from_anywhere(scrape, app, monkeypatch):
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "secret")
    shown = {"Authorization": "Bearer secret", "X-Forwarded-For": "10.0.0.7"}
    assert scrape(environ_base=ELSEWHERE, headers=shown)


def test_nothing_personal_is_in_it(scrape, say, app):
    say("我的手机号是 13800001234")
    page = app.test_client().get("/metrics").get_data(as_text=True)
    assert "13800001234" not in page and "o_resident" not in page
