"""Every method of sizing, against hand calculation and published numbers.

One BTC from 50,000 to a stop at 49,000 without costs loses 1,000; the account holds 10,000; 10x asks 5,000 of margin.
"""

from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from planner.domain.sizing import fixed_ratio_units, price_losing, stop_for_loss
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, linear_instrument, linear_venue, make_draft, position


def _sized(size_by: str, size: str, **terms: object) -> Draft:
    return make_draft(size_by=size_by, size=size, sizing=terms)


def _asked(draft: Draft) -> Decimal | None:
    return evaluate(draft).asked_quantity


def _codes(draft: Draft) -> set[str]:
    return {finding.code for finding in evaluate(draft).findings}


def test_margin_to_commit_buys_what_it_backs() -> None:
    assert _asked(_sized("margin", "1000")) == Decimal("0.2")


def test_a_share_of_the_most_fills_what_is_available() -> None:
    """10,000 / 5,000 is 2; with 25 of fee for each 5,000 of margin it is 10,000 / 5,025."""
    assert _asked(_sized("most", "0.5")) == 1
    costly = linear_venue(linear_instrument(fee_rate="0.0005"))
    asked = _asked(make_draft(size_by="most", size="1", venue=costly))
    assert asked is not None
    assert round(asked, 12) == Decimal("1.990049751244")


def test_percent_volatility_risks_a_share_for_each_average_true_range() -> None:
    """2 % of 10,000 over 500 a coin; no stop is needed to say so."""
    draft = _sized("volatility", "0.02", atr="500")
    assert _asked(draft) == Decimal("0.4")
    assert _asked(draft.replace(plan=draft.plan.replace(stop_price=None))) == Decimal("0.4")


@pytest.mark.parametrize(("profit", "units"), [(0, 1), (5000, 2), (14999, 2), (15000, 3), (30000, 4), (-700, 1)])
def test_fixed_ratio_adds_a_unit_at_each_delta_of_profit(profit: int, units: int) -> None:
    """Jones: delta 5,000; exact at the boundaries."""
    assert fixed_ratio_units(Decimal(profit), Decimal(5000)) == units
    assert _asked(_sized("fixed_ratio", "0.01", closed_profit=str(profit), delta="5000")) == Decimal("0.01") * units


@pytest.mark.parametrize(
    ("rate", "payoff", "fraction"), [("0.5", "2", "0.25"), ("0.4", "2", "0.10"), ("0.55", "1", "0.10")]
)
def test_half_kelly_risks_half_the_growth_optimal_fraction(rate: str, payoff: str, fraction: str) -> None:
    """f* x 10,000 x 0.5 over a loss of 1,000 a coin."""
    asked = _asked(_sized("kelly", "0.5", win_rate=rate, payoff=payoff))
    assert asked == Decimal(fraction) * 10000 / 2 / 1000


def test_kelly_takes_its_payoff_from_the_targets_where_none_is_entered() -> None:
    """A target 2,000 above against a stop 1,000 below pays 2 R: f* of one half is a quarter."""
    draft = _sized("kelly", "1", win_rate="0.5")
    draft = draft.replace(plan=draft.plan.replace(targets=[{"price": "52000", "share": "1"}]))
    assert _asked(draft) == Decimal("2.5")


@pytest.mark.parametrize(("rate", "payoff"), [("0.4", "1.5"), ("0.3", "1")])
def test_kelly_takes_no_trade_whose_odds_lose(rate: str, payoff: str) -> None:
    draft = _sized("kelly", "0.5", win_rate=rate, payoff=payoff)
    assert _asked(draft) is None
    assert "no_edge" in _codes(draft)


def test_a_risk_in_percent_is_of_the_chosen_base() -> None:
    """Balance 10,000; an open 0.1 at 50,000, marked 51,000, stopped at 49,000: equity 10,100, open risk 100."""
    bases = {"equity": "10100", "balance": "10000", "less_open_risk": "10000", "custom": "5000"}
    for base, money in bases.items():
        draft = make_draft(
            sizing={"equity_base": base, "base_amount": "5000"}, positions=[position(mark_price="51000")]
        )
        assert _asked(draft) == Decimal(money) * Decimal("0.02") / 1000


