"""Numbers as a trader reads them: thousands apart, a real minus, the unit quieter than the number.

Percent exists here alone; everywhere else a rate is a fraction of one.
"""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from planner.domain.number import ENGINE
from planner.words import counted, translated

MINUS = "\u2212"
_COUNTED = {"contract": "contracts", "share": "shares"}
NONE = "\u2014"
NARROW_SPACE = "\u202f"
HIDDEN = "\u2022\u2022\u2022"
"""What stands for an amount that is not to be seen, however large."""
MOST_PLACES = 18

_WHOLE_CURRENCIES = frozenset({"JPY", "KRW", "HUF"})
_COIN_DECIMALS = {"BTC": 8, "ETH": 6}
_DAY = 24
"""Hours."""


class Veiled(str):
    """A currency of which no amount is to be seen; in every other way it is that currency."""

    __slots__ = ()


def hidden(text: str, currency: str) -> str:
    """An amount in words of numbers, or what stands for it where amounts of that currency are not to be seen."""
    return HIDDEN if is_hidden(currency) else text


def is_hidden(currency: str) -> bool:
    """Whether amounts of that currency are not to be seen."""
    return isinstance(currency, Veiled)


def plain(value: Decimal, places: int, rounding: str = ROUND_HALF_EVEN) -> str:
    """A number with so many decimals and thousands apart."""
    rounded = value.quantize(_last_place(places), rounding, ENGINE)
    text = format(rounded, ",f")
    if text[0] != "-":
        return text
    return f"{MINUS}{text[1:]}" if rounded else text[1:]


@lru_cache
def _last_place(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


@lru_cache(maxsize=1024)
def places_of(step: Decimal) -> int:
    """How many decimals a step has."""
    exponent = step.normalize(ENGINE).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def price(value: Decimal | None, tick: Decimal) -> str:
    """A price with the decimals of its tick, or more where it lies between ticks."""
    if value is None:
        return NONE
    return plain(value, max(places_of(tick), min(places_of(value), MOST_PLACES)))


def money(value: Decimal | None, currency: str) -> str:
    """An amount with its currency."""
    return NONE if value is None else f"{amount(value, currency)} {currency}"


def fine_money(value: Decimal, currency: str) -> str:
    """An amount with its currency; one below the smallest that is told keeps two digits instead of becoming nothing."""
    if not value or abs(value) >= money_step(currency):
        return money(value, currency)
    return f"{hidden(plain(value, 1 - value.adjusted()), currency)} {currency}"


def amount(value: Decimal | None, currency: str) -> str:
    """An amount without its currency."""
    if value is None:
        return NONE
    return hidden(plain(value, places_of(money_step(currency))), currency)


@lru_cache
def money_step(currency: str) -> Decimal:
    """The smallest amount that is told."""
    places = 0 if currency in _WHOLE_CURRENCIES else _COIN_DECIMALS.get(currency, 2)
    return Decimal(1).scaleb(-places)


@lru_cache
def coins_for(cents: Decimal, currency: str) -> Decimal:
    """As many of the last digits of a currency as an amount has cents: what is a hundred dollars is 0.0001 BTC."""
    return ENGINE.multiply(cents, money_step(currency).scaleb(2))


def quantity(value: Decimal | None, step: Decimal) -> str:
    """A quantity with the decimals of its step, never rounded up."""
    return NONE if value is None else plain(value, places_of(step), ROUND_DOWN)


def percent(rate: Decimal | None, places: int = 2) -> str:
    """A rate as percent."""
    return NONE if rate is None else f"{plain(ENGINE.multiply(rate, Decimal(100)), places)}{NARROW_SPACE}%"


LARGEST_LEVEL = Decimal(1000)
"""A margin level beyond this says no more than that hardly anything is used."""


def level(rate: Decimal | None) -> str:
    """A margin level as percent, without the digits of an absurd one."""
    return f"> {percent(LARGEST_LEVEL, 0)}" if rate is not None and rate > LARGEST_LEVEL else percent(rate, 0)


def signed_percent(rate: Decimal | None, places: int = 2) -> str:
    """A change as percent, with its sign."""
    return NONE if rate is None else f"{plus(rate)}{percent(rate, places)}"


def signed_money(value: Decimal, currency: str) -> str:
    """A gain or a loss with its currency and its sign."""
    return f"{plus(value)}{money(value, currency)}"


def signed_multiple(value: Decimal, places: int = 2) -> str:
    """A multiple with its sign."""
    return f"{plus(value)}{multiple(value, places)}"


def plus(value: Decimal) -> str:
    """The sign that stands before a gain; a loss brings its own."""
    return "+" if value > 0 else ""


def shortest(value: Decimal) -> str:
    """A number with no more decimals than it has."""
    return plain(value, places_of(value))


def unit_of(text: str, unit: str) -> str:
    """What a number counts, in the plural where there is more or less than one."""
    if unit not in _COUNTED:
        return unit
    return translated(unit if text in {"1", NONE} else _COUNTED[unit])


def losses(count: int) -> str:
    """A number of losses, one of them in the singular."""
    return counted("{count} loss", "{count} losses", count)


def hours(count: Decimal) -> str:
    """A number of hours, in days where it is several whole ones."""
    if count > _DAY and not count % _DAY:
        return days(ENGINE.divide(count, _DAY))
    return counted("{count} hour", "{count} hours", count, count=exact(count))


def days(count: Decimal) -> str:
    """A number of days, one of them in the singular."""
    return counted("{count} day", "{count} days", count, count=exact(count))


def with_unit(text: str, unit: str) -> str:
    """A number and what it counts; a dash counts nothing."""
    return text if text == NONE or not unit else f"{text} {unit_of(text, unit)}"


def asked(value: Decimal, step: Decimal) -> str:
    """A quantity before rounding: a few decimals more than the step, never rounded up, no zeros behind."""
    places = min(places_of(value), places_of(step) + 4)
    return plain(value, places, ROUND_DOWN)


def multiple(value: Decimal | None, places: int = 2) -> str:
    """A ratio as a multiple."""
    return NONE if value is None else plain(value, places)


def leverage(value: Decimal | None) -> str:
    """A leverage setting."""
    if value is None:
        return NONE
    return f"{plain(value, min(places_of(value), 2))}×"


def exact(value: Decimal) -> str:
    """All digits of a number, thousands apart, trailing zeros gone."""
    return plain(value, min(places_of(value), MOST_PLACES))
