"""How much of this trade the trader's limits and the account allow: every limit is a largest quantity.

All conditions are linear in the quantity q, at the average that several entries have, so each cap has a closed form;
where the plan faces what is open, used margin is what `facing` leaves of it:

    single trade        q x loss at stop       <= rate x equity
    total open risk     q x loss at stop       <= rate x equity - risk already open
    available margin    q x (margin + cost)    <= available
    margin level        (equity - q cost) / (used + q margin) >= floor
    leverage tier       notional in this instrument and side <= cap of the leverage setting
    largest order       q <= maximum quantity

and those of `portfolio_limits` and `margin_at_stop`, where the trader has set them.
"""

from decimal import Decimal, localcontext

from planner.discipline import portfolio_limits
from planner.discipline.bounds import Cap, Usage
from planner.discipline.facing import facing
from planner.discipline.margin_at_stop import AtStop, at_stop
from planner.domain.account import AccountState
from planner.domain.curves.tiers import max_measure
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ONE, ZERO, floor_to_step
from planner.domain.plan import Limits
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import Instrument, MarginMode, Regime
from planner.portfolio.open_risk import OpenRisk
from planner.portfolio.portfolio_risk import PortfolioRisk


def caps(evaluation: Evaluation, risk: OpenRisk, portfolio: PortfolioRisk | None) -> tuple[Cap, ...]:
    """Every cap on the quantity, the tightest first; empty where nothing can be said."""
    before, unit, instrument = evaluation.before, evaluation.unit, evaluation.draft.instrument
    if before is None or unit is None or instrument is None or not evaluation.quantity:
        return ()
    with localcontext(ENGINE):
        found = (
            *_risk_caps(evaluation, risk, portfolio, before),
            *_margin_caps(evaluation, before, unit),
            *_venue_caps(evaluation, instrument),
            *([] if portfolio is None else portfolio_limits.currency_caps(evaluation, portfolio, before.equity, unit)),
        )
    return tuple(sorted(found, key=lambda cap: cap.quantity))


def allowed_quantity(evaluation: Evaluation, tightest: Cap) -> Decimal:
    """The quantity a cap leaves, rounded down to the step."""
    instrument = evaluation.draft.instrument
    return ZERO if instrument is None else max(ZERO, floor_to_step(tightest.quantity, instrument.quantity_step))


def usages(evaluation: Evaluation, risk: OpenRisk, portfolio: PortfolioRisk | None) -> tuple[Usage, ...]:
    """The limits that bound an amount, as bars."""
    before, limits = evaluation.before, evaluation.draft.situation.limits
    if before is None or before.equity <= 0:
        return ()
    loss, equity = evaluation.loss_at_stop, before.equity
    single, total = (ENGINE.multiply(rate, equity) for rate in (limits.single_trade_rate, limits.total_open_rate))
    found = [Usage("single_trade", ZERO, loss, single), Usage("total_open_risk", risk.total, loss, total)]
    if portfolio is not None:
        found += portfolio_limits.risk_usages(evaluation, portfolio, equity)
    if portfolio is not None and evaluation.unit is not None:
        found += portfolio_limits.currency_usages(evaluation, portfolio, equity, evaluation.unit)
    if has_margin_floor(evaluation):
        found += portfolio_limits.margin_use_usages(evaluation, before)
    return tuple(found)


def _added_margin(evaluation: Evaluation) -> Decimal:
    """What an isolated position posts whatever its size."""
    plan = evaluation.draft.plan
    return plan.added_margin if plan.margin_mode is MarginMode.ISOLATED else ZERO


def has_margin_floor(evaluation: Evaluation) -> bool:
    """Whether the floor for the margin level says something: not where everything, or the collateral, is one's own."""
    return evaluation.draft.situation.venue.regime not in {Regime.CASH, Regime.LOAN}


def state_at_stop(evaluation: Evaluation) -> AtStop | None:
    """The account when the price stands at the plan's stop, where a floor for its margin level is set."""
    before, unit = evaluation.before, evaluation.unit
    is_asked = evaluation.draft.situation.limits.stop_margin_level_floor is not None and has_margin_floor(evaluation)
    if before is None or unit is None or not is_asked:
        return None
    with localcontext(ENGINE):
        return at_stop(evaluation, before, unit, _added_margin(evaluation))


def _risk_caps(
    evaluation: Evaluation, risk: OpenRisk, portfolio: PortfolioRisk | None, before: AccountState
) -> list[Cap]:
    loss, quantity, limits = evaluation.loss_at_stop, evaluation.quantity, evaluation.draft.situation.limits
    if not loss or not quantity or loss <= 0:
        return []
    unit_loss = loss / quantity
    left = ZERO if risk.total is None else limits.total_open_rate * before.equity - risk.total
    found = [
        Cap("single_trade", limits.single_trade_rate * before.equity / unit_loss),
        Cap("total_open_risk", left / unit_loss),
    ]
    beside = [] if portfolio is None else portfolio_limits.risk_caps(evaluation, portfolio, before.equity, unit_loss)
    return [*found, *beside]


def _margin_caps(evaluation: Evaluation, before: AccountState, unit: UnitTrade) -> list[Cap]:
    margin, cost = evaluation.unit_margin or ZERO, unit.entry_fee + unit.spread_cost
    added, faced = _added_margin(evaluation), facing(evaluation, evaluation.book)
    room = Cap("available_margin", faced.largest(evaluation.spendable - added, margin + cost, ONE))
    if not has_margin_floor(evaluation):
        return [room]
    limits: Limits = evaluation.draft.situation.limits
    floor = limits.margin_level_floor
    above = before.equity - floor * (before.used_margin + added)
    return [
        room,
        Cap("margin_level", faced.largest(above, cost + floor * margin, floor)),
        *portfolio_limits.margin_use_caps(evaluation, before, (margin, cost, added), faced),
        *_stop_level_caps(evaluation, limits.stop_margin_level_floor),
    ]


def _stop_level_caps(evaluation: Evaluation, floor: Decimal | None) -> list[Cap]:
    found = state_at_stop(evaluation)
    largest = None if found is None or floor is None else found.largest(floor)
    return [] if largest is None else [Cap("margin_level_at_stop", largest)]


def _venue_caps(evaluation: Evaluation, instrument: Instrument) -> list[Cap]:
    found = []
    largest = max_measure(instrument.margin_tiers, evaluation.draft.plan.leverage)
    if largest is not None:
        found.append(Cap("leverage_tier", evaluation.quantity_within(largest)))
    if instrument.max_quantity is not None:
        found.append(Cap("max_quantity", instrument.max_quantity))
    return found
