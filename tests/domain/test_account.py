from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.account import AccountState
from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from planner.domain.venue_rules import FeeBase, PerpetualRules
from tests.conftest import (
    cfd_instrument,
    cfd_venue,
    fx_draft,
    is_near,
    linear_instrument,
    linear_venue,
    make_draft,
    position,
    tiers,
)


def _before(draft: Draft) -> AccountState:
    before = evaluate(draft).before
    assert before is not None
    return before


def _figures(state: AccountState) -> tuple[Decimal, ...]:
    return (state.equity, state.used_margin, state.free_margin, state.requirement)


ACCOUNTS = [
    ([], ("10000", "0", "10000", "0")),
    ([position(mark_price="51000")], ("10100", "500", "9500", "25.5")),
    ([position(mark_price="51000", margin="800")], ("10100", "800", "9200", "25.5")),
    ([position(mark_price="51000", margin_mode="cross")], ("10100", "510", "9590", "25.5")),
    ([position(side="short", mark_price="51000", margin_mode="cross")], ("9900", "510", "9390", "25.5")),
    ([position(), position(margin_mode="cross", leverage="5")], ("10000", "1500", "8500", "50")),
]


@pytest.mark.parametrize(("positions", "figures"), ACCOUNTS)
def test_equity_used_free_and_required(positions: list[object], figures: tuple[str, ...]) -> None:
    assert _figures(_before(make_draft(positions=positions))) == tuple(Decimal(text) for text in figures)


def test_a_margin_level_needs_something_used() -> None:
    assert _before(make_draft()).margin_level is None
    assert _before(make_draft(positions=[position()])).margin_level == 20


@pytest.mark.parametrize(("basis", "used"), [("open", "1000"), ("current", "1100")])
def test_used_margin_is_valued_at_the_price_the_broker_says(basis: str, used: str) -> None:
    held = position(
        instrument="EURUSD",
        quantity="0.5",
        entry_price="1",
        mark_price="1.1",
        stop_price="0.9",
        leverage="50",
        margin_mode="cross",
    )
    assert _before(fx_draft(positions=[held], venue=cfd_venue(margin_basis=basis))).used_margin == Decimal(used)


def test_the_margin_of_its_own_currency_does_not_move() -> None:
    held = position(
        instrument="EURUSD",
        quantity="0.5",
        entry_price="1",
        mark_price="1.25",
        stop_price="0.9",
        leverage="50",
        margin_mode="cross",
    )
    before = _before(fx_draft(positions=[held], currency="EUR"))
    assert (before.equity, before.used_margin) == (
        Decimal(20000),
        Decimal(1000),
    )  # 12,500 dollars at 1.25; 50,000 euros / 50


def test_isolated_margin_leaves_the_cross_wallet_and_its_loss_stays_with_it() -> None:
    other = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
    lost = position(instrument="ETHUSDT", mark_price="46000")
    draft = make_draft(
        venue=linear_venue(linear_instrument(), other),
        positions=[lost],
        margin_mode="cross",
        size_by="quantity",
        size="1",
    )
    assert is_near(evaluate(draft).roots.bankruptcy, "40500", "0")  # 10,000 - 500 behind one coin


def test_a_loss_of_another_cross_position_brings_liquidation_nearer() -> None:
    other = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
    lost = position(instrument="ETHUSDT", mark_price="46000", margin_mode="cross")
    draft = make_draft(
        venue=linear_venue(linear_instrument(), other),
        positions=[lost],
        margin_mode="cross",
        size_by="quantity",
        size="1",
    )
    roots = evaluate(draft).roots
    assert is_near(roots.bankruptcy, "40400", "0")  # 10,000 - 400
    assert is_near(roots.liquidation, "40626.1306532663316583", "1e-18")  # 9,600 + P - 50,000 = 23 + 0.005 P


def test_an_isolated_plan_shares_the_margin_of_its_own_side_only() -> None:
    alone = evaluate(make_draft(size_by="quantity", size="0.1")).roots.liquidation
    opposite = position(side="short", stop_price="51000")
    assert evaluate(make_draft(size_by="quantity", size="0.1", positions=[opposite])).roots.liquidation == alone
    crossed = position(margin_mode="cross")
    assert evaluate(make_draft(size_by="quantity", size="0.1", positions=[crossed])).roots.liquidation == alone
    same = position(entry_price="40000")
    merged = evaluate(make_draft(size_by="quantity", size="0.1", positions=[same])).roots.bankruptcy
    assert is_near(merged, "40500", "0")  # (5,000 + 4,000 - 500 - 400) / 0.2


