"""The third question: can a gap take equity below zero, and who bears it.

zero-equity gap   the move of the plan's instrument alone at which nothing is left of what backs the plan: of one
                  position equity / notional; beside it the common move of the whole book, each price by its beta
a scenario        history as moves of the instrument, of its asset class, or of the whole book with signs
correlation       the part of the gap, by beta, that every other price makes; 1: all move together
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.asset_class import asset_class_of
from planner.domain.book import Book
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Demand, Pool
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.plan import Situation
from planner.domain.shock import common_shock
from planner.domain.venue import DeficitPolicy, Instrument, MarginMode, Side
from planner.domain.venue_rules import PartialLiquidation
from planner.simulation.scenario import Applied, Move, Reach, Scenario, applied, currency_move
from planner.simulation.stress import Stressed
from planner.simulation.way import BELOW_NOTHING, Stress

NEVER_ALL = Decimal("-0.999")
"""Where one price falls with another by more than all of it, a thousandth of it is left."""

BROKE = Demand()


class Breadth(StrEnum):
    """What a scenario moves: the plan's instrument, all of its asset class, or the whole book."""

    INSTRUMENT = "instrument"
    ASSET_CLASS = "asset_class"
    BOOK = "book"


class Note(StrEnum):
    """What a venue may do beside the figures."""

    PARTIAL_FIRST = "partial_first"
    REDUCED_BY_ADL = "reduced_by_adl"
    INSURANCE_FIRST = "insurance_first"
    BROKER_DECIDES = "broker_decides"


class ZeroGap(Struct, frozen=True):
    """Moves at which nothing is left, as rates; None where there is none.

    `plan` is against the plan (above nothing), of its margin where `is_isolated`, else of the account; `fall` and
    `rise` are common moves of the book. `is_guaranteed`: on the plan's losing side they are those of what is left once
    its stop has filled at its price, whatever the gap.
    """

    plan: Decimal | None
    is_isolated: bool
    fall: Decimal | None
    rise: Decimal | None
    is_guaranteed: bool = False


class Historic(Struct, frozen=True):
    """A scenario on the plan's instrument: the signed move, and whether it goes beyond the zero-equity gap."""

    scenario: Scenario
    applied: Applied
    rate: Decimal
    is_adverse: bool
    is_beyond: bool


class Options(Struct, frozen=True):
    """How a scenario is applied. None: as it happened.

    `aligned`: positions that the scenario says nothing of and that would lose move with the plan's instrument, by beta.
    """

    breadth: Breadth = Breadth.BOOK
    slip: Decimal | None = None
    margin_hike: Decimal | None = None
    haircut: Decimal | None = None
    aligned: bool = False


AS_IT_HAPPENED = Options()


def zero_gap(evaluation: Evaluation) -> ZeroGap:
    """The moves at which nothing is left."""
    is_isolated = evaluation.draft.plan.margin_mode is MarginMode.ISOLATED
    with localcontext(ENGINE):
        book, stopped = evaluation.book_after or evaluation.book, _stopped(evaluation)
        fall, rise = _common(evaluation, book)
        if stopped is None:
            return ZeroGap(_alone(evaluation, evaluation.pool), is_isolated, fall, rise)
        key = evaluation.key
        pool = None if key is None or key not in stopped.exposures else stopped.pool(key)
        far_fall, far_rise = _common(evaluation, stopped)
        ends = (far_fall, rise) if evaluation.draft.plan.side.sign > 0 else (fall, far_rise)
        return ZeroGap(_alone(evaluation, pool), is_isolated, *ends, is_guaranteed=True)


def _alone(evaluation: Evaluation, pool: Pool | None) -> Decimal | None:
    """The move against the plan, every other price at its mark, at which nothing of a pool is left."""
    sign, entry = evaluation.draft.plan.side.sign, evaluation.entry_price
    if pool is None or entry is None:
        return None
    (price,) = pool.level(BROKE, entry, -sign)
    is_possible = evaluation.draft.situation.venue.regime in BELOW_NOTHING
    return None if price is None or (price <= 0 and not is_possible) else sign * (entry - price) / entry


def _common(evaluation: Evaluation, book: Book | None) -> tuple[Decimal | None, Decimal | None]:
    """The common fall and rise at which nothing is left of the account."""
    if book is None or all(mode is not MarginMode.CROSS for _, mode, _ in book.exposures):
        return None, None
    shock = common_shock(book, BROKE, evaluation.draft.situation.betas)
    return shock.fall, shock.rise


def _stopped(evaluation: Evaluation) -> Book | None:
    """The account once a guaranteed stop has filled; None without one, or where the venue comes before it."""
    unit, stop, loss = evaluation.unit, evaluation.draft.plan.stop_price, evaluation.loss_at_stop
    if unit is None or not unit.is_guaranteed or stop is None or loss is None or evaluation.book is None:
        return None
    before = (price for price in (evaluation.roots.liquidation, evaluation.roots.bankruptcy) if price is not None)
    if any(evaluation.draft.plan.side.sign * (stop - price) < 0 for price in before):
        return None
    return replace(evaluation.book, wallet=evaluation.book.wallet - loss)


