"""The older events of a long account, as a plan file packs them."""

import zlib
from base64 import b64encode
from datetime import timedelta

import pytest
from pydantic import TypeAdapter, ValidationError

from planner.domain import older_events
from planner.domain.fault import Fault, FaultError
from planner.domain.older_events import OlderEvents, Packed, parted, unpacked
from tests.conftest import make_draft
from tests.happenings import NOW, closed

EVENTS = tuple(closed(NOW + minute * timedelta(minutes=1), -minute) for minute in range(5))
LINE = (
    b'{"id":"a","at":"2026-04-01T09:00:00Z","recorded_at":"2026-04-01T09:00:00Z","kind":"transferred","amount":"1"}\n'
)
_PACKED: TypeAdapter[OlderEvents] = TypeAdapter(Packed)


def _packed(raw: bytes) -> str:
    return b64encode(raw).decode()


def test_the_newest_stay_and_all_others_are_older() -> None:
    assert parted(EVENTS, 2) == (OlderEvents(EVENTS[:3]), EVENTS[3:])
    assert parted(EVENTS, 5) == parted(EVENTS) == (OlderEvents(), EVENTS)


def test_packed_events_come_back_as_they_were() -> None:
    packed = OlderEvents(EVENTS).packed
    assert unpacked(packed) == OlderEvents(EVENTS)
    assert (OlderEvents().packed, unpacked("")) == ("", OlderEvents())


def test_a_packed_event_is_a_line_of_json_in_zlib_in_base64() -> None:
    (event,) = unpacked(_packed(zlib.compress(LINE))).events
    assert (event.id, event.at, event.kind) == ("a", NOW, "transferred")


@pytest.mark.parametrize(
    "text",
    [
        "§",
        "AAAA",
        _packed(b"no zlib"),
        _packed(zlib.compress(LINE)[:-4]),
        _packed(zlib.compress(b"{}\n")),
        _packed(zlib.compress(LINE.replace(b'"1"', b"1"))),
        _packed(zlib.compress(LINE[:-1])),
        _packed(zlib.compress(b" " * 2**26)),
        _packed(zlib.compress(b"\n" * 2**26)),
    ],
    ids=[
        "no text of ours",
        "nothing packed",
        "no zlib",
        "cut short",
        "no event",
        "a number that is no text",
        "half a line",
        "a line without end",
        "nothing but lines",
    ],
)
def test_what_is_no_packed_history_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        unpacked(text)


def test_more_events_than_memory_is_given_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = OlderEvents(EVENTS).packed
    monkeypatch.setattr(older_events, "MOST", 4)
    assert unpacked(OlderEvents(EVENTS[1:]).packed) == OlderEvents(EVENTS[1:])
    with pytest.raises(ValueError, match="too many"):
        unpacked(whole)


def test_none_of_a_long_history_is_left_out_and_a_plan_refuses_what_it_cannot_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(older_events, "MOST", 4)
    older, _ = parted(EVENTS, 0)
    assert older.events == EVENTS
    with pytest.raises(FaultError) as caught:
        _ = older.packed
    assert caught.value.fault == Fault("history_too_long", {"events": "5", "most": "4"})


def test_a_record_takes_events_or_their_text_and_nothing_else() -> None:
    older = OlderEvents(EVENTS)
    assert _PACKED.validate_python(older) is older
    assert _PACKED.validate_json(_PACKED.dump_json(older)) == older
    with pytest.raises(ValidationError):
        _PACKED.validate_python(7)


def test_what_happened_in_a_situation_begins_with_its_older_events() -> None:
    older, newest = parted([closed(NOW, -1, id=f"c{number}") for number in range(3)], 1)
    situation = make_draft().situation.replace(events=newest, older_events=older)
    assert [event.id for event in situation.happened] == ["c0", "c1", "c2"]
