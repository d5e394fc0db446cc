"""From an instrument's quote currency into the account's."""

from decimal import Decimal

from msgspec import Struct

from planner.domain.curves.polyline import Polyline
from planner.domain.number import ONE
from planner.domain.plan import Situation
from planner.domain.venue import Instrument


class Conversion(Struct, frozen=True):
    """A rate held fixed, or (None) the instrument's own price, when the account is kept in its base currency."""

    rate: Decimal | None

    @property
    def own_currency(self) -> bool:
        """Whether amounts are converted at the instrument's own price."""
        return self.rate is None

    def amount(self, quote_amount: Decimal, price: Decimal) -> Decimal:
        """An amount of quote currency in account currency, when the instrument trades at `price`."""
        if self.rate is None:
            return quote_amount / price
        return quote_amount if self.rate is ONE else quote_amount * self.rate

    def curve(self, quote_amount: Polyline) -> Polyline:
        """A function of price in quote currency as a function on the account's axis."""
        return quote_amount.per_unit_of_x() if self.rate is None else quote_amount.scaled(self.rate)


def conversion_of(instrument: Instrument | None, situation: Situation) -> Conversion | None:
    """How the instrument's results reach the account; None when instrument or rate are unknown."""
    if instrument is None:
        return None
    currency = situation.account.currency
    if instrument.quote_currency == currency:
        return Conversion(ONE)
    if instrument.base_currency == currency:
        return Conversion(None)
    rate = situation.rates.get(instrument.quote_currency)
    return None if rate is None else Conversion(rate)
