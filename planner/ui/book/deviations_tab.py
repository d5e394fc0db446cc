"""Departures from plans and rules, as the book found them or the trader noted them, and pauses that were broken off."""

from planner.domain.journal import DeviationKind, Overridden
from planner.domain.planned_actual import Breach
from planner.report.book import DEVIATION_COLUMNS, DEVIATIONS, NUMBERS, deviation_rows
from planner.storage.book import deviations as book_deviations
from planner.storage.book.events import kept_events
from planner.storage.book.handle import Book
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import Question, Step
from planner.ui.book.tab import BookTab
from planner.ui.widgets.plain_table import PlainTable
from planner.words import translated, translated_each


class DeviationsTab(BookTab):
    """The newest first."""

    title = "Deviations"
    emptiness = "deviations"

    def __init__(self, session: BookSession) -> None:
        """A tab without deviations yet."""
        super().__init__(session)
        columns = [name for name in NUMBERS if name in DEVIATION_COLUMNS]
        self.table = PlainTable(
            translated("Deviations"), translated_each(DEVIATION_COLUMNS), numbers=translated_each(columns), parent=self
        )
        self.rows.addWidget(self.table, 1)
        (self.note,) = self.add_buttons(((translated("Note a deviation…"), self.note_one),))

    def refresh(self) -> None:
        """Ask the book again."""
        account = self.account
        self.note.setEnabled(account is not None)
        rows: list[tuple[str, ...]] = []
        if account is not None:

            def told(book: Book) -> list[tuple[str, ...]]:
                found = book_deviations.deviations(book, account.id)
                broken = [one for one in kept_events(book, account.id) if isinstance(one, Overridden)]
                return deviation_rows(found, broken, account.zone)

            rows = self.session.ask(told) or []
        self.table.show_rows(rows)
        self.say_empty(is_empty=not rows)

    def note_one(self) -> None:
        """Note what the book cannot see: a missing checklist, a lowered target."""
        kinds = {
            kind.value: translated(words) for kind, words in DEVIATIONS.items() if kind is not DeviationKind.OVERRIDE
        }
        question = Question(
            translated("Note a deviation"), choice_name=translated("What"), choices=kinds, needs_reason=True
        )
        self.put(question, self._keep)

    def _keep(self, step: Step) -> str:
        account = self.account
        if account is None:
            return ""
        breach, now = Breach(DeviationKind(step.choice), step.at), self.session.now()
        return self.session.refused(
            lambda book: book_deviations.add_deviation(book, account.id, breach, reason=step.reason, recorded_at=now)
        )
