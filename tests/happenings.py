"""Events of an account, and the rule table that plans of the tests are judged by."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from planner.domain.journal import Event
from planner.domain.pause_rules import PauseRule, Reset, RuleTable

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
"""A Wednesday."""

UTC_DAYS = Reset()
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_RULE: TypeAdapter[PauseRule] = TypeAdapter(PauseRule)
_TRADE = {"instrument": "EURUSD", "side": "long", "quantity": "1", "price": "1"}


def rule(kind: str, **changes: Any) -> PauseRule:  # noqa: ANN401 - the fields of any rule
    """A rule of a kind, which is its id too."""
    return _RULE.validate_python({"kind": kind, "id": kind, **changes})


RULES: tuple[PauseRule, ...] = TypeAdapter(RuleTable).validate_python(
    (rule("losses", id="losing_streak"), rule("deviations"))
)
"""Three losses or three deviations in a row pause new trades for a day."""


def event(kind: str, at: datetime, late: timedelta = timedelta(0), **changes: Any) -> Event:  # noqa: ANN401 - the fields of any event
    """An event at a moment, recorded later by so much."""
    placed = {"id": f"{kind}.{at.isoformat().replace('+', '-')}", "at": at, "recorded_at": at + late}
    return _EVENT.validate_python({"kind": kind, **placed, **changes})


def closed(at: datetime, pnl: object, **changes: Any) -> Event:  # noqa: ANN401 - the fields of the event
    """A trade closed with a result, by its stop where it lost."""
    trade = changes.pop("trade", f"trade.{at:%Y%m%dT%H%M%S}")
    reason = "stop" if Decimal(str(pnl)) < 0 else "target"
    return event("trade_closed", at, **{**_TRADE, "trade": trade, "pnl": str(pnl), "exit_reason": reason, **changes})


def opened(at: datetime, **changes: Any) -> Event:  # noqa: ANN401 - the fields of the event
    """A trade opened."""
    trade = changes.pop("trade", f"trade.{at:%Y%m%dT%H%M%S}")
    return event("trade_opened", at, **{**_TRADE, "trade": trade, **changes})


def marked(at: datetime, balance: object, equity: object | None = None, **changes: Any) -> Event:  # noqa: ANN401 - the fields of the event
    """What the account held: nothing open where no equity is given."""
    held: dict[str, Any] = {"balance": str(balance), "equity": None if equity is None else str(equity)}
    return event("equity_marked", at, **held, **changes)


def counts(at: datetime = NOW, **entered: Any) -> tuple[Event, ...]:  # noqa: ANN401 - a count, or money
    """Counts entered by hand, each on its own."""
    return tuple(event("counts_entered", at, id=f"counts.{name}", **{name: value}) for name, value in entered.items())
