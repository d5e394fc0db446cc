"""An account of the book: its name, venue, currency, opening balance, and when its day begins."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from pydantic import ValidationError
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QLineEdit, QWidget

from planner.domain.pause_rules import Weekday
from planner.domain.plan import Account, PositionMode
from planner.domain.trades import BookAccount
from planner.domain.typed import FieldRule
from planner.report.book import weekdays
from planner.report.glossary import label
from planner.report.numbers import Veiled
from planner.report.terms import POSITION_MODES
from planner.ui.book.keeping import KeepingDialog
from planner.ui.book.zones import zone_names
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.style import inset
from planner.ui.widgets.unwheeled import Choices, TimeSpin
from planner.words import translated, translated_choices


class AccountDialog(KeepingDialog):
    """A form filled with an account; `keep_account` keeps what was made of it, or says why not."""

    def __init__(
        self,
        account: BookAccount,
        venues: Sequence[str],
        keep_account: Callable[[BookAccount], str],
        parent: QWidget | None = None,
    ) -> None:
        """The account as it is now; `venues` are names to choose from."""
        base = NumberField("opening_balance", FieldRule(nudge=Decimal(100)))
        base.conceal(concealed=isinstance(account.currency, Veiled))
        super().__init__(translated("Account"), {"equity_base": base}, parent)
        self.account, self.keep_account = account, keep_account
        self.name = self._line(label("account_name"), account.name, 80)
        venue_names = [(name, name) for name in sorted({*venues, account.venue})]
        self.venue = self._list(label("venue"), venue_names, account.venue)
        self.currency = self._line(label("currency"), account.currency, 10)
        self.add_field(base)
        self.mode = self._list(
            label("position_mode"), translated_choices(POSITION_MODES.items()), account.position_mode
        )
        zones = [(name, name) for name in sorted({*zone_names(), account.zone})]
        self.zone = self._list(translated("Time zone of its days"), zones, account.zone)
        self.clock = TimeSpin(QTime.fromString(account.reset_clock, "HH:mm"), self)
        self.clock.setDisplayFormat("HH:mm")
        inset(self.clock)
        self.add_named(translated("Its day begins at"), self.clock)
        self.week = self._list(translated("Its week begins on"), weekdays(), account.week_starts)
        self.show_values({"equity_base": account.equity_base})
        self.close_form()
        for line in (self.name, self.currency):
            line.textEdited.connect(lambda _text: self.refresh())

    def _line(self, name: str, text: str, longest: int) -> QLineEdit:
        line = QLineEdit(text, self)
        line.setMaxLength(longest)
        self.add_named(name, line)
        return line

    def _list(self, name: str, options: Sequence[tuple[str, str]], chosen: str) -> Choices:
        made = Choices(self)
        for value, text in options:
            made.addItem(text, value)
        made.setCurrentIndex(made.findData(chosen))
        self.add_named(name, made)
        return made

    def is_complete(self) -> bool:
        """Whether there is a name, a currency as it is written, and a balance."""
        if not super().is_complete():
            return False
        wrong = "" if self.name.text().strip() else translated("Give the account a name.")
        try:
            Account(name="", currency=self.currency.text().strip(), wallet_balance=Decimal(1))
        except ValidationError:
            wrong = translated("A currency is written in capitals, such as EUR or USDT.")
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
            week_starts=Weekday(self.week.currentData()),
        )

    def keep(self) -> str:
        """Keep the account."""
        return self.keep_account(self.answer())
