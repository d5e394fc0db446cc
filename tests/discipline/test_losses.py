"""Losses since an anchor, against what the firms publish.

FTMO: academy.ftmo.com maximum-daily-loss, ftmo.com/au ?p=1671. Topstep: help.futures.topstep.com. Apex and The5ers as
read at second hand. The figures between are calculated by hand.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from planner.discipline.judging import Proposal, RuleStanding, judge
from planner.discipline.replay import replay
from planner.domain.journal import Event
from planner.domain.pause_rules import PauseRule, Reset
from planner.storage.resources import resource
from planner.storage.rule_presets import load_rule_presets
from tests.happenings import closed, event, marked, opened, rule

PRESETS = {preset.id: preset for preset in load_rule_presets(resource("rules"))}
BUY = Proposal("EURUSD", "long")


def _utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def _said(
    rules: Iterable[PauseRule], events: Iterable[Event], now: datetime, reset: Reset | None = None
) -> dict[str, RuleStanding]:
    rows = judge(replay(tuple(rules), reset or Reset(), events), BUY, now)
    return {row.rule.id: row for row in rows}


def _of(preset: str, events: Iterable[Event], now: datetime) -> dict[str, RuleStanding]:
    return _said(PRESETS[preset].rules, events, now, PRESETS[preset].reset)


def _floor(row: RuleStanding, tested: str) -> Decimal:
    """Where the rule is hit, from what is left of its limit."""
    assert row.used is not None
    assert row.limit is not None
    return Decimal(tested) - (row.limit - row.used)


def test_ftmo_1_step_trails_the_balance_at_midnight_and_never_falls() -> None:
    # 100k; day 2 begins with 104k: 94k; day 3 begins with 103k: still 94k
    events = [
        marked(_utc(2026, 4, 1, 8), 100000),
        closed(_utc(2026, 4, 1, 12), 4000),
        closed(_utc(2026, 4, 2, 12), -1000),
    ]
    assert _floor(_of("ftmo-1-step", events[:1], _utc(2026, 4, 1, 13))["maximum_loss"], "100000") == 90000
    assert _floor(_of("ftmo-1-step", events[:2], _utc(2026, 4, 2, 8))["maximum_loss"], "104000") == 94000
    assert _floor(_of("ftmo-1-step", events, _utc(2026, 4, 3, 8))["maximum_loss"], "103000") == 94000


def test_ftmo_2_step_counts_the_floating_loss_against_the_balance_of_midnight() -> None:
    # balance 102,000 at midnight in Prague: equity must stay above 102,000 - 5,000 = 97,000
    events = [
        marked(_utc(2026, 4, 1, 8), 102000),
        opened(_utc(2026, 4, 1, 20), trade="a"),
        marked(_utc(2026, 4, 2, 6), 102000, 97001),
        marked(_utc(2026, 4, 2, 7), 102000, 97000),
    ]
    before = _of("ftmo-2-step", events[:3], _utc(2026, 4, 2, 6))["daily_loss"]
    assert (before.state, before.used) == ("warned", Decimal(4999))
    after = _of("ftmo-2-step", events, _utc(2026, 4, 2, 7))["daily_loss"]
    assert (after.state, after.until) == ("paused", _utc(2026, 4, 2, 22))


def test_ftmo_a_floating_loss_carried_over_midnight_can_breach_at_the_reset() -> None:
    # balance 106,000 in the day, 3,000 won before midnight, 6,000 floating loss: 103,000 allows 98,000, not 97,000
    events = [
        marked(_utc(2026, 4, 1, 8), 100000),
        opened(_utc(2026, 4, 1, 9), trade="a"),
        closed(_utc(2026, 4, 1, 12), 3000),
        marked(_utc(2026, 4, 1, 20), 103000, 97000),
        marked(_utc(2026, 4, 1, 22), 103000, 97000),
    ]
    assert _of("ftmo-2-step", events[:4], _utc(2026, 4, 1, 21))["daily_loss"].used == 3000
    assert _of("ftmo-2-step", events, _utc(2026, 4, 1, 22))["daily_loss"].state == "paused"


def test_ftmo_2_step_is_over_below_90_percent_of_the_initial_balance() -> None:
    events = [marked(_utc(2026, 4, 1, 8), 91000), closed(_utc(2026, 4, 3, 12), -1000)]
    row = _of("ftmo-2-step", events, _utc(2027, 1, 1))["maximum_loss"]
    assert (row.state, row.until) == ("paused", None)


@pytest.mark.parametrize(("high", "floor"), [("50000", 48000), ("50500", 48500), ("52000", 50000), ("52500", 50000)])
def test_topstep_trails_the_end_of_day_and_stops_at_the_start(high: str, floor: int) -> None:
    events = [
        marked(_utc(2026, 4, 1, 12), 50000),
        marked(_utc(2026, 4, 1, 20), high),
        opened(_utc(2026, 4, 1, 20, 30), trade="a"),
        marked(_utc(2026, 4, 1, 21), high, 49000),
    ]
    assert _floor(_of("topstep-50k", events, _utc(2026, 4, 1, 21))["maximum_loss"], "49000") == 48000
    # the day ends at 17:00 in Chicago, 22:00 UTC
    assert _floor(_of("topstep-50k", events, _utc(2026, 4, 1, 22))["maximum_loss"], "49000") == floor


def test_topstep_blocks_after_the_daily_loss_until_five_in_chicago() -> None:
    events = [marked(_utc(2026, 4, 1, 12), 50000), closed(_utc(2026, 4, 1, 15), -1000)]
    row = _of("topstep-50k", events, _utc(2026, 4, 1, 16))["daily_loss"]
    assert row.rule.action == "flatten"
    assert (row.state, row.until) == ("paused", _utc(2026, 4, 1, 22))
    assert _of("topstep-50k", events, _utc(2026, 4, 1, 22))["daily_loss"].state == "active"


@pytest.mark.parametrize(("peak", "floor"), [("50000", 47500), ("51200", 48700), ("52600", 50100), ("60000", 50100)])
def test_apex_trails_the_highest_equity_and_stops_above_the_start(peak: str, floor: int) -> None:
    events = [
        marked(_utc(2026, 4, 1, 12), 50000),
        opened(_utc(2026, 4, 1, 13), trade="a"),
        marked(_utc(2026, 4, 1, 14), 50000, peak),
        marked(_utc(2026, 4, 1, 15), 50000, 49000),
    ]
    assert _floor(_of("apex-50k", events, _utc(2026, 4, 1, 15))["trailing_threshold"], "49000") == floor


@pytest.mark.parametrize(("balance", "equity", "floor"), [("100000", "101000", 95950), ("100000", "99000", 95000)])
def test_the5ers_take_the_larger_of_balance_and_equity_at_midnight(balance: str, equity: str, floor: int) -> None:
    # midnight in Athens is 21:00 UTC in summer
    events = [
        marked(_utc(2026, 4, 1, 12), balance),
        opened(_utc(2026, 4, 1, 13), trade="a"),
        marked(_utc(2026, 4, 1, 21), balance, equity),
    ]
    assert _floor(_of("the5ers", events, _utc(2026, 4, 1, 22))["daily_loss"], equity) == floor


def test_an_anchor_of_equity_is_unknown_without_a_mark_at_the_reset() -> None:
    events = [
        marked(_utc(2026, 4, 1, 12), 100000),
        opened(_utc(2026, 4, 1, 13), trade="a"),
        marked(_utc(2026, 4, 1, 22), 100000, 99000),
    ]
    row = _of("the5ers", events, _utc(2026, 4, 1, 23))["daily_loss"]
    assert (row.state, row.missing, row.is_blind) == ("unknown", "anchor", True)


def test_a_personal_trailing_limit_from_the_highest_equity() -> None:
    # TopstepX: 500 from 50,000 is 49,500; after a high of 51,200 it is 50,700
    trailing = rule("loss", anchor="high_water_intraday", basis="equity", amount="500", initial="50000")
    events = [marked(_utc(2026, 4, 1, 12), 50000), marked(_utc(2026, 4, 1, 13), 51200)]
    assert _floor(_said([trailing], events[:1], _utc(2026, 4, 1, 14))["loss"], "50000") == 49500
    assert _floor(_said([trailing], events, _utc(2026, 4, 1, 14))["loss"], "51200") == 50700


def test_a_drawdown_is_of_equity_and_not_a_sum_of_trade_results() -> None:
    # 0.79 % of the account lost must not trip a limit of 2 %
    limit = rule("loss", anchor="day_start", rate="0.02")
    events = [marked(_utc(2026, 4, 1, 8), 10000), closed(_utc(2026, 4, 1, 9), -79)]
    row = _said([limit], events, _utc(2026, 4, 1, 10))["loss"]
    assert (row.state, row.used, row.limit) == ("active", Decimal(79), Decimal(200))


def test_a_win_during_a_pause_sets_off_no_second_one_and_a_deeper_loss_after_it_does() -> None:
    limit = rule("loss", anchor="initial", initial="10000", amount="1000", pause={"minutes": 60})
    events = [
        marked(_utc(2026, 4, 1, 8), 10000),
        closed(_utc(2026, 4, 1, 9), -1100),
        closed(_utc(2026, 4, 1, 11), 50),
        closed(_utc(2026, 4, 1, 12), -40),
        closed(_utc(2026, 4, 1, 13), -20),
    ]
    pauses = replay((limit,), Reset(), events).pauses
    assert [(pause.at.hour, pause.used) for pause in pauses] == [(9, Decimal(1100)), (13, Decimal(1110))]


def test_a_limit_that_was_made_good_strikes_again() -> None:
    limit = rule("loss", anchor="initial", initial="10000", amount="1000", pause={"minutes": 60})
    events = [
        marked(_utc(2026, 4, 1, 8), 10000),
        closed(_utc(2026, 4, 1, 9), -1100),
        closed(_utc(2026, 4, 1, 11), 500),
        closed(_utc(2026, 4, 1, 12), -450),
    ]
    assert [pause.at.hour for pause in replay((limit,), Reset(), events).pauses] == [9, 12]


def test_money_paid_in_or_out_is_no_profit_and_no_loss() -> None:
    limit = rule("loss", anchor="high_water_day_end", initial="10000", amount="1000")
    events = [
        marked(_utc(2026, 4, 1, 8), 10000),
        event("transferred", _utc(2026, 4, 2, 8), amount="-2000"),
        closed(_utc(2026, 4, 2, 9), -100),
    ]
    assert _said([limit], events, _utc(2026, 4, 2, 10))["loss"].used == 100


def test_realised_losses_can_be_counted_by_instrument_and_without_costs() -> None:
    base = {"anchor": "week_start", "amount": "100", "include_unrealised": False}
    rules = [
        rule("loss", id="each", scope="instrument", **base),
        rule("loss", id="side", scope="direction", **base),
        rule("loss", id="cluster", scope="cluster", instruments=["GBPUSD"], **base),
        rule("loss", id="gross", include_costs=False, **base),
    ]
    events = [
        closed(_utc(2026, 4, 1, 9), -60, costs="10"),
        closed(_utc(2026, 4, 1, 10), -30, costs="5", side="short"),
        closed(_utc(2026, 4, 1, 11), -90, costs="5", instrument="USDJPY", side="short"),
    ]
    rows = _said(rules, events, _utc(2026, 4, 1, 12))
    assert {name: row.used for name, row in rows.items()} == {"each": 90, "side": 60, "cluster": None, "gross": 160}
    assert rows["gross"].state == "paused"
    unknown = _said(rules, [*events, closed(_utc(2026, 4, 1, 12), -1)], _utc(2026, 4, 1, 13))["gross"]
    assert unknown.state == "paused"  # it was, whatever is not known since


def test_a_day_without_a_mark_is_anchored_by_what_was_realised_since() -> None:
    # 9,700 now after losing 300: the day began with 10,000
    limit = rule("loss", anchor="day_start", rate="0.05")
    events = [closed(_utc(2026, 4, 1, 9), -300), marked(_utc(2026, 4, 1, 10), 9700)]
    row = _said([limit], events, _utc(2026, 4, 1, 11))["loss"]
    assert (row.used, row.limit) == (Decimal(300), Decimal(500))


def test_a_high_water_entered_by_hand_moves_the_floor() -> None:
    limit = rule("loss", anchor="high_water_day_end", initial="10000", amount="1000")
    events = [
        event("counts_entered", _utc(2026, 4, 1, 8), high_water="12000"),
        marked(_utc(2026, 4, 1, 9), 11500),
    ]
    assert _said([limit], events, _utc(2026, 4, 1, 10))["loss"].used == 500


def test_a_new_day_begins_at_midnight_exactly_in_a_day_of_23_hours() -> None:
    limit = rule("loss", anchor="day_start", amount="100", pause={"ends": "next_day"})
    prague = Reset(zone="Europe/Prague")
    events = [marked(_utc(2026, 3, 28, 12), 10000), closed(_utc(2026, 3, 28, 23), -100)]  # midnight to the second
    row = _said([limit], events, _utc(2026, 3, 29, 21, 59), prague)["loss"]
    assert (row.state, row.until) == ("paused", _utc(2026, 3, 29, 22))
    assert _said([limit], events, _utc(2026, 3, 29, 22), prague)["loss"].state == "active"


def test_a_loss_between_two_marks_of_the_first_day_counts_though_no_trade_tells_of_it() -> None:
    """10,000 at 08:00 and 9,900 at 09:00, 30 of it by a trade: at the start of the day it was 10,000."""
    made = rule("loss", anchor="day_start", amount="200")
    eight, nine = _utc(2026, 4, 1, 8), _utc(2026, 4, 1, 9)
    events = [marked(eight, 10_000), closed(_utc(2026, 4, 1, 8, 59), -30), marked(nine, 9_900)]
    assert _said([made], events, nine)["loss"].used == 100
    early = closed(_utc(2026, 4, 1, 7), -50)
    assert _said([made], [early, *events], nine)["loss"].used == 150
