"""What happened to prices on a day: dated, sourced, and how it reaches an instrument that was not there.

    the instrument itself          its move, as it was
    the same pair, turned round    1 / (1 + x) - 1
    another pair of the currency   the move of that currency: an analogue
    the same asset class           the move of what stands for the class, with its sign: an analogue; of a single stock
                                   the index where no stock is named
    another pair of currencies     a move as large, against the plan: an analogue without a sign of its own

History is selected for its extremes; none of it is a forecast.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Annotated, Self

from msgspec import Struct
from pydantic import Field, model_validator

from planner.domain.asset_class import DOLLARS, asset_class_of
from planner.domain.number import ENGINE, ONE, ZERO, Rate, Within
from planner.domain.record import Currency, Day, Name, Record, Symbol, Text
from planner.domain.venue import Instrument, Regime
from planner.domain.venue_rules import AssetClass

HALF = Decimal("0.5")
PastDay = Annotated[date, Field(ge=date(1900, 1, 1))]
OWN = "own-"
"""How the id of a scenario begins that a trader has entered."""
FURTHEST, MOST_MOVES = Decimal(10), 400
MoveRate = Annotated[Decimal, Within(ge=-FURTHEST, le=FURTHEST)]


class Kind(StrEnum):
    """How prices moved: over a closed market, in minutes, from close to close, or in hours."""

    GAP = "gap"
    FLASH = "flash"
    CLOSE = "close"
    CASCADE = "cascade"


class Move(Record):
    """What one instrument did, as a rate of its price before.

    `codes` are what venues call what is priced, `quote` what it is priced in; of a pair `mover` is the currency that
    moved. `stands_for_class`: other instruments of its class may be asked what they would do.
    """

    name: Name
    codes: tuple[Currency, ...] = Field(min_length=1)
    quote: Currency
    asset_class: AssetClass
    rate: MoveRate
    mover: Currency | None = None
    stands_for_class: bool = Field(default=True, strict=True)
    note: Text = ""

    @model_validator(mode="after")
    def _has_its_mover(self) -> Self:
        if (self.asset_class is AssetClass.FX) != (self.mover is not None):
            raise ValueError("a pair of currencies says which of them moved, and nothing else does")
        if self.mover is not None and self.mover not in {*self.codes, self.quote}:
            raise ValueError("the currency that moved is one of the pair")
        if self.rate <= -1 and (self.stands_for_class or self.mover is not None):
            raise ValueError("a price below nothing stands for nothing else")
        return self


class Scenario(Record):
    """A dated move of the market, and what venues did beside it. `until` is its last day where it took several.

    What collateral lost is said of some currencies, or (none named) of whatever backs an account.
    """

    id: Symbol
    name: Annotated[Name, Field(min_length=1)]
    day: PastDay
    until: PastDay | None = None
    kind: Kind
    moves: tuple[Move, ...] = Field(min_length=1, max_length=MOST_MOVES)
    margin_hike: Rate = Field(default=ZERO, description="by how much venues raised their margins afterwards")
    haircut: Rate = Field(default=ZERO, description="by how much collateral itself fell")
    haircut_of: tuple[Currency, ...] = Field(default=(), max_length=20)
    source: Text
    as_of: Day
    note: Text = ""

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        if self.until is not None and self.until < self.day:
            raise ValueError("the last day is not before the first")
        if self.as_of < self.day:
            raise ValueError("nothing is known before it happens")
        return self

    @property
    def is_own(self) -> bool:
        """Whether a trader has entered it."""
        return self.id.startswith(OWN)

    @property
    def slip(self) -> Decimal:
        """How much of the way from the stop to the far end a stop fills at: half where prices came back in minutes."""
        return HALF if self.kind is Kind.FLASH else ONE

    def haircut_in(self, currency: str) -> Decimal:
        """By how much collateral in a currency fell."""
        return self.haircut if not self.haircut_of or currency in self.haircut_of else ZERO


class Reach(StrEnum):
    """How a scenario reaches an instrument."""

    NAMED = "named"
    INVERSE = "inverse"
    CURRENCY = "currency"
    CLASS = "class"
    AGAINST = "against"

    @property
    def is_analogue(self) -> bool:
        """Whether it is what another instrument did."""
        return self not in {Reach.NAMED, Reach.INVERSE}


class Applied(Struct, frozen=True):
    """A move as it reaches an instrument: signed, but for `Reach.AGAINST`, where it is a size."""

    rate: Decimal
    reach: Reach
    move: Move


def inverse(rate: Decimal) -> Decimal:
    """The move of a pair that is turned round."""
    with localcontext(ENGINE):
        return ONE / (ONE + rate) - ONE


def applied(scenario: Scenario, instrument: Instrument, regime: Regime) -> Applied | None:
    """How a scenario reaches an instrument; None where it says nothing of it."""
    pair = _pair(instrument.base_currency), _pair(instrument.quote_currency)
    named = [found for move in scenario.moves if (found := _named(move, pair)) is not None]
    if named:
        return min(named, key=lambda found: list(Reach).index(found.reach))
    kind = asset_class_of(instrument, regime)
    kinds = (kind, AssetClass.EQUITY_INDEX) if kind is AssetClass.EQUITY else (kind,)
    same = [move for one in kinds for move in scenario.moves if move.asset_class is one and move.stands_for_class]
    if not same:
        return None
    reach = Reach.AGAINST if kind is AssetClass.FX else Reach.CLASS
    return Applied(abs(same[0].rate) if reach is Reach.AGAINST else same[0].rate, reach, same[0])


def _named(move: Move, pair: tuple[str, str]) -> Applied | None:
    codes, quote = {_pair(code) for code in move.codes}, _pair(move.quote)
    base, other = pair
    if base in codes and other == quote:
        return Applied(move.rate, Reach.NAMED, move)
    if base == quote and other in codes:
        return Applied(inverse(move.rate), Reach.INVERSE, move)
    if move.asset_class is not AssetClass.FX:
        return Applied(move.rate, Reach.NAMED, move) if base in codes else None
    gained = move.rate if move.mover in move.codes else inverse(move.rate)
    if base == move.mover:
        return Applied(gained, Reach.CURRENCY, move)
    return Applied(inverse(gained), Reach.CURRENCY, move) if other == move.mover else None


def _pair(code: str) -> str:
    """Dollars of all kinds are one."""
    return "USD" if code in DOLLARS else code


def currency_move(moves: Sequence[Move], currency: str, account: str) -> Decimal:
    """What a currency did against that of the account, where moves name the pair; else nothing."""
    pair = _pair(currency), _pair(account)
    found = [one for move in moves if move.asset_class is AssetClass.FX and (one := _named(move, pair))]
    return next((one.rate for one in found if not one.reach.is_analogue), ZERO)
