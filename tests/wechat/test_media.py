"""Media against the simulated platform: photos come, pictures go, what has expired is uploaded once more."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from botapp import clock, queue
from botapp.errors import Undeliverable, UnknownOutcome
from botapp.lib.picture import LARGEST_BYTES, clean
from botapp.simulator import people
from botapp.simulator.platform import media as shelf
from botapp.wechat import client, media
from tests.conftest import MONDAY

FOUR_DAYS = timedelta(days=4)


@pytest.fixture
def picture() -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, format="PNG")
    return out.getvalue()


def sent_by_a_resident(host, kind="image"):
    with host.hub.store.change() as rows:
        return shelf.sample(rows, kind)


def put(host, mime, raw, kind="image"):
    with host.hub.store.change() as rows:
        return shelf.keep(rows, kind, mime, "photo.jpg", raw)


def uploads(host):
    return host.calls("media/upload")


def test_photo_of_a_resident_comes_as_it_was_sent(host):
    assert media.fetch(sent_by_a_resident(host)) == shelf.SAMPLE.read_bytes()


def test_what_is_fetched_is_judged_by_its_content_and_not_by_its_name(host):
    assert media.fetch(put(host, "image/jpeg", b"MZ not a picture")) == b"MZ not a picture"


def test_expired_or_unknown_photo_is_told_by_the_body(host):
    media_id = sent_by_a_resident(host)
    with clock.stop(MONDAY + FOUR_DAYS), pytest.raises(Undeliverable) as refused:
        media.fetch(media_id)
    assert refused.value.code == 40007 and refused.value.rid


def test_larger_file_than_two_megabytes_is_not_read_to_its_end(host):
    media_id = put(host, "image/jpeg", b"\xff\xd8\xff" + b"\x00" * (LARGEST_BYTES + 1))
    with pytest.raises(Undeliverable) as refused:
        media.fetch(media_id)
    assert refused.value.code == 0 and "太大" in str(refused.value)


def test_video_comes_as_an_address_and_is_no_photo(host):
    with pytest.raises(UnknownOutcome):
        media.fetch(put(host, "video/mp4", b"\x00\x00\x00\x18ftyp", "video"))


def test_page_of_a_proxy_is_no_photo(host):
    host.strike("media/get", kind="html", times=1)
    with pytest.raises(UnknownOutcome):
        media.fetch(sent_by_a_resident(host))


def test_picture_is_uploaded_once_in_three_days(host, queue_server, picture):
    first = media.upload("card.png", picture, "image/png")
    assert media.upload("card.png", picture, "image/png") == first and uploads(host) == 1
    assert clean(media.fetch(first)).kind == "png"
    assert queue_server.ttl(f"botapp:{media._key(picture)}") < 3 * 24 * 3600


def test_another_picture_has_a_number_of_its_own(host, queue_server, picture):
    first = media.upload("card.png", picture, "image/png")
    assert media.upload("card.png", shelf.SAMPLE.read_bytes(), "image/jpeg") != first


def test_without_redis_it_is_uploaded_each_time(host, picture):
    queue.connect("")
    media.upload("card.png", picture, "image/png")
    media.upload("card.png", picture, "image/png")
    assert uploads(host) == 2


def test_expired_picture_is_uploaded_once_more_and_arrives(host, queue_server, picture):
    openid = host.follower()
    with host.hub.store.change() as rows:
        people.touch(rows, openid, "message")

    def deliver(media_id):
        body = {"touser": openid, "msgtype": "image", "image": {"media_id": media_id}}
        return client.post("message/custom/send", body)

    queue.keep(media._key(picture), "gone-long-ago", 60)
    media.send("card.png", picture, "image/png", deliver)
    assert uploads(host) == 1 and queue.recall(media._key(picture)) != "gone-long-ago"
    media.send("card.png", picture, "image/png", deliver)
    assert uploads(host) == 1


def test_picture_that_never_lives_is_uploaded_again_only_once(host, queue_server, picture):
    def never(media_id):
        raise Undeliverable("图片过期了", code=40007)

    with pytest.raises(Undeliverable):
        media.send("card.png", picture, "image/png", never)
    assert uploads(host) == 2


def test_another_refusal_uploads_nothing_again(host, queue_server, picture):
    def never(media_id):
        raise Undeliverable("公众号没有这项权限", code=48001)

    with pytest.raises(Undeliverable):
        media.send("card.png", picture, "image/png", never)
    assert uploads(host) == 1
