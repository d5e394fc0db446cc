"""A closed trade that was entered wrongly, entered again; what was kept before stays in the book."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLayout, QLineEdit, QWidget

from planner.domain.journal import ExitReason
from planner.domain.trades import BookAccount, ClosedTrade
from planner.domain.typed import FieldRule
from planner.report.book import EXITS
from planner.ui.book.keeping import KeepingDialog
from planner.ui.book.step_dialog import PLAIN, SIGNED
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.moment_edit import MomentEdit
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.unwheeled import Choices
from planner.words import translated

WIDTH = 520
_RISK = FieldRule(allows_empty=True)

KeepCorrection = Callable[[ClosedTrade, str], str]
"""Keeps a trade as it is from now on, with the reason; the sentence why it cannot, or nothing."""


class CorrectDialog(KeepingDialog):
    """All figures of a closed trade; OK waits for a reason."""

    def __init__(
        self,
        trade: ClosedTrade,
        account: BookAccount,
        keep_correction: KeepCorrection,
        *,
        now: datetime,
        parent: QWidget | None = None,
    ) -> None:
        """A form of the trade as it is told now; times are those of the account's zone."""
        fields = {
            "entry_price": NumberField("trade_entry", PLAIN),
            "exit_price": NumberField("trade_exit", PLAIN),
            "quantity": NumberField("trade_quantity", PLAIN),
            "fees": NumberField("trade_fees", SIGNED, unit=account.currency),
            "pnl": NumberField("trade_pnl", SIGNED, unit=account.currency),
        }
        if trade.plan is None:
            fields["risk"] = NumberField("trade_risk", _RISK, unit=account.currency)
        super().__init__(translated("Correct {instrument}", instrument=trade.instrument), fields, parent)
        self.trade, self.keep_correction, self.now = trade, keep_correction, now
        self.opened, self.closed = (MomentEdit(at, account.zone, self) for at in (trade.opened_at, trade.closed_at))
        self.too_late = FaultLabel(self)
        self.choice, self.reason = Choices(self), QLineEdit(self)
        for reason in ExitReason:
            words = translated(EXITS[reason])
            self.choice.addItem(words[:1].upper() + words[1:], reason.value)
        self.choice.setCurrentIndex(self.choice.findData(trade.exit_reason.value))
        self.reason.setMaxLength(1000)
        self.reason.setPlaceholderText(translated("why"))
        self._lay_out(account.zone)
        self.setMinimumWidth(WIDTH)
        self._connect()
        self.show_values({name: getattr(trade, name) for name in fields})
        self.close_form()

    def _lay_out(self, zone: str) -> None:
        """Entry beside exit; Tab goes from line to line."""
        fields = self.fields
        self._add_line(self.field(fields["entry_price"]), self.field(fields["exit_price"]))
        opened = self.named(translated("Opened ({zone})", zone=zone), self.opened)
        self._add_line(opened, self.named(translated("Closed ({zone})", zone=zone), self.closed, self.too_late))
        self._add_line(self.field(fields["quantity"]), self.field(fields["fees"]))
        self._add_line(*(self.field(fields[name]) for name in ("pnl", "risk") if name in fields))
        self.add_named(translated("Ended by"), self.choice)
        self.add_named(translated("Reason"), self.reason)

    def _add_line(self, *parts: QLayout) -> None:
        line = QHBoxLayout()
        line.setSpacing(12)
        for part in parts:
            line.addLayout(part, 1)
        self.rows.addLayout(line)

    def _connect(self) -> None:
        self.reason.textEdited.connect(lambda _text: self.refresh())
        self.choice.activated.connect(lambda _index: self.refresh())
        for edit in (self.opened, self.closed):
            edit.dateTimeChanged.connect(lambda _at: self.refresh())

    def is_complete(self) -> bool:
        """Whether all is entered, the times can be, and a reason is given."""
        is_complete, fault = super().is_complete(), self._time_fault()
        self.too_late.say(fault)
        if is_complete and not fault and not self.reason.text().strip():
            self.message.say(translated("Still to enter: {empty}.", empty=translated("Reason")))
            return False
        return is_complete and not fault

    def _time_fault(self) -> str:
        if max(self.opened.moment(), self.closed.moment()) > self.now:
            return translated("That is still to come: enter what has happened.")
        is_before = self.closed.moment() < self.opened.moment()
        return translated("That is before the trade was opened.") if is_before else ""

    def answer(self) -> ClosedTrade:
        """The trade as it has been entered."""
        times = {"opened_at": self.opened.moment(), "closed_at": self.closed.moment()}
        return self.trade.replace(**self.values, **times, exit_reason=ExitReason(self.choice.currentData()))

    def keep(self) -> str:
        """Keep the correction."""
        return self.keep_correction(self.answer(), self.reason.text().strip())
