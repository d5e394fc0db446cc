"""A run of which only some rows are read closely agrees with the whole run in everything that it tells."""

from collections.abc import Callable

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.plan import Draft
from planner.simulation.losing_run import Sizing, losing_run
from planner.storage.plan_files import load_plan
from planner.storage.resources import RESOURCES
from tests.conftest import fx_draft, linear_instrument, linear_venue, make_draft, position
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


def test_a_small_trade_may_be_nearer_to_a_line_than_a_large_one() -> None:
    """At the stop a coin has 500 of its margin left; the warning asks 1.25 x (247.50 a coin + a smallest fee of 50).

    So below 0.3279 coins it is reached: 2 % of 10,000 at 549.50 a coin are 0.363, after six losses 0.322.
    """
    listed = linear_instrument(min_liquidation_fee="50", liquidation_fee_rate="0.0005")
    venue = linear_venue(listed, perpetual={"fee_base": "notional"})
    sized = {"leverage": "50", "size": "0.02", "stop_price": "49500", "slippage_rate": "0.001"}
    draft = make_draft(venue=venue, size_by="risk_rate", **sized)
    run = losing_run(evaluate(draft), told=(5,))
    assert run is not None
    assert run.warned_at == 6
    _agrees(evaluate(draft))
