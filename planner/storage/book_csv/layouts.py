"""The layouts of exports that many traders have, recognised by the names of their columns, and usual names elsewhere.

Names as the exports themselves write them: MetaTrader 4 and 5 account history, TradingView's list of trades, Binance
USD-M futures trade history, Bybit closed P&L, and our own export.
"""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from planner.storage.book_csv.roles import NEEDED, Kind, Mapping, Role


class Layout(Struct, frozen=True):
    """An export: its columns by pattern, those that tell it from others, and what is known of its figures."""

    name: str
    kind: Kind
    telling: tuple[str, ...]
    columns: tuple[tuple[str, Role], ...]
    zone: str | None = None
    pnl_is_net: bool | None = None
    cost_sign: int = 1


LAYOUTS = (
    Layout(
        "planner",
        Kind.TRADES,
        ("external_id", "entry_price", "closed_at", "exit_reason"),
        (("fees", Role.COST), *((role.value, role) for role in Role if role is not Role.COST)),
        pnl_is_net=True,
    ),
    Layout(
        "metatrader",
        Kind.TRADES,
        ("(ticket|position|deal)", "type", "(size|volume|lots)", "profit", "swap"),
        (
            ("(ticket|position|order)", Role.EXTERNAL_ID),
            ("(open time|time)", Role.OPENED_AT),
            ("type", Role.SIDE),
            ("(size|volume|lots)", Role.QUANTITY),
            ("(item|symbol)", Role.INSTRUMENT),
            ("(open price|price)", Role.ENTRY_PRICE),
            (r"s ?/ ?l|stop loss", Role.STOP_PRICE),
            (r"(close time|time( #2)?)", Role.CLOSED_AT),
            (r"(close price|price( #2)?)", Role.EXIT_PRICE),
            ("(commission|taxes|swap|fee)", Role.COST),
            ("profit", Role.PNL),
            ("comment", Role.NOTE),
        ),
        pnl_is_net=False,
        cost_sign=-1,
    ),
    Layout(
        "tradingview",
        Kind.ENTRIES_AND_EXITS,
        ("trade (#|number)", "type", "(date/time|date and time)"),
        (
            ("trade (#|number)", Role.EXTERNAL_ID),
            ("type", Role.SIDE),
            ("(date/time|date and time)", Role.TIME),
            ("signal", Role.NOTE),
            (r"price( [a-z]{3,5})?", Role.PRICE),
            (r"(contracts|quantity|size \(qty\)|position size \(qty\)|qty)", Role.QUANTITY),
            (r"(net p&l|profit|net profit)( (?!%)[a-z]{3,5})?", Role.PNL),
        ),
        pnl_is_net=True,
    ),
    Layout(
        "binance",
        Kind.FILLS,
        (r"(time|date) ?\(utc\)", "symbol", "side", "quantity", "realized profit"),
        (
            (r"(time|date) ?\(utc\)", Role.TIME),
            ("symbol", Role.INSTRUMENT),
            ("side", Role.SIDE),
            ("price", Role.PRICE),
            ("quantity", Role.QUANTITY),
            ("fee", Role.COST),
            ("realized profit", Role.PNL),
            ("trade id", Role.EXTERNAL_ID),
        ),
        zone="UTC",
        pnl_is_net=False,
    ),
    Layout(
        "bybit",
        Kind.TRADES,
        ("contracts", "closing direction", "closed p&l"),
        (
            ("contracts", Role.INSTRUMENT),
            ("closing direction", Role.CLOSING_SIDE),
            ("qty", Role.QUANTITY),
            ("entry price", Role.ENTRY_PRICE),
            ("exit price", Role.EXIT_PRICE),
            ("closed p&l", Role.PNL),
            ("exit type", Role.EXIT_REASON),
            (r"trade time ?(\(utc(\+0)?\))?", Role.CLOSED_AT),
            (r"order no\.?", Role.EXTERNAL_ID),
        ),
        zone="UTC",
        pnl_is_net=True,
    ),
)

