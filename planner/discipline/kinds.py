"""The kinds of rules: what events each looks at, what it remembers of them, and how much of its limit is used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from planner.discipline.counted import (
    follow_cool_down,
    follow_deviations,
    follow_exits,
    follow_losses,
    follow_trades,
    read_row,
    read_size,
    read_trades,
)
from planner.discipline.losses import follow_loss, is_clear, read_loss
from planner.discipline.standing import Exit, Ledger, Loss, Opened, Reading, Row, Track
from planner.domain.journal import Event, TradeClosed, TradeOpened
from planner.domain.pause_rules import Rule, Scope, ScopedRule, SizeUpRule

Clear = Callable[[Any, Any, Ledger], bool]
Follow = Callable[[Any, Any, Event, Ledger, Ledger], Track]
Read = Callable[[Any, Any, Ledger, datetime], Reading]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rule that looks at events. `restarts`: its count begins anew where it sets a pause off.

    `is_clear` tells at little cost that a limit is far, where it can.
    """

    start: Track
    looks_at: frozenset[str]
    follow: Follow
    read: Read
    restarts: bool = False
    is_clear: Clear = lambda *_: False


KINDS: dict[str, Kind] = {
    "deviations": Kind(
        Row(),
        frozenset({"deviated", "overridden", "trade_closed", "counts_entered"}),
        follow_deviations,
        read_row,
        restarts=True,
    ),
    "losses": Kind(Row(), frozenset({"trade_closed", "counts_entered"}), follow_losses, read_row, restarts=True),
    "loss": Kind(
        Loss(),
        frozenset({"trade_opened", "trade_closed", "equity_marked", "transferred", "counts_entered"}),
        follow_loss,
        read_loss,
        is_clear=is_clear,
    ),
    "trades": Kind(Opened(), frozenset({"trade_opened", "counts_entered"}), follow_trades, read_trades),
    "size_up": Kind(Exit(), frozenset({"trade_opened", "trade_closed"}), follow_exits, read_size),
    "cool_down": Kind(Exit(), frozenset({"trade_closed"}), follow_cool_down, read_size),
}
"""By the kind of rule. The other kinds look at no events of trades: news, the margin level, a pause by hand."""


def scope_of(rule: Rule, event: Event) -> str | None:
    """What an event counts towards: an instrument, a side, or nothing for all; None where the rule leaves it out."""
    if not is_apart(rule):
        return ""
    return scope_for(rule, event.instrument, event.side) if isinstance(event, (TradeOpened, TradeClosed)) else None


def is_apart(rule: Rule) -> bool:
    """Whether the rule counts scopes apart."""
    return isinstance(rule, SizeUpRule) or (isinstance(rule, ScopedRule) and rule.scope is not Scope.ACCOUNT)


def scope_for(rule: Rule, instrument: str, side: str) -> str | None:
    """The scope of the rule that a trade in an instrument and on a side falls in, if any."""
    if not isinstance(rule, ScopedRule):
        return instrument if isinstance(rule, SizeUpRule) else ""
    match rule.scope:
        case Scope.ACCOUNT:
            return ""
        case Scope.INSTRUMENT:
            return instrument
        case Scope.DIRECTION:
            return str(side)
        case Scope.CLUSTER:
            return "" if instrument in rule.instruments else None
