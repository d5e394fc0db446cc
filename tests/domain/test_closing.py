from decimal import Decimal

import pytest

from planner.domain.closing import closed_at_stop_out
from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, is_near, make_draft, position
from tests.regimes import spot_draft

# Two lots of pounds at 1:100, bought at 1.00 and 1.02, beside one lot of euros: 3,020 dollars are blocked.
POUND = cfd_instrument(symbol="GBPUSD", base_currency="GBP")


def _held(entry: str, mark: str) -> object:
    return position(
        instrument="GBPUSD",
        quantity="1",
        entry_price=entry,
        mark_price=mark,
        stop_price=None,
        leverage="100",
        margin_mode="cross",
    )


def _draft(order: str) -> Draft:
    held = [_held("1.00", "1"), _held("1.02", "1")]
    rules = cfd_venue(cfd_instrument(), POUND, liquidation={"close_order": order})
    return fx_draft(venue=rules, positions=held, leverage="100", wallet_balance="6000", stop_price=None)


@pytest.mark.parametrize(
    ("order", "closed"),
    [
        # 6,000 - 2,000 - 100,000 (1 - P) = 0.5 x 3,020 at P = 0.9751; 0.5 x 3,020 is kept until margin is freed
        ("largest_loss", [("EURUSD", "-2490")]),
        ("oldest", [("GBPUSD", "0")]),
        ("all", [("GBPUSD", "0"), ("GBPUSD", "-2000"), ("EURUSD", "-2490")]),
    ],
)
def test_positions_are_closed_in_the_order_of_the_venue(order: str, closed: list[tuple[str, str]]) -> None:
    found = closed_at_stop_out(evaluate(_draft(order)))
    assert [(one.symbol, one.pnl) for one in found] == [(symbol, Decimal(pnl)) for symbol, pnl in closed]
    assert [one.is_plan for one in found] == [one.symbol == "EURUSD" for one in found]


def test_an_isolated_position_is_closed_alone() -> None:
    found = closed_at_stop_out(evaluate(make_draft(size_by="quantity", size="0.1", positions=[position()])))
    assert [(one.symbol, one.quantity, one.is_plan) for one in found] == [("BTCUSDT", Decimal("0.1"), True)]


def test_without_a_liquidation_price_nothing_is_closed() -> None:
    assert closed_at_stop_out(evaluate(make_draft(leverage="1", size_by="quantity", size="0.1"))) == ()


def test_a_lender_closes_the_oldest_first_and_of_the_last_only_what_it_takes() -> None:
    # 16,500 are used; at 46,600 equity is 6,600. Ethers free 3,000, solana 1,500, and 45 % of the coin the rest.
    rules = {"close_order": "oldest", "partial": "to_target", "target_ratio": "1"}
    draft = spot_draft(rules={"liquidation": rules}, size="1", entry_price="60000", wallet_balance="20000")
    coin = draft.situation.venue.instruments[0]
    listed = (coin, *(coin.replace(symbol=name, base_currency=name) for name in ("ETH", "SOL")))
    held = tuple(
        position(
            instrument=name,
            quantity=size,
            entry_price=price,
            mark_price=price,
            stop_price=None,
            leverage="5",
            margin_mode="cross",
        )
        for name, size, price in (("ETH", "5", "3000"), ("SOL", "50", "150"))
    )
    venue = draft.situation.venue.replace(instruments=listed)
    found = closed_at_stop_out(evaluate(draft.replace(situation=draft.situation.replace(venue=venue, positions=held))))
    assert [(one.symbol, one.quantity) for one in found] == [
        ("ETH", Decimal(5)),
        ("SOL", Decimal(50)),
        ("BTCUSD", Decimal("0.45")),
    ]


def test_where_positions_net_what_is_left_of_them_is_closed_as_one() -> None:
    held = position(quantity="0.5", margin_mode="cross", stop_price=None)
    plan = {"margin_mode": "cross", "position_mode": "one_way", "size_by": "quantity", "size": "0.5"}
    (found,) = closed_at_stop_out(evaluate(make_draft(positions=[held], **plan)))
    # 10,000 + P - 50,000 = 0.005 P
    assert (found.quantity, found.is_plan) == (Decimal(1), True)
    assert is_near(found.pnl, "-9798.9949748743718592964")
