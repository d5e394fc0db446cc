"""What the account would be at a price, as the few lines that follow the mouse over the chart."""

from decimal import Decimal, localcontext

from planner.assess import Assessment
from planner.domain.at_price import AtPrice, Ending, at_price
from planner.domain.margin.pool import Demand
from planner.domain.margin_path import Corner
from planner.domain.number import ENGINE
from planner.domain.venue import Regime, Venue
from planner.report import numbers
from planner.report.glossary import label
from planner.report.levels import EQUITY_LABEL, requirement_label
from planner.report.sentences import Units, units_of
from planner.words import translated

Reading = tuple[tuple[str, str], ...]
"""Names and values, one line each."""

PLAN = "This plan"
LIQUIDATED = "Liquidated at"
STOPPED_OUT = "Stopped out at"
UNCLOSED = "As if nothing were closed:"
LEFT = "Left, about"


def price_reading(assessment: Assessment, price: Decimal) -> Reading:
    """The account and the plan while the instrument trades at `price`; nothing where there is no plan to say it of."""
    found = at_price(assessment.evaluation, price)
    if found is None:
        return ()
    units, venue = units_of(assessment.draft), assessment.draft.situation.venue
    return (*_end(found.end, venue, units), *_account(found, venue, units), _plan(found, units))


def _end(end: Ending | None, venue: Venue, units: Units) -> Reading:
    """From where on the venue has closed; whose figures follow where it is not known what."""
    if end is None:
        return ()
    name = translated(STOPPED_OUT if venue.regime is Regime.MARGIN_LEVEL else LIQUIDATED)
    row = name, numbers.price(end.price, units.price_tick)
    return (row, (translated(UNCLOSED), "")) if end.taken is None else (row,)


def _account(found: AtPrice, venue: Venue, units: Units) -> Reading:
    state, is_cash = found.account, venue.regime is Regime.CASH
    equity = (label("equity"), numbers.money(state.equity, units.currency))
    free = (label("cash_left" if is_cash else "free_margin"), numbers.money(state.free_margin, units.currency))
    if is_cash:
        return equity, free
    return equity, free, (label("margin_level"), numbers.level(state.margin_level))


def _plan(found: AtPrice, units: Units) -> tuple[str, str]:
    parts = [numbers.signed_money(found.profit, units.currency)]
    if found.r_multiple is not None:
        parts.insert(0, f"{numbers.signed_multiple(found.r_multiple)} R")
    return translated(PLAN), " · ".join(parts)


def path_reading(assessment: Assessment, corner: Corner, demand: Demand, end: Ending | None = None) -> Reading:
    """Equity, what it is compared with, and equity over the requirement, at a place of the margin path.

    Beyond the `end` of what is closed whole there is none of them, only what is left.
    """
    units, venue = units_of(assessment.draft), assessment.draft.situation.venue
    ended, currency = _end(end, venue, units), units.currency
    if end is not None and end.taken is not None:
        return (*ended, (translated(LEFT), numbers.money(end.taken.residual, currency)))
    with localcontext(ENGINE):
        asked = corner.requirement * demand.ratio + demand.money
        level = corner.equity / corner.requirement if corner.requirement else None
    return (
        *ended,
        (translated(EQUITY_LABEL).capitalize(), numbers.money(corner.equity, currency)),
        (requirement_label(venue).capitalize(), numbers.money(asked, currency)),
        (translated("Equity over requirement"), numbers.level(level)),
    )
