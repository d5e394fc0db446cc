"""The account with the plan in it while its instrument trades at some price, every other one at its mark.

    account   the figures of all positions
    profit    what closing the plan there brings: as a stop on the losing side, as a target on the winning one, and
              never less than its liquidation would: near to that, slippage, fees and the carry of the holding time
              may make a stop the dearer of the two, and then the plan loses what waiting for the venue costs

An isolated position takes no more with it than its margin. Beyond its liquidation a plan that the venue closes whole is
no longer there: its profit is what that takes, and the account has what it leaves. That is so of an isolated one, and
of one that is all there is behind a cross account. Which of several the venue closes, how much of them and in what
order is its own: then all figures are as if nothing had been closed, and `end` says from where on nobody has them.
All of the plan is in all figures, and none of its exits has filled: `supposed_at` says where that is not so.

Where the plan has joined what was open, its own part of what a liquidation takes is

    entry cost + what it lost from its entry to the liquidation + (carry + equity left there - residual) q / Q

with q the plan's quantity and Q all that is liquidated.
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.account import AccountState, state_of
from planner.domain.book import Book, Exposure, Key
from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import Outcome, outcome
from planner.domain.margin_path import Together
from planner.domain.number import ENGINE, ONE, ZERO, ceil_to_step, floor_to_step
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import CROSS, ISOLATED
from planner.domain.venue_rules import CloseOrder


class Ending(Struct, frozen=True):
    """The level, on the tick, at which the venue closes on the way to a price.

    `taken` is what that takes where the plan is closed whole, and nothing beside it; None where that cannot be said.
    """

    price: Decimal
    taken: Outcome | None = None


class AtPrice(Struct, frozen=True):
    """Figures at a price, in account currency; `r_multiple` is None where nothing is lost at a stop.

    `end` is where the venue has closed by then, None where it has not.
    """

    account: AccountState
    profit: Decimal
    r_multiple: Decimal | None
    end: Ending | None


def at_price(evaluation: Evaluation, price: Decimal) -> AtPrice | None:
    """What the account would be at a price above nothing; None where the plan is not in it."""
    book, key, loss = evaluation.book_after, evaluation.key, evaluation.loss_at_stop
    profit, end = closed_at(evaluation, price), ending(evaluation, price)
    if book is None or key is None or profit is None:
        return None
    with localcontext(ENGINE):
        there = book if end is None or end.taken is None else _left(book, key, end.taken)
        return AtPrice(
            account=account_at(there, key[0], price),
            profit=profit,
            r_multiple=profit / loss if loss is not None and loss > 0 else None,
            end=end,
        )


class Supposed(Struct, frozen=True):
    """What the figures at a price suppose of the plan's own orders, though it is not so on the way from its entry."""

    all_entries_filled: bool
    stop_unfilled: bool
    targets_unfilled: bool


def supposed_at(evaluation: Evaluation, price: Decimal) -> Supposed:
    """Entries that do not lie on the way from the first, and exits that do unless the venue is before them."""
    plan, exits, end = evaluation.draft.plan, evaluation.exits, ending(evaluation, price)
    first, stop, sign = plan.entry_price or price, plan.stop_price, plan.side.sign
    low, high = sorted((first, price))
    goes_on = end is None or end.taken is not None
    is_first = stop is not None and (end is None or sign * (stop - end.price) > 0)
    return Supposed(
        all_entries_filled=any(not low <= rung.price <= high for rung in plan.ladder),
        stop_unfilled=goes_on and is_first and stop is not None and sign * (price - stop) < 0,
        targets_unfilled=goes_on and any(order.quantity and sign * (price - order.price) > 0 for order in exits),
    )


def closed_at(evaluation: Evaluation, price: Decimal) -> Decimal | None:
    """What closing the plan at a price brings, in account currency: `profit` of it there; None without a size."""
    book, key, unit, quantity = evaluation.book_after, evaluation.key, evaluation.unit, evaluation.quantity
    if book is None or key is None or unit is None or not quantity:
        return None
    with localcontext(ENGINE):
        closed, end, taken = quantity * _brought_by(unit, price), ending(evaluation, price), _taken_whole(evaluation)
        if taken is None:
            return closed
        liquidated = -_own_loss(book.exposures[key], unit, quantity, taken)
        return liquidated if end is not None and end.taken is not None else max(closed, liquidated)


