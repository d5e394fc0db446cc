import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from planner.ui.widgets.hatch import hatch


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0, 3.0])
@pytest.mark.usefixtures("qapp")
def test_a_hatch_has_as_many_lines_on_every_screen(ratio: float) -> None:
    picture = QImage(round(80 * ratio), round(16 * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("black"))
    painter = QPainter(picture)
    painter.fillRect(QRectF(0, 0, 80, 16), hatch(QColor("white"), painter))
    painter.end()
    middle = picture.height() // 2
    bright = [picture.pixelColor(x, middle).lightness() > 90 for x in range(picture.width())]
    lines = sum(now and not before for before, now in zip([False, *bright], bright, strict=False))
    assert lines in {10, 11}  # one may stand on both edges
