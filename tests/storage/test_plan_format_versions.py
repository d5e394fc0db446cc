"""Plan files of other versions of the format: what is not known here is kept, what must not be read is refused."""

import json
from typing import Any

import pytest

from planner.storage.plan_format import STEPS, decode, encode, is_newer
from tests.conftest import position
from tests.storage.plans import FILE, SAVED_AT, full_draft, full_file, noted, noted_file, refusal, sealed


def newer(version: str, minimum_reader: str = "1.1") -> dict[str, Any]:
    """A file of a newer version with something new at every height."""
    envelope: dict[str, Any] = json.loads(full_file())
    envelope |= {"version": version, "minimum_reader": minimum_reader, "signature": {"by": "x"}}
    envelope["body"]["mood"] = ["calm"]
    envelope["body"]["plan"]["trailing_stop"] = "1"
    envelope["body"]["situation"]["positions"][1]["ticket"] = {"number": 7}
    return envelope


def test_a_newer_minor_version_keeps_what_we_do_not_know() -> None:
    decoded = decode(sealed(newer("1.6")), FILE)
    assert (decoded.draft, decoded.read_only) == (full_draft(), False)
    again = json.loads(encode(decoded.draft, unknown=decoded.unknown, saved_at=SAVED_AT))
    expected = newer("1.6")
    assert again["body"] == expected["body"]
    assert {key: again[key] for key in ("version", "minimum_reader", "signature")} == {
        key: expected[key] for key in ("version", "minimum_reader", "signature")
    }
    assert decode(sealed(again), FILE) == decoded


def positions_after(kept: list[int], **changes: object) -> list[dict[str, Any]]:
    """The positions of a newer file's body after saving with some of them, the last one changed."""
    decoded = decode(sealed(newer("1.6")), FILE)
    held = [full_draft().situation.positions[index] for index in kept]
    if changes:
        held[-1] = held[-1].replace(**changes)
    situation = decoded.draft.situation.replace(positions=tuple(held))
    saved = json.loads(encode(decoded.draft.replace(situation=situation), unknown=decoded.unknown))
    result: list[dict[str, Any]] = saved["body"]["situation"]["positions"]
    assert decode(sealed(saved), FILE).draft.situation == situation
    return result


def test_an_unknown_field_follows_its_position() -> None:
    assert [item.get("ticket") for item in positions_after([0, 1])] == [None, {"number": 7}]
    assert [item.get("ticket") for item in positions_after([1])] == [{"number": 7}]
    assert [item.get("ticket") for item in positions_after([1, 0])] == [{"number": 7}, None]
    assert [item.get("ticket") for item in positions_after([0, 1], leverage="3")] == [None, {"number": 7}]


def test_an_unknown_field_goes_with_its_position() -> None:
    assert [item.get("ticket") for item in positions_after([0])] == [None]
    assert positions_after([]) == []


def test_a_newer_minor_version_is_still_checked() -> None:
    envelope = newer("1.6")
    envelope["body"]["plan"]["size"] = 5
    assert refusal(lambda: decode(sealed(envelope), FILE)).facts["field"] == "plan.size"
    envelope = newer("1.6")
    assert refusal(lambda: decode(json.dumps(envelope).encode() + b"\n", FILE)).code == "damaged"


def test_a_newer_major_version_that_lets_us_is_read_only() -> None:
    decoded = decode(sealed(newer("2.0")), FILE)
    assert (decoded.draft, decoded.read_only, decoded.unknown) == (full_draft(), True, None)


@pytest.mark.parametrize(("version", "reader"), [("2.0", "2.0"), ("1.7", "1.6"), ("9999.0", "1.6")])
def test_a_version_that_does_not_let_us_is_refused(version: str, reader: str) -> None:
    fault = refusal(lambda: decode(sealed(newer(version, reader)), FILE))
    assert (fault.code, fault.facts["version"], fault.facts["reads"]) == ("future_version", version, "1.5")


def unsealed(envelope: dict[str, Any]) -> bytes:
    """A file as it stands: nothing of it is made right."""
    return json.dumps(envelope).encode() + b"\n"


