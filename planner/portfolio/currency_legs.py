"""What an account is really long and short of: every pair is bought in one currency and paid in another.

    long q BASE/QUOTE at P     + q BASE     - q P QUOTE        in account currency both are the notional

The net open position is the larger of all net longs and all net shorts, and metals on top whichever way they are held:
the shorthand of the Basel rules on foreign exchange, MAR40.3 (Central Bank of Bahrain, CA-6.4). Perpetual contracts in
coins are legs as pairs are; of shares, indices, commodities and bonds only their profit is in a currency.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext

from msgspec import Struct

from planner.domain.asset_class import METALS, asset_class_of, has_currency_legs
from planner.domain.number import ENGINE, ZERO
from planner.domain.venue import Instrument, Regime, Side


class Exchange(Struct, frozen=True):
    """A position of some notional, in account currency."""

    instrument: Instrument
    side: Side
    notional: Decimal


def legs_of(exchange: Exchange, regime: Regime) -> dict[str, Decimal]:
    """The two legs of a position, in account currency; none of what is no exchange of currencies."""
    instrument, amount = exchange.instrument, exchange.side.sign * exchange.notional
    if not has_currency_legs(asset_class_of(instrument, regime)):
        return {}
    return {instrument.base_currency: amount, instrument.quote_currency: -amount}


def net_legs(parts: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """The sum of each currency, the largest first."""
    found: dict[str, Decimal] = {}
    with localcontext(ENGINE):
        for legs in parts:
            for currency, amount in legs.items():
                found[currency] = found.get(currency, ZERO) + amount
    return dict(sorted(found.items(), key=lambda leg: (-abs(leg[1]), leg[0])))


def net_open_position(legs: Mapping[str, Decimal]) -> Decimal:
    """The larger of all net longs and all net shorts, plus what is held of metals either way."""
    with localcontext(ENGINE):
        currencies = [amount for currency, amount in legs.items() if currency not in METALS]
        metals = sum((abs(amount) for currency, amount in legs.items() if currency in METALS), ZERO)
        longs = sum((amount for amount in currencies if amount > 0), ZERO)
        return max(longs, longs - sum(currencies, ZERO)) + metals