def test_same_side_positions_in_another_instrument_share_its_tiers() -> None:
    # Two positions of 4,000 in one contract are one of 8,000: 5,000 at 1 % and 3,000 at 10 %.
    other = linear_instrument(symbol="ETHUSDT", margin_tiers=tiers(("5000", "0.01", "50"), ("100000", "0.1", "10")))
    half = position(instrument="ETHUSDT", quantity="1", entry_price="4000", mark_price="4000", margin_mode="cross")
    whole = half.replace(quantity=Decimal(2))
    venue = linear_venue(linear_instrument(), other)
    plan = {"venue": venue, "margin_mode": "cross", "size_by": "quantity", "size": "1"}
    assert _before(make_draft(**plan, positions=[whole])).requirement == 350
    assert _before(make_draft(**plan, positions=[half, half])).requirement == 350
    one, two = (evaluate(make_draft(**plan, positions=held)).roots for held in ([whole], [half, half]))
    assert one.liquidation == two.liquidation


def test_margin_at_the_current_price_adds_up_over_different_leverage() -> None:
    # 50,000 at 1:50 and 50,000 at 1:10 need P x (1,000 + 5,000): 10,000 - 110,000 + 100,000 P = 0.5 x 6,000 P
    held = position(
        instrument="EURUSD",
        quantity="0.5",
        entry_price="1",
        mark_price="1.2",
        stop_price="0.9",
        leverage="50",
        margin_mode="cross",
    )
    draft = fx_draft(
        venue=cfd_venue(margin_basis="current"),
        entry_price="1.2",
        stop_price="1.1",
        size="0.5",
        leverage="10",
        positions=[held],
    )
    assert is_near(evaluate(draft).roots.liquidation, "1.0309278350515463918", "1e-18")


@pytest.mark.parametrize("spread", ["0.01", "0.99"])
def test_a_spread_does_not_change_the_margin_at_the_current_price(spread: str) -> None:
    venue = cfd_venue(cfd_instrument(spread=spread), margin_basis="current")
    pool = evaluate(fx_draft(venue=venue, side="short", stop_price="1.01", leverage="20")).pool
    assert pool is not None
    assert pool.requirement.at(Decimal("1.5")) == 7500  # 100,000 x 1.5 / 20


@pytest.mark.parametrize(("share", "margin"), [("0", 3000), ("1", 5000), ("2", 7000)])
def test_legs_that_face_each_other_pay_for_the_difference_the_larger_one_or_both(share: str, margin: int) -> None:
    # 100,000 short and 40,000 long at 1.0 and 1:20: 5,000 and 2,000
    held = position(
        instrument="EURUSD",
        quantity="0.4",
        entry_price="1",
        mark_price="1",
        stop_price="0.99",
        leverage="20",
        margin_mode="cross",
    )
    draft = fx_draft(
        venue=cfd_venue(hedged_share=share),
        side="short",
        entry_price="1",
        stop_price="1.01",
        size="1",
        size_by="quantity",
        leverage="20",
        position_mode="hedge",
        positions=[held],
    )
    pool = evaluate(draft).pool
    assert pool is not None
    assert pool.requirement.at(Decimal("1.2")) == margin


def test_a_missing_rate_is_named_though_the_plan_needs_none() -> None:
    pound = cfd_instrument(symbol="GBPUSD", base_currency="GBP")
    held = position(instrument="GBPUSD", margin_mode="cross")
    draft = fx_draft(venue=cfd_venue(cfd_instrument(), pound), currency="EUR", positions=[held])
    assert assess(draft).verdict.binding == "rate_missing"


def test_nothing_can_be_spent_where_a_position_cannot_be_valued() -> None:
    assert evaluate(make_draft(positions=[position(instrument="NOPE")])).spendable == 0


@pytest.mark.parametrize(("with_fee", "margin"), [(False, "1000"), (True, "1005")])
def test_of_cross_legs_that_face_each_other_the_larger_one_posts_margin_and_its_reserved_fee(
    with_fee: bool,  # noqa: FBT001 - what is told apart
    margin: str,
) -> None:
    # the long leg of 0.2 BTC: 10,000 at 1:10, and a fee of 0.05 % of it
    rules = PerpetualRules(fee_base=FeeBase.NOTIONAL, initial_margin_has_fee=with_fee)
    coin = linear_instrument(liquidation_fee_rate="0.0005")
    held = [
        position(side=side, quantity=size, margin_mode="cross") for side, size in (("long", "0.2"), ("short", "0.1"))
    ]
    venue = linear_venue(coin, perpetual=rules, hedged_share="1")
    assert _before(make_draft(venue=venue, positions=held, position_mode="hedge")).used_margin == Decimal(margin)
