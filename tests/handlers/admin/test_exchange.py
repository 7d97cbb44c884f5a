"""Files of entries: looked at first, kept as drafts only, taken along with a note."""

import io
import re
from dataclasses import replace
from html import unescape

from botapp.db import db
from botapp.lib.exchange import read, to_excel
from botapp.models.audit import Audit
from botapp.models.policy import Policy
from botapp.models.version import Status, Version


def looked_at(clerk, entries) -> str:
    return clerk.click("/admin/versions/import", 200, file=(io.BytesIO(to_excel(entries)), "a.xlsx"))


def test_a_file_is_looked_at_and_then_kept_as_drafts(clerk):
    entries = Policy.entries()[:2]
    page = looked_at(clerk, [replace(entries[0], slug="", title="全新的题目"), entries[1]])
    assert "全新的题目" in page and "2 条可以变成草稿" in page
    db.session.rollback()
    assert db.session.query(Version).count() == 0
    rows = [unescape(row) for row in re.findall(r'name="row" value="([^"]+)"', page)]
    clerk.click("/admin/versions/import/keep", row=rows)
    db.session.rollback()
    drafts = db.session.query(Version).order_by(Version.id).all()
    assert [row.status for row in drafts] == [Status.DRAFT] * 2
    assert drafts[0].facts["title"] == "全新的题目" and drafts[1].slug == entries[1].slug
    clerk.click("/admin/versions/import/keep", 409, row=rows[1:])


def test_what_is_wrong_is_named_by_place_and_field(clerk):
    page = looked_at(clerk, [replace(Policy.entries()[0], level="moon")])
    assert "第 2 行" in page and "层级：请从列表里选" in page and "变成" not in page.split("有错")[1][:400]


def test_no_file_and_other_files_are_refused(clerk):
    clerk.click("/admin/versions/import", 409)
    clerk.click("/admin/versions/import", 409, file=(io.BytesIO(b"x"), "a.exe"))
    clerk.click("/admin/versions/import/keep", 409, row=["{}"])


def test_reviewer_takes_everything_along_and_it_is_noted(clerk, reviewer):
    clerk.click("/admin/policies/export/xlsx", 403)
    with reviewer.client.application.app_context():
        answer = reviewer.client.post("/admin/policies/export/xlsx")
    assert len(read("a.xlsx", answer.data)) == len(Policy.all())
    db.session.rollback()
    assert [row.action for row in Audit.recent(subject="policy")] == ["export"]
    reviewer.click("/admin/policies/export/exe", 404)
    assert "导入" in clerk.open("/admin/versions/import")
