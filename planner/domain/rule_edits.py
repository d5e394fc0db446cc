"""The trader's own numbers in the rules of a plan's venue, and which of them differ from the shipped file.

A rule is named by a dotted path from the venue, as in `stock.maintenance_long`; what begins with `instrument` is a rule
of the plan's instrument, as in `instrument.margin_tiers.0.notional_cap`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from planner.domain.edits import Edit
from planner.domain.number import ONE, is_on_step
from planner.domain.plan import Draft
from planner.domain.venue import Venue
from planner.domain.venue_rules import PartialLiquidation

RuleValue = Decimal | date | str | None
"""A number, a date, or a word: one of a few (a choice), or any."""
Values = Mapping[str, RuleValue]
Now = Callable[[str], Decimal | None]

OWN_MARK = "my_"
OWN_NAME = " (yours)"
CHANGE_RULES = "change_rules"
_NOT_RULES = frozenset({"id", "name", "changed", "instruments"})
_NOT_RULES_OF_INSTRUMENTS = {"asset_class", "sector"}
_LONGEST_ID, _LONGEST_NAME = 40, 80


def own_id(venue_id: str) -> str:
    """The id of the trader's own copy of a venue."""
    return venue_id if is_own(venue_id) else f"{OWN_MARK}{venue_id}"[:_LONGEST_ID].rstrip()


def is_own(venue_id: str) -> bool:
    """Whether a venue is the trader's own copy."""
    return venue_id.startswith(OWN_MARK)


def shipped_id(venue_id: str) -> str:
    """The id of the venue a copy was made of."""
    return venue_id.removeprefix(OWN_MARK)


def as_own(venue: Venue) -> Venue:
    """The rules under an id and a name of the trader's own."""
    name = venue.name.removesuffix(OWN_NAME)[: _LONGEST_NAME - len(OWN_NAME)]
    return venue.replace(id=own_id(venue.id), name=f"{name}{OWN_NAME}")


def changed_path(path: str, symbol: str) -> str:
    """How a rule of the plan's instrument is named among the changed ones."""
    return f"instruments.{symbol}.{path.removeprefix('instrument.')}" if path.startswith("instrument.") else path


def rule_value(venue: Venue, symbol: str, path: str) -> RuleValue:
    """The value at a path; None where there is none."""
    found: Any = venue
    for step in path.split("."):
        if found is None:
            return None
        if step == "instrument":
            found = found.instrument(symbol)
        else:
            found = found[int(step)] if step.isdigit() else getattr(found, step)
    return found if isinstance(found, (Decimal, date, str)) else None


def with_rules(venue: Venue, symbol: str, values: Values) -> Venue:
    """The venue with other values; raises pydantic's `ValidationError` where they contradict each other."""
    body = venue.model_dump()
    for path, value in values.items():
        *way, last = path.split(".")
        holder: Any = body
        for step in way:
            if step == "instrument":
                holder = next(one for one in body["instruments"] if one["symbol"] == symbol)
            else:
                holder = holder[int(step) if step.isdigit() else step]
        holder[last] = value
    return Venue.model_validate(body)


def differing(venue: Venue, base: Venue) -> tuple[str, ...]:
    """The dotted paths of all rules in which a venue differs from another, in instruments that both list."""
    one, other = venue.model_dump(exclude=set(_NOT_RULES)), base.model_dump(exclude=set(_NOT_RULES))
    found = list(_differences("", one, other))
    for instrument in venue.instruments:
        before = base.instrument(instrument.symbol)
        if before is not None:
            one, other = (side.model_dump(exclude=_NOT_RULES_OF_INSTRUMENTS) for side in (instrument, before))
            found += _differences(f"instruments.{instrument.symbol}", one, other)
    return tuple(found)


def _differences(path: str, one: Any, other: Any) -> Iterator[str]:  # noqa: ANN401 - dumped records
    if isinstance(one, dict) and isinstance(other, dict):
        for key, value in one.items():
            yield from _differences(f"{path}.{key}".lstrip("."), value, other[key])
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for index, (value, before) in enumerate(zip(one, other, strict=True)):
            yield from _differences(f"{path}.{index}", value, before)
    elif one != other:
        yield path


def changed_since(after: Venue, before: Venue, shipped: Venue | None) -> tuple[str, ...]:
    """What the trader has changed: against the shipped rules of the same date; without them, what is added to before.

    Rules of another date differ by what the venue changed, which is not the trader's doing.
    """
    if shipped is not None and (shipped.as_of == before.as_of or "as_of" in before.changed):
        return differing(after, shipped)
    return tuple(dict.fromkeys((*before.changed, *differing(after, before))))


def change_rules(values: Values, shipped: Venue | None) -> Edit:
    """Judge the plan by rules with other numbers."""

    def change(draft: Draft) -> Draft:
        before = draft.situation.venue
        after = with_rules(before, draft.plan.instrument, values)
        return _judged_by(draft, after.replace(changed=changed_since(after, before, shipped)))

    return Edit(CHANGE_RULES, change)


