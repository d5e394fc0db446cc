"""Stops and targets in the unit a trader thinks in, by hand. Long BTC from 50,000 with a stop at 49,000, 0.2 coins."""

from decimal import Decimal

import pytest

from planner.domain.distances import (
    Reference,
    Unit,
    distance_at,
    entry_reference,
    is_short_of,
    price_at,
    rung_reference,
    stop_reference,
    target_reference,
    told_at,
)
from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, linear_instrument, linear_venue, make_draft
from tests.regimes import halves_by_kelly


def _stop(draft: Draft, atr: str | None = None) -> Reference:
    found = stop_reference(evaluate(draft), None if atr is None else Decimal(atr))
    assert found is not None
    return found


def _target(draft: Draft) -> Reference:
    found = target_reference(evaluate(draft), None, 0)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("unit", "value", "price"),
    [("percent", "0.02", "49000"), ("ticks", "10000", "49000"), ("atr", "2", "49000"), ("price", "49000", "49000")],
)
def test_a_stop_lies_below_a_long_entry(unit: str, value: str, price: str) -> None:
    of = _stop(make_draft(), atr="500")
    assert price_at(Unit(unit), Decimal(value), of) == Decimal(price)
    assert distance_at(Unit(unit), Decimal(price), of) == Decimal(value)


def test_a_stop_lies_above_a_short_entry_and_in_pips() -> None:
    of = _stop(fx_draft(side="short", stop_price="1.01"))
    assert price_at(Unit.PIPS, Decimal("32.5"), of) == Decimal("1.00325")
    assert distance_at(Unit.PIPS, Decimal("1.00325"), of) == Decimal("32.5")


def test_between_two_ticks_the_nearer_to_the_entry_is_taken() -> None:
    """0.0033 % of 50,000 is 1.65: a stop at 49,998.4, a target at 50,001.6."""
    draft = make_draft()
    assert price_at(Unit.PERCENT, Decimal("0.000033"), _stop(draft)) == Decimal("49998.4")
    assert price_at(Unit.PERCENT, Decimal("0.000033"), _target(draft)) == Decimal("50001.6")


@pytest.mark.parametrize(
    ("unit", "price", "shown"),
    # 1,876.6 / 431.7 = 4.3470002: 4.348 would be four ticks farther; 431.7 / 431.7 is 1 as it stands
    [("atr", "52000", "4.3471"), ("atr", "52000.1", "4.3473"), ("atr", "50555.1", "1"), ("r", "52000", "2.0584")],
)
def test_what_is_told_of_a_distance_leads_back_to_the_same_tick(unit: str, price: str, shown: str) -> None:
    draft = make_draft(entry_price="50123.4", stop_price="49211.7", targets=[{"price": price, "share": "1"}])
    of = target_reference(evaluate(draft), Decimal("431.7"), 0)
    assert of is not None
    told = told_at(Unit(unit), Decimal(price), of, Decimal("0.001"))
    assert told == Decimal(shown)
    assert price_at(Unit(unit), told, of) == Decimal(price)


def test_without_a_stop_nothing_is_told_in_r() -> None:
    of = _target(make_draft(stop_price=None, size_by="quantity", size="0.1"))
    assert told_at(Unit.R, Decimal(52000), of, Decimal("0.001")) is None


@pytest.mark.parametrize("ticks", range(0, 40, 3))
@pytest.mark.parametrize("unit", ["atr", "r"])
def test_every_tick_is_told_apart_from_its_neighbours(unit: str, ticks: int) -> None:
    price = Decimal(52000) + ticks * Decimal("0.1")
    for side, stop, level in (("long", "49211.7", price), ("short", "51211.7", 100000 - price)):
        draft = make_draft(side=side, entry_price="50123.4", stop_price=stop, targets=[{"price": level, "share": "1"}])
        of = target_reference(evaluate(draft), Decimal("431.7"), 0)
        assert of is not None
        told = told_at(Unit(unit), level, of, Decimal("0.001"))
        assert told is not None
        assert price_at(Unit(unit), told, of) == level


def test_a_target_in_r_is_that_many_times_the_loss_at_the_stop() -> None:
    """1,000 a coin is one R without costs."""
    of = _target(make_draft())
    assert price_at(Unit.R, Decimal(3), of) == 53000
    assert distance_at(Unit.R, Decimal(53000), of) == 3


def test_r_has_all_costs_in_and_never_promises_more() -> None:
    """One coin at 0.05 % a side loses 1,000 + 25 + 24.5 = 1,049.5; 2 R is S - 50,025 - 0.0005 S = 2,099."""
    of = _target(make_draft(venue=linear_venue(linear_instrument(fee_rate="0.0005"))))
    price = price_at(Unit.R, Decimal(2), of)
    assert price == Decimal("52150.0")
    reached = distance_at(Unit.R, price, of)
    assert reached is not None
    assert Decimal("1.999") < reached <= 2


