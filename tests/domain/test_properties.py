"""What holds for every plan, judged by exact fractions."""

from collections.abc import Callable
from decimal import ROUND_UP, Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from planner.assess import assess
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation, Levels
from planner.domain.plan import Draft, SizeBy
from planner.domain.venue import MarginMode, Side
from tests.conftest import (
    cfd_instrument,
    cfd_venue,
    exact,
    fx_draft,
    linear_instrument,
    linear_venue,
    make_draft,
    tiers,
)
from tests.domain.agreement import CLOSE, LEVELS, book_of, compare, same
from tests.domain.oracle import unit_loss
from tests.domain.strategies import Kind, drafts, wild_drafts


def _changed(draft: Draft, part: str, **changes: object) -> Draft:
    if part == "plan":
        return draft.replace(plan=draft.plan.replace(**changes))
    return draft.replace(situation=draft.situation.replace(**changes))


@given(draft=drafts())
def test_every_level_is_where_bisection_finds_it(draft: Draft) -> None:
    evaluation = evaluate(draft)
    assume(evaluation.quantity)
    book = book_of(evaluation)
    for level in LEVELS:
        compare(evaluation, book, level)


@given(draft=drafts())
def test_equity_is_the_requirement_at_liquidation_and_more_before_it(draft: Draft) -> None:
    evaluation = evaluate(draft)
    root = evaluation.roots.liquidation
    assume(evaluation.quantity and root is not None)
    book, price = book_of(evaluation), exact(root or Decimal(0))
    demand = book.demand("liquidation")
    assert demand is not None
    equity, required = book.equity_and_requirement(price)
    assert abs(equity - demand[0] * required) <= CLOSE * max(abs(equity), book.planned.units * book.entry * 1000)
    for step in range(8):
        between = book.entry + (price - book.entry) * Fraction(step, 8)
        assert book.excess(demand)(between) > 0


@given(draft=drafts())
def test_liquidation_lies_between_bankruptcy_and_entry(draft: Draft) -> None:
    evaluation = evaluate(draft)
    roots, sign = evaluation.roots, draft.plan.side.sign
    prices = [draft.plan.entry_price, roots.margin_call, roots.liquidation, roots.bankruptcy]
    met = [sign * exact(price) for price in prices if price is not None]
    assert all(nearer >= farther - CLOSE for nearer, farther in pairwise(met))
    assert roots.bankruptcy is None or roots.liquidation is not None or "already_liquidatable" in _codes(evaluation)


@given(draft=drafts(), more=st.integers(1, 10**6))
def test_more_wallet_never_brings_a_cross_liquidation_nearer(draft: Draft, more: int) -> None:
    draft = _changed(draft, "plan", margin_mode="cross")
    account = draft.situation.account
    richer = _changed(
        draft, "situation", account=account.replace(wallet_balance=account.wallet_balance + Decimal(more))
    )
    before, after = evaluate(draft).roots.liquidation, evaluate(richer).roots.liquidation
    if before is not None and after is not None:
        assert draft.plan.side.sign * (before - after) >= 0
    assert before is not None or after is None or "already_liquidatable" in _codes(evaluate(draft))


def _codes(evaluation: Evaluation) -> set[str]:
    return {finding.code for finding in evaluation.findings}


@given(draft=drafts(), random=st.randoms(use_true_random=False))
def test_the_order_of_positions_is_irrelevant(draft: Draft, random: Random) -> None:
    shuffled = list(draft.situation.positions)
    random.shuffle(shuffled)
    one, other = assess(draft), assess(_changed(draft, "situation", positions=shuffled))
    assert one.verdict == other.verdict
    assert _codes(one.evaluation) == _codes(other.evaluation)
    for level in LEVELS:
        assert same(getattr(one.evaluation.roots, level), getattr(other.evaluation.roots, level))


@given(draft=drafts(kinds=(Kind(regime="margin_level"),), most_positions=0))
def test_a_short_is_the_mirror_of_a_long_where_the_requirement_stands_still(draft: Draft) -> None:
    entry = draft.plan.entry_price or Decimal(0)
    plan = draft.plan.replace(side="long", stop_price=None, fee_rate=Decimal(0))
    long = evaluate(draft.replace(plan=plan)).roots
    short = evaluate(draft.replace(plan=plan.replace(side="short"))).roots
    for level in ("margin_call", "liquidation", "bankruptcy"):
        below, above = getattr(long, level), getattr(short, level)
        if below is None:
            assert above is None or above >= 2 * entry
        else:
            assert same(entry - below, above - entry)


@given(draft=drafts(), factor=st.integers(2, 1000))
def test_everything_larger_by_a_factor_has_the_same_levels(draft: Draft, factor: int) -> None:
    roots, scaled = evaluate(draft).roots, evaluate(_scaled(draft, Decimal(factor))).roots
    assert all(same(getattr(roots, level), getattr(scaled, level)) for level in LEVELS)


