"""The account while price is elsewhere, calculated by hand: 0.2 BTC from 50,000 at 10x, 10,000 in the wallet."""

from decimal import Decimal

import pytest

from planner.domain.account import AccountState
from planner.domain.at_price import (
    AtPrice,
    Ending,
    account_together,
    at_price,
    ending,
    ending_together,
    supposed_at,
)
from planner.domain.evaluate import evaluate
from planner.domain.liquidation import outcome
from planner.domain.margin_path import others_of, together
from planner.domain.plan import Draft
from planner.storage.plan_files import load_plan
from planner.storage.resources import RESOURCES
from tests.conftest import is_near, linear_instrument, linear_venue, make_draft, position
from tests.regimes import cash_draft

ETHER = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
ONE_ETHER = position(
    instrument="ETHUSDT", margin_mode="cross", quantity="1", entry_price="2000", mark_price="2000", stop_price="1900"
)
EXAMPLES = sorted(path.name for path in (RESOURCES / "examples").glob("*.plan.json"))


def _at(draft: Draft, price: str) -> AtPrice:
    found = at_price(evaluate(draft), Decimal(price))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "case",
    [
        # 500 lower: 100 lost of the 200 that are at risk; 1,000 of margin stays used, and all else free
        ("49500", "9900", "9000", "9.9", "-100", "-0.5"),
        ("51000", "10200", "9000", "10.2", "200", "1"),
    ],
)
def test_an_isolated_plan(case: tuple[str, str, str, str, str, str]) -> None:
    price, equity, free, level, profit, r_multiple = case
    found = _at(make_draft(), price)
    assert (found.account.equity, found.account.free_margin) == (Decimal(equity), Decimal(free))
    assert (found.account.margin_level, found.profit) == (Decimal(level), Decimal(profit))
    assert (found.r_multiple, found.end) == (Decimal(r_multiple), None)


@pytest.mark.parametrize("price", ["45226", "40000", "1"])
def test_beyond_its_liquidation_an_isolated_plan_has_lost_what_that_takes(price: str) -> None:
    """1,000 of margin and 0.2 (P - 50,000) are 0.5 % of 0.2 P at 9,000 / 0.199: 45.226 comes back, 954.774 is lost."""
    evaluation = evaluate(make_draft())
    found, taken = at_price(evaluation, Decimal(price)), outcome(evaluation)
    assert found is not None
    assert found.end == Ending(Decimal("45226.2"), taken)
    assert is_near(found.profit, "-954.773869346733668")
    assert is_near(found.r_multiple, "-4.77386934673366834")
    assert is_near(found.account.equity, "9045.226130653266332")
    assert found.account.free_margin == found.account.equity, "nothing is open any more"
    assert taken is not None
    assert found.profit == taken.loss.copy_negate()


@pytest.mark.parametrize("price", ["45300", "50000", "60000"])
def test_no_price_of_an_isolated_plan_moves_what_is_free_beside_it(price: str) -> None:
    """An ether at 10x from 2,000, 50 up, use 205 of the 10,050; 5 of fee and 1,000 of margin leave the wallet."""
    ether = position(
        instrument="ETHUSDT", margin_mode="cross", quantity="1", entry_price="2000", mark_price="2050", stop_price=None
    )
    venue = linear_venue(linear_instrument(fee_rate="0.0005"), ETHER)
    held = {"venue": venue, "positions": [ether], "size_by": "quantity", "size": "0.2"}
    assert _at(make_draft(**held), price).account.free_margin == Decimal(8840)


@pytest.mark.parametrize("price", ["1", "140", "900"])
def test_no_price_moves_the_cash_that_is_left_of_what_paid_for_shares(price: str) -> None:
    """22 at 806 and half a spread of 0.06 each: 50,000 - 17,732 - 0.66."""
    found = _at(load_plan(RESOURCES / "examples" / "cash.plan.json").draft, price)
    assert found.account.free_margin == Decimal("32267.34")


