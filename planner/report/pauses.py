"""What the pause rules say, as rows and sentences: now, and after the trade."""

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct

from planner.assess import Assessment
from planner.discipline.judging import RuleStanding, worst
from planner.discipline.standing import RuleState
from planner.domain.number import ENGINE, ONE
from planner.domain.pause_rules import Action, CountedRule, Ends, LossesRule, LossRule, RowRule, Rule, Scope, TradesRule
from planner.report import numbers
from planner.report.pause_words import DAY, HOUR, figure, missing_words, moment, rule_name, rule_sentence
from planner.report.rows import Row, Tone
from planner.words import translated

_TONES = {
    RuleState.ACTIVE: Tone.GOOD,
    RuleState.WARNED: Tone.CAUTION,
    RuleState.PROBATION: Tone.CAUTION,
    RuleState.UNKNOWN: Tone.CAUTION,
    RuleState.COOLDOWN: Tone.DANGER,
    RuleState.PAUSED: Tone.DANGER,
}
_WORDS = {
    RuleState.ACTIVE: "clear",
    RuleState.WARNED: "warning",
    RuleState.PROBATION: "on probation",
    RuleState.UNKNOWN: "cannot say",
    RuleState.COOLDOWN: "waiting",
    RuleState.PAUSED: "paused",
}
_COUNTS = {"deviations": "deviations", "losses": "losing_streak", "trades": "trades_today"}


class PauseRow(Struct, frozen=True):
    """A pause rule: what it is called and does, how much of it is used, its state now and after a loss.

    `counted` names the count that can be entered by hand, with its value; empty where there is none.
    """

    key: str
    name: str
    sentence: str
    text: str
    state: str
    if_loss: str
    tone: Tone
    counted: str = ""
    count: int = 0


def pause_rows(assessment: Assessment) -> tuple[PauseRow, ...]:
    """The pause rules."""
    return tuple(_pause_row(row, assessment) for row in assessment.pauses.rules)


def _pause_row(row: RuleStanding, assessment: Assessment) -> PauseRow:
    rule, currency = row.rule, assessment.draft.situation.account.currency
    name, counted = rule_name(rule), _counted_by_hand(rule)
    return PauseRow(
        rule.id,
        f"{name[:1].upper()}{name[1:]}",
        rule_sentence(rule, currency),
        _used(row, currency),
        state_words(row, assessment),
        _if_loss(row, assessment),
        _TONES[row.state],
        counted,
        int(row.used or 0) if counted else 0,
    )


def _counted_by_hand(rule: Rule) -> str:
    """The count that the rule looks at, where it can be entered."""
    is_apart = isinstance(rule, LossesRule | TradesRule) and rule.scope is not Scope.ACCOUNT
    is_windowed = isinstance(rule, RowRule) and not rule.in_a_row
    return "" if is_apart or is_windowed else _COUNTS.get(rule.kind, "")


def _used(row: RuleStanding, currency: str) -> str:
    if isinstance(row.rule, LossRule):
        share = used_share(row)
        limit = numbers.amount(row.limit, currency)
        return translated(
            "{share} of {limit}", share=numbers.NONE if share is None else numbers.percent(share, 0), limit=limit
        )
    if row.used is None or row.limit is None:
        return ""
    return f"{figure(row.rule, row.used, currency)} / {figure(row.rule, row.limit, currency)}"


def used_share(row: RuleStanding) -> Decimal | None:
    """How much of a limit is used, as a rate."""
    if row.used is None or row.limit is None:
        return None
    return ENGINE.divide(row.used, row.limit) if row.limit else ONE


def state_words(row: RuleStanding, assessment: Assessment) -> str:
    """The state of a rule, with what ends it."""
    if row.state is RuleState.UNKNOWN:
        return translated("cannot say: {missing} is not known", missing=missing_words(row.missing))
    if row.state is RuleState.PROBATION:
        return translated("on probation: {size} of the usual risk", size=numbers.percent(row.size, 0))
    return f"{translated(_WORDS[row.state])}{_until(row, assessment)}"


def _until(row: RuleStanding, assessment: Assessment) -> str:
    if row.until is not None:
        return translated(" until {until}", until=when(row.until, assessment))
    if not row.blocks or row.lock is None:
        return ""
    return translated(" for good") if row.lock.rule.pause.ends is Ends.NEVER else translated(" until it is reviewed")


def when(at: datetime, assessment: Assessment) -> str:
    """A time in the account's zone."""
    return moment(at, assessment.draft.situation.reset.zone, assessment.pauses.at)


