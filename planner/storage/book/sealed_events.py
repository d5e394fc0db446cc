"""What had happened in an account when a plan was sealed, in pieces that plans share.

Two plans of one account looked at nearly the same events. A piece is named by the fingerprint of what it holds and kept
once; a plan keeps the names of its pieces, the first events first.
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn

from sqlalchemy import Connection, delete, select

from planner.domain.fault import FaultError
from planner.domain.journal import Event
from planner.domain.older_events import OlderEvents, unpacked
from planner.storage.book.rows import add_rows
from planner.storage.book.schema import PIECE
from planner.storage.strict_json import sha256

_LENGTH = 500
"""Events of a piece: only the last one of a plan is new."""


def pieces_of(events: Sequence[Event]) -> dict[str, str]:
    """Events as packed pieces by their names, in order."""
    starts = range(0, len(events), _LENGTH)
    packed = (OlderEvents(tuple(events[start : start + _LENGTH])).packed for start in starts)
    return {sha256(piece.encode()): piece for piece in packed}


def add_pieces(connection: Connection, pieces: Mapping[str, str]) -> None:
    """Keep the pieces that no plan has kept before, and anew those that were changed since: a name says what it was."""
    wanted = select(PIECE.c.name, PIECE.c.packed).where(PIECE.c.name.in_(pieces))
    known = {row.name: row.packed for row in connection.execute(wanted)}
    changed = [name for name in known if known[name] != pieces[name]]
    connection.execute(delete(PIECE).where(PIECE.c.name.in_(changed)))
    there = known.keys() - changed
    add_rows(connection, PIECE, [{"name": name, "packed": pieces[name]} for name in pieces if name not in there])


def events_of(connection: Connection, names: Sequence[str], plan: str) -> tuple[Event, ...]:
    """The events of a plan's pieces; "plan_unreadable" where one is lost, "plan_altered" where one was changed."""
    rows = connection.execute(select(PIECE.c.name, PIECE.c.packed).where(PIECE.c.name.in_(names))).all()
    packed = {row.name: row.packed for row in rows}
    if packed.keys() != set(names):
        _refuse("plan_unreadable", plan)
    if any(sha256(piece.encode()) != name for name, piece in packed.items()):
        _refuse("plan_altered", plan)
    try:
        return tuple(event for name in names for event in unpacked(packed[name]).events)
    except ValueError:
        _refuse("plan_unreadable", plan)


def _refuse(code: str, plan: str) -> NoReturn:
    raise FaultError(code, number=plan) from None
