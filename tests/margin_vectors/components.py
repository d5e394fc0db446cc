"""Position margin made of components, each rounded up to the smallest unit: BitMEX, KuCoin until May 2025."""

from decimal import ROUND_UP, Context, Decimal

from msgspec.structs import replace

from planner.domain.number import MAX_DIGITS, ONE, ZERO
from planner.domain.venue_rules import FeeBase, PerpetualRules
from tests.margin_vectors.derivatives import AT_ENTRY, leverage_of, listed, perpetual, reserving
from tests.margin_vectors.linear_isolated import bankruptcy
from tests.margin_vectors.situations import Setting, Trade, fitting, tiers
from tests.margin_vectors.standing import Standing, figures, held
from tests.margin_vectors.vector import Figures, Given, Vector

WHOLE_UNITS = frozenset({"bitmex"})
"""Venues that reckon in whole units of the smallest money: each component is rounded up to one."""

GENEROUS = Context(prec=MAX_DIGITS - 2, rounding=ROUND_UP)
"""A leverage rounded up: what it posts is never above the money it was derived from, nor rounded to the next unit."""

BASE_RULES = reserving(AT_ENTRY, FeeBase.NOTIONAL_AND_MARGIN).replace(requires_funding=True)


def _rules(vector: Vector) -> PerpetualRules:
    is_whole = vector.venue in WHOLE_UNITS or "unit" in vector.given
    return BASE_RULES.replace(component_step=ONE) if is_whole else BASE_RULES


def _trade(given: Given) -> Trade:
    """A position of this cost; its size is the cost where no other is told, so that its price is one."""
    cost = abs(given.number("pos_cost"))
    size = abs(given.or_else(cost, "qty_units", "size", "quantity", "contracts"))
    return Trade(given.side, size, fitting(cost / size), leverage=_leverage(given, cost))


def _leverage(given: Given, cost: Decimal) -> Decimal:
    if "pos_init" in given and not given.any("leverage", "im_rate"):
        return fitting(cost / given.number("pos_init"))
    return leverage_of(given)


def by_rates(vector: Vector) -> Standing:
    """Components that follow from rates; margin added counts like initial margin."""
    given = vector.given
    changes: dict[str, object] = {"contract_size": ONE}
    if "funding_rate" in given:
        changes["funding_rate"] = given.number("funding_rate")
    setting = Setting(perpetual(_rules(vector), listed(given, **changes)))
    standing, trade = held(setting, _trade(given), tick=given.find("tick")), _trade(given)
    if "pos_cross" not in given:
        return standing
    together = _initial(standing) + given.number("pos_cross")
    leverage = GENEROUS.divide(abs(given.number("pos_cost")), together)
    return held(setting, replace(trade, leverage=leverage), tick=given.find("tick"))


def by_amounts(vector: Vector) -> Standing:
    """Components as amounts: what was posted beyond initial and added margin is the fee of closing."""
    given = vector.given
    trade, margin = _trade(given), given.number("pos_margin")
    fee = max(ZERO, margin - given.or_else(margin, "pos_init") - given.or_zero("pos_cross"))
    kept = max(ZERO, given.or_zero("pos_maint") - fee)
    traded = listed(
        given,
        contract_size=ONE,
        margin_tiers=tiers((fitting(kept / abs(given.number("pos_cost"))), ZERO)),
        liquidation_fee_rate=ZERO,
        min_liquidation_fee=fee,
    )
    setting = Setting(perpetual(reserving(AT_ENTRY, FeeBase.NOTIONAL), traded))
    return held(setting, replace(trade, margin=margin), tick=given.find("tick"))


def components(vector: Vector) -> Figures:
    """Position margin, its parts, and the levels that follow."""
    given = vector.given
    is_told = "pos_margin" in given and not given.any("mmr", "mm_rate", "im_rate")
    standing = by_amounts(vector) if is_told else by_rates(vector)
    bare = Given({name: value for name, value in given.inputs.items() if name != "pos_cross"})
    alone = standing if is_told else by_rates(replace(vector, given=bare))
    return {
        **figures(standing),
        "pos_init": lambda: given.find("pos_init") or _initial(alone),
        "pos_comm": lambda: standing.closing_fee,
        "pos_maint": lambda: standing.exposure.requirement,
        "pos_margin": lambda: standing.exposure.margin,
        "bankruptcy_price": lambda: bankruptcy(vector, standing),
    }


def _initial(standing: Standing) -> Decimal:
    """The initial margin of the same venue where no fee is posted with it."""
    venue = standing.book.venue
    alone = venue.replace(perpetual=venue.perpetual.replace(initial_margin_has_fee=False))
    position = standing.evaluation.holdings[0].position
    trade = Trade(position.side, position.quantity, position.entry_price, leverage=position.leverage)
    return held(Setting(alone), trade).initial_margin
