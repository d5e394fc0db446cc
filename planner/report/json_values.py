"""How values stand in the JSON of a report."""

from decimal import Context, Decimal

from planner.domain.number import to_text

Json = dict[str, object]

_SHOWN = Context(prec=30)


def digits(value: Decimal | None) -> str | None:
    """The plain digits of a number; null where there is none."""
    return None if value is None else to_text(_SHOWN.plus(value))
