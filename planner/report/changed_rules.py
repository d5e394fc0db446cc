"""Which figures follow a rule that the trader changed: each of them is marked, and its tooltip names the rule."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec.structs import replace

from planner.domain.costs import Liquidity
from planner.domain.plan import Draft, Position, SizeBy
from planner.domain.venue import MarginMode, Side
from planner.domain.venue_rules import FeeBase
from planner.report.levels import LevelRow
from planner.report.limits import LimitRow
from planner.report.position_liquidation import LiquidationLines
from planner.report.rows import CHANGED_SIGN, Row
from planner.report.rules import path_words
from planner.words import translated

Figures = frozenset[str]
Marked = TypeVar("Marked", Row, LimitRow)

_RISK: Figures = frozenset({"loss_at_stop", "reward_risk", "break_even_win_rate", "single_trade", "total_open_risk"})
_LEVELS: Figures = frozenset({"margin_call", "liquidation", "bankruptcy", "far_liquidation"})
_TOGETHER: Figures = frozenset({"all_fall", "all_rise", "positions"})
_TAKEN: Figures = frozenset(
    {"liquidated_loss", "liquidation_fee", "residual", "closed_first", "liquidation_range", "top_up", "call_at_stop"}
)
_REQUIRED: Figures = _LEVELS | _TOGETHER | _TAKEN
_USED: Figures = frozenset(
    {"used_margin", "free_margin", "margin_level", "margin_level_floor", "invested", "cash_left"}
)
_POSTED: Figures = _USED | {"initial_margin", "buying_power", "loan_to_value"}
_PAID: Figures = _RISK | _USED | {"break_even", "liquidated_loss", "entry_cost", "equity"}
_CARRIED: Figures = _RISK | _TAKEN | {"break_even", "carry_paid"}
_LIQUIDATED: Figures = _TAKEN | _TOGETHER | {"liquidation", "far_liquidation"}
_SIZED: Figures = (
    _REQUIRED | _PAID | _POSTED | {"carry_paid", "quantity", "notional", "effective_leverage", "tick_value"}
) - {"break_even", "buying_power", "loan_to_value"}
_EVERY: Figures = _SIZED | _POSTED | {"break_even"}
_NO: Figures = frozenset()


def _opening(draft: Draft) -> Figures:
    """What a cost of opening moves: it leaves the wallet, which backs cross positions."""
    return _PAID | (_REQUIRED if draft.plan.margin_mode is MarginMode.CROSS else _NO)


def _fee(draft: Draft) -> Figures:
    return _opening(draft) if draft.plan.fee_rate is None else _NO


def _maker_fee(draft: Draft) -> Figures:
    """Of closing as a maker the reward alone: a stop takes."""
    plan = draft.plan
    if plan.fee_rate is not None:
        return _NO
    exits = frozenset({"reward_risk", "break_even_win_rate", "break_even"})
    opens = _opening(draft) if plan.entry_liquidity is Liquidity.MAKER else _NO
    return opens | (exits if plan.exit_liquidity is Liquidity.MAKER else _NO)


def _funding(draft: Draft) -> Figures:
    return _CARRIED | (_REQUIRED if draft.situation.venue.perpetual.requires_funding else _NO)


def _forced_fee(draft: Draft) -> Figures:
    is_reserved = draft.situation.venue.perpetual.fee_base is not FeeBase.NONE
    return _TAKEN | (_REQUIRED | _POSTED if is_reserved else _NO)


def _call(draft: Draft) -> Figures:
    """Where the broker decides, the call is what is watched of open positions."""
    venue = draft.situation.venue
    decides = venue.liquidation_ratio is None and venue.liquidation_money is None
    return frozenset({"margin_call", "call_at_stop"}) | (_TOGETHER | {"liquidation_range"} if decides else _NO)


def _lent(draft: Draft) -> Figures:
    return _EVERY if draft.plan.loan_to_value is None else _NO


def _by_day(draft: Draft) -> Figures:
    return _POSTED | _REQUIRED if draft.plan.intraday else _NO


def _always(figures: Figures) -> Callable[[Draft], Figures]:
    return lambda _: figures


_FOLLOW: tuple[tuple[str, Callable[[Draft], Figures]], ...] = (
    ("instrument.contract_size", _always(_EVERY)),
    ("instrument.price_tick", _always(_LEVELS | _TOGETHER | _TAKEN | {"break_even", "tick_value"})),
    ("instrument.pip", _always(frozenset({"tick_value"}))),
    ("instrument.quantity_step", _always(_SIZED)),
    ("instrument.fee_rate", _fee),
    ("instrument.maker_fee_rate", _maker_fee),
    ("instrument.commission", _opening),
    ("instrument.spread", _always(_PAID | _REQUIRED)),
    ("instrument.funding", _funding),
    ("instrument.swap", _always(_CARRIED)),
    ("instrument.interest", lambda draft: _CARRIED | _opening(draft)),
    ("instrument.margin_tiers", _always(_REQUIRED)),
    ("instrument.maintenance_curve", _always(_REQUIRED)),
    ("instrument.liquidation_fee_rate", _forced_fee),
    ("instrument.min_liquidation_fee", lambda draft: _forced_fee(draft) | _REQUIRED),
    ("instrument.futures_margin.initial", _always(_POSTED | {"call_at_stop"})),
    ("instrument.futures_margin.day", _by_day),
    ("instrument.futures_margin", _always(_REQUIRED)),
    ("instrument.stock_leverage", _always(_REQUIRED | _POSTED)),
    ("instrument.loan.initial_ltv", _lent),
    ("instrument.loan.margin_call_ltv", _call),
    ("instrument.loan", _always(_REQUIRED)),
    ("margin_call", _call),
    ("liquidation_", _always(_LIQUIDATED)),
    ("liquidation.", _always(frozenset({"closed_first", "residual", "liquidated_loss"}))),
    ("hedged_share", _always(_REQUIRED | _POSTED)),
    ("margin_basis", _always(_REQUIRED | _USED)),
    ("perpetual", _always(_REQUIRED | _POSTED)),
    ("stock.initial", _always(_POSTED | {"call_at_stop"})),
    ("stock.min_equity", _always(_NO)),
    ("stock.day_trade", _by_day),
    ("stock", _always(_REQUIRED | _POSTED)),
    ("call_restores", _always(frozenset({"call_at_stop"}))),
    ("deficit_policy", _always(frozenset({"deficit"}))),
)
"""Rules by the beginning of their path, the longer ones first, with the figures that follow them.

