"""Vectors through the planner, and what came of them."""

import json
from collections.abc import Iterable
from decimal import Decimal, localcontext
from pathlib import Path

from msgspec import Struct, field

from planner.domain.number import ENGINE
from tests.margin_vectors.forms import FORMS, silence_on
from tests.margin_vectors.vector import Figures, Value, Vector


class Miss(Struct, frozen=True):
    """A figure that is not what was published."""

    id: str
    field: str
    expected: object
    got: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.id}: {self.field}: expected {self.expected}, got {self.got}"


class Outcome(Struct, frozen=True):
    """What came of a file."""

    passed: list[str] = field(default_factory=list)
    failed: dict[str, list[Miss]] = field(default_factory=dict)
    not_verified: list[str] = field(default_factory=list)
    not_modelled: dict[str, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """What is printed; the last line counts what was tried."""
        silent = [f"{name}: not modelled: {reason}" for name, reason in self.not_modelled.items()]
        misses = [str(miss) for found in self.failed.values() for miss in found]
        counts = f"{len(self.not_verified)} not verified, {len(self.not_modelled)} not modelled"
        return [*silent, *misses, counts, f"{len(self.passed)} passed, {len(self.failed)} failed"]


def load(path: Path) -> list[Vector]:
    """The vectors of a file."""
    return [Vector.of(record) for record in json.loads(path.read_text(encoding="utf-8"))]


def run(vectors: Iterable[Vector]) -> Outcome:
    """Every vector that is verified and modelled, through the planner."""
    outcome = Outcome()
    for vector in vectors:
        reason = silence_on(vector)
        if not vector.is_verified:
            outcome.not_verified.append(vector.id)
        elif reason is not None:
            outcome.not_modelled[vector.id] = reason
        elif found := misses(vector):
            outcome.failed[vector.id] = found
        else:
            outcome.passed.append(vector.id)
    return outcome


def misses(vector: Vector) -> list[Miss]:
    """The figures of a vector that the planner does not give."""
    adapter = FORMS.get((vector.model, vector.formula))
    if adapter is None:
        return [Miss(vector.id, name, value, "nothing: an unknown form") for name, value in vector.expected.items()]
    with localcontext(ENGINE):
        try:
            figures = adapter(vector)
        except Exception as error:  # noqa: BLE001 - whatever an adapter cannot do is a miss that says so
            return [Miss(vector.id, name, value, _said(error)) for name, value in vector.expected.items()]
        found = (_miss(vector, name, figures) for name in vector.expected)
        return [miss for miss in found if miss is not None]


def _miss(vector: Vector, name: str, figures: Figures) -> Miss | None:
    expected = vector.expected[name]
    if name not in figures:
        return Miss(vector.id, name, expected, "nothing: no such figure")
    try:
        value = figures[name]()
    except Exception as error:  # noqa: BLE001 - as above
        return Miss(vector.id, name, expected, _said(error))
    return None if vector.agrees(name, value) else Miss(vector.id, name, expected, _shown(value))


def _said(error: Exception) -> str:
    return f"nothing: {type(error).__name__}: {' '.join(str(error).split())}"


def _shown(value: Value) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_shown(one) for one in value) + "]"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
