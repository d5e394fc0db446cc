"""What holds for every plan: the questions agree with the evaluation, and never fail."""

from decimal import Decimal, localcontext

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.domain.account import state_of
from planner.domain.evaluate import evaluate
from planner.domain.number import ENGINE
from planner.domain.plan import Draft
from planner.domain.stop_room import BEFORE_STOP
from planner.domain.venue import MarginMode
from planner.simulation.against import Event, against
from planner.simulation.custom import Gap, custom_stress
from planner.simulation.gap import zero_gap
from planner.simulation.losing_run import Sizing, losing_run
from planner.simulation.questions import questions
from planner.simulation.stress import stressed
from planner.simulation.way import Stress
from planner.storage.scenario_files import shipped_scenarios
from tests.domain.strategies import drafts, wild_drafts
from tests.domain.strategies_regimes import FAMILIES, wild_regime_drafts

CLOSE = Decimal("1e-30")
SCENARIOS = shipped_scenarios()


@settings(max_examples=40)
@given(draft=st.one_of(drafts(), *FAMILIES.values()))
def test_without_a_move_the_account_is_that_of_the_evaluation(draft: Draft) -> None:
    """All marks at the plan's entry, where a scenario starts from, and nothing to be liquidated."""
    plan = draft.plan
    held = [
        p.replace(mark_price=plan.entry_price) for p in draft.situation.positions if p.instrument == plan.instrument
    ]
    others = [p for p in draft.situation.positions if p.instrument != plan.instrument]
    draft = draft.replace(situation=draft.situation.replace(positions=(*held, *others)))
    evaluation = evaluate(draft)
    found = stressed(evaluation, Stress({}))
    if found is None or found.closed or evaluation.book_after is None:
        return
    with localcontext(ENGINE):
        expected = state_of(evaluation.book_after)
        for name in ("equity", "used_margin", "free_margin", "requirement"):
            assert abs(getattr(found.state, name) - getattr(expected, name)) <= CLOSE * max(
                Decimal(1), abs(expected.equity)
            )


@settings(max_examples=40)
@given(draft=drafts(most_positions=0))
def test_the_gap_to_nothing_leaves_nothing(draft: Draft) -> None:
    evaluation = evaluate(draft)
    gap = zero_gap(evaluation).plan
    assume(gap is not None and 0 < gap < 1 and evaluation.after is not None and evaluation.after.free_margin >= 0)
    assert gap is not None
    bare = replace(evaluation, draft=draft.replace(plan=draft.plan.replace(stop_price=None)))
    found = stressed(bare, custom_stress(bare, Gap(gap)))
    assert found is not None
    backed = found.state.equity
    if draft.plan.margin_mode is MarginMode.ISOLATED:
        assert evaluation.planned is not None
        backed -= (
            draft.situation.account.wallet_balance
            - evaluation.planned.margin
            - (evaluation.quantity or Decimal(0)) * (evaluation.unit.entry_fee if evaluation.unit else Decimal(0))
        )
    assert abs(backed) <= Decimal("1e-20") * draft.situation.account.wallet_balance
    assert found.deficit <= Decimal("1e-20") * draft.situation.account.wallet_balance


@settings(max_examples=40)
@given(draft=drafts(), sizing=st.sampled_from(Sizing))
def test_a_run_starts_with_the_plan_and_gets_poorer(draft: Draft, sizing: Sizing) -> None:
    evaluation = evaluate(draft)
    run = losing_run(evaluation, sizing, most_losses=5)
    assume(run is not None)
    assert run is not None
    assert evaluation.before is not None
    assert evaluation.after is not None
    first = run.rows[0]
    assert (first.equity, first.quantity) == (evaluation.before.equity, evaluation.quantity)
    assert first.margin_level == evaluation.after.margin_level
    equities = [row.equity for row in run.rows]
    assert equities == sorted(equities, reverse=True)


@settings(max_examples=40)
@given(draft=drafts())
def test_the_venue_ends_what_is_objected_to_for_it(draft: Draft) -> None:
    evaluation = evaluate(draft)
    found = against(evaluation)
    codes = {finding.code for finding in evaluation.findings}
    if found.ends_by is Event.LIQUIDATION and draft.plan.stop_price is not None:
        assert codes & BEFORE_STOP
    assert [met.distance for met in found.order] == sorted(met.distance for met in found.order)


@settings(max_examples=40)
@given(draft=st.one_of(wild_drafts(), wild_regime_drafts()))
def test_the_questions_are_total(draft: Draft) -> None:
    found = questions(evaluate(draft), SCENARIOS)
    for answer in found.gaps:
        assert answer.result.deficit >= 0
        assert answer.result.owed <= answer.result.deficit
