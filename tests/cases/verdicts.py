"""Which rule binds: verdicts and caps calculated by hand.

The plan of `make_draft` buys at 50,000 with a stop at 49,000 and 10x on 10,000: one unit loses 1,000 and blocks 5,000.
"""

from collections.abc import Mapping

from planner.domain.plan import Draft
from planner.domain.venue import Venue
from tests.cases.case import Case
from tests.cases.published import of_x
from tests.conftest import limits, linear_instrument, linear_venue, make_draft, position, tiers
from tests.happenings import counts

FREE = limits(single_trade_rate="1", total_open_rate="1", margin_level_floor="0.5")
TWO_TIERS = tiers(("100000", "0.005", "20"), ("1000000", "0.01", "10"))


def _venue(**changes: object) -> Venue:
    return linear_venue(linear_instrument(**changes))


def _says(name: str, decision: str, binding: str | None, quantity: str | None, **changes: object) -> Case:
    figures = {"verdict.decision": decision, "verdict.binding": binding, "verdict.quantity": quantity}
    return Case(name, make_draft(**changes), figures, tolerance="0")


def _units(quantity: str) -> dict[str, object]:
    return {"size_by": "quantity", "size": quantity}


_NO_STOP = position(stop_price=None)
VERDICTS = (
    _says("inside every limit", "take", None, "0.2"),
    _says("exactly at the single-trade limit", "take", None, "0.2", **_units("0.2")),
    _says("single trade", "shrink", "single_trade", "0.2", **_units("0.201")),
    _says("total open risk", "shrink", "total_open_risk", "0.1", positions=[position(quantity="0.5")]),
    _says("no risk left", "do_not_take", "total_open_risk", None, positions=[position(quantity="0.7")]),
    _says("largest order", "shrink", "max_quantity", "0.1", venue=_venue(max_quantity="0.1")),
    _says(
        "leverage tier",
        "shrink",
        "leverage_tier",
        "2",
        **_units("3"),
        leverage="20",
        limits=FREE,
        venue=_venue(margin_tiers=TWO_TIERS),
    ),
    _says(
        "what is allowed is below the smallest order",
        "do_not_take",
        "single_trade",
        None,
        **_units("0.5"),
        venue=_venue(min_quantity="0.3"),
    ),
    _says(
        "what is allowed is below the smallest notional",
        "do_not_take",
        "single_trade",
        None,
        **_units("0.5"),
        venue=_venue(min_notional="15000"),
    ),
    _says("a position without a stop", "do_not_take", "position_without_stop", None, positions=[_NO_STOP]),
    _says("a warned pause rule", "take", None, "0.2", events=counts(losing_streak=2, deviations=2)),
    _says("a losing streak", "do_not_take", "losing_streak", None, events=counts(losing_streak=3)),
    _says("deviations", "do_not_take", "deviations", None, events=counts(deviations=4)),
    _says("both pause rules", "do_not_take", "losing_streak", None, events=counts(losing_streak=3, deviations=3)),
    _says(
        "an input counts more than a pause",
        "cannot_say",
        "entry_missing",
        None,
        entry_price=None,
        events=counts(losing_streak=3),
    ),
    _says(
        "a pause counts more than a blocker",
        "do_not_take",
        "losing_streak",
        None,
        **_units("0.1"),
        stop_price=None,
        events=counts(losing_streak=3),
    ),
    _says(
        "a blocker counts more than an unbounded position",
        "do_not_take",
        "stop_missing",
        None,
        **_units("0.1"),
        stop_price=None,
        positions=[_NO_STOP],
    ),
    _says(
        "a blocker counts more than a limit",
        "do_not_take",
        "leverage_above_maximum",
        None,
        **_units("3"),
        venue=_venue(max_leverage="5"),
    ),
    Case(
        "available margin",
        of_x(wallet_balance="6900", size="3000", leverage="30", stop_price="99.5", limits=FREE),
        {"verdict.decision": "shrink", "verdict.binding": "available_margin", "verdict.quantity": "2070"},
    ),
    Case(
        "margin level",
        of_x(
            wallet_balance="6900",
            size="1900",
            leverage="30",
            stop_price="99.5",
            limits=FREE.replace(margin_level_floor="2"),
        ),
        {"verdict.decision": "shrink", "verdict.binding": "margin_level", "verdict.quantity": "1035"},
    ),
)

_COSTLY = {"fee_rate": "0.0005", "slippage_rate": "0.0005"}
_HELD = {"positions": [position(mark_price="51000")]}
_CROSS = {"positions": [position(mark_price="51000", margin_mode="cross")], "margin_mode": "cross"}


def _capped(name: str, changes: Mapping[str, object], **caps: str | None) -> list[tuple[str, str | None, Case]]:
    draft: Draft = make_draft(**changes)
    return [(rule, quantity, Case(name, draft)) for rule, quantity in caps.items()]


CAPS = (
    *_capped(
        "no cost",
        {},
        single_trade="200/1000",
        total_open_risk="600/1000",
        available_margin="10000/5000",
        margin_level="10000/10000",
        leverage_tier="1000000000/50000",
        max_quantity=None,
    ),
    *_capped(
        "fees of 25 to open and 24.48775 to close at 48,975.50, 24.50 of slippage",
        _COSTLY,
        single_trade="20000000/107398775",
        total_open_risk="60000000/107398775",
        available_margin="10000/5025",
        margin_level="10000/10025",
    ),
    *_capped(
        "an isolated position 100 ahead, 500 posted, 100 below its entry at its stop",
        _HELD,
        single_trade="202/1000",
        total_open_risk="506/1000",
        available_margin="9500/5000",
        margin_level="9100/10000",
        leverage_tier="999995000/50000",
    ),
    *_capped(
        "a cross position 100 ahead, 510 blocked at its mark",
        _CROSS,
        available_margin="9590/5000",
        margin_level="9080/10000",
    ),
    *_capped(
        "an opposite position", {"positions": [position(side="short", stop_price="51000")]}, leverage_tier="20000"
    ),
    *_capped("two tiers at 10x", {"venue": _venue(margin_tiers=TWO_TIERS)}, leverage_tier="20"),
    *_capped("two tiers at 11x", {"venue": _venue(margin_tiers=TWO_TIERS), "leverage": "11"}, leverage_tier="2"),
    *_capped("no tiers", {"venue": _venue(margin_tiers=[])}, leverage_tier=None),
    *_capped("a largest order", {"venue": _venue(max_quantity="7")}, max_quantity="7"),
    *_capped("a position without a stop", {"positions": [_NO_STOP]}, single_trade="200/1000", total_open_risk="0"),
    *_capped("no stop", {**_units("1"), "stop_price": None}, single_trade=None, total_open_risk=None),
    *_capped("no size", _units("0"), single_trade=None, available_margin=None),
    *_capped("no entry", {"entry_price": None}, single_trade=None, available_margin=None),
)
