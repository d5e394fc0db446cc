"""What every rule will say after this trade, if its stop is hit, if it wins, or if the price jumps over its stop."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct

from planner.discipline.judging import Proposal, RuleStanding, judge
from planner.discipline.replay import Replayed
from planner.domain.curves.polyline import Polyline
from planner.domain.evaluation import Evaluation
from planner.domain.journal import EquityMarked, ExitReason, TradeClosed, TradeOpened
from planner.domain.ladder import Order
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import MarginMode, Side

Built = TypeVar("Built", TradeOpened, TradeClosed, EquityMarked)
_TRADE = "planner.preview"


class Outcomes(Struct, frozen=True):
    """What a trade can bring, in account currency: None where it is not known. `*_costs` are fees and carry within."""

    loss: Decimal | None = None
    win: Decimal | None = None
    gap: Decimal | None = None
    loss_costs: Decimal | None = None
    win_costs: Decimal | None = None
    gap_costs: Decimal | None = None


class Outlook(Struct, frozen=True, dict=True):
    """Every rule now and after each outcome, no rows after one that is not known; looked into no further than asked."""

    now: tuple[RuleStanding, ...]
    replayed: Replayed
    proposal: Proposal
    at: datetime
    results: Outcomes
    equity: Decimal | None

    @cached_property
    def if_loss(self) -> tuple[RuleStanding, ...]:
        """The rules once its stop is hit."""
        return self._after(self.results.loss, self.results.loss_costs)

    @cached_property
    def if_win(self) -> tuple[RuleStanding, ...]:
        """The rules once it has won."""
        return self._after(self.results.win, self.results.win_costs)

    @cached_property
    def if_gap(self) -> tuple[RuleStanding, ...]:
        """The rules once the price has jumped over its stop."""
        return self._after(self.results.gap, self.results.gap_costs)

    def _after(self, result: Decimal | None, costs: Decimal | None) -> tuple[RuleStanding, ...]:
        if result is None or self.proposal.quantity is None:
            return ()
        with localcontext(ENGINE):
            closed = _closed(self._placed, self.proposal, self.at, (result, costs), self.equity)
            return judge(closed, self.proposal, self.at)

    @cached_property
    def _placed(self) -> Replayed:
        """The same whatever comes of the trade."""
        return _opened(self.replayed, self.proposal, self.at)


def outcomes(evaluation: Evaluation) -> Outcomes:
    """The results of a plan: its stop hit, its targets reached, and its stop filled as far beyond as it lies away.

    A guaranteed stop knows no gap, and an isolated position takes no more with it than its margin.
    """
    loss = evaluation.loss_at_stop
    with localcontext(ENGINE):
        return Outcomes(
            None if loss is None else -loss, evaluation.gain_at_targets, _gap(evaluation), *_costs(evaluation)
        )


def _costs(evaluation: Evaluation) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Fees and carry at the stop, at the targets and at a gap, none below nothing as the book keeps them."""
    unit, quantity, stop = evaluation.unit, evaluation.quantity, evaluation.draft.plan.stop_price
    if unit is None or not quantity:
        return None, None, None

    def paid(closed: Iterable[Order], closing: Polyline) -> Decimal:
        within = (order.quantity * _unit_costs(unit, order.price, closing) for order in closed)
        return max(ZERO, sum(within, ZERO))

    won = paid(evaluation.exits, unit.closing_quote)
    if stop is None:
        return None, won, None
    filled, jumped = (Order(price, quantity) for price in (unit.fill_price(stop), _gap_price(unit, stop)))
    return paid([filled], unit.stopping_quote), won, paid([jumped], unit.stopping_quote)


def _unit_costs(unit: UnitTrade, price: Decimal, closing: Polyline) -> Decimal:
    return unit.entry_fee + unit.conversion.amount(unit.leg.pnl_at(price) - closing.at(price), price)


def _gap_price(unit: UnitTrade, stop: Decimal) -> Decimal:
    """As far beyond the stop as it lies away; a guaranteed one is filled at it."""
    return stop if unit.is_guaranteed else max(2 * stop - unit.entry_price, unit.leg.instrument.price_tick)


def _gap(evaluation: Evaluation) -> Decimal | None:
    unit, quantity, stop = evaluation.unit, evaluation.quantity, evaluation.draft.plan.stop_price
    planned, loss = evaluation.planned, evaluation.loss_at_stop
    if unit is None or planned is None or not quantity or stop is None or loss is None:
        return None
    if unit.is_guaranteed:
        return -loss
    paid = quantity * unit.entry_fee
    left = paid - quantity * unit.loss_at_stop(_gap_price(unit, stop))
    if planned.mode is MarginMode.ISOLATED:
        left = max(left, -planned.margin)
    return left - paid


def outlook(
    replayed: Replayed, proposal: Proposal, now: datetime, results: Outcomes, equity: Decimal | None
) -> Outlook:
    """The rules now, and one trade further for each result that is known."""
    return Outlook(judge(replayed, proposal, now), replayed, proposal, now, results, equity)


def after_trade(
    replayed: Replayed, proposal: Proposal, now: datetime, result: Decimal, equity: Decimal | None
) -> Replayed:
    """The account after the proposed trade was opened and closed with a result: three events further."""
    return _closed(_opened(replayed, proposal, now), proposal, now, (result, None), equity)


def marked_now(replayed: Replayed, now: datetime, balance: Decimal, equity: Decimal) -> Replayed:
    """The account with what it holds now, where nothing that was recorded says so: losses are counted from here."""
    if replayed.standing.ledger.balance is not None:
        return replayed
    held = {"balance": balance, "equity": equity}
    return replayed.with_event(_built(EquityMarked, "found", _placed(replayed, now), held))


def _opened(replayed: Replayed, proposal: Proposal, now: datetime) -> Replayed:
    return replayed.with_event(_built(TradeOpened, "opened", _placed(replayed, now), _trade(proposal)))


def _closed(
    opened: Replayed,
    proposal: Proposal,
    now: datetime,
    ended: tuple[Decimal, Decimal | None],
    equity: Decimal | None,
) -> Replayed:
    """`ended` with a result, and the costs within it where they are known."""
    placed, (result, costs) = _placed(opened, now), ended
    reason = ExitReason.TARGET if result > 0 else ExitReason.STOP
    ending = {"pnl": result, "costs": costs, "exit_reason": reason}
    further = opened.with_event(_built(TradeClosed, "closed", placed, _trade(proposal), ending))
    balance = further.standing.ledger.balance
    if balance is None or equity is None:
        return further
    held = {"balance": balance, "equity": ENGINE.add(equity, result)}
    return further.with_event(_built(EquityMarked, "marked", placed, held))


def _placed(replayed: Replayed, now: datetime) -> dict[str, object]:
    at = replayed.not_before(now)
    return {"at": at, "recorded_at": at}


def _trade(proposal: Proposal) -> dict[str, object]:
    what = {"trade": _TRADE, "instrument": proposal.instrument, "side": Side(proposal.side)}
    return {**what, "quantity": proposal.quantity, "price": ONE}


def _built(kind: type[Built], name: str, *parts: Mapping[str, object]) -> Built:
    """An event of more digits than one that is entered."""
    fields: dict[str, Any] = {field: value for part in parts for field, value in part.items()}
    return kind.model_construct(id=f"{_TRADE}.{name}", **fields)