def test_money_is_of_the_whole_quantity() -> None:
    fixed = make_draft(size_by="quantity", size="0.2")
    assert price_at(Unit.MONEY, Decimal(150), _stop(fixed)) == 49250
    assert price_at(Unit.MONEY, Decimal(400), _target(fixed)) == 52000
    assert distance_at(Unit.MONEY, Decimal(49250), _stop(fixed)) == 150
    assert distance_at(Unit.MONEY, Decimal(52000), _target(fixed)) == 400


def test_where_the_risk_sets_the_size_a_stop_has_no_money_of_its_own() -> None:
    assert Unit.MONEY not in _stop(make_draft()).units()
    assert Unit.MONEY in _target(make_draft()).units()


def test_each_unit_is_offered_where_it_means_something() -> None:
    assert _stop(make_draft()).units() == (Unit.PRICE, Unit.PERCENT, Unit.TICKS)
    assert Unit.PIPS in _stop(fx_draft()).units()
    assert Unit.ATR in _stop(make_draft(), atr="500").units()
    assert Unit.R not in _target(make_draft(stop_price=None, size_by="quantity", size="1")).units()


def test_a_distance_beyond_every_price_is_none() -> None:
    of = _stop(make_draft())
    assert price_at(Unit.PERCENT, Decimal("1.2"), of) is None
    assert price_at(Unit.PERCENT, Decimal("0.0000001"), of) is None
    assert price_at(Unit.R, Decimal(1), of) is None


def test_where_profit_is_converted_at_the_price_itself_r_is_exact_too() -> None:
    """USD/JPY in a dollar account: the stop at 149 loses 100,000 / 149 = 671.14; as much is won at 151.0135."""
    pair = cfd_instrument(symbol="USDJPY", base_currency="USD", quote_currency="JPY", price_tick="0.001", pip="0.01")
    draft = fx_draft(venue=cfd_venue(pair), instrument="USDJPY", entry_price="150", stop_price="149")
    assert price_at(Unit.R, Decimal(1), _target(draft)) == Decimal("151.013")


def test_an_entry_is_counted_from_the_market_to_either_side() -> None:
    of = entry_reference(evaluate(make_draft()), Decimal(40000), None)
    assert of is not None
    assert price_at(Unit.PERCENT, Decimal("-0.05"), of) == Decimal(38000)
    assert distance_at(Unit.PERCENT, Decimal(42000), of) == Decimal("0.05")
    assert entry_reference(evaluate(make_draft()), None, None) is None
    assert entry_reference(evaluate(make_draft(entry_price=None)), Decimal(40000), None) is None


def test_a_further_entry_is_counted_from_the_first_one() -> None:
    laddered = make_draft(ladder=[{"price": "49500", "share": "0.5"}])
    of = rung_reference(evaluate(laddered), None)
    assert of is not None
    assert price_at(Unit.PERCENT, Decimal("0.01"), of) == Decimal(49500)
    assert rung_reference(evaluate(make_draft(entry_price=None)), None) is None


def test_r_is_that_of_the_orders_as_they_are_placed_in_whole_steps() -> None:
    """Two steps at 50,000 and three at 49,000 cost 49,400 on average, 1,400 above the stop; halves would be 1,500."""
    of = _target(
        make_draft(stop_price="48000", ladder=[{"price": "49000", "share": "0.5"}], size_by="quantity", size="0.005")
    )
    assert price_at(Unit.R, Decimal(2), of) == 52200
    assert distance_at(Unit.R, Decimal(52200), of) == 2


def _in_whole_coins(risk: str, stop: str) -> Reference:
    """Halves at 50,000 and 49,000 in whole coins, of which the one left over is bought at 49,000."""
    whole = linear_venue(linear_instrument(quantity_step="1", min_quantity="1"))
    ladder = [{"price": "49000", "share": "0.5"}]
    return _stop(make_draft(venue=whole, ladder=ladder, size_by="risk_amount", size=risk, stop_price=stop))


def test_a_stop_is_as_far_as_was_typed_from_the_average_that_it_leads_to() -> None:
    """At 48,000 each of 8,000 / 1,500 coins loses 1,500: five, bought at 49,400 on average."""
    of = _in_whole_coins("8000", "47000")
    assert distance_at(Unit.TICKS, Decimal(48000), of) != 14000, "now three are bought, at 49,333.33"
    assert price_at(Unit.TICKS, Decimal(14000), of) == 48000
    assert price_at(Unit.TICKS, Decimal(14000), _in_whole_coins("8000", "48000")) == 48000


@pytest.mark.parametrize("stop", ["47000", "48400", "48500"])
def test_of_two_stops_that_lead_to_each_other_the_nearer_is_taken(stop: str) -> None:
    """4,900 buys five at 49,400 with a stop at 48,500, and four at 49,500 with the one at 48,400 that this asks for."""
    assert price_at(Unit.TICKS, Decimal(10000), _in_whole_coins("4900", stop)) == 48500


