"""A second implementation of the cipher, @wecom/crypto, agrees in both directions, letter for letter."""

import json
from pathlib import Path
from typing import Any

import pytest

from botapp.simulator import crypto

FIXTURE = Path(__file__).parents[1] / "fixtures" / "wecom_vectors.json"
VECTORS = json.loads(FIXTURE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_the_other_implementation_agrees(vector: dict[str, Any]) -> None:
    key = crypto.key_of(vector["aesKey"])
    assert crypto.decrypt(vector["sealed"], key, vector["appId"]) == vector["message"]
    again = crypto.encrypt(vector["message"], key, vector["appId"], vector["random"].encode())
    assert again == vector["sealed"]
    parts = (vector["token"], vector["timestamp"], vector["nonce"], vector["sealed"])
    assert crypto.signature(*parts) == vector["signature"]


def test_the_vectors_cover_every_padding() -> None:
    lengths = {len(vector["message"].encode()) % crypto.BLOCK for vector in VECTORS}
    assert lengths == set(range(crypto.BLOCK))
    assert max(len(vector["message"]) for vector in VECTORS) > 1000
