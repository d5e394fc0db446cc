from decimal import Context, Decimal, localcontext
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from planner.domain.fault import FaultError
from planner.domain.number import (
    Amount,
    Number,
    Price,
    Rate,
    ceil_to_step,
    exactly,
    floor_to_step,
    is_on_step,
    last_within,
    parse_number,
    to_text,
)
from tests.cases.numbers import ACCEPTED, REFUSED, STEPS
from tests.conftest import exact
from tests.domain.strategies import NUMBER

NUMBERS: TypeAdapter[Decimal] = TypeAdapter(Number)


def _fault(text: str) -> FaultError:
    with pytest.raises(FaultError) as caught:
        parse_number(text)
    return caught.value


@pytest.mark.parametrize(("text", "value"), ACCEPTED.items(), ids=repr)
def test_plain_digits_are_read(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)
    assert NUMBERS.validate_python(text) == Decimal(value)


@pytest.mark.parametrize(("text", "code"), REFUSED.items(), ids=repr)
def test_what_could_be_read_in_two_ways_is_refused_and_named(text: str, code: str) -> None:
    assert _fault(text).fault.code == code
    with pytest.raises(ValidationError) as caught:
        NUMBERS.validate_python(text)
    assert caught.value.errors()[0]["type"] == code


def test_a_refusal_shows_what_was_typed() -> None:
    assert _fault("1,5").fault.facts == {"text": "1,5", "point": "1.5"}
    assert _fault("twelve").fault.facts == {"text": "twelve"}
    assert _fault("9" * 31).fault.facts == {"text": "9" * 24 + "…", "digits": "30"}
    assert _fault("9" * 24 + "x").fault.facts == {"text": "9" * 24 + "…"}
    assert _fault("9" * 23 + "x").fault.facts == {"text": "9" * 23 + "x"}


@pytest.mark.parametrize("value", [1, 1.5, True, None, b"1", ["1"]], ids=repr)
def test_only_text_and_decimals_become_numbers(value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        NUMBERS.validate_python(value)
    assert caught.value.errors()[0]["type"] == "number_not_text"


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "1e19", "1e-19", "-1e400"])
def test_a_decimal_out_of_range_is_refused(value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        NUMBERS.validate_python(Decimal(value))
    assert caught.value.errors()[0]["type"] == "out_of_range"


def test_no_number_has_more_than_thirty_digits() -> None:
    for value in ("0." + "1" * 30, "1" * 13 + "." + "1" * 18):
        with pytest.raises(ValidationError) as caught:
            NUMBERS.validate_python(Decimal(value))
        assert caught.value.errors()[0]["type"] == "too_long"
    assert NUMBERS.validate_python(Decimal("0." + "1" * 29)) == Decimal("0." + "1" * 29)


def test_a_long_text_is_not_even_read() -> None:
    assert _fault("," * 65).fault.facts == {"text": "," * 24 + "…", "digits": "30"}
    assert _fault("," * 64).fault.code == "not_a_number"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [(Price, "0.1", "0"), (Price, "1", "-1"), (Amount, "0", "-0.1"), (Rate, "1", "1.01"), (Rate, "0", "-0.01")],
)
def test_a_kind_of_number_keeps_its_bounds(kind: Any, good: str, bad: str) -> None:  # noqa: ANN401 - an annotation
    adapter: TypeAdapter[Decimal] = TypeAdapter(kind)
    assert adapter.validate_python(good) == Decimal(good)
    with pytest.raises(ValidationError):
        adapter.validate_python(bad)


@given(value=NUMBER)
def test_a_written_number_is_read_back(value: Decimal) -> None:
    text = to_text(value)
    assert "E" not in text
    assert parse_number(text) == value
    assert NUMBERS.validate_json(NUMBERS.dump_json(value)) == value


def test_ten_thousand_multiples_of_steps_never_lose_a_step() -> None:
    random = Random(20250101)  # noqa: S311 - examples, not secrets
    for _ in range(10_000):
        step, count = Decimal(random.choice(STEPS)), random.randrange(1, 10**9)
        value = step * count
        assert floor_to_step(value, step) == value == ceil_to_step(value, step)
        assert is_on_step(value, step)


@given(value=NUMBER, step=st.sampled_from([Decimal(step) for step in STEPS]))
def test_rounding_to_a_step_goes_to_the_neighbour(value: Decimal, step: Decimal) -> None:
    below, above = floor_to_step(value, step), ceil_to_step(value, step)
    assert (exact(below) / exact(step)).denominator == (exact(above) / exact(step)).denominator == 1
    assert exact(value) - exact(step) < exact(below) <= exact(value) <= exact(above) < exact(value) + exact(step)
    assert is_on_step(value, step) == (below == value)


def test_rounding_keeps_the_places_of_the_step() -> None:
    assert to_text(floor_to_step(Decimal(7) / Decimal(3), Decimal("0.10"))) == "2.30"
    assert to_text(ceil_to_step(Decimal(-7) / Decimal(3), Decimal("0.10"))) == "-2.30"


def test_a_function_counts_exactly_in_any_context() -> None:
    third = exactly(lambda whole: whole / 3)
    with localcontext(Context(prec=2)):
        assert third(Decimal(1)) == Decimal("0." + "3" * 50)


@pytest.mark.parametrize(("most", "last"), [(100, 37), (37, 37), (30, 30), (0, 0)])
def test_the_last_number_that_holds_is_found_up_to_the_most_that_is_asked_for(most: int, last: int) -> None:
    assert last_within(lambda count: count <= 37, most) == last
