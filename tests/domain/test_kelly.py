"""Kelly by the plan's own targets: the size that is taken pays by the whole steps it closes.

A contract of 50 dollars a point from 4,000 loses 500 at 3,990; halves at 4,010 and 4,020 bring 1 R and 2 R.
"""

from decimal import Decimal
from fractions import Fraction

import pytest

from planner.assess import Decision, assess
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Finding
from planner.domain.plan import Draft
from tests.conftest import limits, make_draft
from tests.regimes import halves_by_kelly, instrument, stock_draft

D = Decimal
FOUR_PERCENT = limits(single_trade_rate="0.04", total_open_rate="1")
HALVES = (("4010", "0.5"), ("4020", "0.5"))
THIRDS = (("4005", "0.333333"), ("4010", "0.333333"), ("4020", "0.333334"))
FAR = (("4006", "0.7"), ("4030", "0.2"), ("4060", "0.1"))


def _finding(draft: Draft, code: str) -> Finding:
    return next(finding for finding in evaluate(draft).findings if finding.code == code)


def test_one_contract_that_closes_at_the_nearer_target_alone_is_no_trade_where_that_loses() -> None:
    """Halves at 1 R and 2 R pay 1.5 R, f = 0.45 - 0.55 / 1.5 > 0; one contract pays 1 R, f = 0.45 - 0.55."""
    draft = halves_by_kelly("0.5", "0.45")
    found = evaluate(draft)
    assert not found.quantity
    assert _finding(draft, "no_edge_in_steps").facts == {
        "win_rate": D("0.45"), "payoff": D(1), "shares_payoff": D("1.5")
    }  # fmt: skip
    verdict = assess(draft).verdict
    assert (verdict.decision, verdict.binding) == (Decision.DO_NOT_TAKE, "no_edge_in_steps")


def test_three_contracts_that_close_two_nearer_are_two_where_kelly_allows_no_more() -> None:
    """By shares 40 / 12 = 3.33; three pay 4 / 3 R, f = 0.0375 allows 1.5; two pay 1.5 R, which allows 3.33."""
    draft = halves_by_kelly("1", "0.45")
    found = evaluate(draft)
    assert found.asked_quantity == pytest.approx(D(40) / 12)
    assert found.quantity == 2
    assert found.sizing is not None
    assert found.sizing.payoff == found.reward_risk == D("1.5")
    facts = _finding(draft, "kelly_in_steps").facts
    assert (facts["whole_quantity"], facts["taken_quantity"], facts["shares_payoff"]) == (D(3), D(2), D("1.5"))
    assert facts["payoff"] == pytest.approx(D(4) / 3)


def test_a_size_whose_whole_steps_are_its_shares_is_what_was_asked_for() -> None:
    """0.66 x 40 / 12 = 2.2 contracts: two close halves."""
    found = evaluate(halves_by_kelly("0.66", "0.45"))
    assert found.quantity == 2
    assert [finding.code for finding in found.findings] == []


def test_odds_that_pay_but_ask_for_less_than_a_contract_ask_for_so_much() -> None:
    """At 60 % by shares 0.04 x 40 / 3; one contract pays 1 R: 0.04 x 0.2 x 40 = 0.32 of it are asked for."""
    found = evaluate(halves_by_kelly("0.1", "0.6"))
    assert found.asked_quantity == pytest.approx(D("0.8"))
    assert _finding(halves_by_kelly("0.1", "0.6"), "below_minimum").facts["asked_quantity"] == found.asked_quantity


def test_a_limit_leaves_only_a_size_whose_own_odds_pay() -> None:
    """Two contracts lose 1,000 of 20,000: 4 % leaves one, that closes at 1 R alone and loses money."""
    draft = halves_by_kelly("1", "0.45", limits=FOUR_PERCENT)
    verdict = assess(draft).verdict
    assert (verdict.decision, verdict.binding) == (Decision.DO_NOT_TAKE, "single_trade")
    better = assess(halves_by_kelly("1", "0.6", limits=FOUR_PERCENT)).verdict
    assert (better.decision, better.quantity) == (Decision.SHRINK, D(1))


def _largest(share: str, won: str, targets: tuple[tuple[str, str], ...], equity: int) -> int:
    """The largest whole number whose loss is no more than what its own odds allow, one after another in fractions."""
    rate, parts = Fraction(won), [(Fraction(price) - 4000, Fraction(part)) for price, part in targets]
    found = 0
    for count in range(1, equity // 500 + 1):
        left, gain = Fraction(1), Fraction(0)
        for points, part in parts:
            closed = count * left // 1 - count * (left - part) // 1
            gain, left = gain + closed * 50 * points, left - part
        edge = rate - (1 - rate) * 500 * count / gain
        if count * 500 <= Fraction(share) * edge * equity:
            found = count
    return found


@pytest.mark.parametrize("targets", [HALVES, THIRDS, FAR, (("4002", "0.37"), ("4031", "0.63")), (("4015", "1"),)])
@pytest.mark.parametrize(("share", "won"), [("1", "0.5"), ("0.5", "0.45"), ("0.25", "0.6"), ("0.93", "0.4801")])
@pytest.mark.parametrize("equity", [20_000, 30_000, 130_500, 1_000_000])
def test_the_size_is_the_largest_that_pays_by_what_it_closes(
    targets: tuple[tuple[str, str], ...], share: str, won: str, equity: int
) -> None:
    rows = [{"price": price, "share": part} for price, part in targets]
    found = evaluate(halves_by_kelly(share, won, targets=rows, wallet_balance=str(equity))).quantity
    assert (found or 0) == _largest(share, won, targets, equity)


def test_interest_on_what_a_larger_size_borrows_is_in_its_odds() -> None:
    """Of 320 shares 120 are borrowed for 40 dollars: they lose 360 and bring 600, f = 0.6 - 0.4 x 0.6 = 0.36.

    Without interest they pay 2 R, f = 0.4: a tenth of it, 400 dollars, is lost by 350 that borrow for 50.
    """
    share = {"base_currency": "ACME", "quantity_unit": "share", "price_tick": "0.01"}
    interest = {"rate": "0.08", "rate_hours": "8640", "step_hours": "24"}
    listed = instrument(symbol="ACME", **share, interest=interest)
    found = evaluate(
        stock_draft(
            rules={"instruments": [listed]}, size_by="kelly", size="0.1", sizing={"win_rate": "0.6"},
            holding_days="30", stop_price="49", targets=[{"price": "52", "share": "1"}],
        )
    )  # fmt: skip
    assert found.asked_quantity == pytest.approx(D(350))
    assert found.quantity == 320
    assert found.sizing is not None
    assert found.sizing.kelly == D("0.36")


def test_odds_close_to_even_are_found_in_a_moment_whatever_the_shares() -> None:
    """Ten million steps of a thousandth, of which hardly any two close alike."""
    targets = [{"price": "51000", "share": "0.300000000000000001"}, {"price": "53000", "share": "0.6"}]
    draft = make_draft(
        targets=targets, size_by="kelly", size="1", sizing={"win_rate": "0.3225807"}, wallet_balance="1000000000000",
        leverage="100",
    )  # fmt: skip
    found = evaluate(draft)
    assert found.sizing is not None
    assert found.sizing.kelly is not None
    assert found.quantity
    assert found.quantity * 1000 <= found.sizing.kelly * 1_000_000_000_000
