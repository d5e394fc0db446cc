"""Inverse perpetuals: a face value q in quote currency, profit and margin in the coin, notional N = q / P coins.

    profit(P)      = s q (1/E - 1/P)           in coin; P times that, s (q/E P - q), is linear in P
    maintenance(P) = MM(q / P) + fee(q / P)    tiers in coin: a long climbs them as price falls
    initial margin = q / E / leverage

Amounts are in quote currency, that is in coin times P; an account kept in the coin divides by P again.
Sources: Binance, "How to calculate liquidation price of COIN-M futures contracts"; Bybit help, inverse contracts; OKX.
"""

from planner.domain.curves.polyline import Polyline
from planner.domain.margin import perpetual
from planner.domain.number import ZERO

INVERSE = perpetual.Contract(
    notional=lambda leg, price: leg.cost / price,
    by_price=lambda by_notional, leg: by_notional.of_quotient(leg.cost),
    amount=lambda coins: Polyline.straight(ZERO, coins),
    in_quote=lambda coins, price: coins * price,
    bankruptcy_sign=1,
)
"""The functions of `perpetual` are asked with it; see `regimes`."""
