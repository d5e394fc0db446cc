"""A plan placed into the book: sealed, unless a pause keeps it off; some pauses can be broken off, with a reason."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain.journal import Event, Overridden
from planner.domain.plan import Draft
from planner.domain.trades import BookAccount
from planner.report.placing import NO_ACCOUNT, about_override, placed_line, refusal
from planner.storage.book import plans as book_plans
from planner.storage.book.events import add_event
from planner.storage.book.handle import Book
from planner.ui.book.judged import held_of, judged
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import Question, Step, StepDialog
from planner.words import translated

WAIT_MINUTES = 15


class Placing(QObject):
    """`placed` tells that a plan was sealed."""

    placed = Signal()

    def __init__(self, session: BookSession, parent: QWidget) -> None:
        """Dialogs stand before `parent`."""
        super().__init__(parent)
        self.session, self.window = session, parent

    def place(self, account: BookAccount | None) -> None:
        """Seal the plan on screen in an account, judged by that account's rules as they hold now."""
        workspace, now = self.session.workspace, self.session.now()
        not_placed = translated("The plan is not placed")
        if workspace.refuses(not_placed):
            return
        if account is None:
            workspace.dialogs.tell(not_placed, translated(NO_ACCOUNT))
            return
        draft = workspace.document.draft
        found = self.session.ask(lambda book: judged(draft, account, held_of(book, account, now), now))
        if found is None:
            return
        refused = refusal(found)
        if refused:
            workspace.dialogs.tell(translated("Paused: the plan is not placed"), refused)
        elif any(row.blocks for row in found.pauses.rules):
            self._ask_why(account, draft, found)
        else:
            self._said(self.session.keep(lambda book: book_plans.seal(book, account.id, draft, at=now).id), account)

    def _ask_why(self, account: BookAccount, draft: Draft, found: Assessment) -> None:
        rule = next(row.rule.id for row in found.pauses.rules if row.blocks)
        question = Question(
            translated("Break off the pause"),
            about=about_override(found, WAIT_MINUTES),
            needs_reason=True,
            asks_when=False,
        )

        def keep(step: Step) -> str:
            now = self.session.now()
            override = Overridden(
                id=f"override.{int(now.timestamp() * 1_000_000)}",
                at=now,
                recorded_at=now,
                rule=rule,
                reason=step.reason,
                wait_minutes=WAIT_MINUTES,
            )
            made: list[int] = []
            wrong = self.session.refused(lambda book: made.append(_seal_overriding(book, account, draft, override)))
            self._said(made[0] if made else None, account)
            return wrong

        dialog = StepDialog(question, keep, zone=account.zone, now=self.session.now(), parent=self.window)
        dialog.open()

    def _said(self, number: int | None, account: BookAccount) -> None:
        if number is not None:
            self.placed.emit()
            self.session.workspace.said.emit(placed_line(number, account.name))


def _seal_overriding(book: Book, account: BookAccount, draft: Draft, override: Event) -> int:
    """Seal a plan, then note that a pause was broken off for it: a plan that cannot be sealed breaks none off."""
    sealed = book_plans.seal(book, account.id, draft, at=override.recorded_at)
    add_event(book, account.id, override)
    return sealed.id
