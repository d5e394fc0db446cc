"""The book window: an account above tabs of what the book holds of it."""

from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMainWindow, QPushButton, QTabWidget, QVBoxLayout, QWidget

from planner.discipline.booked import Held, in_account
from planner.domain.edits import Edit
from planner.domain.fault import FaultError
from planner.domain.journal import Event
from planner.domain.number import ZERO
from planner.domain.plan import Plan
from planner.domain.trades import BookAccount, SealedPlan
from planner.report.book import account_line
from planner.report.veil import veiled_account
from planner.storage.book import accounts as book_accounts
from planner.storage.book import plans as book_plans
from planner.storage.book.events import add_event, journal
from planner.storage.book.handle import Book
from planner.storage.book.trades import open_trades
from planner.ui.book.account_dialog import AccountDialog
from planner.ui.book.deviations_tab import DeviationsTab
from planner.ui.book.history_tab import HistoryTab
from planner.ui.book.open_tab import OpenTab
from planner.ui.book.plans_tab import PlansTab
from planner.ui.book.session import BookSession
from planner.ui.book.tab import BookTab
from planner.ui.workspace import Workspace

SIZE = (980, 640)


class BookWindow(QMainWindow):
    """One book; it stays open beside the plan."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        """A window on the workspace's book."""
        super().__init__(parent)
        self.setWindowTitle("Book - Planner")
        self.workspace = workspace
        self.session = BookSession(workspace, self)
        self.accounts: tuple[BookAccount, ...] = ()
        whole = QWidget(self)
        self.list = QComboBox(whole)
        self.list.setAccessibleName("Account of the book")
        self.empty = QLabel("The book has no account yet: make one, and place plans into it.", whole)
        self.empty.setProperty("role", "detail")
        self.add, self.change, self.use = (
            QPushButton(text, whole) for text in ("New account…", "Change…", "Plan in this account")
        )
        self.use.setToolTip("Judge the plan by what the book holds: balance, open positions, history, rules")
        self.tabs = QTabWidget(whole)
        self.pages: tuple[BookTab, ...] = tuple(
            kind(self.session) for kind in (PlansTab, OpenTab, HistoryTab, DeviationsTab)
        )
        self._lay_out(whole)
        self.list.activated.connect(lambda _index: self._show_page())
        self.tabs.currentChanged.connect(lambda _index: self._show_page())
        self.add.clicked.connect(self.add_account)
        self.change.clicked.connect(self.change_account)
        self.use.clicked.connect(self.plan_here)
        self.session.changed.connect(self.refresh)
        self.workspace.settings_changed.connect(self._show_page)
        self.resize(*SIZE)

    def _lay_out(self, whole: QWidget) -> None:
        top = QHBoxLayout()
        top.addWidget(self.list, 1)
        for button in (self.add, self.change, self.use):
            top.addWidget(button)
        for page in self.pages:
            self.tabs.addTab(page, page.title)
        layout = QVBoxLayout(whole)
        layout.addLayout(top)
        layout.addWidget(self.empty)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(whole)

    @property
    def account(self) -> BookAccount | None:
        """The chosen account."""
        index = self.list.currentIndex()
        return self.accounts[index] if 0 <= index < len(self.accounts) else None

    def refresh(self) -> None:
        """Ask the book again."""
        chosen = self.list.currentData()
        self.accounts = self.session.ask(book_accounts.accounts) or ()
        self.list.clear()
        for account in self.accounts:
            self.list.addItem(account_line(account), account.id)
        named = [account.name for account in self.accounts].index
        own = self.workspace.document.draft.situation.account.name
        first = named(own) if any(account.name == own for account in self.accounts) else 0
        self.list.setCurrentIndex(first if chosen is None else max(0, self.list.findData(chosen)))
        self.empty.setVisible(not self.accounts)
        for button in (self.change, self.use):
            button.setEnabled(bool(self.accounts))
        self._show_page()

    def _show_page(self) -> None:
        """Only the page in view is asked for."""
        page = self.tabs.currentWidget()
        if isinstance(page, BookTab):
            page.show_account(self._shown_account())

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
            name=situation.account.name or "Main",
            venue=situation.venue.name,
            currency=situation.account.currency,
            position_mode=situation.account.position_mode,
            equity_base=max(situation.account.wallet_balance, ZERO),
        )
        made = AccountDialog(first, self._venues(), self).ask()
        if made is not None:
            kept = self.session.ask(lambda book: book_accounts.add_account(book, made))
            if kept is not None:
                self.refresh()
                self.list.setCurrentIndex(self.list.findData(kept.id))
                self._show_page()

    def change_account(self) -> None:
        """Change an account's terms."""
        account = self._shown_account()
        changed = None if account is None else AccountDialog(account, self._venues(), self).ask()
        if changed is not None:
            self.session.do(lambda book: book_accounts.change_account(book, changed))

    def plan_here(self) -> None:
        """Judge the plan on screen by what the book holds of the chosen account."""
        account = self.account
        held = None if account is None else self.session.ask(partial(held_of, account=account))
        if account is not None and held is not None:
            edit = Edit("use_account", lambda draft: in_account(draft, account, held))
            self.workspace.document.apply(edit)
            self.workspace.said.emit(f"The plan is judged in {account.name} now.")

    def keep_event(self, event: Event) -> None:
        """Keep what was noted on the plan, where it is judged in an account of the book."""
        name = self.workspace.document.draft.situation.account.name
        account = next((account for account in self.accounts if account.name == name), None)
        if account is None:
            return
        stamped = event.model_copy(update={"id": f"noted.{int(event.recorded_at.timestamp() * 1000)}"})
        self.session.do(lambda book: add_event(book, account.id, stamped))

    def place(self) -> SealedPlan | None:
        """Seal the plan on screen in the chosen account."""
        account, draft = self.account, self.workspace.document.draft
        if account is None:
            self.workspace.dialogs.tell(
                "No account yet", "Make an account in the book first: plans are placed into one."
            )
            return None
        now = self.session.now()
        sealed = self.session.keep(lambda book: book_plans.seal(book, account.id, draft, at=now))
        if sealed is not None:
            self.tabs.setCurrentIndex(0)
            self.workspace.said.emit(
                f"Sealed as plan no. {sealed.id} in {account.name}: it cannot be changed any more."
            )
        return sealed


def held_of(book: Book, account: BookAccount) -> Held:
    """What the book holds of an account."""
    trades = open_trades(book, account.id)
    plans: dict[int, Plan] = {}
    for trade in trades:
        if trade.plan is not None:
            try:
                plans[trade.id] = book_plans.plan(book, trade.plan).draft.plan
            except FaultError:
                continue
    return Held(trades, plans, journal(book, account.id))