_COMMON = (
    ("(external[ _]?id|trade id|deal id|ticket|order id)", Role.EXTERNAL_ID),
    ("(instrument|symbol|market|ticker|pair|contract|item)", Role.INSTRUMENT),
    ("(side|direction|type|position|buy/sell)", Role.SIDE),
    ("(quantity|qty|size|volume|lots|amount|contracts)", Role.QUANTITY),
    ("(entry[ _]?price|open[ _]?price|entry|avg entry price|buy price)", Role.ENTRY_PRICE),
    ("(exit[ _]?price|close[ _]?price|exit|avg exit price|sell price)", Role.EXIT_PRICE),
    (r"(stop[ _]?price|stop[ _]?loss|stop|sl|s ?/ ?l)", Role.STOP_PRICE),
    ("(risk|initial risk)", Role.RISK),
    ("(opened[ _]?at|open[ _]?time|entry[ _]?time|entry date|open date)", Role.OPENED_AT),
    ("(closed[ _]?at|close[ _]?time|exit[ _]?time|exit date|close date)", Role.CLOSED_AT),
    ("(pnl|p&l|profit|net p&l|realized pnl|profit/loss)", Role.PNL),
    ("(fees?|commissions?|swap|funding|costs?)", Role.COST),
    ("(exit[ _]?reason)", Role.EXIT_REASON),
    ("(notes?|comment)", Role.NOTE),
    (r"(time|date|timestamp|datetime|open time)", Role.TIME),
    ("open", Role.OPEN),
    ("high", Role.HIGH),
    ("low", Role.LOW),
    ("close", Role.CLOSE),
    ("price", Role.PRICE),
)


def guess_mapping(names: Sequence[str], kind: Kind | None = None) -> Mapping:
    """The mapping of a known layout, else roles by usual names; `kind` says what the trader is looking for."""
    names = _numbered([name.strip().casefold() for name in names])
    for layout in LAYOUTS:
        known = kind in (None, layout.kind) or (layout.name == "planner" and kind is Kind.POSITIONS)
        if known and all(any(_is(pattern, name) for name in names) for pattern in layout.telling):
            return _of_layout(layout, names, kind)
    columns = _assigned(names, _COMMON)
    return _completed(Mapping(kind or _likely_kind(columns), columns))


def _of_layout(layout: Layout, names: Sequence[str], kind: Kind | None) -> Mapping:
    columns = _assigned(names, layout.columns)
    return Mapping(
        kind or layout.kind,
        columns,
        layout=layout.name,
        zone=layout.zone,
        decimal_comma=False,
        pnl_is_net=layout.pnl_is_net,
        cost_sign=layout.cost_sign,
    )


def _numbered(names: Sequence[str]) -> list[str]:
    """Names that stand twice told apart: "price" and "price #2"."""
    return [f"{n} #{names[:i].count(n) + 1}" if n in names[:i] else n for i, n in enumerate(names)]


def _assigned(names: Sequence[str], patterns: Sequence[tuple[str, Role]]) -> tuple[Role | None, ...]:
    """A role for each column: the first pattern that fits and whose role is free; costs may be several."""
    taken: set[Role] = set()
    found: list[Role | None] = []
    for name in names:
        role = next((r for p, r in patterns if _is(p, name) and (r not in taken or r is Role.COST)), None)
        if role is not None:
            taken.add(role)
        found.append(role)
    return tuple(found)


def _is(pattern: str, name: str) -> bool:
    return re.fullmatch(pattern, name, re.IGNORECASE) is not None


def _likely_kind(columns: Sequence[Role | None]) -> Kind:
    """What the columns say the rows are; closed trades where they say nothing."""
    for kind in (Kind.CANDLES, Kind.TRADES, Kind.FILLS, Kind.POSITIONS):
        if NEEDED[kind] <= set(columns):
            return kind
    return Kind.TRADES


def _completed(mapping: Mapping) -> Mapping:
    """A profit without columns of costs beside it is what the trader was left with."""
    return mapping if Role.COST in mapping.columns else replace(mapping, pnl_is_net=True)
