"""The book window: an account above tabs of what the book holds of it."""

from functools import partial
from typing import TypeVar, cast

from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QPushButton, QTabWidget, QVBoxLayout, QWidget

from planner.discipline.booked import in_account
from planner.domain.edits import Edit
from planner.domain.journal import Event
from planner.domain.number import ZERO
from planner.domain.trades import BookAccount
from planner.report.book import account_line
from planner.report.veil import veiled_account
from planner.storage.book import accounts as book_accounts
from planner.storage.book.events import add_event
from planner.ui.book.account_dialog import AccountDialog
from planner.ui.book.cash_tab import CashTab
from planner.ui.book.curve_tab import CurveTab
from planner.ui.book.deviations_tab import DeviationsTab
from planner.ui.book.history_tab import HistoryTab
from planner.ui.book.judged import packed_of
from planner.ui.book.limits_tab import LimitsTab
from planner.ui.book.open_tab import OpenTab
from planner.ui.book.placing import Placing
from planner.ui.book.plans_tab import PlansTab
from planner.ui.book.session import BookSession
from planner.ui.book.tab import BookTab
from planner.ui.book.trouble import Trouble
from planner.ui.theme import in_text_size
from planner.ui.widgets.unwheeled import Choices
from planner.ui.workspace import Workspace
from planner.words import translated

SIZE = (980, 640)
Page = TypeVar("Page", bound=BookTab)
TABS: tuple[type[BookTab], ...] = (PlansTab, OpenTab, HistoryTab, CashTab, DeviationsTab, CurveTab, LimitsTab)


