"""Fields a newer minor version added: kept aside while an older program edits the plan, put back when it saves."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

Body = dict[str, Any]
Location = tuple[str | int, ...]


class UnknownField(Struct, frozen=True):
    """A field, its place and value. `items`: the known part of each list item above it, with its list's length."""

    location: Location
    value: object
    items: tuple[tuple[object, int], ...]


class Unknown(Struct, frozen=True):
    """All that this program does not know of a file, and the version that does."""

    version: str
    minimum_reader: str
    envelope: Mapping[str, object] = field(default_factory=dict)
    fields: tuple[UnknownField, ...] = ()


def without(body: Body, locations: Sequence[Location]) -> Body:
    """The body with some fields gone."""
    result = copy.deepcopy(body)
    for *way, last in locations:
        holder: Any = result
        for step in way:
            holder = holder[step]
        del holder[last]
    return result


def taken(body: Body, locations: Sequence[Location], known: Body) -> tuple[UnknownField, ...]:
    """The fields at `locations` of the body; `known` is the same body as this program writes it."""
    return tuple(_taken(body, location, known) for location in locations)


def _taken(value: Any, location: Location, known: Any) -> UnknownField:  # noqa: ANN401 - JSON
    items = []
    for step in location:
        value = value[step]
        if isinstance(step, int):
            items.append((known[step], len(known)))
        known = known[step] if isinstance(step, int) else known.get(step)
    return UnknownField(location, value, tuple(items))


def put_back(body: Body, fields: Sequence[UnknownField]) -> Body:
    """The body with the unknown fields where they were; those whose list item is gone go with it."""
    result = copy.deepcopy(body)
    places = [(_holder(result, unknown, body), unknown) for unknown in fields]
    for holder, unknown in places:
        if holder is not None:
            holder[unknown.location[-1]] = copy.deepcopy(unknown.value)
    return result


def _holder(result: Any, unknown: UnknownField, known: Any) -> Any:  # noqa: ANN401 - JSON
    """Where the field belongs now: the list item that is still the same, else the one in the same place."""
    items = iter(unknown.items)
    for step in unknown.location[:-1]:
        at: str | int | None = step
        if isinstance(step, int):
            at = _place(known, step, *next(items))
        if at is None or (isinstance(at, str) and at not in known):
            return None
        result, known = result[at], known[at]
    return result if isinstance(result, dict) else None


def _place(items: Sequence[object], index: int, known: object, length: int) -> int | None:
    if index < len(items) and items[index] == known:
        return index
    if known in items:
        return items.index(known)
    return index if len(items) == length else None
