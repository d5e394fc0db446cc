"""Pause rules and the verdict on a plan; the plan of `make_draft` risks 200 of 10,000 with 0.2 BTC."""

from datetime import timedelta
from decimal import Decimal

import pytest

from planner.assess import Assessment, Decision, assess
from planner.discipline.preview import outcomes
from planner.domain.pause_rules import PauseRule
from tests.conftest import is_near, make_draft, position
from tests.happenings import NOW, closed, counts, event, rule
from tests.regimes import inverse_draft

HOUR = timedelta(hours=1)


def _verdict(assessment: Assessment) -> tuple[Decision, str | None, Decimal | None]:
    verdict = assessment.verdict
    return verdict.decision, verdict.binding, verdict.quantity


def _loss(**changes: object) -> PauseRule:
    return rule("loss", id="daily", anchor="day_start", **changes)


def test_a_rule_that_cannot_know_whether_it_holds_leaves_the_verdict_open() -> None:
    unknown = _loss(basis="equity", amount="100")
    assert _verdict(assess(make_draft(rules=[unknown]))) == (Decision.CANNOT_SAY, "daily", None)
    warning = _loss(basis="equity", amount="100", action="warn")
    assert assess(make_draft(rules=[warning])).verdict.decision is Decision.TAKE


def test_a_probation_halves_what_a_single_trade_may_risk() -> None:
    made = rule("losses", pause={"minutes": 60, "probation": {"size": "0.5", "trades": 5}})
    draft = make_draft(rules=[made], events=counts(NOW - 2 * HOUR, losing_streak=3))
    assert _verdict(assess(draft)) == (Decision.SHRINK, "losses", Decimal("0.1"))
    half = draft.replace(plan=draft.plan.replace(size_by="quantity", size=Decimal("0.1")))
    assert assess(half).verdict.decision is Decision.TAKE


def test_a_warning_may_shrink_too() -> None:
    made = rule("losses", warned_size="0.25")
    draft = make_draft(rules=[made], events=counts(losing_streak=2))
    assert _verdict(assess(draft)) == (Decision.SHRINK, "losses", Decimal("0.05"))


def test_a_larger_size_after_a_loss_is_shrunk_to_the_size_before() -> None:
    lost = closed(NOW - HOUR, -50, instrument="BTCUSDT", quantity="0.15")
    draft = make_draft(rules=[rule("size_up", action="block_new")], events=[lost])
    assert _verdict(assess(draft)) == (Decision.SHRINK, "size_up", Decimal("0.150"))


def test_the_floating_loss_of_open_positions_counts_against_the_day() -> None:
    # balance 10,000 all day, 0.1 BTC 5,000 under water: 500 of a limit of 500
    held = position(mark_price="45000", stop_price="44000", leverage="5")
    made = _loss(rate="0.05", pause={"ends": "next_day"})
    assessment = assess(make_draft(rules=[made], positions=[held]))
    assert _verdict(assessment)[:2] == (Decision.DO_NOT_TAKE, "daily")
    assert assessment.pauses.rules[0].used == 500


def test_the_preview_says_what_each_outcome_would_make_of_every_rule() -> None:
    # the stop costs 200, the target wins 400; the day has lost 150 of 400
    rules = (rule("losses"), _loss(amount="400", pause={"ends": "next_day"}), rule("trades", pause_at=5))
    events = [closed(NOW - 3 * HOUR, -100), closed(NOW - 2 * HOUR, -50)]
    draft = make_draft(rules=rules, events=events, targets=[{"price": "52000", "share": "1"}])
    outlook = assess(draft).pauses.outlook
    said = [
        [(row.state.value, int(row.used or 0)) for row in rows]
        for rows in (outlook.now, outlook.if_loss, outlook.if_win, outlook.if_gap)
    ]
    assert said == [
        [("warned", 2), ("active", 150), ("active", 0)],
        [("paused", 3), ("warned", 350), ("active", 1)],
        [("active", 0), ("active", 0), ("active", 1)],
        [("paused", 3), ("paused", 550), ("active", 1)],
    ]
    assert [rows[0].until for rows in (outlook.if_loss, outlook.if_win)] == [NOW + 24 * HOUR, None]


