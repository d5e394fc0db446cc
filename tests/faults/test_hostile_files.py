import copy
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.fault import FaultError
from planner.domain.plan import Draft
from planner.market.candles import load_candles
from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.reading import preview
from planner.storage.book_csv.table import read_table, table_text
from planner.storage.plan_files import load_plan
from planner.storage.plan_format import decode, encode
from planner.storage.recovery import read_journal
from planner.storage.settings_file import load_settings
from planner.storage.venue_files import load_venue
from tests.conftest import linear_venue
from tests.faults.conftest import Ledger
from tests.faults.harness import harness
from tests.faults.ledger import Row
from tests.happenings import NOW
from tests.storage.plans import FILE, full_draft, full_file, sealed
from tests.storage.test_plan_format import (
    FULL,
    NUMERIC,
    TEXTS_THAT_ARE_NO_NUMBERS,
    VALUES_THAT_ARE_NO_TEXT,
    changed,
)
from tests.storage.test_strict_json import REFUSED

MAY_BE_ABSENT = {"stop_price", "entry_price", "fee_rate", "margin", "liquidation_ratio"}


def _is_taken(raw: bytes) -> bool:
    try:
        decode(raw, FILE)
    except FaultError:
        return False
    return True


def test_no_hostile_number_is_taken_in_any_field(ledger: Ledger, *, full: bool) -> None:
    values = [*TEXTS_THAT_ARE_NO_NUMBERS, *VALUES_THAT_ARE_NO_TEXT]
    cases = [
        (path, value) for path in NUMERIC for value in values if value is not None or path[-1] not in MAY_BE_ABSENT
    ]
    cases = cases[:: 1 if full else 5]
    taken = sum(_is_taken(changed(FULL, path, value)) for path, value in cases)
    trusted = [text for text in TEXTS_THAT_ARE_NO_NUMBERS if _is_float(text)]
    assert len(trusted) > 9
    ledger.enter(
        Row(id="H1", fault="hostile numbers in every numeric field", runs=len(cases), violations=taken,
            control=f"float() takes {len(trusted)} of {len(TEXTS_THAT_ARE_NO_NUMBERS)} texts")
    )  # fmt: skip


