"""The portfolio: open positions with this plan, limits as bars, pause rules."""

from collections.abc import Sized

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.book import Book
from planner.domain.evaluation import Evaluation
from planner.report.changed_rules import marked, marked_lines
from planner.report.limits import limit_rows
from planner.report.pauses import PauseRow, pause_rows, preview_rows
from planner.report.position_liquidation import PricesBefore, liquidation_lines, position_subject, prices_before
from planner.report.rows import position_rows
from planner.ui.panels.liquidation_box import LiquidationBox
from planner.ui.panels.panel import Panel, objections
from planner.ui.panels.position_table import PositionTable
from planner.ui.panels.shock_box import ShockBox
from planner.ui.panels.together_box import TogetherBox
from planner.ui.theme import Theme
from planner.ui.widgets.after_paint import AfterPaint
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.limit_bar import LimitBar
from planner.ui.widgets.style import heading, set_property
from planner.ui.widgets.tab_order import order_tabs
from planner.ui.widgets.tips import plain_tip
from planner.words import translated


class Portfolio(Panel):
    """What is open beside the plan, and what the trader allows; `asked` names the figure that is asked why.

    While nothing but the plan changes, what it does to open positions and pause rules follows once the key is painted.
    """

    asked = Signal(str)

    position_wanted = Signal(int)
    position_removed = Signal(int)
    limits_wanted = Signal()
    rules_wanted = Signal()
    caught_up = Signal()
    """What waited until a key was painted is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """A portfolio without positions yet."""
        super().__init__(parent)
        self.theme = theme
        self.heading = heading(translated("Portfolio"))
        self.table = PositionTable(self)
        self.shock, self.liquidation = ShockBox(self), LiquidationBox(self)
        self.together = TogetherBox(theme, self)
        self.message = FaultLabel(self)
        self.bars: dict[str, LimitBar] = {}
        self.pauses: dict[str, PauseLine] = {}
        self.add, self.change, self.remove = (
            QPushButton(text, self) for text in (translated("Add…"), translated("Change…"), translated("Remove"))
        )
        self.limits, self.rules = QPushButton(translated("Limits…"), self), QPushButton(translated("Rules…"), self)
        self.preview = QLabel(self)
        self._assessment: Assessment | None = None
        self._known: tuple[Book | None, range, PricesBefore] | None = None
        self._later = AfterPaint(self, self.catch_up)
        self._tabbed = 0
        self._lay_out()
        self._connect()
        self.preview.setProperty("role", "detail")
        self.preview.setWordWrap(True)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def _connect(self) -> None:
        self.add.clicked.connect(lambda: self.position_wanted.emit(-1))
        self.change.clicked.connect(lambda: self.position_wanted.emit(self.selected))
        self.remove.clicked.connect(lambda: self.position_removed.emit(self.selected))
        self.limits.clicked.connect(self.limits_wanted)
        self.rules.clicked.connect(self.rules_wanted)
        self.shock.settled.connect(self.settled)
        for box in (self.shock, self.liquidation):
            box.edited.connect(self.edited)
            box.asked.connect(self.asked)
        self.liquidation.toggle.toggled.connect(self._order_tabs)
        self.table.asked.connect(lambda row: self.asked.emit(_subject(row)))
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.itemSelectionChanged.connect(self._show_beta)
        self.table.verticalScrollBar().valueChanged.connect(self._show_lines)
        for key, wanted in ((Qt.Key.Key_Delete, self.remove), (Qt.Key.Key_Return, self.change)):
            shortcut = QShortcut(QKeySequence(key), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(wanted.click)
        self.table.doubleClicked.connect(self._want_selected)

    @property
    def selected(self) -> int:
        """The open position that is selected; -1 when none is (the first row is the plan)."""
        return self.table.currentRow() - 1

    def focused(self) -> str:
        """The figure the keys go to, if they go to one."""
        if self.table.hasFocus() and self.table.currentRow() >= 0:
            return _subject(self.table.currentRow())
        lines = {**self.shock.lines, **self.liquidation.lines}
        return next((key for key, line in lines.items() if line.hasFocus()), "")

    def _want_selected(self) -> None:
        if self.selected >= 0:
            self.position_wanted.emit(self.selected)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.add, self.change, self.remove):
            buttons.addWidget(button)
        self.bar_list, self.pause_list = QVBoxLayout(), QVBoxLayout()
        self.bar_list.setSpacing(9)
        self.pause_list.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        above: tuple[QWidget, ...] = (self.heading, self.table, self.message)
        for part in above:
            layout.addWidget(part)
        layout.addLayout(buttons)
        for box in (self.shock, self.liquidation):
            layout.addWidget(box)
        for title, button, content in (
            (translated("Risk limits"), self.limits, self.bar_list),
            (translated("Pause rules"), self.rules, self.pause_list),
        ):
            layout.addSpacing(6)
            layout.addLayout(_headed(title, button))
            layout.addLayout(content)
        layout.addWidget(self.preview)
        layout.addSpacing(6)
        layout.addWidget(self.together)
        layout.addStretch(1)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show positions, limits and pause rules."""
        before, self._assessment = self._assessment, assessment
        rows, wrong = position_rows(assessment), objections(assessment)
        count = len(assessment.draft.situation.positions)
        currency = assessment.draft.situation.account.currency
        self.heading.setText(
            translated("PORTFOLIO · {count} OPEN + PLAN* · {currency}", count=count, currency=currency)
        )
        self.table.show_theme(self.theme)
        self.table.show_rows(rows)
        self.liquidation.show_assessment(assessment)
        self.message.say(wrong.get("positions", ""))
        self._show_limits(assessment)
        self._enable()
        self._later.start()
        if before is None or before.draft.situation is not assessment.draft.situation:
            self.catch_up()

    def catch_up(self) -> None:
        """Show now what waits until a key is painted."""
        self._later.stop()
        if self._assessment is not None:
            self.together.theme = self.theme
            self._show_lines()
            self.shock.show_assessment(self._assessment)
            self._show_beta()
            self._show_pauses(self._assessment)
            self.together.show_assessment(self._assessment)
        self._order_tabs()
        self.caught_up.emit()

    def _order_tabs(self) -> None:
        """Tab goes from top to bottom, also through lines that have come since."""
        made: tuple[Sized, ...] = (
            self.bars, self.pauses, self.shock.lines, self.together.lines, self.together.bets,
            self.liquidation.lines, self.liquidation.trials,
        )  # fmt: skip
        count = sum(len(parts) for parts in made)
        if count != self._tabbed:
            self._tabbed = count
            order_tabs(self)

    def _show_lines(self) -> None:
        """Only rows in view are computed: every scroll shows the others."""
        if self._assessment is not None:
            rows = self.table.rows_in_view()
            lines = liquidation_lines(self._assessment, rows, self._before(self._assessment.evaluation, rows))
            self.table.show_lines(marked_lines(self._assessment.draft, lines))

    def _before(self, evaluation: Evaluation, rows: range) -> PricesBefore:
        """The prices of the open positions alone: the same as long as they are, and the same rows are in view."""
        if self._known is None or self._known[0] is not evaluation.book or self._known[1] != rows:
            self._known = evaluation.book, rows, prices_before(evaluation, rows)
        return self._known[2]

    def _show_beta(self) -> None:
        """The beta of the instrument whose row is selected."""
        if self._assessment is None:
            return
        draft, row = self._assessment.draft, self.table.currentRow()
        symbols = (draft.plan.instrument, *(position.instrument for position in draft.situation.positions))
        self.shock.show_beta(self._assessment, symbols[row] if 0 <= row < len(symbols) else "")

    def _show_limits(self, assessment: Assessment) -> None:
        rows = {row.key: row for row in marked(assessment.draft, limit_rows(assessment))}
        for key, row in rows.items():
            if key not in self.bars:
                self.bars[key] = LimitBar(key, self)
                self.bar_list.addWidget(self.bars[key])
            self.bars[key].show_row(row, self.theme)
        for key, bar in self.bars.items():
            bar.setVisible(key in rows)

    def _show_pauses(self, assessment: Assessment) -> None:
        rows = {row.key: row for row in pause_rows(assessment)}
        for key, row in rows.items():
            if key not in self.pauses:
                self.pauses[key] = PauseLine(self)
                self.pauses[key].counted.connect(self._count)
                self.pause_list.addWidget(self.pauses[key])
            self.pauses[key].show_row(row)
        for key, line in self.pauses.items():
            line.setVisible(key in rows)
        said = "\n".join(f"{title}: {sentence}" for title, sentence in preview_rows(assessment))
        if said != self.preview.text():
            self.preview.setText(said)
        self.preview.setVisible(bool(said) and bool(rows))

    def _count(self, counted: str, value: int) -> None:
        if self._assessment is not None:
            self.edited.emit(edits.count(counted, value, self._assessment.pauses.at))

    def _enable(self) -> None:
        for button in (self.change, self.remove):
            button.setEnabled(self.selected >= 0)


