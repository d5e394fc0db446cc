import pytest
from pydantic import ValidationError

from planner.domain.fault import FaultError
from planner.domain.plan import Draft
from planner.domain.venue import Side
from tests.conftest import linear_instrument, linear_venue, make_draft, position, tiers


def test_a_draft_is_read_back_as_it_was_written() -> None:
    draft = make_draft(positions=[position()], targets=[{"price": "51000", "share": "0.5"}], rates={"EUR": "1.1"})
    assert Draft.model_validate_json(draft.model_dump_json()) == draft


def test_a_record_cannot_be_changed_only_replaced() -> None:
    draft = make_draft()
    with pytest.raises(ValidationError):
        draft.plan.leverage = draft.plan.leverage
    assert draft.plan.replace(leverage="5").leverage == 5
    with pytest.raises(ValidationError):
        draft.plan.replace(leverage="0")
    with pytest.raises(ValidationError):
        draft.plan.replace(lever="5")


def test_an_error_never_repeats_what_was_entered() -> None:
    with pytest.raises(ValidationError) as caught:
        make_draft(wallet_balance="73519.x")
    assert "73519" not in str(caught.value)


@pytest.mark.parametrize(
    "rows",
    [
        (("1000", "0.01", "50"), ("1000", "0.02", "20")),
        (("1000", "0.01", "50"), ("900", "0.02", "20")),
        (("1000", "0.02", "50"), ("2000", "0.01", "20")),
        (("1000", "0.01", "20"), ("2000", "0.02", "50")),
    ],
    ids=["caps equal", "caps fall", "rates fall", "leverage rises"],
)
def test_tiers_out_of_order_are_refused(rows: tuple[tuple[str, str, str], ...]) -> None:
    with pytest.raises(ValidationError):
        linear_instrument(margin_tiers=tiers(*rows))


def test_a_venue_can_be_reduced_to_the_instruments_a_plan_needs() -> None:
    venue = linear_venue(linear_instrument(), linear_instrument(symbol="ETHUSDT"))
    assert [i.symbol for i in venue.only(frozenset({"ETHUSDT"})).instruments] == ["ETHUSDT"]
    assert venue.instrument("ETHUSDT") is venue.instruments[1]
    assert venue.instrument("XRPUSDT") is None


def test_every_side_has_an_opposite() -> None:
    assert [side.opposite for side in Side] == [Side.SHORT, Side.LONG]
    assert sum(side.sign for side in Side) == 0


def test_a_fault_carries_its_facts() -> None:
    error = FaultError("too_long", digits="30")
    assert (error.fault.code, error.fault.facts, str(error)) == ("too_long", {"digits": "30"}, "too_long")


def test_a_venue_calls_before_it_liquidates() -> None:
    with pytest.raises(ValidationError, match="the margin call comes before liquidation"):
        linear_venue(margin_call_money="100", liquidation_money="200")


def test_a_venue_of_futures_needs_their_margin() -> None:
    with pytest.raises(ValidationError, match="futures need their initial and maintenance margin"):
        linear_venue(regime="futures")
