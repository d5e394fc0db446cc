"""The account when everything moves together, against bisection in fractions."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE
from planner.domain.plan import Draft
from planner.domain.shock import CommonShock, common_shock
from tests.conftest import (
    cfd_instrument,
    cfd_venue,
    exact,
    fx_draft,
    is_near,
    linear_instrument,
    linear_venue,
    make_draft,
    position,
    tiers,
)
from tests.domain.oracle_shock import EDGE, FARTHEST, CommonMove
from tests.domain.strategies import Kind, decimals, drafts
from tests.domain.strategies_regimes import FAMILIES

BETAS = st.fixed_dictionaries({"EURUSD": decimals("-2", "3", 2), "GBPUSD": decimals("-2", "3", 2)})
TINY = Fraction(1, 10**12)
DIRECTIONS = {-1: "fall", 1: "rise"}
CONCAVE = tuple(Kind(currency, "linear_perpetual") for currency in ("USD", "JPY"))


def _demand(evaluation: Evaluation) -> Demand | None:
    return evaluation.demands.liquidation or evaluation.demands.margin_call


def _shock(evaluation: Evaluation) -> CommonShock:
    book, demand = evaluation.book_after, _demand(evaluation)
    assert book is not None
    assert demand is not None
    return common_shock(book, demand, evaluation.draft.situation.betas)


def _with_betas(draft: Draft, betas: dict[str, Decimal]) -> Draft:
    return draft.replace(situation=draft.situation.replace(betas=betas))


@given(draft=drafts(kinds=CONCAVE), betas=BETAS)
def test_the_account_is_gone_where_120_halvings_find_it(draft: Draft, betas: dict[str, Decimal]) -> None:
    evaluation = evaluate(_with_betas(draft, betas))
    assume(evaluation.quantity)
    shock, move = _shock(evaluation), CommonMove(evaluation.draft, evaluation.quantity or Decimal(0))
    excess = move.excess(Fraction(1))
    start = excess(Fraction(0))
    assume(abs(start) > TINY)
    assert shock.already is (start <= 0)
    assert shock.evaluations <= 6
    for direction, name in DIRECTIONS.items():
        found: Decimal | None = getattr(shock, name)
        expected = move.root(excess, direction) if start > 0 else None
        if found is None or expected is None:
            assert found is None or abs(exact(found)) >= abs(move.end(direction))
            assert expected is None or abs(expected) > FARTHEST * (1 - EDGE)
        else:
            assert abs(exact(found) - expected) <= TINY * (1 + abs(expected))
            assert abs(excess(exact(found))) <= TINY * _scale(move, exact(found))


def _scale(move: CommonMove, at: Fraction) -> Fraction:
    values = [lot.units * abs(move.price(symbol, at)) for symbol, lots in move.lots.items() for lot in lots]
    return max([Fraction(1), abs(move.wallet), *values]) * 200


@pytest.mark.parametrize("family", ["linear", "inverse", "margin level", "margin stock", "futures"])
@settings(max_examples=25)
@given(data=st.data(), betas=BETAS)
def test_nothing_is_left_over_what_is_required_at_the_shock_and_something_before_it(
    family: str, data: st.DataObject, betas: dict[str, Decimal]
) -> None:
    evaluation = evaluate(_with_betas(data.draw(FAMILIES[family]), betas))
    demand = _demand(evaluation)
    assume(evaluation.quantity and demand is not None)
    shock, move = _shock(evaluation), CommonMove(evaluation.draft, evaluation.quantity or Decimal(0))
    assert demand is not None
    excess = move.excess(exact(demand.ratio), exact(demand.money))
    assume(abs(excess(Fraction(0))) > TINY)
    assert shock.already is (excess(Fraction(0)) <= 0)
    for name in DIRECTIONS.values():
        found: Decimal | None = getattr(shock, name)
        if found is not None:
            root = exact(found)
            away = TINY * (1 + abs(root)) * (1 if root > 0 else -1)
            assert excess(root - away) > 0 >= excess(root + away)
            assert all(excess(root * step / 12) > 0 for step in range(12))


@given(draft=drafts(kinds=CONCAVE))
def test_where_nothing_else_is_held_the_shock_is_the_liquidation_price(draft: Draft) -> None:
    situation = draft.situation.replace(positions=())
    evaluation = evaluate(Draft(plan=draft.plan.replace(margin_mode="cross"), situation=situation))
    root = evaluation.roots.liquidation
    assume(evaluation.quantity and root is not None)
    shock = _shock(evaluation)
    move = shock.fall if draft.plan.side == "long" else shock.rise
    assert move is not None
    price = (draft.plan.entry_price or Decimal(0)) * (1 + move)
    assert is_near(price, str(root), "1e-25")


def _hedged() -> Evaluation:
    held = position(side="short", quantity="0.9", stop_price=None, margin_mode="cross", leverage="50")
    plan = {"margin_mode": "cross", "leverage": "50", "size_by": "quantity", "size": "1"}
    return evaluate(make_draft(positions=[held], wallet_balance="2000", **plan))


def test_a_book_that_is_nearly_hedged_has_a_fall_and_a_rise() -> None:
    shock = _shock(_hedged())
    # 2,000 + 0.1 x 50,000 t = 0.005 x 1.9 x 50,000 (1 + t)
    assert is_near(shock.fall, "-0.3370165745856353591160", "1e-15")
    assert shock.rise is None
    more = evaluate(_hedged().draft.replace(plan=_hedged().draft.plan.replace(size=Decimal("0.9"))))
    both = _shock(more)
    # 2,000 = 0.005 x 1.8 x 50,000 (1 + t): equity stands still, the requirement rises
    assert both.fall is None
    assert is_near(both.rise, "3.4444444444444444444", "1e-15")


def test_a_shock_that_lies_far_away_is_found_in_few_evaluations() -> None:
    rates = ("0.004", "0.005", "0.0065", "0.01", "0.02", "0.025", "0.05", "0.1", "0.125", "0.15", "0.25", "0.5")
    table = tiers(*((str(300_000 * 4**n), rate, str(150 - 12 * n)) for n, rate in enumerate(rates)))
    venue = linear_venue(*(linear_instrument(symbol=name, margin_tiers=table) for name in ("BTCUSDT", "ETHUSDT")))
    cross = {"margin_mode": "cross", "stop_price": None}
    held = position(instrument="ETHUSDT", side="short", quantity="70", entry_price="3000", mark_price="3000", **cross)
    plan = {"entry_price": "60000", "size_by": "quantity", "size": "4", "wallet_balance": "17000"}
    shock = _shock(evaluate(make_draft(venue=venue, positions=[held], betas={"ETHUSDT": "1.3"}, **plan, **cross)))
    # 17,000 + 240,000 t - 273,000 t = 0.005 x 240,000 (1 + t) - 300 + 0.005 x 210,000 (1 + 1.3 t) - 300
    assert is_near(shock.rise, "0.4316041051595669900182763953", "1e-25")
    assert shock.evaluations <= 4


def test_an_account_is_followed_beyond_the_move_at_which_one_price_is_nothing() -> None:
    """Ether, 2,000 long, is gone at half the market: 10,000 - 2,000 - 10,000 x is 0.005 x 10,000 (1 - x) then."""
    venue = linear_venue(linear_instrument(), linear_instrument(symbol="ETHUSDT"))
    plan = {"venue": venue, "margin_mode": "cross", "size_by": "quantity", "size": "0.2"}
    ether = {"instrument": "ETHUSDT", "entry_price": "2000", "mark_price": "2000", "stop_price": None}
    held = position(**ether, margin_mode="cross", quantity="1")
    shock = _shock(evaluate(make_draft(positions=[held], betas={"ETHUSDT": "2"}, **plan)))
    assert is_near(shock.fall, "-0.79899497487437185929648", "1e-20")  # 7,950 / 9,950
    assert shock.prices_at(shock.fall)["ETHUSDT"] == 0
    # short both: ether, which falls as the market rises, brings its 2,000 and no more
    sold = position(**ether, margin_mode="cross", quantity="1", side="short")
    rising = make_draft(positions=[sold], betas={"ETHUSDT": "-1"}, side="short", **{**plan, "stop_price": "51000"})
    assert is_near(_shock(evaluate(rising)).rise, "1.18905472636815920398009", "1e-20")  # 11,950 / 10,050


def test_two_instruments_of_opposite_betas_are_liquidated_on_both_sides() -> None:
    euro, pound = cfd_instrument(), cfd_instrument(symbol="GBPUSD", base_currency="GBP")
    held = position(
        instrument="GBPUSD", quantity="1", entry_price="1", mark_price="1", stop_price=None, leverage="30",
        margin_mode="cross",
    )  # fmt: skip
    draft = fx_draft(
        venue=cfd_venue(euro, pound, margin_basis="current"),
        positions=[held],
        betas={"GBPUSD": "-0.5"},
        side="long",
    )
    shock = _shock(evaluate(draft))
    # 10,000 + 100,000 t - 50,000 t = 0.5 x 100,000 (2 + t / 2) / 30
    assert is_near(shock.fall, "-0.135593220338983050847457", "1e-15")
    assert shock.rise is None
    prices = shock.prices_at(shock.fall)
    assert is_near(prices["EURUSD"], "0.864406779661016949152542", "1e-15")
    assert is_near(prices["GBPUSD"], "1.067796610169491525423728", "1e-15")
    assert shock.prices_at(shock.rise) == {}


def test_isolated_positions_are_left_out() -> None:
    held = position(quantity="0.1", margin_mode="isolated", stop_price=None)
    evaluation = evaluate(
        make_draft(margin_mode="cross", size_by="quantity", size="1", positions=[held], leverage="50")
    )
    shock = _shock(evaluation)
    # 9,500 + 50,000 t = 250 (1 + t)
    assert is_near(shock.fall, "-0.185929648241206030150753", "1e-15")


def test_an_account_already_short_of_its_requirement_has_no_shock() -> None:
    table = [{"notional_cap": "1000000", "maintenance_margin_rate": "0.3", "max_leverage": "100"}]
    venue = linear_venue(make_draft().situation.venue.instruments[0].replace(margin_tiers=table))
    evaluation = evaluate(make_draft(margin_mode="cross", venue=venue, size_by="quantity", size="1"))
    shock = _shock(evaluation)
    assert shock.already
    assert (shock.fall, shock.rise, shock.prices_at(shock.fall)) == (None, None, {})


def test_a_market_of_no_beta_never_moves_the_account() -> None:
    evaluation = evaluate(fx_draft(currency="EUR", betas={"EURUSD": "0"}))
    shock = _shock(evaluation)
    assert (shock.fall, shock.rise, shock.already) == (None, None, False)


def test_the_zero_of_equity_is_a_demand_of_nothing() -> None:
    evaluation = evaluate(make_draft(margin_mode="cross", size_by="quantity", size="1"))
    book = evaluation.book_after
    assert book is not None
    with localcontext(ENGINE):
        assert common_shock(book, Demand(), {}).fall == Decimal("-0.2")
