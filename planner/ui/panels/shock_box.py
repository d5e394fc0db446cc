"""The account when all prices move together: how far it may fall and rise, and by what each instrument moves."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.number import ONE
from planner.domain.plan import Situation
from planner.domain.shock import CommonShock
from planner.domain.typed import FieldRule
from planner.report.changed_rules import marked
from planner.report.glossary import label
from planner.report.position_liquidation import account_shock, shock_rows
from planner.report.rows import HINT
from planner.ui.panels.panel import Panel
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.row_line import RowLine
from planner.words import translated

BETA = FieldRule(nudge=Decimal("0.1"), least=Decimal(-10), maximum=Decimal(10), allows_empty=True)


class ShockBox(Panel):
    """Two lines, and the beta of the instrument selected in the table; `asked` names the line that is asked why."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """A hidden box: it shows itself where the account backs a position."""
        super().__init__(parent)
        self.lines: dict[str, RowLine] = {}
        self.beta = NumberField("beta", BETA, resting=ONE, parent=self)
        self.symbol = ""
        self._known: tuple[Situation, CommonShock | None] | None = None
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(3)
        self.rows.addWidget(self.beta)
        self.beta.hide()
        self.beta.edited.connect(lambda beta: self.edited.emit(edits.set_beta(self.symbol, beta, continuing=True)))
        self.beta.settled.connect(self.settled)
        self.hide()

    def show_assessment(self, assessment: Assessment) -> None:
        """Show how far all prices may move."""
        rows = marked(assessment.draft, shock_rows(assessment, self._before(assessment)))
        if self.isHidden() is bool(rows):
            self.setVisible(bool(rows))
        for place, row in enumerate(rows):
            if row.key not in self.lines:
                self.lines[row.key] = RowLine(self)
                self.lines[row.key].asked.connect(lambda key=row.key: self.asked.emit(key))
                self.rows.insertWidget(place, self.lines[row.key])
            self.lines[row.key].show_row(row, translated(HINT))

    def _before(self, assessment: Assessment) -> CommonShock | None:
        """Where the open positions alone are liquidated: the same as long as the situation is."""
        situation = assessment.draft.situation
        if self._known is None or self._known[0] is not situation:
            self._known = situation, account_shock(assessment, assessment.evaluation.book)
        return self._known[1]

    def show_beta(self, assessment: Assessment, symbol: str) -> None:
        """Show the beta of an instrument, or (no name) none."""
        if self.beta.isHidden() is bool(symbol):
            self.beta.setVisible(bool(symbol))
        if symbol != self.symbol and self.beta.fault:
            self.beta.restore()
        self.symbol = symbol
        self.beta.set_name(translated("{label} of {symbol}", label=label("beta"), symbol=symbol))
        self.beta.show_value(assessment.draft.situation.betas.get(symbol, ONE))
