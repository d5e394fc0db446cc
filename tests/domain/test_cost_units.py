"""Slippage, fee and holding time in a trader's units, by hand. Long BTC from 50,000 with a stop at 49,000."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.cost_units import (
    CostUnit,
    Measure,
    fee_measures,
    holding_measures,
    rate_of,
    slippage_measures,
    typed_in,
)
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from tests.conftest import fx_draft, linear_instrument, linear_venue, make_draft

_FUNDED = linear_venue(linear_instrument(funding_rate="0.0001", funding_interval_hours="8"))


def _measures(evaluation: Evaluation) -> dict[CostUnit, Measure]:
    found = (*slippage_measures(evaluation.draft), *fee_measures(evaluation), *holding_measures(evaluation))
    return {measure.unit: measure for measure in found}


@pytest.mark.parametrize(
    ("unit", "number", "value"),
    [
        ("percent", "0.05", "0.0005"),
        ("basis_points", "5", "0.0005"),
        ("per_unit", "25", "0.0005"),  # 25 of 50,000
        ("price", "24.5", "0.0005"),  # 24.5 of the stop at 49,000
        ("ticks", "245", "0.0005"),  # the same, in tenths
        ("ticks", "2", "0.000004081632653061"),  # 0.2 / 49,000 = 4.081632653061224...e-6
        ("days", "3", "3"),
        ("hours", "36", "1.5"),
        ("hours", "16", "0.666666666666666666"),
        ("weeks", "2", "14"),
        ("funding", "3", "1"),  # every eight hours
    ],
)
def test_a_number_of_a_unit_is_what_the_plan_keeps_and_back(unit: str, number: str, value: str) -> None:
    measure = _measures(evaluate(make_draft(venue=_FUNDED)))[CostUnit(unit)]
    assert measure.value_of(Decimal(number)) == Decimal(value)
    assert measure.number_of(Decimal(value)) == Decimal(number)


def test_what_was_typed_in_another_unit_is_told_to_a_thousandth() -> None:
    measures = _measures(evaluate(make_draft()))
    third = Decimal("0.333333333333333333")
    assert measures[CostUnit.DAYS].number_of(third) == Decimal("0.333")
    assert measures[CostUnit.HOURS].number_of(third) == 8


def test_a_stop_that_moves_leaves_a_count_of_ticks_as_round_as_it_was() -> None:
    def ticks(stop: str) -> Measure:
        return _measures(evaluate(make_draft(stop_price=stop)))[CostUnit.TICKS]

    kept = ticks("49000").value_of(Decimal(25))
    assert ticks("48950").number_of(kept) == 25  # 24.974...
    assert ticks("45000").number_of(kept) == 23  # 22.959...


def test_two_ticks_are_two_ticks_of_another_stop() -> None:
    here, elsewhere = (slippage_measures(make_draft(stop_price=stop)) for stop in ("49000", "48000"))
    assert typed_in(here, CostUnit.TICKS, Decimal("0.000004081632653061")) == 2  # 0.2 / 49,000
    assert rate_of(elsewhere, CostUnit.TICKS, Decimal(2)) == Decimal("0.000004166666666666")  # 0.2 / 48,000
    assert typed_in(here, CostUnit.TICKS, Decimal("0.000004081632653")) is None
    assert typed_in(here, CostUnit.PERCENT, Decimal("0.0005")) == Decimal("0.05")


def test_ticks_that_a_plan_cannot_hold_are_none() -> None:
    bare, low = slippage_measures(make_draft(stop_price=None)), slippage_measures(make_draft(stop_price="0.1"))
    assert typed_in(bare, CostUnit.TICKS, Decimal("0.0005")) is None
    assert rate_of(bare, CostUnit.TICKS, Decimal(2)) is None
    assert rate_of(low, CostUnit.TICKS, Decimal(2)) is None  # twice the stop price


def test_the_largest_number_of_a_unit_is_rounded_down() -> None:
    measures = _measures(evaluate(make_draft()))
    assert measures[CostUnit.WEEKS].most(Decimal(3650)) == Decimal("521.428")  # 521.42857...
    assert measures[CostUnit.PERCENT].most(Decimal(1)) == 100


def test_currencies_count_slippage_in_pips_and_pay_a_lot_of_a_hundred_thousand() -> None:
    draft = fx_draft()
    measures, stop, entry = _measures(evaluate(draft)), draft.plan.stop_price, draft.plan.entry_price
    assert draft.instrument is not None
    assert draft.instrument.pip is not None
    assert stop is not None
    assert entry is not None
    assert measures[CostUnit.PIPS].value_of(Decimal(2)) * stop == pytest.approx(2 * draft.instrument.pip)
    assert measures[CostUnit.PER_UNIT].of == entry * draft.instrument.contract_size
    assert CostUnit.FUNDING not in measures


def test_without_a_stop_slippage_is_a_percentage_and_without_an_entry_a_fee_a_rate() -> None:
    bare = evaluate(make_draft(entry_price=None, stop_price=None))
    assert [measure.unit for measure in slippage_measures(bare.draft)] == ["percent"]
    assert [measure.unit for measure in fee_measures(bare)] == ["percent", "basis_points"]


def test_an_unknown_instrument_leaves_percent_and_days() -> None:
    evaluation = evaluate(make_draft(venue=linear_venue(linear_instrument(symbol="OTHER"))))
    assert [measure.unit for measure in slippage_measures(evaluation.draft)] == ["percent"]
    assert [measure.unit for measure in holding_measures(evaluation)] == ["days", "hours", "weeks"]


def test_hours_never_become_one_more_funding_payment() -> None:
    measure = _measures(evaluate(make_draft()))[CostUnit.HOURS]
    for hours in range(8, 24 * 30, 8):
        days = format(measure.value_of(Decimal(hours)), "f")
        unit = evaluate(make_draft(venue=_FUNDED, holding_days=days)).unit
        assert unit is not None
        assert unit.carry_quote == Decimal("0.0001") * 50_000 * (hours // 8)


@given(
    st.decimals("0.000001", 3000, places=6),
    st.sampled_from(list(CostUnit)),
    st.decimals("0.01", 100_000, places=2),
)
def test_typed_numbers_come_back_as_they_were_typed(number: Decimal, unit: CostUnit, stop: Decimal) -> None:
    sizes = {CostUnit.TICKS: Measure(unit, Decimal("0.01"), stop), CostUnit.PRICE: Measure(unit, Decimal(1), stop)}
    measure = sizes.get(unit, Measure(unit, Decimal(1), Decimal(24)))
    assert measure.number_of(measure.value_of(number)) == number


def test_one_more_of_a_unit_is_counted_from_what_was_typed_or_from_the_value_itself() -> None:
    weeks = _measures(evaluate(make_draft()))[CostUnit.WEEKS]
    assert weeks.further(Decimal(14), Decimal(1)) == 21
    assert weeks.further(weeks.further(Decimal(3), Decimal(1)), Decimal(-1)) == 3
