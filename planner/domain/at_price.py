"""The account with the plan in it while its instrument trades at some price, every other one at its mark.

    account   the figures of all positions, as if none had been closed on the way
    profit    what closing the plan there brings: as a stop on the losing side, as a target on the winning one

An isolated position takes no more with it than its margin. Beyond the plan's liquidation an isolated one is no longer
there: its profit is what that takes, and the account has what it leaves.
"""

from decimal import Decimal, localcontext

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.account import AccountState, state_of
from planner.domain.book import Book, Key
from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import Outcome, outcome
from planner.domain.number import ENGINE, ZERO
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import ISOLATED


class AtPrice(Struct, frozen=True):
    """Figures at a price, in account currency; `r_multiple` is None where nothing is lost at a stop.

    `is_beyond` where the venue has liquidated by then.
    """

    account: AccountState
    profit: Decimal
    r_multiple: Decimal | None
    is_beyond: bool


def at_price(evaluation: Evaluation, price: Decimal) -> AtPrice | None:
    """What the account would be at a price above nothing; None where the plan is not in it."""
    book, key, unit, quantity = evaluation.book_after, evaluation.key, evaluation.unit, evaluation.quantity
    if book is None or key is None or unit is None or not quantity:
        return None
    with localcontext(ENGINE):
        is_beyond, loss = _is_beyond(evaluation, price), evaluation.loss_at_stop
        taken = outcome(evaluation) if is_beyond and key[1] is ISOLATED else None
        profit = quantity * profit_at(unit, price) if taken is None else -taken.loss
        return AtPrice(
            account=account_at(book if taken is None else _left(book, key, taken), key[0], price),
            profit=profit,
            r_multiple=profit / loss if loss is not None and loss > 0 else None,
            is_beyond=is_beyond,
        )


def _left(book: Book, key: Key, taken: Outcome) -> Book:
    """The book when an isolated exposure has been liquidated: what is left of its margin is in the wallet again."""
    others = {name: exposure for name, exposure in book.exposures.items() if name != key}
    return replace(book, wallet=book.wallet + taken.residual, exposures=others)


def account_at(book: Book, symbol: str, price: Decimal) -> AccountState:
    """The figures of a book as one instrument trades at another price."""
    moved = book.trading_at(symbol, price)
    state = state_of(moved)
    isolated = (one for key, one in moved.exposures.items() if key[1] is ISOLATED)
    borne = sum((min(ZERO, one.margin + one.pnl) for one in isolated), ZERO)
    return replace(state, equity=state.equity - borne) if borne else state


def profit_at(unit: UnitTrade, price: Decimal) -> Decimal:
    """What one unit brings when closed: by a stop, with its slippage, where price has gone against it."""
    is_losing = unit.leg.side.sign * (price - unit.entry_price) < 0
    return -unit.loss_at_stop(price) if is_losing else unit.profit_at(price)


def _is_beyond(evaluation: Evaluation, price: Decimal) -> bool:
    liquidation = evaluation.roots.liquidation
    return liquidation is not None and evaluation.draft.plan.side.sign * (price - liquidation) <= 0