@pytest.mark.parametrize(
    ("size_by", "terms", "code"),
    [
        ("volatility", {}, "atr_missing"),
        ("kelly", {"payoff": "2"}, "win_rate_missing"),
        ("kelly", {"win_rate": "0.5"}, "payoff_missing"),
        ("fixed_ratio", {}, "delta_missing"),
        ("risk_rate", {"equity_base": "custom"}, "base_missing"),
    ],
)
def test_a_method_says_what_it_needs(size_by: str, terms: dict[str, object], code: str) -> None:
    draft = _sized(size_by, "0.5", **terms)
    assert code in _codes(draft)
    assert _asked(draft) is None


def test_beside_a_position_without_a_stop_nothing_is_said_to_be_left() -> None:
    draft = make_draft(sizing={"equity_base": "less_open_risk"}, positions=[position(stop_price=None)])
    assert "base_unbounded" in _codes(draft)


def test_open_risk_that_uses_up_the_equity_leaves_no_base() -> None:
    """An open 2 coins at 50,000 to a stop at 40,000 risk 20,000 of 10,000."""
    held = position(quantity="2", stop_price="40000", leverage="50")
    draft = make_draft(sizing={"equity_base": "less_open_risk"}, positions=[held])
    assert "base_used_up" in _codes(draft)


def test_a_share_above_one_is_refused() -> None:
    assert "share_over_one" in _codes(_sized("most", "1.5"))
    assert "share_over_one" in _codes(_sized("kelly", "1.5", win_rate="0.6", payoff="1"))
    assert "risk_over_equity" in _codes(_sized("volatility", "1.5", atr="500"))


def test_the_stop_goes_where_the_quantity_loses_the_risk() -> None:
    """0.2 coins lose 150 over 750."""
    unit = evaluate(make_draft()).unit
    assert unit is not None
    assert stop_for_loss(unit, Decimal("0.2"), Decimal(150)) == 49250


def test_costs_bring_that_stop_nearer_and_rounding_never_loses_more() -> None:
    """1 coin: 25 to enter, 0.05 % of S to leave, 0.1 % of slippage: S = (50,025 - 1,000) / (0.9995 x 0.999)."""
    venue = linear_venue(linear_instrument(fee_rate="0.0005"))
    unit = evaluate(make_draft(venue=venue, slippage_rate="0.001")).unit
    assert unit is not None
    stop = stop_for_loss(unit, Decimal(1), Decimal(1000))
    assert stop == Decimal("49098.7")
    assert unit.loss_at_stop(stop) <= 1000 < unit.loss_at_stop(stop - Decimal("0.1"))


def test_where_profit_is_converted_at_the_price_itself_the_stop_is_exact_too() -> None:
    """100,000 USD/JPY bought at 150 in a dollar account lose 334.4481605 at 149.50: 50,000 yen over 149.50."""
    pair = cfd_instrument(symbol="USDJPY", base_currency="USD", quote_currency="JPY", price_tick="0.001", pip="0.01")
    draft = fx_draft(venue=cfd_venue(pair), instrument="USDJPY", entry_price="150", stop_price="149")
    unit = evaluate(draft).unit
    assert unit is not None
    assert stop_for_loss(unit, Decimal(1), Decimal("334.45")) == Decimal("149.500")


def test_an_amount_below_the_costs_has_no_stop() -> None:
    venue = linear_venue(linear_instrument(fee_rate="0.0005"))
    unit = evaluate(make_draft(venue=venue)).unit
    assert unit is not None
    assert stop_for_loss(unit, Decimal(1), Decimal(40)) is None
    assert stop_for_loss(unit, Decimal("0.001"), Decimal(1000)) is None


def test_a_fee_of_everything_leaves_no_price_that_loses_an_amount() -> None:
    unit = evaluate(make_draft(size_by="quantity", size="1", fee_rate="1")).unit
    assert unit is not None
    assert price_losing(unit, Decimal(100)) is None


@pytest.mark.parametrize(("margin", "leverage", "quantity"), [("100", "30", "0.06"), ("500", "3", "0.03")])
def test_a_quotient_that_is_a_whole_step_is_asked_as_it_is(margin: str, leverage: str, quantity: str) -> None:
    evaluation = evaluate(make_draft(size_by="margin", size=margin, leverage=leverage))
    assert evaluation.asked_quantity == evaluation.quantity == Decimal(quantity)
