"""Several entries of one plan: averages by hand, and what can be done to them."""

from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.ladder import Order, average, filling, orders
from planner.domain.ladder_edits import add_rung, move_rung, remove_rung, share_rung
from planner.domain.order_findings import ladder_cut_off, largest_ordered, least_ordered
from planner.domain.plan import Draft
from planner.domain.target_findings import target_before_entries
from tests.conftest import is_near, linear_instrument, linear_venue, make_draft
from tests.regimes import inverse_draft

D = Decimal
TWICE = (Order(D(100), D(1)), Order(D(50), D(3)))


def _rungs(draft: Draft) -> list[tuple[Decimal, Decimal]]:
    return [(rung.price, rung.share) for rung in draft.plan.ladder]


def test_the_average_pays_the_same_for_the_same() -> None:
    assert average(TWICE, is_inverse=False) == D("62.5")  # 250 for 4
    # 4 dollars of face bought 1 / 100 + 3 / 50 coins
    assert is_near(average(TWICE, is_inverse=True), "57.142857142857", "1e-12")
    assert average(TWICE[:1], is_inverse=True) == D(100)
    assert average((), is_inverse=False) is None


def _ordered(side: str, prices: tuple[str, str], quantity: str) -> list[Decimal]:
    ladder = [{"price": prices[0], "share": "0.3"}, {"price": prices[1], "share": "0.5"}]
    plan = make_draft(side=side, ladder=ladder, stop_price="48000" if side == "long" else "52000").plan
    return [order.quantity for order in orders(plan, D(quantity), D("0.001"))]


@pytest.mark.parametrize(
    ("side", "prices", "expected"),
    [
        # 0.1146, then 0.2865 and 0.573 of all: what rounding leaves is ordered nearer to the stop
        ("long", ("49800", "49600"), ["0.114", "0.172", "0.287"]),
        ("short", ("50200", "50400"), ["0.114", "0.172", "0.287"]),
        # farthest from the stop first: 0.2865, then 0.4584 and all
        ("long", ("50200", "50400"), ["0.115", "0.172", "0.286"]),
    ],
)
def test_orders_add_up_to_the_quantity_and_lose_no_more_than_planned(
    side: str, prices: tuple[str, str], expected: list[str]
) -> None:
    found = _ordered(side, prices, "0.573")
    assert found == [D(quantity) for quantity in expected]
    assert sum(found) == D("0.573")


def test_a_quantity_that_was_ordered_once_is_ordered_again_alike() -> None:
    """11 steps in shares of 0.2, 0.3 and 0.5: 2, then 5 and 11 of all."""
    draft = make_draft(
        ladder=[{"price": "49800", "share": "0.3"}, {"price": "49600", "share": "0.5"}],
        size_by="quantity",
        size="0.0115",
    )
    first = evaluate(draft)
    assert [order.quantity for order in first.orders] == [D("0.002"), D("0.003"), D("0.006")]
    again = evaluate(draft.replace(plan=draft.plan.replace(size=first.quantity)))
    assert (again.quantity, again.orders) == (first.quantity, first.orders)


def _most_of_two(share: int, losses: tuple[int, int], risk: int) -> int:
    """The most steps that lose no more than a risk: `share` percent of them lose the second, the rest the first."""

    def lost(steps: int) -> int:
        first = steps * (100 - share) // 100
        return first * losses[0] + (steps - first) * losses[1]

    return max(steps for steps in range(risk + 1) if lost(steps) <= risk)


@pytest.mark.parametrize("share", [10, 33, 50, 62, 90, 97])
@pytest.mark.parametrize("risk", [997, 5_203, 20_000])
def test_no_step_is_left_that_the_risk_pays_for_as_it_is_ordered(share: int, risk: int) -> None:
    """At 50,000 a coin loses 1,000, at 49,100 it loses 100; the risk is in tenths, as a step of 0.001 loses them."""
    ladder = [{"price": "49100", "share": D(share) / 100}]
    evaluation = evaluate(make_draft(ladder=ladder, size_by="risk_amount", size=D(risk) / 10))
    most = _most_of_two(share, (10, 1), risk)
    assert evaluation.quantity == D(most) / 1000
    assert evaluation.asked_quantity is not None
    assert evaluation.asked_quantity >= evaluation.quantity
    lost = round(evaluation.loss_at_stop or D(0), 9)
    assert lost <= D(risk) / 10
    assert evaluate(make_draft(ladder=ladder, size_by="risk_amount", size=lost)).quantity == evaluation.quantity


def test_what_is_asked_for_is_what_is_had_and_a_part_of_the_next_step() -> None:
    """Of 200, 171 steps at 50,000 and 58 at 49,500 lose all; the next one, at 50,000, would lose one more."""
    ladder = [{"price": "49500", "share": "0.25"}]
    asked = [evaluate(make_draft(ladder=ladder, size_by="risk_amount", size=size)) for size in ("200", "200.5")]
    assert [found.quantity for found in asked] == [D("0.229"), D("0.229")]
    assert asked[0].asked_quantity == D("0.229")
    assert is_near(asked[1].asked_quantity, "0.2295", "1e-20")


