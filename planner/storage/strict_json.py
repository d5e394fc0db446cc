"""JSON from files nobody vouches for. What could be read in two ways, or could exhaust the machine, is refused.

In this order: regular file, size, text, structure, depth, then syntax with duplicate keys, numbers and characters.
"""

import hashlib
import json
import math
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from planner.domain.fault import FaultError, shown
from planner.domain.json_text import undisguised
from planner.storage.file_faults import naming

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 64
MAX_MARKS = 250_000  # of each mark: parsed, so many values stay below 64 MB
MAX_INTEGER_DIGITS = 18
MAX_NUMBER_LENGTH = 60

_OPEN_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
_MARKS = (b"[", b"]", b"{", b"}", b",", b'"', b"\\")
_BRACKET = re.compile(rb"[\[\]{}]")
_BOM = b"\xef\xbb\xbf"


def load(path: Path) -> object:
    """The value in a JSON file."""
    return parse(read_file(path), path)


def read_file(path: Path, most: int = MAX_BYTES) -> bytes:
    """All bytes of a regular file of bearable size; never waits for a pipe."""
    with naming(path, otherwise="read_failed", missing="file_missing"):
        descriptor = os.open(path, _OPEN_FLAGS)
        try:
            size = _checked_size(os.fstat(descriptor), most)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(size + 1)
        finally:
            os.close(descriptor)


def read_ends(path: Path, most: int = 4096) -> bytes:
    """The first and the last bytes of a file that is too large to be read."""
    with naming(path, otherwise="read_failed", missing="file_missing"), path.open("rb") as file:
        first = file.read(most)
        file.seek(-most, os.SEEK_END)
        return first + file.read(most)


def _checked_size(status: os.stat_result, most: int) -> int:
    if stat.S_ISDIR(status.st_mode):
        raise FaultError("is_a_folder")
    if not stat.S_ISREG(status.st_mode):
        raise FaultError("not_a_file")
    if status.st_size > most:
        raise FaultError("too_large", megabytes=str(most >> 20))
    return status.st_size


def parse(raw: bytes, path: Path) -> object:
    """The value written in `raw`, which was read from `path`."""
    with naming(path, otherwise="read_failed", missing="file_missing"):
        raw = raw.removeprefix(_BOM)
        if any(raw.count(mark) > MAX_MARKS for mark in _MARKS):
            raise FaultError("too_many_values")
        text = _decoded(raw)
        _check_depth(raw)
        value = _parsed(text)
        if "\\u" in text:
            _check_characters(value)
        return value


def _decoded(raw: bytes) -> str:
    if not raw or raw.isspace():
        raise FaultError("empty_file")
    if b"\0" in raw:
        raise FaultError("bad_character", character="U+0000")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FaultError("not_utf8", position=str(error.start)) from None


def _check_depth(raw: bytes) -> None:
    """Count brackets outside texts; texts are every second piece between unescaped quotes."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    outside = b"".join(raw.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')[::2])
    depth = 0
    for bracket in _BRACKET.findall(outside):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise FaultError("too_deep", depth=str(MAX_DEPTH))


def _parsed(text: str) -> object:
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_constant=_not_finite,
            parse_float=_finite,
            parse_int=_bounded_integer,
        )
    except json.JSONDecodeError as error:
        code = "trailing_data" if error.msg == "Extra data" else "not_json"
        raise FaultError(code, line=str(error.lineno), column=str(error.colno)) from None
    return value


def _without_duplicates(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for index, key in enumerate(keys) if key in keys[:index])
        raise FaultError("duplicate_key", key=shown(twice[:40]))
    return result


def _not_finite(constant: str) -> NoReturn:
    raise FaultError("not_finite", text=constant)


def _finite(text: str) -> float:
    if len(text) > MAX_NUMBER_LENGTH:
        raise FaultError("number_too_long", digits=str(MAX_NUMBER_LENGTH))
    value = float(text)
    if not math.isfinite(value):
        raise FaultError("not_finite", text=text)
    return value


def _bounded_integer(text: str) -> int:
    if len(text) > MAX_INTEGER_DIGITS:
        raise FaultError("number_too_long", digits=str(MAX_INTEGER_DIGITS))
    return int(text)


def _check_characters(value: object) -> None:
    """Refuse what only an escape can smuggle in: NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        for character in value:
            if character == "\0" or "\ud800" <= character <= "\udfff":
                raise FaultError("bad_character", character=f"U+{ord(character):04X}")
    elif isinstance(value, list):
        for item in value:
            _check_characters(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_characters(key)
            _check_characters(item)


def canonical(value: object) -> bytes:
    """The one way to write a value: what checksums are taken of."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def readable(value: object) -> bytes:
    """A value for people and version control: sorted, indented, nothing in disguise, one line end at the end."""
    text = json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return undisguised(text).encode() + b"\n"


def sha256(raw: bytes) -> str:
    """The fingerprint of some bytes."""
    return hashlib.sha256(raw).hexdigest()
