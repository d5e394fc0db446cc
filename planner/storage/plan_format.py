"""The plan format, version 1.5: bytes to draft and back, no disk.

An envelope (format, version, oldest reader, application, time, checksum) around the draft as JSON, decimals as text.
A minor version only adds fields, which older readers keep aside; a major one may change any.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from pydantic import ValidationError

from planner import __version__
from planner.domain.fault import FaultError
from planner.domain.plan import Draft
from planner.storage.field_faults import field_fault, field_path, in_file
from planner.storage.file_faults import naming
from planner.storage.plan_steps import with_pause_rules
from planner.storage.strict_json import canonical, parse, readable, sha256
from planner.storage.unknown_fields import Body, Location, Unknown, put_back, taken, without

FORMAT = "planner.plan"
VERSION = "1.5"
MINIMUM_READER = "1.2"
READS_OLDER_EVENTS = "1.4"
"""Who does not know of older events would let somebody trade on who is paused."""

Version = tuple[int, int]

STEPS: dict[Version, tuple[Version, Callable[[Body], Body]]] = {
    (1, 0): ((1, 1), lambda body: body),  # adds fields that have defaults
    (1, 1): ((1, 2), with_pause_rules),
    (1, 2): ((1, 3), lambda body: body),  # adds when a position was marked
    (1, 3): ((1, 4), lambda body: body),  # adds the older events of a long account
    (1, 4): ((1, 5), lambda body: body),  # adds where an average true range was measured
}
"""For each older version the next one, and what turns its body into that."""

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})", re.ASCII)
_END = 4096
_VERSIONS = re.compile(rb'"(version|minimum_reader)"\s*:\s*"?v?(\d+(?:\.\d+)?)')
"""What a file says of itself where it cannot be read as a whole."""
_BEGINNING = re.compile(r"(\d{1,18})(?:\.(\d{1,18}))?", re.ASCII)
_TEXTS = ("version", "minimum_reader", "app_version", "saved_at", "sha256")
_KEYS = frozenset({"format", "body", *_TEXTS})


class Decoded(Struct, frozen=True):
    """What a plan file says."""

    draft: Draft
    read_only: bool
    unknown: Unknown | None


def encode(draft: Draft, *, unknown: Unknown | None = None, saved_at: str | None = None) -> bytes:
    """The file of a draft; a file of a newer minor version keeps its version and what we do not know of it."""
    body = draft.model_dump(mode="json")
    if unknown is not None:
        body = put_back(body, unknown.fields)
    return readable(
        {
            **(unknown.envelope if unknown else {}),
            "format": FORMAT,
            "version": unknown.version if unknown else VERSION,
            "minimum_reader": _minimum_reader(draft, unknown),
            "app_version": __version__,
            "saved_at": saved_at or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "sha256": sha256(canonical(body)),
            "body": body,
        }
    )


def _minimum_reader(draft: Draft, unknown: Unknown | None) -> str:
    least = unknown.minimum_reader if unknown else MINIMUM_READER
    return max(least, READS_OLDER_EVENTS, key=_number) if draft.situation.older_events.events else least


def decode(raw: bytes, path: Path) -> Decoded:
    """The draft in the bytes of `path`; a newer planner's file is damaged only where we know how it looks."""
    value = parse(raw, path)
    with naming(path, otherwise="read_failed", missing="file_missing"):
        envelope = _envelope(value)
        try:
            return _decoded(envelope, is_whole=raw.endswith(b"\n"))
        except FaultError:
            if _is_newer(envelope):
                raise _of_newer(envelope) from None
            raise


def is_newer(raw: bytes, path: Path) -> bool:
    """Whether the bytes are a plan of a newer major version, or one that names a newer reader: we must not replace it.

    Only its version counts: what else is in its envelope may mean something that is not known here.
    """
    try:
        return _is_newer(_envelope(parse(raw, path)))
    except FaultError:  # what we cannot read may be theirs: its envelope stands at the ends of the file
        ends = raw[:_END] + raw[-_END:]
        said = {name.decode(): version.decode() for name, version in _VERSIONS.findall(ends)}
        return FORMAT.encode() in ends and bool(said) and _is_newer(said)