def _scaled(draft: Draft, factor: Decimal) -> Draft:
    situation = draft.situation
    venue = situation.venue.replace(
        instruments=[
            instrument.replace(
                quantity_step=instrument.quantity_step * factor,
                margin_tiers=[
                    tier.replace(notional_cap=tier.notional_cap * factor) for tier in instrument.margin_tiers
                ],
            )
            for instrument in situation.venue.instruments
        ]
    )
    positions = [
        held.replace(quantity=held.quantity * factor, margin=None if held.margin is None else held.margin * factor)
        for held in situation.positions
    ]
    account = situation.account.replace(wallet_balance=situation.account.wallet_balance * factor)
    situation = situation.replace(venue=venue, positions=positions, account=account)
    return Draft(plan=draft.plan.replace(size=draft.plan.size * factor), situation=situation)


def _by_risk(draft: Draft, rate: Decimal) -> Draft:
    situation = draft.situation.replace(positions=())
    return Draft(plan=draft.plan.replace(size_by=SizeBy.RISK_RATE, size=rate), situation=situation)


RISKS = st.integers(1, 1000).map(lambda thousandth: Decimal(thousandth) / 1000)


@given(draft=drafts(most_positions=0), rate=RISKS)
def test_the_loss_at_the_stop_never_exceeds_the_risk_and_one_step_more_would(draft: Draft, rate: Decimal) -> None:
    draft = _by_risk(draft, rate)
    evaluation, instrument = evaluate(draft), draft.situation.venue.instruments[0]
    assert evaluation.quantity is not None
    quantity, step = exact(evaluation.quantity), exact(instrument.quantity_step)
    asked, loss = exact(rate) * exact(draft.situation.account.wallet_balance), unit_loss(draft)
    assert (quantity / step).denominator == 1
    assert quantity * loss <= asked * (1 + CLOSE)
    assert (quantity + step) * loss > asked * (1 - CLOSE)
    if quantity:
        assert abs(exact(evaluation.loss_at_stop or Decimal(0)) - quantity * loss) <= CLOSE * quantity * loss


@given(draft=drafts(most_positions=0), rate=RISKS, leverage=st.integers(1, 125))
def test_leverage_changes_neither_quantity_nor_loss_at_the_stop(draft: Draft, rate: Decimal, leverage: int) -> None:
    draft = _by_risk(draft, rate)
    one, other = evaluate(draft), evaluate(_changed(draft, "plan", leverage=Decimal(leverage)))
    assert one.quantity == other.quantity
    assert one.loss_at_stop == other.loss_at_stop


@given(draft=wild_drafts())
def test_any_draft_is_assessed(draft: Draft) -> None:
    assess(draft)


@pytest.mark.parametrize("generate", [drafts, wild_drafts])
@given(data=st.data())
def test_the_threads_own_arithmetic_changes_nothing(
    generate: Callable[[], st.SearchStrategy[Draft]], data: st.DataObject
) -> None:
    draft = data.draw(generate())
    usual = assess(draft)
    with localcontext(Context(prec=3, rounding=ROUND_UP, traps=[])):
        assert assess(draft) == usual


@settings(max_examples=60)
@given(draft=drafts(kinds=(Kind("EUR"), Kind("EUR", "margin_level"), Kind("EUR", "margin_level", "current"))))
def test_an_account_in_the_base_currency_is_liquidated_where_its_euros_are_gone(draft: Draft) -> None:
    draft = _changed(_changed(draft, "plan", margin_mode="cross"), "situation", positions=())
    evaluation = evaluate(draft)
    root, quantity = evaluation.roots.liquidation, evaluation.quantity
    assume(root is not None and quantity)
    price, book = exact(root or Decimal(0)), book_of(evaluation)
    units, sign = book.planned.units, draft.plan.side.sign
    euros = (
        exact(draft.situation.account.wallet_balance) - book.entry_fee + sign * units * (1 - book.planned.paid / price)
    )
    required = book.required([book.planned], price)
    ratio = exact(draft.situation.venue.liquidation_ratio or Decimal(0))
    assert abs(euros - ratio * required) <= CLOSE * max(abs(euros), units)


def test_levels_have_one_name_each() -> None:
    assert set(LEVELS) | {"break_even"} == set(Levels.__struct_fields__)
    assert {mode.value for mode in MarginMode} == {"isolated", "cross"}
    assert {side.sign for side in Side} == {1, -1}


CRASHES = {
    "a quantity of more digits than there are": make_draft(
        wallet_balance="1000000000000000000",
        size="1",
        entry_price="0.1",
        stop_price="0.099999999999999999",
        venue=linear_venue(
            linear_instrument(contract_size="0.000000000000000001", quantity_step="0.000000000000000001")
        ),
    ),
    "a smallest notional of more steps than there are digits": make_draft(
        entry_price="0.000000000000000001",
        stop_price=None,
        size_by="quantity",
        size="1",
        venue=linear_venue(
            linear_instrument(
                contract_size="0.000000000000000001",
                quantity_step="0.000000000000000001",
                min_notional="1000000000000000000",
            )
        ),
    ),
    "a spread as large as the price of a short": fx_draft(
        side="short",
        stop_price="1.01",
        venue=cfd_venue(cfd_instrument(spread="1"), margin_basis="current"),
    ),
}


@pytest.mark.parametrize("draft", CRASHES.values(), ids=CRASHES)
def test_an_extreme_draft_is_assessed(draft: Draft) -> None:
    assess(draft)


def test_a_first_tier_without_room_is_refused() -> None:
    with pytest.raises(ValidationError):
        tiers(("0", "0.01", "50"), ("100", "0.02", "20"))