def ending(evaluation: Evaluation, price: Decimal) -> Ending | None:
    """Where the venue closes before the plan's instrument, which alone moves, trades at `price`; None if it does not.

    On the winning side that is where other positions of the account are liquidated.
    """
    levels, sign = evaluation.levels, evaluation.draft.plan.side.sign
    near, far = levels.liquidation, levels.far_liquidation
    with localcontext(ENGINE):
        if near is not None and sign * (price - near) <= 0:
            return Ending(near, _taken_whole(evaluation))
        if far is not None and sign * (price - far) >= 0:
            return Ending(far)
    return None


def _taken_whole(evaluation: Evaluation) -> Outcome | None:
    """What a liquidation takes that leaves nothing of the plan and closes nothing beside it; None where it may not."""
    book, key, taken = evaluation.book_after, evaluation.key, outcome(evaluation)
    if book is None or key is None or taken is None or key[1] is ISOLATED:
        return taken
    is_one = [name for name in book.exposures if name[1] is CROSS] == [key] and len(book.exposures[key].legs) == 1
    beside = [holding for holding in evaluation.holdings if holding.position.margin_mode is CROSS]
    is_one = is_one and (not beside or book.venue.liquidation.close_order is CloseOrder.ALL)
    return taken if is_one and taken.closed_notional is None else None


def ending_together(evaluation: Evaluation, moved: Together, price: Decimal) -> Ending | None:
    """The same while the whole book moves by its betas to where the plan's instrument trades at `price`."""
    demand, instrument = evaluation.demands.liquidation, evaluation.draft.instrument
    if demand is None or instrument is None:
        return None
    low, high = moved.ends(demand)
    below = None if low is None else ceil_to_step(low, instrument.price_tick)
    above = None if high is None else floor_to_step(high, instrument.price_tick)
    if below is not None and price <= below:
        return Ending(below)
    return Ending(above) if above is not None and price >= above else None


def _own_loss(exposure: Exposure, unit: UnitTrade, quantity: Decimal, taken: Outcome) -> Decimal:
    """What the plan itself loses of what a liquidation takes; one that has closed another position is all of it."""
    whole = exposure.legs[0].quantity
    own = min(quantity, whole)
    if own == whole:
        return taken.loss
    at_entry, there = (
        unit.conversion.amount(unit.leg.pnl_at(price), price) for price in (unit.entry_price, taken.price)
    )
    shared = (taken.carry + taken.equity - taken.residual) * own / whole
    return taken.entry_cost + (at_entry - there) * own + shared


def _left(book: Book, key: Key, taken: Outcome) -> Book:
    """The book when an exposure has been liquidated: of what backed it what is left is in the wallet."""
    others = {name: exposure for name, exposure in book.exposures.items() if name != key}
    kept = book.wallet if key[1] is ISOLATED else ZERO
    return replace(book, wallet=kept + taken.residual, exposures=others)


def account_together(book: Book, moved: Together, betas: Mapping[str, Decimal], price: Decimal) -> AccountState:
    """The same as all cross positions move by their betas to where the instrument of `moved` trades at a price."""
    with localcontext(ENGINE):
        move = moved.u(price) - ONE
        for symbol in {key[0] for key in book.exposures if key[1] is CROSS}:
            mark = next(one.mark for key, one in book.exposures.items() if key[:2] == (symbol, CROSS))
            book = book.trading_at(symbol, max(ZERO, mark * (ONE + betas.get(symbol, ONE) * move)))
        return state_of(book)


def account_at(book: Book, symbol: str, price: Decimal) -> AccountState:
    """The figures of a book as one instrument trades at another price."""
    moved = book.trading_at(symbol, price)
    state = state_of(moved)
    isolated = (one for key, one in moved.exposures.items() if key[1] is ISOLATED)
    borne = sum((min(ZERO, one.margin + one.pnl) for one in isolated), ZERO)
    return replace(state, equity=state.equity - borne) if borne else state


def _brought_by(unit: UnitTrade, price: Decimal) -> Decimal:
    """What one unit brings when closed: by a stop, with its slippage, where price has gone against it."""
    is_losing = unit.leg.side.sign * (price - unit.entry_price) < 0
    return -unit.loss_at_stop(price) if is_losing else unit.profit_at(price)
