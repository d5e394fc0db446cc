"""Maintenance tables: rates, deductions, and the leverage they allow."""

from collections.abc import Callable
from decimal import Decimal

from planner.domain.curves.tiers import deductions, tier_of
from planner.domain.number import LARGEST, ONE, SMALLEST, TWO, ZERO
from planner.domain.venue_rules import MarginTier
from tests.margin_vectors.derivatives import AT_PRICE, perpetual
from tests.margin_vectors.situations import Setting, Trade, fitting, instrument, planning, tier, tiers
from tests.margin_vectors.vector import Figures, Given, Vector

HALVINGS = 60


def deduction_table(vector: Vector) -> Figures:
    """The deduction of every tier, or of the one a notional falls in with its rate; a tier begins at its floor."""
    given = vector.given
    table = _told_table(given)
    amounts = deductions(table)
    notional = given.find("notional")
    if notional is None:
        return {"cum": lambda: amounts[-1] if "floor" in given else list(amounts)}
    found = tier_of(table, notional + SMALLEST) or table[-1]
    return {"mmr": lambda: found.maintenance_margin_rate, "cum": lambda: amounts[table.index(found)]}


def _told_table(given: Given) -> tuple[MarginTier, ...]:
    if "floor" in given:
        below = tiers((given.number("mmr_prev"), given.or_zero("cum_prev")))
        last = tier(given.number("floor"), below[-1].maintenance_margin_rate)
        return (*below[:-1], last, tier(LARGEST, given.number("mmr_n")))
    caps, rates = given.numbers("notional_caps"), given.numbers("mmr")
    if not caps:
        caps = [*given.numbers("notional_floors")[1:], LARGEST]
    allowed = given.numbers("max_leverage") or [ONE] * len(rates)
    rates = rates or [ZERO] * len(caps)
    return tuple(tier(*row) for row in zip(caps, rates, allowed, strict=True))


def leverage_limit(vector: Vector) -> Figures:
    """The highest leverage of a stake to which the planner does not object."""
    given = vector.given
    caps, allowed = given.numbers("notional_caps"), given.numbers("max_leverage")
    table = tuple(tier(cap, ZERO, most) for cap, most in zip(caps, allowed, strict=True))
    traded = instrument(margin_tiers=table, max_leverage=allowed[0])
    setting, stake = Setting(perpetual(AT_PRICE, traded)), given.number("stake")

    def is_allowed(leverage: Decimal) -> bool:
        trade = Trade("long", fitting(stake * leverage), ONE, leverage=leverage)
        codes = {finding.code for finding in planning(setting, trade).findings}
        return not codes & {"leverage_above_tier", "leverage_above_maximum", "above_tiers"}

    return {"max_leverage": lambda: _highest(allowed[0], is_allowed)}


def _highest(most: Decimal, is_allowed: Callable[[Decimal], bool]) -> Decimal:
    """The highest number up to `most` that is allowed, by halving."""
    low, high = ZERO, most
    if is_allowed(high):
        return high
    for _ in range(HALVINGS):
        middle = fitting((low + high) / TWO)
        low, high = (middle, high) if is_allowed(middle) else (low, middle)
    return low
