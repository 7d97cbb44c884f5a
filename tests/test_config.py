"""Settings: the default, the environment, a file; anything else stops the start with one clear line."""

import pytest

import config


def test_defaults_hold_when_nothing_is_said():
    assert config.load({"PATH": "/bin"})["WECHAT_MODE"] == "safe"


def test_the_environment_wins_and_keeps_the_type(tmp_path):
    settings = config.load(
        {"BOTAPP_WECHAT_TOKEN": "123456", "BOTAPP_SIMULATOR": "1", "BOTAPP_WECHAT_WINDOW": "60"}
    )
    assert (settings["WECHAT_TOKEN"], settings["SIMULATOR"], settings["WECHAT_WINDOW"]) == (
        "123456",
        True,
        60,
    )


def test_a_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "token").write_text("secret\n")
    assert config.load({"BOTAPP_WECHAT_TOKEN_FILE": str(tmp_path / "token")})["WECHAT_TOKEN"] == "secret"


def test_keys_of_the_first_start_are_found_in_the_data_folder(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "DATA_KEYS").write_text("kept")
    assert config.load({"BOTAPP_DATA_DIR": str(tmp_path)})["DATA_KEYS"] == "kept"
    assert config.load({"BOTAPP_DATA_DIR": str(tmp_path), "BOTAPP_DATA_KEYS": "mine"})["DATA_KEYS"] == "mine"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("COLOUR", "red"),
        ("SIMULATOR", "perhaps"),
        ("WECHAT_WINDOW", "five"),
        ("WECHAT_MODE", "loud"),
        ("WECHAT_AES_KEY", "short"),
        ("WECHAT_PREVIOUS_UNTIL", "soon"),
        ("WECHAT_PREVIOUS_UNTIL", "2026-12-01T00:00"),
        ("PUBLIC_URL", "example.org"),
        ("WECHAT_TOKEN_FILE", "/nowhere/at/all"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(name, text):
    with pytest.raises(config.Wrong) as wrong:
        config.load({f"BOTAPP_{name}": text})
    assert f"BOTAPP_{name}" in str(wrong.value) and "\n" not in str(wrong.value)
