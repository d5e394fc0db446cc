"""Where open positions and the account as a whole are liquidated, before this plan and with it, as it is read."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from planner.assess import Assessment
from planner.domain.book import Book, Key
from planner.domain.demands import demands_of, first_demand
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Demand
from planner.domain.number import exactly
from planner.domain.position_levels import LiquidationPrices, PositionLevels, liquidation_prices, position_levels
from planner.domain.shock import CommonShock, common_shock
from planner.domain.venue import Instrument, MarginMode, Side
from planner.report import numbers
from planner.report.glossary import label
from planner.report.rows import Row, Tone, liquidation_label
from planner.words import translated

ALREADY, NOWHERE = "already", "none"
_ARROWS = {"below": "↓", "above": "↑"}
_MOST_PRICES = 8
POSITION = "position."
"""Before the place of an open position, in the name of what can be asked about."""

PricesBefore = Mapping[Key, LiquidationPrices]
"""The unrounded liquidation prices of open positions without the plan."""


class LiquidationLines(Struct, frozen=True):
    """The liquidation prices of a row of the portfolio, one line for each side; `words` says the same in full."""

    lines: tuple[str, ...]
    words: str
    tone: Tone = Tone.PLAIN


def liquidation_demand(assessment: Assessment) -> Demand | None:
    """What equity is compared with at liquidation; None where the venue liquidates nothing by itself."""
    instrument = assessment.draft.instrument
    return None if instrument is None else demands_of(assessment.draft.situation.venue, instrument).liquidation


def watched_demand(assessment: Assessment) -> Demand | None:
    """What is watched of open positions: liquidation, or the margin call where the broker decides after it."""
    instrument = assessment.draft.instrument
    return None if instrument is None else first_demand(assessment.draft.situation.venue, instrument)


def watched_name(assessment: Assessment) -> str:
    """What that is called."""
    if liquidation_demand(assessment) is None:
        return label("margin_call")
    return liquidation_label(assessment.draft.situation.venue)


def levels_by_position(
    evaluation: Evaluation, indexes: Iterable[int], before: PricesBefore | None = None
) -> dict[int, PositionLevels]:
    """The levels of those open positions alone, by their place in the list; `before` where it is known."""
    book = evaluation.book
    if book is None:
        return {}
    keys = {index: levels_key(evaluation, book, index) for index in indexes}
    wanted = _part_of(book, keys.values())
    after = evaluation.book_after
    later = None if after is None else _part_of(after, wanted.exposures)
    found = position_levels(replace(evaluation, book=wanted, book_after=later), before)
    known = {levels.key: levels for levels in found}
    return {index: known[key] for index, key in keys.items() if key in known}


@exactly
def prices_before(evaluation: Evaluation, rows: Iterable[int]) -> PricesBefore:
    """What `liquidation_lines` tells of these rows without the plan: the same as long as the open positions are."""
    book, count = evaluation.book, len(evaluation.holdings)
    if book is None:
        return {}
    return liquidation_prices(
        _part_of(book, (levels_key(evaluation, book, row - 1) for row in rows if 0 < row <= count))
    )


def _part_of(book: Book, keys: Iterable[Key]) -> Book:
    """The book with those of its exposures alone; what the others add to its sums stays in it."""
    wanted = set(keys)
    return replace(book, exposures={key: held for key, held in book.exposures.items() if key in wanted})


def levels_key(evaluation: Evaluation, book: Book, index: int) -> Key:
    """Which exposure the open position at that place belongs to."""
    position = evaluation.holdings[index].position
    return book.key(position.instrument, position.margin_mode, position.side)


def position_subject(index: int) -> str:
    """What asks about the open position at that place of the list."""
    return f"{POSITION}{index}"


@exactly
def liquidation_lines(
    assessment: Assessment, rows: Iterable[int], before: PricesBefore | None = None
) -> Mapping[int, LiquidationLines]:
    """The liquidation prices of rows of the portfolio: row 0 is the plan; nothing where the venue has none.

    `before` is taken from `prices_before` where that was asked already.
    """
    if watched_demand(assessment) is None or assessment.evaluation.book is None:
        return {}
    count = len(assessment.evaluation.holdings)
    rows = [row for row in rows if 0 <= row <= count]
    found = levels_by_position(assessment.evaluation, [row - 1 for row in rows if row], before)
    name = watched_name(assessment)
    lines = {index + 1: _of_position(assessment, index, levels, name) for index, levels in found.items()}
    if 0 in rows:
        lines[0] = _of_plan(assessment, name)
    return lines


def _of_position(assessment: Assessment, index: int, levels: PositionLevels, name: str) -> LiquidationLines:
    holding = assessment.evaluation.holdings[index]
    before, after = levels.before, levels.after
    moves = _moves(before, after, holding.instrument)
    words = translated(
        "{name} if only {instrument} moves, before this plan → with it: {moves}.",
        name=name,
        instrument=holding.position.instrument,
        moves="; ".join(moves),
    )
    tone = Tone.DANGER if before.already or after.already else Tone.PLAIN
    return LiquidationLines(tuple(f"{name} {move}" for move in moves), words, tone)


def _moves(before: LiquidationPrices, after: LiquidationPrices, instrument: Instrument) -> list[str]:
    sides = [side for side in _ARROWS if getattr(before, side) is not None or getattr(after, side) is not None]
    if not sides:
        return [_changed(_price(before, "below", instrument), _price(after, "below", instrument))]
    return [
        f"{_ARROWS[side]} {_changed(_price(before, side, instrument), _price(after, side, instrument))}"
        for side in sides
    ]


def _price(prices: LiquidationPrices, side: str, instrument: Instrument) -> str:
    price: Decimal | None = getattr(prices, side)
    if price is None:
        return translated(ALREADY) if prices.already else translated(NOWHERE)
    return numbers.price(price, instrument.price_tick)


def _changed(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _of_plan(assessment: Assessment, name: str) -> LiquidationLines:
    evaluation, plan, instrument = assessment.evaluation, assessment.draft.plan, assessment.draft.instrument
    if instrument is None or not evaluation.quantity:
        return LiquidationLines((), "")
    near, far = evaluation.levels.liquidation, evaluation.levels.far_liquidation
    if liquidation_demand(assessment) is None:
        near = evaluation.levels.margin_call
    below, above = (near, far) if plan.side is Side.LONG else (far, near)
    is_met = any(finding.code == "already_liquidatable" for finding in evaluation.findings)
    prices = LiquidationPrices(below, above, already=is_met)
    moves = _moves(prices, prices, instrument)
    tone = Tone.DANGER if is_met else Tone.PLAIN
    words = translated("{name} of this plan: {moves}.", name=name, moves="; ".join(moves))
    return LiquidationLines(tuple(f"{name} {move}" for move in moves), words, tone)


def account_shock(assessment: Assessment, book: Book | None) -> CommonShock | None:
    """Where the account is liquidated when all prices move together; None where nothing is backed by the account."""
    demand = watched_demand(assessment)
    if book is None or demand is None or all(mode is not MarginMode.CROSS for _, mode, _ in book.exposures):
        return None
    return common_shock(book, demand, assessment.draft.situation.betas)


@exactly
def shock_rows(assessment: Assessment, before: CommonShock | None = None) -> tuple[Row, ...]:
    """How far all prices may fall and rise together, before this plan (where it is known already) and with it."""
    before = before or account_shock(assessment, assessment.evaluation.book)
    after = account_shock(assessment, assessment.evaluation.book_after) or before
    if after is None:
        return ()
    return tuple(_shock_row(assessment, key, move, before, after) for key, move in _MOVES.items())


_MOVES = {"all_fall": "fall", "all_rise": "rise"}


def _shock_row(assessment: Assessment, key: str, move: str, before: CommonShock | None, after: CommonShock) -> Row:
    value = _changed(translated(NOWHERE) if before is None else _rate(before, move), _rate(after, move))
    tone = Tone.DANGER if after.already else Tone.PLAIN
    return Row(key, value, _prices_there(assessment, after.prices_at(getattr(after, move))), tone)


def _rate(shock: CommonShock, move: str) -> str:
    rate: Decimal | None = getattr(shock, move)
    if rate is None:
        return translated(ALREADY) if shock.already else translated(NOWHERE)
    return numbers.signed_percent(rate, 1)


def _prices_there(assessment: Assessment, prices: Mapping[str, Decimal]) -> str:
    """What each instrument would trade at."""
    venue, told = assessment.draft.situation.venue, []
    for symbol, price in list(prices.items())[:_MOST_PRICES]:
        instrument = venue.instrument(symbol)
        if instrument is not None:
            told.append(f"{symbol} {numbers.plain(price, numbers.places_of(instrument.price_tick))}")
    return translated("There: {told}", told=", ".join(told)) if told else ""
