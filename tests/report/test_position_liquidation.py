"""Where open positions and the account are liquidated, before a plan and with it, calculated by hand.

One coin long at 50,000 in a cross account of 10,000, maintenance 0.5 %; the plan buys ten ether at 2,000.
    alone        10,000 + P - 50,000 = 0.005 P              P = 40,000 / 0.995 = 40,201.005
    beside it    100 more is required for the ether         P = 40,100 / 0.995 = 40,301.507
    the plan     10,000 + 10 P - 20,000 = 0.05 P + 250      P = 10,250 / 9.95  = 1,030.150
"""

from decimal import Decimal

from planner.assess import Assessment, assess
from planner.domain.plan import Draft
from planner.domain.position_levels import LiquidationPrices
from planner.report.position_liquidation import _moves, liquidation_lines, shock_rows
from planner.report.rows import Tone
from tests.conftest import linear_instrument, linear_venue, make_draft, position
from tests.regimes import cash_draft, futures_draft
from tests.report.plans import unsaid

ETHER = linear_instrument(symbol="ETHUSDT", base_currency="ETH", price_tick="0.01", quantity_unit="ETH")


def two(**changes: object) -> Draft:
    """The coin, and the plan to buy ether."""
    kept = {
        "venue": linear_venue(linear_instrument(), ETHER),
        "positions": [position(quantity="1", margin_mode="cross")],
        "instrument": "ETHUSDT",
        "entry_price": "2000",
        "stop_price": "1950",
        "margin_mode": "cross",
        "size_by": "quantity",
        "size": "10",
    }
    return make_draft(**{**kept, **changes})


def _lines(draft: Draft, *rows: int) -> list[tuple[str, ...]]:
    return [found.lines for found in liquidation_lines(assess(draft), rows).values()]


def _shock(assessment: Assessment) -> dict[str, str]:
    return {row.key: row.value.replace("\u202f%", " %") for row in shock_rows(assessment)}


def test_an_open_position_shows_its_liquidation_before_and_with_the_plan() -> None:
    assert _lines(two(), 1) == [("Liquidation ↓ 40,201.1 → 40,301.6",)]
    assert _lines(two(), 0) == [("Liquidation ↓ 1,030.16",)]


def test_only_the_rows_asked_for_are_told() -> None:
    assert list(liquidation_lines(assess(two()), range(-1, 9))) == [1, 0]
    assert list(liquidation_lines(assess(two()), [1])) == [1]


def test_a_price_the_plan_does_not_move_stands_once() -> None:
    # isolated margin of 5,000: 45,000 / 0.995 = 45,226.13
    alone = [position(quantity="1", margin_mode="isolated")]
    assert _lines(two(positions=alone), 1) == [("Liquidation ↓ 45,226.2",)]


def test_a_hedge_is_liquidated_on_the_side_of_its_larger_leg() -> None:
    # 1 long, 2 short; both pay maintenance, together 0.015 P
    both = [
        position(quantity="1", margin_mode="cross", mark_price="50000"),
        position(quantity="2", side="short", margin_mode="cross", stop_price="51000", mark_price="50000"),
    ]
    # net one short: 10,000 - (P - 50,000) = 0.015 P, P = 60,000 / 1.015 = 59,113.300, less for the plan's two dollars
    assert _lines(two(positions=both, size="0.001"), 1)[0][0].startswith("Liquidation ↑ 59,113.3")


def test_an_exposure_with_two_liquidation_prices_has_a_line_for_each() -> None:
    found = _moves(LiquidationPrices(Decimal(40000), None), LiquidationPrices(Decimal(41000), Decimal(60000)), ETHER)
    assert found == ["↓ 40,000.00 → 41,000.00", "↑ none → 60,000.00"]


def test_what_is_below_its_requirement_already_says_so_in_red() -> None:
    draft = two(wallet_balance="200")  # 250 is required of the coin alone
    found = liquidation_lines(assess(draft), [1])[1]
    assert found.lines == ("Liquidation already",)
    assert found.tone is Tone.DANGER


def test_all_prices_together_before_and_with_the_plan() -> None:
    # 10,000 + 50,000 t = 250 (1 + t), t = -9,750 / 49,750; with it 10,000 + 70,000 t = 350 (1 + t), -9,650 / 69,650
    assert _shock(assess(two())) == {"all_fall": "−19.6 % → −13.9 %", "all_rise": "none"}


def test_a_beta_moves_an_instrument_more_than_the_market() -> None:
    # 10,000 + 90,000 t = 350 + 450 t, t = -9,650 / 89,550 = -10.776 %
    found = shock_rows(assess(two(betas={"ETHUSDT": "2"})))
    assert found[0].value.replace("\u202f%", " %") == "−19.6 % → −10.8 %"
    assert found[0].detail == "There: BTCUSDT 44,611.9, ETHUSDT 1,568.96"  # less 10.776 % and twice that


def test_where_nothing_is_liquidated_by_rule_there_is_nothing_to_show() -> None:
    for draft in (cash_draft(), unsaid()):
        assert liquidation_lines(assess(draft), [0]) == {}
        assert shock_rows(assess(draft)) == ()
    assert shock_rows(assess(make_draft())) == ()  # isolated: not the account's


def test_where_the_broker_decides_the_margin_call_is_watched() -> None:
    assessment = assess(futures_draft())
    assert liquidation_lines(assessment, [0])[0].lines == ("Margin call ↓ 3,900.00",)  # 15,000 - 50 x 100 = 10,000
    fall, rise = shock_rows(assessment)
    assert (fall.value, rise.value) == ("none → −2.5 %".replace(" %", "\u202f%"), "none")
