from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from planner.domain.journal import DeviationKind, ExitReason
from planner.domain.plan import Draft
from planner.domain.trades import BookAccount, PlanState, Result, SealedPlan, StopMove
from planner.storage.book.corrections import correct_trade
from planner.storage.book.deviations import deviations
from planner.storage.book.handle import Book
from planner.storage.book.plans import _fingerprint, draft_of, plan, plans, plans_and_faults, seal, withdraw
from planner.storage.book.schema import PLAN
from planner.storage.book.trades import Closing, add_fill, close_trade, move_stop, open_trade, open_trades, story_of
from tests.conftest import make_draft
from tests.storage.book.places import NOON, Place, a_closed_trade, a_fill, a_plan, a_trade, an_account, later
from tests.storage.plans import refusal

D = Decimal


def _sealed(book: Book, draft: Draft | None = None) -> tuple[BookAccount, SealedPlan]:
    account = an_account(book)
    return account, seal(book, account.id, draft or a_plan(), at=NOON)


def _moved(price: str | None, minutes: int, reason: str = "") -> StopMove:
    stop = None if price is None else D(price)
    return StopMove(at=later(minutes), recorded_at=later(minutes), stop_price=stop, reason=reason)


def test_a_plan_is_sealed_with_the_figures_of_that_moment(book: Book) -> None:
    account, sealed = _sealed(book)
    assert sealed.state is PlanState.SEALED
    assert draft_of(book, sealed.id) == a_plan()
    assert (sealed.planned.quantity, sealed.planned.risk, sealed.planned.reward_risk) == (D("0.2"), D(200), D("2.5"))
    assert plan(book, sealed.id) == sealed
    assert plans(book, account.id) == (sealed,)
    assert len(sealed.fingerprint) == 64


def test_a_plan_without_a_size_is_not_sealed(book: Book) -> None:
    account = an_account(book)
    fault = refusal(lambda: seal(book, account.id, make_draft(entry_price=None), at=NOON))
    assert fault.code == "plan_incomplete"
    assert plans(book, account.id) == ()


def test_a_plan_in_another_currency_is_not_sealed(book: Book) -> None:
    account = an_account(book, currency="USD")
    assert refusal(lambda: seal(book, account.id, a_plan(), at=NOON)).code == "other_currency"


@pytest.mark.parametrize("column", ["draft", "planned", "sealed_at", "account"])
def test_a_sealed_plan_that_was_changed_behind_our_back_is_noticed(book: Book, column: str) -> None:
    _, sealed = _sealed(book)
    other = an_account(book, "Other")
    new = {"sealed_at": "'2026-01-01T00:00:00.000000Z'", "account": str(other.id)}.get(column, f"{column} || ' '")
    with book.writing() as connection:
        connection.execute(text(f"UPDATE plan SET {column} = {new}"))  # noqa: S608 - names of ours
    assert refusal(lambda: plan(book, sealed.id)).code == "plan_altered"


def test_what_becomes_of_a_trade_is_kept_though_its_plan_was_changed_behind_our_back(book: Book) -> None:
    account, sealed = _sealed(book)
    trade = open_trade(book, a_trade(account, plan=sealed.id), a_fill("entry", "0.2", "50000"))
    whole = seal(book, account.id, a_plan(), at=later(5))
    with book.writing() as connection:
        connection.execute(text(f"UPDATE plan SET planned = planned || ' ' WHERE id = {sealed.id}"))  # noqa: S608 - a number
    assert plans(book, account.id) == (whole,)
    (fault,) = plans_and_faults(book, account.id)[1]
    assert (fault.code, fault.facts["number"]) == ("plan_altered", str(sealed.id))
    assert add_fill(book, trade.id, a_fill("exit", "0.1", "51000", 1)).open_quantity == Decimal("0.1")
    closing = Closing(Decimal(200), ExitReason.TARGET, "", later(3))
    closed = close_trade(book, trade.id, a_fill("exit", "0.1", "51000", 2), closing)
    fixed = correct_trade(book, closed, closed.replace(pnl="199"), reason="fee", recorded_at=later(9))
    assert fixed.pnl == 199


