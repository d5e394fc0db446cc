"""What the harnesses found, as a table."""

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

HEAD = ("Id", "Fault", "Runs", "Seed", "Violations", "Negative control", "File system")
COMMAND = "python3 packaging/test.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One harness: how often it ran, what broke, and how often the negative control broke in as many runs."""

    id: str
    fault: str
    runs: int
    violations: int
    seed: int | None = None
    control: str = ""
    file_system: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        seed = "" if self.seed is None else str(self.seed)
        return (self.id, self.fault, f"{self.runs:,}", seed, str(self.violations), self.control, self.file_system)


def table(rows: list[Row], options: str, not_passed: Sequence[str] = ()) -> str:
    """The rows in Markdown, by id, with the machine they were taken on and the options that took them.

    `not_passed` are the tests that failed or were skipped, each with why.
    """
    cells = [HEAD, ("---",) * len(HEAD), *(row.cells for row in sorted(rows, key=_order))]
    taken = f"Taken {datetime.now(UTC):%Y-%m-%d} by `{COMMAND} {options}` on {platform.system()} {platform.release()}"
    python = f"Python {'.'.join(map(str, sys.version_info[:3]))}"
    notes = ["", "Not run, or not passed:", "", *(f"- {note}" for note in not_passed)] if not_passed else []
    return "\n".join([*("| " + " | ".join(row) + " |" for row in cells), *notes, "", f"{taken}, {python}.", ""])


def _order(row: Row) -> tuple[str, int, str]:
    return row.id[0], int(row.id[1:]), row.fault
