"""Findings about how a trade is sized, entered and decided."""

from decimal import Decimal

from planner.domain.plan import Draft
from tests.cases.objection import at, at_venue, weighs
from tests.conftest import make_draft, position
from tests.regimes import halves_by_kelly


def _method(size_by: str, size: str = "0.5", **terms: object) -> Draft:
    return make_draft(size_by=size_by, size=size, sizing=terms)


SIZING = (
    at("share_over_one", "size", _method("most", "1.01"), _method("most", "1"), size_rate="1.01"),
    at("atr_missing", "sizing.atr", _method("volatility"), _method("volatility", atr="500")),
    at("delta_missing", "sizing.delta", _method("fixed_ratio"), _method("fixed_ratio", delta="5000")),
    at(
        "win_rate_missing",
        "sizing.win_rate",
        _method("kelly", payoff="2"),
        _method("kelly", payoff="2", win_rate="0.5"),
    ),
    at(
        "payoff_missing",
        "sizing.payoff",
        _method("kelly", win_rate="0.5"),
        _method("kelly", payoff="2", win_rate="0.5"),
    ),
    at("base_missing", "sizing.base_amount", _method("risk_rate", equity_base="custom"), _method("risk_rate")),
    at(
        "base_unbounded",
        "sizing.equity_base",
        make_draft(sizing={"equity_base": "less_open_risk"}, positions=[position(stop_price=None)]),
        make_draft(sizing={"equity_base": "less_open_risk"}, positions=[position()]),
    ),
    weighs(
        "BLOCKER",
        "base_used_up",
        "sizing.equity_base",
        make_draft(
            sizing={"equity_base": "less_open_risk"},
            positions=[position(quantity="2", stop_price="40000", leverage="50")],
        ),
    ),
    weighs(
        "BLOCKER",
        "no_edge",
        "sizing.win_rate",
        _method("kelly", win_rate="0.3", payoff="1"),
        _method("kelly", win_rate="0.6", payoff="1"),
        win_rate="0.3",
        payoff="1",
    ),
    # halves at 1 R and 2 R; of one contract both are closed at 1 R, of three two
    weighs(
        "BLOCKER",
        "no_edge_in_steps",
        "sizing.win_rate",
        halves_by_kelly("0.5"),
        halves_by_kelly("0.66"),
        win_rate="0.45",
        payoff="1",
        shares_payoff="1.5",
    ),
    weighs(
        "NOTE",
        "kelly_in_steps",
        "sizing.payoff",
        halves_by_kelly("1"),
        halves_by_kelly("0.66"),
        whole_quantity="3",
        taken_quantity="2",
        shares_payoff="1.5",
    ),
)


def _rung(price: str, share: str = "0.5", **changes: object) -> Draft:
    return make_draft(ladder=[{"price": price, "share": share}], **changes)


_PAIR = {"ladder": [{"price": "49500", "share": "0.5"}], "size_by": "quantity", "size": "0.002"}
_SIZED = {"size_by": "quantity", "size": "0.2"}


def _near_and_far(price: str) -> list[dict[str, str]]:
    return [{"price": price, "share": "0.5"}, {"price": "52000", "share": "0.5"}]


def _thrice(targets: list[dict[str, str]]) -> Draft:
    """0.1 at 50,000, 0.05 at 52,000 and at 53,000, named with the farthest before."""
    ladder = [{"price": "53000", "share": "0.25"}, {"price": "52000", "share": "0.25"}]
    return make_draft(ladder=ladder, targets=targets, **_SIZED)


def _below(beyond: str) -> Draft:
    """A target below the first entry, above the average of all; a share at 51,000, the others below the entry."""
    below = [{"price": "49950", "share": "0.1"}, {"price": "49200", "share": "0.6"}]
    ladder = [*below, {"price": "51000", "share": beyond}] if Decimal(beyond) else below
    return make_draft(ladder=ladder, targets=[{"price": "49900", "share": "1"}], **_SIZED)


