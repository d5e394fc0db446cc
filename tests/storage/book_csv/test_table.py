import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.storage.book_csv.cells import guarded, guarded_csv, unguarded
from planner.storage.book_csv.table import decoded, read_table
from tests.storage.plans import refusal

TABLES = {
    "commas": ("a,b,c\n1,2,3\n", ","),
    "semicolons with decimal commas": ("a;b;c\n1,5;2,5;3,5\n", ";"),
    "tabs from a clipboard": ("a\tb\tc\r\n1\t2\t3\r\n", "\t"),
    "bars": ("a|b|c\n1|2|3\n", "|"),
    "commas inside quotes": ('a;b;c\n"1,2,3";"x;y";z\n', ";"),
    "a footer of another width": ("a,b,c\n1,2,3\n4,5,6\ntotal\n", ","),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_delimiter_is_the_sign_that_makes_columns(name: str) -> None:
    text, delimiter = TABLES[name]
    table = read_table(text)
    assert (table.delimiter, table.names) == (delimiter, ("a", "b", "c"))


def test_rows_know_their_line_also_after_a_line_end_in_quotes() -> None:
    table = read_table('a,b\n"x\ny",1\n\n  ,\nz,2\n')
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("x\ny", "1")), (6, ("z", "2"))]


def test_a_table_without_a_header_keeps_its_first_row() -> None:
    table = read_table("BTCUSDT,1.5,2026-01-31 10:00\nETHUSDT,2,2026-01-31 10:00\n")
    assert table.names == ("", "", "")
    assert len(table.rows) == 2


REFUSED = {
    "table_delimiter": "a,b;c\n1,2;3\n",
    "table_empty": " \n\n",
    "table_quotes": 'a,b\n"x,1\n',
    "table_not_text": "a,b\n\0,1\n",
    "table_too_wide": ",".join("x" * 201) + "\n",
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_no_table_is_refused(code: str) -> None:
    assert refusal(lambda: read_table(REFUSED[code])).code == code


def test_a_delimiter_that_was_asked_for_is_taken() -> None:
    assert read_table(REFUSED["table_delimiter"], delimiter=";").names == ("a,b", "c")


@pytest.mark.parametrize(
    "raw",
    [
        "é,b".encode(),
        b"\xef\xbb\xbf\xc3\xa9,b",
        b"\xff\xfe" + "é,b".encode("utf-16-le"),
        "\ufeffé,b".encode("utf-16-be"),
    ],
)
def test_utf_8_and_marked_utf_16_are_read(raw: bytes) -> None:
    assert decoded(raw) == "é,b"


def test_another_encoding_is_not_guessed() -> None:
    assert refusal(lambda: decoded("é".encode("latin-1"))).code == "table_not_text"


FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "\uff1d1",
    "  =1",
    "'=1",
    "%0A=1",
    "'text",
)
ELSEWHERE = {
    "x;=1+1": "x;'=1+1",
    "x\t@a": "x\t'@a",
    "two\n- lines": "two\n'- lines",
    "a;'b; c": "a;''b; c",
    'a;"=1+1;b': "a;'\"=1+1;b",
}
"""What begins with such a sign where decimals begin with a comma, and how it is written."""


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_could_be_a_formula_is_written_so_that_it_is_none(text: str) -> None:
    assert guarded(text).startswith("'")
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_text_that_becomes_two_cells_elsewhere_is_no_formula_there(text: str) -> None:
    assert guarded(text) == ELSEWHERE[text]
    assert unguarded(guarded(text)) == text


@given(st.text(st.sampled_from("'\"=+-@\t\r\n; \uff1dab1"), max_size=8))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(max_size=400))
def test_no_text_is_too_odd_to_be_a_table_or_refused(text: str) -> None:
    try:
        table = read_table(text)
    except ValueError as error:
        assert type(error).__name__ == "FaultError"  # noqa: PT017 - either outcome is right
    else:
        assert all(table.names) or len(table.rows) >= 1 or table.names


@given(st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), min_size=1, max_size=6))
def test_rows_that_were_written_are_read(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\0", "") for cell in row] for row in rows]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["one", "two", "three"], *rows])
    found = [row.cells for row in read_table(out.getvalue(), delimiter=",").rows]
    assert found == [tuple(row) for row in rows if any(cell and not cell.isspace() for cell in row)]


def test_rows_of_text_read_back_and_no_cell_is_a_formula() -> None:
    rows = [("Name", "Note"), ("a, b", "=1+1"), ("−5 USD", "@SUM(A1)"), ('say "x"', "two\nlines"), ("-5+1", "%x")]
    read = list(csv.reader(io.StringIO(guarded_csv(rows).decode("utf-8-sig"), newline="")))
    assert [tuple(unguarded(cell) for cell in row) for row in read] == rows
    assert not any(cell.startswith(("=", "+", "-", "@", "%")) for row in read for cell in row)


def test_a_plain_number_and_its_unit_are_written_as_they_are() -> None:
    assert guarded_csv([("-98.55", "USDT"), ("0.98", "%")]).decode("utf-8-sig") == "-98.55,USDT\r\n0.98,%\r\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_first_line_that_tells_the_delimiter_is_no_row(end: str) -> None:
    table = read_table(end.join(("SEP=;", "name;price", "1,5;2", "")))
    assert (table.names, table.delimiter) == (("name", "price"), ";")
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("1,5", "2"))]
