"""The kinds of rules: what events each looks at, what it remembers of them, and how much of its limit is used."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from planner.discipline.counted import (
    count_deviation,
    count_override,
    count_result,
    count_trade,
    end_deviations,
    enter_deviations,
    enter_losses,
    enter_trades,
    keep_exit,
    keep_waited_exit,
    read_row,
    read_size,
    read_trades,
    strike_row,
    strike_size,
    strike_trades,
)
from planner.discipline.losses import follow_loss, read_loss, strike_loss
from planner.discipline.standing import Exit, Ledger, Loss, Opened, Reading, Row, Track, Version
from planner.domain.journal import Event
from planner.domain.pause_rules import Rule, Scope, ScopedRule, SizeUpRule

Follow = Callable[[Any, Any, Any, Ledger, Ledger], Track]
Strike = Callable[[Any, Any, Any, Any, Ledger], tuple[Track, Reading | None]]
Read = Callable[[Any, Any, Ledger, datetime], Reading]


def stay(_: Version[Rule], track: Track, *__: Event | Ledger) -> Track:
    """What is remembered, as it was."""
    return track


class Kind(Struct, frozen=True):
    """A kind of rule that looks at events: what it remembers, by the kind of event, and how that is read.

    `strike` tells what is found where an event reaches the limit; None where nothing is ever locked. `counts`: the
    limit is reached by one more alone, by no event that leaves the track as it was. `restarts`: its count begins anew
    where it sets a pause off.
    """

    start: Track
    follow: Mapping[str, Follow]
    read: Read
    strike: Strike | None = None
    counts: bool = False
    restarts: bool = False


KINDS: dict[str, Kind] = {
    "deviations": Kind(
        Row(),
        {
            "deviated": count_deviation,
            "overridden": count_override,
            "trade_closed": end_deviations,
            "counts_entered": enter_deviations,
        },
        read_row,
        strike_row,
        counts=True,
        restarts=True,
    ),
    "losses": Kind(
        Row(),
        {"trade_closed": count_result, "counts_entered": enter_losses},
        read_row,
        strike_row,
        counts=True,
        restarts=True,
    ),
    "loss": Kind(
        Loss(),
        dict.fromkeys(("trade_opened", "trade_closed", "equity_marked", "transferred", "counts_entered"), follow_loss),
        read_loss,
        strike_loss,
    ),
    "trades": Kind(
        Opened(),
        {"trade_opened": count_trade, "counts_entered": enter_trades},
        read_trades,
        strike_trades,
        counts=True,
    ),
    "size_up": Kind(Exit(), {"trade_opened": stay, "trade_closed": keep_exit}, read_size, strike_size),
    "cool_down": Kind(Exit(), {"trade_closed": keep_waited_exit}, read_size),
}
"""By the kind of rule. The other kinds look at no events of trades: news, the margin level, a pause by hand."""


def scope_of(rule: Rule) -> Scope:
    """What a rule counts apart."""
    if isinstance(rule, ScopedRule):
        return rule.scope
    return Scope.INSTRUMENT if isinstance(rule, SizeUpRule) else Scope.ACCOUNT


SCOPES: dict[Scope, Callable[[Any, str, str], str | None]] = {
    Scope.ACCOUNT: lambda _, __, ___: "",
    Scope.INSTRUMENT: lambda _, instrument, __: instrument,
    Scope.CLUSTER: lambda rule, instrument, _: "" if instrument in rule.instruments else None,
    Scope.DIRECTION: lambda _, __, side: str(side),
}
"""The scope that a trade in an instrument and on a side falls in, by what the rule counts apart."""


def scope_for(rule: Rule, instrument: str, side: str) -> str | None:
    """The scope of the rule that a trade in an instrument and on a side falls in, if any."""
    return SCOPES[scope_of(rule)](rule, instrument, side)
