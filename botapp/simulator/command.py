"""What programs can tell the simulator to do: each command takes a wish (JSON) and answers with JSON."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any

from flask import Response, jsonify

from botapp import clock
from botapp.simulator import account, act, chance, chat, people, store, travel
from botapp.simulator.hub import Hub, Template
from botapp.simulator.platform import allowance, library, oauth, token, trouble
from botapp.simulator.wire import event, foe, load, repeat, verify
from botapp.simulator.wire.push import deliver, settle

Wish = dict[str, Any]
# Pushes that open a reply window besides messages (people.WINDOWS).
OPENS = {
    "subscribe": "follow",
    "SCAN": "scan",
    "CLICK": "click",
    "scancode_push": "click",
    "scancode_waitmsg": "click",
}
# What may be set, and the words or numbers that it takes (docs/simulator.md says what each does).
SETTINGS = ("attempts", "patience", "latency", "receipt_seconds", "windows", "snapshot")


def join(hub: Hub, wish: Wish) -> Response:
    """A resident: openid and name as wished or made up; follows at once without a push if `follows`."""
    with hub.store.change() as db:
        openid = people.join(db, str(wish.get("openid", "")), str(wish.get("name", "")))
        if wish.get("follows"):
            people.follow(db, openid)
        if stance := wish.get("stance"):
            people.take_stance(db, openid, _one_of(stance, people.STANCES))
        return jsonify(people.told(db, people.find(db, openid)))


def act_out(hub: Hub, wish: Wish) -> Response:
    """Let `openid` do what a finger can do on the phone page: `act` is a key of act.ACTS."""
    act.ACTS[_one_of(wish.get("act"), act.ACTS)](hub, str(wish.get("openid", "")), wish)
    return _newest_push(hub, str(wish.get("openid", "")))


def push(hub: Hub, wish: Wish) -> Response:
    """Push any message or event (`kind`, `nodes`) for `openid` and book it; `noise` adds unknown nodes."""
    openid, kind = str(wish["openid"]), str(wish["kind"])
    with hub.store.change() as db:
        now, die, msgid = account.present(db, hub.account), chance.die(db), chance.msgid(db)
        _book(db, openid, kind)
    is_event = kind in event.EVENTS or bool(wish.get("event"))
    nodes = wish.get("nodes") or {}
    made = event.event(kind, openid, now.app_id, nodes) if is_event else event.message(kind, msgid, nodes)
    deliver(hub, openid, event.noisy(made, die) if wish.get("noise") else made)
    return _newest_push(hub, openid)


def again(hub: Hub, wish: Wish) -> Response:
    """Repeat a push by its number: `times`, `at_once` on several connections, `later` seconds from now."""
    answers = repeat.again(
        hub,
        int(wish["push"]),
        times=int(wish.get("times", 1)),
        at_once=bool(wish.get("at_once")),
        later=float(wish.get("later", 0)),
    )
    return jsonify([asdict(each) for each in answers])


def verification(hub: Hub, wish: Wish) -> Response:
    """Check the address with GET, as the platform does when it is saved."""
    return jsonify(asdict(verify.verify(hub)))


def attack(hub: Hub, wish: Wish) -> Response:
    """Run the suite of bad actors."""
    outcomes = foe.attack(hub)
    return jsonify(withstood=all(each.withstood for each in outcomes), attacks=[asdict(e) for e in outcomes])


def press(hub: Hub, wish: Wish) -> Response:
    """Push `count` texts at `rate` a second, open loop; answers with the histogram."""
    with hub.store.change() as db:
        now, die = account.present(db, hub.account), chance.die(db)
    words = tuple(wish.get("words") or ("您好",))
    made = load.letters(now, int(wish.get("count", 100)), die, words)
    return jsonify(asdict(load.run(now, made, float(wish.get("rate", 10)))))


def fault(hub: Hub, wish: Wish) -> Response:
    """Let a fault strike: path (`message/*`), kind, and code, seconds, times, chance, lasts as needed."""
    kind = _one_of(wish.get("kind"), trouble.KINDS)
    named = {name: wish[name] for name in ("code", "seconds", "times", "chance", "lasts") if name in wish}
    with hub.store.change() as db:
        return jsonify(id=trouble.plan(db, str(wish.get("path", "*")), kind, **named))


def lift(hub: Hub, wish: Wish) -> Response:
    """End one fault by its `id`, or all."""
    with hub.store.change() as db:
        trouble.lift(db, wish.get("id"))
        return jsonify(trouble.planned(db))


def move_clock(hub: Hub, wish: Wish) -> Response:
    """Set the clock: `to` an ISO moment with zone, `by` seconds, or home with neither."""
    if "to" in wish:
        moment = datetime.fromisoformat(str(wish["to"]))
        if moment.tzinfo is None:
            raise ValueError("the moment needs a zone")
        clock.travel_to(moment)
    elif "by" in wish:
        clock.travel_to(clock.now() + timedelta(seconds=float(wish["by"])))
    else:
        clock.reset()
    travel.arrive(hub)
    settle(hub)
    return jsonify(travel.moment())


def set_seed(hub: Hub, wish: Wish) -> Response:
    """Begin a known order of random numbers."""
    with hub.store.change() as db:
        chance.seed(db, str(wish["seed"]))
    return jsonify(seed=str(wish["seed"]))


def change_settings(hub: Hub, wish: Wish) -> Response:
    """Set any of SETTINGS, of account.CHANGEABLE, and `limits` (calls a day by interface)."""
    limits = wish.pop("limits", {})
    for name in wish:
        _one_of(name, (*SETTINGS, *account.CHANGEABLE))
    if "mode" in wish:
        _one_of(wish["mode"], account.MODES)
    with hub.store.change() as db:
        for name in SETTINGS:
            if name in wish:
                store.keep(db, name, str(wish[name]))
        account.change(db, **{name: str(wish[name]) for name in account.CHANGEABLE if name in wish})
        for name, calls in limits.items():
            allowance.set_limit(db, name, int(calls))
    return jsonify(done=True)


def rotate(hub: Hub, wish: Wish) -> Response:
    """A new `token` and `aes_key`; pushes use the old ones for ten more minutes of the simulated clock."""
    with hub.store.change() as db:
        account.rotate(db, hub.account, token=str(wish["token"]), aes_key=str(wish["aes_key"]))
    return jsonify(done=True)


def revoke(hub: Hub, wish: Wish) -> Response:
    """Refuse every token from now on; `sticky`: stable_token hands the dead one out until it is forced."""
    with hub.store.change() as db:
        token.revoke(db, sticky=bool(wish.get("sticky")))
    return jsonify(done=True)


def put_template(hub: Hub, wish: Wish) -> Response:
    """Add a template: id, kind (template, subscription), title, fields (key: label), standing, restricted."""
    with hub.store.change() as db:
        library.put(
            db,
            Template(
                str(wish["id"]),
                _one_of(wish.get("kind", "template"), library.TYPES),
                str(wish.get("title", "通知")),
                dict(wish["fields"]),
                standing=bool(wish.get("standing")),
                restricted=bool(wish.get("restricted")),
            ),
        )
    return jsonify(done=True)


def login(hub: Hub, wish: Wish) -> Response:
    """A code for `openid`, as a page would get it back from the login: scope, snapshot."""
    with hub.store.change() as db:
        scope = _one_of(wish.get("scope", oauth.SCOPES[0]), oauth.SCOPES)
        code = oauth.issue(db, str(wish["openid"]), scope, snapshot=bool(wish.get("snapshot")))
    return jsonify(code=code)


def deliver_receipts(hub: Hub, wish: Wish) -> Response:
    """Push the delivery results that are due."""
    settle(hub)
    return jsonify(done=True)


def forget(hub: Hub, wish: Wish) -> Response:
    """Forget everything: people, chats, tokens, faults, settings."""
    hub.store.empty()
    return jsonify(done=True)


COMMANDS: dict[str, Callable[[Hub, Wish], Response]] = {
    "people": join,
    "act": act_out,
    "push": push,
    "repeat": again,
    "verify": verification,
    "attack": attack,
    "load": press,
    "faults": fault,
    "lift": lift,
    "clock": move_clock,
    "seed": set_seed,
    "settings": change_settings,
    "rotate": rotate,
    "revoke": revoke,
    "templates": put_template,
    "login": login,
    "receipts": deliver_receipts,
    "reset": forget,
}


def _book(db: Connection, openid: str, kind: str) -> None:
    """What a push says is also true on the platform: who follows, and which window it opens."""
    people.join(db, openid)
    if kind == "unsubscribe":
        people.unfollow(db, openid)
    if kind == "subscribe":
        people.follow(db, openid)
    if opens := OPENS.get(kind, "message" if kind in event.MESSAGES else ""):
        people.touch(db, openid, opens)


def _newest_push(hub: Hub, openid: str) -> Response:
    with hub.store.look() as db:
        newest = chat.pushes(db, openid)[:1]
    return jsonify(newest[0] if newest else None)


def _one_of(word: object, known: Any) -> str:
    if word not in known:
        raise ValueError(f"{word!r} is none of {', '.join(known)}")
    return str(word)