def _is_float(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_a_json_number_is_never_money(ledger: Ledger) -> None:
    literals = (b"0.1", b"0.1000000000000000055", b"1", b"-0", b"1E2", b"50000")
    file = full_file()
    cases = [file.replace(b'"size": "0.02"', b'"size": ' + literal) for literal in literals]
    assert json.loads(literals[0]) == json.loads(literals[1]), "the control: two numbers, one float"
    ledger.enter(
        Row(id="H2", fault="a JSON number where money should be", runs=len(cases),
            violations=sum(map(_is_taken, cases)), control="default parser: 0.1 = 0.1000000000000000055")
    )  # fmt: skip


def test_ambiguous_json_is_refused(ledger: Ledger) -> None:
    small = [(raw, code) for raw, code in REFUSED if len(raw) < 10_000]
    plan = full_file()
    spoiled = (
        plan + b"{}",
        plan.replace(b'"note"', b'"size": "9",\n      "note"', 1),
        b"\xef\xbb\xbf\xef\xbb\xbf" + plan,
        plan.replace(b"zweite", b"zw\x00te"),
        plan.replace(b"zweite", b"zw\xffte"),
        plan.replace(b"zweite", b"\\ud800"),
        plan.decode().encode("utf-16"),
    )
    trusted = sum(_default_takes(raw) for raw in spoiled)
    assert trusted > 0
    ledger.enter(
        Row(id="H3", fault="duplicate keys, trailing data, wrong encodings", runs=len(small) + len(spoiled),
            violations=sum(map(_is_taken, (*spoiled, *(raw for raw, _ in small)))),
            control=f"default parser takes {trusted} of {len(spoiled)}")
    )  # fmt: skip


def _default_takes(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except ValueError:
        return False
    return True


def _repeated(start: bytes, times: int, end: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(start[:1] + start[1:] * times + end)


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 30)


HUGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "20 MB of lists": (_repeated(b"[[],", 6_600_000, b"[]]"), "too_many_values"),
    "20 MB of objects": (_repeated(b'[{"a":0},', 2_500_000, b"0]"), "too_many_values"),
    "200,000 deep": (_repeated(b"[[", 200_000, b""), "too_deep"),
    "a sparse gigabyte": (_sparse, "too_large"),
    "a pipe": (lambda path: os.mkfifo(path, 0o600), "not_a_file"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "not_a_file"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited as Linux does it")
def test_huge_and_special_files_are_refused_in_little_memory_and_time(tmp_path: Path, ledger: Ledger) -> None:
    wrong = []
    for number, (name, (make, code)) in enumerate(HUGE.items()):
        path = tmp_path / str(number)
        make(path)
        said, seconds = harness("little_memory", "strict", path)
        if said != code or seconds > 0.2:
            wrong.append((name, said, seconds))
    assert wrong == []
    control, _ = harness("little_memory", "trusting", tmp_path / "1")
    assert control == "out of memory"
    ledger.enter(
        Row(id="H4", fault="huge, deep and special files in 64 MB", runs=len(HUGE), violations=len(wrong),
            control="default parser: out of memory")
    )  # fmt: skip


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6) | st.sampled_from(["0", "-1", "1.5", "long", "BTCUSDT", "1e5", "9" * 20]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)  # fmt: skip
_places: list[tuple[str | int, ...]] = []


def _collect(value: object, path: tuple[str | int, ...] = ()) -> None:
    if path:
        _places.append(path)
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        _collect(item, (*path, key))


_collect(FULL["body"])
MUTATIONS = st.lists(
    st.tuples(st.sampled_from(_places), st.sampled_from(("replace", "delete", "add", "twice")), JSON), max_size=3
)


def _mutated(mutations: list[tuple[tuple[str | int, ...], str, object]]) -> bytes:
    envelope = copy.deepcopy(FULL)
    for path, what, value in mutations:
        holder: Any = envelope["body"]
        try:
            for step in path[:-1]:
                holder = holder[step]
            _mutate(holder, path[-1], what, value)
        except (KeyError, IndexError, TypeError, AttributeError):  # an earlier mutation has taken the place away
            continue
    return sealed(envelope)


def _mutate(holder: Any, key: Any, what: str, value: object) -> None:  # noqa: ANN401 - JSON
    if what == "delete":
        del holder[key]
    elif what == "add" and isinstance(holder, dict):
        holder[str(value)[:9]] = value
    elif what == "twice" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    else:
        holder[key] = value


def test_a_plan_with_another_structure_is_refused_or_comes_back_equal(ledger: Ledger, *, full: bool) -> None:
    count, taken = 5_000 if full else 120, []

    @settings(max_examples=count)
    @given(MUTATIONS)
    def try_(mutations: list[tuple[tuple[str | int, ...], str, object]]) -> None:
        raw = _mutated(mutations)
        try:
            draft = decode(raw, FILE).draft
        except FaultError:
            return
        taken.append(decode(encode(draft), FILE).draft == draft)

    try_()
    assert taken
    control = sum(_trusting_fails(_mutated([(path, "delete", None)])) for path in _places)
    assert control > 0
    ledger.enter(
        Row(id="H5", fault="structural fuzzing of a plan", runs=count, violations=taken.count(False),
            control=f"without validation: {control} of {len(_places)} raise")
    )  # fmt: skip


def _trusting_fails(raw: bytes) -> bool:
    try:
        Draft.model_construct(**json.loads(raw)["body"]).plan["targets"][1]["share"]  # type: ignore[index]
    except (KeyError, IndexError, TypeError, AttributeError):
        return True
    return False


def _journal() -> bytes:
    from planner.storage.recovery import Header, _line  # noqa: PLC0415 - the bytes of a journal

    return _line(Header()) + b"\n" + _line(full_draft())


CSV = b"time,open,high,low,close\n2024-01-01,1,2,1,2\n2024-01-02,2,3,2,3\n2024-01-03,3,3,2,2.5\n"
TABLE = b"Symbol;Side;Qty;Entry Price;Exit Price;Close Time;Net P&L\nBTCUSDT;Buy;1,5;100;110;25/01/2026 08:00;10,5\n"


def _import(path: Path) -> object:
    table = read_table(table_text(path))
    return preview(table, guess_mapping(table.names), recorded_at=NOW)


READERS: dict[str, tuple[bytes, Callable[[Path], object]]] = {
    "a plan": (full_file(), load_plan),
    "settings": (b'{"version": 1, "appearance": {"theme": "light", "text_scale": 1.3}}', load_settings),
    "a recovery journal": (_journal(), read_journal),
    "a venue": (linear_venue().model_dump_json().encode(), load_venue),
    "a price history": (CSV, load_candles),
    "an imported table": (TABLE, _import),
}
PIECES = (
    b'"',
    b"{",
    b"[",
    b"}",
    b"NaN",
    b"1e999",
    b",,",
    b"\n\n",
    b"\xff",
    b"\0",
    b"-",
    b";",
    b"9" * 40,
    b"\\ud800",
    b"null",
)
MUTANTS, SOME = 1_000_000, 600
SLOW = 1.0


def _mutant(base: bytes, dice: Random) -> bytes:
    """The bytes with one to three places cut out, turned, doubled or filled with something."""
    for _ in range(dice.randrange(1, 4)):
        start = dice.randrange(len(base) + 1)
        end = min(len(base), start + dice.choice((0, 1, 2, 8, 60)))
        filling = dice.choice((b"", dice.randbytes(1), dice.choice(PIECES), base[start:end] * 2))
        base = base[:start] + filling + base[end:]
    return base


def _faults(read: Callable[[Path], object], path: Path) -> int:
    """One where reading ends in anything but a value or a fault, or takes long."""
    started = time.process_time()
    try:
        read(path)
    except FaultError:
        pass
    except Exception:  # noqa: BLE001 - whatever it is, it should have been a fault
        return 1
    return int(time.process_time() - started > SLOW)


def _default(path: Path) -> object:
    """As the standard library reads."""
    return json.loads(path.read_bytes())


@pytest.mark.parametrize("name", READERS)
def test_any_bytes_are_read_or_refused(tmp_path: Path, ledger: Ledger, name: str, *, full: bool) -> None:
    base, read = READERS[name]
    dice, path, wrong, control = Random(1), tmp_path / "file", 0, 0  # noqa: S311 - the same in every run
    count = (MUTANTS if full else SOME) // len(READERS)
    for number in range(count):
        path.write_bytes(_mutant(base, dice))
        wrong += _faults(read, path)
        control += number < SOME and _faults(_default, path)
    assert control > 0
    ledger.enter(
        Row(id="H5", fault=f"fuzzing of {name}: anything but a value or a fault, or more than a second", runs=count,
            seed=1, violations=wrong, control=f"default parser raises in {control} of {min(count, SOME)}")
    )  # fmt: skip