def test_the_preview_knows_the_costs_where_a_rule_leaves_them_out() -> None:
    # 0.2 BTC: 10 of fee at 50,000, 9.8 at the stop, 9.6 at 48,000, 10.4 at the target; prices alone: 200 and 400
    rules = (_loss(amount="300", include_unrealised=False, include_costs=False),)
    plan = {"size": "0.2", "size_by": "quantity", "fee_rate": "0.001", "stop_price": "49000"}
    draft = make_draft(rules=rules, targets=[{"price": "52000", "share": "1"}], **plan)
    outlook = assess(draft).pauses.outlook
    results = outlook.results
    assert [results.loss_costs, results.win_costs, results.gap_costs] == [
        Decimal(text) for text in ("19.8", "20.4", "19.6")
    ]
    said = [(rows[0].state.value, rows[0].used) for rows in (outlook.if_loss, outlook.if_win, outlook.if_gap)]
    assert said == [("active", Decimal(200)), ("active", Decimal(0)), ("paused", Decimal(400))]
    without_stop = outcomes(assess(draft.replace(plan=draft.plan.replace(stop_price=None))).evaluation)
    assert [without_stop.loss_costs, without_stop.win_costs] == [None, Decimal("20.4")]


def test_the_preview_pays_for_the_whole_steps_that_targets_close() -> None:
    # 0.003 BTC at 0.1 %: 0.15 at the entry, 0.104 for two steps at 52,000 and 0.054 for one at 54,000
    halves = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    draft = make_draft(size="0.003", size_by="quantity", fee_rate="0.001", targets=halves)
    assert outcomes(assess(draft).evaluation).win_costs == Decimal("0.308")


def test_a_plan_without_a_size_has_no_preview_and_its_rules_all_the_same() -> None:
    outlook = assess(make_draft(entry_price=None)).pauses.outlook
    assert len(outlook.now) == 2
    assert (outlook.if_loss, outlook.if_win, outlook.if_gap) == ((), (), ())


def test_what_follows_from_the_same_events_is_not_gone_through_again() -> None:
    first = assess(make_draft(events=counts(losing_streak=1)))
    moved = first.draft.replace(plan=first.draft.plan.replace(stop_price=Decimal(49100)))
    assert assess(moved, first).pauses.replayed is first.pauses.replayed
    told = first.draft.replace(situation=first.draft.situation.replace(events=counts(losing_streak=3)))
    assert assess(told, first).pauses.replayed is not first.pauses.replayed
    assert assess(told, first).verdict.binding == "losing_streak"


@pytest.mark.parametrize(("hours", "blocked"), [(23, True), (24, False)])
def test_the_clock_that_is_passed_in_decides_where_the_plan_names_no_moment(hours: int, *, blocked: bool) -> None:
    draft = make_draft(events=counts(losing_streak=3), judged_at=None)
    assert assess(draft, now=NOW + hours * HOUR).pauses.rules[0].blocks is blocked


def test_a_plan_with_a_moment_of_its_own_is_judged_then_for_ever() -> None:
    draft = make_draft(events=counts(losing_streak=3))
    assert assess(draft, now=NOW + 999 * HOUR) == assess(draft)


def test_a_pause_by_hand_needs_no_rule() -> None:
    rested = event("paused_by_hand", NOW - HOUR, reason="tired")
    assert _verdict(assess(make_draft(rules=[], events=[rested])))[:2] == (Decision.DO_NOT_TAKE, "by_hand")


@pytest.mark.parametrize(
    ("leverage", "lost"),
    [
        # 0.2 BTC bought at 50,000 with a stop at 49,000: closed at 48,000, 0.2 x 2,000 are lost.
        ("10", "400"),
        # Of 0.2 x 50,000 / 30 posted no more than that is lost.
        ("30", "333.333333333333"),
    ],
)
def test_a_gap_closes_twice_as_far_away_as_the_stop_and_takes_no_more_than_an_isolated_margin(
    leverage: str, lost: str
) -> None:
    evaluation = assess(make_draft(size="0.2", size_by="quantity", leverage=leverage)).evaluation
    found = outcomes(evaluation)
    assert found.loss == -200
    assert is_near(found.gap, f"-{lost}", "1e-9")


def test_a_gap_of_an_inverse_contract_costs_more_than_twice_the_loss() -> None:
    """100 contracts of 100 dollars: 10,000 x (1/49,000 - 1/50,000) coins at the stop, 1/48,000 for it beyond."""
    found = outcomes(assess(inverse_draft(stop_price="49000")).evaluation)
    assert is_near(found.loss, "-0.00408163265306", "1e-9")
    assert is_near(found.gap, "-0.00833333333333", "1e-9")


def test_a_guaranteed_stop_knows_no_gap() -> None:
    """The venue fills the stop at its price, wherever the market is."""
    guaranteed = assess(make_draft(guaranteed_stop={})).pauses.outlook
    assert guaranteed.results.gap == guaranteed.results.loss
    assert guaranteed.if_gap == guaranteed.if_loss
