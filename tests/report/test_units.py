"""One of a unit is told in the singular, and a currency is left alone."""

from decimal import Decimal

import pytest

from planner.domain.cost_units import CostUnit
from planner.report import numbers
from planner.report.numbers import Veiled
from planner.report.units import COST_NAMES, COST_SIGNS, UNIT_SIGNS, cost_signs, sign_for
from tests.conftest import cfd_instrument, linear_instrument


@pytest.mark.parametrize(
    ("sign", "text", "told"),
    [
        ("ticks", "1", "tick"),
        ("ticks", "−1", "tick"),
        ("ticks", "10", "ticks"),
        ("ticks", "0", "ticks"),
        ("pips", "1.0", "pip"),
        ("pips", "1.5", "pips"),
        ("days", "1", "day"),
        ("intervals", "", "intervals"),
        ("%", "1", "%"),
        ("USDT", "1", "USDT"),
    ],
)
def test_one_of_a_unit_is_told_in_the_singular(sign: str, text: str, told: str) -> None:
    assert sign_for(sign, text) == told


def test_a_hidden_currency_stays_hidden() -> None:
    assert isinstance(sign_for(Veiled("USD"), "1"), Veiled)


def test_hours_are_counted() -> None:
    assert [numbers.hours(Decimal(count)) for count in (1, 8)] == ["1 hour", "8 hours"]


def test_every_unit_of_a_cost_has_a_name_and_a_sign() -> None:
    assert set(cost_signs(linear_instrument())) == set(COST_NAMES) == set(CostUnit)
    assert set(COST_SIGNS) == set(CostUnit) - {CostUnit.PRICE, CostUnit.PER_UNIT}
    assert cost_signs(linear_instrument())[CostUnit.PER_UNIT] == "USDT/BTC"
    assert cost_signs(cfd_instrument())[CostUnit.PRICE] == cfd_instrument().quote_currency
    assert "" not in UNIT_SIGNS.values()
