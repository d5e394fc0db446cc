"""What every rule will say after this trade, if its stop is hit, if it wins, or if the price jumps over its stop."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Any, TypeVar

from msgspec import Struct

from planner.discipline.judging import Proposal, RuleStanding, judge
from planner.discipline.replay import Replayed
from planner.domain.evaluation import Evaluation
from planner.domain.journal import EquityMarked, ExitReason, TradeClosed, TradeOpened
from planner.domain.number import ENGINE, ONE
from planner.domain.venue import MarginMode, Side

Built = TypeVar("Built", TradeOpened, TradeClosed, EquityMarked)
_TRADE = "planner.preview"


class Outcomes(Struct, frozen=True):
    """What a trade can bring, in account currency: None where it is not known."""

    loss: Decimal | None = None
    win: Decimal | None = None
    gap: Decimal | None = None


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
        return self._after(self.results.loss)

    @cached_property
    def if_win(self) -> tuple[RuleStanding, ...]:
        """The rules once it has won."""
        return self._after(self.results.win)

    @cached_property
    def if_gap(self) -> tuple[RuleStanding, ...]:
        """The rules once the price has jumped over its stop."""
        return self._after(self.results.gap)

    def _after(self, result: Decimal | None) -> tuple[RuleStanding, ...]:
        if result is None or self.proposal.quantity is None:
            return ()
        with localcontext(ENGINE):
            return judge(_closed(self._placed, self.proposal, self.at, result, self.equity), self.proposal, self.at)

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
        return Outcomes(None if loss is None else -loss, evaluation.gain_at_targets, _gap(evaluation))


def _gap(evaluation: Evaluation) -> Decimal | None:
    unit, quantity, stop = evaluation.unit, evaluation.quantity, evaluation.draft.plan.stop_price
    planned, loss = evaluation.planned, evaluation.loss_at_stop
    if unit is None or planned is None or not quantity or stop is None or loss is None:
        return None
    if unit.is_guaranteed:
        return -loss
    price = max(2 * stop - unit.entry_price, unit.leg.instrument.price_tick)
    paid = quantity * unit.entry_fee
    left = paid - quantity * unit.loss_at_stop(price)
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
    return _closed(_opened(replayed, proposal, now), proposal, now, result, equity)


def marked_now(replayed: Replayed, now: datetime, balance: Decimal, equity: Decimal) -> Replayed:
    """The account with what it holds now, where nothing that was recorded says so: losses are counted from here."""
    if replayed.standing.ledger.balance is not None:
        return replayed
    held = {"balance": balance, "equity": equity}
    return replayed.with_event(_built(EquityMarked, "found", _placed(replayed, now), held))


def _opened(replayed: Replayed, proposal: Proposal, now: datetime) -> Replayed:
    return replayed.with_event(_built(TradeOpened, "opened", _placed(replayed, now), _trade(proposal)))


def _closed(opened: Replayed, proposal: Proposal, now: datetime, result: Decimal, equity: Decimal | None) -> Replayed:
    placed = _placed(opened, now)
    ending = {"pnl": result, "exit_reason": ExitReason.TARGET if result > 0 else ExitReason.STOP}
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
