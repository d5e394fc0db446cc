from decimal import Decimal

from planner.domain.number import ONE
from planner.domain.stops import even_stops, nearest_stop, round_stops
from planner.domain.typed import FieldRule


def test_even_stops_are_exact_and_end_at_the_maximum() -> None:
    stops = even_stops(FieldRule(maximum=Decimal("0.99")), Decimal("0.01"))
    assert stops == tuple(Decimal(at).scaleb(-2) for at in range(100))
    assert even_stops(FieldRule(least=ONE, maximum=Decimal("3.5")), ONE) == (
        ONE,
        Decimal(2),
        Decimal(3),
        Decimal("3.5"),
    )


def test_round_stops_have_one_digit_up_to_the_maximum() -> None:
    stops = round_stops(FieldRule(maximum=Decimal(200000)))
    assert stops[:3] == tuple(map(Decimal, (0, 10, 20)))
    assert stops[-3:] == tuple(map(Decimal, (90000, 100000, 200000)))
    assert len(stops) == len(set(stops)) == 1 + 4 * 9 + 2
    assert list(stops) == sorted(stops)


def test_a_value_between_two_stops_stands_at_the_lower() -> None:
    stops = (Decimal(0), Decimal(10), Decimal(20))
    assert [nearest_stop(stops, Decimal(value)) for value in (-1, 0, 9, 10, 19, 20, 99)] == [0, 0, 0, 1, 1, 2, 2]
