"""What was asked for beside what can be had. Every figure is worked out by hand beside its case."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.distances import stop_reference, target_reference
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Severity
from planner.domain.findings import RULES
from planner.domain.plan import Draft
from planner.report.asked import BLOCKED, asked_lines, not_as_far
from tests.conftest import limits, make_draft
from tests.regimes import halves_by_kelly

CASES = {
    # 1 % of 10,000 over a stop 1,300 away is 0.0769230769..., in steps of 0.001 that is 0.076, losing 98.80
    "the step": (
        make_draft(size="0.01", stop_price="48700"),
        ("Asked: 0.0769230 BTC · 100.00 USDT", "Can be: 0.076 BTC · 98.80 USDT · step of 0.001"),
    ),
    "as it was asked for": (
        make_draft(size="0.01"), ("Asked: 0.1 BTC · 100.00 USDT", "Can be: 0.100 BTC · 100.00 USDT")
    ),
    "a limit": (
        make_draft(size="0.05", limits=limits(single_trade_rate="0.02")),
        ("Asked: 0.5 BTC · 500.00 USDT", "Can be: 0.200 BTC · 200.00 USDT · your limit for a single trade"),
    ),
    # 100,000 of notional at 2x takes 50,000 of 10,000: 20,000 of notional is 0.4
    "margin": (
        make_draft(
            size_by="quantity", size="2", leverage="2", stop_price="49990", limits=limits(margin_level_floor="1")
        ),
        ("Asked: 2 BTC · 20.00 USDT", "Can be: 0.400 BTC · 4.00 USDT · the margin available"),
    ),
    # 40 losses of a contract / 12, by halves at 1 R and 2 R; three would close two at 1 R
    "what targets close": (
        halves_by_kelly("1", limits=limits(single_trade_rate="0.1", total_open_rate="0.1")),
        ("Asked: 3.3333 BTC · 1,666.67 USD", "Can be: 2 BTC · 1,000.00 USD · what whole steps close"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_can_be_had_stands_below_what_was_asked_for_with_what_binds(name: str) -> None:
    draft, expected = CASES[name]
    assert asked_lines(assess(draft)) == expected


@pytest.mark.parametrize("draft", [make_draft(stop_price=None), make_draft(entry_price=None)])
def test_nothing_is_told_of_a_size_that_nobody_knows(draft: Draft) -> None:
    assert asked_lines(assess(draft)) == ()


def test_of_nothing_it_is_told_what_stands_in_the_way() -> None:
    """Half a step of 0.001; 0.1 of loss is allowed, that of 0.0001 BTC."""
    small = make_draft(size_by="quantity", size="0.0005")
    assert asked_lines(assess(small))[1] == "Can be: nothing · below the venue's smallest order"
    capped = make_draft(size_by="quantity", size="0.4", limits=limits(single_trade_rate="0.00001"))
    assert asked_lines(assess(capped))[1] == "Can be: nothing · your limit for a single trade"


def test_every_objection_that_leaves_nothing_has_its_words() -> None:
    assert {rule.code for rule in RULES if rule.severity is Severity.BLOCKER} == set(BLOCKED)


def test_what_may_not_be_taken_at_all_is_nothing() -> None:
    draft = make_draft(size_by="quantity", size="0.01", leverage="100", stop_price="45000")  # beyond liquidation
    asked, can_be = asked_lines(assess(draft))
    assert asked == "Asked: 0.01 BTC · 50.00 USDT"
    assert can_be == "Can be: nothing · the venue closes it before the stop"
    assert Decimal(0) == (assess(draft).verdict.quantity or Decimal(0))


@pytest.mark.parametrize("is_stop", [True, False])
def test_nothing_is_said_of_a_distance_that_reads_as_it_was_asked_for(*, is_stop: bool) -> None:
    evaluation = evaluate(make_draft(targets=[{"price": "52000", "share": "1"}]))
    of = stop_reference(evaluation, None) if is_stop else target_reference(evaluation, None, 0)
    assert of is not None
    assert not_as_far("1.262 ATR", "1.262 ATR", of) == ""
    assert not_as_far("1.262 ATR", "1.261 ATR", of).startswith("1.261 ATR, not 1.262 ATR: ")
