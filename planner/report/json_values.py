"""How values stand in the JSON of a report."""

from decimal import Context, Decimal

from planner.domain.number import to_text

Json = dict[str, object]

_SHOWN = Context(prec=16)
"""What follows from a division is told to so many digits: as many as a reader's own numbers hold."""


def digits(value: Decimal | None) -> str | None:
    """A number that may never end, cut, without zeros behind; null where there is none."""
    return None if value is None else to_text(_SHOWN.normalize(value))