def test_beside_a_liquidated_plan_what_is_open_in_its_instrument_goes_on() -> None:
    """The hedge is sold 0.1 at 50,000: at 40,000 it is 1,000 up."""
    hedge = position(side="short", quantity="0.1", entry_price="50000", mark_price="50000")
    found = _at(make_draft(positions=[hedge]), "40000")
    assert is_near(found.account.equity, "10045.226130653266332")


def test_a_plan_that_has_joined_what_was_open_loses_its_own_part_of_what_liquidation_takes() -> None:
    """0.1 from 40,000 and 0.2 from 50,000 are backed by 1,400 and liquidated at 12,600 / 0.2985 = 42,211.055.

    The plan loses 0.2 (50,000 - 42,211.055) = 1,557.789 to there, and two thirds of the 63.317 that are left
    where the venue takes the position over.
    """
    held = position(entry_price="40000", margin="400")
    sized = {"size_by": "quantity", "size": "0.2", "positions": [held]}
    found = _at(make_draft(**sized), "42000")
    assert is_near(found.profit, "-1557.7889447236180905")
    assert is_near(found.r_multiple, "-7.7889447236180905")
    taken_over = linear_venue(liquidation={"taken_over": True})
    found = _at(make_draft(venue=taken_over, **sized), "42000")
    assert is_near(found.profit, "-1600", "1e-20")
    assert found.account.equity == Decimal(8600), "of 10,000 all 1,400 of margin are gone"


def test_a_plan_that_closes_what_was_open_first_loses_what_liquidation_takes_of_the_rest() -> None:
    """0.05 of the 0.2 close a short at its entry; three quarters of 954.774 are lost with the rest."""
    short = position(side="short", quantity="0.05")
    found = _at(make_draft(position_mode="one_way", positions=[short]), "45000")
    assert is_near(found.profit, "-716.080402010050251")


CROSS = {"margin_mode": "cross", "size_by": "quantity", "size": "1"}


def test_beyond_its_liquidation_a_cross_plan_alone_has_lost_what_that_takes() -> None:
    """10,000 + P - 50,000 are 0.5 % of P at 40,000 / 0.995 = 40,201.005: 201.005 are left of the account."""
    found = _at(make_draft(**CROSS), "39000")
    assert found.end is not None
    assert found.end.price == Decimal("40201.1")
    assert is_near(found.profit, "-9798.994974874371859")
    assert is_near(found.account.equity, "201.005025125628141")
    assert found.account.free_margin == found.account.equity, "nothing is open any more"
    before = _at(make_draft(**CROSS), "40300")
    assert (before.end, before.account.equity) == (None, Decimal(300))


def test_a_cross_plan_that_has_joined_what_was_open_loses_its_own_part() -> None:
    """1.1 from 50,000 are liquidated at 45,000 / 1.0945 = 41,114.664: 8,885.336 are lost on each, 226.131 are left."""
    found = _at(make_draft(positions=[position(margin_mode="cross")], **CROSS), "39000")
    assert is_near(found.profit, "-8885.3357697578803")
    assert is_near(found.account.equity, "226.13065326633165")


def test_a_cross_plan_that_is_taken_over_leaves_the_isolated_margins_alone() -> None:
    """9,000 beside the 1,000 of another instrument: nothing of the 9,000 is left."""
    venue = linear_venue(linear_instrument(), ETHER, liquidation={"taken_over": True})
    beside = position(instrument="ETHUSDT", margin="1000", entry_price="2000", mark_price="2000")
    found = _at(make_draft(venue=venue, positions=[beside], **CROSS), "39000")
    assert is_near(found.profit, "-9000", "1e-20")
    assert is_near(found.account.equity, "1000", "1e-20")


