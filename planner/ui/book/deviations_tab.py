"""Departures from plans and rules, as the book found them or the trader noted them."""

from planner.domain.journal import DeviationKind
from planner.domain.planned_actual import Breach
from planner.report import numbers
from planner.report.book import DEVIATION_COLUMNS, DEVIATIONS, NUMBERS, moment
from planner.storage.book import deviations as book_deviations
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import StepDialog
from planner.ui.book.tab import BookTab
from planner.ui.widgets.plain_table import PlainTable


class DeviationsTab(BookTab):
    """The newest first."""

    title = "Deviations"

    def __init__(self, session: BookSession) -> None:
        """A tab without deviations yet."""
        super().__init__(session)
        columns = [name for name in NUMBERS if name in DEVIATION_COLUMNS]
        self.table = PlainTable("Deviations", DEVIATION_COLUMNS, numbers=columns, parent=self)
        self.rows.addWidget(self.table, 1)
        (self.note,) = self.add_buttons((("Note a deviation…", self.note_one),))

    def refresh(self) -> None:
        """Ask the book again."""
        account = self.account
        self.note.setEnabled(account is not None)
        if account is None:
            self.table.setRowCount(0)
            return
        found = self.session.ask(lambda book: book_deviations.deviations(book, account.id)) or ()
        self.table.show_rows(
            [
                (
                    moment(one.at, account.zone),
                    DEVIATIONS[one.kind],
                    "" if one.planned is None else numbers.exact(one.planned),
                    "" if one.actual is None else numbers.exact(one.actual),
                    "" if one.trade is None else f"no. {one.trade}",
                    one.reason,
                )
                for one in reversed(found)
            ]
        )

    def note_one(self) -> None:
        """Note what the book cannot see: a missing checklist, a lowered target."""
        account = self.account
        if account is None:
            return
        now = self.session.now()
        kinds = {kind.value: words for kind, words in DEVIATIONS.items()}
        step = StepDialog("Note a deviation", {}, zone=account.zone, now=now, choices=kinds, parent=self).ask()
        if step is None:
            return
        breach = Breach(DeviationKind(step.choice), step.at)
        self.session.do(
            lambda book: book_deviations.add_deviation(book, account.id, breach, reason=step.reason, recorded_at=now)
        )
