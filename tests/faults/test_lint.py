"""What the source must not contain, and what a document must not lead to."""

import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin

from pydantic import BaseModel

import planner
from planner.domain.plan import Draft
from planner.domain.templates import Template
from planner.settings import Settings
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row

RULES = "S102,S105,S106,S107,S301,S302,S307,S310,S314,S318,S323,S501,S506,S602,S604,S605,S701"
"""exec, passwords, pickle, marshal, eval, URLs of any kind, XML, unverified TLS, yaml.load, shells, templates."""
ATTACK = (
    "import pickle, yaml, subprocess\npickle.loads(b'')\neval('1')\nyaml.load('')\nsubprocess.run('x', shell=True)\n"
)


def _found(place: Path) -> int:
    words = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", RULES, "--output-format=concise"]
    said = subprocess.run([*words, str(place)], capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own interpreter
    return sum(": S" in line for line in said.splitlines())


def _types(model: type[BaseModel], seen: set[object]) -> Iterator[object]:
    """Every type that a file of this model may hold."""
    for field in model.model_fields.values():
        yield from _within(field.annotation, seen)


def _within(kind: object, seen: set[object]) -> Iterator[object]:
    if kind in seen:
        return
    seen.add(kind)
    yield kind
    if get_origin(kind) is not None or isinstance(kind, types.UnionType):
        for inner in get_args(kind):
            yield from _within(inner, seen) if getattr(inner, "__hash__", None) else ()
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _types(kind, seen)


def test_nothing_in_a_file_is_run_or_followed(tmp_path: Path, ledger: Ledger) -> None:
    source = Path(planner.__file__).parent
    (tmp_path / "attack.py").write_text(ATTACK, encoding="utf-8")
    control = _found(tmp_path)
    assert control >= 4
    paths = [kind for model in (Draft, Template, Settings) for kind in _types(model, set()) if _leads_away(kind)]
    ledger.enter(
        Row(id="H9", fault="pickle, eval, yaml, shell in the source; paths in a document", violations=_found(source)
            + len(paths), runs=len(list(source.rglob("*.py"))), control=f"a module with four of them: {control} found")
    )  # fmt: skip


def _leads_away(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, (Path, bytes))
