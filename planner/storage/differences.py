"""What differs between two drafts, field by field: what recovery offers to bring back."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from planner.domain.number import to_text
from planner.domain.older_events import OlderEvents
from planner.domain.plan import Draft


class Difference(Struct, frozen=True):
    """A field such as `plan.stop_price` with its text before and after; empty where it has none."""

    field: str
    before: str
    after: str


def differences(before: Draft, after: Draft) -> tuple[Difference, ...]:
    """Every field in which two drafts differ, in the order of the plan; of older events it tells how many there are."""
    old, new = dict(_fields(before)), dict(_fields(after))
    fields = [*old, *(field for field in new if field not in old)]
    return tuple(
        Difference(field, _text(old.get(field)), _text(new.get(field)))
        for field in fields
        if old.get(field) != new.get(field)
    )


def _fields(draft: Draft) -> Iterator[tuple[str, object]]:
    yield from _leaves(draft.model_dump(exclude={"situation": {"older_events"}}), "")
    yield "situation.older_events", draft.situation.older_events


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}.{index}")
    else:
        yield path, value


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, OlderEvents):
        return str(len(value.events))
    return to_text(value) if isinstance(value, Decimal) else str(value)
