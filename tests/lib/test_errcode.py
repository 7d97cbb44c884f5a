"""Every code of the platform has exactly one action, and staff can read why."""

import pytest

from botapp.lib.errcode import MEANINGS, Do, meaning

LISTED = {
    Do.RETRY: (-1, 268487001, 268487002, 45169),
    Do.MINUTE: (45011,),
    Do.RENEW: (40001, 40014, 42001),
    Do.WAIT: (45015, 45047, 43101, 43019, 48002, 50001, 50002, 70000),
    Do.UNREACHABLE: (43004, 50005, 46004, 40003),
    Do.TOMORROW: (45009,),
    Do.ALARM: (
        40013,
        40036,
        40037,
        40125,
        40164,
        40200,
        40243,
        40249,
        43116,
        48001,
        48006,
        89503,
        200011,
        200022,
    ),
    Do.DEAD: (40008, 40016, 40028, 40033, 41001, 43005, 44004, 45002, 45008, 47001, 47003, 49003, 65415),
    Do.IGNORE: (45072, 45080, 45081, 76001, 76022),
    Do.UPLOAD: (40007,),
}


@pytest.mark.parametrize(("do", "codes"), LISTED.items(), ids=str)
def test_codes_ask_for_the_action_that_the_platform_documents(do, codes):
    assert {code: meaning(code).do for code in codes} == dict.fromkeys(codes, do)


def test_an_unknown_code_is_never_retried():
    assert meaning(123456).do is Do.DEAD and "123456" in meaning(123456).words


def test_every_reason_is_said_in_chinese():
    assert all(any("一" <= letter <= "鿿" for letter in told.words) for told in MEANINGS.values())
