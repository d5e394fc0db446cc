"""Words of an import: what rows can be, what is asked of them, and how a preview sums up.

Keys are the names that the import itself uses.
"""

from collections.abc import Iterable

from planner.report.book_sentences import QUESTIONS, ROLES
from planner.words import counted, translated

KINDS = {
    "trades": "closed trades, one a row",
    "positions": "open positions, one a row",
    "entries_and_exits": "entries and exits, a row each",
    "fills": "fills, one a row",
    "candles": "candles: a price history, one a row",
}
ORDERS = {"day_first": "day first", "month_first": "month first"}
DECIMALS = {"point": "a point", "comma": "a comma"}
NET = {"net": "costs are in it", "gross": "costs come off it"}
BEGIN = "Choose a file or paste a table: nothing is kept before you have seen what is read."
CANDLE_COLUMNS = ("Time", "Open", "High", "Low", "Close")


def question_line(question: str, missing: Iterable[str]) -> str:
    """A question about a table; `missing` are the columns it lacks."""
    names = ", ".join(sorted(translated(ROLES[role]).lower() for role in missing))
    return translated(QUESTIONS[question], missing=names)


def count_line(read: int, rejected: int, *, of_candles: bool = False) -> str:
    """How much of a table can be kept."""
    if of_candles:
        found = counted("{count} candle can be imported", "{count:,} candles can be imported", read)
    else:
        found = counted("{count} trade can be imported", "{count:,} trades can be imported", read)
    left_out = counted("{count} row is left out", "{count:,} rows are left out", rejected)
    return f"{found}; {left_out}." if rejected else f"{found}."


def imported_line(added: int, known: int) -> str:
    """What an import did."""
    imported = counted("Imported {count:,} trade", "Imported {count:,} trades", added)
    there = counted("{count:,} was in the book already", "{count:,} were in the book already", known)
    return f"{imported}; {there}." if known else f"{imported}."


def candles_line(count: int, symbol: str) -> str:
    """What an import of candles did."""
    return translated(
        "{count:,} candles are the price history of {symbol} until the planner is closed.", count=count, symbol=symbol
    )
