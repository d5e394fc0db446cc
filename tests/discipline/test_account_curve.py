"""The account over time, by hand."""

from datetime import timedelta
from decimal import Decimal
from time import process_time

import pytest
from msgspec.structs import replace

from planner.discipline.account_curve import PausedSpan, curve_points, let_in_after_breaking, paused_spans
from planner.discipline.replay import replay
from planner.domain.pause_rules import Reset
from planner.domain.trades import TradeResult
from tests.happenings import NOW, closed, event, rule

AN_HOUR = timedelta(hours=1)


def test_the_highest_balance_follows_profit_and_moves_with_money_paid_in_or_out() -> None:
    events = (
        closed(NOW, "500"),
        event("transferred", NOW + AN_HOUR, amount="-2000"),
        closed(NOW + 2 * AN_HOUR, "-850"),
        event("counts_entered", NOW + 3 * AN_HOUR, high_water="9000"),
        event("equity_marked", NOW + 4 * AN_HOUR, balance="9500"),
    )
    points = curve_points(events, Decimal(10000))
    assert [point.balance for point in points] == [10000, 10500, 8500, 7650, 7650, 9500]
    assert [point.high_water for point in points] == [10000, 10500, 8500, 8500, 9000, 9500]
    # 850 of 8,500 is a tenth
    assert [points[3].drawdown, points[3].drawdown_rate] == [850, Decimal("0.1")]
    assert points[1].drawdown == 0
    assert points[1].at == NOW


def test_a_corrected_trade_is_not_drawn_and_an_empty_account_has_no_curve() -> None:
    wrong = closed(NOW, "-900", id="wrong")
    assert curve_points((wrong, event("corrected", NOW, of="wrong")), Decimal(1)) == ()
    assert curve_points((), Decimal(1)) == ()


def test_an_account_that_owes_has_no_share_of_a_highest_balance() -> None:
    (_, after) = curve_points((closed(NOW, "-5"),), Decimal(0))
    assert [after.drawdown, after.drawdown_rate] == [5, 0]


def test_a_pause_lasts_from_its_trigger_to_its_end() -> None:
    rules = (rule("losses", pause_at=1, warn_at=1, pause={"ends": "after_minutes", "minutes": 90}),)
    events = (closed(NOW, "-10"), closed(NOW + 4 * AN_HOUR, "-10"))
    spans = paused_spans(replay(rules, Reset(), events), events)
    assert [(span.starts, span.ends) for span in spans] == [
        (NOW, NOW + timedelta(minutes=90)),
        (NOW + 4 * AN_HOUR, NOW + 4 * AN_HOUR + timedelta(minutes=90)),
    ]
    assert not spans[0].is_broken_at(NOW + AN_HOUR)


def test_a_pause_broken_off_ends_after_the_wait_and_tells_what_it_would_have_kept_off() -> None:
    rules = (rule("by_hand"),)
    events = (
        event("paused_by_hand", NOW, until=NOW + 10 * AN_HOUR),
        event("overridden", NOW + AN_HOUR, rule="by_hand", reason="setup", wait_minutes=15),
    )
    (span,) = paused_spans(replay(rules, Reset(), events), events)
    assert (span.ends, span.broken_at) == (NOW + AN_HOUR + timedelta(minutes=15), NOW + AN_HOUR)
    assert span.would_end == NOW + 10 * AN_HOUR
    moments = (NOW, NOW + AN_HOUR, NOW + 9 * AN_HOUR, NOW + 10 * AN_HOUR)
    assert [span.is_broken_at(at) for at in moments] == [False, True, True, False]


def _traded(instrument: str, side: str) -> TradeResult:
    return TradeResult(1, NOW + 2 * AN_HOUR, instrument, side, Decimal(1), None, has_plan=True)


@pytest.mark.parametrize(
    ("scope", "let_in"),
    [
        ({"scope": "instrument"}, ["EURUSD long", "EURUSD short"]),
        ({"scope": "direction"}, ["EURUSD long", "USDJPY long"]),
        ({"scope": "cluster", "instruments": ["USDJPY", "EURUSD"]}, ["EURUSD long", "EURUSD short", "USDJPY long"]),
        ({}, ["EURUSD long", "EURUSD short", "USDJPY long", "XAUUSD short"]),
    ],
)
def test_a_pause_broken_off_let_in_only_trades_that_it_kept_off(scope: dict[str, object], let_in: list[str]) -> None:
    rules = (rule("losses", pause_at=1, warn_at=1, **scope),)
    events = (closed(NOW, "-10"), event("overridden", NOW + AN_HOUR, rule="losses", reason="x", wait_minutes=15))
    (span,) = paused_spans(replay(rules, Reset(), events), events)
    traded = ("EURUSD long", "EURUSD short", "USDJPY long", "XAUUSD short")
    trades = [_traded(*told.split()) for told in traded]
    assert [told for told, trade in zip(traded, trades, strict=True) if span.let_in(trade)] == let_in
    assert not any(span.let_in(replace(trade, opened_at=NOW)) for trade in trades)


