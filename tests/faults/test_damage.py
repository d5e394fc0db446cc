import json
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from planner.domain.fault import FaultError
from planner.domain.plan import Draft
from planner.settings import Appearance, Settings, Theme
from planner.storage.plan_format import decode, encode
from planner.storage.recovery import Journal, read_journal
from planner.storage.settings_file import load_settings, save_settings
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row
from tests.faults.subjects import version_of_plan
from tests.storage.plans import FILE, SAVED_AT, noted

SEED = 7
PLAN = version_of_plan(1)


def _strict(raw: bytes) -> Draft:
    return decode(raw, FILE).draft


def _trusting(raw: bytes) -> Draft:
    """As most programs read: parse, then validate; no checksum."""
    return Draft.model_validate(json.loads(raw)["body"])


def _flips(raw: bytes, count: int) -> list[bytes]:
    """The bytes with one bit turned, `count` times."""
    dice, result = Random(SEED), []  # noqa: S311 - the same flips in every run
    for _ in range(count):
        flipped = bytearray(raw)
        flipped[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        result.append(bytes(flipped))
    return result


def _taken_for_another(damaged: list[bytes], read: Callable[[bytes], Draft]) -> int:
    """How many are read as another plan, or end in anything but a fault."""
    wrong = 0
    for raw in damaged:
        try:
            wrong += read(raw) != PLAN
        except ValueError:  # a fault, or what the trusting reader raises
            continue
    return wrong


def test_no_flipped_bit_makes_another_plan(ledger: Ledger, *, full: bool) -> None:
    count = 20_000 if full else 200
    damaged = _flips(encode(PLAN, saved_at=SAVED_AT), count)
    control = _taken_for_another(damaged[:400], _trusting)
    assert control > 0
    ledger.enter(
        Row(
            id="S6",
            fault=f"a flipped bit in a plan of {len(damaged[0]) // 1000} kB",
            runs=count,
            seed=SEED,
            violations=_taken_for_another(damaged, _strict),
            control=f"default parser: {control} of {len(damaged[:400])}",
        )
    )


def test_no_truncated_plan_is_read(ledger: Ledger, *, full: bool) -> None:
    raw = encode(PLAN, saved_at=SAVED_AT)
    lengths = range(0, len(raw), 1 if full else 211)
    read = 0
    for length in (*lengths, len(raw) - 1):
        try:
            decode(raw[:length], FILE)
            read += 1
        except FaultError:
            continue
    assert _trusting(raw.rstrip()) == PLAN, "the control went unnoticed"
    ledger.enter(
        Row(
            id="S6",
            fault="a plan cut off at " + ("every byte" if full else "some bytes"),
            runs=len(lengths) + 1,
            violations=read,
            control="default parser: reads it without its last byte",
        )
    )


def test_a_damaged_journal_gives_a_state_that_was_kept_or_none(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    journal, kept = Journal(tmp_path / "recovery", None, None), [noted(str(n)) for n in range(3)]
    for draft in kept:
        journal.append(draft, sync=False)
    assert journal.path is not None
    raw, path = journal.path.read_bytes(), tmp_path / "damaged"
    journal.close()
    damaged = [*_flips(raw, 5_000 if full else 200), *(raw[:n] for n in range(0, len(raw), 3 if full else 101))]
    wrong = 0
    for content in damaged:
        path.write_bytes(content)
        wrong += read_journal(path).draft not in (*kept, None)
    trusted = [line.partition(b" ")[2] for content in damaged for line in content.split(b"\n")[1:]]
    assert _others(trusted, kept) > 0
    ledger.enter(
        Row(id="S6", fault="a damaged recovery journal", runs=len(damaged), seed=SEED, violations=wrong,
            control=f"default parser: {_others(trusted, kept)} lines")
    )  # fmt: skip


def _others(lines: list[bytes], kept: list[Draft]) -> int:
    """How many lines the trusting reader takes for a state that nobody kept."""
    wrong = 0
    for line in lines:
        try:
            wrong += Draft.model_validate(json.loads(line)) not in kept
        except ValueError:
            continue
    return wrong


@pytest.mark.parametrize("settings", [Settings(appearance=Appearance(theme=Theme.LIGHT, text_scale=1.3))])
def test_damaged_settings_stop_nothing(tmp_path: Path, ledger: Ledger, settings: Settings, *, full: bool) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, settings)
    raw = path.read_bytes()
    damaged = [*_flips(raw, 5_000 if full else 300), *(raw[:n] for n in range(len(raw)))]
    for content in damaged:
        path.write_bytes(content)
        loaded, faults = load_settings(path)
        assert 0.8 <= loaded.appearance.text_scale <= 2
        assert all(fault.facts["file"] == "settings.json" for fault in faults)
    control = sum(_trusting_fails(content) for content in damaged)
    assert control > 0
    ledger.enter(
        Row(id="S6", fault="damaged settings: defaults and a sentence", runs=len(damaged), seed=SEED, violations=0,
            control=f"default parser: {control} raise")
    )  # fmt: skip


def _trusting_fails(raw: bytes) -> bool:
    """Whether settings read as most programs do end in anything else than settings."""
    try:
        Settings(**json.loads(raw))
    except (ValueError, TypeError):
        return True
    return False
