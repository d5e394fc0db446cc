"""Signed correlations as a grid: how far each two positions are one bet, side by side with what hedges what."""

from decimal import Decimal

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.venue import Side
from planner.portfolio.clusters import Node, nearness
from planner.report import numbers
from planner.report.portfolio import node_name
from planner.words import translated

MOST = 6
"""Positions that a panel has room for: the plan and the first open ones."""


class Cell(Struct, frozen=True):
    """One pair of positions: `value` is +1 where they are one bet and -1 where they undo each other."""

    text: str
    value: float
    symbols: tuple[str, str]
    help: str


class Grid(Struct, frozen=True):
    """The positions and every pair of them, row by row; `left_out` is how many there was no room for."""

    names: tuple[str, ...]
    symbols: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: int


def correlation_grid(assessment: Assessment, most: int = MOST) -> Grid | None:
    """The grid of the plan and the open positions; None where nothing is open beside the plan."""
    portfolio = assessment.portfolio
    if portfolio is None or portfolio.is_alone:
        return None
    every = tuple(dict.fromkeys(bet.node for bet in portfolio.bets))
    nodes = every[:most]
    near = nearness(nodes, portfolio.standing.network)
    rows = tuple(
        tuple(_cell(one, other, value) for other, value in zip(nodes, row, strict=True))
        for one, row in zip(nodes, near, strict=True)
    )
    own = portfolio.plan.node if portfolio.plan is not None else None
    names = tuple(f"{_arrow(node)}{node[0]}{'*' if node == own else ''}" for node in nodes)
    return Grid(names, tuple(node[0] for node in nodes), rows, len(every) - len(nodes))


def _cell(one: Node, other: Node, value: float) -> Cell:
    if one == other:
        return Cell("", value, (one[0], other[0]), node_name(one))
    text = numbers.plain(Decimal(f"{value:.6f}"), 2)
    signed = text if value < 0 else f"+{text}"
    together = translated("one bet") if value > 0 else translated("each offsets the other")
    words = translated("{one} and {other}: {signed}", one=node_name(one), other=node_name(other), signed=signed)
    return Cell(signed, value, (one[0], other[0]), f"{words}, {together}" if value else words)


def _arrow(node: Node) -> str:
    return "▲" if node[1] is Side.LONG else "▼"
