"""The account's message templates: those of the configuration, and those added under /wxaapi/newtmpl."""

import json
import sqlite3

from botapp.simulator import chance
from botapp.simulator.hub import Hub, Template
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault

# A small public library: title number to title and keywords (keyword number, key, label).
PUBLIC: dict[str, tuple[str, tuple[tuple[int, str, str], ...]]] = {
    "1001": (
        "预约提醒",
        ((1, "thing", "事项"), (2, "time", "时间"), (3, "thing", "地点"), (4, "thing", "说明")),
    ),
    "1002": (
        "办理进度",
        ((1, "thing", "事项"), (2, "phrase", "结果"), (3, "date", "日期"), (4, "thing", "说明")),
    ),
    "1003": ("证件到期提醒", ((1, "thing", "证件"), (2, "date", "到期日期"), (3, "thing", "说明"))),
}
CATEGORIES = [{"id": 616, "name": "政务民生"}, {"id": 670, "name": "医疗"}]
MOST_PRIVATE, LONGEST_LIST, LONGEST_SCENE = 25, 30, 15
TYPES = {"template": 1, "subscription": 2}


def templates(hub: Hub, db: sqlite3.Connection) -> dict[str, Template]:
    """All templates by id."""
    rows = db.execute("SELECT * FROM template").fetchall()
    return hub.templates | {row["id"]: _of(row) for row in rows}


def put(db: sqlite3.Connection, template: Template) -> None:
    """Add a template, or replace the one with its id."""
    fields = json.dumps(template.fields, ensure_ascii=False)
    row = (template.id, template.kind, template.title, fields, template.standing, template.restricted)
    db.execute("INSERT OR REPLACE INTO template VALUES (?, ?, ?, ?, ?, ?)", row)


def add(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """newtmpl/addtemplate: 2 to 5 keywords of a public title, in the order wished for."""
    title = PUBLIC.get(str(body.get("tid")))
    if title is None:
        raise Fault(200014)
    if len(str(body.get("sceneDesc", ""))) > LONGEST_SCENE:
        raise Fault(200021)
    fields = _keywords(title[1], body.get("kidList"))
    if len(_private(hub, db)) >= MOST_PRIVATE:
        raise Fault(200012)
    made = Template(chance.letters(chance.die(db), 43), "subscription", title[0], fields)
    put(db, made)
    return ok(priTmplId=made.id)


def delete(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """newtmpl/deltemplate: one template of the account."""
    if db.execute("DELETE FROM template WHERE id = ?", (str(body.get("priTmplId")),)).rowcount == 0:
        raise Fault(200014)
    return ok()


def own(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """newtmpl/gettemplate: the account's subscription templates; type 2 is one-time, 3 long-term."""
    return ok(data=[_told(each) for each in _private(hub, db).values()])


def messages(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """template/get_all_private_template: the account's template messages."""
    rows = [each for each in templates(hub, db).values() if each.kind == "template"]
    told = [{"template_id": each.id, "title": each.title, "content": _content(each)} for each in rows]
    return {
        "template_list": [
            {**each, "primary_industry": "", "deputy_industry": "", "example": ""} for each in told
        ]
    }


def categories(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """newtmpl/getcategory: what the account does."""
    return ok(data=CATEGORIES)


def titles(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """newtmpl/getpubtemplatetitles: the public library in pages of at most 30."""
    if not str(body.get("ids", "")):
        raise Fault(40035, "ids")
    start, limit = str(body.get("start", "")), str(body.get("limit", ""))
    if not (start.isdecimal() and limit.isdecimal() and 0 < int(limit) <= LONGEST_LIST):
        raise Fault(200016)
    rows = [
        {"tid": int(tid), "title": title, "type": 2, "categoryId": "616"}
        for tid, (title, _) in PUBLIC.items()
    ]
    return ok(count=len(rows), data=rows[int(start) : int(start) + int(limit)])


def keywords(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """newtmpl/getpubtemplatekeywords: what a public title can say."""
    title = PUBLIC.get(str(body.get("tid")))
    if title is None:
        raise Fault(200014)
    rows = [{"kid": kid, "name": label, "example": label, "rule": rule} for kid, rule, label in title[1]]
    return ok(count=len(rows), data=rows)


def _keywords(offered: tuple[tuple[int, str, str], ...], wished: object) -> dict[str, str]:
    known = {kid: (f"{rule}{kid}", label) for kid, rule, label in offered}
    if not isinstance(wished, list) or not 2 <= len(wished) <= 5 or not set(wished) <= set(known):
        raise Fault(200020)
    return dict(known[kid] for kid in wished)


def _private(hub: Hub, db: sqlite3.Connection) -> dict[str, Template]:
    return {id_: each for id_, each in templates(hub, db).items() if each.kind == "subscription"}


def _told(template: Template) -> Body:
    kind = 3 if template.standing else TYPES[template.kind]
    return {
        "priTmplId": template.id,
        "title": template.title,
        "content": _content(template),
        "example": "",
        "type": kind,
    }


def _content(template: Template) -> str:
    return "\n".join(f"{label}:{{{{{key}.DATA}}}}" for key, label in template.fields.items())


def _of(row: sqlite3.Row) -> Template:
    return Template(
        row["id"],
        row["kind"],
        row["title"],
        json.loads(row["fields"]),
        standing=bool(row["standing"]),
        restricted=bool(row["restricted"]),
    )
