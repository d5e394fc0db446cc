"""What a trader copies into a venue's ticket."""

from decimal import Decimal

from planner.assess import assess
from planner.domain.plan import Draft
from planner.report.asked import asked_lines
from planner.report.order_ticket import order_ticket
from tests.conftest import limits, make_draft
from tests.regimes import futures_draft
from tests.report.plans import btc, eurusd, quiet


def test_the_ticket_names_every_order_in_the_size_to_take() -> None:
    lines = order_ticket(assess(quiet())).splitlines()
    assert lines[1:4] == [
        "Buy 0.200 BTC at 50,000.0",
        "Stop-loss: sell 0.200 BTC at 49,000.0",
        "Target 1: sell 0.200 BTC at 52,000.0",
    ]
    assert lines[-1].endswith("no order has been placed.")


def test_the_ticket_names_what_no_target_closes() -> None:
    """0.2 BTC, seven tenths of it at a target."""
    lines = order_ticket(assess(make_draft(targets=[{"price": "52000", "share": "0.7"}]))).splitlines()
    assert lines[3:5] == ["Target 1: sell 0.140 BTC at 52,000.0", "0.060 BTC: no target"]
    assert not any("no target" in line for line in order_ticket(assess(quiet())).splitlines())


def test_the_ticket_says_when_a_target_below_the_first_entry_can_be_placed() -> None:
    """0.1 BTC at 50,000 and 0.1 at 49,500: at 49,900 the first alone would be closed at a loss, and at once."""
    targets = [{"price": "49900", "share": "0.5"}, {"price": "52000", "share": "0.5"}]
    ladder = [{"price": "49500", "share": "0.5"}]
    draft = make_draft(ladder=ladder, targets=targets, size_by="quantity", size="0.2")
    lines = order_ticket(assess(draft)).splitlines()
    assert lines[4] == "Target 1: sell 0.100 BTC at 49,900.0, once entry 2 is filled"
    assert lines[5] == "Target 2: sell 0.100 BTC at 52,000.0"


def test_the_ticket_says_which_entry_has_to_fill_for_what_a_target_before_it_closes() -> None:
    """0.05 BTC at 50,000 and 0.05 at 51,000: at 50,900 only 0.05 of the 0.1 to be sold are held."""
    draft = make_draft(
        ladder=[{"price": "51000", "share": "0.5"}],
        targets=[{"price": "50900", "share": "1"}],
        size_by="quantity",
        size="0.1",
    )
    lines = order_ticket(assess(draft)).splitlines()
    assert lines[4] == "Target 1: sell 0.100 BTC at 50,900.0, of which 0.050 BTC once entry 2 is filled"


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


def test_a_plan_to_shrink_names_the_liquidation_of_the_size_it_orders() -> None:
    """4 % of 10,000 allows 0.4 of the 0.5 BTC asked for: 10,000 / 0.4 = 25,000 below 50,000, over 0.995."""
    draft = make_draft(margin_mode="cross", size_by="quantity", size="0.5", limits=limits(single_trade_rate="0.04"))
    lines = order_ticket(assess(draft)).splitlines()
    assert lines[1] == "Buy 0.400 BTC at 50,000.0"
    assert lines[3:5] == ["0.400 BTC: no target", "Cross margin, 10×; liquidation 25,125.7"]


def test_a_plan_to_shrink_moves_the_stop_where_the_orders_it_places_put_it() -> None:
    """One contract at 4,000 and one at 3,990 are 3,995 on average, 15 above the stop; of three it would be 3,993.25."""
    lines = order_ticket(assess(_shrunk())).splitlines()
    assert lines[1:3] == ["Buy 1 BTC at 4,000.00", "Buy 1 BTC at 3,990.00"]
    assert lines[4:7] == [
        "2 BTC: no target",
        "Break-even: at 4,010.00 (1 R) move the stop to 3,995.00 (the entry)",
        "Trailing stop: from 4,010.00 (1 R) on keep it 1 R (15.00 USD) behind the best price, never back",
    ]


def test_the_ticket_moves_a_stop_that_pays_all_costs_where_the_price_is_beyond_it() -> None:
    """The stop pays fees of 50 and slippage back at 50,075.1, a tick above it the price has been there."""
    rule = {"trigger": {"by": "price", "value": "50010"}}
    draft = make_draft(stop_rules={"break_even": rule}, fee_rate="0.0005", slippage_rate="0.0005")
    told = "Break-even: at 50,075.2 move the stop to 50,075.1 (costs paid back)"
    assert told in order_ticket(assess(draft)).splitlines()


def test_what_can_be_had_of_several_entries_loses_what_its_own_orders_lose() -> None:
    """Three contracts lose 20 + 10 + 10 points of 50 dollars, two of them 20 + 10 instead of two thirds of all."""
    asked, can_be = asked_lines(assess(_shrunk()))
    assert asked == "Asked: 3 BTC · 2,000.00 USD"
    assert can_be == "Can be: 2 BTC · 1,500.00 USD · your limit for a single trade"


def _shrunk() -> Draft:
    """Three contracts at two prices where 5 % of 30,000 allow two: 1,500 over 666.67 a contract are 2.25."""
    return futures_draft(
        size="3",
        ladder=[{"price": "3990", "share": "0.5"}],
        stop_price="3980",
        intraday=True,
        wallet_balance="30000",
        limits=limits(single_trade_rate="0.05"),
        stop_rules={"break_even": {"at": "entry"}, "trailing": {}},
    )


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


def test_targets_close_whole_steps_and_the_nearest_one_the_rest() -> None:
    """Three steps in halves are 1.5 and 1.5: two at the nearer target, one at the farther."""
    lines = order_ticket(assess(_halved("0.003"))).splitlines()
    assert lines[3:5] == ["Target 1: sell 0.002 BTC at 52,000.0", "Target 2: sell 0.001 BTC at 54,000.0"]


def test_a_target_at_which_nothing_can_be_closed_keeps_its_number_and_says_so() -> None:
    lines = order_ticket(assess(_halved("0.001"))).splitlines()
    assert lines[3:5] == [
        "Target 1: sell 0.001 BTC at 52,000.0",
        "Target 2: nothing to close at 54,000.0; 50.00\u202f% of 0.001 BTC is less than a step",
    ]


def _halved(size: str) -> Draft:
    halves = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    return make_draft(targets=halves, size_by="quantity", size=size)