def _envelope(value: object) -> Body:
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise FaultError("not_a_plan")
    return value


def _is_newer(envelope: Body) -> bool:
    version, reader = (_said(envelope, key) for key in ("version", "minimum_reader"))
    ours = _number(VERSION)
    return version[:1] > ours[:1] or (reader or version) > ours


def _said(envelope: Body, key: str) -> tuple[int, ...]:
    """A version as far as it can be told, however it is written; nothing where it cannot."""
    match = _BEGINNING.match(str(envelope.get(key)))
    return (int(match[1]), int(match[2] or 0)) if match else ()


def _of_newer(envelope: Body) -> FaultError:
    version = ".".join(map(str, _said(envelope, "version") or _said(envelope, "minimum_reader")))
    return FaultError("future_version", version=version, reads=VERSION)


def _decoded(envelope: Body, *, is_whole: bool) -> Decoded:
    for key in _TEXTS:
        if not isinstance(envelope.get(key), str):
            raise FaultError("damaged", part=key)
    version = _version(envelope, "version")
    if not is_whole:
        raise FaultError("damaged", part="end")
    if _version(envelope, "minimum_reader") > _number(VERSION):
        raise _of_newer(envelope)
    if version > _number(VERSION):
        return _decoded_from_newer(envelope, version)
    _refuse_unknown_keys(envelope)
    body = _brought_up(_body(envelope), version)
    try:
        return Decoded(_draft(body), read_only=False, unknown=None)
    except ValidationError as error:
        raise field_fault(error) from None


def _refuse_unknown_keys(envelope: Body) -> None:
    unknown = sorted(envelope.keys() - _KEYS)
    if unknown:
        raise FaultError("bad_field", field=field_path(unknown[:1]), reason="unknown_field", count=str(len(unknown)))


def _number(version: str) -> Version:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise FaultError("damaged", part="version")
    return int(match[1]), int(match[2])


def _version(envelope: Body, key: str) -> Version:
    return _number(envelope[key])


def _body(envelope: Body) -> Body:
    body = envelope.get("body")
    if not isinstance(body, dict):
        raise FaultError("damaged", part="body")
    if sha256(canonical(body)) != envelope["sha256"]:
        raise FaultError("damaged", part="sha256")
    return body


def _brought_up(body: Body, version: Version) -> Body:
    while version != _number(VERSION):
        if version not in STEPS:
            raise FaultError("unknown_version", version="{}.{}".format(*version), reads=VERSION)
        version, step = STEPS[version]
        body = step(body)
    return body


def _decoded_from_newer(envelope: Body, version: Version) -> Decoded:
    """A newer minor version with its unknown fields kept; a newer major one, if it lets us, for reading only."""
    body = _body(envelope)
    try:
        locations = _unknown_locations(body)
        draft = _draft(without(body, locations))
    except ValidationError as error:
        raise field_fault(error) from None
    if version[0] > _number(VERSION)[0]:
        return Decoded(draft, read_only=True, unknown=None)
    fields = taken(body, locations, draft.model_dump(mode="json"))
    extra = {key: envelope[key] for key in envelope.keys() - _KEYS}
    unknown = Unknown(envelope["version"], envelope["minimum_reader"], extra, fields)
    return Decoded(draft, read_only=False, unknown=unknown)


def _unknown_locations(body: Body) -> tuple[Location, ...]:
    try:
        _draft(body)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
        return tuple(in_file(detail["loc"]) for detail in details if detail["type"] == "extra_forbidden")
    return ()


def _draft(body: Body) -> Draft:
    """Strict, as JSON: a number is no date and a count no truth value."""
    return Draft.model_validate_json(canonical(body), strict=True)