def _by_kelly(**changes: object) -> Reference:
    """Half Kelly of 10,000 at 60 % won: a target of b R buys 5 (0.6 - 0.4 / b) coins, where one loses 1,000."""
    terms = {"win_rate": "0.6"}
    targets = [{"price": "52000", "share": "1"}]
    return _target(make_draft(**{"size_by": "kelly", "size": "0.5", "sizing": terms, "targets": targets, **changes}))


@pytest.mark.parametrize(
    ("money", "price"),
    [
        # one coin at b = 1
        ("1000", "51000"),
        # 1.000 coins bring 1,000.50 and at 51,000.60, where b is 1.0006, 1.001 coins bring 1,001.60
        ("1001", "51000.5"),
        # b = 2 buys two coins
        ("4000", "52000"),
        # the first thousandth of a coin is bought above b = 2/3, and brings 0.67 there
        ("0.5", None),
        # at 50,667.20 it would be two thousandths
        ("0.7", "50667.1"),
    ],
)
def test_a_target_brings_what_was_asked_with_the_size_that_follows_from_it(money: str, price: str | None) -> None:
    for stands_at in ("51000", "52000", "58000"):
        of = _by_kelly(targets=[{"price": stands_at, "share": "1"}])
        assert price_at(Unit.MONEY, Decimal(money), of) == (None if price is None else Decimal(price))


@pytest.mark.parametrize(
    ("unit", "value", "price"),
    [
        # two contracts bring 1,975 there; a tick farther three are bought, which bring 3,000
        (Unit.MONEY, "2500", "4019.75"),
        (Unit.MONEY, "3000", "4020"),
        # what one contract brings over the 500 that it loses is the same whatever the size
        (Unit.R, "1.99", "4019.75"),
        (Unit.R, "2.5", "4025"),
    ],
)
def test_where_the_size_jumps_with_a_target_what_is_typed_has_one_price_wherever_it_lies(
    unit: Unit, value: str, price: str
) -> None:
    for lies_at in ("4012", "4019.75", "4020", "4044"):
        targets = [{"price": "4010", "share": "0.5"}, {"price": lies_at, "share": "0.5"}]
        of = target_reference(evaluate(halves_by_kelly("0.25", "0.6", targets=targets)), None, 1)
        assert of is not None
        assert price_at(unit, Decimal(value), of) == Decimal(price)


def test_a_short_target_brings_what_was_asked_too_and_no_more_than_down_to_zero() -> None:
    of = _by_kelly(side="short", stop_price="51000", targets=[{"price": "48000", "share": "1"}])
    assert price_at(Unit.MONEY, Decimal(1000), of) == 49000
    assert price_at(Unit.MONEY, Decimal(200_000), of) is None, "at b = 50 it would bring 148,000"


def test_of_several_targets_the_one_that_is_typed_sets_the_size() -> None:
    """Half at b = 2 and half at b = 1 are 1.5 on average, which buys 5 (0.6 - 0.4 / 1.5) = 1.666 coins."""
    halves = make_draft(
        size_by="kelly",
        size="0.5",
        sizing={"win_rate": "0.6"},
        targets=[{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}],
    )
    of = target_reference(evaluate(halves), None, 1)
    assert of is not None
    assert price_at(Unit.MONEY, Decimal(1666), of) == 51000


def test_a_target_in_r_is_counted_from_the_average_that_it_leads_to() -> None:
    """Whole coins, half at 49,000. At b = 3 of 1,500 four are bought, at 49,500; at 51,750 three, at 49,333.33."""
    of = _by_kelly(
        venue=linear_venue(linear_instrument(quantity_step="1", min_quantity="1")),
        ladder=[{"price": "49000", "share": "0.5"}],
        stop_price="48000",
        size="1",
        wallet_balance="15000",
        targets=[{"price": "51750", "share": "1"}],
    )
    assert distance_at(Unit.R, Decimal(52000), of) == pytest.approx(Decimal(2))
    assert price_at(Unit.R, Decimal(3), of) == 54000


def test_without_an_entry_a_stop_is_no_distance_from_anything() -> None:
    assert stop_reference(evaluate(make_draft(entry_price=None)), None) is None
    assert target_reference(evaluate(make_draft(entry_price=None)), None, 0) is None


def test_a_price_is_short_of_a_distance_where_the_next_tick_is_too() -> None:
    of, price = _in_whole_coins("8000", "48000"), Decimal(48000)
    assert is_short_of(Unit.TICKS, Decimal(14002), price, of)
    assert not is_short_of(Unit.TICKS, Decimal(14001), price, of)
    assert not is_short_of(Unit.PRICE, Decimal(47000), price, of)
    assert not is_short_of(Unit.TICKS, Decimal(20000), price, _stop(make_draft()))
