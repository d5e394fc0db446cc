"""The older events of a long account, all of them: a plan file holds them packed beside the newest ones.

Packed is one event a line in JSON, the first one first, compressed (zlib, RFC 1950), in base64 (RFC 4648).
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Annotated

from msgspec import Struct
from pydantic import ConfigDict, PlainSerializer, PlainValidator, TypeAdapter

from planner.domain.fault import FaultError
from planner.domain.journal import Event

NEWEST = 1500
"""How many events stay as they are: there is room in a plan for some more."""

MOST = 250_000
"""How many a plan may take along: read from a file they come to some 250 MB."""

_PIECE = 2**20

_EVENT: TypeAdapter[Event] = TypeAdapter(Event, config=ConfigDict(defer_build=True))


class OlderEvents(Struct, frozen=True, dict=True):
    """Events in the order in which they took effect; packed once, when a file is first written."""

    events: tuple[Event, ...] = ()

    @cached_property
    def packed(self) -> str:
        """All of them as a text, empty where there are none; raises `FaultError` where a plan cannot hold as many."""
        if not self.events:
            return ""
        if len(self.events) > MOST:
            raise FaultError("history_too_long", events=f"{len(self.events):,}", most=f"{MOST:,}")
        packer = zlib.compressobj()
        lines = (packer.compress(_EVENT.dump_json(event) + b"\n") for event in self.events)
        return b64encode(b"".join((*lines, packer.flush()))).decode("ascii")


def parted(events: Sequence[Event], newest: int = NEWEST) -> tuple[OlderEvents, tuple[Event, ...]]:
    """The older events, and so many of the newest ones."""
    start = max(0, len(events) - newest)
    return OlderEvents(tuple(events[:start])), tuple(events[start:])


def unpacked(text: str) -> OlderEvents:
    """The events of a packed text; raises `ValueError` where it is none."""
    lines = _lines(b64decode(text, validate=True)) if text else iter(())
    events = tuple(_EVENT.validate_json(line, strict=True) for line in islice(lines, MOST))
    if next(lines, None) is not None:
        raise ValueError("packed events are too many")
    return OlderEvents(events)


def _lines(packed: bytes) -> Iterator[bytes]:
    """The lines of packed bytes, a piece at a time: what little was packed may come to more than memory holds."""
    unpacker, rest = zlib.decompressobj(), b""
    while not unpacker.eof:
        try:
            piece = unpacker.decompress(packed, _PIECE)
        except zlib.error:
            raise ValueError("packed events are damaged") from None
        packed = unpacker.unconsumed_tail
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > _PIECE or not (piece or unpacker.eof):
            raise ValueError("packed events have no end")
        yield from lines
    if rest:
        raise ValueError("packed events end within one")


def _read(value: object) -> OlderEvents:
    if isinstance(value, OlderEvents):
        return value
    if not isinstance(value, str):
        raise ValueError("packed events are a text")  # noqa: TRY004 - pydantic's validators raise no other
    return unpacked(value)


Packed = Annotated[OlderEvents, PlainValidator(_read), PlainSerializer(lambda older: older.packed, return_type=str)]
"""Older events as a record holds them: in memory as they are, in a file packed."""
