"""What became of a damaged book, in words."""

from collections.abc import Mapping, Sequence

from planner.words import counted, translated

_TABLES = {
    "account": "accounts",
    "plan": "plans",
    "piece": "events before plans",
    "trade": "trades",
    "fill": "fills",
    "stop_move": "stops",
    "correction": "corrections",
    "deviation": "deviations",
    "event": "events",
    "limits": "limits",
}


def salvaged_line(name: str, rows: Mapping[str, int], damaged: Sequence[str]) -> str:
    """What a text holds of a damaged book."""
    return translated(
        "Wrote {name}: {rows:,} rows. {damaged}", name=name, rows=sum(rows.values()), damaged=_lost(damaged)
    )


def mended_line(name: str, rows: int, damaged: Sequence[str], *, parted: int = 0, refilled: int = 0) -> str:
    """What a new book holds of a damaged one.

    `parted` trades are without what they referred to; of `refilled` ones the fills were made anew.
    """
    if not rows:
        return translated(
            "Nothing could be read: the book is new and empty. The damaged file is kept as {name}.", name=name
        )
    return translated(
        "{rows:,} rows are in the book again. {damaged} The damaged file is kept as {name}.",
        rows=rows,
        damaged=" ".join((_lost(damaged), *_parted(parted), *_refilled(refilled))),
        name=name,
    )


def _parted(trades: int) -> list[str]:
    if not trades:
        return []
    line = counted(
        "{count:,} trade stands without the plan it followed or the trade it hedged, which was lost.",
        "{count:,} trades stand without the plans they followed or the trades they hedged, which were lost.",
        trades,
    )
    return [line]


def _refilled(trades: int) -> list[str]:
    if not trades:
        return []
    line = counted(
        "The fills of {count:,} open trade were made anew from its size, entry price and fees; what was taken off it "
        "before may stand at the price of the entry.",
        "The fills of {count:,} open trades were made anew from their sizes, entry prices and fees; what was taken off "
        "them before may stand at the price of the entry.",
        trades,
    )
    return [line]


def _lost(damaged: Sequence[str]) -> str:
    names = ", ".join(translated(_TABLES.get(table, table)) for table in damaged)
    return (
        translated("Some could not be read: {names}.", names=names)
        if names
        else translated("Everything could be read.")
    )
