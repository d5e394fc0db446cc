"""What became of a damaged book, in words."""

from collections.abc import Mapping, Sequence

_TABLES = {
    "account": "accounts",
    "plan": "plans",
    "trade": "trades",
    "fill": "fills",
    "stop_move": "stops",
    "deviation": "deviations",
    "event": "events",
    "limits": "limits",
}


def salvaged_line(name: str, rows: Mapping[str, int], damaged: Sequence[str]) -> str:
    """What a text holds of a damaged book."""
    return f"Wrote {name}: {sum(rows.values()):,} rows. {_lost(damaged)}"


def mended_line(name: str, rows: int, damaged: Sequence[str]) -> str:
    """What a new book holds of a damaged one."""
    if not rows:
        return f"Nothing could be read: the book is new and empty. The damaged file is kept as {name}."
    return f"{rows:,} rows are in the book again. {_lost(damaged)} The damaged file is kept as {name}."


def _lost(damaged: Sequence[str]) -> str:
    names = ", ".join(_TABLES.get(table, table) for table in damaged)
    return f"Some could not be read: {names}." if names else "Everything could be read."