def test_a_pause_that_waits_for_its_review_ends_there_or_not_yet() -> None:
    rules = (rule("by_hand", pause={"ends": "at_review"}),)
    events = (event("paused_by_hand", NOW), event("reviewed", NOW + AN_HOUR, rule="by_hand", what="tired"))
    (over,) = paused_spans(replay(rules, Reset(), events), events)
    assert over.ends == NOW + AN_HOUR
    (holds,) = paused_spans(replay(rules, Reset(), events[:1]), events[:1])
    assert holds.ends is None


def test_a_loss_that_was_corrected_draws_no_pause() -> None:
    wrong = (closed(NOW, "-5", id="wrong"), event("corrected", NOW + AN_HOUR, of="wrong"))
    events = (*wrong, closed(NOW + 2 * AN_HOUR, "-1"), closed(NOW + 3 * AN_HOUR, "-1"))
    replayed = replay((rule("losses", pause_at=3),), Reset(), events)
    assert (replayed.pauses, paused_spans(replayed, events)) == ((), ())


def test_a_pause_whose_cause_a_late_trade_took_away_ends_where_it_was_broken_off() -> None:
    losses = [closed(NOW + hour * AN_HOUR, "-1") for hour in (0, 2, 3)]
    broken = event("overridden", NOW + 4 * AN_HOUR, rule="losses", reason="setup", wait_minutes=15)
    events = (*losses, broken, closed(NOW + AN_HOUR, "5", late=9 * AN_HOUR))
    (span,) = paused_spans(replay((rule("losses", pause_at=3),), Reset(), events), events)
    assert (span.starts, span.ends) == (NOW + 3 * AN_HOUR, NOW + 4 * AN_HOUR + timedelta(minutes=15))
    assert span.broken_at == NOW + 4 * AN_HOUR


def test_one_override_a_day_breaks_a_pause_off() -> None:
    taken = [event("paused_by_hand", NOW + hour * AN_HOUR, until=NOW + 10 * AN_HOUR) for hour in (0, 3)]
    breaks = [event("overridden", NOW + hour * AN_HOUR, rule="by_hand", reason="x", wait_minutes=15) for hour in (1, 4)]
    events = (*taken, *breaks)
    spans = paused_spans(replay((rule("by_hand"),), Reset(), events), events)
    assert [span.broken_at for span in spans] == [NOW + AN_HOUR, None]


def test_of_several_pauses_broken_off_the_last_one_that_would_have_held_let_a_trade_in() -> None:
    whole, own = rule("by_hand"), rule("losses", scope="instrument")
    pauses = (
        PausedSpan(own, NOW, None, NOW + 3 * AN_HOUR, None, "EURUSD"),
        PausedSpan(whole, NOW, NOW, None, NOW + 9 * AN_HOUR),
        PausedSpan(whole, NOW, NOW, NOW + AN_HOUR, NOW + 2 * AN_HOUR),
    )
    moments = {1: 0, 2: 1, 3: 2, 4: 3, 5: 9}
    trades = [
        replace(_traded("EURUSD", "long"), id=number, opened_at=NOW + n * AN_HOUR) for number, n in moments.items()
    ]
    trades += [replace(trade, id=trade.id + 10, instrument="USDJPY") for trade in trades]
    found = let_in_after_breaking(pauses, reversed(trades))
    assert found == {2: NOW + AN_HOUR, 12: NOW + AN_HOUR, 4: NOW + 3 * AN_HOUR, 5: NOW + 3 * AN_HOUR}


def test_thousands_of_pauses_are_looked_at_once_and_not_for_each_trade() -> None:
    count = 20_000
    by_hand = rule("by_hand")
    pauses = [PausedSpan(by_hand, NOW + n * AN_HOUR, NOW + (n + 1) * AN_HOUR) for n in range(count)]
    trades = [replace(_traded("EURUSD", "long"), id=n, opened_at=NOW + n * AN_HOUR) for n in range(count)]
    before = process_time()
    assert let_in_after_breaking(pauses, trades) == {}
    assert process_time() - before < 1  # each with each: 400 million looks, half a minute