@pytest.mark.parametrize(
    ("changes", "price"),
    [
        # 10 are asked of an ether beside it: 40,010 / 0.995
        ({"positions": [ONE_ETHER]}, "40211.1"),
        ({"liquidation": {"partial": "slices", "slice_rate": "0.2", "slice_from": "0"}}, "40201.1"),
    ],
)
def test_where_it_is_the_venues_what_it_closes_figures_are_as_if_nothing_were(
    changes: dict[str, object], price: str
) -> None:
    venue = linear_venue(linear_instrument(), ETHER, liquidation=changes.get("liquidation", {}))
    found = _at(make_draft(venue=venue, positions=changes.get("positions", []), **CROSS), "39000")
    assert found.end == Ending(Decimal(price))
    assert (found.profit, found.account.equity) == (Decimal(-11000), Decimal(-1000))


def test_what_is_liquidated_on_the_winning_side_ends_the_plan_too() -> None:
    """0.2 up and 1 down: 10,000 - 0.8 (P - 50,000) are 0.5 % of 1.2 P at 50,000 / 0.806 = 62,034.74."""
    short = position(margin_mode="cross", side="short", quantity="1", stop_price="51000")
    draft = make_draft(margin_mode="cross", size_by="quantity", size="0.2", positions=[short])
    assert ending(evaluate(draft), Decimal(62034)) is None
    assert ending(evaluate(draft), Decimal(62035)) == Ending(Decimal("62034.7"))


def test_a_book_that_moves_as_one_ends_where_all_of_it_is_liquidated() -> None:
    """60,000 of value: 10,000 + 60,000 t are 0.5 % of 60,000 (1 + t) at t = -9,700 / 59,700: 41,876.05."""
    held = position(
        instrument="ETHUSDT", margin_mode="cross", quantity="5", entry_price="2000", mark_price="2000", stop_price=None
    )
    venue = linear_venue(linear_instrument(), ETHER)
    evaluation = evaluate(make_draft(venue=venue, positions=[held], **CROSS))
    book, key = evaluation.book_after, evaluation.key
    assert book is not None
    assert key is not None
    moved = together(book, key, {}, others_of(book, key, {}), Decimal(50000))
    assert ending_together(evaluation, moved, Decimal(41877)) is None
    assert ending_together(evaluation, moved, Decimal(41876)) == Ending(Decimal("41876.1"))
    assert ending_together(evaluation, moved, Decimal(90000)) is None


def test_a_book_that_rises_against_its_shorts_ends_above() -> None:
    """10,000 - 60,000 t are 0.5 % of 60,000 (1 + t) at t = 9,700 / 60,300: 58,043.12."""
    held = position(
        instrument="ETHUSDT", margin_mode="cross", side="short", quantity="5", entry_price="2000", mark_price="2000",
        stop_price=None,
    )  # fmt: skip
    venue = linear_venue(linear_instrument(), ETHER)
    plan = {**CROSS, "side": "short", "stop_price": "51000"}
    evaluation = evaluate(make_draft(venue=venue, positions=[held], **plan))
    book, key = evaluation.book_after, evaluation.key
    assert book is not None
    assert key is not None
    moved = together(book, key, {}, others_of(book, key, {}), Decimal(50000))
    assert ending_together(evaluation, moved, Decimal(58043)) is None
    assert ending_together(evaluation, moved, Decimal(58044)) == Ending(Decimal("58043.1"))


def test_what_is_open_in_the_instrument_moves_too_and_all_else_stays() -> None:
    venue = linear_venue(linear_instrument(), linear_instrument(symbol="ETHUSDT", base_currency="ETH"))
    held = [
        position(margin_mode="cross", quantity="0.1"),
        position(margin_mode="cross", instrument="ETHUSDT", entry_price="2000", mark_price="2100", quantity="1"),
    ]
    found = _at(make_draft(venue=venue, margin_mode="cross", size_by="quantity", size="0.2", positions=held), "49000")
    # 10,000 + 100 of ether - (0.1 + 0.2) x 1,000
    assert found.account.equity == Decimal(9800)
    assert found.profit == Decimal(-200)