def historic_gaps(
    evaluation: Evaluation, scenarios: Iterable[Scenario], zero: ZeroGap | None = None
) -> tuple[Historic, ...]:
    """What history says of the plan's instrument, the largest move against the plan first."""
    instrument, limit = evaluation.draft.instrument, (zero or zero_gap(evaluation)).plan
    if instrument is None:
        return ()
    side, regime = evaluation.draft.plan.side, evaluation.draft.situation.venue.regime
    reached = ((scenario, applied(scenario, instrument, regime)) for scenario in scenarios)
    found = [_historic(scenario, one, side, limit) for scenario, one in reached if one is not None]
    return tuple(sorted(found, key=lambda one: one.rate * side.sign))


def _historic(scenario: Scenario, one: Applied, side: Side, limit: Decimal | None) -> Historic:
    rate = _signed(one, side)
    is_adverse = rate * side.sign < 0
    return Historic(scenario, one, rate, is_adverse, is_adverse and limit is not None and abs(rate) >= limit)


def _signed(one: Applied, side: Side) -> Decimal:
    return -side.sign * one.rate if one.reach is Reach.AGAINST else one.rate


def scenario_stress(evaluation: Evaluation, scenario: Scenario, options: Options = AS_IT_HAPPENED) -> Stress:
    """A scenario as moves of what this account trades."""
    with localcontext(ENGINE):
        moves = _moves(evaluation, scenario, options.breadth)
        if options.aligned:
            moves = {**_aligned(evaluation, moves), **moves}
        currency = evaluation.draft.situation.account.currency
        hike = scenario.margin_hike if options.margin_hike is None else options.margin_hike
        slip = scenario.slip if options.slip is None else options.slip
        haircut = scenario.haircut_in(currency) if options.haircut is None else options.haircut
        return Stress(moves, slip, hike, haircut, currencies_of(evaluation, scenario.moves))


def currencies_of(evaluation: Evaluation, moves: Sequence[Move]) -> dict[str, Decimal]:
    """What the currencies that this account's instruments are priced in do against its own."""
    situation = evaluation.draft.situation
    quotes = {instrument.quote_currency for instrument in _traded(situation, evaluation.draft.plan.instrument)}
    rates = {quote: currency_move(moves, quote, situation.account.currency) for quote in quotes}
    return {quote: rate for quote, rate in rates.items() if rate}


def _traded(situation: Situation, symbol: str) -> list[Instrument]:
    symbols = dict.fromkeys((symbol, *(position.instrument for position in situation.positions)))
    found = (situation.venue.instrument(name) for name in symbols)
    return [instrument for instrument in found if instrument is not None]


def _moves(evaluation: Evaluation, scenario: Scenario, breadth: Breadth) -> dict[str, Decimal]:
    plan, situation = evaluation.draft.plan, evaluation.draft.situation
    regime, own = situation.venue.regime, evaluation.draft.instrument
    moves: dict[str, Decimal] = {}
    for instrument in _traded(situation, plan.instrument):
        is_own = instrument.symbol == plan.instrument
        is_same = own is not None and asset_class_of(instrument, regime) is asset_class_of(own, regime)
        if not is_own and (breadth is Breadth.INSTRUMENT or (breadth is Breadth.ASSET_CLASS and not is_same)):
            continue
        one = applied(scenario, instrument, regime)
        if one is not None and (is_own or one.reach is not Reach.AGAINST):
            moves[instrument.symbol] = _signed(one, plan.side)
    return moves


def _aligned(evaluation: Evaluation, moves: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Moves of what nothing is known of, with the plan's instrument, where positions lose by them."""
    rate = moves.get(evaluation.draft.plan.instrument, ZERO)
    moved = together(evaluation, rate, ONE).items()
    return {symbol: move for symbol, move in moved if _gain(evaluation, symbol, move) < 0}


def together(evaluation: Evaluation, rate: Decimal, correlation: Decimal) -> dict[str, Decimal]:
    """What every other price does while the plan's instrument makes a move: a part of it, by its beta."""
    betas, own = evaluation.draft.situation.betas, evaluation.draft.plan.instrument
    symbols = dict.fromkeys(h.position.instrument for h in evaluation.holdings if h.position.instrument != own)
    beta = betas.get(own, ONE)
    if not beta:
        return dict.fromkeys(symbols, ZERO)
    return {symbol: max(NEVER_ALL, correlation * rate * betas.get(symbol, ONE) / beta) for symbol in symbols}


def _gain(evaluation: Evaluation, symbol: str, move: Decimal) -> Decimal:
    """What the positions in an instrument gain by a move, roughly: enough to tell its sign."""
    held = (h for h in evaluation.holdings if h.position.instrument == symbol)
    return sum((h.notional * h.position.side.sign * move for h in held), ZERO)


def notes_of(evaluation: Evaluation, result: Stressed) -> tuple[Note, ...]:
    """What the venue may do beside the figures."""
    venue = evaluation.draft.situation.venue
    policy, insured = venue.deficit_policy, DeficitPolicy.INSURANCE_AND_ADL
    told = {
        Note.PARTIAL_FIRST: venue.liquidation.partial is not PartialLiquidation.NONE and bool(result.closed),
        Note.INSURANCE_FIRST: policy is insured and result.deficit > 0,
        Note.REDUCED_BY_ADL: policy is insured and result.has_winners,
        Note.BROKER_DECIDES: evaluation.demands.liquidation is None and result.is_called,
    }
    return tuple(note for note, holds in told.items() if holds)
