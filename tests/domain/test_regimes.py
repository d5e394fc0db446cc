"""What holds in every regime, judged by exact fractions."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.assess import assess
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import liquidation_range, margin_call_at, outcome, top_up_to
from planner.domain.number import ENGINE
from planner.domain.plan import Draft, PositionMode
from planner.domain.position_levels import liquidation_prices, position_levels
from planner.domain.shock import common_shock
from planner.domain.venue import MarginMode
from planner.domain.what_if import with_leverage, with_margin, with_share
from tests.conftest import exact, linear_instrument, linear_venue, make_draft, tiers
from tests.conftest import position as held_position
from tests.domain.agreement import CLOSE, LEVELS, book_of, compare, same
from tests.domain.oracle import Book
from tests.domain.strategies_regimes import FAMILIES, linear_drafts, wild_regime_drafts
from tests.regimes import REG_T, stock_draft

BY_FAMILY = pytest.mark.parametrize("family", FAMILIES)
FEW = settings(max_examples=25)


def _drawn(family: str, data: st.DataObject) -> Evaluation:
    evaluation = evaluate(data.draw(FAMILIES[family]))
    assume(evaluation.quantity)
    assume(not _faces_itself(evaluation.draft))
    return evaluation


def _faces_itself(draft: Draft) -> bool:
    """Whether a one-way account is said to hold both sides of one instrument, which no venue would have let it."""
    if draft.situation.account.position_mode is not PositionMode.ONE_WAY:
        return False
    held = {(position.instrument, position.margin_mode, position.side) for position in draft.situation.positions}
    return any((symbol, mode, side.opposite) in held for symbol, mode, side in held)


@BY_FAMILY
@FEW
@given(data=st.data())
def test_every_level_of_a_regime_is_where_bisection_finds_it(family: str, data: st.DataObject) -> None:
    evaluation = _drawn(family, data)
    book = book_of(evaluation)
    for level in LEVELS:
        compare(evaluation, book, level)


@BY_FAMILY
@FEW
@given(data=st.data())
def test_the_path_is_that_of_the_fractions(family: str, data: st.DataObject) -> None:
    evaluation = _drawn(family, data)
    book, pool = book_of(evaluation), evaluation.pool
    assert pool is not None
    assert book.instrument.symbol == "EURUSD"
    for price in (Decimal(7), Decimal("61.3"), Decimal(170)):
        equity, required = book.equity_and_requirement(exact(price))
        scale = CLOSE * max(abs(equity), abs(required), book.planned.value)
        with localcontext(ENGINE):
            told, asked = pool.equity_at(price), pool.requirement_at(price)
        assert abs(exact(told) - equity) <= scale
        assert abs(exact(asked) - required) <= scale


@BY_FAMILY
@FEW
@given(data=st.data())
def test_what_the_account_is_worth_and_owes_is_the_sum_of_its_positions(family: str, data: st.DataObject) -> None:
    evaluation = _drawn(family, data)
    book, before = book_of(evaluation), evaluation.before
    assert before is not None
    equity = exact(evaluation.draft.situation.account.wallet_balance)
    for position in evaluation.draft.situation.positions:
        lot = book.lot(position)
        equity += book.money(lot.instrument, lot.profit(exact(position.mark_price)), exact(position.mark_price))
    assert abs(exact(before.equity) - equity) <= CLOSE * max(abs(equity), Fraction(10**6))
    situation = evaluation.draft.situation
    is_shared = all(position.margin_mode is MarginMode.CROSS for position in situation.positions)
    if is_shared and situation.venue.perpetual.profit_counts:
        off = exact(before.free_margin) - equity + exact(before.used_margin)
        assert abs(off) <= CLOSE * max(abs(equity), Fraction(10**6))


@BY_FAMILY
@FEW
@given(data=st.data(), more=st.integers(1, 10**5))
def test_a_top_up_never_brings_liquidation_nearer(family: str, data: st.DataObject, more: int) -> None:
    evaluation = _drawn(family, data)
    richer = evaluate(with_margin(evaluation.draft, Decimal(more)))
    before, after = evaluation.roots.liquidation, richer.roots.liquidation
    if before is not None and after is not None:
        assert evaluation.draft.plan.side.sign * (before - after) >= 0
    codes = {finding.code for finding in evaluation.findings}
    assert before is not None or after is None or "already_liquidatable" in codes


@BY_FAMILY
@FEW
@given(data=st.data(), days=st.integers(1, 400))
def test_what_holding_costs_moves_liquidation_toward_the_market(family: str, data: st.DataObject, days: int) -> None:
    draft = data.draw(FAMILIES[family])
    evaluation = evaluate(draft.replace(plan=draft.plan.replace(holding_days=Decimal(days))))
    now, later = liquidation_range(evaluation)
    assert now == evaluation.roots.liquidation
    if now is not None:
        assert later is not None
        assert draft.plan.side.sign * (later - now) >= -Decimal("1e-35") * now


@BY_FAMILY
@FEW
@given(data=st.data())
def test_each_position_has_the_levels_of_its_own_pool(family: str, data: st.DataObject) -> None:
    evaluation = _drawn(family, data)
    book, after = evaluation.book, evaluation.book_after
    assert book is not None
    assert after is not None
    found = position_levels(evaluation)
    assert [levels.key for levels in found] == list(book.exposures)
    prices = liquidation_prices(after)
    assert set(prices) == {*book.exposures, evaluation.key}
    if evaluation.key is not None and evaluation.key not in book.exposures:
        mine, losing = prices[evaluation.key], evaluation.draft.plan.side.sign
        pair = (mine.below, mine.above) if losing > 0 else (mine.above, mine.below)
        roots = evaluation.roots
        near = roots.margin_call if evaluation.demands.liquidation is None else roots.liquidation
        assert same(pair[0], near)
        assert evaluation.demands.liquidation is None or same(pair[1], roots.far_liquidation)


@BY_FAMILY
@FEW
@given(data=st.data())
def test_isolated_margin_leaves_the_wallet_first(family: str, data: st.DataObject) -> None:
    draft = data.draw(FAMILIES[family])
    hedging = draft.situation.account.replace(position_mode="hedge")
    venue = draft.situation.venue.replace(hedged_share=Decimal(2))
    evaluation = evaluate(draft.replace(situation=draft.situation.replace(account=hedging, venue=venue)))
    assume(evaluation.quantity)
    book, plan = evaluation.book_after, evaluation.draft.plan
    assert book is not None
    reading = book_of(evaluation)
    wallet = exact(evaluation.draft.situation.account.wallet_balance) - reading.entry_fee
    isolated = [p for p in evaluation.draft.situation.positions if p.margin_mode is MarginMode.ISOLATED]
    wallet -= sum((reading.posted(position) for position in isolated), Fraction(0))
    if plan.margin_mode is MarginMode.ISOLATED:
        wallet -= reading.planned_margin + exact(plan.added_margin)
    assert abs(exact(book.wallet) - wallet) <= CLOSE * max(abs(wallet), Fraction(10**6))


@BY_FAMILY
@FEW
@given(data=st.data(), leverage=st.integers(1, 125))
def test_without_interest_leverage_never_changes_the_loss_at_the_stop(
    family: str, data: st.DataObject, leverage: int
) -> None:
    evaluation = _drawn(family, data)
    assume(evaluation.unit is not None and evaluation.unit.leg.instrument.interest is None)
    other = evaluate(with_leverage(evaluation.draft, Decimal(leverage)))
    assert other.loss_at_stop == evaluation.loss_at_stop
    assert other.quantity == evaluation.quantity


@BY_FAMILY
@FEW
@given(data=st.data(), share=st.integers(1, 100))
def test_a_share_is_a_whole_number_of_steps(family: str, data: st.DataObject, share: int) -> None:
    evaluation = _drawn(family, data)
    quantity, step = evaluation.quantity or Decimal(0), evaluation.draft.situation.venue.instruments[0].quantity_step
    part = with_share(evaluation.draft, quantity, Decimal(share) / 100).plan.size
    assert (exact(part) / exact(step)).denominator == 1
    assert part <= quantity * share / 100 < part + step


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"futures"}))
@FEW
@given(data=st.data(), factor=st.sampled_from((2, 4, 5, 8, 10, 25)))
def test_larger_contracts_are_more_of_smaller_ones(family: str, data: st.DataObject, factor: int) -> None:
    draft = data.draw(FAMILIES[family])
    rules = draft.situation.venue.perpetual.replace(tier_measure="notional")
    venue = draft.situation.venue.replace(perpetual=rules)
    draft = draft.replace(situation=draft.situation.replace(venue=venue))
    one, other = evaluate(draft).roots, evaluate(_in_larger_contracts(draft, Decimal(factor))).roots
    assert all(same(getattr(one, level), getattr(other, level)) for level in LEVELS)


def _in_larger_contracts(draft: Draft, factor: Decimal) -> Draft:
    situation, plan = draft.situation, draft.plan
    listed = [
        instrument.replace(
            contract_size=instrument.contract_size * factor,
            commission=instrument.commission * factor,
            quantity_step=Decimal("1e-18"),
        )
        for instrument in situation.venue.instruments
    ]
    step = situation.venue.instruments[0].quantity_step
    size = (plan.size // step) * step
    assume(size)
    held = [p.replace(quantity=p.quantity / factor) for p in situation.positions]
    plan = plan.replace(size=size / factor)
    venue = situation.venue.replace(instruments=listed)
    return Draft(plan=plan, situation=situation.replace(venue=venue, positions=held))


@given(draft=linear_drafts(), rate=st.sampled_from(("0.5", "2", "1.25")))
def test_an_account_in_a_currency_worth_half_holds_twice_as_much(draft: Draft, rate: str) -> None:
    situation = draft.situation
    dollars = situation.account.replace(currency="USD")
    yen = dollars.replace(currency="JPY", wallet_balance=dollars.wallet_balance * Decimal(rate))
    held = [p.replace(margin=None) for p in situation.positions]
    plan = draft.plan.replace(added_margin=Decimal(0))
    one = evaluate(Draft(plan=plan, situation=situation.replace(account=dollars, positions=held))).roots
    rates = {"USD": rate}
    other = evaluate(Draft(plan=plan, situation=situation.replace(account=yen, positions=held, rates=rates))).roots
    assert all(same(getattr(one, level), getattr(other, level)) for level in LEVELS)


@given(draft=linear_drafts())
def test_a_short_is_the_mirror_of_a_long_where_the_requirement_is_that_of_the_entry(draft: Draft) -> None:
    rules = draft.situation.venue.perpetual.replace(
        maintenance_valued_at="entry", fee_base="none", fee_valued_at="entry", profit_counts=True
    )
    venue = draft.situation.venue.replace(perpetual=rules)
    account = draft.situation.account.replace(currency="USD")
    situation = draft.situation.replace(venue=venue, positions=(), account=account)
    entry = draft.plan.entry_price or Decimal(0)
    plan = draft.plan.replace(side="long", stop_price=None)
    long = evaluate(Draft(plan=plan, situation=situation)).roots
    short = evaluate(Draft(plan=plan.replace(side="short"), situation=situation)).roots
    for level in ("margin_call", "liquidation", "bankruptcy"):
        below, above = getattr(long, level), getattr(short, level)
        if below is None:
            assert above is None or above >= 2 * entry
        else:
            assert same(entry - below, above - entry)


@given(caps=st.lists(st.integers(1, 10**6), min_size=2, max_size=5, unique=True), rate=st.integers(1, 50))
def test_slice_tiers_meet_at_every_cap(caps: list[int], rate: int) -> None:
    rows = [(str(cap), str(Decimal(rate * (n + 1)) / 1000), "1") for n, cap in enumerate(sorted(caps))]
    table = linear_instrument(margin_tiers=tiers(*rows)).sliced_maintenance
    for cap in sorted(caps)[:-1]:
        below, above = Decimal(cap) - Decimal("1e-20"), Decimal(cap) + Decimal("1e-20")
        assert abs(table.at(above) - table.at(below)) < Decimal("1e-19")


@given(draft=wild_regime_drafts())
def test_any_draft_of_any_regime_is_assessed_and_questioned(draft: Draft) -> None:
    evaluation = assess(draft).evaluation
    position_levels(evaluation)
    outcome(evaluation)
    liquidation_range(evaluation)
    half = (draft.plan.entry_price or Decimal(1)) / 2
    top_up_to(evaluation, half)
    margin_call_at(evaluation, half)
    if evaluation.book_after is not None and evaluation.demands.liquidation is not None:
        common_shock(evaluation.book_after, evaluation.demands.liquidation, draft.situation.betas)


JUMP = linear_venue(
    linear_instrument(margin_tiers=tiers(("46000", "0.005", "50"), ("1000000", "0.05", "20"))),
    perpetual={"tier_rule": "whole"},
)


@pytest.mark.parametrize(
    ("side", "entry", "price"),
    [
        ("long", "50000", "47368.4210526315789473684"),  # P - 45,000 = 0.05 P: nearer than the root of the lower tier
        ("short", "42100", "46000"),  # neither tier has a root: equity 310 lies inside the jump from 230 to 2,300
    ],
)
def test_where_the_requirement_jumps_the_first_place_met_is_the_level(side: str, entry: str, price: str) -> None:
    draft = make_draft(side=side, entry_price=entry, stop_price=None, size_by="quantity", size="1", venue=JUMP)
    evaluation = evaluate(draft)
    assert abs((evaluation.roots.liquidation or Decimal(0)) - Decimal(price)) < Decimal("1e-18")
    book, direction = Book(draft, Fraction(1)), -draft.plan.side.sign
    expected = book.level((Fraction(1), Fraction(0), False), direction)
    assert expected is not None
    assert abs(expected[1] - exact(evaluation.roots.liquidation or Decimal(0))) < Fraction(1, 10**5)


@pytest.mark.parametrize(("mark", "required"), [("80", "24"), ("79.99", "79.99"), ("80.01", "24.003")])
def test_a_share_at_exactly_the_low_price_is_not_below_it(mark: str, required: str) -> None:
    # 30 % of the value from 80 on, all of it below
    rules = {**REG_T, "low_price": "80"}
    short = {"instrument": "ACME", "side": "short", "quantity": "1", "entry_price": "80", "stop_price": "90"}
    held = held_position(**short, mark_price=mark, margin_mode="cross")
    before = evaluate(stock_draft(rules={"stock": rules}, positions=[held])).before
    assert before is not None
    assert before.requirement == Decimal(required)
