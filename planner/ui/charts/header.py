"""The line above a chart: what is shown, a hint, and where the candles come from."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from planner.ui.charts.colours import ChartColours
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.tips import plain_tip

_MARGIN = 3


class ChartHeader(QWidget):
    """Title, subtitle, source, buttons; where there is little room the source gives way first."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self._title, self._subtitle, self._source = QLabel(), ElidedLabel(), ElidedLabel()
        self._age = ElidedLabel(self)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, _MARGIN, 12, _MARGIN)
        row.setSpacing(12)
        self._source.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label, stretch in ((self._title, 0), (self._subtitle, 0), (self._source, 1), (self._age, 0)):
            row.addWidget(label, stretch)
        self._age.setProperty("tone", "caution")
        self._age.hide()
        self.setMinimumHeight(self._title.sizeHint().height() + 4 * _MARGIN)

    def add_tool(self, tool: QWidget) -> None:
        """A button at the right end."""
        self._row.addWidget(tool)

    def show_texts(self, title: str, subtitle: str) -> None:
        """Name what is planned."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)

    def show_source(self, text: str) -> None:
        """Name the candles."""
        self._source.setText(text)
        self._source.setToolTip(plain_tip(text))

    def show_age(self, text: str, hint: str) -> None:
        """Say that the candles are old, or nothing."""
        self._age.setText(text)
        self._age.setToolTip(plain_tip(hint) if text else "")
        self._age.setVisible(bool(text))

    def set_colours(self, colours: ChartColours) -> None:
        """Take colours."""
        self._title.setStyleSheet(f"color: {colours.text}; font-weight: 600")
        for label in (self._subtitle, self._source):
            label.setStyleSheet(f"color: {colours.muted}")
