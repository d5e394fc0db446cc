"""One draft in, one assessment out: published examples, the verdict and its reasons."""

from decimal import Decimal
from fractions import Fraction

import pytest

from planner.assess import Decision, assess, ordered
from tests.cases.case import Case
from tests.cases.published import DISTANCES, PUBLISHED, exchange, of_x
from tests.cases.verdicts import CAPS, VERDICTS
from tests.conftest import (
    cfd_instrument,
    cfd_venue,
    exact,
    figure,
    fx_draft,
    is_near,
    limits,
    linear_instrument,
    linear_venue,
    make_draft,
    position,
    tiers,
)


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


def test_a_leverage_that_no_tier_allows_is_not_taken() -> None:
    instrument = linear_instrument(margin_tiers=tiers(("1000000000", "0.005", "50")))
    draft = make_draft(
        leverage="100", size_by="quantity", size="0.1", stop_price="49900", venue=linear_venue(instrument)
    )
    assert assess(draft).verdict.decision in {"do_not_take", "cannot_say"}


def test_what_the_verdict_allows_is_free_of_the_objection_it_cures() -> None:
    table = tiers(("100000", "0.005", "20"), ("1000000", "0.01", "10"))
    free = limits(single_trade_rate="1", total_open_rate="1", margin_level_floor="0.5")
    plan = {"leverage": "20", "size_by": "quantity", "limits": free}
    plan["venue"] = linear_venue(linear_instrument(margin_tiers=table))
    verdict = assess(make_draft(**plan, size="3")).verdict
    assert verdict.binding == "leverage_tier"
    shrunk = assess(make_draft(**plan, size=verdict.quantity))
    assert shrunk.verdict.decision == "take"
    assert "leverage_above_tier" not in {finding.code for finding in shrunk.evaluation.findings}


@pytest.mark.parametrize("case", PUBLISHED, ids=str)
def test_taking_what_the_verdict_allows_is_taken(case: Case) -> None:
    verdict = assess(case.draft).verdict
    if verdict.decision is Decision.SHRINK:
        plan = case.draft.plan.replace(size_by="quantity", size=verdict.quantity)
        assert assess(case.draft.replace(plan=plan)).verdict.decision is Decision.TAKE


def test_a_smaller_size_that_would_be_liquidated_first_is_not_offered() -> None:
    # Beside 1 BTC at 20x, 0.049 BTC at 2x is liquidated at 83,944: before its stop. 0.3 BTC would not be.
    held = position(quantity="1", entry_price="90000", mark_price="90000", stop_price="89500", leverage="20")
    plan = {"entry_price": "90000", "stop_price": "82000", "leverage": "2", "size_by": "quantity"}
    asked = assess(make_draft(wallet_balance="20000", positions=[held], size="0.3", **plan))
    assert (asked.verdict.decision, asked.verdict.binding) == (Decision.DO_NOT_TAKE, "single_trade")


@pytest.mark.parametrize(("ratio", "price"), [("3", 54000), (None, 55000)])
def test_a_held_ratio_puts_the_last_target_where_the_smaller_size_has_it(ratio: str | None, price: int) -> None:
    # Of three coins two bring 4,000 and one 5,000, 3 times the 3,000 at stake; of the two that may be lost, one brings
    # 2,000, and the other must bring 4,000.
    asked = assess(
        make_draft(
            venue=linear_venue(linear_instrument(quantity_step="1", min_quantity="1")),
            targets=[{"price": "52000", "share": "0.5"}, {"price": "55000", "share": "0.5"}],
            size_by="quantity",
            size="3",
            wallet_balance="200000",
            limits=limits(single_trade_rate="0.01"),
            held_reward_risk=ratio,
        )
    )
    assert asked.verdict.quantity == 2
    assert ordered(asked).draft.plan.targets[-1].price == price


def test_an_exact_multiple_of_the_step_is_never_lost_to_rounding() -> None:
    # 0.03 lot of EURUSD lose 230 x 0.03 / 1.2 = 5.75 euros from 1.2023 to 1.2
    euro = fx_draft(
        currency="EUR",
        leverage="30",
        entry_price="1.20230",
        stop_price="1.20000",
        size_by="risk_amount",
        size="5.75",
    )
    assert assess(euro).evaluation.quantity == Decimal("0.03")


def test_a_break_even_on_a_tick_is_shown_on_it() -> None:
    # 0.80439 and a spread of 0.0001, in an account that converts at the price itself
    venue = cfd_venue(cfd_instrument(spread="0.0001"))
    euro = fx_draft(venue=venue, currency="EUR", leverage="30", entry_price="0.80439", stop_price="0.80000", size="0.1")
    assert assess(euro).evaluation.levels.break_even == Decimal("0.80449")
