"""Correlations between their dialog and the plan: entered, grouped, estimated from price histories."""

from datetime import UTC, datetime
from decimal import Decimal

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from planner.domain.correlation import Correlation, CorrelationMethod
from planner.domain.correlation_edits import enter_correlation, forget_correlation, set_correlations, set_group
from planner.domain.fault import FaultError
from planner.report.sentences import fault_sentence
from planner.ui import files
from planner.ui.background import in_background
from planner.ui.dialogs.correlations_dialog import CorrelationsDialog
from planner.ui.workspace import Workspace


class Correlating(QObject):
    """What the dialog asks for, done to the document."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """A dialog of a workspace."""
        self.dialog = CorrelationsDialog(self._history, parent)
        super().__init__(self.dialog)
        self.workspace = workspace
        self.dialog.entered.connect(self._enter)
        self.dialog.value.settled.connect(workspace.document.settle)
        self.dialog.value.fault_changed.connect(self._follow_fault)
        self.dialog.grouped.connect(self._group)
        self.dialog.group.editingFinished.connect(workspace.document.settle)
        self.dialog.history_wanted.connect(self._choose_history)
        self.dialog.estimate_wanted.connect(self._estimate)

    def _history(self, symbol: str) -> str:
        candles = self.workspace.candles(symbol)
        return "" if candles is None else candles.title

    def _enter(self, first: str, second: str, value: Decimal | None) -> None:
        if value is None:
            self.workspace.document.apply(forget_correlation(first, second))
            return
        said = Correlation(first=first, second=second, value=value, as_of=datetime.now(UTC).date())
        self.workspace.document.apply(enter_correlation(said, continuing=True))

    def _follow_fault(self) -> None:
        """What cannot be taken takes back what was typed on the way to it."""
        if self.dialog.value.fault:
            self.workspace.document.retract()

    def _group(self, symbol: str, name: str) -> None:
        self.workspace.document.apply(set_group(symbol, name.strip() or None, continuing=True))

    def _choose_history(self, symbol: str) -> None:
        files.open_candles(self.workspace, symbol)
        self.dialog.show_assessment(self.workspace.shown)

    def _estimate(self, method: str) -> None:
        """Those instruments that have a price history; the others keep what is usual of them."""
        from planner.market.price_series import price_series  # noqa: PLC0415 - not before the first picture
        from planner.portfolio.estimation import Recipe, estimate  # noqa: PLC0415 - as above

        portfolio = self.workspace.document.assessment.portfolio
        symbols = () if portfolio is None else tuple(portfolio.standing.network.index)
        held = {symbol: candles for symbol in symbols if (candles := self.workspace.candles(symbol)) is not None}
        series = [price_series(candles, symbol) for symbol, candles in held.items()]
        try:
            found = in_background(lambda: estimate(series, Recipe(CorrelationMethod(method))))
        except FaultError as error:
            self.dialog.say(fault_sentence(error.fault))
            return
        self.dialog.say("")
        known = self.workspace.document.draft.situation.correlations
        self.workspace.document.apply(set_correlations(known.estimated(found.correlations())))
