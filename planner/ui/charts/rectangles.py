"""Many rectangles in one block of memory, which Qt paints in one call."""

from typing import cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QRect

_FAR = 1e6
"""Pixels: more would be no number of Qt's."""


class Rectangles:
    """Left, top, right and bottom pixel of each, side by side as Qt holds them itself."""

    def __init__(self) -> None:
        """None yet."""
        self._rows = np.empty((0, 4), dtype=np.int32)

    def fill(self, rows: NDArray[np.float64]) -> None:
        """Hold these rectangles instead: four columns of whole numbers, a row for each, cut far out of view."""
        self._rows = np.ascontiguousarray(np.clip(rows, -_FAR, _FAR), dtype=np.int32)

    def drawn(self) -> tuple[QRect, int]:
        """The first one and how many there are; asked anew for each painting.

        A pointer that outlives its memory is taken for whatever Qt puts there next.
        """
        return cast("QRect", shiboken6.wrapInstance(self._rows.ctypes.data, QRect)), len(self._rows)
