"""What decides the margin of a plan: leverage, loan to value, day trade, or nothing; each regime its own field."""

from decimal import Decimal

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.fitting import has_day_trades
from planner.domain.number import ZERO
from planner.domain.plan import Draft
from planner.domain.typed import PERCENT, FieldRule, write_value
from planner.domain.venue import MarginMode, Regime
from planner.report.glossary import label, meaning
from planner.report.numbers import coins_for
from planner.report.terms import PAID_IN_FULL, terms_hint
from planner.ui.panels.content import Content
from planner.ui.panels.panel import objections
from planner.ui.widgets.choice import Segments
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import Row
from planner.words import translated

OVERNIGHT, BY_DAY = "overnight", "day"
_SHARE = FieldRule(scale=PERCENT, nudge=Decimal("0.01"), maximum=Decimal(1), allows_zero=True, allows_empty=True)
_MONEY = FieldRule(allows_zero=True, allows_empty=True)
_OWN_FIELD = {
    Regime.LOAN: "loan_to_value",
    Regime.FUTURES: "intraday",
    Regime.MARGIN_STOCK: "intraday",
    Regime.CASH: "paid",
}


class TermsBox(Content):
    """One place beside the fee: the field of the regime stands in it, what the venue asks below.

    The fields of other regimes are made when a plan first needs them.
    """

    def __init__(self, leverage: NumberField, fee: NumberField, parent: QWidget | None = None) -> None:
        """A box with the ticket's own fields of leverage and fee."""
        super().__init__(parent)
        self.leverage = leverage
        self.loan: NumberField | None = None
        self.day: Segments | None = None
        self.added: NumberField | None = None
        self.hint = _detail(self)
        self.places: dict[str, QWidget] = {"leverage": leverage}
        self.row, self.rows = Row(), QVBoxLayout(self)
        self.row.setSpacing(8)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(3)
        self.rows.addLayout(self.row)
        for part in (leverage, fee):
            self.row.addWidget(part, 1)
            self.rows.addWidget(part.message)
        self.rows.addWidget(self.hint)

    def _made_loan(self) -> NumberField:
        if self.loan is None:
            self.loan = NumberField("loan_to_value_asked", _SHARE, parent=self)
            self.loan.edited.connect(lambda rate: self.edited.emit(edits.set_loan_to_value(rate, continuing=True)))
            self.listen(self.loan)
            self._put("loan_to_value", self.loan, self.loan.message)
        return self.loan

    def _made_day(self) -> Segments:
        if self.day is None:
            self.day = Segments("intraday", ((OVERNIGHT, translated("No")), (BY_DAY, translated("Yes"))), self)
            self.day.chosen.connect(lambda value: self.edited.emit(edits.set_intraday(intraday=value == BY_DAY)))
            self._put("intraday", _captioned("intraday", self.day, self), self.day.message)
        return self.day

    def _made_added(self) -> NumberField:
        if self.added is None:
            self.added = NumberField("added_margin", _MONEY, resting=ZERO, parent=self)
            self.added.setContentsMargins(0, 6, 0, 0)
            self.added.edited.connect(lambda amount: self.edited.emit(edits.add_margin(amount, continuing=True)))
            self.listen(self.added)
            self.rows.addWidget(self.added)
        return self.added

    def _put(self, name: str, place: QWidget, message: QWidget | None = None) -> None:
        """A place beside the fee; what is wrong in it is said below both."""
        self.places[name] = place
        self.row.insertWidget(self.row.count() - 1, place, 1)
        if message is not None:
            self.rows.insertWidget(self.rows.indexOf(self.hint), message)

    def fields(self) -> list[NumberField]:
        """Those a plan has needed."""
        return [field for field in (self.loan, self.added) if field is not None]

    def tab_order(self) -> list[QWidget]:
        """Its own controls beside the fee, in the order they stand."""
        loan = [] if self.loan is None else [self.loan.input]
        return [*loan, *([] if self.day is None else self.day.buttons.values())]

    def tab_order_below(self) -> list[QWidget]:
        """Its own control below the fee."""
        return [] if self.added is None else [self.added.input]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the field of the regime, what the venue asks, and what is wrong."""
        draft, wrong = assessment.draft, objections(assessment)
        venue = draft.situation.venue
        shown = _OWN_FIELD.get(venue.regime, "leverage")
        if shown == "paid" and shown not in self.places:
            self._put(shown, _captioned("paid_in_full", _said(translated(PAID_IN_FULL), self), self))
        hint = terms_hint(assessment)
        if hint != self.hint.text():
            self.hint.setText(hint)
        _set_shown(self.hint, shown=bool(hint))
        self._hush(shown)
        if shown == "loan_to_value":
            self._show_loan(self._made_loan(), draft, wrong)
        elif shown == "intraday":
            self._show_day(self._made_day(), draft, wrong)
        self._show_place(shown)
        self._show_added(draft, wrong)

    def _hush(self, shown: str) -> None:
        """What is wrong is said below the places, not in them: it does not go with a place that is left."""
        for name, place in (("leverage", self.leverage), ("loan_to_value", self.loan), ("intraday", self.day)):
            if place is not None and name != shown:
                place.show_objection("")

    def _show_place(self, shown: str) -> None:
        for name, place in self.places.items():
            _set_shown(place, shown=name == shown)

    def _show_loan(self, field: NumberField, draft: Draft, wrong: dict[str, str]) -> None:
        loan = None if draft.instrument is None else draft.instrument.loan
        if loan is not None:
            most = write_value(loan.initial_ltv, _SHARE)
            field.set_unit(translated("% · max {most}", most=most))
            field.input.setPlaceholderText(most)
        field.show_value(draft.plan.loan_to_value)
        field.show_objection(wrong.get("loan_to_value", wrong.get("leverage", "")))

    def _show_day(self, day: Segments, draft: Draft, wrong: dict[str, str]) -> None:
        instrument = draft.instrument
        has_choice = instrument is not None and has_day_trades(draft.situation.venue, instrument)
        day.offer((OVERNIGHT, BY_DAY) if has_choice or draft.plan.intraday else (OVERNIGHT,))
        day.show_value(BY_DAY if draft.plan.intraday else OVERNIGHT)
        day.show_objection(wrong.get("intraday", wrong.get("leverage", "")))

    def _show_added(self, draft: Draft, wrong: dict[str, str]) -> None:
        is_isolated = draft.plan.margin_mode is MarginMode.ISOLATED
        shown = is_isolated and draft.situation.venue.regime.is_perpetual
        if self.added is None and not shown:
            return
        added = self._made_added()
        _set_shown(added, shown=shown)
        added.set_unit(draft.situation.account.currency)
        added.rule = replace(_MONEY, nudge=coins_for(Decimal(10), draft.situation.account.currency))
        added.show_value(draft.plan.added_margin)
        added.show_objection(wrong.get("added_margin", ""))


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
