"""Numbers in exports: plain digits, thirty that count."""

from decimal import Context, Decimal

from planner.domain.number import to_text

Json = dict[str, object]

_SHOWN = Context(prec=30)


def digits(value: Decimal | None) -> str | None:
    """A number as text; null where there is none."""
    return None if value is None else to_text(_SHOWN.plus(value))