CALLED_OTHERWISE: dict[str, dict[str, Any]] = {
    "sha256": {"checksum": "0"},
    "app_version": {"app": "Planner 3"},
    "saved_at": {"saved_at": 1_800_000_000},
    "body": {"content": {}},
}


@pytest.mark.parametrize("gone", CALLED_OTHERWISE)
@pytest.mark.parametrize("reader", ["2.0", "1.2"])
def test_a_newer_major_version_is_no_damaged_file_whatever_its_envelope_holds(gone: str, reader: str) -> None:
    envelope = newer("2.0", reader)
    del envelope[gone]
    raw = unsealed({**envelope, **CALLED_OTHERWISE[gone]})
    fault = refusal(lambda: decode(raw, FILE))
    assert (fault.code, fault.facts) == (
        "future_version",
        {"version": "2.0", "reads": "1.5", "file": "x.plan.json", "folder": "."},
    )
    assert is_newer(raw, FILE)


@pytest.mark.parametrize(
    ("version", "told"), [("2", "2.0"), (2, "2.0"), (2.1, "2.1"), ("2.0.1", "2.0"), ("3-beta", "3.0")]
)
def test_a_newer_version_is_told_however_it_is_written(version: object, told: str) -> None:
    raw = sealed({**newer("2.0"), "version": version})
    fault = refusal(lambda: decode(raw, FILE))
    assert (fault.code, fault.facts["version"]) == ("future_version", told)
    assert is_newer(raw, FILE)


def test_a_newer_minor_version_that_does_not_say_who_may_read_it_is_not_ours_to_replace() -> None:
    envelope = newer("1.9")
    del envelope["minimum_reader"]
    assert is_newer(unsealed(envelope), FILE)
    assert refusal(lambda: decode(unsealed(envelope), FILE)).code == "future_version"
    envelope["version"] = "1.5"
    assert refusal(lambda: decode(unsealed(envelope), FILE)).facts["part"] == "minimum_reader"


@pytest.mark.parametrize(
    ("version", "reader", "expected"),
    [("2.0", "1.2", True), ("2.0", "2.0", True), ("1.9", "1.9", True), ("1.9", "1.5", False), ("1.5", "1.2", False)],
)
def test_what_a_newer_planner_keeps_to_itself_is_told_by_its_versions(
    version: str, reader: str, *, expected: bool
) -> None:
    assert is_newer(sealed(newer(version, reader)), FILE) is expected


@pytest.mark.parametrize("theirs", ["1" * 19, "[" * 150 + "]" * 150], ids=["a long number", "deep lists"])
def test_a_newer_version_is_told_where_our_reader_has_to_give_up(theirs: str) -> None:
    raw = sealed(newer("2.0", "2.0")).replace(b'"mood"', b'"moods": ' + theirs.encode() + b', "mood"')
    assert refusal(lambda: decode(raw, FILE)).code in {"number_too_long", "too_deep"}
    assert is_newer(raw, FILE)


@pytest.mark.parametrize("raw", [b"[]", b"2.0", b'{"format": "other", "version": "2.0"}', b'{"version": "2.0"'])
def test_what_is_no_plan_is_of_no_newer_version(raw: bytes) -> None:
    assert not is_newer(raw, FILE)


def test_an_older_version_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEPS, (0, 8), ((0, 9), lambda body: {**body, "plan": body["trade"]}))
    monkeypatch.setitem(STEPS, (0, 9), ((1, 0), lambda body: {key: body[key] for key in ("plan", "situation")}))
    old = {**noted_file("old"), "version": "0.8"}
    old["body"] = {"trade": old["body"]["plan"], "situation": old["body"]["situation"]}
    assert decode(sealed(old), FILE).draft == noted("old")


def test_equal_positions_keep_their_own_unknown_fields() -> None:
    envelope = json.loads(encode(noted("").replace(situation=_twins()), saved_at=SAVED_AT))
    envelope["version"] = "1.6"
    envelope["body"]["situation"]["positions"][1]["ticket"] = 2
    decoded = decode(sealed(envelope), FILE)
    saved = json.loads(encode(decoded.draft, unknown=decoded.unknown))
    assert [item.get("ticket") for item in saved["body"]["situation"]["positions"]] == [None, 2]


def _twins() -> object:
    return noted("").situation.replace(positions=(position(), position()))
