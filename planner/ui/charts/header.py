"""The line above a chart: what is shown, a hint, where the candles come from and how long one lasts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from planner.ui.charts.colours import ChartColours
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.tips import plain_tip

SEPARATOR = " · "
_MARGIN = 3


class ChartHeader(QWidget):
    """Title, subtitle, source, buttons; where there is little room the source gives way first, its time frame never."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self._title, self._subtitle, self._source = QLabel(), ElidedLabel(), ElidedLabel()
        self._interval, self._caution = QLabel(), ElidedLabel(self)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, _MARGIN, 12, _MARGIN)
        row.setSpacing(12)
        self._source.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (self._title, self._subtitle, self._source, self._interval, self._caution):
            row.addWidget(label, 1 if label is self._source else 0)
        self._interval.hide()
        self._caution.setProperty("tone", "caution")
        self._caution.hide()
        self.setMinimumHeight(self._title.sizeHint().height() + 4 * _MARGIN)

    def add_tool(self, tool: QWidget) -> None:
        """A button at the right end."""
        self._row.addWidget(tool)

    def show_texts(self, title: str, subtitle: str) -> None:
        """Name what is planned."""
        self._title.setText(title)
        self._subtitle.short = SEPARATOR.join(subtitle.split(SEPARATOR)[:2])  # half of a number says nothing
        self._subtitle.setText(subtitle)

    def show_source(self, text: str, interval: str) -> None:
        """Name the candles, and how long one lasts where that can be told."""
        if (text, interval) == (self._source.text(), self._interval.text()):
            return
        whole = plain_tip(SEPARATOR.join(filter(None, (text, interval))))
        for label, shown in ((self._source, text), (self._interval, interval)):
            label.setText(shown)
            label.setToolTip(whole)
        self._interval.setVisible(bool(interval))

    def show_caution(self, text: str, hint: str) -> None:
        """Say what to be careful about with the candles, or nothing."""
        tip = plain_tip(hint) if text else ""
        if (text, tip) == (self._caution.text(), self._caution.toolTip()):
            return
        self._caution.setText(text)
        self._caution.setToolTip(tip)
        self._caution.setVisible(bool(text))

    def set_colours(self, colours: ChartColours) -> None:
        """Take colours."""
        self._title.setStyleSheet(f"color: {colours.text}; font-weight: 600")
        for label in (self._subtitle, self._source, self._interval):
            label.setStyleSheet(f"color: {colours.muted}")
