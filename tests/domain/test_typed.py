from datetime import date
from decimal import Decimal

import pytest

from planner.domain.fault import FaultError
from planner.domain.typed import PERCENT, FieldRule, ask_about_point, read_day, read_typed, write_value

PRICE = FieldRule(step=Decimal("0.1"))
FREE = FieldRule(maximum=Decimal(9), free="9.00 USD")
SHARE = FieldRule(scale=PERCENT, maximum=Decimal(1), allows_zero=True)
BETA = FieldRule(least=Decimal(-3), allows_zero=True)
FEE = FieldRule(scale=PERCENT, allows_zero=True, allows_empty=True)


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        (" 50000.1 ", PRICE, "50000.1"),
        ("2", SHARE, "0.02"),
        ("100", SHARE, "1"),
        ("0", SHARE, "0"),
        ("", FEE, None),
        ("  ", FEE, None),
        ("0.05", FEE, "0.0005"),
        ("-2", BETA, "-2"),
        ("93,400.0", PRICE, "93400"),
        ("1,093,400.5", PRICE, "1093400.5"),
        ("1,234,567", PRICE, "1234567"),
    ],
)
def test_what_is_typed_is_read(text: str, rule: FieldRule, value: str | None) -> None:
    assert read_typed(text, rule) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "rule", "code", "facts"),
    [
        ("", PRICE, "empty", {}),
        ("1,5", PRICE, "comma", {"text": "1,5", "point": "1.5"}),
        ("60,000", PRICE, "comma_or_group", {"text": "60,000", "whole": "60000", "point": "60.000"}),
        ("1,23,456.0", PRICE, "grouped", {"text": "1,23,456.0"}),
        ("0,123.4", PRICE, "grouped", {"text": "0,123.4"}),
        ("1.234,5", PRICE, "grouped", {"text": "1.234,5"}),
        ("0", PRICE, "not_positive", {"text": "0"}),
        ("-1", PRICE, "not_positive", {"text": "-1"}),
        ("\u22121", SHARE, "negative", {"text": "-1"}),
        (
            "9.5",
            FieldRule(maximum=Decimal(9), free="9.00 USD"),
            "more_than_free",
            {"text": "9.5", "maximum": "9.00 USD"},
        ),
        ("100.1", SHARE, "above_maximum", {"text": "100.1", "maximum": "100"}),
        ("0.15", PRICE, "off_step", {"text": "0.15", "step": "0.1", "below": "0.1", "above": "0.2"}),
        ("0.05", PRICE, "below_first_step", {"text": "0.05", "above": "0.1"}),
        ("-4", BETA, "below_least", {"text": "-4", "least": "-3"}),
        ("0." + "0" * 17 + "1", SHARE, "out_of_range", {"text": "0." + "0" * 17 + "1"}),
    ],
)
def test_what_cannot_be_taken_is_refused(text: str, rule: FieldRule, code: str, facts: dict[str, str]) -> None:
    with pytest.raises(FaultError) as caught:
        read_typed(text, rule)
    assert (caught.value.fault.code, caught.value.fault.facts) == (code, facts)


@pytest.mark.parametrize(
    ("value", "rule", "text"),
    [
        (None, FEE, ""),
        ("0.02", SHARE, "2"),
        ("0.025", SHARE, "2.5"),
        ("1", SHARE, "100"),
        ("0", SHARE, "0"),
        ("50000", PRICE, "50000.0"),
        ("50000.05", PRICE, "50000.05"),
        ("100", FieldRule(), "100"),
    ],
)
def test_a_value_is_written_as_it_is_typed(value: str | None, rule: FieldRule, text: str) -> None:
    number = None if value is None else Decimal(value)
    assert write_value(number, rule) == text
    if number is not None and (rule.step is None or text != "50000.05"):
        assert read_typed(text, rule) == number


def test_a_day_is_written_as_year_month_and_day() -> None:
    assert read_day(" 2026-03-26 ") == date(2026, 3, 26)


@pytest.mark.parametrize("text", ["", "26.3.2026", "2026-3-26", "2026-02-30", "1999-12-31", "20260326", "2026-W13-4"])
def test_what_is_no_day_of_our_time_is_refused(text: str) -> None:
    with pytest.raises(FaultError) as refused:
        read_day(text)
    assert refused.value.fault.code == "not_a_day"


def test_a_point_that_may_separate_thousands_is_asked_about() -> None:
    with pytest.raises(FaultError) as caught:
        ask_about_point(" 1.234 ")
    assert (caught.value.fault.code, caught.value.fault.facts) == ("point_or_group", {"text": "1.234", "whole": "1234"})
    for text in ("1.23", "0.123", "1234.567", "abc"):
        ask_about_point(text)
