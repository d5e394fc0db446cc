"""Plan files to be damaged, and the fault that comes of it."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.domain.fault import Fault, FaultError
from planner.domain.plan import Draft
from planner.storage.plan_format import encode
from planner.storage.strict_json import canonical, sha256
from tests.conftest import make_draft, position

SAVED_AT = "2026-01-02T03:04:05Z"
FILE = Path("x.plan.json")


def full_draft() -> Draft:
    """A plan with something in every group."""
    return make_draft(
        targets=[{"price": "52000.5", "share": "0.25"}, {"price": "55000", "share": "0.75"}],
        note="Ausbruch über 50’000 📈\nzweite Zeile",
        fee_rate="0.00055",
        positions=[
            position(),
            position(side="short", stop_price=None, margin="17.50", marked_at="2026-03-31T22:15:00Z"),
        ],
        rates={"EUR": "1.0842", "USD": "1"},
    )


def full_file() -> bytes:
    """That plan as a file."""
    return encode(full_draft(), saved_at=SAVED_AT)


def noted(note: str) -> Draft:
    """A plan to be told from others by its note."""
    return make_draft(note=note)


def noted_file(note: str = "") -> dict[str, Any]:
    """A small plan file, parsed."""
    envelope: dict[str, Any] = json.loads(encode(noted(note), saved_at=SAVED_AT))
    return envelope


def sealed(envelope: dict[str, Any]) -> bytes:
    """The bytes of a file with its checksum made right, as a liar would."""
    raw = canonical(envelope["body"])
    return json.dumps({**envelope, "sha256": sha256(raw)}).encode() + b"\n"


def refusal(action: Callable[[], object]) -> Fault:
    """The fault with which something is refused."""
    with pytest.raises(FaultError) as caught:
        action()
    return caught.value.fault


def with_leverage(value: Decimal) -> Draft:
    """A plan in memory with a leverage that no validation has seen."""
    draft = make_draft()
    return draft.model_copy(update={"plan": draft.plan.model_copy(update={"leverage": value})})
