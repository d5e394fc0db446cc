"""What the harnesses found, as a table."""

import platform
import re
import sys
from collections.abc import Collection, Sequence
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


Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """A table: its rows by id, the tests that failed or were skipped, each with why, and what took it."""

    rows: tuple[Cells, ...]
    not_passed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The table in Markdown."""
        cells = [HEAD, ("---",) * len(HEAD), *self.rows]
        notes = [f"- {note}" for note in self.not_passed]
        told = ["", "Not run, or not passed:", "", *notes] if notes else []
        return "\n".join([*("| " + " | ".join(row) + " |" for row in cells), *told, "", *self.taken, ""])


def found(rows: Sequence[Row], options: str, not_passed: Sequence[str] = (), part: str = "") -> Findings:
    """What a run with these options has found, on this machine; `part` names the harnesses where it was not all."""
    taken = f"Taken {datetime.now(UTC):%Y-%m-%d} by `{COMMAND} {options}`{part and f', {part} again,'}"
    python = f"on {platform.system()} {platform.release()}, Python {'.'.join(map(str, sys.version_info[:3]))}."
    return Findings(tuple(sorted((row.cells for row in rows), key=_order)), tuple(not_passed), (f"{taken} {python}",))


def read(text: str) -> Findings:
    """The table that a text ends with."""
    lines = text.splitlines()
    rows = tuple(tuple(line[2:-2].split(" | ")) for line in lines if line.startswith("| "))[2:]
    notes = tuple(line[2:] for line in lines if line.startswith("- "))
    return Findings(rows, notes, tuple(line for line in lines if line.startswith("Taken ")))


def with_part(before: Findings, part: Findings, ran: Collection[str]) -> Findings:
    """What was found before, but for the tests that `ran` again: their rows are those whose words are the same."""
    again = {_words(row) for row in part.rows}
    rows = sorted((*(row for row in before.rows if _words(row) not in again), *part.rows), key=_order)
    notes = (note for note in before.not_passed if note.partition(":")[0] not in ran)
    return Findings(tuple(rows), (*notes, *part.not_passed), (*before.taken, *part.taken))


def _words(row: Cells) -> Cells:
    """A row without what was measured and found."""
    return row[0], re.sub(r"[\d.,]+", "#", row[1].partition(":")[0]), row[3], row[-1]


def _order(row: Cells) -> tuple[str, int, str]:
    return row[0][0], int(row[0][1:]), row[1]
