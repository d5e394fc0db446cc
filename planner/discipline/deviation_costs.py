"""What departures cost: the trades with each kind of deviation against those that went as planned.

A trade with two kinds is counted in both rows, so that rows do not add up. A difference of means says what such trades
brought less than others; it proves no cause. Trades of which no plan is known, as imported ones, are neither.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from decimal import Decimal, localcontext
from types import MappingProxyType

from msgspec import Struct

from planner.domain.journal import DeviationKind
from planner.domain.number import ENGINE, ZERO
from planner.domain.trades import TradeResult


class Outcome(Struct, frozen=True):
    """What trades brought together, in account currency, and in R where their planned loss is known.

    `counted` is how many have an R; sums are zero and means None where there is nothing to add.
    """

    trades: int = 0
    pnl: Decimal = ZERO
    counted: int = 0
    r: Decimal = ZERO

    @property
    def mean_pnl(self) -> Decimal | None:
        """A trade on average."""
        return ENGINE.divide(self.pnl, Decimal(self.trades)) if self.trades else None

    @property
    def mean_r(self) -> Decimal | None:
        """A trade on average, in R."""
        return ENGINE.divide(self.r, Decimal(self.counted)) if self.counted else None


class DeviationCost(Struct, frozen=True):
    """The trades of one kind, and what each brought more than a trade as planned: None where that cannot be said.

    `at` is given for a single override: the trades that the pause broken off at that moment would have kept off.
    """

    kind: DeviationKind
    outcome: Outcome
    pnl_difference: Decimal | None
    r_difference: Decimal | None
    at: datetime | None = None


class Departures(Struct, frozen=True):
    """The trades as planned, those of which no plan is known, and every kind that there is, the costliest first.

    Every single override follows those of its kind, the first one first.
    """

    planned: Outcome
    unknown: Outcome
    costs: tuple[DeviationCost, ...]


def departures(
    trades: Sequence[TradeResult],
    kinds: Mapping[int, AbstractSet[DeviationKind]],
    overridden: Mapping[int, datetime] = MappingProxyType({}),
) -> Departures:
    """What departures cost; `kinds`, and when the pause that would have kept it off was `overridden`, are by trade."""
    clean = [trade for trade in trades if not kinds.get(trade.id)]
    planned, unknown = (outcome_of(t for t in clean if t.has_plan is has_plan) for has_plan in (True, False))
    rows = []
    for kind in DeviationKind:
        found = outcome_of(trade for trade in trades if kind in kinds.get(trade.id, ()))
        if found.trades:
            rows.append(_cost(kind, found, planned))
    let_in: dict[datetime, list[TradeResult]] = {at: [] for at in sorted(overridden.values())}
    for trade in trades:
        if trade.id in overridden:
            let_in[overridden[trade.id]].append(trade)
    single = [_cost(DeviationKind.OVERRIDE, outcome_of(found), planned, at) for at, found in let_in.items()]
    costs: list[DeviationCost] = []
    for row in sorted(rows, key=lambda row: (row.outcome.pnl, row.kind)):
        costs += [row, *single] if row.kind is DeviationKind.OVERRIDE else [row]
    return Departures(planned, unknown, tuple(costs))


def outcome_of(trades: Iterable[TradeResult]) -> Outcome:
    """What trades brought together."""
    count = counted = 0
    pnl = r = ZERO
    with localcontext(ENGINE):
        for trade in trades:
            count += 1
            pnl += trade.pnl
            if trade.risk:
                counted += 1
                r += trade.pnl / trade.risk
    return Outcome(count, pnl, counted, r)


def _cost(kind: DeviationKind, found: Outcome, planned: Outcome, at: datetime | None = None) -> DeviationCost:
    return DeviationCost(kind, found, _less(found.mean_pnl, planned.mean_pnl), _less(found.mean_r, planned.mean_r), at)


def _less(value: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if value is None or other is None else ENGINE.subtract(value, other)
