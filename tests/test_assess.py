"""One draft in, one assessment out: published examples, the verdict and its reasons."""

from decimal import Decimal
from fractions import Fraction

import pytest

from planner.assess import assess
from tests.cases.case import Case
from tests.cases.published import DISTANCES, PUBLISHED, exchange, of_x
from tests.cases.verdicts import CAPS, VERDICTS
from tests.conftest import exact, figure, is_near


@pytest.mark.parametrize("case", [*PUBLISHED, *VERDICTS], ids=str)
def test_the_planner_says_what_was_published(case: Case) -> None:
    assessment = assess(case.draft)
    for path, expected in case.figures.items():
        assert _is(figure(assessment, path), expected, case.tolerance), (path, figure(assessment, path))
    assert {finding.code for finding in assessment.evaluation.findings} >= set(case.findings)


def _is(value: object, expected: str | None, tolerance: str) -> bool:
    if isinstance(value, Decimal) and expected is not None:
        return is_near(value, expected, tolerance)
    return value == expected


@pytest.mark.parametrize(("side", "leverage", "rate", "distance"), DISTANCES)
def test_an_isolated_liquidation_is_as_far_as_published(
    side: str, leverage: str, rate: str, distance: str | None
) -> None:
    stop = "99.9" if side == "long" else "100.1"
    draft = of_x(
        venue=exchange(rate),
        margin_mode="isolated",
        side=side,
        stop_price=stop,
        leverage=leverage,
        size="1",
        wallet_balance="100000",
    )
    assessment = assess(draft)
    root, codes = assessment.evaluation.roots.liquidation, [f.code for f in assessment.evaluation.findings]
    if distance is None:
        assert root is None
        assert codes[0] == "already_liquidatable"
        assert assessment.verdict.decision == "do_not_take"
        assert assessment.verdict.binding == "already_liquidatable"
    else:
        assert root is not None
        assert abs(abs(root - 100) - Decimal(distance)) <= Decimal("0.00005")
        assert "already_liquidatable" not in codes


@pytest.mark.parametrize(("rule", "quantity", "case"), CAPS, ids=str)
def test_a_cap_is_what_the_hand_calculates(rule: str, quantity: str | None, case: Case) -> None:
    found = {cap.rule: cap.quantity for cap in assess(case.draft).caps}
    if quantity is None:
        assert rule not in found
    else:
        assert abs(exact(found[rule]) - Fraction(quantity)) <= Fraction(1, 10**20)


def test_the_caps_come_tightest_first() -> None:
    caps = assess(of_x()).caps
    assert [cap.quantity for cap in caps] == sorted(cap.quantity for cap in caps)


def test_an_assessment_names_its_draft() -> None:
    draft = of_x()
    assert assess(draft).draft is draft
