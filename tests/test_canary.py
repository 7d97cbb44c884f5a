"""What residents tell lies sealed: no name, phone, openid or word of theirs in files, Redis or logs."""

from pathlib import Path

import pytest
import redis

from bench.answer_time import Phone
from tests.test_run import Town

NAME, PHONE, ADDRESS, WORDS = "金丝雀", "13912345678", "鸟笼巷7号", "想给八哥打疫苗要不要钱"


@pytest.fixture
def running(tmp_path: Path):
    town = Town(tmp_path / "data", "--no-demo")
    yield town
    town.end()


def test_what_a_resident_says_is_readable_nowhere(running: Town, tmp_path: Path):
    data = tmp_path / "data"
    phone = Phone(running.url, data)
    told = (NAME, PHONE, "安徽阜阳", "新河村", ADDRESS, "今年3月", "1", "跳过", "确认")
    for words in ("办服务证", "1", "1", *told, WORDS):
        phone.ask(words)
    line = redis.Redis(unix_socket_path=str(data / "redis" / "r.sock"))
    kept = b"".join(line.dump(key) or b"" for key in line.scan_iter())
    files = [path for path in data.rglob("*") if path.is_file() and "simulator" not in path.name]
    assert any(path.name == "town.sqlite" for path in files) and any(path.suffix == ".log" for path in files)
    for canary in (NAME, PHONE, ADDRESS, WORDS):
        assert canary.encode() not in kept
        assert [path.name for path in files if canary.encode() in path.read_bytes()] == []
    assert [path.name for path in files if path.suffix == ".log" and b"o_bench" in path.read_bytes()] == []
