"""What kind of thing an instrument is on, as far as its codes and its venue tell."""

import re
from enum import StrEnum

from planner.domain.venue import Instrument, Regime


class AssetClass(StrEnum):
    """What kind of thing an instrument is on."""

    FX = "fx"
    EQUITY = "equity"
    EQUITY_INDEX = "equity_index"
    COMMODITY = "commodity"
    METAL = "metal"
    CRYPTO = "crypto"
    BOND = "bond"
    OTHER = "other"


DOLLARS = frozenset({"USD", "USDT", "USDC"})
"""Currencies that are dollars, of one kind or another."""

METALS = frozenset({"XAU", "XAG", "XPT", "XPD"})
_EUROPE = frozenset({"EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY"})
_ELSEWHERE = frozenset({"JPY", "SGD", "HKD", "CNH", "CAD", "AUD", "NZD", "MXN", "BRL", "ZAR"})
CURRENCIES = DOLLARS | _EUROPE | _ELSEWHERE
_COINS = frozenset({"BTC", "XBT", "ETH", "SOL", "XRP"})
_OIL = frozenset({"USOIL", "UKOIL", "BRENT", "WTI"})
_COIN_VENUES = frozenset({Regime.LINEAR_PERPETUAL, Regime.INVERSE_PERPETUAL, Regime.SPOT_MARGIN, Regime.LOAN})
_INDEX = re.compile(r"[A-Z]{2,3}\d{2,4}", re.ASCII)
_BY_CODE = (
    (METALS, AssetClass.METAL),
    (_OIL, AssetClass.COMMODITY),
    (_COINS, AssetClass.CRYPTO),
)


def asset_class_of(instrument: Instrument, regime: Regime) -> AssetClass:
    """The asset class of an instrument."""
    base = instrument.base_currency
    if {base, instrument.quote_currency} <= CURRENCIES:
        return AssetClass.FX
    named = next((kind for codes, kind in _BY_CODE if base in codes), None)
    if named is not None:
        return named
    if regime in _COIN_VENUES:
        return AssetClass.CRYPTO
    if _INDEX.fullmatch(base):
        return AssetClass.EQUITY_INDEX
    return AssetClass.EQUITY if regime in {Regime.MARGIN_STOCK, Regime.CASH, Regime.MARGIN_LEVEL} else AssetClass.OTHER
