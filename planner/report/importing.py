"""Words of an import: what columns can mean, what is asked, and how a preview sums up.

Keys are the names that the import itself uses.
"""

KINDS = {
    "trades": "closed trades, one a row",
    "positions": "open positions, one a row",
    "entries_and_exits": "entries and exits, a row each",
    "fills": "fills, one a row",
}
ROLES = {
    "external_id": "number of the trade",
    "instrument": "instrument",
    "side": "side",
    "closing_side": "side of the closing order",
    "quantity": "quantity",
    "entry_price": "entry price",
    "exit_price": "exit price",
    "price": "price",
    "stop_price": "stop",
    "risk": "risk",
    "opened_at": "opened at",
    "closed_at": "closed at",
    "time": "time",
    "pnl": "profit or loss",
    "cost": "cost",
    "exit_reason": "how it ended",
    "note": "note",
}
QUESTIONS = {
    "columns": "A column that is needed is missing: {missing}. Choose what the columns mean.",
    "instrument": "No column names the instrument: enter one for the whole table.",
    "zone": "The times have no zone: choose the one they are in.",
    "date_order": "A date here can be read in two ways: choose whether the day or the month comes first.",
    "pnl_is_net": "Choose whether profit and loss already have the costs in them.",
}
ORDERS = {"day_first": "day first", "month_first": "month first"}
NET = {"net": "costs are in it", "gross": "costs come off it"}


def count_line(read: int, rejected: int) -> str:
    """How much of a table can be kept."""
    rows = "1 row is" if rejected == 1 else f"{rejected:,} rows are"
    trades = "1 trade" if read == 1 else f"{read:,} trades"
    return f"{trades} can be imported" + (f"; {rows} left out." if rejected else ".")


def imported_line(added: int, known: int) -> str:
    """What an import did."""
    there = f"; {known:,} were in the book already" if known else ""
    return f"Imported {added:,} trades{there}."
