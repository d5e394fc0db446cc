"""What is laid down for an account: versions of limits and of pause rules, kept from the plan, brought into it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtWidgets import QLabel

from planner.discipline.booked import began_with
from planner.discipline.limit_versions import limit_versions
from planner.domain.journal import RulesSet
from planner.domain.pause_edits import rules_of, set_limits
from planner.domain.plan import Limits
from planner.domain.trades import BookAccount
from planner.report.book_limits import (
    LIMITS,
    NOTHING_LAID_DOWN,
    RULES,
    TIMING,
    VERSION_COLUMNS,
    kept_line,
    limit_lines,
    other_beginnings,
    rule_lines,
    version_row,
)
from planner.storage.book import accounts as book_accounts
from planner.storage.book.events import add_event, journal, kept_events, rules_key
from planner.storage.book.handle import Book
from planner.ui.book.judged import LIMITS as KEPT_AS
from planner.ui.book.listed import Listed
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import Question, Step
from planner.ui.book.tab import BookTab
from planner.ui.widgets.plain_table import PlainTable
from planner.words import translated, translated_each


class LaidDown(NamedTuple):
    """A version of limits or rules: `content` is what was laid down."""

    id: int
    since: datetime
    recorded_at: datetime
    reason: str
    content: Limits | RulesSet


class LimitsTab(BookTab):
    """The newest version first; the chosen one is written out below."""

    title = "Limits and rules"

    def __init__(self, session: BookSession) -> None:
        """A tab without versions yet."""
        super().__init__(session)
        self.empty.setText(translated(NOTHING_LAID_DOWN))
        self.table = PlainTable(
            translated("Versions of limits and rules"), translated_each(VERSION_COLUMNS), parent=self
        )
        self.versions: Listed[LaidDown] = Listed(self.table, self._row)
        self.text, self.timing = QLabel(self), QLabel(translated(TIMING), self)
        for label in (self.text, self.timing):
            label.setWordWrap(True)
        self.timing.setProperty("role", "detail")
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.text)
        self.rows.addWidget(self.timing)
        self.keep_limits, self.keep_rules, self.bring = self.add_buttons(
            (
                (translated("Keep the plan's limits…"), self._ask_to_keep_limits),
                (translated("Keep the plan's rules…"), self._ask_to_keep_rules),
                (translated("Bring into the plan"), self.bring_into_plan),
            )
        )
        self.table.itemSelectionChanged.connect(self._show_selected)

    def _row(self, version: LaidDown) -> tuple[str, ...]:
        kind = LIMITS if isinstance(version.content, Limits) else RULES
        zone = "UTC" if self.account is None else self.account.zone
        return version_row(version.since, kind, version.recorded_at, version.reason, zone)

    def refresh(self) -> None:
        """Ask the book again."""
        account = self.account
        found = None if account is None else self.session.ask(lambda book: laid_down(book, account))
        self.versions.show(found or ())
        self.say_empty(is_empty=not found)
        for button in (self.keep_limits, self.keep_rules):
            button.setEnabled(account is not None)
        self.bring.setEnabled(bool(found))
        self._show_selected()

    def _show_selected(self) -> None:
        version, account = self.versions.selected, self.account
        lines: Sequence[str] = ()
        if version is not None and account is not None:
            content = version.content
            lines = limit_lines(content) if isinstance(content, Limits) else rule_lines(content.rules, account)
        self.text.setText("\n".join(lines))
        self.text.setVisible(bool(lines))

    def _ask_to_keep_limits(self) -> None:
        lines = limit_lines(self.session.workspace.document.draft.situation.limits)
        title = translated("Keep the plan's {what}", what=translated(LIMITS))
        self.put(Question(title, about="\n".join(lines), asks_when=False), self._keep_limits)

    def _ask_to_keep_rules(self) -> None:
        """Rules hold for long, so their sentences are read first; those made for another account say so."""
        account, draft = self.account, self.session.workspace.document.draft
        if account is None:
            return
        began = self.session.ask(lambda book: began_with(account, journal(book, account.id)))
        if began is None:
            return
        rules = rules_of(draft)
        lines = (*rule_lines(rules, account), *other_beginnings(rules, began, account.currency))
        title = translated("Keep the plan's {what}", what=translated(RULES))
        self.put(Question(title, about="\n".join(lines), asks_when=False, asks_why=False), self._keep_rules)

    def _keep_limits(self, step: Step) -> str:
        account = self.account
        if account is None:
            return ""
        wanted, now = self.session.workspace.document.draft.situation.limits, self.session.now()

        def keep(book: Book) -> None:
            before = book_accounts.in_force(book, account.id, KEPT_AS, Limits, now)
            for since, limits in limit_versions(None if before is None else before.content, wanted, now, account.reset):
                book_accounts.lay_down(
                    book, account.id, KEPT_AS, limits, since=since, recorded_at=now, reason=step.reason
                )

        return self._said(self.session.refused(keep), LIMITS, account)

    def _keep_rules(self, _: Step) -> str:
        account = self.account
        if account is None:
            return ""
        rules, now = rules_of(self.session.workspace.document.draft), self.session.now()
        event = RulesSet(id=rules_key(now), at=now, recorded_at=now, rules=rules, reset=account.reset)
        return self._said(self.session.refused(lambda book: add_event(book, account.id, event)), RULES, account)

    def _said(self, wrong: str, what: str, account: BookAccount) -> str:
        if not wrong:
            self.session.workspace.said.emit(kept_line([what], account.name))
        return wrong

    def bring_into_plan(self) -> None:
        """Judge the plan on screen by the account's limits and rules, in its own situation otherwise."""
        account, now = self.account, self.session.now()
        if account is None:
            return
        found = self.session.ask(lambda book: laid_down(book, account)) or ()
        situation = self.session.workspace.document.draft.situation
        limits = next((v.content for v in found if isinstance(v.content, Limits) and v.since <= now), situation.limits)
        tables = (v.content for v in found if isinstance(v.content, RulesSet))
        latest = next(tables, None)
        rules = rules_of(self.session.workspace.document.draft) if latest is None else latest.rules
        self.session.workspace.document.apply(set_limits(limits, rules, now, account.reset))


def laid_down(book: Book, account: BookAccount) -> tuple[LaidDown, ...]:
    """All versions of limits and rules, the newest first."""
    limits = [
        LaidDown(-v.number, v.since, v.recorded_at, v.reason, v.content)
        for v in book_accounts.laid_down(book, account.id, KEPT_AS, Limits)
    ]
    tables = [event for event in kept_events(book, account.id) if isinstance(event, RulesSet)]
    rules = [LaidDown(n, event.at, event.recorded_at, "", event) for n, event in enumerate(tables, start=1)]
    return tuple(sorted((*limits, *rules), key=lambda version: (version.recorded_at, -version.id), reverse=True))