@pytest.mark.parametrize(("risk", "quantity", "asked"), [("0.1", "0.001", "0.001"), ("0.05", "0", "0.0005")])
def test_where_half_a_step_is_asked_for_the_one_that_loses_less_is_had(risk: str, quantity: str, asked: str) -> None:
    """By shares 0.55 would be lost with a step; the first is bought at 49,100 and loses 0.1."""
    evaluation = evaluate(make_draft(ladder=[{"price": "49100", "share": "0.5"}], size_by="risk_amount", size=risk))
    assert evaluation.quantity == D(quantity)
    assert is_near(evaluation.asked_quantity, asked, "1e-20")


def test_of_a_step_that_would_be_bought_beyond_the_stop_no_part_is_asked_for() -> None:
    """By shares of nine tenths the stop is 800 away; a single step is bought at 48,000, below it."""
    evaluation = evaluate(make_draft(ladder=[{"price": "48000", "share": "0.1"}], size_by="risk_amount", size="0.5"))
    assert (evaluation.quantity, evaluation.asked_quantity) == (D(0), D(0))


@pytest.mark.parametrize(("most", "quantity"), [(9, 9), (8, 7), (6, 5), (4, 0)])
def test_a_size_is_left_of_which_every_entry_is_an_order(most: int, quantity: int) -> None:
    """Half, a tenth and four tenths in whole coins: one at 49,800 of 5, 7 and 9, none of fewer and of those between."""
    venue = linear_venue(linear_instrument(quantity_step="1", min_quantity="1"))
    ladder = [{"price": "49800", "share": "0.1"}, {"price": "49600", "share": "0.4"}]
    evaluation = evaluate(make_draft(venue=venue, ladder=ladder, size_by="quantity", size="9"))
    assert largest_ordered(evaluation, D(most)) == quantity


def test_whole_orders_never_need_more_margin_than_was_asked() -> None:
    """3 steps halved are 1 at 50,000 and 2 at 51,000: 15.20 at 10x where 15.15 was asked; of 2 steps it is 10.10."""
    asked = {"size_by": "margin", "size": "15.15", "leverage": "10"}
    ladder = [{"price": "51000", "share": "0.5"}]
    evaluation = evaluate(make_draft(side="short", stop_price="52000", ladder=ladder, **asked))
    assert [order.quantity for order in evaluation.orders] == [D("0.001"), D("0.001")]
    assert evaluation.initial_margin == D("10.1")


def test_after_each_fill_liquidation_is_that_of_what_is_open() -> None:
    """Isolated at 10x and 0.5 %: 0.9 of each average / 0.995, of 50,000, of 49,600 and of 49,300."""
    ladder = [{"price": "49333.4", "share": "0.3"}, {"price": "49000", "share": "0.5"}]
    evaluation = evaluate(make_draft(ladder=ladder, stop_price="48000", size_by="quantity", size="1"))
    assert [step.quantity for step in evaluation.steps] == [D("0.2"), D("0.5"), D(1)]
    found = [step.entry_price for step in evaluation.steps]
    assert found == [D(50000), D("49600.04"), D("49300.02")]
    liquidated = [step.levels.liquidation for step in evaluation.steps]
    assert liquidated == [D("45226.2"), D("44864.4"), D("44593.0")]
    assert [step.loss_at_stop for step in evaluation.steps] == [D(400), D("800.02"), D("1300.02")]


@pytest.mark.parametrize("prices", [("49000", "47900"), ("47900", "49000")])
def test_entries_fill_as_the_price_comes_to_them_whatever_their_order_in_the_plan(prices: tuple[str, str]) -> None:
    # 0.4 at 50,000 and 0.3 at 49,000 cost 34,700 / 0.7 = 49,571.43; a tenth of that is posted
    ladder = [{"price": price, "share": "0.3"} for price in prices]
    evaluation = evaluate(make_draft(ladder=ladder, stop_price="47500", size_by="quantity", size="1"))
    second = prices.index("49000") + 2
    assert [step.number for step in evaluation.steps] == [1, second, 5 - second]
    assert is_near(evaluation.steps[1].entry_price, "49571.428571428571")
    assert [step.next_price for step in evaluation.steps] == [D(49000), D(47900), None]


@pytest.mark.parametrize(
    ("side", "prices", "places"),
    [
        ("long", ["49000", "51000", "49500"], (0, 3, 2, 1)),
        ("long", ["52000", "49000", "51000", "49500"], (0, 3, 4, 1, 2)),
        ("short", ["51000", "49000", "50500"], (0, 3, 2, 1)),
        ("long", [], (0,)),
    ],
)
def test_of_entries_on_one_side_the_nearest_fills_first(side: str, prices: list[str], places: tuple[int, ...]) -> None:
    ladder = [{"price": price, "share": "0.1"} for price in prices]
    assert filling(make_draft(side=side, stop_price=None, ladder=ladder).plan) == places


