"""Books on both databases: every test of the book runs on each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text
from sqlalchemy.pool import NullPool

from planner.storage.book.address import FileAddress
from planner.storage.book.handle import Book
from planner.storage.book.opening import open_book, opened_book
from planner.storage.book.schema import HEAD, METADATA
from tests.storage.book.places import Place
from tests.storage.book.server import PORT, USER, Server, programs, running_server

NO_SERVER = "needs a PostgreSQL server: install Debian's package postgresql"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of our own."""
    folder = programs()
    if folder is None:
        pytest.skip(NO_SERVER)
    with running_server(folder) as found:
        yield found


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty book in a file, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    with opened_book(FileAddress(folder / "template.book"), backups=folder):
        pass
    return folder / "template.book"


@pytest.fixture(scope="session")
def template_database(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A book in a database, emptied for each test: a database of its own for each would cost megabytes."""
    run_sql(server, "CREATE DATABASE book")
    folder = tmp_path_factory.mktemp("template")
    with opened_book(server.address("book"), backups=folder, password=server.password):
        pass
    return "book"


@pytest.fixture(scope="session")
def empty_database(server: Server) -> str:
    """A database without anything in it, cleared for each test."""
    run_sql(server, "CREATE DATABASE empty")
    return "empty"


def run_sql(server: Server, *statements: str, database: str = "postgres") -> None:
    """Run statements outside any transaction, when nobody else is connected any more."""
    url = URL.create("postgresql+pg8000", USER, server.password, database=database)
    socket = {"unix_sock": f"{server.folder}/.s.PGSQL.{PORT}"}
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool, connect_args=socket)
    left_over = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with engine.connect() as connection:
        for statement in (f"SELECT pg_terminate_backend(pid) {left_over}", *statements):
            connection.execute(text(statement))


@pytest.fixture
def file_place(tmp_path: Path) -> Place:
    """Where no book is yet: a file."""
    return Place(FileAddress(tmp_path / "book" / "a.book"), tmp_path / "backups", None)


@pytest.fixture
def server_place(server: Server, empty_database: str, tmp_path: Path) -> Place:
    """Where no book is yet: an empty database."""
    run_sql(server, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", database=empty_database)
    return Place(server.address(empty_database), tmp_path / "backups", server.password)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest) -> Place:
    """Where no book is yet, on both databases."""
    place: Place = request.getfixturevalue("file_place" if request.param == "sqlite" else "server_place")
    return place


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where an empty book lies, on both databases."""
    if request.param == "sqlite":
        path = tmp_path / "a.book"
        shutil.copy(request.getfixturevalue("template_file"), path)
        return Place(FileAddress(path), tmp_path / "backups", None)
    server: Server = request.getfixturevalue("server")
    database: str = request.getfixturevalue("template_database")
    version = f"UPDATE alembic_version SET version_num = '{HEAD}'"  # noqa: S608 - a constant
    run_sql(server, f"TRUNCATE {', '.join(METADATA.tables)} RESTART IDENTITY", version, database=database)
    return Place(server.address(database), tmp_path / "backups", server.password)


@pytest.fixture
def book(place: Place) -> Iterator[Book]:
    """An empty book, open."""
    found = open_book(place.address, backups=place.backups, password=place.password)
    yield found
    found.close()
