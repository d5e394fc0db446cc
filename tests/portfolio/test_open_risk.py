from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.portfolio.open_risk import OpenRisk, open_risk
from tests.conftest import (
    cfd_instrument,
    cfd_venue,
    fx_draft,
    is_near,
    linear_instrument,
    linear_venue,
    make_draft,
    position,
)

CASES = [
    ({}, "100"),
    ({"stop_price": "50000"}, "0"),
    ({"stop_price": "52000"}, "0"),
    ({"stop_price": None}, None),
    ({"side": "short", "stop_price": "51000"}, "100"),
    ({"side": "short", "stop_price": "49000"}, "0"),
    ({"mark_price": "60000"}, "100"),
]


@pytest.mark.parametrize(("changes", "risk"), CASES)
def test_a_position_risks_its_loss_against_entry_at_its_stop(changes: dict[str, object], risk: str | None) -> None:
    found = open_risk(evaluate(make_draft(positions=[position(**changes)])))
    assert found.risks == (None if risk is None else Decimal(risk),)
    assert found.total == (None if risk is None else Decimal(risk))


def test_the_closing_fee_and_commission_are_part_of_the_risk() -> None:
    venue = linear_venue(linear_instrument(fee_rate="0.0005", commission="2"))
    assert open_risk(evaluate(make_draft(venue=venue, positions=[position()]))).total == Decimal("102.65")
    # 0.1 x 1,000 lost + 0.0005 x 4,900 fee + 0.1 x 2 commission = 100 + 2.45 + 0.2


def test_both_stops_of_a_hedge_can_be_hit() -> None:
    held = [position(), position(side="short", stop_price="50500")]
    assert open_risk(evaluate(make_draft(positions=held))).total == Decimal(150)


def test_one_position_without_a_stop_makes_the_sum_unbounded() -> None:
    risk = open_risk(evaluate(make_draft(positions=[position(), position(stop_price=None)])))
    assert risk.risks == (Decimal(100), None)
    assert risk.total is None


def test_no_position_risks_nothing() -> None:
    assert OpenRisk(()).total == 0


def test_a_risk_in_another_currency_is_converted() -> None:
    yen = cfd_instrument(symbol="USDJPY", base_currency="USD", quote_currency="JPY", price_tick="0.001")
    held = position(
        instrument="USDJPY",
        quantity="1",
        entry_price="150",
        mark_price="150",
        stop_price="149",
        leverage="30",
        margin_mode="cross",
    )
    euros = fx_draft(venue=cfd_venue(cfd_instrument(), yen), positions=[held], currency="EUR", rates={"JPY": "0.00625"})
    assert open_risk(evaluate(euros)).total == 625
    dollars = fx_draft(venue=cfd_venue(cfd_instrument(), yen), positions=[held])
    assert is_near(open_risk(evaluate(dollars)).total, "671.14093959731543624", "1e-18")  # 100,000 yen at 149
