"""The account the plan is judged in: name, currency, balance, and the rates its results need."""

from decimal import Decimal

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.plan import Draft, PositionMode
from planner.domain.typed import FieldRule
from planner.report.glossary import label, meaning
from planner.report.numbers import Veiled, coins_for
from planner.report.terms import POSITION_MODES
from planner.ui.panels.panel import Panel, objections
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair
from planner.ui.widgets.undoing import HandsUndoOn
from planner.words import translated_choices

_BELOW_BALANCE = 2
"""The row after the name, and balance and currency."""


class AccountBox(Panel):
    """Account figures entered by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An account box."""
        super().__init__(parent)
        self.name = QLineEdit(self)
        self.name.setMaxLength(80)
        self.name.setAccessibleName(label("account_name"))
        self.name.setToolTip(meaning("account_name"))
        HandsUndoOn(self.name)
        self.balance = NumberField("wallet_balance", FieldRule(), parent=self)
        self.currency = ChoiceField("currency", self)
        self.position_mode: ChoiceField | None = None
        self.rates: dict[str, NumberField] = {}
        self.rows = QVBoxLayout(self)
        self._lay_out()
        self.name.textEdited.connect(lambda text: self._edit("name", text))
        self.name.editingFinished.connect(self.settled)
        self.balance.edited.connect(lambda value: self._edit("wallet_balance", value))
        self.balance.settled.connect(self.settled)
        self.balance.fault_changed.connect(self.fault_changed)
        self.currency.chosen.connect(lambda value: self.edited.emit(edits.set_account("currency", value)))

    def _lay_out(self) -> None:
        caption = QLabel(label("account_name"), self)
        caption.setProperty("role", "label")
        caption.setBuddy(self.name)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(6)
        named = QVBoxLayout()
        named.setSpacing(3)
        named.addWidget(caption)
        named.addWidget(self.name)
        self.rows.addLayout(named)
        self.rows.addLayout(pair(self.balance, self.currency, shares=(3, 2)))

    def _made_mode(self) -> ChoiceField:
        """The choice of how long and short stand beside each other, made for the first venue that has it."""
        if self.position_mode is None:
            self.position_mode = ChoiceField("position_mode", self)
            self.position_mode.offer(translated_choices(POSITION_MODES.items()))
            self.position_mode.chosen.connect(
                lambda value: self.edited.emit(edits.set_position_mode(PositionMode(value)))
            )
            self.rows.insertWidget(_BELOW_BALANCE, self.position_mode)
        return self.position_mode

    def _edit(self, field: str, value: Decimal | str) -> None:
        self.edited.emit(edits.set_account(field, value, continuing=True))

    def tab_order(self) -> list[QWidget]:
        """Its controls, top to bottom."""
        rates = (field.input for field in self.rates.values())
        mode = [] if self.position_mode is None else [self.position_mode.list]
        return [self.name, self.balance.input, self.currency.list, *mode, *rates]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the account and what is wrong with it."""
        account, wrong = assessment.draft.situation.account, objections(assessment)
        if self.name.text() != account.name:
            self.name.setText(account.name)
        currencies = dict.fromkeys((*assessment.draft.situation.venue.account_currencies, account.currency))
        self.currency.offer([(currency, currency) for currency in currencies])
        self.currency.show_value(account.currency)
        self.currency.show_objection(wrong.get("currency", ""))
        self.balance.conceal(concealed=isinstance(account.currency, Veiled))
        self.balance.rule = FieldRule(nudge=coins_for(Decimal(100), account.currency))
        self.balance.show_value(account.wallet_balance)
        self.balance.show_objection(wrong.get("wallet_balance", ""))
        self._show_mode(assessment.draft)
        self._show_rates(assessment.draft, wrong)

    def _show_mode(self, draft: Draft) -> None:
        has_modes = draft.situation.venue.regime.is_perpetual
        if self.position_mode is None and not has_modes:
            return
        mode = self._made_mode()
        mode.show_value(draft.situation.account.position_mode)
        if mode.isHidden() is has_modes:
            mode.setVisible(has_modes)

    def _show_rates(self, draft: Draft, wrong: dict[str, str]) -> None:
        needed = currencies_to_convert(draft)
        for currency in needed:
            if currency not in self.rates:
                self.rates[currency] = self._rate_field(currency)
        for currency, field in self.rates.items():
            field.setVisible(currency in needed)
            field.set_name(f"1 {currency} =")
            field.set_unit(str(draft.situation.account.currency))  # a rate is no amount
            rate = draft.situation.rates.get(currency)
            field.show_value(rate)
            field.show_objection(wrong.get(f"rates.{currency}", ""))

    def _rate_field(self, currency: str) -> NumberField:
        field = NumberField("rate", FieldRule(nudge=Decimal("0.001"), allows_empty=True), parent=self)
        field.edited.connect(lambda value: self.edited.emit(edits.set_rate(currency, value, continuing=True)))
        field.settled.connect(self.settled)
        field.fault_changed.connect(self.fault_changed)
        self.rows.addWidget(field)
        return field


def currencies_to_convert(draft: Draft) -> list[str]:
    """The quote currencies in the plan that need a rate into the account's currency."""
    own = draft.situation.account.currency
    symbols = [draft.plan.instrument, *(position.instrument for position in draft.situation.positions)]
    instruments = [draft.situation.venue.instrument(symbol) for symbol in symbols]
    return list(
        dict.fromkeys(
            i.quote_currency for i in instruments if i is not None and own not in {i.quote_currency, i.base_currency}
        )
    )
