"""The account while price is elsewhere, calculated by hand: 0.2 BTC from 50,000 at 10x, 10,000 in the wallet."""

from decimal import Decimal

import pytest

from planner.domain.account import AccountState
from planner.domain.at_price import AtPrice, at_price
from planner.domain.evaluate import evaluate
from planner.domain.liquidation import outcome
from planner.domain.plan import Draft
from planner.storage.plan_files import load_plan
from planner.storage.resources import RESOURCES
from tests.conftest import is_near, linear_instrument, linear_venue, make_draft, position

EXAMPLES = sorted(path.name for path in (RESOURCES / "examples").glob("*.plan.json"))


def _at(draft: Draft, price: str) -> AtPrice:
    found = at_price(evaluate(draft), Decimal(price))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "case",
    [
        # 500 lower: 100 lost of the 200 that are at risk; 1,000 of margin stays used, whatever the price
        ("49500", "9900", "8900", "9.9", "-100", "-0.5", False),
        ("51000", "10200", "9200", "10.2", "200", "1", False),
    ],
)
def test_an_isolated_plan(case: tuple[str, str, str, str, str, str, bool]) -> None:
    price, equity, free, level, profit, r_multiple, is_beyond = case
    found = _at(make_draft(), price)
    assert (found.account.equity, found.account.free_margin) == (Decimal(equity), Decimal(free))
    assert (found.account.margin_level, found.profit) == (Decimal(level), Decimal(profit))
    assert (found.r_multiple, found.is_beyond) == (Decimal(r_multiple), is_beyond)


@pytest.mark.parametrize("price", ["45226", "40000", "1"])
def test_beyond_its_liquidation_an_isolated_plan_has_lost_what_that_takes(price: str) -> None:
    """1,000 of margin and 0.2 (P - 50,000) are 0.5 % of 0.2 P at 9,000 / 0.199: 45.226 comes back, 954.774 is lost."""
    evaluation = evaluate(make_draft())
    found, taken = at_price(evaluation, Decimal(price)), outcome(evaluation)
    assert found is not None
    assert found.is_beyond
    assert is_near(found.profit, "-954.773869346733668")
    assert is_near(found.r_multiple, "-4.77386934673366834")
    assert is_near(found.account.equity, "9045.226130653266332")
    assert found.account.free_margin == found.account.equity, "nothing is open any more"
    assert taken is not None
    assert found.profit == taken.loss.copy_negate()


def test_beside_a_liquidated_plan_what_is_open_in_its_instrument_goes_on() -> None:
    """The hedge is sold 0.1 at 50,000: at 40,000 it is 1,000 up."""
    hedge = position(side="short", quantity="0.1", entry_price="50000", mark_price="50000")
    found = _at(make_draft(positions=[hedge]), "40000")
    assert is_near(found.account.equity, "10045.226130653266332")


def test_a_cross_plan_is_told_as_if_it_went_on() -> None:
    found = _at(make_draft(margin_mode="cross", size_by="quantity", size="1"), "39000")
    assert (found.is_beyond, found.profit, found.account.equity) == (True, Decimal(-11000), Decimal(-1000))


def test_what_is_open_in_the_instrument_moves_too_and_all_else_stays() -> None:
    venue = linear_venue(linear_instrument(), linear_instrument(symbol="ETHUSDT", base_currency="ETH"))
    held = [
        position(margin_mode="cross", quantity="0.1"),
        position(margin_mode="cross", instrument="ETHUSDT", entry_price="2000", mark_price="2100", quantity="1"),
    ]
    found = _at(make_draft(venue=venue, margin_mode="cross", size_by="quantity", size="0.2", positions=held), "49000")
    # 10,000 + 100 of ether - (0.1 + 0.2) x 1,000
    assert found.account.equity == Decimal(9800)
    assert found.profit == Decimal(-200)


def test_a_loss_is_told_as_a_stop_would_fill() -> None:
    draft = make_draft(size_by="quantity", size="1", slippage_rate="0.001")
    # 49,000 x 0.1 % = 49 of slippage; a gain is taken at its price
    assert _at(draft, "49000").profit == Decimal(-1049)
    assert _at(draft, "52000").profit == Decimal(2000)


def test_a_plan_without_a_size_is_not_in_the_account() -> None:
    assert at_price(evaluate(make_draft(entry_price=None)), Decimal(50000)) is None


def _figures(state: AccountState) -> tuple[Decimal, ...]:
    return state.equity, state.used_margin, state.requirement


@pytest.mark.parametrize("name", EXAMPLES)
def test_at_the_entry_it_is_the_account_after_the_plan(name: str) -> None:
    evaluation = evaluate(load_plan(RESOURCES / "examples" / name).draft)
    assert evaluation.entry_price is not None
    found, after = at_price(evaluation, evaluation.entry_price), evaluation.after
    assert found is not None
    assert after is not None
    for one, other in zip(_figures(found.account), _figures(after), strict=True):
        assert abs(one - other) <= Decimal("1e-20")
