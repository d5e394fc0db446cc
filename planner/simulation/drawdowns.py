"""Falls and what it takes to come back, and how many losses make a fall.

gain that makes up for a fall L            = L / (1 - L)
equity after n losses of a fraction f      = (1 - f)^n: never nothing
losses to a fall D at a fixed fraction f   = the smallest n with (1 - f)^n <= 1 - D
losses until nothing is left, fixed money  = 1 / f
"""

from decimal import Decimal, localcontext

from planner.domain.number import ENGINE, ONE

FALLS = tuple(Decimal(percent) / 100 for percent in (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90))


def recovery(fall: Decimal) -> Decimal:
    """The gain, as a rate, that makes up for a fall below the whole."""
    with localcontext(ENGINE):
        return fall / (ONE - fall)


def losses_to_fall(fall: Decimal, fraction: Decimal) -> int | None:
    """How many losses in a row of a fixed fraction make a fall; None where none do."""
    if not 0 < fraction < 1 or fall >= 1:
        return 1 if fraction >= 1 else None
    with localcontext(ENGINE):
        count = int((ONE - fall).ln() / (ONE - fraction).ln())
        while (ONE - fraction) ** count > ONE - fall:
            count += 1
        while count and (ONE - fraction) ** (count - 1) <= ONE - fall:
            count -= 1
        return count


def left_after(losses: int, fraction: Decimal) -> Decimal:
    """The share of equity that is left after losses of a fixed fraction."""
    with localcontext(ENGINE):
        return (ONE - fraction) ** losses


def losses_of_fixed_money(fraction: Decimal) -> int | None:
    """How many losses of the same money, a fraction of the first equity, the account can pay in full."""
    return int(ENGINE.divide(ONE, fraction)) if fraction > 0 else None
