"""The margin path of a plan as the chart draws it: with the plan and before it, of one instrument or of the book."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from planner.assess import Assessment
from planner.domain.account import AccountState
from planner.domain.at_price import Ending, account_together, at_price, ending, ending_together
from planner.domain.book import Book, Key
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Demand, Pool
from planner.domain.margin_path import Corner, Curves, Range, others_of, path_alone, path_before, together
from planner.domain.number import ZERO
from planner.domain.venue import CROSS, LONG
from planner.report import numbers
from planner.report.at_price import UNSAID, Reading, path_reading
from planner.report.levels import BEFORE_LABEL, CALL_LABEL, TRIED_LABEL, LevelKind, equity_label, requirement_label
from planner.report.sentences import units_of
from planner.ui.charts.model import CurveKind, PathCurve, PathMarker, PathModel, Zone
from planner.words import translated

CornerAt = Callable[[Decimal], Corner | None]
AccountAt = Callable[[Decimal], AccountState | None]
EndingAt = Callable[[Decimal], Ending | None]
Ends = tuple[Decimal | None, Decimal | None]
"""The prices between which equity stays above something: below the market and above it, None where it does at all."""

_FARTHEST = 9
"""Nobody zooms out to so many times a price."""


class _Way(NamedTuple):
    """How the account is followed: the corner at a price, where it ended before that, and all corners.

    `met` is between which prices equity stays above what is watched, `solvent` between which it stays above nothing.
    The corners before the plan may be none.
    """

    at: CornerAt
    account: AccountAt
    ending: EndingAt
    met: Ends
    solvent: Ends
    corners: tuple[Corner, ...]
    before: tuple[Corner, ...]


class MarginPaths:
    """Makes the path from key to key; what no key in the ticket changes is worked out once.

    `moves_book`: all positions move by their betas, where there are several (`has_choice`).
    """

    def __init__(self) -> None:
        """The instrument alone."""
        self.moves_book = False
        self.has_choice = False
        self._others: tuple[tuple[Book, Key, object], Curves] | None = None

    def model(
        self, assessment: Assessment, prices: Sequence[Decimal], tried: Evaluation | None = None
    ) -> PathModel | None:
        """The path over the range of all `prices`; None where nothing is demanded or nothing can be said.

        What is `tried` stands faint beside the plan's own.
        """
        evaluation = assessment.evaluation
        pool, demand, key, book = evaluation.pool, watched(evaluation), evaluation.key, evaluation.book
        self.has_choice = _has_choice(evaluation)
        if pool is None or demand is None or key is None or book is None:
            return None
        over = _range(pool, units_of(assessment.draft).price_tick, prices)
        way = self._together(evaluation, book, key, over) or _alone(evaluation, pool, book, key, over)
        ghost = () if tried is None else self._curves_tried(tried, over)
        return PathModel(
            curves=(*_curves(assessment, way.corners, demand), *_curves_before(way.before, demand), *ghost),
            markers=_markers(assessment, way),
            zones=_negative(way.solvent),
            reading=lambda price: _reading(assessment, way, demand, price),
        )

    def _curves_tried(self, tried: Evaluation, over: Range) -> tuple[PathCurve, ...]:
        """Equity and what is asked of it as tried; what is known from key to key is the plan's and stays so."""
        demand, pool, book, key = watched(tried), tried.pool, tried.book, tried.key
        if demand is None or pool is None or book is None or key is None:
            return ()
        apart = MarginPaths()
        apart.moves_book, apart.has_choice = self.moves_book, self.has_choice
        way = apart._together(tried, book, key, over) or _alone(tried, pool, book, key, over)
        equity = _curve("equity", translated(TRIED_LABEL), way.corners, None, is_faint=True)
        required = _curve("requirement", "", way.corners, demand, is_faint=True)
        return tuple(replace(curve, is_tried=True) for curve in (equity, required))

    def _together(self, evaluation: Evaluation, book: Book, key: Key, over: Range) -> _Way | None:
        """The whole book, where the trader wants it and there is more than one instrument in it."""
        after, betas = evaluation.book_after, evaluation.draft.situation.betas
        if not (self.moves_book and self.has_choice) or after is None:
            return None
        others, mark = self._others_of(book, key, betas), after.exposures[key].mark
        with_plan, without = (together(one, key, betas, others, mark) for one in (after, book))
        ended = partial(ending_together, evaluation, with_plan)
        met, solvent = (with_plan.ends(one) for one in (watched(evaluation) or Demand(), Demand()))
        account = partial(account_together, after, with_plan, betas)
        return _Way(with_plan.corner, account, ended, met, solvent, with_plan.path(over), without.path(over))

    def _others_of(self, book: Book, key: Key, betas: Mapping[str, Decimal]) -> Curves:
        """The curves of all that the plan leaves alone: the same from key to key."""
        known = self._others
        if known is None or known[0][0] is not book or known[0][1:] != (key, betas):
            known = self._others = (book, key, betas), others_of(book, key, betas)
        return known[1]


