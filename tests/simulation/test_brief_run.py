"""A run of which only some rows are read closely agrees with the whole run in everything that it tells."""

from collections.abc import Callable

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.plan import Draft
from planner.simulation.losing_run import Sizing, losing_run
from planner.storage.plan_files import load_plan
from planner.storage.resources import RESOURCES
from tests.conftest import fx_draft, make_draft, position
from tests.regimes import cash_draft, futures_draft, inverse_draft, loan_draft, spot_draft, stock_draft

EXAMPLES = sorted(path.name for path in (RESOURCES / "examples").glob("*.json"))
MADE = (make_draft, fx_draft, cash_draft, futures_draft, inverse_draft, loan_draft, spot_draft, stock_draft)


def _agrees(evaluation: Evaluation) -> None:
    for sizing in Sizing:
        whole, brief = losing_run(evaluation, sizing), losing_run(evaluation, sizing, told=(5,))
        if whole is None or brief is None:
            assert whole is brief
            continue
        assert (brief.refused_at, brief.warned_at, brief.paused_at) == (
            whole.refused_at,
            whole.warned_at,
            whole.paused_at,
        )
        for ours, theirs in zip(brief.rows, whole.rows, strict=True):
            assert (ours.losses, ours.equity, ours.quantity, ours.loss, ours.refused, ours.paused_by) == (
                theirs.losses,
                theirs.equity,
                theirs.quantity,
                theirs.loss,
                theirs.refused,
                theirs.paused_by,
            )
            if ours.losses == 5:
                assert ours.margin_level == theirs.margin_level


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_agree(name: str) -> None:
    _agrees(evaluate(load_plan(RESOURCES / "examples" / name).draft))


@pytest.mark.parametrize("made", MADE)
def test_every_regime_agrees(made: Callable[..., Draft]) -> None:
    _agrees(evaluate(made()))


@pytest.mark.parametrize("size", ["0.01", "0.05", "0.1", "0.3"])
def test_every_share_at_risk_agrees(size: str) -> None:
    _agrees(evaluate(make_draft(size=size)))
    _agrees(evaluate(make_draft(size=size, leverage="20", margin_mode="cross", stop_price="48000")))


def test_a_trade_that_faces_a_position_is_looked_at_in_full() -> None:
    held = position(side="short", margin_mode="cross", quantity="0.5", stop_price="51000")
    _agrees(evaluate(make_draft(margin_mode="cross", positions=[held], size="0.05")))
