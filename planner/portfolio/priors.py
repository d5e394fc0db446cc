"""Correlations where there is no data: what is usual between instruments of a kind, the same in every window.

Every price is the difference of two drivers, what is bought less what it is paid with; dollars are the yardstick that
does not move. Drivers of one kind share one cause, so that any set of priors can exist together:

    currencies, coins, precious metals, bonds     0.80 between two of a kind: one driver behind all of them
    broad indices                                 0.80
    shares                                        0.15, in the same sector 0.25
    shares and indices                            0.346 = root(0.15 x 0.80), one market behind both
    commodities                                   0.20, in the same sector 0.80
    anything else                                 0: nothing is known, which is no promise of independence

Sources: Regulation (EU) 575/2013, art. 325aq (0.80 between indices, 0.25 between large shares of advanced economies in
one sector), art. 325ar (0.15 across sectors), art. 325au (0.20 across groups of commodities). Those are for
diversified books; one driver for a whole kind is the caution of a small account.
"""

from math import sqrt

from msgspec import Struct

from planner.domain.asset_class import CURRENCIES, DOLLARS, METALS, asset_class_of, has_currency_legs, underlying
from planner.domain.venue import Instrument, Regime
from planner.domain.venue_rules import AssetClass

Driver = tuple[AssetClass, str, str]
"""A kind, what it is of, and its sector."""

Legs = tuple[tuple[Driver, int], ...]

_SHARED: dict[AssetClass, tuple[float, float]] = {
    AssetClass.FX: (0.80, 0.80),
    AssetClass.CRYPTO: (0.80, 0.80),
    AssetClass.METAL: (0.80, 0.80),
    AssetClass.BOND: (0.80, 0.80),
    AssetClass.EQUITY_INDEX: (0.80, 0.80),
    AssetClass.EQUITY: (0.15, 0.25),
    AssetClass.COMMODITY: (0.20, 0.80),
}
"""What two drivers of a kind have in common, and two of the same sector."""

_MARKET = {AssetClass.EQUITY, AssetClass.EQUITY_INDEX}


class Drivers(Struct, frozen=True):
    """What drives a price: drivers with their signs, and how much it deviates by them."""

    legs: Legs
    deviation: float


def drivers_of(instrument: Instrument, regime: Regime) -> Drivers:
    """What drives the price of an instrument of a venue."""
    legs = _legs(instrument, regime)
    return Drivers(legs, sqrt(_covariance(legs, legs)))


def usual(one: Drivers, other: Drivers) -> float | None:
    """The usual correlation of two prices; None where nothing is known."""
    shared = _covariance(one.legs, other.legs)
    return max(-1.0, min(1.0, shared / (one.deviation * other.deviation))) if shared else None


def _legs(instrument: Instrument, regime: Regime) -> Legs:
    """The drivers of a price with their signs; dollars are none."""
    kind = asset_class_of(instrument, regime)
    if not has_currency_legs(kind):
        return (((kind, instrument.base_currency, instrument.sector), 1),)
    codes = ((underlying(instrument.base_currency), 1), (underlying(instrument.quote_currency), -1))
    found = tuple((_driver(code, kind), sign) for code, sign in codes if code not in DOLLARS)
    return found or (((AssetClass.OTHER, instrument.symbol, ""), 1),)


def _driver(code: str, kind: AssetClass) -> Driver:
    """A leg's own kind: gold may be paid with euros, and coins with yen."""
    if code in METALS:
        return AssetClass.METAL, code, ""
    return (AssetClass.FX if code in CURRENCIES else kind), code, ""


def _covariance(one: Legs, other: Legs) -> float:
    return sum(sign * sign_too * _common(driver, too) for driver, sign in one for too, sign_too in other)


def _common(one: Driver, other: Driver) -> float:
    """What two drivers have in common, each of variance one."""
    if one == other:
        return 1.0
    (kind, _, sector), (kind_too, _, sector_too) = one, other
    if kind is kind_too and kind in _SHARED:
        across, within = _SHARED[kind]
        return within if sector and sector == sector_too else across
    if {kind, kind_too} == _MARKET:
        return sqrt(_SHARED[AssetClass.EQUITY][0] * _SHARED[AssetClass.EQUITY_INDEX][0])
    return 0.0