def watched(evaluation: Evaluation) -> Demand | None:
    """What the venue acts on: liquidation, or the margin call where the broker decides after it."""
    return evaluation.demands.liquidation or evaluation.demands.margin_call


def _has_choice(evaluation: Evaluation) -> bool:
    """Whether more than the plan's own instrument backs it, and moves with it."""
    book, key = evaluation.book_after, evaluation.key
    if book is None or key is None or key not in book.exposures or key[1] is not CROSS:
        return False
    others = any(other[1] is CROSS and other != key for other in book.exposures)
    return others and evaluation.draft.situation.betas.get(key[0], Decimal(1)) != 0


def _range(pool: Pool, tick: Decimal, prices: Sequence[Decimal]) -> Range:
    """Farther than anyone zooms out: down to nothing but where the axis is 1 / price, which has no end there."""
    highest, lowest = max(prices), min(prices) / _FARTHEST if pool.reciprocal else ZERO
    return Range(max(lowest, min(tick, highest / _FARTHEST)), highest * _FARTHEST)


def _alone(evaluation: Evaluation, pool: Pool, book: Book, key: Key, over: Range) -> _Way:
    def at(price: Decimal) -> Corner:
        return Corner(price, pool.equity_at(price), pool.requirement_at(price))

    def account(price: Decimal) -> AccountState | None:
        found = at_price(evaluation, price)
        return None if found is None else found.account

    roots, is_long = evaluation.roots, evaluation.draft.plan.side is LONG
    is_call = evaluation.demands.liquidation is None
    near, far = (roots.margin_call, None) if is_call else (roots.liquidation, roots.far_liquidation)
    met = (near, far) if is_long else (far, near)
    solvent = (roots.bankruptcy, None) if is_long else (None, roots.bankruptcy)
    corners, before = path_alone(pool, over), path_before(book, key, over)
    return _Way(at, account, partial(ending, evaluation), met, solvent, corners, before)


def _negative(solvent: Ends) -> tuple[Zone, ...]:
    below, above = solvent
    low = () if below is None else (Zone("negative", float("-inf"), float(below)),)
    return low if above is None else (*low, Zone("negative", float(above), float("inf")))


def _curves_before(corners: tuple[Corner, ...], demand: Demand) -> tuple[PathCurve, ...]:
    """The account as it is; where nothing is required of it yet, its equity alone."""
    if not corners:
        return ()
    equity = _curve("equity", translated(BEFORE_LABEL), corners, None, is_faint=True)
    required = _curve("requirement", "", corners, demand, is_faint=True)
    return (equity, required) if any(required.amounts) else (equity,)


def _curves(assessment: Assessment, corners: tuple[Corner, ...], demand: Demand) -> tuple[PathCurve, ...]:
    """Equity, and the thresholds it must stay above: that of liquidation and that of the call."""
    call, label = assessment.evaluation.demands.margin_call, requirement_label(assessment.draft.situation.venue)
    equity = _curve("equity", equity_label(assessment.evaluation), corners, None)
    found = (equity, _curve("requirement", label, corners, demand))
    is_other = call is not None and call != demand
    return (*found, _curve("margin_call", translated(CALL_LABEL), corners, call)) if is_other else found


def _curve(
    kind: CurveKind, label: str, corners: tuple[Corner, ...], demand: Demand | None, *, is_faint: bool = False
) -> PathCurve:
    """Equity, or what a demand asks of it."""
    prices = tuple(float(corner.price) for corner in corners)
    if demand is None:
        return PathCurve(kind, label, prices, tuple(float(corner.equity) for corner in corners), is_faint)
    ratio, money = float(demand.ratio), float(demand.money)
    amounts = tuple(float(corner.requirement) * ratio + money for corner in corners)
    return PathCurve(kind, label, prices, amounts, is_faint)


def _markers(assessment: Assessment, way: _Way) -> tuple[PathMarker, ...]:
    """At entry and stop, and where the equity that is drawn falls to what is watched."""
    evaluation, currency = assessment.evaluation, units_of(assessment.draft).currency
    last = LevelKind.LIQUIDATION if evaluation.demands.liquidation else LevelKind.MARGIN_CALL
    marked = (
        (LevelKind.ENTRY, evaluation.entry_price),
        (LevelKind.STOP, assessment.draft.plan.stop_price),
        *((last, price) for price in way.met),
    )
    return tuple(
        PathMarker(float(price), float(corner.equity), numbers.amount(corner.equity, currency), kind)
        for kind, price in marked
        if price is not None and (corner := way.at(price)) is not None
    )


def _reading(assessment: Assessment, way: _Way, demand: Demand, price: Decimal) -> Reading:
    corner = way.at(price)
    if corner is None:
        return ((translated(UNSAID), ""),)
    return path_reading(assessment, corner, demand, way.account(price), way.ending(price))
