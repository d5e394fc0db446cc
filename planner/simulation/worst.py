"""The scenario that leaves least of the account, found without putting it through all of them.

A floor under what a scenario leaves needs no margin engine: a position that loses is closed no worse than where a stop
or the venue would fill it with all of the move behind it, one that wins is worth no less than before the move, and
every forced fee is paid. Scenarios are stressed from the lowest floor up, until no floor is below what was found.
What positions in other instruments bring at least is the same whatever the plan's prices and size.
"""

from collections.abc import Collection
from decimal import Decimal, localcontext
from typing import NamedTuple

from msgspec import Struct

from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import forced_fee
from planner.domain.number import ENGINE, ZERO
from planner.domain.plan import Situation
from planner.domain.venue import MarginMode, Side
from planner.simulation.gap import Historic, historic_gaps, scenario_stress
from planner.simulation.scenario import Scenario
from planner.simulation.stress import Stressed, brought_by_stop, stressed
from planner.simulation.way import Standing, Stress, Way, of_holding, started


class Least(NamedTuple):
    """The least that positions bring: to what backs the account, and to pools of their own that a venue takes over."""

    account: Decimal = ZERO
    pools: Decimal = ZERO


class Candidate(NamedTuple):
    """A scenario, the moves it comes to, and the least that positions in other instruments than the plan's bring."""

    historic: Historic
    stress: Stress
    others: Least


class Prepared(Struct, frozen=True):
    """The scenarios against a side of an instrument in a situation, as moves: the same whatever the plan's prices."""

    scenarios: Collection[Scenario]
    situation: Situation
    instrument: str
    side: Side
    rows: tuple[Candidate, ...]

    def serves(self, evaluation: Evaluation, scenarios: Collection[Scenario]) -> bool:
        """Whether it is of these scenarios and of a plan's situation, instrument and side."""
        plan, is_same = evaluation.draft.plan, self.situation is evaluation.draft.situation
        return is_same and self.scenarios is scenarios and (self.instrument, self.side) == (plan.instrument, plan.side)


def prepared(evaluation: Evaluation, scenarios: Collection[Scenario], like: Prepared | None = None) -> Prepared:
    """The scenarios for a plan, taken over where they, situation, instrument and side are the same."""
    plan, situation = evaluation.draft.plan, evaluation.draft.situation
    if like is not None and like.serves(evaluation, scenarios):
        return like
    rows = (row for row in historic_gaps(evaluation, scenarios) if row.is_adverse)
    found = tuple(_candidate(evaluation, row) for row in rows)
    return Prepared(scenarios, situation, plan.instrument, plan.side, found)


def _candidate(evaluation: Evaluation, row: Historic) -> Candidate:
    stress = scenario_stress(evaluation, row.scenario)
    return Candidate(row, stress, brought_by_others(evaluation, stress))


def brought_by_others(evaluation: Evaluation, stress: Stress) -> Least:
    """The least that the positions in other instruments than the plan's bring, in account currency."""
    symbol = evaluation.draft.plan.instrument
    apart = (held for held in evaluation.holdings if held.position.instrument != symbol)
    with localcontext(ENGINE):
        standing = tuple(of_holding(evaluation, stress, held, ZERO, netted=False) for held in apart)
        return _brought(Way(evaluation, stress, ZERO, standing, {}))


def worst(evaluation: Evaluation, scenarios: Prepared) -> tuple[Historic, Stressed] | None:
    """The scenario against the plan that leaves least, and the account after it; None where none moves against it."""
    found: tuple[Historic, Stressed] | None = None
    with localcontext(ENGINE):
        candidates = [(least_left(evaluation, one.stress, one.others), one) for one in scenarios.rows]
        for floor, (row, stress, _) in sorted(candidates, key=lambda one: one[0]):
            if found is not None and left(found[1]) <= floor:
                break
            result = stressed(evaluation, stress)
            if result is not None and (found is None or left(result) < left(found[1])):
                found = row, result
    return found


def left(result: Stressed) -> Decimal:
    """What is left of the account; below nothing by all that is missing."""
    return ENGINE.subtract(result.state.equity, result.shortfall)


def least_left(evaluation: Evaluation, stress: Stress, others: Least) -> Decimal:
    """A floor under `left` of an account after the moves; `others` is what `brought_by_others` says of them."""
    symbol = evaluation.draft.plan.instrument
    with localcontext(ENGINE):
        way = started(evaluation, stress, [held for held in evaluation.holdings if held.position.instrument == symbol])
        if way is None:
            return ZERO
        own = _brought(way)
        account = way.balance + others.account + own.account
        return others.pools + own.pools + (min(ZERO, account) if _is_taken_over(evaluation) else account)


def _is_taken_over(evaluation: Evaluation) -> bool:
    """Whether the venue keeps what is left of a pool that it liquidates."""
    return evaluation.draft.situation.venue.liquidation.taken_over


def _brought(way: Way) -> Least:
    """What all that stands brings at least: a pool that is taken over makes up for nothing that others lack."""
    account, pools = ZERO, ZERO
    is_taken_over = _is_taken_over(way.evaluation)
    for one in way.standing:
        brought, margin = _least_brought(way, one), one.entry.margin
        if is_taken_over and one.entry.mode is MarginMode.ISOLATED:
            account, pools = account - margin, pools + min(ZERO, margin + brought)
        else:
            account += brought
    return Least(account, pools)


def _least_brought(way: Way, one: Standing) -> Decimal:
    """The least profit of a position, all fees that could fall due paid.

    A stop may not fill: what is left standing when the account is liquidated before it goes to the far end.
    """
    entry = one.entry
    fee = max(forced_fee(entry.leg, entry.conversion, price) for price in (entry.mark, one.far))
    least = min(entry.conversion.amount(entry.leg.pnl_at(price), price) for price in (entry.mark, one.far))
    if one.stop_time is not None:
        least = min(least, brought_by_stop(way, one)[1])
    return least - fee
