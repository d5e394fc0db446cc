"""The margin path of a cross book, each amount added up by hand: 0.2 BTC planned, 1 ETH held, 10,000 in the wallet."""

from decimal import Decimal
from fractions import Fraction

import pytest

from planner.domain.curves.polyline import Polyline, Power
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Pool
from planner.domain.margin_path import Corner, Range, Together, others_of, path_alone, path_before, together
from planner.domain.plan import Position
from tests.conftest import exact, linear_instrument, linear_venue, make_draft, position, tiers
from tests.regimes import inverse_draft

OVER = Range(Decimal(1), Decimal(200_000))
TIERS = tiers(("20000", "0.005", "125"), ("1000000000", "0.01", "100"))
ETHER = linear_instrument(symbol="ETHUSDT", base_currency="ETH", margin_tiers=TIERS)


def _evaluation(*held: Position, **changes: object) -> Evaluation:
    venue = linear_venue(linear_instrument(margin_tiers=TIERS), ETHER)
    plan = {"venue": venue, "margin_mode": "cross", "size_by": "quantity", "size": "0.2", "positions": list(held)}
    return evaluate(make_draft(**{**plan, **changes}))


def _ether(**changes: object) -> Position:
    usual = {"instrument": "ETHUSDT", "margin_mode": "cross", "quantity": "1", "entry_price": "2000"}
    return position(**{**usual, "mark_price": "2000", "stop_price": None, **changes})


def _whole(evaluation: Evaluation) -> Together:
    book, key, after = evaluation.book, evaluation.key, evaluation.book_after
    assert book is not None
    assert key is not None
    assert after is not None
    betas = evaluation.draft.situation.betas
    return together(after, key, betas, others_of(book, key, betas), after.exposures[key].mark)


def test_alone_only_the_plan_follows_price_and_its_tiers_are_corners() -> None:
    evaluation = _evaluation(_ether())
    assert evaluation.pool is not None
    corners = path_alone(evaluation.pool, OVER)
    # the second tier begins at 20,000 of notional: 100,000 a coin
    assert [corner.price for corner in corners] == [1, 100_000, 200_000]
    # equity 10,000 + 0.2 x 50,000; required 0.5 % of 20,000 and of 2,000
    assert corners[1] == Corner(Decimal(100_000), Decimal(20_000), Decimal(110))
    # and 1 % of what is above 20,000
    assert corners[2].requirement == Decimal(310)


def test_before_the_plan_an_account_without_the_instrument_stands_still() -> None:
    evaluation = _evaluation(_ether(mark_price="2100"))
    assert evaluation.book is not None
    assert evaluation.key is not None
    corners = path_before(evaluation.book, evaluation.key, OVER)
    assert {corner[1:] for corner in corners} == {(Decimal(10_100), Decimal("10.5"))}


def test_before_the_plan_what_is_open_in_the_instrument_follows_its_price() -> None:
    evaluation = _evaluation(position(margin_mode="cross", quantity="0.1"))
    assert evaluation.book is not None
    assert evaluation.key is not None
    last = path_before(evaluation.book, evaluation.key, Range(Decimal(1), Decimal(60_000)))[-1]
    assert last == Corner(Decimal(60_000), Decimal(11_000), Decimal(30))


def test_an_isolated_position_that_is_not_there_has_no_path_before() -> None:
    evaluation = _evaluation(margin_mode="isolated")
    assert evaluation.book is not None
    assert evaluation.key is not None
    assert path_before(evaluation.book, evaluation.key, OVER) == ()


@pytest.mark.parametrize("betas", [{}, {"ETHUSDT": "1.5"}, {"BTCUSDT": "0.5", "ETHUSDT": "-1"}, {"BTCUSDT": "-2"}])
def test_together_every_position_moves_by_its_beta(betas: dict[str, str]) -> None:
    whole = _whole(_evaluation(_ether(), betas=betas))
    own, other = Fraction(betas.get("BTCUSDT", "1")), Fraction(betas.get("ETHUSDT", "1"))
    corners = whole.path(Range(Decimal(40_000), Decimal(60_000)))
    assert list(corners) == sorted(corners, key=lambda corner: corner.price)
    inner = whole.corner(Decimal(47_000))
    assert inner is not None
    for corner in (*corners, inner):
        coin = exact(corner.price)
        ether = 2000 * (1 + other * (coin / 50_000 - 1) / own)
        assert abs(exact(corner.equity) - (10_000 + (coin - 50_000) / 5 + ether - 2000)) < Fraction(1, 10**30)
        assert abs(exact(corner.requirement) - (coin / 5 + ether) / 200) < Fraction(1, 10**30)