def restore_rules(shipped: Venue) -> Edit:
    """Judge the plan by the shipped rules again; an instrument they do not list keeps its own."""

    def change(draft: Draft) -> Draft:
        carried = draft.situation.venue.instruments
        listed = tuple(shipped.instrument(one.symbol) or one for one in carried)
        return _judged_by(draft, shipped.replace(instruments=listed))

    return Edit(CHANGE_RULES, change)


def keep_own_rules() -> Edit:
    """Judge the plan by the trader's own copy of its venue."""
    return Edit(CHANGE_RULES, lambda draft: _judged_by(draft, as_own(draft.situation.venue)))


def _judged_by(draft: Draft, venue: Venue) -> Draft:
    return draft.replace(situation=draft.situation.replace(venue=venue))


def completed(venue: Venue, listing: Venue) -> Venue:
    """The rules with all instruments of a listing that they lack."""
    known = {instrument.symbol for instrument in venue.instruments}
    lent = tuple(one for one in listing.instruments if one.symbol not in known)
    return venue.replace(instruments=(*venue.instruments, *lent)) if lent else venue


def contradictions(venue: Venue, symbol: str, values: Values) -> dict[str, str]:
    """The rules whose numbers contradict others: path and code."""

    def now(path: str) -> Decimal | None:
        found = values[path] if path in values else rule_value(venue, symbol, path)
        return found if isinstance(found, Decimal) else None

    orders = {later: code for earlier, later, code in _ORDERS if _is_above(now(earlier), now(later))}
    first, call = now("instrument.loan.initial_ltv"), now("instrument.loan.margin_call_ltv")
    if first is not None and first == call:
        orders["instrument.loan.margin_call_ltv"] = "call_ltv_too_low"
    last = now("instrument.loan.liquidation_ltv")
    if last is not None and last >= ONE:
        orders["instrument.loan.liquidation_ltv"] = "liquidation_ltv_too_high"
    least, step = now("instrument.min_quantity"), now("instrument.quantity_step")
    largest = now("instrument.max_quantity")
    if least is not None and largest is not None and largest < least:
        orders["instrument.max_quantity"] = "largest_too_small"
    if now("instrument.funding_rate") is not None and now("instrument.funding_interval_hours") is None:
        orders["instrument.funding_interval_hours"] = "funding_needs_period"
    off_step = least is not None and step is not None and not is_on_step(least, step)
    tiers, parts = dict(_tier_faults(venue, symbol, now)), dict(_part_faults(_word(venue, symbol, values), now))
    return {**orders, **tiers, **parts, **({"instrument.min_quantity": "minimum_off_step"} if off_step else {})}


def _word(venue: Venue, symbol: str, values: Values) -> str:
    """How much a liquidation closes."""
    path = "liquidation.partial"
    return str(values[path] if path in values else rule_value(venue, symbol, path))


def _part_faults(partial: str, now: Now) -> Iterator[tuple[str, str]]:
    """What a part that is closed first lacks."""
    target, level = now("liquidation.target_ratio"), now("liquidation_ratio")
    if partial == PartialLiquidation.SLICES and not now("liquidation.slice_rate"):
        yield "liquidation.slice_rate", "slice_missing"
    if partial == PartialLiquidation.TO_TARGET and target is None:
        yield "liquidation.target_ratio", "target_missing"
    elif target is not None and level is not None and target < level:
        yield "liquidation.target_ratio", "target_too_low"


_ORDERS = (
    ("liquidation_ratio", "margin_call_ratio", "call_below_liquidation"),
    ("liquidation_money", "margin_call_money", "call_below_liquidation"),
    ("instrument.futures_margin.maintenance", "instrument.futures_margin.initial", "initial_below_maintenance"),
    ("instrument.loan.initial_ltv", "instrument.loan.margin_call_ltv", "call_ltv_too_low"),
    ("instrument.loan.margin_call_ltv", "instrument.loan.liquidation_ltv", "liquidation_ltv_too_low"),
)
"""Rules of which the second is never below the first; the first two thresholds of a loan also differ."""


def _is_above(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other


def _tier_faults(venue: Venue, symbol: str, now: Now) -> Iterator[tuple[str, str]]:
    instrument = venue.instrument(symbol)
    for below, above in pairwise(range(len(instrument.margin_tiers) if instrument else 0)):
        at = [f"instrument.margin_tiers.{index}" for index in (below, above)]
        cap, rate, leverage = ([now(f"{tier}.{name}") for tier in at] for name in _TIER)
        if cap[0] is not None and cap[1] is not None and cap[1] <= cap[0]:
            yield f"{at[1]}.notional_cap", "cap_too_low"
        if _is_above(*rate):
            yield f"{at[1]}.maintenance_margin_rate", "rate_too_low"
        if _is_above(leverage[1], leverage[0]):
            yield f"{at[1]}.max_leverage", "leverage_too_high"


_TIER = ("notional_cap", "maintenance_margin_rate", "max_leverage")
