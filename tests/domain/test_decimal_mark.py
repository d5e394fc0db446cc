import pytest

from planner.domain.decimal_mark import (
    COMMA,
    EITHER,
    POINT,
    comma_begins_decimals,
    first_told,
    is_doubtful,
    plain,
    readings,
)


@pytest.mark.parametrize(
    ("cells", "comma"),
    [
        (("1.5", "1.234"), False),
        (("1,5", "1,234"), True),
        (("1.234,50", "1.234"), True),
        (("1,234.50", "1,234"), False),
        (("0.123", "1.234"), False),
        (("12345,678",), True),
        (("1", "", "-20", "x"), False),
        (("1.234", "5"), None),
        (("-1,234",), None),
        (("1.5", "2,5", "1.234"), None),
    ],
)
def test_cells_prove_which_sign_begins_decimals_or_it_is_asked(cells: tuple[str, ...], comma: bool | None) -> None:  # noqa: FBT001 - the expected value
    assert comma_begins_decimals(cells) is comma


def test_the_first_number_that_tells_something_is_found_by_its_place() -> None:
    assert first_told(["7", "1.234", "2,5", "1,234", "1.5", "3,5"]) == {EITHER: 1, COMMA: 2, POINT: 4}


def test_a_number_that_can_be_read_in_two_ways_is_with_decimals_or_in_thousands() -> None:
    assert [text for text in ("1.234", " 12,345 ", "0.500", "1.23", "x", "1234.567") if is_doubtful(text)] == [
        "1.234", " 12,345 ",
    ]  # fmt: skip
    assert [readings(text) for text in ("1.234", " 12,345 ")] == [("1.234", "1234"), ("12.345", "12345")]


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("1,234.5", False, "1234.5"),
        ("1,234,567", False, "1234567"),
        ("-1,234", False, "-1234"),
        ("1,5", False, "1,5"),
        ("12,34.5", False, "12,34.5"),
        ("1.234,5", True, "1234.5"),
        ("1.234", True, "1234"),
        ("1,5", True, "1.5"),
        ("x", True, "x"),
    ],
)
def test_a_plain_number_has_a_point_and_nothing_between_thousands(text: str, number: str, *, comma: bool) -> None:
    assert plain(text, comma=comma) == number
