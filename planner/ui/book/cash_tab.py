"""What moves an account besides its trades: money paid in or taken out, and balances as the venue states them."""

from datetime import datetime
from functools import partial
from typing import Any

from planner.domain.journal import Corrected, EquityMarked, Event, Transferred
from planner.domain.typed import FieldRule
from planner.report.cash import CASH_COLUMNS, CASH_NUMBERS, PAID_IN, TAKEN_OUT, Cash, cash_name, cash_row, withdrawn_why
from planner.storage.book.events import add_event, kept_events
from planner.storage.book.handle import Book
from planner.ui.book.listed import Listed
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import PLAIN, SIGNED, Asked, Question, Step
from planner.ui.book.tab import BookTab
from planner.ui.widgets.plain_table import PlainTable
from planner.words import translated, translated_each

_OPTIONAL = FieldRule(nudge=SIGNED.nudge, least=SIGNED.least, allows_zero=True, allows_empty=True)


class CashTab(BookTab):
    """The newest first; what was entered by mistake is withdrawn with a reason, and stays to be seen."""

    title = "Cash"
    emptiness = "cash"

    def __init__(self, session: BookSession) -> None:
        """A tab without entries yet."""
        super().__init__(session)
        self.table = PlainTable(
            translated("Cash"), translated_each(CASH_COLUMNS), numbers=translated_each(CASH_NUMBERS), parent=self
        )
        self.cash: Listed[Cash] = Listed(self.table, self._row)
        self.why: dict[str, str] = {}
        self.rows.addWidget(self.table, 1)
        texts = (
            (translated("Money in or out…"), self.move_money),
            (translated("Balance as stated…"), self.state_balance),
            (translated("Withdraw the entry…"), self.withdraw),
        )
        self.pay, self.mark, self.take_back = self.add_buttons(texts)
        self.table.itemSelectionChanged.connect(self._enable)
        self._enable()

    def _row(self, cash: Cash) -> tuple[str, ...]:
        return () if self.account is None else cash_row(cash, self.account, self.why.get(cash.id))

    def refresh(self) -> None:
        """Ask the book again."""
        account, found = self.account, None
        if account is not None:
            found = self.session.ask(partial(_entered, account=account.id))
        cash, self.why = ((), {}) if found is None else found
        self.cash.show(cash)
        self.say_empty(is_empty=not cash)
        self._enable()

    def _enable(self) -> None:
        for button in (self.pay, self.mark):
            button.setEnabled(self.account is not None)
        chosen = self.cash.selected
        self.take_back.setEnabled(chosen is not None and chosen.id not in self.why)

    def move_money(self) -> None:
        """Enter what was paid in or taken out."""
        question = Question(
            translated("Money in or out"),
            {"amount": Asked("cash_amount", PLAIN, unit=self._currency())},
            choice_name=translated("What"),
            choices={PAID_IN: translated(PAID_IN), TAKEN_OUT: translated(TAKEN_OUT)},
            about=translated("It is no profit and no loss: what losses are measured from moves by as much."),
            asks_why=False,
        )
        self.put(question, self._keep_move)

    def _keep_move(self, step: Step) -> str:
        amount = step.amount("amount")
        return self._keep(Transferred(amount=amount if step.choice == PAID_IN else -amount, **self._stamp(step.at)))

    def state_balance(self) -> None:
        """Enter what the account held at a moment."""
        question = Question(
            translated("Balance as stated"),
            {
                "balance": Asked("stated_balance", SIGNED, unit=self._currency()),
                "equity": Asked("stated_equity", _OPTIONAL, unit=self._currency()),
            },
            about=translated("Results are counted on from it; with open positions, equity tells the loss so far."),
            asks_why=False,
        )
        self.put(question, self._keep_balance)

    def _keep_balance(self, step: Step) -> str:
        balance, equity = step.amount("balance"), step.values["equity"]
        return self._keep(EquityMarked(balance=balance, equity=equity, **self._stamp(step.at)))

    def withdraw(self) -> None:
        """What was entered by mistake counts no more."""
        cash, account = self.cash.selected, self.account
        if cash is None or account is None:
            return
        stays = translated("It stays to be seen. A pause that it set off stays too.")
        question = Question(
            translated("Withdraw the entry"),
            about=f"{cash_name(cash, account)}\n{stays}",
            needs_reason=True,
            asks_when=False,
        )
        self.put(question, lambda step: self._keep(self._withdrawal(cash, step.reason)))

    def _withdrawal(self, cash: Cash, reason: str) -> Corrected:
        return Corrected(of=cash.id, reason=reason, **self._stamp(self.session.now()))

    def _currency(self) -> str:
        return "" if self.account is None else self.account.currency

    def _stamp(self, at: datetime) -> dict[str, Any]:
        """What every event has, of one that happened at a moment and is entered now."""
        now = self.session.now()
        return {"id": f"cash.{int(now.timestamp() * 1_000_000)}", "at": at, "recorded_at": now}

    def _keep(self, happening: Event) -> str:
        account = self.account
        if account is None:
            return ""
        return self.session.refused(partial(add_event, account=account.id, happening=happening))


def _entered(book: Book, account: int) -> tuple[tuple[Cash, ...], dict[str, str]]:
    """What was entered, the newest first, and why some of it counts no more."""
    kept = kept_events(book, account)
    cash = tuple(one for one in reversed(kept) if isinstance(one, Cash))
    return cash, withdrawn_why([one for one in kept if isinstance(one, Corrected)])
