"""A draft judged in an account of the book."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from planner.assess import assess
from planner.discipline.booked import Held, balance_after, began_with, in_account, known_at, since_it_began
from planner.discipline.replay import replay
from planner.discipline.standing import RuleState
from planner.domain.journal import EquityMarked, Event, RulesSet
from planner.domain.plan import PositionMode
from planner.domain.trades import BookAccount, OpenTrade
from planner.domain.venue import Side
from tests.conftest import limits, make_draft, position
from tests.happenings import NOW, RULES, closed, event, marked, rule

ACCOUNT = BookAccount(
    id=1,
    name="Swing",
    venue="Linear",
    currency="USDT",
    position_mode=PositionMode.ONE_WAY,
    equity_base=Decimal(5000),
    zone="Europe/Berlin",
)
AN_HOUR = timedelta(hours=1)


def _trade(**changes: object) -> OpenTrade:
    return OpenTrade.model_validate(
        {
            "id": 7,
            "account": 1,
            "instrument": "BTCUSDT",
            "side": "long",
            "opened_at": NOW,
            "recorded_at": NOW,
            "quantity": "0.3",
            "open_quantity": "0.2",
            "entry_price": "48000",
            "stop_price": "47000",
            **changes,
        }
    )


def test_account_balance_and_day_become_those_of_the_book() -> None:
    events = (closed(NOW, "250"), event("transferred", NOW + AN_HOUR, amount="-1000"))
    situation = in_account(make_draft(), ACCOUNT, Held(events=events)).situation
    # 5,000 + 250 - 1,000
    assert situation.account.wallet_balance == 4250
    assert (situation.account.name, situation.account.position_mode) == ("Swing", PositionMode.ONE_WAY)
    assert situation.reset.zone == "Europe/Berlin"
    assert situation.events == events
    assert situation.judged_at is None


@pytest.mark.parametrize(
    ("measured", "results", "until"),
    [
        # 400 of 5,000 is more than 3 %, and a profit ends no pause: it lasts a day from the loss on
        ({"anchor": "day_start", "rate": "0.03"}, ("-400", "300"), NOW + 24 * AN_HOUR),
        ({"anchor": "initial", "rate": "0.05", "initial": "5000"}, ("-400", "400"), NOW + 24 * AN_HOUR),
        # 5,000 + 3,000 - 1,500 is far above 5,000 - 1,000, and below 8,000 - 1,000
        ({"anchor": "high_water_intraday", "amount": "1000", "initial": "5000"}, ("3000", "-1500"), NOW + 25 * AN_HOUR),
    ],
)
def test_losses_are_measured_from_what_the_account_began_with(
    measured: dict[str, object], results: tuple[str, str], until: datetime
) -> None:
    table = event("rules_set", NOW - AN_HOUR, rules=[rule("loss", **measured)])
    events = (table, *(closed(NOW + hour * AN_HOUR, pnl) for hour, pnl in enumerate(results)))
    draft = in_account(make_draft(judged_at=None), ACCOUNT, Held(events=since_it_began(ACCOUNT, events)))
    for hours in (2, 5):
        (row,) = assess(draft, now=NOW + hours * AN_HOUR).pauses.rules
        assert (row.state, row.until) == (RuleState.PAUSED, until)


def test_an_account_began_with_its_base_unless_a_balance_was_stated_first() -> None:
    loss, table = closed(NOW, "-1"), event("rules_set", NOW, rules=[])
    late = event("equity_marked", NOW - AN_HOUR, recorded_at=NOW + AN_HOUR, balance="7000")
    for events in ((), (table,), (loss,), (late, loss), (loss, marked(NOW + AN_HOUR, "7000"))):
        first, *others = since_it_began(ACCOUNT, events)
        assert isinstance(first, EquityMarked)
        assert [first.balance, first.equity] == [5000, 5000]
        assert tuple(others) == events
    stated = (marked(NOW, "7000"), closed(NOW + AN_HOUR, "-1"))
    assert since_it_began(ACCOUNT, stated) == stated


def _pauses_of(*events: Event) -> list[tuple[datetime, bool]]:
    """The pauses that replay tells of, and whether what set them off still does."""
    since = since_it_began(ACCOUNT, tuple(sorted(events, key=lambda one: (one.at, one.recorded_at))))
    replayed = replay((), ACCOUNT.reset, since)
    assert [held.at for held in replayed.standing.locks] == [held.at for held in replayed.pauses]
    return [(held.at, held.stands) for held in replayed.standing.locks]


def test_a_pause_measured_from_a_stated_balance_outlasts_what_is_entered_later() -> None:
    measured = {"anchor": "day_start", "rate": "0.05", "rate_of": "anchor", "pause": {"ends": "never"}}
    table = event("rules_set", NOW - AN_HOUR, rules=[rule("loss", **measured)])
    # 400 of 7,000 is 5.7 %; of the 5,000 that the account was opened with, 6,600 would be no loss at all
    stated, loss = marked(NOW, "7000", "7000"), closed(NOW + AN_HOUR, "-400")
    assert _pauses_of(table, stated, loss) == [(loss.at, True)]
    paid = event("transferred", NOW - AN_HOUR / 2, late=5 * AN_HOUR, amount="10")
    assert _pauses_of(table, stated, loss, paid) == [(loss.at, False)]
    wrong = event("corrected", NOW + 5 * AN_HOUR, of=stated.id, reason="another account")
    assert (loss.at, True) in _pauses_of(table, stated, loss, wrong)


def test_where_the_first_stated_balance_is_withdrawn_losses_are_measured_from_the_opening_one() -> None:
    table = event("rules_set", NOW - AN_HOUR, rules=[rule("loss", anchor="day_start", rate="0.05", rate_of="anchor")])
    stated = marked(NOW, "7000", "7000")
    wrong = event("corrected", NOW + AN_HOUR, of=stated.id, reason="another account")
    events = (table, stated, wrong, closed(NOW + 2 * AN_HOUR, "-260"))
    assert began_with(ACCOUNT, events[:2]) == 7000
    assert began_with(ACCOUNT, events) == began_with(ACCOUNT, ()) == 5000
    draft = in_account(make_draft(judged_at=None), ACCOUNT, Held(events=since_it_began(ACCOUNT, events)))
    (row,) = assess(draft, now=NOW + 3 * AN_HOUR).pauses.rules
    assert (row.state, row.used, row.limit) == (RuleState.PAUSED, Decimal(260), Decimal(250))
    again = marked(NOW + AN_HOUR * 3 / 2, "700", "700")
    assert since_it_began(ACCOUNT, (table, stated, wrong, again)) == (table, stated, wrong, again), "typed anew"


def test_a_marked_balance_stands_and_a_corrected_event_counts_nowhere() -> None:
    wrong = closed(NOW, "-900", id="wrong")
    events = (wrong, event("corrected", NOW, of="wrong"), closed(NOW, "10"), marked(NOW, "7000"), closed(NOW, "-1"))
    assert balance_after(events, Decimal(5000)) == [5000, 5000, 5000, 5010, 7000, 6999]


def test_open_trades_become_positions_with_the_terms_of_their_plan() -> None:
    plan = make_draft(leverage="25").plan
    draft = make_draft(leverage="5", positions=[position(mark_price="49000", marked_at=NOW)])
    trades = (_trade(), _trade(id=8, instrument="ETHUSDT", side="short", stop_price=None))
    first, second = in_account(draft, ACCOUNT, Held(trades=trades, plans={7: plan})).situation.positions
    assert [first.quantity, first.entry_price, first.stop_price] == [Decimal("0.2"), 48000, 47000]
    assert [first.mark_price, first.leverage] == [49000, 25]
    assert [first.marked_at, second.marked_at] == [NOW, None]
    assert [second.side, second.mark_price, second.stop_price, second.leverage] == [Side.SHORT, 48000, None, 5]


def test_limits_and_rules_are_the_plans_own_until_the_account_has_some() -> None:
    draft = make_draft(limits=limits(single_trade_rate="0.015"))
    situation = in_account(draft, ACCOUNT, Held()).situation
    assert (situation.limits.single_trade_rate, situation.rules) == (Decimal("0.015"), RULES)
    table = event("rules_set", NOW, rules=[rule("cool_down")])
    held = Held(events=(table,), limits=limits(single_trade_rate="0.01"))
    situation = in_account(draft, ACCOUNT, held).situation
    assert (situation.limits.single_trade_rate, situation.rules) == (Decimal("0.01"), ())
    assert [set_.rules for set_ in situation.events if isinstance(set_, RulesSet)] == [(rule("cool_down"),)]


def test_rules_set_in_the_plan_go_with_it_into_an_account_without_any() -> None:
    events = [event("rules_set", NOW, rules=[rule("cool_down")])]
    assert in_account(make_draft(events=events), ACCOUNT, Held()).situation.rules == (rule("cool_down"),)


def test_what_was_known_at_a_moment_is_what_had_taken_effect() -> None:
    late = event("paused_by_hand", NOW, late=AN_HOUR)
    entered_late = closed(NOW, "1", late=AN_HOUR)
    events = (entered_late, late, closed(NOW + AN_HOUR, "2"))
    assert known_at(events, NOW) == (entered_late,)