class PauseLine(QWidget):
    """A pause rule; a count can be entered by hand, which `counted` names with its new value."""

    counted = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """A line without a rule yet."""
        super().__init__(parent)
        self.row: PauseRow | None = None
        self.name, self.state, self.text = QLabel(self), QLabel(self), QLabel(self)
        for part, role in ((self.state, "detail"), (self.text, "limit")):
            part.setProperty("role", role)
        self.state.setWordWrap(True)
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.less, self.more = QToolButton(self), QToolButton(self)
        self.less.clicked.connect(lambda: self._count(-1))
        self.more.clicked.connect(lambda: self._count(1))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.name)
        words.addWidget(self.state)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(words, 1)
        for widget in (self.less, self.text, self.more):
            layout.addWidget(widget)

    def _count(self, change: int) -> None:
        if self.row is not None:
            self.counted.emit(self.row.counted, max(0, self.row.count + change))

    def show_row(self, row: PauseRow) -> None:
        """Show what the rule is, and what it says now and after a loss."""
        if row == self.row:
            return
        self.row = row
        for part in (self.name, self.state, self.text):
            part.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setText(row.name)
        self.setToolTip(plain_tip(row.sentence))
        self.text.setText(row.text)
        self.state.setText(f"● {row.state}" + (f" · {row.if_loss}" if row.if_loss else ""))
        set_property(self.state, "tone", row.tone.value)
        set_property(self.text, "tone", row.tone.value)
        for button, sign, words in ((self.less, "−", translated("One less")), (self.more, "+", translated("One more"))):
            button.setText(sign)
            button.setAccessibleName(f"{words}: {row.name}")
            button.setToolTip(f"{words}: {row.name}")
            button.setVisible(bool(row.counted))
        self.less.setEnabled(row.count > 0)


def _subject(row: int) -> str:
    """What a row of the table is asked about: the first one is the plan."""
    return position_subject(row - 1) if row else "liquidation"


def _headed(title: str, button: QPushButton) -> QHBoxLayout:
    """A heading with a button at its right."""
    row = QHBoxLayout()
    row.addWidget(heading(title), 1)
    row.addWidget(button)
    return row
