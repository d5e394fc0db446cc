import copy
import json
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from planner.assess import assess
from planner.domain.fault import FaultError
from planner.domain.older_events import parted
from planner.domain.pause_rules import DeviationsRule, LossesRule
from planner.domain.plan import Draft
from planner.domain.venue import Side
from planner.storage.plan_files import load_plan
from planner.storage.plan_format import decode, encode
from planner.storage.strict_json import canonical, sha256
from planner.storage.unknown_fields import Unknown
from tests.conftest import make_draft
from tests.domain.strategies import drafts, wild_drafts
from tests.happenings import NOW, closed, counts
from tests.storage.plans import FILE, SAVED_AT, full_draft, full_file, noted, noted_file, refusal, sealed

A_MINUTE = timedelta(minutes=1)
GOLDEN = Path(__file__).parents[1] / "data" / "plan-1.0.plan.json"

TEXTS_THAT_ARE_NO_NUMBERS = [
    "NaN", "nan", "sNaN", "Infinity", "-Infinity", "inf", "1e400", "1e999999999", "1E5", "1_000", "1,000", "1,5",
    "1.234,5", "1'000", "1\u00a0000", " 1", "1 ", "\t1", "1\n", "", " ", "0x10", "\uff11\uff12", "\u0661", "1.2.3",
    "--1", "+", ".", "-", "1e", "½", "²", "1/2", "10%", "$10", "9" * 31, "9" * 500, "1" + "0" * 19,
    "0." + "0" * 18 + "1", "true", "null", "⁴", "1\u200b", "\u22121",
]  # fmt: skip
VALUES_THAT_ARE_NO_TEXT: list[object] = [1, 0, 0.1, -1, 10**17, True, False, None, [], {}, ["1"], {"value": "1"}]


def numeric_fields(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where a plan file holds a number: every text of digits outside names and dates."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in numeric_fields(item, (*path, key))]
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in numeric_fields(item, (*path, index))]
    is_number = isinstance(value, str) and value.replace(".", "", 1).isdigit()
    return [path] if is_number else []


def changed(envelope: dict[str, Any], path: tuple[str | int, ...], value: object) -> bytes:
    """The file with one field of its body replaced and the checksum made right."""
    result: Any = copy.deepcopy(envelope)
    holder = result["body"]
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return sealed(result)


FULL = json.loads(full_file())
NUMERIC = numeric_fields(FULL["body"])


def test_a_plan_comes_back_equal() -> None:
    decoded = decode(full_file(), FILE)
    assert (decoded.draft, decoded.read_only, decoded.unknown) == (full_draft(), False, None)


@settings(max_examples=50)
@given(drafts())
def test_every_sensible_plan_comes_back_equal(draft: Draft) -> None:
    assert decode(encode(draft, saved_at=SAVED_AT), FILE).draft == draft


@settings(max_examples=50)
@given(wild_drafts())
def test_every_plan_at_all_comes_back_equal(draft: Draft) -> None:
    assert decode(encode(draft, saved_at=SAVED_AT), FILE).draft == draft


def test_the_file_reads_well_and_does_not_depend_on_when_it_is_written() -> None:
    text = full_file().decode()
    assert text.startswith('{\n  "app_version": ')
    assert text.endswith("}\n")
    assert '"size": "0.02"' in text
    assert '"note": "Ausbruch über 50’000 📈\\nzweite Zeile"' in text
    assert full_file() == full_file()
    assert FULL["saved_at"] == SAVED_AT
    assert FULL["sha256"] == sha256(canonical(FULL["body"]))


def test_a_plan_saved_now_is_dated_in_universal_time() -> None:
    saved_at = json.loads(encode(noted("")))["saved_at"]
    assert len(saved_at) == len(SAVED_AT)
    assert saved_at.endswith("Z")


