"""A maintenance rate that is a curve of notional, and the search one venue's own program makes along it."""

from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.margin.perpetual import maintenance
from planner.domain.number import LARGEST, TWO
from planner.domain.venue import Instrument, Side
from planner.domain.venue_rules import MaintenanceCurve
from tests.margin_vectors.derivatives import AT_PRICE, perpetual
from tests.margin_vectors.linear_cross import EQUITY_NAMES, WALLET_NAMES, instruments_of, shared, symbol_of, trades_of
from tests.margin_vectors.situations import SUBJECT, Setting, Trade, fitting, instrument, tier
from tests.margin_vectors.standing import figures, held, present
from tests.margin_vectors.vector import Figures, Given, Vector

STOPS_AT = Decimal("0.0001")
"""The share of the price at which that search stops; it makes at most `ROUNDS` halvings."""
ROUNDS = 30


def _curved(given: Given) -> Instrument:
    curve = MaintenanceCurve(
        initial_rate=given.number("base_imr"),
        factor=given.number("imr_factor"),
        exponent=given.number("power", "imr_factor_power"),
    )
    return instrument(SUBJECT, margin_tiers=(tier(LARGEST, given.number("base_mmr")),), maintenance_curve=curve)


def rate_at(vector: Vector) -> Figures:
    """The rate asked of a notional."""
    given = vector.given
    traded = _curved(given)
    found = maintenance(perpetual(AT_PRICE, traded), traded, Decimal(1))
    return {"mmr": lambda: found.at(given.number("notional")) / given.number("notional")}


def cross(vector: Vector) -> Figures:
    """The first position under the curve, the others at their rates, all in one account."""
    given, (first, *rows) = vector.given, vector.given.rows("positions")
    symbols = [symbol_of(row, index) for index, row in enumerate(rows)]
    others = instruments_of(rows, symbols)
    curved = shared(perpetual(AT_PRICE, _curved(given), *others), given.number(*WALLET_NAMES, *EQUITY_NAMES))
    own, *beside = trades_of([first, *rows], [SUBJECT, *symbols])
    search = _Search(curved, replace(own, entry=own.market), tuple(beside), tuple(others))
    return {**figures(held(curved, own, *beside)), "liquidation_price": lambda: search.found(given)}


class _Search(Struct, frozen=True):
    """Halving between the planner's prices at two constant rates, until the ends are near to each other."""

    curved: Setting
    own: Trade
    beside: tuple[Trade, ...]
    others: tuple[Instrument, ...]

    def _at_rate(self, rate: Decimal) -> Decimal:
        flat = instrument(SUBJECT, margin_tiers=(tier(LARGEST, rate),))
        setting = replace(self.curved, venue=perpetual(AT_PRICE, flat, *self.others))
        return present(held(setting, self.own, *self.beside).liquidation)

    def _rate(self, given: Given, price: Decimal) -> Decimal:
        value = self.own.quantity * price
        return fitting(maintenance(self.curved.venue, _curved(given), self.own.quantity).at(value) / value)

    def found(self, given: Given) -> Decimal:
        """The end of the search at which the account still stands."""
        standing, is_long = held(self.curved, self.own, *self.beside), self.own.side == Side.LONG
        right = self._at_rate(self._rate(given, self.own.market))
        left_rate = given.number("base_mmr")
        if not is_long:
            left_rate = max(given.number("base_imr"), self._rate(given, right))
        left = self._at_rate(left_rate)

        def stands(price: Decimal) -> bool:
            return standing.pool.excess_at(present(standing.demands.liquidation), price) >= 0

        return _halved(left, right, stands, is_long=is_long)


def _halved(left: Decimal, right: Decimal, stands: Callable[[Decimal], bool], *, is_long: bool) -> Decimal:
    for _ in range(ROUNDS):
        if left >= right:
            break
        middle = (left + right) / TWO
        if stands(middle) is is_long:
            right = middle
        else:
            left = middle
        if (right - left) / (left + right) * TWO <= STOPS_AT:
            break
    return right if is_long else left
