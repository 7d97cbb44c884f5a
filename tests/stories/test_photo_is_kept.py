"""Story: staff ask for a lease, the resident photographs it, staff look at it, and in the end it is gone."""

import pytest

from botapp.db import db
from botapp.jobs.privacy import purge
from botapp.lib.picture import clean
from botapp.models.card import Application
from botapp.models.picture import Picture
from botapp.models.resident import Resident
from botapp.simulator.platform import media
from tests import cast
from tests.conftest import writing
from tests.hosting import hosted

PROOF = "居住证明，任选一样：租赁合同、房产证明、单位或房东证明、居住登记回执"


@pytest.fixture
def host(app, tmp_path, monkeypatch):
    """The platform that has the photo."""
    with hosted(tmp_path, monkeypatch) as made:
        yield made


def test_lease_is_photographed_looked_at_and_dropped(host, phone, say, clerk, platform, town):
    with writing():
        me = Resident.known_as(phone.openid)
        case = Application.submit(me, cast.ANSWERS, cast.clock.now()).id
    clerk.click(f"/admin/card/applications/{case}/ask", item=PROOF)
    town.work()
    assert "居住证明" in platform.said() and "身份证" not in platform.said()

    with host.hub.store.change() as rows:
        media_id = media.sample(rows, "image")
    reply = phone.push("image", PicUrl="http://x", MediaId=media_id, MsgId="5")
    assert "照片收到了" in reply and "补正" in reply
    page = f"/admin/card/applications/{case}"
    assert "正在向微信取" in clerk.open(page)
    town.work()

    db.session.rollback()
    photo = db.session.query(Picture).one().id
    assert "照片 1（已隐藏）" in clerk.open(page)
    clerk.click(f"/admin/reveal/picture/{photo}/content", reason="核对申请材料")
    with clerk.client.application.app_context():
        seen = clerk.client.get(f"/admin/card/pictures/{photo}").data
    assert seen == clean(media.SAMPLE.read_bytes()).content and b"Exif" not in seen

    say("补正"), say("同意"), say("跳过")
    assert "已提交" in say("确认")
    clerk.click(f"{page}/refuse", reason="还没有住满本镇约定的天数")
    town.go(days=31)
    purge()
    assert "已按保存期限删除" in clerk.open(page)
    db.session.rollback()
    assert db.session.query(Picture).one().content is None
