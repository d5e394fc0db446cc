"""The account over time: its balance, its drawdown, its pauses; and what departures from plans and rules cost."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from planner.discipline.account_curve import CurvePoint, PausedSpan, curve_points, let_in_after_breaking, paused_spans
from planner.discipline.booked import Held, began_with, since_it_began
from planner.discipline.deviation_costs import Departures, departures
from planner.discipline.replay import replay
from planner.domain.journal import DeviationKind
from planner.domain.trades import BookAccount
from planner.report.book_curve import (
    BALANCE,
    COST_COLUMNS,
    COST_NOTE,
    COST_NUMBERS,
    DRAWDOWN,
    HIGHEST,
    PAUSED,
    cost_rows,
    curve_line,
    pause_line,
)
from planner.report.numbers import is_hidden
from planner.storage.book.events import journal
from planner.storage.book.handle import Book
from planner.storage.book.queries import kinds_of, results_of
from planner.ui.book.session import BookSession
from planner.ui.book.tab import BookTab
from planner.ui.charts.account_chart import AccountChart, AccountPicture
from planner.ui.charts.colours import ChartColours
from planner.ui.panels.chart_panel import chart_colours
from planner.ui.theme import theme_for
from planner.ui.widgets.plain_table import PlainTable
from planner.ui.widgets.style import heading
from planner.words import translated, translated_each


class Told(NamedTuple):
    """What the book tells of an account over time; `points` are the one with the worst drawdown and the last one."""

    points: tuple[CurvePoint, ...]
    pauses: tuple[PausedSpan, ...]
    departures: Departures
    has_rules: bool
    picture: AccountPicture


class CurveTab(BookTab):
    """All of it is asked for when the tab is looked at."""

    title = "Results"

    def __init__(self, session: BookSession) -> None:
        """A tab without a curve yet."""
        super().__init__(session)
        self.line, self.note = QLabel(self), QLabel(translated(COST_NOTE), self)
        self.chart = AccountChart(self._colours(), self)
        columns, numbers = translated_each(COST_COLUMNS), translated_each(COST_NUMBERS)
        self.table = PlainTable(translated("What departures cost"), columns, numbers=numbers, parent=self)
        self.line.setWordWrap(True)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "detail")
        self.costs = QWidget(self)
        below = QVBoxLayout(self.costs)
        below.setContentsMargins(0, 0, 0, 0)
        for part in (heading(translated("What departures cost")), self.table, self.note):
            below.addWidget(part)
        self.rows.addWidget(self.line)
        self.rows.addWidget(self.chart, 3)
        self.rows.addWidget(self.costs, 2)
        session.workspace.settings_changed.connect(self._show_again)
        self.told: Told | None = None

    def _colours(self) -> ChartColours:
        return chart_colours(theme_for(self.session.workspace.settings.appearance))

    def refresh(self) -> None:
        """Ask the book again."""
        account, now = self.account, self.session.now()
        self.told = None if account is None else self.session.ask(lambda book: told_of(book, account, now))
        self._show_again()

    def _show_again(self) -> None:
        account, told = self.account, self.told
        is_there = told is not None and bool(told.points)
        for part in (self.chart, self.costs):
            part.setVisible(is_there)
        self.line.setText("")
        if account is None or told is None:
            return
        self.line.setText(curve_line(told.points, told.pauses if told.has_rules else None, account))
        self.line.setToolTip("\n".join(pause_line(span, account.zone) for span in told.pauses[-10:]))
        if is_there:
            names = (translated(BALANCE), translated(HIGHEST), translated(DRAWDOWN), translated(PAUSED))
            picture = replace(told.picture, names=names, hides_amounts=is_hidden(account.currency))
            self.chart.show_picture(picture, self._colours())
            self.table.show_rows(cost_rows(told.departures, account))


def told_of(book: Book, account: BookAccount, now: datetime) -> Told:
    """The account over time, its pauses, and what departures cost; a trade that a broken pause let in is one."""
    events = journal(book, account.id)
    pauses = paused_spans(replay((), account.reset, since_it_began(account, events)), events)
    trades, kinds = results_of(book, account.id), kinds_of(book, account.id)
    overridden = let_in_after_breaking(pauses, trades)
    for number in overridden:
        kinds[number] = kinds.get(number, frozenset()) | {DeviationKind.OVERRIDE}
    points = curve_points(events, began_with(account, events))
    picture = _picture(points, pauses, account, now)
    worst = sorted(points, key=lambda point: point.drawdown, reverse=True)[:1]
    return Told(
        (*worst, *points[-1:]), pauses, departures(trades, kinds, overridden), Held(events=events).has_rules, picture
    )


def _picture(
    points: Sequence[CurvePoint], pauses: Sequence[PausedSpan], account: BookAccount, now: datetime
) -> AccountPicture:
    """Floats, to be drawn; what still holds is drawn up to now."""
    offset = now.astimezone(ZoneInfo(account.zone)).utcoffset()
    return AccountPicture(
        times=np.array([point.at.timestamp() for point in points]),
        balance=np.array([float(point.balance) for point in points]),
        highest=np.array([float(point.high_water) for point in points]),
        drawdown=np.array([-100 * float(point.drawdown_rate) for point in points]),
        pauses=np.array([(span.starts.timestamp(), min(span.ends or now, now).timestamp()) for span in pauses]).reshape(
            -1, 2
        ),
        zone_offset=0 if offset is None else int(offset.total_seconds()),
    )
