"""What can be done to what a plan says of itself: tags, where the idea comes from, when to review it, its checklist."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from planner.domain.checklist import CheckItem
from planner.domain.edits import Edit
from planner.domain.plan import Draft


def _with_plan(draft: Draft, **changes: Any) -> Draft:  # noqa: ANN401 - checked by validation
    return draft.replace(plan=draft.plan.replace(**changes))


def set_tags(tags: tuple[str, ...], *, continuing: bool = False) -> Edit:
    """Find the plan by these names."""
    return Edit("set_tags", lambda draft: _with_plan(draft, tags=tags), continuing)


def set_source(source: str, *, continuing: bool = False) -> Edit:
    """Say where the idea comes from."""
    return Edit("set_source", lambda draft: _with_plan(draft, signal_source=source), continuing)


def set_review(day: date | None, *, continuing: bool = False) -> Edit:
    """Look at the plan again by that day, or (None) by none."""
    return Edit("set_review", lambda draft: _with_plan(draft, review_by=day), continuing)


def add_check(text: str) -> Edit:
    """One more thing to look at before the trade; one that is there already stays as it is."""

    def change(items: tuple[CheckItem, ...]) -> Iterable[CheckItem]:
        item = CheckItem(text=text)
        return items if any(known.text == item.text for known in items) else (*items, item)

    return Edit("set_checklist", lambda draft: _with_plan(draft, checklist=tuple(change(draft.plan.checklist))))


def change_check(index: int, **changes: bool) -> Edit:
    """Say whether an item is `done`, or `required`."""

    def change(draft: Draft) -> Draft:
        items = list(draft.plan.checklist)
        items[index] = items[index].replace(**changes)
        return _with_plan(draft, checklist=tuple(items))

    return Edit("set_checklist", change)


def remove_check(index: int) -> Edit:
    """One item less."""

    def change(draft: Draft) -> Draft:
        return _with_plan(draft, checklist=tuple(i for at, i in enumerate(draft.plan.checklist) if at != index))

    return Edit("set_checklist", change)
