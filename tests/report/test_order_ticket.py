"""What a trader copies into a venue's ticket."""

from decimal import Decimal

from planner.assess import assess
from planner.domain.plan import Target
from planner.report.order_ticket import order_ticket, shared_out
from tests.report.plans import btc, eurusd, quiet


def test_the_ticket_names_every_order_in_the_size_to_take() -> None:
    lines = order_ticket(assess(quiet())).splitlines()
    assert lines[1:4] == [
        "Buy 0.200 BTC at 50,000.0",
        "Stop-loss: sell 0.200 BTC at 49,000.0",
        "Target 1: sell 0.200 BTC at 52,000.0",
    ]
    assert lines[-1].endswith("no order has been placed.")


def test_the_ticket_calls_the_end_of_a_position_as_the_venue_does() -> None:
    assert "Isolated margin, 10×; liquidation 45,226.2" in order_ticket(assess(quiet())).splitlines()
    assert "Cross margin, 30×; stop-out 0.56291" in order_ticket(assess(eurusd())).splitlines()


def test_a_plan_that_should_not_be_taken_has_nothing_to_place() -> None:
    text = order_ticket(assess(btc(stop_price="51000")))
    assert text.endswith("There is nothing to place.\n")
    assert "Buy" not in text


def test_a_plan_to_shrink_is_placed_in_the_smaller_size() -> None:
    """1 % of 10,000 allows 100 of loss: 0.1 BTC at 1,000 a coin."""
    draft = quiet()
    limits = draft.situation.limits.replace(single_trade_rate="0.01")
    text = order_ticket(assess(draft.replace(situation=draft.situation.replace(limits=limits))))
    assert "Buy 0.100 BTC" in text


def test_entries_add_up_to_the_size_to_take() -> None:
    """12 steps in shares of 0.5, 0.3 and 0.2: 6, then 9 and 12 of all."""
    draft = quiet()
    ladder = [{"price": "49900", "share": "0.3"}, {"price": "49800", "share": "0.2"}]
    plan = type(draft.plan).model_validate({**draft.plan.model_dump(), "ladder": ladder, "size_by": "quantity"})
    text = order_ticket(assess(draft.replace(plan=plan.replace(size=Decimal("0.012")))))
    assert text.splitlines()[1:5] == [
        "Buy 0.006 BTC at 50,000.0",
        "Buy 0.003 BTC at 49,900.0",
        "Buy 0.003 BTC at 49,800.0",
        "Stop-loss: sell 0.012 BTC at 49,000.0",
    ]
    assert "Take 0.012 BTC." in text


def test_targets_close_whole_steps_and_the_last_one_the_rest() -> None:
    """0.7 and 0.3 of 5 steps: 3.5 is 3, the last closes 2."""
    targets = tuple(Target(price=Decimal(price), share=Decimal(share)) for price, share in ((2, "0.7"), (3, "0.3")))
    assert [share for _, share in shared_out(Decimal(5), targets, Decimal(1))] == [3, 2]
    half = (targets[0],)
    assert [share for _, share in shared_out(Decimal(5), half, Decimal(1))] == [3]
