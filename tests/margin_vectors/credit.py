"""Spot margin, its interest, and loans against collateral."""

from decimal import ROUND_DOWN, Decimal

from planner.domain.number import ONE, SMALLEST, ZERO
from planner.domain.venue import MarginMode, Regime
from planner.domain.venue_rules import InterestRule, LoanRules
from tests.margin_vectors.situations import Setting, Trade, fitting, instrument, venue
from tests.margin_vectors.standing import FAR, Standing, figures, held, planned, present, reciprocal
from tests.margin_vectors.vector import Figures, Vector

HOURS_A_DAY = Decimal(24)
DAILY = InterestRule(rate=ZERO, rate_hours=HOURS_A_DAY, step_hours=ONE)
"""A daily rate for every started hour."""
FOUR_HOURLY = InterestRule(rate=ZERO, rate_hours=Decimal(4), step_hours=Decimal(4))
"""A rate for every started four hours, and once more at the opening."""
OPENING = "kraken"


def margin_level(vector: Vector) -> Figures:
    """An account watched by its margin level."""
    given = vector.given
    traded = venue(
        Regime.SPOT_MARGIN,
        instrument(),
        margin_call_ratio=given.or_else(Decimal("0.8"), "margin_call_level"),
        liquidation_ratio=given.or_else(Decimal("0.4"), "liquidation_level"),
    )
    wallet = given.number("equity_start", "equity", "balance", "wallet_balance")
    entry, mark = given.number("entry_price", "price"), given.find("price", "mark_price")
    trade = Trade(given.side, abs(given.or_one("size", "quantity")), entry, mark, given.or_one("leverage"))
    standing = held(Setting(traded, wallet=wallet, mode=MarginMode.CROSS), trade)
    return {**figures(standing), **_levels(standing)}


def _levels(standing: Standing) -> Figures:
    state = standing.state
    return {
        "cost": lambda: standing.exposure.legs[0].cost,
        "used_margin": lambda: state.used_margin,
        "equity": lambda: state.equity,
        "free_margin": lambda: state.free_margin,
        "margin_level": lambda: state.margin_level,
    }


def interest(vector: Vector) -> Figures:
    """Interest on what is borrowed, for every started step."""
    given, is_opening = vector.given, vector.venue.startswith(OPENING)
    rate = given.number("rate")
    rule = (FOUR_HOURLY if is_opening else DAILY).replace(
        rate=rate, opening_rate=rate if is_opening else ZERO, on_whole_cost=True
    )
    traded = venue(Regime.SPOT_MARGIN, instrument(interest=rule))
    days = (given.number("hours") / HOURS_A_DAY).quantize(SMALLEST, ROUND_DOWN)
    standing = planned(
        Setting(traded, mode=MarginMode.CROSS), Trade("long", ONE, given.number("borrowed")), holding_days=days
    )
    return {
        "interest": lambda: present(standing.evaluation.unit).carry_quote + present(standing.evaluation.unit).entry_fee
    }


def loan(vector: Vector) -> Figures:
    """A loan and what secures it: one piece of collateral, priced at its value."""
    given = vector.given
    debt, worth = given.number("loan", "debt"), given.find("collateral_value", "collateral")
    unit = ONE.scaleb(max(debt, worth or ZERO).adjusted())
    if worth is None:
        secured = _secured(debt / unit, debt / unit * FAR, given.number("ltv"))
        return {"collateral_value": lambda: present(secured.root(secured.demands.liquidation)) * unit}
    threshold = given.or_else(Decimal("0.8"), "liquidation_threshold", "liquidation_ltv")
    standing = _secured(debt / worth, ONE, threshold)
    return {
        "ltv": lambda: standing.root(standing.demands.bankruptcy) or ZERO,
        "collateral_value": lambda: worth,
        "health_factor": lambda: _health(standing),
    }


def _secured(debt: Decimal, worth: Decimal, threshold: Decimal) -> Standing:
    """Collateral of this worth, liquidated where the loan to value rises to the threshold."""
    rules = LoanRules(initial_ltv=threshold / 2, margin_call_ltv=threshold, liquidation_ltv=threshold)
    setting = Setting(venue(Regime.LOAN, instrument(loan=rules)), wallet=worth - debt, mode=MarginMode.CROSS)
    return held(setting, Trade("long", ONE, fitting(worth)))


def _health(standing: Standing) -> Decimal | None:
    """The price over that of liquidation; none without debt."""
    return reciprocal(standing.root(standing.demands.liquidation))
