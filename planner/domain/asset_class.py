"""What kind of thing an instrument is on: stated by its venue file, or plain from its currencies and its regime."""

from planner.domain.venue import Instrument, Regime
from planner.domain.venue_rules import AssetClass

DOLLARS = frozenset({"USD", "USDT", "USDC"})
"""Currencies that are dollars, of one kind or another."""

METALS = frozenset({"XAU", "XAG", "XPT", "XPD"})
_EUROPE = frozenset({"EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "TRY"})
_ASIA = frozenset({"JPY", "SGD", "HKD", "CNH", "CNY", "KRW", "INR", "THB", "TWD", "ILS"})
_ELSEWHERE = frozenset({"CAD", "AUD", "NZD", "MXN", "BRL", "ZAR"})
CURRENCIES = DOLLARS | _EUROPE | _ASIA | _ELSEWHERE
"""Currencies that states issue, and their stand-ins."""

_COIN_VENUES = frozenset({Regime.LINEAR_PERPETUAL, Regime.INVERSE_PERPETUAL, Regime.SPOT_MARGIN, Regime.LOAN})


def asset_class_of(instrument: Instrument, regime: Regime) -> AssetClass:
    """The asset class of an instrument."""
    if instrument.asset_class is not None:
        return instrument.asset_class
    if instrument.base_currency in METALS:
        return AssetClass.METAL
    if {instrument.base_currency, instrument.quote_currency} <= CURRENCIES:
        return AssetClass.FX
    if regime in _COIN_VENUES:
        return AssetClass.CRYPTO
    return AssetClass.EQUITY if regime is Regime.MARGIN_STOCK else AssetClass.OTHER


def has_currency_legs(asset_class: AssetClass) -> bool:
    """Whether a position in it is long of one currency, coin or metal and short of another."""
    return asset_class in {AssetClass.FX, AssetClass.METAL, AssetClass.CRYPTO}


def underlying(code: str) -> str:
    """The code under which dollars of all kinds are one."""
    return "USD" if code in DOLLARS else code