def test_a_loss_is_told_as_a_stop_would_fill() -> None:
    draft = make_draft(size_by="quantity", size="1", slippage_rate="0.001")
    # 49,000 x 0.1 % = 49 of slippage; a gain is taken at its price
    assert _at(draft, "49000").profit == Decimal(-1049)
    assert _at(draft, "52000").profit == Decimal(2000)


@pytest.mark.parametrize("price", ["45227", "45226.3", "45226.2", "45226"])
def test_a_loss_near_to_a_liquidation_is_no_more_than_that_takes(price: str) -> None:
    """With 1 % of slippage a stop at 45,227 lost 0.2 x (4,773 + 452.27) = 1,045; 1,000 - 0.005 x 0.2 P are taken."""
    found = _at(make_draft(size_by="quantity", size="0.2", slippage_rate="0.01"), price)
    assert is_near(found.profit, "-954.773869346733668")
    farther = _at(make_draft(size_by="quantity", size="0.2", slippage_rate="0.01"), "46000")
    assert farther.profit == Decimal(-892)


def test_a_plan_without_a_size_is_not_in_the_account() -> None:
    assert at_price(evaluate(make_draft(entry_price=None)), Decimal(50000)) is None


def _figures(state: AccountState) -> tuple[Decimal, ...]:
    return state.equity, state.used_margin, state.free_margin, state.requirement


@pytest.mark.parametrize("name", EXAMPLES)
def test_at_the_entry_it_is_the_account_after_the_plan(name: str) -> None:
    evaluation = evaluate(load_plan(RESOURCES / "examples" / name).draft)
    assert evaluation.entry_price is not None
    found, after = at_price(evaluation, evaluation.entry_price), evaluation.after
    assert found is not None
    assert after is not None
    for one, other in zip(_figures(found.account), _figures(after), strict=True):
        assert abs(one - other) <= Decimal("1e-20")


@pytest.mark.parametrize(
    ("price", "supposed"),
    [
        ("49800", (True, False, False)),
        ("49000", (False, False, False)),
        ("48900", (False, True, False)),
        ("51500", (True, False, False)),
        ("52001", (True, False, True)),
        ("40000", (False, True, False)),
    ],
)
def test_what_a_price_supposes_of_the_plans_orders(price: str, supposed: tuple[bool, bool, bool]) -> None:
    """Entries at 50,000 and 49,500, a stop at 49,000, a target at 52,000: all in one isolated position."""
    draft = make_draft(ladder=[{"price": "49500", "share": "0.5"}], targets=[{"price": "52000", "share": "1"}])
    found = supposed_at(evaluate(draft), Decimal(price))
    assert (found.all_entries_filled, found.stop_unfilled, found.targets_unfilled) == supposed


def test_an_account_whose_positions_all_move_together() -> None:
    """A tenth lower: 0.2 BTC lose 1,000 of their 10,000 and five ether 1,000 of theirs."""
    held = position(
        instrument="ETHUSDT", margin_mode="cross", quantity="5", entry_price="2000", mark_price="2000", stop_price=None
    )
    venue = linear_venue(linear_instrument(), ETHER)
    evaluation = evaluate(
        make_draft(venue=venue, positions=[held], margin_mode="cross", size_by="quantity", size="0.2")
    )
    book, key = evaluation.book_after, evaluation.key
    assert book is not None
    assert key is not None
    moved = together(book, key, {}, others_of(book, key, {}), Decimal(50000))
    assert account_together(book, moved, {}, Decimal(45000)).equity == 8000
    assert account_together(book, moved, {"ETHUSDT": Decimal(2)}, Decimal(45000)).equity == 7000


def test_what_nothing_liquidates_has_no_end_as_the_book_moves() -> None:
    held = evaluate(make_draft(**CROSS))
    book, key = held.book_after, held.key
    assert book is not None
    assert key is not None
    moved = together(book, key, {}, others_of(book, key, {}), Decimal(50000))
    assert ending_together(evaluate(cash_draft()), moved, Decimal(1)) is None