def test_the_plan_of_version_1_0_opens_for_ever() -> None:
    opened = load_plan(GOLDEN)
    draft = opened.draft
    assert not opened.read_only
    assert draft.plan.note == "Breakout above 50’000 – small size"
    assert (draft.plan.side, draft.plan.entry_price, draft.plan.stop_price) == (
        Side.LONG,
        Decimal(50000),
        Decimal(49000),
    )
    assert [(target.price, target.share) for target in draft.plan.targets] == [
        (Decimal(52000), Decimal("0.5")),
        (Decimal(55000), Decimal(1)),
    ]
    assert draft.situation.positions[0].margin == Decimal("17.50")
    assert draft.situation.rates == {"EUR": Decimal("1.0842")}
    assert draft.situation.venue.as_of.isoformat() == "2025-01-01"
    assert draft.instrument is not None
    assert draft.instrument.margin_tiers[0].maintenance_margin_rate == Decimal("0.005")
    assert [rule.id for rule in draft.situation.rules] == ["losing_streak", "deviations"]


def test_counts_of_version_1_1_become_events_and_their_thresholds_rules() -> None:
    draft = load_plan(GOLDEN.with_name("plan-1.1.plan.json")).draft
    streak, broken = draft.situation.rules
    assert isinstance(streak, LossesRule)
    assert isinstance(broken, DeviationsRule)
    assert (streak.id, streak.warn_at, streak.pause_at) == ("losing_streak", 2, 3)
    assert (broken.id, broken.warn_at, broken.pause_at) == ("deviations", 1, 2)
    entered = [
        (event.losing_streak, event.deviations) for event in draft.situation.events if event.kind == "counts_entered"
    ]
    assert entered == [(3, None), (None, 1)]
    assert draft.situation.betas == {"BTCUSDT": Decimal("1.2")}
    rows = assess(draft, now=datetime(2030, 1, 1, tzinfo=UTC)).pauses.rules
    assert [row.blocks for row in rows] == [True, False]  # until it is reviewed


@pytest.mark.parametrize(
    ("path", "value", "field", "reason"),
    [
        (("rules", 0, "colour"), "red", "situation.rules.0.colour", "unknown_field"),
        (("rules", 0, "kind"), "luck", "situation.rules.0", "not_a_choice"),
        (("rules", 1, "id"), "losing_streak", "situation.rules", "inconsistent"),
        (("events", 0, "at"), "2026-04-01", "situation.events.0.at", "not_a_date"),
        (("events", 0, "at"), "2026-04-01T09:00:00", "situation.events.0.at", "not_a_date"),
        (("events", 0, "at"), 0, "situation.events.0.at", "not_a_date"),
        (("events", 0, "losing_streak"), "2", "situation.events.0.losing_streak", "not_a_count"),
        (("reset", "zone"), "Atlantis/Capital", "situation.reset.zone", "inconsistent"),
        (("reset", "clock"), "24:00", "situation.reset.clock", "bad_pattern"),
    ],
)
def test_a_bad_rule_or_event_is_named_as_it_stands_in_the_file(
    path: tuple[str | int, ...], value: object, field: str, reason: str
) -> None:
    whole = json.loads(encode(make_draft(events=counts(losing_streak=2)), saved_at=SAVED_AT))
    fault = refusal(lambda: decode(changed(whole, ("situation", *path), value), FILE))
    assert (fault.facts["field"], fault.facts["reason"]) == (field, reason)


def test_what_a_newer_planner_says_of_a_rule_is_kept() -> None:
    envelope = json.loads(encode(make_draft(events=counts(losing_streak=2)), saved_at=SAVED_AT))
    envelope["version"] = "1.6"
    envelope["body"]["situation"]["rules"][1]["mood"] = "calm"
    envelope["body"]["situation"]["events"][0]["source"] = "hand"
    decoded = decode(sealed(envelope), FILE)
    again = json.loads(encode(decoded.draft, unknown=decoded.unknown))["body"]["situation"]
    assert (again["rules"][1]["mood"], again["events"][0]["source"]) == ("calm", "hand")


def test_a_file_cut_anywhere_is_refused() -> None:
    raw = full_file()
    for length in range(len(raw)):
        with pytest.raises(FaultError):
            decode(raw[:length], FILE)


