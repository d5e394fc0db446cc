"""Many lines or rectangles in one block of memory, which Qt paints in one call."""

from typing import Generic, TypeVar, cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF

Kind = TypeVar("Kind", QLineF, QRectF)


class Shapes(Generic[Kind]):
    """Four doubles a shape, as Qt holds them: two ends of a line; corner, width and height of a rectangle."""

    def __init__(self, kind: type[Kind]) -> None:
        """None yet."""
        self._kind: type[Kind] = kind
        self._rows = np.empty((0, 4))

    def fill(self, *columns: NDArray[np.float64]) -> None:
        """Hold the shapes with these numbers instead, a column for each of the four; without columns none."""
        rows = np.column_stack(columns) if columns else np.empty((0, 4))
        self._rows = np.ascontiguousarray(rows, dtype=np.float64)

    def drawn(self) -> tuple[Kind, int]:
        """The first shape and how many there are; asked anew for each painting.

        A pointer that outlives its memory is taken for whatever Qt puts there next.
        """
        first = shiboken6.wrapInstance(self._rows.ctypes.data, self._kind)
        return cast("Kind", first), len(self._rows)