def test_without_an_entry_nothing_fills() -> None:
    assert filling(make_draft(entry_price=None).plan) == ()


def test_an_entry_that_fills_before_the_venue_closes_what_is_there_is_not_cut_off() -> None:
    # at 25 times 50,000 is liquidated at 48,241.2; 49,000 fills before that, and then 47,900 is reached
    ladder = [{"price": "47900", "share": "0.3"}, {"price": "49000", "share": "0.3"}]
    plan = {"leverage": "25", "stop_price": "47850", "size_by": "quantity", "size": "0.1"}
    assert ladder_cut_off(evaluate(make_draft(ladder=ladder, **plan))) is None
    cut_off = ladder_cut_off(evaluate(make_draft(ladder=ladder[:1], **plan)))
    assert cut_off is not None
    assert (cut_off["count"], cut_off["next_price"]) == (D(1), D(47900))


def test_a_target_names_the_entry_after_which_it_wins() -> None:
    # 50,000 and 49,000 cost 49,555.56 on average: 49,800 wins once the third entry has filled
    ladder = [{"price": "46000", "share": "0.3"}, {"price": "49000", "share": "0.3"}]
    target = [{"price": "49800", "share": "1"}]
    plan = {"stop_price": "45000", "leverage": "5", "size_by": "quantity", "size": "1"}
    found = target_before_entries(0)(evaluate(make_draft(ladder=ladder, targets=target, **plan)))
    assert found is not None
    assert found["count"] == 3


def test_contracts_settled_in_the_coin_are_averaged_by_coins() -> None:
    """5,000 dollars at 60,000 and 5,000 at 62,000: 10,000 / (5,000 / 60,000 + 5,000 / 62,000)."""
    draft = inverse_draft(entry_price="60000", ladder=[{"price": "62000", "share": "0.5"}], side="short")
    evaluation = evaluate(draft)
    assert is_near(evaluation.entry_price, "60983.6065573770", "1e-12")
    # a tenth of the coins is posted: q (1 - 0.005) / (q / entry - q / entry / 10)
    assert is_near(evaluation.roots.liquidation, "67420.7650273224", "1e-12")


@pytest.mark.parametrize(
    ("changes", "price"),
    [({}, "49500"), ({"side": "short", "stop_price": "51000"}, "50500"), ({"stop_price": None}, "49500")],
)
def test_one_more_entry_lies_halfway_to_the_stop(changes: dict[str, object], price: str) -> None:
    added = add_rung().change(make_draft(**changes))
    assert _rungs(added) == [(D(price), D("0.5"))]


def test_equal_entries_stay_equal_and_others_are_halved() -> None:
    thirds = add_rung().change(add_rung().change(make_draft()))
    assert _rungs(thirds) == [(D(49500), D("0.33")), (D(49250), D("0.33"))]
    uneven = make_draft(ladder=[{"price": "49500", "share": "0.2"}])
    assert _rungs(add_rung().change(uneven)) == [(D(49500), D("0.2")), (D(49250), D("0.4"))]


def test_an_entry_is_moved_shared_and_removed() -> None:
    draft = make_draft(ladder=[{"price": "49500", "share": "0.2"}, {"price": "49250", "share": "0.3"}])
    moved = share_rung(1, D("0.4")).change(move_rung(0, D(49400)).change(draft))
    assert _rungs(moved) == [(D(49400), D("0.2")), (D(49250), D("0.4"))]
    assert _rungs(remove_rung(0).change(moved)) == [(D(49250), D("0.4"))]
    assert move_rung(0, D(1), continuing=True).continuing


def test_without_an_entry_there_is_nothing_to_add_to() -> None:
    draft = make_draft(entry_price=None)
    assert add_rung().change(draft) is draft


@pytest.mark.parametrize("least", ["0.1", "0.3"])
@pytest.mark.parametrize("shares", [("0.1", "0.4"), ("0.01", "0.01"), ("0.3", "0.3"), ("0.02", "0.9")])
def test_the_smallest_size_of_which_every_entry_is_an_order_is_found(shares: tuple[str, str], least: str) -> None:
    venue = linear_venue(linear_instrument(quantity_step="0.1", min_quantity=least))
    ladder = [{"price": price, "share": share} for price, share in zip(("49800", "49600"), shares, strict=True)]
    evaluation = evaluate(make_draft(venue=venue, ladder=ladder, size_by="quantity", size="9"))
    steps = (D(count) / 10 for count in range(1, 2000))
    assert least_ordered(evaluation) == next(size for size in steps if largest_ordered(evaluation, size) == size)


def test_where_an_entry_has_next_to_no_share_the_smallest_order_of_it_needs_a_size_nobody_asks() -> None:
    venue = linear_venue(linear_instrument(quantity_step="0.1", min_quantity="0.3"))
    draft = make_draft(venue=venue, ladder=[{"price": "49800", "share": "0.9999"}], size_by="quantity", size="9")
    assert least_ordered(evaluate(draft)) == 3000
    assert least_ordered(evaluate(draft.replace(plan=draft.plan.replace(ladder=())))) == D("0.3")