def test_a_plan_of_a_format_that_no_planner_here_reads_says_so(book: Book) -> None:
    account = an_account(book)
    sealed = seal(book, account.id, a_plan(), at=NOON)
    with book.writing() as connection:
        row = connection.execute(select(PLAN)).mappings().one()
        draft = row["draft"].replace('"minimum_reader": "1', '"minimum_reader": "9')
        made = _fingerprint({**row, "draft": draft})
        connection.execute(text("UPDATE plan SET draft = :draft, fingerprint = :made"), {"draft": draft, "made": made})
    assert refusal(lambda: draft_of(book, sealed.id)).code == "plan_unreadable"
    assert plan(book, sealed.id).planned == sealed.planned


def test_a_withdrawn_plan_stays_in_the_book_and_is_not_traded(book: Book) -> None:
    account, sealed = _sealed(book)
    withdraw(book, sealed.id, at=later(5), reason="the level broke")
    assert plan(book, sealed.id).state is PlanState.WITHDRAWN
    assert refusal(lambda: open_trade(book, a_trade(account, plan=sealed.id), a_fill("entry", "1", "50000"))).code == (
        "plan_is_taken"
    )
    assert refusal(lambda: withdraw(book, sealed.id, at=NOON)).code == "plan_is_taken"


def test_a_plan_followed_to_the_letter_leaves_no_deviation(book: Book) -> None:
    account, sealed = _sealed(book)
    trade = open_trade(book, a_trade(account, plan=sealed.id), a_fill("entry", "0.2", "50000", fee="5"))
    assert plan(book, sealed.id).state is PlanState.OPEN
    assert (trade.risk, trade.open_quantity, trade.entry_price) == (D(200), D("0.2"), D(50000))
    assert open_trades(book, account.id) == (trade,)
    reduced = add_fill(book, trade.id, a_fill("exit", "0.1", "52000", 60, fee="5.2"))
    assert (reduced.open_quantity, reduced.quantity, reduced.fees) == (D("0.1"), D("0.2"), D("10.2"))
    move_stop(book, trade.id, _moved("50000", 61))
    closing = Closing(D("484.5"), ExitReason.TARGET)
    closed = close_trade(book, trade.id, a_fill("exit", "0.1", "53000", 90, fee="5.3"), closing)
    # (0.1 x 52,000 + 0.1 x 53,000) / 0.2
    assert (closed.exit_price, closed.fees, closed.result) == (D(52500), D("15.5"), Result.WIN)
    assert closed.r_realised == D("2.4225")
    assert closed.closed_at == later(90)
    assert (open_trades(book, account.id), deviations(book, account.id)) == ((), ())
    assert plan(book, sealed.id).state is PlanState.CLOSED


def test_the_story_of_a_trade_compares_it_with_its_plan(book: Book) -> None:
    account, sealed = _sealed(book)
    trade = open_trade(book, a_trade(account, plan=sealed.id), a_fill("entry", "0.3", "50250"), reason="it ran")
    move_stop(book, trade.id, _moved("48500", 10, "gave it room"))
    closing = Closing(D(30), ExitReason.BY_HAND, "nerves")
    close_trade(book, trade.id, a_fill("exit", "0.3", "50350", 20), closing)
    story = story_of(book, trade.id)
    figures = story.figures
    assert figures is not None
    assert (figures.entry_slippage, figures.entry_slippage_r) == (D(250), D("0.25"))
    assert figures.quantity_ratio == D("1.5")
    assert figures.stop_widened == D(500)
    assert figures.is_early_exit
    assert (figures.r_planned, figures.r_realised) == (D("2.5"), D("0.15"))
    assert [move.stop_price for move in story.stop_moves] == [D(49000), D(48500)]
    assert [fill.kind for fill in story.fills] == ["entry", "exit"]
    found = deviations(book, account.id, trade=trade.id)
    assert [(d.kind, d.reason, d.planned, d.actual) for d in found] == [
        (DeviationKind.ENTRY_OUTSIDE_PLAN, "it ran", D(50000), D(50250)),
        (DeviationKind.SIZE_ABOVE_PLAN, "it ran", D("0.2"), D("0.3")),
        (DeviationKind.STOP_WIDENED, "gave it room", D(49000), D(48500)),
        (DeviationKind.EARLY_EXIT, "nerves", D(52000), D(50350)),
    ]


