"""What to be careful about with a price history beside a plan: it is old, begins after now, or is of another price."""

from datetime import datetime, timedelta
from decimal import Decimal, localcontext

from planner.assess import Assessment
from planner.domain.number import ENGINE, ONE
from planner.report import numbers
from planner.report.ages import candle_words, early_words
from planner.words import translated

FAR = Decimal("0.5")
"""A share of the last close."""


def cautions(assessment: Assessment, last: tuple[datetime, timedelta] | None, close: Decimal | None) -> tuple[str, str]:
    """A few words and what they mean, of the last candle (its opening, its length) and its close; else nothing.

    Of a plan that is judged at a moment of its own, candles may well begin after that.
    """
    draft, at, told = assessment.draft, assessment.pauses.at, []
    if last is not None:
        told.append(candle_words(*last, at))
        if draft.situation.judged_at is None:
            told.append(early_words(*last, at))
    told.append(far_words(draft.plan.entry_price, close))
    words, hints = zip(*told, strict=True)
    return " · ".join(filter(None, words)), "\n".join(filter(None, hints))


def is_far(entry: Decimal | None, close: Decimal | None) -> bool:
    """Whether the last close of a price history is so far from an entry that it is probably of something else."""
    with localcontext(ENGINE):
        return entry is not None and bool(close) and abs(entry - (close or ONE)) > FAR * (close or ONE)


def far_words(entry: Decimal | None, close: Decimal | None) -> tuple[str, str]:
    """How far from the last close the entry is, where it is probably of another instrument or unit; else nothing."""
    if entry is None or not close or not is_far(entry, close):
        return "", ""
    with localcontext(ENGINE):
        away = (entry - close) / close
    rate = numbers.percent(abs(away))
    if away < 0:
        return translated("entry {rate} below the last close", rate=rate), translated(
            "The entry is {rate} below the last close of this price history: is it the right one?", rate=rate
        )
    return translated("entry {rate} above the last close", rate=rate), translated(
        "The entry is {rate} above the last close of this price history: is it the right one?", rate=rate
    )
