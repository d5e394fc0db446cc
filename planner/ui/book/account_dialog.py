"""An account of the book: its name, venue, currency, opening balance, and when its day begins."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import available_timezones

from pydantic import ValidationError
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QLineEdit, QTimeEdit, QWidget

from planner.domain.plan import Account, PositionMode
from planner.domain.trades import BookAccount
from planner.domain.typed import FieldRule
from planner.report.glossary import label
from planner.report.numbers import Veiled
from planner.report.terms import POSITION_MODES
from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.widgets.number_field import NumberField


class AccountDialog(FormDialog):
    """A form filled with an account, or with that of the plan."""

    def __init__(self, account: BookAccount, venues: Sequence[str], parent: QWidget | None = None) -> None:
        """The account as it is now; `venues` are names to choose from."""
        base = NumberField("opening_balance", FieldRule(nudge=Decimal(100)))
        base.conceal(concealed=isinstance(account.currency, Veiled))
        super().__init__("Account", {"equity_base": base}, parent)
        self.account = account
        self.name = self._line(label("account_name"), account.name, 80)
        self.venue = self._list(
            label("venue"), [(name, name) for name in sorted({*venues, account.venue})], account.venue
        )
        self.currency = self._line(label("currency"), account.currency, 10)
        self.rows.addWidget(base)
        self.rows.addWidget(base.message)
        self.mode = self._list(label("position_mode"), list(POSITION_MODES.items()), account.position_mode)
        zones = [(name, name) for name in sorted(available_timezones())]
        self.zone = self._list("Time zone of its days", zones, account.zone)
        self.clock = QTimeEdit(QTime.fromString(account.reset_clock, "HH:mm"), self)
        self.clock.setDisplayFormat("HH:mm")
        self._add("Its day begins at", self.clock)
        self.close_form()
        self.show_values({"equity_base": account.equity_base})
        for line in (self.name, self.currency):
            line.textEdited.connect(lambda _text: self.refresh())
        self.refresh()

    def _add(self, name: str, widget: QWidget) -> None:
        caption = QLabel(name, self)
        caption.setProperty("role", "label")
        caption.setBuddy(widget)
        widget.setAccessibleName(name)
        self.rows.addWidget(caption)
        self.rows.addWidget(widget)

    def _line(self, name: str, text: str, longest: int) -> QLineEdit:
        line = QLineEdit(text, self)
        line.setMaxLength(longest)
        self._add(name, line)
        return line

    def _list(self, name: str, options: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
        made = QComboBox(self)
        for value, text in options:
            made.addItem(text, value)
        made.setCurrentIndex(made.findData(chosen))
        self._add(name, made)
        return made

    def is_complete(self) -> bool:
        """Whether there is a name, a currency as it is written, and a balance."""
        if not hasattr(self, "clock") or not super().is_complete():
            return False
        try:
            Account(name=self.name.text().strip(), currency=self.currency.text().strip(), wallet_balance=Decimal(1))
        except ValidationError:
            self.message.say("A currency is written in capitals, such as EUR or USDT.")
            return False
        wrong = "" if self.name.text().strip() else "Give the account a name."
        self.message.say(wrong)
        return not wrong

    def answer(self) -> BookAccount:
        """What has been entered."""
        return self.account.replace(
            name=self.name.text().strip(),
            venue=self.venue.currentData(),
            currency=self.currency.text().strip(),
            equity_base=self.values["equity_base"],
            position_mode=PositionMode(self.mode.currentData()),
            zone=self.zone.currentData(),
            reset_clock=self.clock.time().toString("HH:mm"),
        )

    def ask(self) -> BookAccount | None:
        """Put the question; None when it was cancelled."""
        return self.answer() if self.exec() == QDialog.DialogCode.Accepted else None
