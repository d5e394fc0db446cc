"""Words of an import: what rows can be, what is asked of them, and how a preview sums up.

Keys are the names that the import itself uses.
"""

from collections.abc import Iterable

from planner.report.book_sentences import QUESTIONS, ROLES

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
    names = ", ".join(sorted(ROLES[role].lower() for role in missing))
    return QUESTIONS[question].format(missing=names)


def count_line(read: int, rejected: int, noun: str = "trade") -> str:
    """How much of a table can be kept."""
    rows = "1 row is" if rejected == 1 else f"{rejected:,} rows are"
    found = f"1 {noun}" if read == 1 else f"{read:,} {noun}s"
    return f"{found} can be imported" + (f"; {rows} left out." if rejected else ".")


def imported_line(added: int, known: int) -> str:
    """What an import did."""
    there = f"; {known:,} {'was' if known == 1 else 'were'} in the book already" if known else ""
    return f"Imported {added:,} {'trade' if added == 1 else 'trades'}{there}."


def candles_line(count: int, symbol: str) -> str:
    """What an import of candles did."""
    return f"{count:,} candles are the price history of {symbol} until the planner is closed."
