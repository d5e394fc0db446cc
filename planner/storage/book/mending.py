"""A damaged book made usable again: the file is set aside, a new one is made of what can be read of it."""

from pathlib import Path

from msgspec import Struct

from planner.domain.fault import FaultError
from planner.storage.book.address import FileAddress
from planner.storage.book.opening import make_book
from planner.storage.book.salvage import salvage, set_aside


class Mended(Struct, frozen=True):
    """Where the damaged file lies now, how many rows came back, and of which tables some did not."""

    aside: Path
    rows: int
    lost: tuple[str, ...]


def mend(path: Path) -> Mended:
    """Set a damaged book file aside and make a new one in its place; what was read stays beside it as text.

    Where nothing can be read, the new book is empty: it is made when it is next opened.
    """
    text = path.with_name(f"{path.name}.salvaged.jsonl")
    try:
        saved = salvage(path, text)
    except FaultError as error:
        if error.fault.code != "nothing_to_salvage":
            raise
        return Mended(set_aside(path), 0, ())
    aside = set_aside(path)
    with text.open(encoding="utf-8") as lines:
        restored = make_book(FileAddress(path), lines)
    return Mended(aside, restored.rows, tuple(dict.fromkeys((*saved.damaged, *restored.left_out))))
