"""What a price file holds as text, and the fault of one of its cells."""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.domain.fault import FaultError

Floats = NDArray[np.float64]

_SHOWN = 24


class Rows(Struct, frozen=True):
    """The rows of a file as text: their columns by name, and the line each row stands on.

    `left_out` is how many more there were that have a time and no prices; `is_marked` whether prices may be written
    with another mark than a point before decimals.
    """

    columns: dict[str, list[str]]
    lines: list[int]
    left_out: int = 0
    is_marked: bool = False


def cell_fault(code: str, rows: Rows, cells: Sequence[str], index: int) -> FaultError:
    """The fault of one cell, with its line and what stands there."""
    return FaultError(code, line=str(rows.lines[index]), text=_shown(cells[index]))


def contradiction(code: str, rows: Rows, cells: Sequence[str], one: str, other: str) -> FaultError:
    """The fault of two cells of which one must be wrong; `cells` may be several whole columns, one after the other."""
    line, other_line = (str(rows.lines[cells.index(cell) % len(rows.lines)]) for cell in (one, other))
    return FaultError(
        code, line=line, text=_shown(one.strip()), other_line=other_line, other_text=_shown(other.strip())
    )


def _shown(cell: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in cell[:_SHOWN])


def first_fault(code: str, rows: Rows, cells: Sequence[str], read: Callable[[str], object]) -> FaultError:
    """The fault of the first cell that cannot be read."""
    for index, cell in enumerate(cells):
        try:
            read(cell)
        except (ValueError, OverflowError):
            return cell_fault(code, rows, cells, index)
    return cell_fault(code, rows, cells, 0)
