from datetime import UTC, datetime

import pytest

from planner.discipline.judging import Proposal, judge
from planner.discipline.replay import replay
from planner.domain.journal import Event, RulesSet
from planner.domain.pause_rules import Reset, Weekday
from planner.domain.plan import DEFAULT_LIMITS, Limits, PositionMode
from planner.domain.trades import BookAccount
from planner.storage.book.accounts import accounts, add_account, change_account, in_force, laid_down, lay_down
from planner.storage.book.events import add_event, journal
from planner.storage.book.handle import Book
from tests.conftest import limits
from tests.happenings import event, marked
from tests.storage.book.places import NOON, a_closed_trade, an_account, later
from tests.storage.plans import refusal


def test_an_account_comes_back_as_it_was(book: Book) -> None:
    added = an_account(
        book,
        "Größe 1",
        equity_base="10000.00",
        zone="America/New_York",
        reset_clock="17:00",
        week_starts="sunday",
        position_mode="one_way",
    )
    assert accounts(book) == (added,)
    assert str(added.equity_base) == "10000.00"
    assert added.reset == Reset(zone="America/New_York", clock="17:00", week_starts=Weekday.SUNDAY)
    assert added.position_mode is PositionMode.ONE_WAY


def test_accounts_have_different_names(book: Book) -> None:
    first, second = an_account(book), an_account(book, "Second")
    assert refusal(lambda: an_account(book)).facts["name"] == "Main"
    assert refusal(lambda: change_account(book, second.replace(name="Main"), at=NOON)).code == "account_exists"
    change_account(book, second.replace(name="Third"), at=NOON)
    assert [account.name for account in accounts(book)] == [first.name, "Third"]


def test_a_currency_stays_once_it_is_used(book: Book) -> None:
    account = an_account(book)
    change_account(book, account.replace(currency="USD"), at=NOON)
    change_account(book, account, at=NOON)
    a_closed_trade(book, account)
    assert refusal(lambda: change_account(book, account.replace(currency="USD"), at=NOON)).code == "currency_is_used"


def test_what_an_account_began_with_stays_once_losses_are_measured_from_it(book: Book) -> None:
    account = an_account(book)
    more = account.replace(equity_base=account.equity_base + 1)
    change_account(book, more, at=NOON)
    a_closed_trade(book, account)
    assert refusal(lambda: change_account(book, account, at=NOON)).code == "base_is_used"
    change_account(book, more.replace(name="Other"), at=NOON)
    assert accounts(book)[0].equity_base == 10001


@pytest.mark.parametrize("moved", [event("transferred", NOON, amount="5"), marked(NOON, "9000")])
def test_money_entered_without_a_trade_uses_an_account_too(book: Book, moved: Event) -> None:
    account = an_account(book)
    add_event(book, account.id, event("paused_by_hand", NOON))
    account = account.replace(equity_base=account.equity_base + 1)
    change_account(book, account, at=NOON)
    add_event(book, account.id, moved)
    more, other = account.replace(equity_base=account.equity_base + 1), account.replace(currency="EUR")
    assert refusal(lambda: change_account(book, more, at=NOON)).code == "base_is_used"
    assert refusal(lambda: change_account(book, other, at=NOON)).code == "currency_is_used"


@pytest.mark.parametrize("field", [{"zone": "Europe/Atlantis"}, {"currency": "usd"}, {"reset_clock": "25:00"}])
def test_an_account_that_cannot_be_is_refused(book: Book, field: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        an_account(book, **field)


def test_an_account_that_is_not_there_cannot_be_changed(book: Book) -> None:
    account = BookAccount.model_validate({"id": 7, "name": "x", "venue": "x", "currency": "USD", "equity_base": "1"})
    assert refusal(lambda: change_account(book, account, at=NOON)).code == "book_has_no"


def test_rules_follow_the_days_of_their_account_from_the_next_one_on(book: Book) -> None:
    """Two trades on 2 March; the day that began at midnight in UTC ends there, the next one at 17:00 in New York."""
    account = an_account(book)
    made = {"kind": "trades", "id": "two", "pause_at": 2}
    add_event(book, account.id, event("rules_set", NOON, rules=[made], reset=account.reset))
    moved = account.replace(zone="America/New_York", reset_clock="17:00")
    change_account(book, account.replace(name="Same days"), at=later(1))
    change_account(book, moved, at=later(1))
    tables = [kept for kept in journal(book, account.id) if isinstance(kept, RulesSet)]
    assert [(table.rules, table.reset) for table in tables] == [
        (tables[0].rules, account.reset),
        (tables[0].rules, moved.reset),
    ]
    for minutes in (10, 20):
        a_closed_trade(book, moved, minutes=minutes)
    replayed = replay((), moved.reset, journal(book, account.id))
    (row,) = judge(replayed, Proposal("BTCUSDT", "long"), later(30))
    assert row.until == datetime(2026, 3, 3, tzinfo=UTC)
    a_closed_trade(book, moved, minutes=24 * 60)
    (row,) = judge(replay((), moved.reset, journal(book, account.id)), Proposal("BTCUSDT", "long"), later(24 * 60 + 1))
    assert row.state == "active"
    assert row.used == 1
    a_closed_trade(book, moved, minutes=24 * 60 + 2)
    (row,) = judge(replay((), moved.reset, journal(book, account.id)), Proposal("BTCUSDT", "long"), later(24 * 60 + 5))
    assert row.until == datetime(2026, 3, 3, 22, tzinfo=UTC)


def test_limits_are_kept_version_by_version_and_hold_from_their_day(book: Book) -> None:
    account = an_account(book)
    tighter = limits(single_trade_rate="0.01")
    assert lay_down(book, account.id, "limits", DEFAULT_LIMITS, since=NOON, recorded_at=NOON) == 1
    wait = {"since": later(60), "recorded_at": later(5)}
    assert lay_down(book, account.id, "limits", tighter, **wait, reason="after a bad week") == 2
    versions = laid_down(book, account.id, "limits", Limits)
    assert [(v.number, v.content, v.reason) for v in versions] == [
        (1, DEFAULT_LIMITS, ""),
        (2, tighter, "after a bad week"),
    ]
    moments = [later(-1), NOON, later(59), later(60)]
    found = [in_force(book, account.id, "limits", Limits, moment) for moment in moments]
    assert [v and v.number for v in found] == [None, 1, 1, 2]
    assert laid_down(book, account.id, "rules", Limits) == ()
    other = add_account(book, account.replace(id=0, name="Other"))
    assert lay_down(book, other.id, "limits", tighter, since=NOON, recorded_at=NOON) == 1
