"""What is looked at over a shoulder: a plan whose amounts of money are hidden, while prices, rates and quantities stay.

Every amount is written with its currency, so a veiled currency is all it takes: `numbers.hidden` is where it counts.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from planner.assess import Assessment
from planner.domain.plan import Draft, SizeBy
from planner.domain.trades import BookAccount
from planner.report.numbers import HIDDEN, Veiled
from planner.report.recovery import Change, Told


def is_same_text(one: str, other: str) -> bool:
    """Whether two currencies are told alike: a veil is a difference."""
    return one == other and type(one) is type(other)


_AMOUNTS = frozenset(
    {
        "added_margin", "amount", "balance", "base_amount", "closed_profit", "costs", "delta", "equity", "high_water",
        "initial", "lock_at", "margin", "minimum_loss", "pnl", "risk", "wallet_balance",
    }
)  # fmt: skip
"""Fields of a plan and what it is judged in that hold an amount of the account's currency."""
_SIZE, _IN_MONEY = "plan.size", frozenset({SizeBy.RISK_AMOUNT, SizeBy.MARGIN})


def veiled_changes(changes: Sequence[Change], *drafts: Draft) -> tuple[Change, ...]:
    """What differs between drafts, to be shown only."""
    in_money = any(draft.plan.size_by in _IN_MONEY for draft in drafts)
    return tuple(_veiled(change) if _is_amount(change.field, in_money=in_money) else change for change in changes)


def _is_amount(field: str, *, in_money: bool) -> bool:
    return field.rpartition(".")[2] in _AMOUNTS or (in_money and field == _SIZE)


def _veiled(change: Change) -> Change:
    return Told(change.field, change.before and HIDDEN, change.after and HIDDEN)


def veiled(assessment: Assessment) -> Assessment:
    """The same assessment, to be shown only: what is told of it holds no amount of the account's currency."""
    evaluation = replace(assessment.evaluation, draft=veiled_draft(assessment.draft))
    return replace(assessment, evaluation=evaluation)


def veiled_account(account: BookAccount) -> BookAccount:
    """The same account of the book, to be shown only."""
    return account.model_copy(update={"currency": Veiled(account.currency)})


def veiled_draft(draft: Draft) -> Draft:
    """The same draft in a veiled currency; not validated anew, which would lift the veil."""
    account = draft.situation.account
    account = account.model_copy(update={"currency": Veiled(account.currency)})
    situation = draft.situation.model_copy(update={"account": account})
    return draft.model_copy(update={"situation": situation})
