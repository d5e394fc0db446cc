"""Open positions of the book: added to, reduced, their stops moved, closed."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from pathlib import Path

from PySide6.QtWidgets import QLabel

from planner.domain.journal import ExitReason
from planner.domain.number import ENGINE, ZERO, nearest_writable
from planner.domain.planned_actual import Breach
from planner.domain.trades import Fill, FillKind, OpenTrade, StopMove
from planner.domain.typed import FieldRule
from planner.report.book import EXITS, NUMBERS, OPEN_COLUMNS, figures_text, open_row
from planner.storage.book import trades as book_trades
from planner.storage.book.handle import Book
from planner.storage.book_csv.exporting import open_as_csv
from planner.ui.book.judged import breaches_of_adding
from planner.ui.book.listed import Listed
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import PLAIN, SIGNED, Asked, Question, Step
from planner.ui.book.tab import BookTab
from planner.ui.book.tables import bring_in, write_out
from planner.ui.widgets.plain_table import PlainTable
from planner.words import translated, translated_choices, translated_each

_STOP = FieldRule(allows_empty=True)
_KINDS = {FillKind.ENTRY.value: "added to the position", FillKind.EXIT.value: "taken off the position"}


class OpenTab(BookTab):
    """What is open now, and how it compares with its plan."""

    title = "Open positions"
    emptiness = "open"

    def __init__(self, session: BookSession) -> None:
        """A tab without positions yet."""
        super().__init__(session)
        numbers = [translated(name) for name in NUMBERS if name in OPEN_COLUMNS]
        self.table = PlainTable(
            translated("Open positions"), translated_each(OPEN_COLUMNS), numbers=numbers, parent=self
        )
        self.trades: Listed[OpenTrade] = Listed(self.table, self._row)
        self.figures = QLabel(self)
        self.figures.setProperty("role", "detail")
        self.figures.setWordWrap(True)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.figures)
        texts = (
            (translated("Add or reduce…"), self.add_fill),
            (translated("Move stop…"), self.move_stop),
            (translated("Close…"), self.close_trade),
        )
        *self.buttons, self.bring, self.write = self.add_buttons(
            (*texts, (translated("Import…"), lambda: bring_in(self)), (translated("Export as CSV…"), self.write_out))
        )
        self.table.itemSelectionChanged.connect(self._show_selected)

    def _row(self, trade: OpenTrade) -> tuple[str, ...]:
        return () if self.account is None else open_row(trade, self.account)

    def refresh(self) -> None:
        """Ask the book again."""
        account = self.account
        found = None if account is None else self.session.ask(lambda book: book_trades.open_trades(book, account.id))
        self.trades.show(found or ())
        self.say_empty(is_empty=not found)
        self.bring.setEnabled(account is not None)
        self.write.setEnabled(bool(found))
        self._show_selected()

    def _show_selected(self) -> None:
        trade = self.trades.selected
        for button in self.buttons:
            button.setEnabled(trade is not None)
        story = None if trade is None else self.session.ask(lambda book: book_trades.story_of(book, trade.id))
        figures = None if story is None else story.figures
        self.figures.setText("" if figures is None else figures_text(figures))
        self.figures.setVisible(figures is not None)

    def _fill(self, kind: FillKind, quantity: Decimal, step: Step) -> Fill:
        return Fill(
            kind=kind,
            at=step.at,
            recorded_at=self.session.now(),
            quantity=quantity,
            price=step.amount("price"),
            fee=step.amount("fee"),
        )

    def add_fill(self) -> None:
        """The position was made larger or smaller."""
        trade, account = self.trades.selected, self.account
        if trade is None or account is None:
            return
        asked = {
            "price": Asked("fill_price", PLAIN),
            "quantity": Asked("fill_quantity", PLAIN),
            "fee": Asked("fill_fee", SIGNED, ZERO, account.currency),
        }
        question = Question(
            translated("Fill in {instrument}", instrument=trade.instrument),
            asked,
            translated("It was"),
            dict(translated_choices(_KINDS.items())),
            since=trade.opened_at,
        )
        self.put(question, lambda step: self._keep_fill(trade, step))

    def _keep_fill(self, trade: OpenTrade, step: Step) -> str:
        fill = self._fill(FillKind(step.choice), step.amount("quantity"), step)
        account, shown = self.account, self.session.workspace.document.draft

        def keep(book: Book) -> None:
            also: Sequence[Breach] = ()
            if account is not None and fill.kind is FillKind.ENTRY:
                also = breaches_of_adding(book, account, trade, shown, fill.at)
            book_trades.add_fill(book, trade.id, fill, reason=step.reason, also=also)

        return self.session.refused(keep)

    def move_stop(self) -> None:
        """The stop stands elsewhere from now on."""
        trade = self.trades.selected
        if trade is None:
            return
        asked = {"stop": Asked("new_stop", _STOP, trade.stop_price)}
        question = Question(
            translated("Stop of {instrument}", instrument=trade.instrument), asked, since=trade.opened_at
        )
        self.put(question, lambda step: self._keep_stop(trade, step))

    def _keep_stop(self, trade: OpenTrade, step: Step) -> str:
        now = self.session.now()
        move = StopMove(at=step.at, recorded_at=now, stop_price=step.values["stop"], reason=step.reason)
        return self.session.refused(lambda book: book_trades.move_stop(book, trade.id, move))

    def close_trade(self) -> None:
        """All that is left was closed."""
        trade, account = self.trades.selected, self.account
        if trade is None or account is None:
            return
        asked = {
            "price": Asked("fill_price", PLAIN, trade.stop_price),
            "fee": Asked("fill_fee", SIGNED, ZERO, account.currency),
            "pnl": Asked("trade_pnl", SIGNED, _loss_planned(trade), account.currency),
        }
        choices = {reason.value: translated(words) for reason, words in EXITS.items()}
        question = Question(
            translated("Close {instrument}", instrument=trade.instrument),
            asked,
            translated("Ended by"),
            choices,
            since=trade.opened_at,
        )
        self.put(question, lambda step: self._keep_closing(trade, step))

    def _keep_closing(self, trade: OpenTrade, step: Step) -> str:
        fill = self._fill(FillKind.EXIT, trade.open_quantity, step)
        closing = book_trades.Closing(step.amount("pnl"), ExitReason(step.choice), step.reason, self.session.now())
        return self.session.refused(lambda book: book_trades.close_trade(book, trade.id, fill, closing))

    def write_out(self) -> None:
        """Write the open positions as CSV."""
        account = self.account
        if account is not None:
            write_out(self.session, Path("positions.csv"), lambda book: open_as_csv(book, account.id))


def _loss_planned(trade: OpenTrade) -> Decimal | None:
    """What is first offered: the loss that was planned at the stop."""
    with localcontext(ENGINE):
        return None if trade.risk is None else nearest_writable(-trade.risk)
