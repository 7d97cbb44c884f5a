"""Media come up as forms, by type and size, live three days, and come down as bytes."""

from typing import Any

import pytest

from botapp.simulator.platform import media

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 10
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 10
MP4 = b"\0\0\0\x18ftypmp42"


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("image", PNG),
        ("image", JPEG),
        ("image", b"GIF89a..."),
        ("voice", media.SILENCE),
        ("voice", b"ID3..."),
    ],
)
def test_what_goes_up_comes_down_byte_for_byte(platform: Any, kind: str, raw: bytes) -> None:
    told = platform.upload("media/upload", raw, type=kind)
    assert told["type"] == kind
    assert told["created_at"] == 1795579200
    assert platform.fetch("media/get", media_id=told["media_id"]).data == raw


def test_a_video_comes_down_as_an_address(platform: Any) -> None:
    media_id = platform.upload("media/upload", MP4, type="video")["media_id"]
    assert platform.get("media/get", media_id=media_id)["video_url"].endswith(media_id)


def test_a_thumb_is_named_otherwise(platform: Any) -> None:
    assert "thumb_media_id" in platform.upload("media/upload", JPEG, type="thumb")


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("poem", PNG, 40004),
        ("image", None, 41005),
        ("image", b"", 44001),
        ("image", b"plain text", 40005),
        ("thumb", PNG, 40005),
        ("voice", PNG, 40005),
        ("image", PNG + b"0" * (10 << 20), 40009),
        ("voice", media.SILENCE + b"0" * (2 << 20), 40010),
        ("video", MP4 + b"0" * (10 << 20), 40011),
        ("thumb", JPEG + b"0" * (64 << 10), 40012),
    ],
)
def test_a_wrong_file_is_refused_by_its_own_code(
    platform: Any, kind: str, raw: bytes | None, code: int
) -> None:
    assert platform.upload("media/upload", raw, type=kind)["errcode"] == code


def test_after_three_days_it_is_gone(town: Any, platform: Any, later: Any) -> None:
    media_id = platform.upload("media/upload", PNG, type="image")["media_id"]
    assert town.client.get(f"/simulator/media/{media_id}").data == PNG
    with later(days=3):
        assert town.client.get(f"/simulator/media/{media_id}").status_code == 404
        assert platform.fetch("media/get", media_id=media_id).get_json()["errcode"] == 42001
        with town.hub.store.look() as db:
            assert not media.lives(db, media_id)


def test_an_article_picture_has_an_address_and_one_megabyte(platform: Any) -> None:
    assert "/simulator/media/" in platform.upload("media/uploadimg", PNG)["url"]
    assert platform.upload("media/uploadimg", PNG + b"0" * (1 << 20))["errcode"] == 40009
    assert platform.upload("media/uploadimg", b"GIF89a")["errcode"] == 40005


def test_a_photo_of_a_resident_carries_a_place_that_must_be_taken_out(town: Any, platform: Any) -> None:
    with town.hub.store.change() as db:
        media_id = media.sample(db, "image")
    raw = platform.fetch("media/get", media_id=media_id).data
    assert raw.startswith(b"\xff\xd8\xff")
    assert b"Exif" in raw