def _if_loss(row: RuleStanding, assessment: Assessment) -> str:
    after = next((later for later in assessment.pauses.outlook.if_loss if later.rule.id == row.rule.id), None)
    if after is None or (after.state, after.until) == (row.state, row.until):
        return ""
    return translated("{after} if this trade loses", after=state_words(after, assessment))


def pause_pill(assessment: Assessment) -> Row:
    """The state of the account in a few words: the rule that binds most."""
    row = worst(assessment.pauses.rules)
    if row is None or row.state is RuleState.ACTIVE:
        return Row("pause_rules", translated("No pause"), "", Tone.GOOD)
    count = (
        translated("{used} of {limit} ", used=row.used, limit=row.limit)
        if isinstance(row.rule, CountedRule) and row.used is not None
        else ""
    )
    title = {
        RuleState.WARNED: translated("Caution"),
        RuleState.UNKNOWN: translated("Cannot say"),
        RuleState.PROBATION: translated("On probation"),
    }
    text = f"{title.get(row.state, 'Paused')}: {count}{rule_name(row.rule)}"
    if row.blocks and row.until is not None:
        text += f" · {left_words(row.until - assessment.pauses.at)}"
    return Row("pause_rules", text, "", _TONES[row.state])


ALLOWED_WHILE_PAUSED = "While paused, closing, reducing, adding margin and tightening a stop stay allowed."


def left_words(left: timedelta) -> str:
    """How long a pause still lasts, in the two largest units."""
    minutes = max(0, -(-int(left.total_seconds()) // 60))
    days, hours = minutes // DAY, minutes % DAY // HOUR
    if days:
        return translated("{days} d {hours} h left", days=days, hours=hours)
    return (
        translated("{hours} h {minutes:02} min left", hours=hours, minutes=minutes % HOUR)
        if hours
        else translated("{minutes} min left", minutes=minutes)
    )


def pause_lines(assessment: Assessment) -> tuple[str, ...]:
    """Every rule that keeps new trades off, a sentence each; that there is none."""
    binding = [row for row in assessment.pauses.rules if row.blocks]
    if not binding:
        return (translated("No rule keeps you from trading."),)
    return tuple(pause_objection(row, assessment) for row in binding)


def pause_objection(row: RuleStanding, assessment: Assessment) -> str:
    """Why a rule keeps the trade off, and until when."""
    name, currency = rule_name(row.rule), assessment.draft.situation.account.currency
    if row.state is RuleState.UNKNOWN:
        return translated("{name}: {missing} is not known.", name=_capital(name), missing=missing_words(row.missing))
    count = "" if not isinstance(row.rule, CountedRule | LossRule) else f" {_of(row, currency)}"
    is_open = row.rule.action is Action.FLATTEN and bool(assessment.draft.situation.positions)
    close = translated(" Close what is open.") if is_open else ""
    return translated(
        "{name}{count}: no new trades{until}.{close}",
        name=_capital(name),
        count=count,
        until=_until(row, assessment),
        close=close,
    )


def _of(row: RuleStanding, currency: str) -> str:
    if isinstance(row.rule, LossRule):
        share = used_share(row)
        return "" if share is None else translated("{share} used", share=numbers.percent(share, 0))
    return translated(
        "{used} of {limit}", used=figure(row.rule, row.used, currency), limit=figure(row.rule, row.limit, currency)
    )


def preview_rows(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """What the rules will say after the trade: a heading and a sentence for each outcome that is known."""
    outlook = assessment.pauses.outlook
    outcomes = (
        (translated("If it stops out"), outlook.if_loss),
        (translated("If it wins"), outlook.if_win),
        (translated("If it gaps twice as far"), outlook.if_gap),
    )
    return tuple((title, _preview(later, outlook.now, assessment)) for title, later in outcomes if later)


def _preview(later: tuple[RuleStanding, ...], now: tuple[RuleStanding, ...], assessment: Assessment) -> str:
    before = {row.rule.id: row for row in now}
    parts = [part for row in later if (part := _change(row, before.get(row.rule.id), assessment))]
    return f"{_capital('; '.join(parts))}." if parts else translated("No rule comes nearer.")


def _change(row: RuleStanding, before: RuleStanding | None, assessment: Assessment) -> str:
    """What becomes of one rule, where anything does."""
    currency = assessment.draft.situation.account.currency
    if before is not None and (before.state, before.until, before.used) == (row.state, row.until, row.used):
        return ""
    if row.rule.kind in {"size_up", "by_hand"} and not row.blocks:
        return ""
    name = rule_name(row.rule)
    of = f" {_of(row, currency)}" if isinstance(row.rule, CountedRule | LossRule) and row.used is not None else ""
    return (
        translated("{name}{of}: pause{until}", name=name, of=of, until=_until(row, assessment))
        if row.blocks
        else f"{name}{of}"
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
