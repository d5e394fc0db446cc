"""The second question: the plan's trade, lost at its stop again and again.

Each next trade is sized as the plan is, by the equity that is left, and stands in the same account: quantity steps,
smallest quantity, margin and levels are those of a plan evaluated with that equity. Open positions stay as they are.

    fixed fraction  size by risk rate x equity left
    fixed money     size by the money the first trade risks
    fixed size      the first trade's quantity
    doubling        twice the quantity after each loss
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from planner.discipline.limits import caps
from planner.discipline.replay import Replayed
from planner.domain.evaluate import placed
from planner.domain.evaluation import Evaluation
from planner.domain.findings import RULES
from planner.domain.liquidation import pool_carry
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, LARGEST, ONE, TWO, ZERO, floor_to_step
from planner.domain.plan import EquityBase, SizeBy
from planner.portfolio.open_risk import OpenRisk
from planner.simulation.pausing import Watched, watched

MOST_LOSSES = 20
PARTS = Decimal(1024)
"""How finely the equity at the warning line is told: this many parts of equity now."""


class Sizing(StrEnum):
    """What follows a loss."""

    FIXED_FRACTION = "fixed_fraction"
    FIXED_MONEY = "fixed_money"
    FIXED_SIZE = "fixed_size"
    DOUBLING = "doubling"


SIZING_OF = {
    SizeBy.RISK_RATE: Sizing.FIXED_FRACTION,
    SizeBy.RISK_AMOUNT: Sizing.FIXED_MONEY,
    SizeBy.QUANTITY: Sizing.FIXED_SIZE,
    SizeBy.MARGIN: Sizing.FIXED_SIZE,
    SizeBy.MOST: Sizing.FIXED_FRACTION,
    SizeBy.VOLATILITY: Sizing.FIXED_FRACTION,
    SizeBy.FIXED_RATIO: Sizing.FIXED_SIZE,
    SizeBy.KELLY: Sizing.FIXED_FRACTION,
}
"""What each method comes to in a run of losses; fixed-ratio sizing at its present step."""


class LosingRow(Struct, frozen=True):
    """The account after so many losses, and the next trade in it; money in account currency.

    `refused` names the rule or objection that keeps the next trade from being opened; `is_warned`: it reaches the
    venue's warning line at its entry or at its stop; `paused_by` names the pause rule in force by then.
    """

    losses: int
    equity: Decimal
    quantity: Decimal
    loss: Decimal
    margin_level: Decimal | None
    refused: str | None
    is_warned: bool
    paused_by: str | None


class LosingRun(Struct, frozen=True):
    """The rows from the plan itself (no loss yet) to the first trade that cannot be opened, or to the most losses."""

    sizing: Sizing
    rows: tuple[LosingRow, ...]

    @property
    def refused_at(self) -> int | None:
        """After how many losses the next trade cannot be opened."""
        return next((row.losses for row in self.rows if row.refused is not None), None)

    @property
    def warned_at(self) -> int | None:
        """After how many losses the next trade reaches the warning line."""
        return next((row.losses for row in self.rows if row.is_warned), None)

    @property
    def paused_at(self) -> int | None:
        """After how many losses a pause rule stops the run."""
        return next((row.losses for row in self.rows if row.paused_by is not None), None)


def losing_run(
    evaluation: Evaluation,
    sizing: Sizing | None = None,
    *,
    most_losses: int = MOST_LOSSES,
    replayed: Replayed | None = None,
    told: Container[int] | None = None,
) -> LosingRun | None:
    """The run at a sizing, the plan's own by default; None where the loss at the stop of the plan cannot be said.

    `replayed` is the account after its events, where that is known already. Where only the rows after `told` losses
    are read closely, the others of a run that cannot be refused or warned leave out their margin level.
    """
    if not evaluation.quantity or not evaluation.loss_at_stop or evaluation.loss_at_stop <= 0:
        return None
    chosen = sizing or SIZING_OF[evaluation.draft.plan.size_by]
    with localcontext(ENGINE):
        plain = _without_targets(evaluation)
        rules = watched(evaluation, replayed)
        if told is None:
            return LosingRun(chosen, tuple(_rows(plain, _walk(plain, chosen, most_losses, rules))))
        trades = tuple(_walk(plain, chosen, most_losses, rules))
        if not _is_safe(plain, trades):
            return LosingRun(chosen, tuple(_rows(plain, trades)))
        rows = (_closely(plain, one) if one.losses in told else _safely(plain, one) for one in trades)
        return LosingRun(chosen, tuple(rows))


def _without_targets(evaluation: Evaluation) -> Evaluation:
    """What a losing trade would have won is never asked for."""
    draft, sizing = evaluation.draft, evaluation.sizing
    if not draft.plan.targets or sizing is None:
        return evaluation
    plan = draft.plan.model_copy(update={"targets": ()})
    bare = draft.model_copy(update={"plan": plan})
    return replace(evaluation, draft=bare, sizing=replace(sizing, plan=plan))


class _Next(Struct, frozen=True):
    """The trade after so many losses: what was lost before it, its quantity, its loss, and the pause by then."""

    losses: int
    lost: Decimal
    quantity: Decimal
    loss: Decimal
    paused: str | None


def _walk(evaluation: Evaluation, sizing: Sizing, most_losses: int, rules: Watched) -> Iterator[_Next]:
    """The trades of a run, whether or not they can be opened."""
    first, before, unit_loss = evaluation.quantity or ZERO, evaluation.before, _unit_loss(evaluation)
    start = ZERO if before is None else before.equity
    lost, quantity, paused = ZERO, first, None
    for losses in range(most_losses + 1):
        if losses:
            if paused is None:
                rules = rules.after_loss(quantity, quantity * unit_loss, start - lost + quantity * unit_loss)
            asked = _ASKED[sizing](_Trade(evaluation, first, quantity, unit_loss, start - lost))
            quantity = _on_step(evaluation, asked)
        paused = paused or rules.paused_by(quantity)
        yield _Next(losses, lost, quantity, quantity * unit_loss, paused)
        lost += quantity * unit_loss


def _rows(evaluation: Evaluation, trades: Iterable[_Next]) -> Iterator[LosingRow]:
    """The trades in the account, up to the first that cannot be opened."""
    for trade in trades:
        row = _closely(evaluation, trade)
        yield row
        if row.refused is not None:
            return


def _is_safe(evaluation: Evaluation, trades: Sequence[_Next]) -> bool:
    """Whether the largest and the smallest trade of a run would be opened unwarned after all of its losses.

    Then all can: the poorer the account the nearer every line, and between two sizes none is nearer than at the nearer
    of them, but where a trade faces another position in its instrument. The smallest one is nearer where some of what a
    venue asks does not shrink with the trade: a smallest fee, an amount of money.
    """
    plan, lost = evaluation.draft.plan, trades[-1].lost
    held = (holding.position for holding in evaluation.holdings)
    if any(other.instrument == plan.instrument and other.side is not plan.side for other in held):
        return False
    quantities = [trade.quantity for trade in trades]
    rows = (_row(placed(evaluation, one, lost), 0, ZERO, None) for one in {min(quantities), max(quantities)})
    return all(row.refused is None and not row.is_warned for row in rows)


def _closely(evaluation: Evaluation, trade: _Next) -> LosingRow:
    """A trade of a run in the account."""
    return _row(placed(evaluation, trade.quantity, trade.lost), trade.losses, trade.loss, trade.paused)


def _safely(evaluation: Evaluation, trade: _Next) -> LosingRow:
    """A trade that is known to be opened unwarned."""
    return LosingRow(
        losses=trade.losses,
        equity=ZERO if evaluation.before is None else evaluation.before.equity - trade.lost,
        quantity=trade.quantity,
        loss=trade.loss,
        margin_level=None,
        refused=None,
        is_warned=False,
        paused_by=trade.paused,
    )


def _unit_loss(evaluation: Evaluation) -> Decimal:
    """The loss of one unit at the stop."""
    plan, unit = evaluation.draft.plan, evaluation.unit
    return ZERO if unit is None or plan.stop_price is None else unit.loss_at_stop(plan.stop_price)


class _Trade(Struct, frozen=True):
    """What the size of a next trade is asked from."""

    evaluation: Evaluation
    first: Decimal
    last: Decimal
    unit_loss: Decimal
    equity: Decimal


def _fraction(trade: _Trade) -> Decimal:
    plan = trade.evaluation.draft.plan
    is_of_equity = plan.size_by is SizeBy.RISK_RATE and plan.sizing.equity_base is EquityBase.EQUITY
    rate = plan.size if is_of_equity else trade.evaluation.risk_rate or ZERO
    return rate * max(ZERO, trade.equity) / trade.unit_loss


def _money(trade: _Trade) -> Decimal:
    plan = trade.evaluation.draft.plan
    by_money = plan.size_by is SizeBy.RISK_AMOUNT
    return plan.size / trade.unit_loss if by_money else trade.first


_ASKED: dict[Sizing, Callable[[_Trade], Decimal]] = {
    Sizing.FIXED_FRACTION: _fraction,
    Sizing.FIXED_MONEY: _money,
    Sizing.FIXED_SIZE: lambda trade: trade.first,
    Sizing.DOUBLING: lambda trade: TWO * trade.last,
}


def _on_step(evaluation: Evaluation, asked: Decimal) -> Decimal:
    instrument = evaluation.draft.instrument
    return asked if instrument is None else floor_to_step(min(asked, LARGEST), instrument.quantity_step)


def _row(trade: Evaluation, losses: int, loss: Decimal, paused: str | None) -> LosingRow:
    call, after = trade.demands.margin_call, trade.after
    return LosingRow(
        losses=losses,
        equity=ZERO if trade.before is None else trade.before.equity,
        quantity=trade.quantity or ZERO,
        loss=loss,
        margin_level=None if after is None else after.margin_level,
        refused=_refusal(trade),
        is_warned=call is not None and _reaches(trade, call),
        paused_by=paused,
    )


def _reaches(trade: Evaluation, demand: Demand) -> bool:
    """Whether the trade is at a level between its entry and its stop."""
    entry, stop, pool = trade.entry_price, trade.draft.plan.stop_price, trade.pool
    if pool is None or entry is None or stop is None:
        return False
    return any(pool.excess_at(demand, price) <= 0 for price in (entry, stop))


def _is_liquidated(trade: Evaluation) -> bool:
    """Whether the venue closes the trade before its stop is filled, now or once the carry of its time is paid."""
    demand, entry, stop = trade.demands.liquidation, trade.entry_price, trade.draft.plan.stop_price
    pool, unit = trade.pool, trade.unit
    if demand is None or pool is None or unit is None or entry is None or stop is None:
        return False
    carried = pool_carry(trade)
    return any(pool.excess_at(demand, price) <= carried for price in (entry, unit.fill_price(stop)))


OBJECTIONS = {
    "equity_gone",
    "equity_below_minimum",
    "day_trade_equity",
    "below_minimum",
    "order_below_minimum",
    "already_liquidatable",
}
_CHECKS = tuple(rule for rule in RULES if rule.code in OBJECTIONS)
VENUE_CAPS = {"available_margin", "leverage_tier", "max_quantity"}
_NO_RISK = OpenRisk(())


def _refusal(trade: Evaluation) -> str | None:
    """What keeps a trade from being opened, or from ending at its stop: the account or the venue, not the trader."""
    objection = next((rule.code for rule in _CHECKS if rule.check(trade) is not None), None)
    if objection is not None:
        return objection
    if _is_liquidated(trade):
        return "stop_beyond_liquidation"
    quantity = trade.quantity or ZERO
    return next((c.rule for c in caps(trade, _NO_RISK, None) if c.rule in VENUE_CAPS and c.quantity < quantity), None)


def warning_equity(evaluation: Evaluation, sizing: Sizing | None = None) -> Decimal | None:
    """The equity at which the next trade reaches the warning line, to a thousandth; None where it never does.

    Found by halving: the poorer the account, the nearer the line, at every sizing.
    """
    chosen, before = sizing or SIZING_OF[evaluation.draft.plan.size_by], evaluation.before
    if before is None or before.equity <= 0 or not evaluation.quantity or not evaluation.loss_at_stop:
        return None
    with localcontext(ENGINE):
        low, high = ZERO, ONE
        if _warned(evaluation, chosen, before.equity):
            return before.equity
        if not _warned(evaluation, chosen, before.equity / PARTS):
            return None
        while (high - low) * PARTS > ONE:
            middle = (low + high) / TWO
            low, high = (middle, high) if _warned(evaluation, chosen, before.equity * middle) else (low, middle)
        return before.equity * high


def _warned(evaluation: Evaluation, sizing: Sizing, equity: Decimal) -> bool:
    start = ZERO if evaluation.before is None else evaluation.before.equity
    first = evaluation.quantity or ZERO
    asked = _ASKED[sizing](_Trade(evaluation, first, first / TWO, _unit_loss(evaluation), equity))
    trade = placed(evaluation, _on_step(evaluation, asked), start - equity)
    call = trade.demands.margin_call
    return call is not None and trade.pool is not None and _reaches(trade, call)
