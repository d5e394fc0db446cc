"""The algebraic laws of the engine with a thousand examples each; 150 of each run with the ordinary tests."""

import os
import re
import subprocess
import sys

import pytest

from tests.faults.conftest import Ledger
from tests.faults.harness import ROOT
from tests.faults.ledger import Row

LAWS = "tests/domain/test_properties.py"
LAW = f"{LAWS}::test_equity_is_the_requirement_at_liquidation_and_more_before_it"
SIX_DIGITS = "from planner.domain.number import ENGINE; ENGINE.prec = 6; import pytest, sys; sys.exit(pytest.main({}))"
"""An engine that counts as coarsely as a float does after a few operations."""
QUIET = ("-q", "-p", "no:cacheprovider", "--numprocesses=0")


def _run(*words: str) -> tuple[int, str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_the_laws_hold_for_a_thousand_examples_each(ledger: Ledger, *, full: bool) -> None:
    if not full:
        pytest.skip("only in full; the ordinary tests run 150 examples of each")
    assert "1 failed" in _run("-c", SIX_DIGITS.format([LAW, *QUIET]))[1], "the control went unnoticed"
    code, said = _run("-m", "pytest", LAWS, "--full", *QUIET, "--timeout=3600")
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed)", said)}
    assert counts, said
    ledger.enter(
        Row(id="N5", fault="algebraic laws of levels, sizes and shocks: laws, 1,000 examples each",
            runs=sum(counts.values()), violations=counts.get("failed", int(code != 0)),
            control="an engine of six digits: fails")
    )  # fmt: skip
