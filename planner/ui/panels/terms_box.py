"""What decides the margin of a plan: leverage, loan to value, day trade, or nothing; each regime its own field."""

from decimal import Decimal

from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.fitting import has_day_trades
from planner.domain.plan import Draft
from planner.domain.typed import PERCENT, FieldRule, write_value
from planner.domain.venue import MarginMode, Regime
from planner.report.glossary import label, meaning
from planner.report.terms import PAID_IN_FULL, terms_hint
from planner.ui.panels.panel import Panel, objections
from planner.ui.widgets.choice import Segments
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import Row
from planner.words import translated

OVERNIGHT, BY_DAY = "overnight", "day"
_SHARE = FieldRule(scale=PERCENT, nudge=Decimal("0.01"), maximum=Decimal(1), allows_zero=True, allows_empty=True)
_MONEY = FieldRule(nudge=Decimal(10), allows_zero=True, allows_empty=True)
_OWN_FIELD = {
    Regime.LOAN: "loan_to_value",
    Regime.FUTURES: "intraday",
    Regime.MARGIN_STOCK: "intraday",
    Regime.CASH: "paid",
}


class TermsBox(Panel):
    """One place beside the fee: the field of the regime stands in it, what the venue asks below."""

    def __init__(self, leverage: NumberField, fee: NumberField, parent: QWidget | None = None) -> None:
        """A box with the ticket's own fields of leverage and fee."""
        super().__init__(parent)
        self.leverage = leverage
        self.loan = NumberField("loan_to_value_asked", _SHARE, parent=self)
        self.day = Segments("intraday", ((OVERNIGHT, translated("No")), (BY_DAY, translated("Yes"))), self)
        self.added = NumberField("added_margin", _MONEY, parent=self)
        self.hint = _detail(self)
        self.places: dict[str, QWidget] = {
            "leverage": leverage,
            "loan_to_value": self.loan,
            "intraday": _captioned("intraday", self.day, self),
            "paid": _captioned("paid_in_full", _said(translated(PAID_IN_FULL), self), self),
        }
        self._lay_out(fee)
        self._show_place("leverage")
        self.added.hide()
        self.loan.edited.connect(lambda rate: self.edited.emit(edits.set_loan_to_value(rate, continuing=True)))
        self.added.edited.connect(lambda amount: self.edited.emit(edits.add_margin(amount, continuing=True)))
        self.day.chosen.connect(lambda value: self.edited.emit(edits.set_intraday(intraday=value == BY_DAY)))
        for field in (self.loan, self.added):
            field.settled.connect(self.settled)
            field.fault_changed.connect(self.fault_changed)

    def _lay_out(self, fee: NumberField) -> None:
        row = Row()
        row.setSpacing(8)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addLayout(row)
        for part in (*self.places.values(), fee):
            row.addWidget(part, 1)
            if isinstance(part, NumberField):
                rows.addWidget(part.message)
        rows.addWidget(self.day.message)
        rows.addWidget(self.hint)
        rows.addWidget(self.added)
        self.added.setContentsMargins(0, 6, 0, 0)

    def tab_order(self) -> list[QWidget]:
        """Its own controls, in the order they stand."""
        return [self.loan.input, *self.day.buttons.values()]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the field of the regime, what the venue asks, and what is wrong."""
        draft, wrong = assessment.draft, objections(assessment)
        venue = draft.situation.venue
        shown = _OWN_FIELD.get(venue.regime, "leverage")
        self._show_place(shown)
        hint = terms_hint(assessment)
        if hint != self.hint.text():
            self.hint.setText(hint)
        _set_shown(self.hint, shown=bool(hint))
        if shown != "leverage":
            self.leverage.show_objection("")
        if shown == "loan_to_value":
            self._show_loan(draft, wrong)
        elif shown == "intraday":
            instrument = draft.instrument
            has_choice = instrument is not None and has_day_trades(venue, instrument)
            self.day.offer((OVERNIGHT, BY_DAY) if has_choice or draft.plan.intraday else (OVERNIGHT,))
            self.day.show_value(BY_DAY if draft.plan.intraday else OVERNIGHT)
            self.day.show_objection(wrong.get("intraday", wrong.get("leverage", "")))
        self._show_added(draft)

    def _show_place(self, shown: str) -> None:
        for name, place in self.places.items():
            _set_shown(place, shown=name == shown)

    def _show_loan(self, draft: Draft, wrong: dict[str, str]) -> None:
        loan = None if draft.instrument is None else draft.instrument.loan
        if loan is not None:
            most = write_value(loan.initial_ltv, _SHARE)
            self.loan.set_unit(translated("% · max {most}", most=most))
            self.loan.input.setPlaceholderText(most)
        self.loan.show_value(draft.plan.loan_to_value)
        self.loan.show_objection(wrong.get("loan_to_value", wrong.get("leverage", "")))

    def _show_added(self, draft: Draft) -> None:
        is_isolated = draft.plan.margin_mode is MarginMode.ISOLATED
        _set_shown(self.added, shown=is_isolated and draft.situation.venue.regime.is_perpetual)
        self.added.set_unit(draft.situation.account.currency)
        self.added.input.setPlaceholderText("0")
        self.added.show_value(draft.plan.added_margin or None)


def _set_shown(widget: QWidget, *, shown: bool) -> None:
    if widget.isHidden() is shown:
        widget.setVisible(shown)


def _captioned(term: str, content: QWidget, parent: QWidget) -> QWidget:
    place = QWidget(parent)
    caption = QLabel(label(term), place)
    caption.setProperty("role", "label")
    layout = QVBoxLayout(place)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    layout.addWidget(caption)
    layout.addWidget(content)
    layout.addStretch(1)
    return place


def _said(text: str, parent: QWidget) -> QLineEdit:
    """Words where another regime has a field."""
    said = QLineEdit(text, parent)
    said.setEnabled(False)
    said.setAccessibleName(label("paid_in_full"))
    said.setToolTip(meaning("paid_in_full"))
    return said


def _detail(parent: QWidget) -> QLabel:
    detail = QLabel(parent)
    detail.setProperty("role", "detail")
    detail.setWordWrap(True)
    detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    detail.hide()
    return detail
