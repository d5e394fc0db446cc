"""Many rectangles in one block of memory, which Qt paints in one call."""

from typing import cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QRectF


class Rectangles:
    """Left, top, width and height of each, as doubles side by side: so Qt holds them itself."""

    def __init__(self) -> None:
        """None yet."""
        self._rows = np.empty((0, 4))

    def fill(self, rows: NDArray[np.float64]) -> None:
        """Hold these rectangles instead: four columns, a row for each."""
        self._rows = np.ascontiguousarray(rows, dtype=np.float64)

    def drawn(self) -> tuple[QRectF, int]:
        """The first one and how many there are; asked anew for each painting.

        A pointer that outlives its memory is taken for whatever Qt puts there next.
        """
        return cast("QRectF", shiboken6.wrapInstance(self._rows.ctypes.data, QRectF)), len(self._rows)