def test_a_trade_without_plan_and_stop_deviates_twice(book: Book) -> None:
    account = an_account(book)
    open_trade(book, a_trade(account, stop_price=None), a_fill("entry", "1", "50000"), reason="tip")
    kinds = [d.kind for d in deviations(book, account.id)]
    assert kinds == [DeviationKind.NO_PLAN, DeviationKind.NO_STOP]


def test_adding_to_a_loser_above_the_plan_and_taking_the_stop_away(book: Book) -> None:
    account, sealed = _sealed(book)
    trade = open_trade(book, a_trade(account, plan=sealed.id), a_fill("entry", "0.2", "50000"))
    added = add_fill(book, trade.id, a_fill("entry", "0.2", "49500", 5), reason="averaging")
    assert (added.entry_price, added.quantity) == (D(49750), D("0.4"))
    move_stop(book, trade.id, _moved(None, 6))
    kinds = [d.kind for d in deviations(book, account.id)]
    expected = [DeviationKind.ADDED_TO_LOSER, DeviationKind.SIZE_ABOVE_PLAN, DeviationKind.STOP_REMOVED]
    assert kinds == expected


REFUSED: dict[str, Callable[[Book, int], object]] = {
    "closes_trade": lambda book, trade: add_fill(book, trade, a_fill("exit", "1", "50000")),
    "leaves_open": lambda book, trade: close_trade(
        book, trade, a_fill("exit", "0.5", "50000"), Closing(D(1), ExitReason.STOP)
    ),
    "book_has_no": lambda book, trade: move_stop(book, trade + 1000, _moved("1", 1)),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_is_refused_and_changes_nothing(book: Book, code: str) -> None:
    account = an_account(book)
    trade = open_trade(book, a_trade(account), a_fill("entry", "1", "50000"))
    before = story_of(book, trade.id)
    assert refusal(lambda: REFUSED[code](book, trade.id)).code == code
    assert story_of(book, trade.id) == before


def test_a_closed_trade_is_not_changed_any_more(book: Book) -> None:
    closed = a_closed_trade(book, an_account(book))
    assert refusal(lambda: move_stop(book, closed.id, _moved("1", 1))).code == "trade_is_closed"
    assert refusal(lambda: add_fill(book, closed.id, a_fill("entry", "1", "1"))).code == "trade_is_closed"


def test_a_plan_is_traded_once_and_only_as_what_it_planned(book: Book) -> None:
    account, sealed = _sealed(book)
    short = a_trade(account, plan=sealed.id, side="short", stop_price="51000")
    assert refusal(lambda: open_trade(book, short, a_fill("entry", "1", "50000"))).code == "other_plan"
    open_trade(book, a_trade(account, plan=sealed.id), a_fill("entry", "0.1", "50000"))
    again = refusal(lambda: open_trade(book, a_trade(account, plan=sealed.id), a_fill("entry", "0.1", "50000")))
    assert again.code == "plan_is_taken"
    assert again.facts["state"] == "open"


def test_a_trade_begins_with_an_entry(book: Book) -> None:
    account = an_account(book)
    assert refusal(lambda: open_trade(book, a_trade(account), a_fill("exit", "1", "50000"))).code == "no_entry"
    assert open_trades(book, account.id) == ()


def test_everything_is_still_there_when_the_book_is_opened_again(place: Place) -> None:
    first = place.open()
    account, sealed = _sealed(first)
    trade = open_trade(first, a_trade(account, plan=sealed.id, note="Ausbruch 📈"), a_fill("entry", "0.20", "50000.10"))
    before = story_of(first, trade.id)
    first.close()
    second = place.open()
    assert story_of(second, trade.id) == before
    assert str(story_of(second, trade.id).trade.quantity) == "0.20"
    second.close()