class BookWindow(QMainWindow):
    """One book; it stays open beside the plan."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """A window on the workspace's book."""
        super().__init__(parent)
        self.setWindowTitle(translated("Book - Planner"))
        self.workspace = workspace
        self.session = BookSession(workspace, self)
        self.address = workspace.settings.book.address
        self.accounts: tuple[BookAccount, ...] = ()
        whole = QWidget(self)
        self.list = Choices(whole)
        self.list.setAccessibleName(translated("Account of the book"))
        self.trouble = Trouble(self.session, whole)
        self.placing = Placing(self.session, self)
        self.add, self.change, self.use = (
            QPushButton(text, whole)
            for text in (translated("New account…"), translated("Change…"), translated("Plan in this account"))
        )
        self.use.setToolTip(
            translated("Judge the plan by what the book holds: balance, open positions, history, rules, limits")
        )
        self.tabs = QTabWidget(whole)
        self.tabs.tabBar().setAccessibleName(translated("Parts of the book"))
        self.pages: dict[type[BookTab], BookTab] = {}
        self.places: dict[type[BookTab], QVBoxLayout] = {}
        self.refreshes = 0
        self._lay_out(whole)
        self._connect()
        self.resize(in_text_size(*SIZE))

    def _lay_out(self, whole: QWidget) -> None:
        top = QHBoxLayout()
        top.addWidget(self.list, 1)
        for button in (self.add, self.change, self.use):
            top.addWidget(button)
        for kind in TABS:
            place = QWidget(self.tabs)
            self.places[kind] = QVBoxLayout(place)
            self.places[kind].setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(place, translated(kind.title))
        layout = QVBoxLayout(whole)
        layout.addLayout(top)
        layout.addWidget(self.trouble)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.list.activated.connect(lambda _index: self._show_page())
        self.tabs.currentChanged.connect(lambda _index: self._show_page())
        self.add.clicked.connect(self.add_account)
        self.change.clicked.connect(self.change_account)
        self.use.clicked.connect(self.plan_here)
        self.session.changed.connect(self.refresh)
        self.session.found_damaged.connect(self.refresh)
        self.session.damaged.connect(lambda fault: self.trouble.show_state(fault, has_accounts=bool(self.accounts)))
        self.workspace.settings_changed.connect(self._follow_settings)
        self.trouble.tried_again.connect(self.refresh)
        self.placing.placed.connect(lambda: self.go_to(PlansTab))

    @property
    def account(self) -> BookAccount | None:
        """The chosen account."""
        index = self.list.currentIndex()
        return self.accounts[index] if 0 <= index < len(self.accounts) else None

    def refresh(self) -> None:
        """Ask the book again; where it is being asked, once more after that: what was found meanwhile is newer."""
        self.refreshes += 1
        if self.refreshes > 1:
            return
        try:
            self._refresh()
        finally:
            is_over, self.refreshes = self.refreshes == 1, 0
        if not is_over:
            self.refresh()

    def _refresh(self) -> None:
        chosen = self.list.currentData()
        self.accounts = self.session.attempt(book_accounts.accounts) or ()
        self.trouble.show_state(self.session.fault, has_accounts=bool(self.accounts))
        self.list.clear()
        for account in self.accounts:
            self.list.addItem(account_line(account), account.id)
        self.list.setCurrentIndex(max(0, self.list.findData(self._own() if chosen is None else chosen)))
        self.add.setEnabled(self.session.fault is None)
        for part in (self.list, self.change, self.use, self.tabs):
            part.setEnabled(bool(self.accounts))
        self._show_page()

    def _own(self) -> int | None:
        """The account that the plan on screen names."""
        name = self.workspace.document.draft.situation.account.name
        return next((account.id for account in self.accounts if account.name == name), None)

    def _follow_settings(self) -> None:
        """Of another book, none of the accounts on screen is one."""
        address = self.workspace.settings.book.address
        if address == self.address:
            self._show_page()
            return
        self.address = address
        self.list.clear()
        self.refresh()

    def _show_page(self) -> None:
        """Only the page in view is asked for."""
        self._page(TABS[self.tabs.currentIndex()]).show_account(self._shown_account())

    def _page(self, kind: type[Page]) -> Page:
        """A page, made when it is first looked at."""
        if kind not in self.pages:
            self.pages[kind] = kind(self.session)
            self.places[kind].addWidget(self.pages[kind])
        return cast("Page", self.pages[kind])

    def go_to(self, kind: type[Page]) -> Page:
        """Look at a page."""
        page = self._page(kind)
        self.tabs.setCurrentIndex(TABS.index(kind))
        return page

    def _shown_account(self) -> BookAccount | None:
        """The chosen account, veiled where amounts are to be hidden."""
        account = self.account
        hides = account is not None and self.workspace.settings.appearance.hide_money
        return veiled_account(account) if hides and account is not None else account

    def _venues(self) -> list[str]:
        return [venue.name for venue in self.workspace.venues]

    def add_account(self) -> None:
        """Make an account, at first like the plan's."""
        situation = self.workspace.document.draft.situation
        first = BookAccount(
            name=situation.account.name or translated("Main"),
            venue=situation.venue.name,
            currency=situation.account.currency,
            position_mode=situation.account.position_mode,
            equity_base=max(situation.account.wallet_balance, ZERO),
        )
        AccountDialog(first, self._venues(), self._keep_new, self).open()

    def _keep_new(self, account: BookAccount) -> str:
        made: list[BookAccount] = []
        wrong = self.session.refused(lambda book: made.append(book_accounts.add_account(book, account)))
        if made:
            self.list.setCurrentIndex(self.list.findData(made[0].id))
            self._show_page()
        return wrong

    def change_account(self) -> None:
        """Change an account's terms."""
        account = self._shown_account()
        if account is not None:
            AccountDialog(account, self._venues(), self._keep_changed, self).open()

    def _keep_changed(self, account: BookAccount) -> str:
        now = self.session.now()
        return self.session.refused(lambda book: book_accounts.change_account(book, account, at=now))

    def plan_here(self) -> None:
        """Judge the plan on screen by what the book holds of the chosen account."""
        account, now = self.account, self.session.now()
        held = None if account is None else self.session.ask(partial(packed_of, account=account, at=now))
        if account is not None and held is not None:
            edit = Edit("use_account", lambda draft: in_account(draft, account, held))
            self.workspace.document.apply(edit)
            self.workspace.said.emit(translated("The plan is judged in {name} now.", name=account.name))

    def keep_event(self, event: Event) -> None:
        """Keep what was noted on the plan, where it is judged in an account of the book."""
        number = self._own()
        if number is None:
            return
        stamped = event.model_copy(update={"id": f"noted.{int(event.recorded_at.timestamp() * 1_000_000)}"})
        self.session.ask(lambda book: add_event(book, number, stamped))
        self.refresh()

    def place(self) -> None:
        """Seal the plan on screen in the chosen account."""
        self.placing.place(self.account)
