"""Linear perpetuals: profit and margin in quote currency, notional N = units x P.

    maintenance(P) = MM(q P) + fee(q P)        valued at the price itself, at entry, or frozen at the present mark
    initial margin = q E / leverage            plus the closing fee where the venue posts it with the margin

Where a sum of components is required ("position margin": BitMEX, KuCoin), all are valued at entry and rounded up.
Source of the variants: see `perpetual`.
"""

from planner.domain.curves.polyline import Polyline
from planner.domain.margin import perpetual

LINEAR = perpetual.Contract(
    notional=lambda leg, price: leg.units * price,
    by_price=lambda by_notional, leg: by_notional.of_multiple(leg.units),
    amount=Polyline.straight,
    in_quote=lambda amount, price: amount,  # noqa: ARG005 - quote currency is the settlement currency
    bankruptcy_sign=-1,
)
"""The functions of `perpetual` are asked with it; see `regimes`."""
