import json
from pathlib import Path

import pytest

from planner.report.sentences import fault_sentence
from planner.settings import Appearance, Settings, Theme
from planner.storage.settings_file import load_settings, save_settings
from tests.storage.plans import refusal

OWN = Settings(appearance=Appearance(theme=Theme.LIGHT, text_scale=1.3))


def test_settings_come_back_as_saved(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    save_settings(path, OWN)
    assert load_settings(path) == (OWN, ())


def test_without_a_file_the_defaults_hold_and_nothing_is_wrong(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none" / "settings.json") == (Settings(), ())


@pytest.mark.parametrize(
    ("appearance", "kept", "field", "reason"),
    [
        ({"theme": "pink", "text_scale": 1.3}, Appearance(text_scale=1.3), "appearance.theme", "not_a_choice"),
        ({"theme": "light", "text_scale": 9}, Appearance(theme=Theme.LIGHT), "appearance.text_scale", "too_large"),
        ({"theme": "light", "text_scale": "1"}, Appearance(theme=Theme.LIGHT), "appearance.text_scale", "not_a_factor"),
        (
            {"theme": "light", "text_scale": True},
            Appearance(theme=Theme.LIGHT),
            "appearance.text_scale",
            "not_a_factor",
        ),
        (
            {"theme": "light", "text_scale": None},
            Appearance(theme=Theme.LIGHT),
            "appearance.text_scale",
            "not_a_factor",
        ),
        (["light"], Appearance(), "appearance", "not_a_group"),
        (None, Appearance(), "appearance", "not_a_group"),
    ],
)
def test_a_bad_field_falls_back_alone_and_is_reported(
    tmp_path: Path, appearance: object, kept: Appearance, field: str, reason: str
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 1, "appearance": appearance}))
    loaded, (fault,) = load_settings(path)
    assert loaded == Settings(appearance=kept)
    assert (fault.code, fault.facts["file"]) == ("bad_field", "settings.json")
    assert (fault.facts["field"], fault.facts["reason"]) == (field, reason)


@pytest.mark.parametrize(
    ("raw", "code"), [(b"{", "not_json"), (b"\xff", "not_utf8"), (b"[]", "bad_field"), (b'{"a":NaN}', "not_finite")]
)
def test_a_broken_file_gives_the_defaults_and_a_fault(tmp_path: Path, raw: bytes, code: str) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(raw)
    loaded, (fault,) = load_settings(path)
    assert (loaded, fault.code) == (Settings(), code)


def test_settings_of_another_version_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"version": 7, "appearance": {"theme": "light", "glow": 1}, "sound": {}}')
    assert load_settings(path) == (Settings(version=7, appearance=Appearance(theme=Theme.LIGHT)), ())


def test_settings_that_cannot_be_saved_name_the_cause(tmp_path: Path) -> None:
    (tmp_path / "config").touch()
    assert refusal(lambda: save_settings(tmp_path / "config" / "settings.json", OWN)).code == "folder_missing"


@pytest.mark.parametrize("text", ["{", "", '{"appearance": 1e400}'])
def test_settings_that_cannot_be_read_are_not_called_a_plan(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    settings, (fault,) = load_settings(path)
    assert settings == Settings()
    assert "plan" not in fault_sentence(fault).replace("planner", "")
