"""What a limit is told as: the largest quantity it allows, and a bar of what is used."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cap:
    """The largest quantity a rule allows, before rounding; `subject` says of what, where the rule has many."""

    rule: str
    quantity: Decimal
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """A limit as a bar: used now, added by this plan, and the limit, all in account currency. None: unbounded.

    `added` is below zero where the plan takes from what is used.
    """

    rule: str
    used: Decimal | None
    added: Decimal | None
    limit: Decimal
    subject: str = ""