@pytest.mark.parametrize(
    ("betas", "equity", "required"),
    [
        # 30,000 lower: 6,000 of bitcoin and all 2,000 of ether, which falls twice as fast, are lost
        ({"ETHUSDT": "2"}, 2_000, 20),
        # ether rises by six tenths: 1,200, of 3,200 in all
        ({"ETHUSDT": "-1"}, 5_200, 36),
    ],
)
def test_a_price_that_would_be_below_nothing_stays_there(betas: dict[str, str], equity: int, required: int) -> None:
    whole = _whole(_evaluation(_ether(), betas=betas))
    assert whole.corner(Decimal(20_000)) == Corner(Decimal(20_000), Decimal(equity), Decimal(required))
    assert whole.path(OVER)[0].price == OVER.low


@pytest.mark.parametrize(("beta", "last"), [("0.5", 25_000), ("-0.5", 75_000)])
def test_a_market_worth_nothing_falls_no_further(beta: str, last: int) -> None:
    """Half of what the market loses, or wins, is all that bitcoin ever does: to say more is to say nothing."""
    whole = _whole(_evaluation(_ether(), betas={"BTCUSDT": beta}))
    assert whole.path(OVER)[0 if last < 50_000 else -1].price == last
    assert whole.corner(Decimal(last)) is not None
    assert whole.corner(Decimal(last + (1 if last > 50_000 else -1))) is None


def test_what_is_short_of_a_price_that_falls_to_nothing_gains_all_of_it_and_no_more() -> None:
    whole = _whole(_evaluation(_ether(side="short"), betas={"ETHUSDT": "-1"}))
    # bitcoin at three times its price: 20,000 more, and the 2,000 of ether
    assert whole.corner(Decimal(150_000)) == Corner(Decimal(150_000), Decimal(32_000), Decimal(200))


def test_where_amounts_are_divided_by_a_price_nothing_is_said_once_it_would_be_nothing() -> None:
    held = position(instrument="ETHUSD", margin_mode="cross", quantity="10", entry_price="2000", mark_price="2000")
    listed = inverse_draft().situation.venue
    ether = listed.instruments[0].replace(symbol="ETHUSD")
    draft = inverse_draft(margin_mode="cross", positions=[held], betas={"ETHUSD": "2"})
    venue = draft.situation.venue.replace(instruments=(*listed.instruments, ether))
    whole = _whole(evaluate(draft.replace(situation=draft.situation.replace(venue=venue))))
    assert whole.corner(Decimal(20_000)) is None
    assert whole.corner(Decimal(40_000)) is not None


def test_before_the_plan_the_rest_of_the_book_moves() -> None:
    evaluation = _evaluation(_ether())
    assert evaluation.book is not None
    assert evaluation.key is not None
    others = others_of(evaluation.book, evaluation.key, {})
    before = together(evaluation.book, evaluation.key, {}, others, Decimal(50_000))
    # half of 2,000 is lost when all halves
    assert before.corner(Decimal(25_000)) == Corner(Decimal(25_000), Decimal(9_000), Decimal(5))


def test_where_the_requirement_bends_the_path_of_all_is_sampled() -> None:
    """Of a notional N above 1,000 are asked 0.5 % x (N / 1,000) ** 2 of it: of 0.2 coins at 100,000 the 400fold."""
    curve = {"initial_rate": "0.01", "factor": "0.00000001", "exponent": "2"}
    bent = linear_venue(linear_instrument(margin_tiers=TIERS, maintenance_curve=curve), ETHER)
    whole = _whole(_evaluation(_ether(), venue=bent, betas={"ETHUSDT": "0"}))
    corners = whole.path(Range(Decimal(50_000), Decimal(100_000)))
    assert len(corners) > 30
    assert [corners[0].price, corners[-1].price] == [50_000, 100_000]
    # 10 of the ether, which stands still
    assert corners[-1].requirement == 20_000 * Decimal("0.005") * 400 + 10


def test_a_bent_requirement_is_sampled_between_its_edges() -> None:
    square = Polyline((), ((Decimal(0), Decimal(0)),), (Power(Decimal(1), Decimal(2)),))
    corners = path_alone(Pool(Polyline.straight(Decimal(1)), square), Range(Decimal(1), Decimal(33)))
    assert [(price, required) for price, _, required in corners] == [
        (Decimal(each), Decimal(each**2)) for each in range(1, 34)
    ]
