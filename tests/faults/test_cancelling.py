"""A long table is given up at once, at whatever point."""

from pathlib import Path

import pytest

from tests.faults.conftest import Ledger
from tests.faults.harness import harness
from tests.faults.ledger import Row

CANCELLED_WITHIN = 0.2
BUSY_LIMIT = 0.5
"""Seconds where other tests run beside: a worker that has to wait for a processor may hold the interpreter."""
SOME_ROWS = 30_000
"""Not read in a moment, however quick the machine is."""


@pytest.mark.usefixtures("alone")
def test_a_long_table_can_be_given_up_while_it_is_read(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    rows, within = (1_000_000, CANCELLED_WITHIN) if full else (SOME_ROWS, BUSY_LIMIT)
    for name in ("ours", "control"):
        (tmp_path / name).mkdir()
    outcome = harness("cancelling", tmp_path / "ours", rows, "careful")
    control = harness("cancelling", tmp_path / "control", SOME_ROWS, "deaf")
    assert control["took"] > within
    ledger.enter(
        Row(id="G1", fault=f"a table of {rows:,} rows cancelled at three points: after more than {within} s, or "
            f"something kept (longest {outcome['took'] * 1000:.0f} ms), or the window silent for so long "
            f"({outcome['silent'] * 1000:.0f} ms)", runs=3,
            violations=(outcome["took"] > within) + (outcome["silent"] > within) + outcome["kept"],
            control=f"Cancel that stops nothing: {control['took']:.1f} s")
    )  # fmt: skip
