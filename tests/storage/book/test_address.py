from pathlib import Path

import pytest

from planner.storage.book.address import FileAddress, ServerAddress, parse_address
from tests.storage.plans import refusal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/home/me/a.book", FileAddress(Path("/home/me/a.book"))),
        ("postgresql://me@desk:5433/books", ServerAddress("desk", 5433, "me", "books")),
        ("postgres://me@desk/books", ServerAddress("desk", 5432, "me", "books")),
        ("postgresql://me@/books?host=/run/postgresql", ServerAddress("/run/postgresql", 5432, "me", "books")),
        ("postgresql://a%20b@desk/x%2Fy?sslmode=verify-full", ServerAddress("desk", 5432, "a b", "x/y", True)),  # noqa: FBT003
    ],
)
def test_an_address_is_a_file_or_a_server(text: str, expected: FileAddress | ServerAddress) -> None:
    assert parse_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://me@desk",
        "postgresql://desk/books",
        "postgresql://me@desk:x/b",
        "postgresql://me@desk/b?password=x",
    ],
)
def test_half_an_address_is_refused(text: str) -> None:
    assert refusal(lambda: parse_address(text)).code == "bad_address"


def test_a_password_has_no_place_in_an_address_and_is_not_repeated() -> None:
    fault = refusal(lambda: parse_address("postgresql://me:geheim@desk/books"))
    assert fault.code == "password_in_address"
    assert "geheim" not in str(fault)


def test_an_address_is_shown_without_secrets_and_with_everything_invisible_spelled_out() -> None:
    assert parse_address("postgresql://me@desk/books").shown == "postgresql://me@desk:5432/books"
    assert FileAddress(Path("a\u202eb")).shown == "a\\u202eb"
