"""Open positions of the book: added to, reduced, their stops moved, closed."""

from decimal import Decimal, localcontext

from PySide6.QtWidgets import QLabel

from planner.domain.journal import ExitReason
from planner.domain.number import ENGINE, ZERO, nearest_writable
from planner.domain.trades import Fill, FillKind, OpenTrade, StopMove
from planner.domain.typed import FieldRule
from planner.report.book import EXITS, NUMBERS, OPEN_COLUMNS, figures_lines, open_row
from planner.storage.book import trades as book_trades
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import PLAIN, SIGNED, Asked, Step, StepDialog
from planner.ui.book.tab import BookTab
from planner.ui.widgets.plain_table import PlainTable

_STOP = FieldRule(allows_empty=True)


class OpenTab(BookTab):
    """What is open now, and how it compares with its plan."""

    title = "Open positions"

    def __init__(self, session: BookSession) -> None:
        """A tab without positions yet."""
        super().__init__(session)
        self.trades: tuple[OpenTrade, ...] = ()
        numbers = [name for name in NUMBERS if name in OPEN_COLUMNS]
        self.table = PlainTable("Open positions", OPEN_COLUMNS, numbers=numbers, parent=self)
        self.figures = QLabel(self)
        self.figures.setProperty("role", "detail")
        self.figures.setWordWrap(True)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.figures)
        texts = (("Add or reduce…", self.add_fill), ("Move stop…", self.move_stop), ("Close…", self.close_trade))
        self.buttons = self.add_buttons(texts)
        self.table.itemSelectionChanged.connect(self._show_selected)

    def refresh(self) -> None:
        """Ask the book again."""
        account = self.account
        found = None if account is None else self.session.ask(lambda book: book_trades.open_trades(book, account.id))
        self.trades = found or ()
        self.table.show_rows([open_row(trade, account) for trade in self.trades] if account is not None else [])
        self._show_selected()

    @property
    def selected(self) -> OpenTrade | None:
        """The chosen position."""
        row = self.table.currentRow()
        return self.trades[row] if 0 <= row < len(self.trades) else None

    def _show_selected(self) -> None:
        trade = self.selected
        for button in self.buttons:
            button.setEnabled(trade is not None)
        story = None if trade is None else self.session.ask(lambda book: book_trades.story_of(book, trade.id))
        figures = None if story is None else story.figures
        self.figures.setText("" if figures is None else ". ".join(figures_lines(figures)) + ".")
        self.figures.setVisible(figures is not None)

    def _asked(self, title: str, asked: dict[str, Asked], choices: dict[str, str] | None = None) -> Step | None:
        account = self.account
        if account is None:
            return None
        now = self.session.now()
        return StepDialog(title, asked, zone=account.zone, now=now, choices=choices, parent=self).ask()

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
        trade, account = self.selected, self.account
        if trade is None or account is None:
            return
        asked = {
            "price": Asked("fill_price", PLAIN),
            "quantity": Asked("fill_quantity", PLAIN),
            "fee": Asked("fill_fee", SIGNED, ZERO, account.currency),
        }
        kinds = {FillKind.ENTRY.value: "added to the position", FillKind.EXIT.value: "taken off the position"}
        step = self._asked(f"Fill in {trade.instrument}", asked, kinds)
        if step is not None:
            fill = self._fill(FillKind(step.choice), step.amount("quantity"), step)
            self.session.keep(lambda book: book_trades.add_fill(book, trade.id, fill, reason=step.reason))

    def move_stop(self) -> None:
        """The stop stands elsewhere from now on."""
        trade = self.selected
        if trade is None:
            return
        step = self._asked(f"Stop of {trade.instrument}", {"stop": Asked("new_stop", _STOP, trade.stop_price)})
        if step is not None:
            now = self.session.now()
            move = StopMove(at=step.at, recorded_at=now, stop_price=step.values["stop"], reason=step.reason)
            self.session.keep(lambda book: book_trades.move_stop(book, trade.id, move))

    def close_trade(self) -> None:
        """All that is left was closed."""
        trade, account = self.selected, self.account
        if trade is None or account is None:
            return
        asked = {
            "price": Asked("fill_price", PLAIN, trade.stop_price),
            "fee": Asked("fill_fee", SIGNED, ZERO, account.currency),
            "pnl": Asked("trade_pnl", SIGNED, self._loss_planned(trade), account.currency),
        }
        choices = {reason.value: words for reason, words in EXITS.items()}
        step = self._asked(f"Close {trade.instrument}", asked, choices)
        if step is None:
            return
        fill = self._fill(FillKind.EXIT, trade.open_quantity, step)
        closing = book_trades.Closing(step.amount("pnl"), ExitReason(step.choice), step.reason, self.session.now())
        self.session.keep(lambda book: book_trades.close_trade(book, trade.id, fill, closing))

    @staticmethod
    def _loss_planned(trade: OpenTrade) -> Decimal | None:
        """What is first offered: the loss that was planned at the stop."""
        with localcontext(ENGINE):
            return None if trade.risk is None else nearest_writable(-trade.risk)
