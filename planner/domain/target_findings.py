"""Objections to targets and to prices that set off a rule, seen from what the position costs.

A target, or the price a rule waits for, lies on the winning side of the average of all entries as they are ordered: of
one entry that is its price. What wins with all entries filled is never refused, also where it lies on the losing side
of the first entry; what loses with all of them is never taken. In between, where a target wins with all entries filled
but not with the first of them alone, a warning says after which entry it can be placed: before, it would close the
position at a loss, and at once. Where an entry lies beyond a target, the price passes the target first: a warning says
how much of what it closes is held there.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import accumulate

from planner.domain.evaluation import Evaluation, Facts
from planner.domain.ladder import Order, average, filling
from planner.domain.number import ZERO
from planner.domain.plan import Plan
from planner.domain.stop_rules import TriggerBy

Check = Callable[[Evaluation], Facts | None]


def _wins(plan: Plan, price: Decimal, over: Decimal) -> bool:
    return plan.side.sign * (price - over) > 0


def target_wrong_side(index: int) -> Check:
    """A target that loses with all entries filled."""

    def check(evaluation: Evaluation) -> Facts | None:
        plan, entry = evaluation.draft.plan, evaluation.entry_price
        if entry is None or index >= len(plan.targets) or _wins(plan, plan.targets[index].price, entry):
            return None
        return {"side": plan.side, "target_price": plan.targets[index].price, "entry_average": entry}

    return check


def target_before_entries(index: int) -> Check:
    """A target that wins with all entries filled, and loses while the last of them still wait."""

    def check(evaluation: Evaluation) -> Facts | None:
        plan, filled = evaluation.draft.plan, evaluation.orders
        if index >= len(plan.targets) or target_wrong_side(index)(evaluation) is not None:
            return None
        price, is_inverse = plan.targets[index].price, evaluation.draft.situation.venue.regime.is_inverse
        places = filling(plan)[: len(filled)]
        for count in range(len(places) - 1, 0, -1):
            paid = average([filled[place] for place in places[:count]], is_inverse=is_inverse)
            if paid is not None and not _wins(plan, price, paid):
                return {"target_price": price, "entry_average": paid, "count": Decimal(places[count] + 1)}
        return None

    return check


def target_not_held(index: int) -> Check:
    """A target that closes more than is held where the price comes to it first, for entries wait beyond it.

    What lies beyond the target but not beyond the first entry has filled on the way there. Nearer targets close before.
    `held_quantity` is what it can close there, `rest_quantity` what it closes besides, and `count` the entry that has
    to fill for that.
    """

    def check(evaluation: Evaluation) -> Facts | None:
        if index >= len(evaluation.exits) or target_wrong_side(index)(evaluation) is not None:
            return None
        plan, here = evaluation.draft.plan, evaluation.exits[index]
        nearest_first, filling = _on_the_way(plan, evaluation.exits), _on_the_way(plan, evaluation.orders)
        until = nearest_first[: nearest_first.index(index) + 1]
        closed = sum((evaluation.exits[place].quantity for place in until), ZERO)
        farthest = max(evaluation.orders[0].price, here.price, key=lambda price: plan.side.sign * price)
        held = sum((one.quantity for one in evaluation.orders if not _wins(plan, one.price, farthest)), ZERO)
        rest = min(here.quantity, closed - held)
        if rest <= 0:
            return None
        filled = accumulate(evaluation.orders[place].quantity for place in filling)
        last = next(place for place, reached in zip(filling, filled, strict=True) if reached >= closed)
        return {"held_quantity": here.quantity - rest, "rest_quantity": rest, "count": Decimal(last + 1)}

    return check


def _on_the_way(plan: Plan, orders: Sequence[Order]) -> list[int]:
    """The places of orders as a price on its way to the winning side comes to them."""
    return sorted(range(len(orders)), key=lambda place: plan.side.sign * orders[place].price)


def target_below_costs(index: int) -> Check:
    """One of several targets that does not pay the costs of what it closes, while all of them together do."""

    def check(evaluation: Evaluation) -> Facts | None:
        gain, unit = evaluation.gain_at_targets, evaluation.unit
        if unit is None or gain is None or gain <= 0 or target_wrong_side(index)(evaluation) is not None:
            return None
        if index >= len(evaluation.exits) or not evaluation.exits[index].quantity:
            return None
        order = evaluation.exits[index]
        brought = order.quantity * unit.profit_at(order.price)
        return {"target_price": order.price, "gain_money": brought} if brought <= 0 else None

    return check


def trigger_wrong_side(name: str) -> Check:
    """The price that a rule waits for, where it is passed as the trade begins."""

    def check(evaluation: Evaluation) -> Facts | None:
        plan, entry = evaluation.draft.plan, evaluation.entry_price
        rule = getattr(plan.stop_rules, name)
        if entry is None or rule is None or rule.trigger.by is not TriggerBy.PRICE:
            return None
        value = rule.trigger.value
        return (
            None if _wins(plan, value, entry) else {"side": plan.side, "trigger_price": value, "entry_average": entry}
        )

    return check
