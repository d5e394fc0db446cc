"""The gap question: the gap to nothing, history on this instrument, breadth, correlation and notes."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.evaluation import Evaluation
from planner.domain.plan import Draft
from planner.simulation.custom import CORRELATIONS, GAPS, Gap, custom_stress, heat_map
from planner.simulation.gap import (
    Breadth,
    Note,
    Options,
    historic_gaps,
    notes_of,
    scenario_stress,
    zero_gap,
)
from planner.simulation.scenario import Reach
from planner.simulation.stress import stressed
from tests.conftest import fx_draft, is_near, linear_instrument, linear_venue, make_draft, position
from tests.regimes import cash_draft, futures_draft
from tests.simulation.test_scenario import SCENARIOS, scenario

D = Decimal


def _evaluated(draft: Draft) -> Evaluation:
    return assess(draft).evaluation


def _used_up(leverage: str) -> Draft:
    """One lot at 1.00 with exactly its margin."""
    return fx_draft(leverage=leverage, wallet_balance=str(round(D(100000) / D(leverage), 10)), stop_price=None)


@pytest.mark.parametrize(("leverage", "gap"), [("30", "0.0333333333"), ("25", "0.04"), ("20", "0.05"), ("2", "0.5")])
def test_a_used_up_account_is_empty_at_one_over_its_leverage(leverage: str, gap: str) -> None:
    assert is_near(zero_gap(_evaluated(_used_up(leverage))).plan, gap, "1e-8")


def test_the_published_account_is_empty_at_four_percent() -> None:
    draft = make_draft(
        margin_mode="cross", wallet_balance="1000", size_by="quantity", size="0.5", leverage="100", stop_price=None
    )
    found = zero_gap(_evaluated(draft))
    assert (found.plan, found.is_isolated, found.fall, found.rise) == (D("0.04"), False, D("-0.04"), None)


def test_an_isolated_gap_is_that_of_its_margin() -> None:
    found = zero_gap(_evaluated(make_draft()))
    assert (found.plan, found.is_isolated, found.fall) == (D("0.1"), True, None)


GUARANTEED: dict[str, object] = {"guaranteed_stop": {"premium": "0"}}


@pytest.mark.parametrize("mode", ["cross", "isolated"])
def test_no_gap_goes_beyond_a_guaranteed_stop(mode: str) -> None:
    sized: dict[str, object] = {"margin_mode": mode, "size_by": "quantity", "size": "0.5"}
    assert zero_gap(_evaluated(make_draft(**sized))).plan is not None
    found = zero_gap(_evaluated(make_draft(**sized, **GUARANTEED)))
    assert (found.plan, found.fall, found.is_guaranteed) == (None, None, True)


def test_a_guaranteed_stop_beyond_liquidation_guarantees_nothing() -> None:
    plain, promised = (zero_gap(_evaluated(make_draft(leverage="50", **more))) for more in ({}, GUARANTEED))
    assert plain == promised


def test_beside_a_guaranteed_stop_the_others_still_gap() -> None:
    """10,000 less 200 at the stop; 20,000 of ETH and 5,000 of DOGE without stops lose 9,800 at 39.2 %."""
    book = _book("long", stop_price="49000", **GUARANTEED)
    found = zero_gap(_evaluated(book))
    assert (found.plan, found.fall) == (None, D("-0.392"))
    same = make_draft(
        margin_mode="cross",
        positions=[position(quantity="0.4", margin_mode="cross", stop_price=None)],
        **GUARANTEED,
    )
    assert zero_gap(_evaluated(same)).plan == D("0.49")  # 9,800 / 20,000


def test_a_short_is_empty_above() -> None:
    draft = make_draft(side="short", stop_price="51000")
    assert zero_gap(_evaluated(draft)).plan == D("0.1")


def test_a_short_can_be_emptied_by_more_than_the_whole_price_and_a_long_by_no_more_than_all_of_it() -> None:
    """0.1 BTC of 50,000 with 10,000: the price three times as high, as nickel was more than twice as high in a day."""
    small: dict[str, object] = {"margin_mode": "cross", "size_by": "quantity", "size": "0.1", "stop_price": None}
    assert zero_gap(_evaluated(make_draft(side="short", **small))).plan == D(2)
    assert zero_gap(_evaluated(make_draft(**small))).plan is None


ETH = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
DOGE = linear_instrument(symbol="DOGEUSDT", base_currency="DOGE")
COINS = linear_venue(linear_instrument(), ETH, DOGE)


def _book(side: str = "long", **changes: object) -> Draft:
    held = {"margin_mode": "cross", "stop_price": None, "side": side}
    return make_draft(
        **{
            "venue": COINS,
            "margin_mode": "cross",
            "positions": [
                position(instrument="ETHUSDT", quantity="10", entry_price="2000", mark_price="2000", **held),
                position(instrument="DOGEUSDT", quantity="50000", entry_price="0.1", mark_price="0.1", **held),
            ],
            "size_by": "quantity",
            "size": "0.2",
            "stop_price": None,
            **changes,
        }
    )


def test_the_book_is_empty_sooner_than_the_plan_alone() -> None:
    """10,000 of equity over 10,000 of BTC, 20,000 of ETH and 5,000 of DOGE."""
    found = zero_gap(_evaluated(_book()))
    assert found.plan is None or found.plan >= 1
    assert is_near(found.fall, str(D(-10000) / 35000))


def test_history_is_sorted_by_what_hurts_most_and_told_apart() -> None:
    rows = historic_gaps(_evaluated(make_draft()), SCENARIOS)
    assert [row.rate for row in rows] == sorted(row.rate for row in rows)
    assert rows[0].scenario.id == "btc20"
    assert rows[0].is_beyond
    assert {row.scenario.id for row in rows} == {"btc20", "btc21", "jpy24", "ftt22", "oct25"}
    assert [row.is_beyond for row in rows] == [True] * len(rows)


def test_history_that_helps_is_not_adverse() -> None:
    rows = historic_gaps(_evaluated(make_draft(side="short", stop_price="51000")), SCENARIOS)
    assert not any(row.is_adverse or row.is_beyond for row in rows)


def test_a_pair_without_a_sign_of_its_own_is_hurt_on_either_side() -> None:
    for side, stop in (("long", "0.99"), ("short", "1.01")):
        rows = historic_gaps(_evaluated(fx_draft(side=side, stop_price=stop)), [scenario("snb15")])
        assert (rows[0].is_adverse, rows[0].applied.reach) == (True, Reach.AGAINST)


def test_a_scenario_moves_the_instrument_its_class_or_the_book() -> None:
    evaluation, oct25 = _evaluated(_book()), scenario("oct25")
    found = {breadth: scenario_stress(evaluation, oct25, Options(breadth=breadth)).moves for breadth in Breadth}
    assert found[Breadth.INSTRUMENT] == {"BTCUSDT": D("-0.145")}
    assert found[Breadth.ASSET_CLASS] == found[Breadth.BOOK]
    assert found[Breadth.BOOK] == {"BTCUSDT": D("-0.145"), "ETHUSDT": D("-0.16"), "DOGEUSDT": D("-0.47")}


def test_the_whole_book_in_october_2025_by_hand() -> None:
    """1,450 on BTC, 3,200 on ETH, 2,350 on DOGE."""
    evaluation = _evaluated(_book())
    result = stressed(evaluation, scenario_stress(evaluation, scenario("oct25")))
    assert result is not None
    assert result.state.equity == 10000 - 1450 - 3200 - 2350


def test_a_scenario_brings_its_slip_and_its_margin_hike_unless_told_otherwise() -> None:
    evaluation = _evaluated(make_draft())
    assert scenario_stress(evaluation, scenario("metals26")).margin_hike == D("0.36")
    assert scenario_stress(evaluation, scenario("snb15")).slip == D("0.5")
    told = scenario_stress(evaluation, scenario("snb15"), Options(slip=D(1), margin_hike=D("0.5"), haircut=D("0.35")))
    assert (told.slip, told.margin_hike, told.haircut) == (D(1), D("0.5"), D("0.35"))


def test_positions_that_would_lose_can_be_made_to_move_with_the_plan() -> None:
    ftt = scenario("ftt22").replace(moves=(scenario("ftt22").moves[1].replace(stands_for_class=False),))
    for side, expected in (("long", {"BTCUSDT", "ETHUSDT", "DOGEUSDT"}), ("short", {"BTCUSDT"})):
        stress = scenario_stress(_evaluated(_book(side)), ftt, Options(aligned=True))
        assert set(stress.moves) == expected
        assert set(stress.moves.values()) == {D("-0.1")}


def test_correlation_is_the_part_of_the_gap_that_others_make_by_their_beta() -> None:
    evaluation = _evaluated(_book(betas={"ETHUSDT": "1.5"}))
    found = custom_stress(evaluation, Gap(D("0.2"), D("0.5"))).moves
    assert found == {"BTCUSDT": D("-0.2"), "ETHUSDT": D("-0.15"), "DOGEUSDT": D("-0.1")}
    assert custom_stress(evaluation, Gap(D("0.9"), D(1))).moves["ETHUSDT"] == D("-0.999")


def test_a_heat_map_is_the_accounts_after_each_gap_at_each_correlation() -> None:
    cells = heat_map(_evaluated(_book()))
    assert cells is not None
    assert (len(cells), len(cells[0])) == (len(GAPS), len(CORRELATIONS))
    tenth = cells[GAPS.index(D("0.1"))]
    equities = [cell.state.equity for cell in tenth if cell is not None]
    assert equities == [10000 - 1000 - 2500 * part for part in CORRELATIONS]


def test_a_hedge_is_credited_by_correlation_in_a_gap() -> None:
    cells = heat_map(_evaluated(_book("short")))
    assert cells is not None
    tenth = cells[GAPS.index(D("0.1"))]
    assert [cell.state.equity for cell in tenth if cell is not None] == [9000 + 2500 * part for part in CORRELATIONS]


def test_what_the_venue_may_do_is_noted() -> None:
    evaluation = _evaluated(_book("short"))
    crash = stressed(evaluation, custom_stress(evaluation, Gap(D("0.1"), D(1))))
    assert crash is not None
    assert notes_of(evaluation, crash) == (Note.REDUCED_BY_ADL,)
    sliced = _evaluated(
        make_draft(venue=linear_venue(liquidation={"partial": "slices", "slice_rate": "0.2"}), stop_price="40000")
    )
    gapped = stressed(sliced, custom_stress(sliced, Gap(D("0.15"))))
    assert gapped is not None
    assert notes_of(sliced, gapped) == (Note.PARTIAL_FIRST, Note.INSURANCE_FIRST)


def test_where_the_broker_decides_a_call_is_noted() -> None:
    evaluation = _evaluated(futures_draft(stop_price=None))
    result = stressed(evaluation, custom_stress(evaluation, Gap(D("0.03"))))
    assert result is not None
    assert notes_of(evaluation, result) == (Note.BROKER_DECIDES,)


def test_what_is_paid_in_full_cannot_be_lost_twice() -> None:
    evaluation = _evaluated(cash_draft())
    assert zero_gap(evaluation).plan is None
    result = stressed(evaluation, custom_stress(evaluation, Gap(D(1))))
    assert result is not None
    assert (result.deficit, result.state.equity) == (D(0), D(5001))
