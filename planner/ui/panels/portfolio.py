"""The portfolio: open positions with this plan, limits as bars, pause rules."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from planner.assess import Assessment
from planner.domain import edits
from planner.report.glossary import label
from planner.report.rows import PauseRow, PositionRow, limit_rows, pause_rows, position_rows
from planner.ui.panels.panel import Panel, objections
from planner.ui.theme import Theme
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.limit_bar import LimitBar
from planner.ui.widgets.style import ONE_DIGIT, set_property

COLUMNS = ("Position", "Profit", "Risk")


class Portfolio(Panel):
    """What is open beside the plan, and what the trader allows."""

    position_wanted = Signal(int)
    position_removed = Signal(int)
    limits_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """A portfolio without positions yet."""
        super().__init__(parent)
        self.theme = theme
        self.heading = _heading("Portfolio")
        self.table = self._table()
        self.message = FaultLabel(self)
        self.bars: dict[str, LimitBar] = {}
        self.pauses: dict[str, PauseLine] = {}
        self.add, self.change, self.remove = (QPushButton(text, self) for text in ("Add…", "Change…", "Remove"))
        self.limits = QPushButton("Limits…", self)
        self._shape: tuple[str, ...] = ()
        self._lay_out()
        self.add.clicked.connect(lambda: self.position_wanted.emit(-1))
        self.change.clicked.connect(lambda: self.position_wanted.emit(self.selected))
        self.remove.clicked.connect(lambda: self.position_removed.emit(self.selected))
        self.limits.clicked.connect(self.limits_wanted)
        self.table.itemSelectionChanged.connect(self._enable)
        for key, wanted in ((Qt.Key.Key_Delete, self.remove), (Qt.Key.Key_Return, self.change)):
            shortcut = QShortcut(QKeySequence(key), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(wanted.click)
        self.table.doubleClicked.connect(self._want_selected)

    @property
    def selected(self) -> int:
        """The open position that is selected; -1 when none is (the first row is the plan)."""
        return self.table.currentRow() - 1

    def _want_selected(self) -> None:
        if self.selected >= 0:
            self.position_wanted.emit(self.selected)

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS), self)
        table.setHorizontalHeaderLabels(COLUMNS)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setAccessibleName("Open positions and this plan")
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(30)
        table.setMinimumWidth(0)
        table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return table

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.add, self.change, self.remove):
            buttons.addWidget(button)
        self.bar_list, self.pause_list = QVBoxLayout(), QVBoxLayout()
        self.bar_list.setSpacing(9)
        self.pause_list.setSpacing(6)
        limits = QHBoxLayout()
        limits.addWidget(_heading("Risk limits"), 1)
        limits.addWidget(self.limits)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.table)
        layout.addWidget(self.message)
        layout.addLayout(buttons)
        layout.addSpacing(6)
        layout.addLayout(limits)
        layout.addLayout(self.bar_list)
        layout.addSpacing(6)
        layout.addWidget(_heading("Pause rules"))
        layout.addLayout(self.pause_list)
        layout.addStretch(1)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show positions, limits and pause rules."""
        rows, wrong = position_rows(assessment), objections(assessment)
        count = len(assessment.draft.situation.positions)
        currency = assessment.draft.situation.account.currency
        self.heading.setText(f"PORTFOLIO · {count} OPEN + PLAN* · {currency}")
        self._show_positions(rows)
        self.message.say(wrong.get("positions", ""))
        self._show_limits(assessment)
        for row in pause_rows(assessment):
            if row.key not in self.pauses:
                self.pauses[row.key] = self._pause_line(row.key)
            counts = assessment.draft.situation.discipline
            self.pauses[row.key].show_row(row, getattr(counts, row.key))
        self._enable()

    def _show_positions(self, rows: tuple[PositionRow, ...]) -> None:
        if self.table.rowCount() != len(rows):
            self.table.setRowCount(len(rows))
        two_lines = 2 * self.fontMetrics().lineSpacing() + 8
        if self.table.verticalHeader().defaultSectionSize() != two_lines:
            self.table.verticalHeader().setDefaultSectionSize(two_lines)
        for index, row in enumerate(rows):
            for column, text in enumerate((f"{row.mark}\n{row.size}", row.pnl, row.risk)):
                self._show_cell(index, column, text, row)
        shape = (self.font().key(), *(f"{row.pnl} {row.risk}".translate(ONE_DIGIT) for row in rows))
        if shape != self._shape:
            self._shape = shape
            for column in (1, 2):
                self.table.resizeColumnToContents(column)
        height = self.table.horizontalHeader().height() + sum(
            self.table.rowHeight(index) for index in range(min(len(rows), 7))
        )
        if self.table.height() != height + 4:
            self.table.setFixedHeight(height + 4)

    def _show_cell(self, index: int, column: int, text: str, row: PositionRow) -> None:
        item = self.table.item(index, column)
        if item is None:
            item = QTableWidgetItem()
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(index, column, item)
        if item.text() != text:
            item.setText(text)
            words = f"{row.name}, this plan" if row.is_plan else row.name
            item.setToolTip(words if column == 0 else "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words if column == 0 else text)
        font = item.font()
        if font.bold() is not row.is_plan:
            font.setBold(row.is_plan)
            item.setFont(font)

    def _show_limits(self, assessment: Assessment) -> None:
        rows = {row.key: row for row in limit_rows(assessment)}
        for key, row in rows.items():
            if key not in self.bars:
                self.bars[key] = LimitBar(key, self)
                self.bar_list.addWidget(self.bars[key])
            self.bars[key].show_row(row, self.theme)
        for key, bar in self.bars.items():
            bar.setVisible(key in rows)

    def _pause_line(self, key: str) -> "PauseLine":
        line = PauseLine(key, self)
        line.counted.connect(lambda value: self.edited.emit(edits.count(key, value)))
        self.pause_list.addWidget(line)
        return line

    def _enable(self) -> None:
        for button in (self.change, self.remove):
            button.setEnabled(self.selected >= 0)


class PauseLine(QWidget):
    """A pause rule with its count, entered by hand."""

    counted = Signal(int)

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        """The line of a glossary term."""
        super().__init__(parent)
        self.count = 0
        self.name, self.state = QLabel(label(key), self), QLabel(self)
        self.state.setProperty("role", "detail")
        self.state.setWordWrap(True)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text = QLabel(self)
        self.text.setProperty("role", "limit")
        self.less, self.more = (
            self._button("−", f"One less: {label(key)}"),
            self._button("+", f"One more: {label(key)}"),
        )
        self.less.clicked.connect(lambda: self.counted.emit(max(0, self.count - 1)))
        self.more.clicked.connect(lambda: self.counted.emit(self.count + 1))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.name)
        words.addWidget(self.state)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(words, 1)
        for part in (self.less, self.text, self.more):
            layout.addWidget(part)

    def _button(self, sign: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setAccessibleName(name)
        button.setToolTip(name)
        return button

    def show_row(self, row: PauseRow, count: int) -> None:
        """Show the count and what the rule says now and after a loss."""
        self.count = count
        self.text.setText(row.text)
        self.state.setText(f"● {row.state}" + (f" · {row.if_loss}" if row.if_loss else ""))
        set_property(self.state, "tone", row.tone.value)
        set_property(self.text, "tone", row.tone.value)
        self.less.setEnabled(count > 0)


def _heading(text: str) -> QLabel:
    heading = QLabel(text.upper())
    heading.setProperty("role", "heading")
    return heading
