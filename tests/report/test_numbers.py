from decimal import Decimal

import pytest

from planner.report import numbers

SPACE = "\u202f"


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0", 2, "0.00"),
        ("999", 0, "999"),
        ("1000", 0, "1,000"),
        ("1234567.891", 2, "1,234,567.89"),
        ("-1234.5", 1, "−1,234.5"),
        ("0.125", 2, "0.12"),  # half to even, as banks do
        ("0.135", 2, "0.14"),
        ("-0.004", 2, "0.00"),  # nothing is never written with a minus
        ("1000000000000000000", 0, "1,000,000,000,000,000,000"),
        ("1E-18", 18, "0.000000000000000001"),
    ],
)
def test_a_number_has_its_thousands_apart_and_a_real_minus(value: str, places: int, expected: str) -> None:
    assert numbers.plain(Decimal(value), places) == expected


@pytest.mark.parametrize(
    ("step", "places"), [("1", 0), ("100", 0), ("1E+2", 0), ("0.1", 1), ("0.25", 2), ("0.10", 1), ("0.00001", 5)]
)
def test_a_step_tells_how_many_decimals_are_shown(step: str, places: int) -> None:
    assert numbers.places_of(Decimal(step)) == places


@pytest.mark.parametrize(
    ("price", "tick", "expected"),
    [
        ("50000", "0.1", "50,000.0"),
        ("1.1", "0.00001", "1.10000"),
        ("150", "0.25", "150.00"),
        ("157", "5", "157"),
        ("50000.05", "0.1", "50,000.05"),
        ("1.100005", "0.00001", "1.100005"),
        ("0.05", "0.1", "0.05"),
    ],
)
def test_a_price_has_the_decimals_of_its_tick_and_shows_when_it_lies_between_two(
    price: str, tick: str, expected: str
) -> None:
    assert numbers.price(Decimal(price), Decimal(tick)) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("1234.567", "USD", "1,234.57 USD"),
        ("-199.764", "USDT", "−199.76 USDT"),
        ("1234567.8", "JPY", "1,234,568 JPY"),
        ("-0.4", "JPY", "0 JPY"),
        ("12345.5", "HUF", "12,346 HUF"),
        ("0.12345678912", "BTC", "0.12345679 BTC"),
        ("1.5", "ETH", "1.500000 ETH"),
        ("0", "EUR", "0.00 EUR"),
    ],
)
def test_money_has_the_decimals_of_its_currency(amount: str, currency: str, expected: str) -> None:
    assert numbers.money(Decimal(amount), currency) == expected
    assert numbers.amount(Decimal(amount), currency) == expected.removesuffix(f" {currency}")


@pytest.mark.parametrize(
    ("quantity", "step", "expected"),
    [
        ("0.1869", "0.001", "0.186"),
        ("0.9999", "0.01", "0.99"),
        ("1999.9", "1", "1,999"),
        ("0.186", "0.001", "0.186"),
        ("2", "0.01", "2.00"),
        ("149", "100", "149"),
    ],
)
def test_a_quantity_is_never_rounded_up(quantity: str, step: str, expected: str) -> None:
    assert numbers.quantity(Decimal(quantity), Decimal(step)) == expected


@pytest.mark.parametrize(
    ("rate", "places", "expected"),
    [
        ("0.0199764", 2, f"2.00{SPACE}%"),
        ("0.5", 0, f"50{SPACE}%"),
        ("17.92", 0, f"1,792{SPACE}%"),
        ("-0.0954", 2, f"−9.54{SPACE}%"),
        ("0.3333", 1, f"33.3{SPACE}%"),
    ],
)
def test_a_rate_is_shown_as_percent(rate: str, places: int, expected: str) -> None:
    assert numbers.percent(Decimal(rate), places) == expected


@pytest.mark.parametrize(
    ("rate", "expected"), [("0.04", f"+4.00{SPACE}%"), ("-0.02", f"−2.00{SPACE}%"), ("0", f"0.00{SPACE}%")]
)
def test_a_change_has_its_sign(rate: str, expected: str) -> None:
    assert numbers.signed_percent(Decimal(rate)) == expected


@pytest.mark.parametrize(("value", "expected"), [("10", "10×"), ("2.5", "2.5×"), ("9.90", "9.9×"), ("1000", "1,000×")])
def test_a_leverage_is_written_without_needless_decimals(value: str, expected: str) -> None:
    assert numbers.leverage(Decimal(value)) == expected


@pytest.mark.parametrize(("value", "expected"), [("2.0289", "2.03"), ("-0.5", "−0.50"), ("1234", "1,234.00")])
def test_a_multiple_has_two_decimals(value: str, expected: str) -> None:
    assert numbers.multiple(Decimal(value)) == expected


@pytest.mark.parametrize(("value", "expected"), [("1234.50", "1,234.5"), ("0.001", "0.001"), ("-3", "−3")])
def test_an_exact_number_keeps_every_digit(value: str, expected: str) -> None:
    assert numbers.exact(Decimal(value)) == expected


def test_what_cannot_be_said_is_a_dash() -> None:
    step = Decimal("0.01")
    dashes = [
        numbers.price(None, step),
        numbers.money(None, "USD"),
        numbers.amount(None, "USD"),
        numbers.quantity(None, step),
        numbers.percent(None),
        numbers.signed_percent(None),
        numbers.multiple(None),
        numbers.leverage(None),
    ]
    assert set(dashes) == {"—"}


@pytest.mark.parametrize(
    ("currency", "expected"), [("USDT", "100"), ("JPY", "10000"), ("BTC", "0.0001"), ("ETH", "0.01")]
)
def test_a_hundred_dollars_are_as_many_of_the_last_digits_of_another_currency(currency: str, expected: str) -> None:
    assert numbers.coins_for(Decimal(100), currency) == Decimal(expected)