def test_a_flipped_bit_never_makes_another_plan() -> None:
    raw, draft = full_file(), full_draft()
    dice = random.Random(7)  # noqa: S311 - the same flips in every run
    refused = 0
    for _ in range(2_000):
        flipped = bytearray(raw)
        flipped[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        try:
            assert decode(bytes(flipped), FILE).draft == draft
        except FaultError:
            refused += 1
    assert refused > 1_800


@pytest.mark.parametrize("text", TEXTS_THAT_ARE_NO_NUMBERS, ids=lambda text: ascii(text[:12]))
def test_a_text_that_is_no_plain_number_is_refused_in_every_field(text: str) -> None:
    for path in NUMERIC:
        fault = refusal(lambda path=path: decode(changed(FULL, path, text), FILE))  # type: ignore[misc]  # bound now
        assert (fault.code, fault.facts["field"]) == ("bad_field", ".".join(map(str, path)))
        assert len(text) < 4 or text not in str(fault.facts)  # "+" and "1" are in any name


def test_two_million_digits_are_refused_at_once() -> None:
    assert refusal(lambda: decode(changed(FULL, ("plan", "size"), "9" * 2_000_000), FILE)).facts["reason"] == "too_long"


@pytest.mark.parametrize("value", VALUES_THAT_ARE_NO_TEXT, ids=repr)
def test_a_number_that_is_not_text_is_refused_in_every_field(value: object) -> None:
    may_be_absent = {"stop_price", "entry_price", "fee_rate", "margin", "liquidation_ratio"}
    for path in NUMERIC:
        if value is not None or path[-1] not in may_be_absent:
            fault = refusal(lambda path=path: decode(changed(FULL, path, value), FILE))  # type: ignore[misc]  # bound now
            assert (fault.code, fault.facts["reason"]) == ("bad_field", "number_not_text")


def test_every_number_of_the_plan_is_among_those_tried() -> None:
    assert {("plan", "size"), ("plan", "targets", 1, "share"), ("situation", "rates", "EUR")} <= set(NUMERIC)
    assert len(NUMERIC) == 49


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("plan", "stop_price"), "-1", "too_small"),
        (("plan", "stop_price"), "0", "too_small"),
        (("plan", "slippage_rate"), "1.01", "too_large"),
        (("plan", "size"), "9" * 31, "too_long"),
        (("plan", "size"), "2" + "0" * 18, "out_of_range"),
        (("plan", "size"), "1,5", "comma"),
        (("plan", "size"), "1e5", "exponent"),
        (("plan", "size"), "1_000", "grouped"),
        (("plan", "size"), "", "empty"),
        (("plan", "size"), "x", "not_a_number"),
        (("plan", "side"), "up", "not_a_choice"),
        (("plan", "side"), 1, "not_a_choice"),
        (("plan", "note"), 5, "not_text"),
        (("plan", "note"), "n" * 4001, "text_too_long"),
        (("plan", "instrument"), "<img src=x>", "bad_pattern"),
        (("plan", "targets"), {}, "not_a_list"),
        (("plan", "targets"), [{"price": "1", "share": "0"}] * 9, "too_many"),
        (("plan", "colour"), "red", "unknown_field"),
        (("plan",), [], "not_a_group"),
        (("situation", "rates"), {"eur": "1"}, "bad_pattern"),
        (("situation", "venue", "as_of"), 0, "not_a_date"),
        (("situation", "venue", "as_of"), "2025-02-30", "not_a_date"),
        (("situation", "venue", "instruments"), [], "too_few"),
        (("situation", "rules", 0, "pause_at"), True, "not_a_count"),
        (("situation", "rules", 0, "pause_at"), "1", "not_a_count"),
        (("situation", "rules", 0, "pause_at"), 1.0, "not_a_count"),
        (("situation", "rules", 0, "pause_at"), 0, "too_small"),
        (("situation", "rules", 0, "warn_at"), 4, "inconsistent"),
    ],
)
def test_a_bad_field_is_named_with_its_reason(path: tuple[str | int, ...], value: object, reason: str) -> None:
    fault = refusal(lambda: decode(changed(FULL, path, value), FILE))
    assert (fault.code, fault.facts["reason"], fault.facts["file"]) == ("bad_field", reason, "x.plan.json")