LADDER = (
    at("rung_beyond_stop", "ladder.0", _rung("49000"), _rung("49000.1"), rung_price="49000", stop_price="49000"),
    at("nothing_left_to_enter", "ladder_shares", _rung("49500", "1"), _rung("49500", "0.99"), total_rate="1"),
    at("rung_without_share", "ladder.0", _rung("49500", "0"), _rung("49500", "0.01")),
    at(  # 0.1 at 50,000 and 0.1 at 49,500 cost 49,750
        "target_wrong_side",
        "targets.0",
        _rung("49500", targets=[{"price": "49750", "share": "1"}], **_SIZED),
        _rung("49500", targets=[{"price": "49750.1", "share": "1"}], **_SIZED),
        target_price="49750",
        entry_average="49750",
    ),
    at(  # 0.002 at 50,000 and 0.003 at 49,500 are what half of 0.005 comes to in whole steps: 49,700
        "target_wrong_side",
        "targets.0",
        _rung("49500", targets=[{"price": "49700", "share": "1"}], size_by="quantity", size="0.005"),
        _rung("49500", targets=[{"price": "49700.1", "share": "1"}], size_by="quantity", size="0.005"),
        entry_average="49700",
    ),
    at(  # added to at 51,000 it costs 50,500
        "target_wrong_side",
        "targets.0",
        _rung("51000", targets=[{"price": "50400", "share": "1"}], **_SIZED),
        _rung("51000", targets=[{"price": "50600", "share": "1"}], **_SIZED),
        entry_average="50500",
    ),
    at(
        "trigger_wrong_side",
        "stop_rules.break_even",
        _rung("49500", stop_rules={"break_even": {"trigger": {"by": "price", "value": "49750"}}}, **_SIZED),
        _rung("49500", stop_rules={"break_even": {"trigger": {"by": "price", "value": "49750.1"}}}, **_SIZED),
        trigger_price="49750",
        entry_average="49750",
    ),
    weighs(
        "WARNING",
        "target_before_entries",
        "targets.0",
        _rung("49500", targets=[{"price": "50000", "share": "1"}], **_SIZED),
        _rung("49500", targets=[{"price": "50000.1", "share": "1"}], **_SIZED),
        target_price="50000",
        entry_average="50000",
        count="2",
    ),
    weighs(  # 0.1 is bought at 50,000, and 0.1 beyond the target
        "WARNING",
        "target_not_held",
        "targets.0",
        _rung("51000", targets=[{"price": "50600", "share": "1"}], **_SIZED),
        _rung("51000", targets=[{"price": "50600", "share": "0.5"}], **_SIZED),
        held_quantity="0.1",
        rest_quantity="0.1",
        count="2",
    ),
    weighs(  # at the entry itself the price passes nothing before it fills
        "WARNING",
        "target_not_held",
        "targets.0",
        _rung("51000", targets=[{"price": "50999.9", "share": "1"}], **_SIZED),
        _rung("51000", targets=[{"price": "51000", "share": "1"}], **_SIZED),
    ),
    weighs(  # 50,000 and 49,950 have filled before 49,900 wins, 51,000 has not
        "WARNING",
        "target_not_held",
        "targets.0",
        _below("0.1"),
        _below("0"),
        held_quantity="0.18",
        rest_quantity="0.02",
        count="4",
    ),
    weighs(  # sold from 50,000 on, 0.1 lie below the target
        "WARNING",
        "target_not_held",
        "targets.0",
        _rung("49000", targets=[{"price": "49400", "share": "1"}], side="short", stop_price="51000", **_SIZED),
        _rung("49000", targets=[{"price": "48900", "share": "1"}], side="short", stop_price="51000", **_SIZED),
        held_quantity="0.1",
        rest_quantity="0.1",
        count="2",
    ),
    weighs(  # of 0.1 held there the nearer one closes 0.06: 0.04 are left of 0.1, and both others fill for the rest
        "WARNING",
        "target_not_held",
        "targets.0",
        _thrice([{"price": "51500", "share": "0.5"}, {"price": "51400", "share": "0.3"}]),
        _thrice([{"price": "51500", "share": "0.2"}, {"price": "51400", "share": "0.3"}]),
        held_quantity="0.04",
        rest_quantity="0.06",
        count="2",
    ),
    weighs(  # 0.14: 0.05 at 52,000, the third entry, are enough
        "WARNING",
        "target_not_held",
        "targets.0",
        _thrice([{"price": "51500", "share": "0.7"}]),
        _thrice([{"price": "53000", "share": "0.7"}]),
        held_quantity="0.1",
        rest_quantity="0.04",
        count="3",
    ),
    weighs(  # 25 of fees at the entry and as many at the target for one BTC
        "WARNING",
        "target_below_costs",
        "targets.0",
        make_draft(fee_rate="0.0005", targets=_near_and_far("50050"), **_SIZED),
        make_draft(fee_rate="0.0005", targets=_near_and_far("50050.1"), **_SIZED),
        gain_money="-0.0025",
    ),
    weighs(
        "BLOCKER",
        "ladder_cut_off",
        "ladder.0",
        _rung("49500", leverage="125", size_by="quantity", size="0.2"),  # gone at 49,600 / 0.995 = 49,849.3
        _rung("49500", leverage="50", size_by="quantity", size="0.2"),  # at 49,000 / 0.995 = 49,246.2
        count="1",
        liquidation_price="49849.3",
        next_price="49500",
        remedy="less_leverage",
    ),
    weighs(
        "BLOCKER",
        "order_below_minimum",
        "ladder.0",
        _rung("50500", "0.004", size_by="quantity", size="0.2"),
        _rung("50500", "0.005", size_by="quantity", size="0.2"),
        count="2",
        order_quantity="0.000",
        least_quantity="0.001",
    ),
    weighs(  # 49.6 of notional are one step at the entry, and on average, and two at 49,500
        "BLOCKER",
        "order_below_minimum",
        "ladder.0",
        at_venue({"min_notional": "49.6"}, **_PAIR),
        at_venue({"min_notional": "49.5"}, **_PAIR),
        count="2",
        order_quantity="0.001",
        least_quantity="0.002",
    ),
)


