"""What is looked at over a shoulder: a plan whose amounts of money are hidden, while prices, rates and quantities stay.

Every amount is written with its currency, so a veiled currency is all it takes: `numbers.hidden` is where it counts.
"""

from dataclasses import replace

from planner.assess import Assessment
from planner.domain.plan import Draft
from planner.domain.trades import BookAccount
from planner.report.numbers import Veiled


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