def test_missing_fields_are_counted_and_nothing_private_is_told() -> None:
    envelope = noted_file("secret-key-1234")
    del envelope["body"]["plan"]["size"]
    del envelope["body"]["situation"]["account"]["name"]
    fault = refusal(lambda: decode(sealed(envelope), FILE))
    assert fault.facts == {
        "file": "x.plan.json", "folder": ".", "field": "plan.size", "reason": "missing", "count": "2"
    }  # fmt: skip


def test_a_private_value_is_nowhere_in_the_error() -> None:
    raw = changed(FULL, ("plan", "size"), "sk-live-0123456789")
    with pytest.raises(FaultError) as caught:
        decode(raw, FILE)
    assert "sk-live" not in repr(caught.value) + str(caught.value.fault) + repr(caught.value.__cause__)


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("format", "planner.book", "not_a_plan"),
        ("format", None, "not_a_plan"),
        ("sha256", "0" * 64, "damaged"),
        ("sha256", None, "damaged"),
        ("version", 1.0, "damaged"),
        ("version", "1", "damaged"),
        ("version", "\uff11.0", "damaged"),
        ("version", "0.9", "unknown_version"),
        ("minimum_reader", None, "damaged"),
        ("app_version", 3, "damaged"),
        ("saved_at", None, "damaged"),
        ("body", "text", "damaged"),
        ("comment", "mine", "bad_field"),
    ],
)
def test_a_wrong_envelope_is_refused(key: str, value: object, code: str) -> None:
    raw = json.dumps({**noted_file(), key: value}).encode() + b"\n"
    assert refusal(lambda: decode(raw, FILE)).code == code


@pytest.mark.parametrize("key", ["body", "sha256", "version", "saved_at"])
def test_an_envelope_without_a_part_is_damaged(key: str) -> None:
    envelope = noted_file()
    del envelope[key]
    assert refusal(lambda: decode(json.dumps(envelope).encode() + b"\n", FILE)).facts["part"] == key


@pytest.mark.parametrize("raw", [b"[]\n", b"{}\n", b'"text"\n', b"null\n", b"1\n"])
def test_other_json_is_no_plan(raw: bytes) -> None:
    assert refusal(lambda: decode(raw, FILE)).code == "not_a_plan"


def test_line_ends_of_another_system_do_no_harm() -> None:
    assert decode(full_file().replace(b"\n", b"\r\n"), FILE).draft == full_draft()


def _long(count: int) -> Draft:
    """A plan in an account with a long history, all but one event of it packed."""
    older, newest = parted([closed(NOW + minute * A_MINUTE, -1) for minute in range(count)], 1)
    return full_draft().replace(situation=full_draft().situation.replace(older_events=older, events=newest))


def test_the_older_events_of_a_long_account_come_back_all_and_no_older_program_judges_without_them() -> None:
    raw = encode(_long(50), saved_at=SAVED_AT)
    draft = decode(raw, FILE).draft
    assert draft == _long(50)
    assert len(draft.situation.older_events.events) == 49
    assert [json.loads(file)["minimum_reader"] for file in (raw, full_file())] == ["1.4", "1.2"]


@pytest.mark.parametrize("reader", ["1.3", "1.5"])
def test_a_file_of_a_newer_version_keeps_who_may_read_it_where_that_is_stricter(reader: str) -> None:
    unknown = Unknown("1.6", reader)
    assert json.loads(encode(_long(2), unknown=unknown))["minimum_reader"] == max(reader, "1.4")
    assert json.loads(encode(_long(1), unknown=unknown))["minimum_reader"] == reader


@pytest.mark.parametrize("text", ["§", "AAAA", 7])
def test_older_events_that_cannot_be_unpacked_are_named(text: object) -> None:
    fault = refusal(lambda: decode(changed(FULL, ("situation", "older_events"), text), FILE))
    assert (fault.code, fault.facts["field"]) == ("bad_field", "situation.older_events")
