"""What a limit is told as: the largest quantity it allows, and a bar of what is used."""

from decimal import Decimal

from msgspec import Struct


class Cap(Struct, frozen=True):
    """The largest quantity a rule allows, before rounding; `subject` says of what, where the rule has many."""

    rule: str
    quantity: Decimal
    subject: str = ""


class Usage(Struct, frozen=True):
    """A limit as a bar: used now, added by this plan, and the limit, all in account currency. None: unbounded.

    `added` is below zero where the plan takes from what is used.
    """

    rule: str
    used: Decimal | None
    added: Decimal | None
    limit: Decimal
    subject: str = ""
