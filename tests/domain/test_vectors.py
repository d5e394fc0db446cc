"""Published worked examples and figures live exchanges returned, each through the planner."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.margin_vectors.__main__ import main
from tests.margin_vectors.forms import FORMS, NOT_MODELLED, silence_on
from tests.margin_vectors.runner import load, misses, run
from tests.margin_vectors.vector import Vector

ROOT = Path(__file__).parents[2]
FILE = ROOT / "tests" / "vectors" / "margin.json"
VECTORS = load(FILE)
RECOMPUTED = load(FILE.with_name("recomputed.json"))
"""Other figures in the same forms, sides mirrored and ticks, wallets and fees changed: reckoned in fractions."""
MADE_UP = {
    "id": "made-up",
    "venue": "binance-usdm",
    "model": "linear-isolated",
    "formula": "LIN-BINANCE",
    "inputs": {"side": "long", "entry_price": "100", "size": "1", "leverage": "10", "mmr": "0.1", "cum": "0"},
    "expected": {"bankruptcy_price": "90"},
    "tolerance": "abs:0.001",
    "source": "by hand: 100 less a tenth of it",
    "verified": True,
}


def _made_up(**changes: object) -> dict[str, Any]:
    return {**MADE_UP, **changes}


def _written(folder: Path, *records: Mapping[str, Any]) -> Path:
    path = folder / "vectors.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.is_verified], ids=lambda vector: str(vector.id))
def test_the_planner_reproduces_what_was_published(vector: Vector) -> None:
    if silence_on(vector) is None:
        assert [str(miss) for miss in misses(vector)] == []


@pytest.mark.parametrize("vector", RECOMPUTED, ids=lambda vector: str(vector.id))
def test_the_planner_agrees_with_what_was_recomputed(vector: Vector) -> None:
    assert [str(miss) for miss in misses(vector)] == []


def test_every_form_of_the_file_has_an_adapter_or_a_reason() -> None:
    assert {(v.model, v.formula) for v in VECTORS if silence_on(v) is None} == set(FORMS)
    assert all(any(silence.covers(vector) for vector in VECTORS) for silence in NOT_MODELLED)
    assert len([vector for vector in VECTORS if silence_on(vector)]) == 3


def test_every_copied_example_names_its_source() -> None:
    assert all(record["source"] for record in json.loads(FILE.read_text(encoding="utf-8")))


def test_the_runner_is_a_program_that_ends_in_its_counts() -> None:
    command = [sys.executable, "-m", "tests.margin_vectors", str(FILE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - this very interpreter
    assert (done.returncode, done.stderr) == (0, "")
    *silent, counts, last = done.stdout.splitlines()
    assert last == "207 passed, 0 failed"
    assert counts == "10 not verified, 3 not modelled"
    assert all(": not modelled: " in line for line in silent)


def test_a_wrong_figure_is_a_miss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = _made_up()
    wrong = _made_up(id="wrong", expected={"bankruptcy_price": "91"})
    assert main([str(_written(tmp_path, right, wrong))]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "wrong: bankruptcy_price: expected 91, got 90"
    assert lines[-1] == "1 passed, 1 failed"


def test_a_tolerance_of_one_field_holds_for_it_alone() -> None:
    expected = {"bankruptcy_price": "90.5", "initial_margin": "10.5"}
    record = _made_up(expected=expected, tolerance_by_field={"bankruptcy_price": "rel:0.01"})
    assert [miss.field for miss in misses(Vector.of(record))] == ["initial_margin"]


def test_what_was_not_verified_is_counted_and_not_tried() -> None:
    outcome = run([Vector.of(_made_up(verified=False, expected={"bankruptcy_price": "1"}))])
    assert outcome.lines() == ["1 not verified, 0 not modelled", "0 passed, 0 failed"]


def test_an_unknown_form_is_reported() -> None:
    (miss,) = misses(Vector.of(_made_up(model="tulips")))
    assert str(miss) == "made-up: bankruptcy_price: expected 90, got nothing: an unknown form"


def test_an_unknown_figure_is_reported() -> None:
    (miss,) = misses(Vector.of(_made_up(expected={"mood": "1"})))
    assert miss.got == "nothing: no such figure"


def test_an_input_that_is_missing_is_a_miss_with_its_message() -> None:
    inputs = {"side": "long", "mmr": "0.1"}
    (miss,) = misses(Vector.of(_made_up(inputs=inputs)))
    assert miss.got.startswith("nothing: LookupError: none of the inputs cost_position, ")


def test_a_side_that_is_none_is_a_miss_with_its_message() -> None:
    (miss,) = misses(Vector.of(_made_up(inputs={**MADE_UP["inputs"], "side": "up"})))  # type: ignore[dict-item] # a dict
    assert miss.got.startswith("nothing: ValueError: ")


def test_no_file_named_is_a_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("usage: ")


def test_no_price_is_told_by_a_word_or_by_nothing() -> None:
    inputs = {"side": "long", "entry_price": "100", "size": "1", "leverage": "1", "mmr": "0.01"}
    for word in ("none", "0", "-1"):
        assert misses(Vector.of(_made_up(inputs=inputs, expected={"liquidation_price": word}))) == []
    (miss,) = misses(Vector.of(_made_up(inputs=inputs, expected={"liquidation_price": "5"})))
    assert miss.got == "None"