What is not here moves no figure: it decides whether a plan may be taken.
"""
_SHORTS = ("stock.per_share", "stock.low")


def rules_behind(draft: Draft, key: str) -> tuple[str, ...]:
    """The changed rules that a figure follows, in words."""
    changed = draft.situation.venue.changed
    return tuple(path_words(path) for path in changed if key in _figures(draft, path))


def hint(draft: Draft, key: str) -> str:
    """Which changed rules a figure follows, as a sentence; nothing where it follows none."""
    behind = rules_behind(draft, key)
    return (
        translated(
            "{changed_sign} Follows a rule you changed, not the shipped file: {behind}.",
            changed_sign=CHANGED_SIGN,
            behind=", ".join(behind),
        )
        if behind
        else ""
    )


def marked(draft: Draft, rows: Iterable[Marked]) -> tuple[Marked, ...]:
    """Rows of which those that follow a changed rule tell which."""
    if not draft.situation.venue.changed:
        return tuple(rows)
    return tuple(replace(row, changed=hint(draft, row.key)) for row in rows)


def marked_lines(draft: Draft, lines: Mapping[int, LiquidationLines]) -> Mapping[int, LiquidationLines]:
    """The prices below the rows of the portfolio, with the sign and the rules behind them; row 0 is the plan."""
    hints = {row: hint(draft, "positions" if row else "liquidation") for row in lines}
    return {row: _with_hint(found, hints[row]) if hints[row] and found.lines else found for row, found in lines.items()}


def _with_hint(found: LiquidationLines, words: str) -> LiquidationLines:
    texts = tuple(f"{text} {CHANGED_SIGN}" for text in found.lines)
    return LiquidationLines(texts, f"{found.words} {words}", found.tone)


def marked_levels(draft: Draft, levels: Iterable[LevelRow]) -> tuple[LevelRow, ...]:
    """The levels of the chart, with the sign where they follow a changed rule."""
    if not draft.situation.venue.changed:
        return tuple(levels)
    return tuple(replace(row, label=f"{row.label} {CHANGED_SIGN}") if hint(draft, row.key) else row for row in levels)


def _figures(draft: Draft, path: str) -> Figures:
    """The figures that follow a rule; with the size, all that follows from it."""
    found = _NO
    for name in _names(draft, path):
        follow = next((follow for start, follow in _FOLLOW if name.startswith(start)), None)
        found |= follow(draft) if follow is not None and _concerns(draft, name) else _NO
    is_sized_by_it = draft.plan.size_by is not SizeBy.QUANTITY and "loss_at_stop" in found
    return found | _SIZED if is_sized_by_it or "quantity" in found else found


def _names(draft: Draft, path: str) -> Iterator[str]:
    """The rule from the venue, or from the instrument of the plan or of an open position."""
    if not path.startswith("instruments."):
        yield path
        return
    for symbol in {draft.plan.instrument, *(position.instrument for position in draft.situation.positions)}:
        start = f"instruments.{symbol}."
        if path.startswith(start):
            yield f"instrument.{path.removeprefix(start)}"


def _concerns(draft: Draft, name: str) -> bool:
    """Whether a rule for one side meets a position on that side."""
    held: tuple[Position, ...] = draft.situation.positions
    sides = {draft.plan.side, *(position.side for position in held)}
    if name.startswith(_SHORTS) or "_short" in name:
        return Side.SHORT in sides
    return "_long" not in name or Side.LONG in sides
