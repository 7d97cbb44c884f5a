"""Every code of the platform has exactly one action, and staff can read why."""

import pytest

from botapp.lib.errcode import MEANINGS, Do, meaning

OAUTH = (40029, 40163, 42003, 40030, 42002, 42007)  # the login begins again: nothing is sent with them
LISTED = {
    Do.RETRY: (-1, 45169, 268487001, 268487002),
    Do.MINUTE: (45011,),
    Do.RENEW: (40001, 40014, 42001),
    Do.WAIT: (43019, 43101, 45015, 45047, 48002, 50001, 50002, 65400, 65401, 65413, 65414, 65415, 70000),
    Do.UNREACHABLE: (40003, 43004, 46004, 50005),
    Do.TOMORROW: (45009,),
    Do.UPLOAD: (40007,),
    Do.IGNORE: (45072, 45080, 45081, *range(76001, 76023)),
    Do.ALARM: (
        *(40013, 40036, 40037, 40053, 40125, 40164, 40200, 40243, 40249),
        *(43116, 48001, 48003, 48004, 48006, 48008, 50004, 50007),
        *(61004, 89503, 89506, 89507, *range(200011, 200023)),
    ),
    Do.DEAD: (
        *(40002, 40004, 40005, 40006, *range(40008, 40013), *range(40016, 40029), *OAUTH),
        *(40032, 40033, 40035, 40038, 40039, 40048, 40052, 40054, 40055, 40062),
        *(*range(41001, 41010), 41030, 43001, 43002, 43003, 43005, 44001, 44002, 44003, 44004),
        *(*range(45001, 45009), 45056, 45058, 45059, 45157, 45158, 45159),
        *(46001, 46003, 47001, 47003, 49003, 65303, 65316, 65320),
    ),
}


@pytest.mark.parametrize(("do", "codes"), LISTED.items(), ids=str)
def test_codes_ask_for_the_action_that_the_platform_documents(do, codes):
    assert {code: meaning(code).do for code in codes} == dict.fromkeys(codes, do)


def test_no_code_asks_for_anything_that_is_not_documented():
    documented = {code for codes in LISTED.values() for code in codes}
    assert set(MEANINGS) - documented == {40015}  # a menu's structure, like its neighbours


def test_an_unknown_code_is_never_retried():
    assert meaning(123456).do is Do.DEAD and "123456" in meaning(123456).words


def test_every_reason_is_said_in_chinese():
    assert all(any("一" <= letter <= "鿿" for letter in told.words) for told in MEANINGS.values())
