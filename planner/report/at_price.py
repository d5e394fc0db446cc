"""What the account would be at a price, as the few lines that follow the mouse over the chart."""

from decimal import Decimal, localcontext

from msgspec.structs import astuple

from planner.assess import Assessment
from planner.domain.account import AccountState
from planner.domain.at_price import AtPrice, Ending, at_price, supposed_at
from planner.domain.margin.pool import Demand
from planner.domain.margin_path import Corner
from planner.domain.number import ENGINE
from planner.domain.venue import Regime, Venue
from planner.report import numbers
from planner.report.glossary import label
from planner.report.levels import equity_label, requirement_label
from planner.report.sentences import Units, units_of
from planner.words import translated

Reading = tuple[tuple[str, str], ...]
"""Names and values, one line each."""

PLAN = "This plan"
LIQUIDATED = "Liquidated at"
STOPPED_OUT = "Stopped out at"
UNCLOSED = "As if nothing were closed:"
LEFT = "Left, about"
UNSAID = "Another price would be below zero here"
"""Where the whole book moves, and amounts are divided by a price."""
_SUPPOSED = {
    (True, False, False): "as if all entries had filled",
    (False, True, False): "as if the stop had not filled",
    (False, False, True): "as if no target had filled",
    (True, True, False): "as if entries alone had filled",
    (True, False, True): "as if entries alone had filled",
}
"""What the figures suppose of entries, stop and targets, in the order of `Supposed`."""


def price_reading(assessment: Assessment, price: Decimal) -> Reading:
    """The account and the plan while the instrument trades at `price`; nothing where there is no plan to say it of."""
    found = at_price(assessment.evaluation, price)
    if found is None:
        return ()
    units, venue = units_of(assessment.draft), assessment.draft.situation.venue
    told = (*_end(found.end, venue, units), *_account(found.account, venue, units), _plan(found, units))
    supposed = _SUPPOSED.get(astuple(supposed_at(assessment.evaluation, price)))
    return told if supposed is None else (*told, (translated(supposed), ""))


def _end(end: Ending | None, venue: Venue, units: Units) -> Reading:
    """From where on the venue has closed; whose figures follow where it is not known what."""
    if end is None:
        return ()
    name = translated(STOPPED_OUT if venue.regime is Regime.MARGIN_LEVEL else LIQUIDATED)
    row = name, numbers.price(end.price, units.price_tick)
    return (row, (translated(UNCLOSED), "")) if end.taken is None else (row,)


def _account(state: AccountState, venue: Venue, units: Units) -> Reading:
    equity = (label("equity"), numbers.money(state.equity, units.currency))
    if venue.regime is Regime.CASH:
        return equity, (label("cash_left"), numbers.money(state.free_margin, units.currency))
    return equity, *_margin(state, units)


def _margin(state: AccountState | None, units: Units) -> Reading:
    if state is None:
        return ()
    free = (label("free_margin"), numbers.money(state.free_margin, units.currency))
    return free, (label("margin_level"), numbers.level(state.margin_level))


def _plan(found: AtPrice, units: Units) -> tuple[str, str]:
    parts = [numbers.signed_money(found.profit, units.currency)]
    if found.r_multiple is not None:
        parts.insert(0, f"{numbers.signed_multiple(found.r_multiple)} R")
    return translated(PLAN), " · ".join(parts)


def path_reading(
    assessment: Assessment, corner: Corner, demand: Demand, account: AccountState | None, end: Ending | None = None
) -> Reading:
    """At a place of the margin path: its equity, what that is compared with, and the margins of the whole `account`.

    Beyond the `end` of what is closed whole there is no such equity, only what is left.
    """
    units, venue = units_of(assessment.draft), assessment.draft.situation.venue
    ended, currency = _end(end, venue, units), units.currency
    if end is not None and end.taken is not None:
        return (*ended, (translated(LEFT), numbers.money(end.taken.residual, currency)), *_margin(account, units))
    with localcontext(ENGINE):
        asked = corner.requirement * demand.ratio + demand.money
    return (
        *ended,
        (equity_label(assessment.evaluation).capitalize(), numbers.money(corner.equity, currency)),
        (requirement_label(venue).capitalize(), numbers.money(asked, currency)),
        *_margin(account, units),
    )
