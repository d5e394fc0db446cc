"""Sealed plans: placed into the book, then filled or withdrawn."""

from planner.domain.number import ZERO
from planner.domain.trades import BookAccount, Fill, FillKind, OpenTrade, PlanState, SealedPlan
from planner.report.book import NUMBERS, PLAN_COLUMNS, plan_row
from planner.report.sentences import fault_sentence
from planner.storage.book import plans as book_plans
from planner.storage.book.handle import Book
from planner.storage.book.trades import open_trade
from planner.ui.book.judged import breaches_at
from planner.ui.book.listed import Listed
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import PLAIN, SIGNED, Asked, Question, Step
from planner.ui.book.tab import BookTab
from planner.ui.files import open_sealed
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.plain_table import PlainTable
from planner.words import translated, translated_each

_TOLD = 3
"""Of how many plans it is told what is wrong with them."""


class PlansTab(BookTab):
    """What was planned, as it was planned; above it which plans are no longer what was sealed."""

    title = "Plans"
    emptiness = "plans"

    def __init__(self, session: BookSession) -> None:
        """A tab without plans yet."""
        super().__init__(session)
        numbers = [translated(name) for name in NUMBERS if name in PLAN_COLUMNS]
        self.table = PlainTable(translated("Sealed plans"), translated_each(PLAN_COLUMNS), numbers=numbers, parent=self)
        self.plans: Listed[SealedPlan] = Listed(self.table, self._row)
        self.fault = FaultLabel(self)
        self.rows.addWidget(self.fault)
        self.rows.addWidget(self.table, 1)
        texts = (
            (translated("Record entry…"), self.record_entry),
            (translated("Withdraw…"), self.withdraw),
            (translated("Open the plan"), self.open_plan),
        )
        self.fill, self.give_up, self.look = self.add_buttons(texts)
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.itemActivated.connect(lambda _item: self.open_plan())
        self._enable()

    def _row(self, plan: SealedPlan) -> tuple[str, ...]:
        return () if self.account is None else plan_row(plan, self.account)

    def refresh(self) -> None:
        """The newest plan first."""
        account = self.account
        told = None if account is None else self.session.ask(lambda book: book_plans.plans_and_faults(book, account.id))
        found, faults = ((), ()) if told is None else told
        self.plans.show(found)
        self.fault.say("\n".join(fault_sentence(fault) for fault in faults[:_TOLD]))
        self.say_empty(is_empty=not found)
        self._enable()

    def _enable(self) -> None:
        plan = self.plans.selected
        is_sealed = plan is not None and plan.state is PlanState.SEALED
        for button in (self.fill, self.give_up):
            button.setEnabled(is_sealed)
        self.look.setEnabled(plan is not None)

    def record_entry(self) -> None:
        """The plan was filled: it becomes an open position."""
        plan, account = self.plans.selected, self.account
        if plan is None or account is None:
            return
        asked = {
            "price": Asked("fill_price", PLAIN, plan.planned.entry_price),
            "quantity": Asked("fill_quantity", PLAIN, plan.planned.quantity),
            "fee": Asked("fill_fee", SIGNED, ZERO, account.currency),
        }
        self.put(
            Question(translated("Entry of plan no. {id}", id=plan.id), asked),
            lambda step: self._keep_entry(plan, account, step),
        )

    def _keep_entry(self, plan: SealedPlan, account: BookAccount, step: Step) -> str:
        now = self.session.now()
        fill = Fill(
            kind=FillKind.ENTRY,
            at=step.at,
            recorded_at=now,
            quantity=step.amount("quantity"),
            price=step.amount("price"),
            fee=step.amount("fee"),
        )
        trade = OpenTrade(
            account=account.id,
            plan=plan.id,
            instrument=plan.planned.instrument,
            side=plan.planned.side,
            opened_at=fill.at,
            recorded_at=now,
            quantity=fill.quantity,
            open_quantity=fill.quantity,
            entry_price=fill.price,
            stop_price=plan.planned.stop_price,
        )
        return self.session.refused(lambda book: _open(book, account, plan.id, trade, fill, reason=step.reason))

    def withdraw(self) -> None:
        """The plan is given up; it stays in the book."""
        plan = self.plans.selected
        if plan is None:
            return
        question = Question(
            translated("Withdraw plan no. {id}", id=plan.id),
            about=translated("It stays in the book as withdrawn."),
            asks_when=False,
        )
        self.put(
            question,
            lambda step: self.session.refused(
                lambda book: book_plans.withdraw(book, plan.id, at=self.session.now(), reason=step.reason)
            ),
        )

    def open_plan(self) -> None:
        """Show the plan as it was sealed, as a copy that can be changed."""
        plan = self.plans.selected
        draft = None if plan is None else self.session.ask(lambda book: book_plans.draft_of(book, plan.id))
        if plan is not None and draft is not None:
            open_sealed(self.session.workspace, draft, translated("plan no. {id}", id=plan.id))


def _open(book: Book, account: BookAccount, plan: int, trade: OpenTrade, fill: Fill, *, reason: str) -> None:
    """Open the position of a sealed plan; entered while the rules said to pause, that is a deviation."""
    breaches = breaches_at(book, account, book_plans.draft_to_judge(book, plan), fill.at)
    open_trade(book, trade, fill, reason=reason, also=breaches)
