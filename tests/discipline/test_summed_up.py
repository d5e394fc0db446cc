"""Histories longer than a plan file holds: what the rules say is what they say of all events."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from planner.discipline.booked import Held, in_account
from planner.discipline.judging import Proposal, RuleStanding, judge
from planner.discipline.replay import replay
from planner.discipline.summed_up import MOST_EVENTS, summed_up
from planner.domain.journal import Event
from planner.domain.pause_rules import Reset
from planner.domain.plan import PositionMode
from planner.domain.trades import BookAccount
from tests.conftest import make_draft
from tests.happenings import NOW, UTC_DAYS, closed, event, marked, opened, rule

BASE = Decimal(10_000)
BUY = Proposal("EURUSD", "long")
MINUTE = timedelta(minutes=1)
MONTH = datetime(2026, 4, 1, tzinfo=UTC)
NEW_YORK = Reset(zone="America/New_York", clock="17:00")
LOSSES = (
    rule("loss", id="day", anchor="day_start", rate="0.05"),
    rule("loss", id="week", anchor="week_start", rate="0.05", reset=NEW_YORK, include_unrealised=False),
    rule("loss", id="month", anchor="month_start", rate="0.1", include_unrealised=False),
    rule("loss", id="equity", anchor="month_start", basis="equity", rate="0.1"),
    rule("loss", id="static", anchor="initial", initial="10000", rate="0.2", include_unrealised=False),
    rule("loss", id="trailing", anchor="high_water_intraday", initial="10000", amount="900", include_unrealised=False),
)


def _said(events: Sequence[Event]) -> dict[str, RuleStanding]:
    rows = judge(replay(LOSSES, UTC_DAYS, events), BUY, events[-1].at)
    return {row.rule.id: row for row in rows}


def _history(seed: int) -> tuple[Event, ...]:
    """Three weeks and a half across the first of a month: trades that overlap, and money paid in and out."""
    random, at = Random(seed), MONTH - timedelta(days=7)  # noqa: S311 - a reproducible history
    events = [marked(at, BASE)]
    for number in range(1500):
        at += timedelta(minutes=random.randint(1, 30))
        end = at + timedelta(minutes=random.choice([3, 50, 2000]))
        trade = f"trade-{number}"
        events.append(opened(at, id=f"fill-{number}", trade=trade))
        events.append(closed(end, random.randint(-30, 29), id=f"{trade}-closed", trade=trade))
        if number % 100 == 0:
            events.append(event("transferred", at, id=f"paid-{number}", amount=str(random.randint(-500, 500))))
    return tuple(sorted(events, key=lambda one: (one.at, one.recorded_at)))


@pytest.mark.parametrize("seed", range(4))
def test_losses_of_running_periods_and_drawdowns_are_those_of_the_whole_history(seed: int) -> None:
    events = _history(seed)
    kept = summed_up(events, BASE, UTC_DAYS)
    assert len(kept) <= MOST_EVENTS < len(events)
    whole, short = _said(events), _said(kept)
    for name in ("day", "week", "month", "static", "trailing"):
        assert (short[name].used, short[name].limit) == (whole[name].used, whole[name].limit), name
    # an anchor of equity stays unknown where trades were open over the reset
    assert (short["equity"].state, short["equity"].missing) == (whole["equity"].state, whole["equity"].missing)


def test_a_loss_early_in_a_month_of_many_trades_counts_to_its_end() -> None:
    quiet = [closed(MONTH + (10 + n) * MINUTE, 0, id=f"t.{n}", trade=f"t.{n}") for n in range(2100)]
    events = (closed(MONTH + MINUTE, -950), *quiet)
    row = _said(summed_up(events, BASE, UTC_DAYS))["month"]
    # 950 of 10 % of 10,000
    assert [row.used, row.limit, row.state.value] == [950, 1000, "warned"]


def test_money_that_was_taken_out_long_ago_is_no_drawdown() -> None:
    quiet = [closed(NOW + n * MINUTE, 0, id=f"t.{n}", trade=f"t.{n}") for n in range(1, 2101)]
    rows = _said(summed_up((event("transferred", NOW, amount="-5000"), *quiet), BASE, UTC_DAYS))
    assert [rows[name].used for name in ("static", "trailing")] == [0, 0]


def test_a_mark_at_the_reset_is_kept_as_it_is() -> None:
    mark = marked(MONTH, 10_000, 9_000)
    quiet = [closed(MONTH + n * MINUTE, 0, id=f"t.{n}", trade=f"t.{n}") for n in range(1, 2101)]
    kept = summed_up((opened(MONTH - MINUTE, trade="long-held"), mark, *quiet), BASE, UTC_DAYS)
    assert mark in kept
    assert [one.id for one in kept if one.kind == "trade_opened"] == ["trade_opened.2026-03-31T23:59:00-00:00"]


def test_the_newest_events_stay_and_the_rules_of_older_ones_hold_from_the_beginning() -> None:
    table = event("rules_set", NOW, id="table", rules=[rule("cool_down")])
    # up by 1 for each of the first 999, down by 1 for each of the others
    trades = [closed(NOW + n * MINUTE, 1 if n < 1000 else -1, id=f"t.{n}", trade=f"t.{n}") for n in range(1, 2501)]
    events = (table, *trades)
    kept = summed_up(events, BASE, UTC_DAYS)
    # 2026-04-01: the week began on 30 March, the month and the day of the last summed up at midnight
    assert len(kept) == MOST_EVENTS
    assert [getattr(one, "balance", None) for one in kept[:4]] == [10_000, 10_000, 10_504, None]
    assert getattr(kept[3], "high_water", None) == 10_504
    assert kept[4:] == events[-1996:]
    account = BookAccount(
        id=1,
        name="Swing",
        venue="Linear",
        currency="USDT",
        position_mode=PositionMode.ONE_WAY,
        equity_base=BASE,
        zone="UTC",
    )
    situation = in_account(make_draft(), account, Held(events=events)).situation
    assert (situation.rules, situation.events) == ((rule("cool_down"),), kept)
    # 999 up, 1,501 down
    assert situation.account.wallet_balance == BASE + 999 - 1501


def test_events_of_one_moment_are_not_parted() -> None:
    trades = [closed(NOW, 1, id=f"t.{n}", trade=f"t.{n}") for n in range(2100)]
    after = [closed(NOW + MINUTE, 1, id=f"a.{n}", trade=f"a.{n}") for n in range(100)]
    kept = summed_up((*trades, *after), BASE, UTC_DAYS)
    assert kept[-100:] == tuple(after)
    assert [getattr(one, "balance", None) for one in kept[:-100]][-2:] == [12_100, None]


def test_what_is_corrected_later_counts_nowhere() -> None:
    trades = [closed(NOW + n * MINUTE, -1, id=f"t.{n}", trade=f"t.{n}") for n in range(2100)]
    wrong = event("corrected", trades[-1].at, of="t.5")
    kept = summed_up((*trades, wrong), BASE, UTC_DAYS)
    (balance,) = (getattr(one, "balance", None) for one in kept if one.id == "zz.older.balance")
    older = 2101 - (len(kept) - 4)
    assert balance == BASE - older + 1


def test_as_many_events_as_a_plan_holds_stay_as_they_are() -> None:
    events = tuple(closed(NOW + n * MINUTE, 1, id=f"t.{n}", trade=f"t.{n}") for n in range(MOST_EVENTS))
    assert summed_up(events, BASE, UTC_DAYS) == events
