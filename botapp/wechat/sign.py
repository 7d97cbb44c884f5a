"""Signatures as the platform defines them (developers.weixin.qq.com/doc/service/guide/dev/push)."""

import hmac
from hashlib import sha1


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts; not our choice of hash."""
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_same(mine: str, given: str) -> bool:
    """Whether two signatures are equal, compared in constant time."""
    return hmac.compare_digest(mine.encode(), given.encode())
