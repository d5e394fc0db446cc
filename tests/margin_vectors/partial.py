"""How much of a position must be closed to cover a shortage of margin."""

from decimal import ROUND_FLOOR, Decimal

from planner.domain.liquidation import notional_to_close
from planner.domain.number import ONE
from tests.margin_vectors.vector import Figures, Vector


def shortage(vector: Vector) -> Figures:
    """The base to close, in whole units of its precision; what the insurance fund takes knows no quote price."""
    given = vector.given
    quote = given.or_one("quote_price")
    fees = given.or_else(Decimal(0), "liquidation_fee") + given.or_else(Decimal(0), "insurance_fee") / quote
    notional = notional_to_close(given.number("margin_shortage"), given.number("margin_ratio"), fees)
    unit = ONE / given.or_one("base_precision")

    def base() -> Decimal | None:
        if notional is None:
            return None
        return (notional / (given.number("oracle_price") * quote * unit)).to_integral_value(ROUND_FLOOR)

    return {"base_amount": base}
