"""The line above a chart: what is shown, a hint, and where the candles come from."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from planner.ui.charts.colours import ChartColours
from planner.ui.widgets.elided_label import ElidedLabel


class ChartHeader(QWidget):
    """Title, subtitle, source; what does not fit gives way."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self._title, self._subtitle, self._source = QLabel(), ElidedLabel(), ElidedLabel()
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        for label in (self._title, self._subtitle, self._source):
            row.addWidget(label)
        row.insertStretch(2, 1)

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
        self._source.setToolTip(text)

    def set_colours(self, colours: ChartColours) -> None:
        """Take colours."""
        self._title.setStyleSheet(f"color: {colours.text}; font-weight: 600")
        for label in (self._subtitle, self._source):
            label.setStyleSheet(f"color: {colours.muted}")
