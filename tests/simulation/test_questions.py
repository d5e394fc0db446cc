"""The three questions together: they agree with their parts, and ask nothing that cannot be said."""

from decimal import Decimal

from planner.assess import assess
from planner.simulation.against import against
from planner.simulation.gap import zero_gap
from planner.simulation.losing_run import losing_run
from planner.simulation.questions import chances, plan_odds, questions
from planner.simulation.walks import Odds
from tests.conftest import make_draft
from tests.simulation.test_scenario import SCENARIOS

D = Decimal
TARGET = [{"price": "52000", "share": "1"}]


def test_the_answers_are_those_of_the_questions_asked_alone() -> None:
    evaluation = assess(make_draft(targets=TARGET)).evaluation
    found = questions(evaluation, SCENARIOS)
    assert found.against == against(evaluation)
    assert found.losing_run == losing_run(evaluation)
    assert found.zero_gap == zero_gap(evaluation)
    assert found.gaps[0].historic.scenario.id == "btc20"


def test_odds_are_the_plans_own_where_none_are_given() -> None:
    assert plan_odds(assess(make_draft(targets=TARGET)).evaluation) == Odds(D("0.5"), D(2))
    assert plan_odds(assess(make_draft()).evaluation) == Odds(D("0.5"), D(1))


def test_chances_are_those_published() -> None:
    """2 % a trade, four in ten win 2 R: 8 losses in a row within 100 trades, and a fall by half at most 0.22 %."""
    found = chances(assess(make_draft(size="0.02")).evaluation, Odds(D("0.4"), D(2)))
    assert found is not None
    assert abs(dict(found.runs)[8] - 0.4897198) < 1e-6
    assert abs(found.longest_run - 7.8717) < 1e-4
    assert abs(found.ruin_fraction - 0.5**8.8035) < 1e-5
    assert abs(found.ruin_money - 0.822876**50) < 1e-7
    assert [fall.losses for fall in found.falls] == [6, 12, 18, 35]


def test_without_a_stop_or_with_all_at_risk_there_are_no_chances() -> None:
    assert chances(assess(make_draft(stop_price=None, size_by="quantity", size="0.1")).evaluation) is None
    assert chances(assess(make_draft(size_by="quantity", size="20")).evaluation) is None
    assert questions(assess(make_draft(entry_price=None)).evaluation, SCENARIOS).gaps == ()
