"""The trader's limits as bars: what is used now, what this plan adds, what is left. They warn at four fifths."""

from decimal import Decimal

from msgspec import Struct

from planner.assess import Assessment
from planner.discipline.bounds import Usage
from planner.discipline.limits import has_margin_floor, state_at_stop
from planner.domain.number import ENGINE, ONE, ZERO, exactly
from planner.domain.venue import Side
from planner.report import numbers
from planner.report.rows import Tone
from planner.words import translated


class LimitRow(Struct, frozen=True):
    """A limit as a bar: shares of the limit already used and added by this plan."""

    key: str
    text: str
    detail: str
    used: float
    added: float
    tone: Tone
    changed: str = ""


@exactly
def limit_rows(assessment: Assessment) -> tuple[LimitRow, ...]:
    """The trader's limits as bars; the margin level as a floor."""
    rows = [_usage_row(usage, assessment) for usage in assessment.usages]
    after, limits = assessment.evaluation.after, assessment.draft.situation.limits
    if after is not None and after.margin_level is not None and has_margin_floor(assessment.evaluation):
        rows.append(_floor_row("margin_level_floor", after.margin_level, limits.margin_level_floor))
    floor, quantity = limits.stop_margin_level_floor, assessment.evaluation.quantity
    found = state_at_stop(assessment.evaluation) if quantity else None
    level = None if found is None or quantity is None else found.level(quantity)
    if level is not None and floor is not None:
        rows.append(_floor_row("margin_level_at_stop", level, floor))
    return tuple(rows)


def _floor_row(key: str, level: Decimal, floor: Decimal) -> LimitRow:
    share = float(ENGINE.divide(floor, level)) if level > 0 else 2.0
    text = f"{_beside(level, floor, 0)} / ≥ {numbers.percent(floor, 0)}"
    return LimitRow(key, text, "", 0.0, share, tone_of(share))


def _usage_row(usage: Usage, assessment: Assessment) -> LimitRow:
    plan, equity = assessment.draft.plan, _equity(usage, assessment)
    limit, currency = numbers.percent(ENGINE.divide(usage.limit, equity)), assessment.draft.situation.account.currency
    is_unbounded = plan.stop_price is None and plan.entry_price is not None
    if usage.used is None or (is_unbounded and usage.added is None):
        return LimitRow(usage.rule, translated("unbounded / {limit}", limit=limit), "", 1.0, 1.0, Tone.DANGER)
    total = None if usage.added is None else ENGINE.add(usage.used, usage.added)
    share = (
        numbers.NONE if total is None else _beside(ENGINE.divide(total, equity), ENGINE.divide(usage.limit, equity), 2)
    )
    left = numbers.money(None if total is None else ENGINE.subtract(usage.limit, total), currency)
    parts = (
        [] if usage.rule == "single_trade" else [translated("now {used}", used=numbers.amount(usage.used, currency))]
    )
    parts = [subject_words(usage.subject), *parts] if usage.subject else parts
    parts += [
        translated("this plan {added}", added=numbers.amount(usage.added, currency)),
        translated("left {left}", left=left),
    ]
    filled = [
        float(ENGINE.divide(part, usage.limit)) if usage.limit else 2.0 for part in (usage.used, usage.added or ZERO)
    ]
    tone = Tone.PLAIN if total is None else tone_of(sum(filled))
    return LimitRow(usage.rule, f"{share} / {limit}", " · ".join(parts), filled[0], filled[1], tone)


def _equity(usage: Usage, assessment: Assessment) -> Decimal:
    """What a limit is a share of: equity before the trade, for margin what is left of it once the plan is open."""
    evaluation = assessment.evaluation
    state = evaluation.after if usage.rule == "margin_use" else evaluation.before
    return ONE if state is None or state.equity <= 0 else state.equity


def _beside(rate: Decimal, limit: Decimal, places: int) -> str:
    """A rate in percent, with a few more decimals where it takes them to tell it from its limit."""
    apart = (more for more in range(places, places + 3) if numbers.percent(rate, more) != numbers.percent(limit, more))
    return numbers.percent(rate, places if rate == limit else next(apart, places))


def tone_of(share: float) -> Tone:
    """What a share of a limit means."""
    if share > 1:
        return Tone.DANGER
    return Tone.CAUTION if share > 0.8 else Tone.GOOD  # noqa: PLR2004 - limits warn at four fifths


_SIDES = {Side.LONG: "all longs", Side.SHORT: "all shorts"}


def subject_words(subject: str) -> str:
    """What a limit is about: an instrument, a group, a currency, or a side."""
    return translated(_SIDES[Side(subject)]) if subject in set(Side) else subject