def _ruled(
    break_even: dict[str, object] | None = None, trailing: dict[str, object] | None = None, **plan: object
) -> Draft:
    return make_draft(stop_rules={"break_even": break_even, "trailing": trailing}, **plan)


def _reaching(by: str, value: str) -> dict[str, object]:
    return {"trigger": {"by": by, "value": value}}


_AT_A_TARGET = _reaching("target", "2")
_CHECKS = [{"text": "Trend"}, {"text": "News", "done": True}, {"text": "Spread"}]
_REQUIRED = [{"text": "Trend", "required": True}, {"text": "News", "required": True, "done": True}]

DECIDED = (
    at(
        "trigger_target_missing",
        "stop_rules.break_even",
        _ruled(_AT_A_TARGET, targets=[{"price": "51000", "share": "1"}]),
        _ruled(_AT_A_TARGET, targets=[{"price": "51000", "share": "0.5"}, {"price": "52000", "share": "0.5"}]),
        count="2",
        most="1",
    ),
    at(
        "trigger_stop_missing",
        "stop_rules.trailing",
        _ruled(None, {"by": "percent", "distance": "0.01"}, stop_price=None, size_by="quantity", size="0.1"),
        _ruled(None, {"by": "percent", "distance": "0.01"}),
    ),
    at(
        "trigger_wrong_side",
        "stop_rules.break_even",
        _ruled(_reaching("price", "50000")),
        _ruled(_reaching("price", "50000.1")),
        side="long",
        trigger_price="50000",
        entry_average="50000",
    ),
    at("off_tick", "stop_rules.trailing", _ruled(None, _reaching("price", "51000.05"))),
    at(
        "trail_atr_missing",
        "stop_rules.trailing.distance",
        _ruled(None, {"by": "atr"}),
        _ruled(None, {"by": "atr"}, sizing={"atr": "400"}),
    ),
    at(
        "trail_stop_missing",
        "stop_rules.trailing.distance",
        _ruled(None, _reaching("price", "51000"), stop_price=None, size_by="quantity", size="0.1"),
        _ruled(None, _reaching("price", "51000")),
    ),
    at(
        "trail_over_one",
        "stop_rules.trailing.distance",
        _ruled(None, {"by": "percent", "distance": "1"}),
        _ruled(None, {"by": "percent", "distance": "0.99"}),
        distance_rate="1",
    ),
    at(
        "premium_over_one",
        "stop_premium",
        make_draft(guaranteed_stop={"premium": "1.01"}),
        make_draft(guaranteed_stop={"premium": "1.01", "premium_by": "unit"}),
        premium_rate="1.01",
    ),
    weighs(
        "WARNING",
        "break_even_beyond_trigger",
        "stop_rules.break_even",
        _ruled(_reaching("price", "50075.1"), fee_rate="0.0005", slippage_rate="0.0005"),
        _ruled(_reaching("price", "50075.2"), fee_rate="0.0005", slippage_rate="0.0005"),
        stop_price="50075.1",
        trigger_price="50075.1",
    ),
    weighs(
        "NOTE",
        "maker_fee_unknown",
        "fee_rate",
        at_venue({"fee_rate": "0.0005"}, entry_liquidity="maker"),
        at_venue({"fee_rate": "0.0005", "maker_fee_rate": "0.0002"}, entry_liquidity="maker"),
        taker_rate="0.0005",
    ),
    weighs("WARNING", "checklist_open", "checklist", make_draft(checklist=_CHECKS), names="“Trend”, “Spread”"),
    weighs(
        "BLOCKER",
        "checklist_required",
        "checklist",
        make_draft(checklist=_REQUIRED),
        make_draft(checklist=_REQUIRED[1:]),
        names="“Trend”",
    ),
)
