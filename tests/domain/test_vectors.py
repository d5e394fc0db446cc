"""Published worked examples and figures live exchanges returned, each through the planner."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.domain.evaluate import evaluate
from tests.cases.not_covered import NOT_COVERED
from tests.cases.vectors import ADAPTERS, BY_ID, instrument, planned
from tests.conftest import make_draft

FOLDER = Path(__file__).parent.parent / "vectors"
VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "margin.json").read_text(encoding="utf-8"))
VERIFIED: dict[str, list[str]] = json.loads((FOLDER / "verified.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_the_planner_reproduces_what_was_published(vector: Mapping[str, Any]) -> None:
    told = BY_ID.get(vector["id"]) or ADAPTERS[vector["model"], vector["formula"]]
    figures = told(vector["inputs"])
    for name, expected in vector["expected"].items():
        assert _agree(figures[name], expected, vector["tolerance"]), (name, figures[name], expected)


def _agree(found: object, expected: str | list[str], tolerance: str) -> bool:
    if isinstance(expected, list):
        assert isinstance(found, list)
        return all(_agree(one, other, tolerance) for one, other in zip(found, expected, strict=True))
    kind, _, width = tolerance.partition(":")
    wanted = Decimal(expected)
    scale = abs(wanted) if kind == "rel" else 1
    return isinstance(found, Decimal) and abs(found - wanted) <= Decimal(width) * scale


def test_every_published_example_is_reproduced_or_has_a_reason() -> None:
    for ids in VERIFIED.values():
        reproduced = {vector["id"] for vector in VECTORS} & set(ids)
        assert reproduced | (set(NOT_COVERED) & set(ids)) == set(ids)
    assert not {vector["id"] for vector in VECTORS} & set(NOT_COVERED)
    assert set(NOT_COVERED) <= {name for ids in VERIFIED.values() for name in ids}
    assert {model: len(ids) for model, ids in VERIFIED.items()} == {
        "linear-isolated": 82,
        "linear-cross": 19,
        "fx-margin": 7,
        "fx-margin-level": 6,
        "cfd": 5,
    }


def test_every_copied_example_names_its_source() -> None:
    assert all(vector["source"] and vector["verified"] for vector in VECTORS)


def test_a_position_born_below_its_requirement_has_no_price_but_a_reason() -> None:
    given = {"side": "long", "size": "2", "entry_price": "50000"}
    evaluation = planned(given, instrument("0.025"), leverage="50")
    assert evaluation.roots.liquidation is None
    assert evaluation.findings[0].code == "already_liquidatable"
    assert "already_liquidatable" not in {finding.code for finding in evaluate(make_draft()).findings}
