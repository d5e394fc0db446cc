import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from msgspec.structs import replace
from sqlalchemy import text

from planner.storage.book.accounts import accounts
from planner.storage.book.address import FileAddress, ServerAddress
from planner.storage.book.handle import Book
from planner.storage.book.opening import open_book, opened_book, version_of
from planner.storage.book.queries import TradeFilter, closed_trades
from planner.storage.book.schema import HEAD, METADATA
from planner.storage.book.upgrade import MIGRATIONS
from tests.storage.book.places import NOON, Place, a_closed_trade, an_account
from tests.storage.book.server import Server
from tests.storage.conftest import run_sql
from tests.storage.machine import unprivileged
from tests.storage.plans import refusal

ROOT = Path(__file__).parents[3]


def test_a_new_book_has_the_tables_of_today(empty_place: Place) -> None:
    book = empty_place.open()
    with book.reading() as connection:
        assert version_of(connection) == HEAD
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    assert accounts(book) == ()
    book.close()
    assert not empty_place.backups.exists()


def test_the_newest_migration_is_the_version_of_today() -> None:
    assert max(path.name[1:5] for path in (MIGRATIONS / "versions").glob("v*.py")) == HEAD


def test_a_file_is_kept_as_durably_as_sqlite_can(file_place: Place) -> None:
    with opened_book(file_place.address, backups=file_place.backups) as book, book.reading() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "locking_mode", "trusted_schema")
        }
    full = 2
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "locking_mode": "exclusive",
        "trusted_schema": 0,
    }
    assert isinstance(file_place.address, FileAddress)
    assert file_place.address.path.stat().st_mode & 0o777 == 0o600


def test_a_transaction_that_fails_leaves_nothing(book: Book) -> None:
    def fail() -> None:
        with book.writing() as connection:
            connection.execute(text("INSERT INTO limits SELECT 1 WHERE 1 = 0"))
            connection.execute(text("DELETE FROM account"))
            connection.execute(text("INSERT INTO account (name) VALUES ('x')"))

    an_account(book)
    assert refusal(fail).code in {"book_conflict", "book_failed"}
    assert len(accounts(book)) == 1


def test_what_refers_to_nothing_is_refused_by_both_databases(book: Book) -> None:
    def orphan() -> None:
        with book.writing() as connection:
            columns = "trade, kind, at, recorded_at, quantity, price, fee"
            now = "'2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z'"
            connection.execute(text(f"INSERT INTO fill ({columns}) VALUES (9, 'entry', {now}, '1', '1', '0')"))  # noqa: S608

    assert refusal(orphan).code == "book_conflict"


def test_looking_changes_nothing_on_a_server(server_place: Place) -> None:
    book = server_place.open()

    def change() -> None:
        with book.reading() as connection:
            connection.execute(text("DELETE FROM account"))

    assert refusal(change).code == "book_failed"
    book.close()


OTHER = """
import sys
from pathlib import Path
from planner.domain.fault import FaultError
from planner.storage.book.address import FileAddress
from planner.storage.book.opening import open_book
try:
    open_book(FileAddress(Path(sys.argv[1])), backups=Path(sys.argv[1]).parent)
except FaultError as error:
    print(error.fault.code)
"""


def test_one_planner_at_a_time_has_a_file(file_place: Place) -> None:
    assert isinstance(file_place.address, FileAddress)
    path = file_place.address.path
    book = file_place.open()
    assert refusal(file_place.open).code == "book_in_use"
    command = [sys.executable, "-c", OTHER, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    assert done.stdout.split() == ["book_in_use"]
    an_account(book)
    book.close()
    file_place.open().close()


@pytest.mark.parametrize("style", ["SQL, DMY", "German", "Postgres"])
def test_moments_are_read_from_a_server_that_writes_them_in_its_own_way(
    server: Server, server_place: Place, style: str
) -> None:
    name = server_place.address.shown.rpartition("/")[2]
    run_sql(server, f"ALTER DATABASE {name} SET DateStyle TO {style}")
    try:
        book = server_place.open()
        a_closed_trade(book, an_account(book))
        assert [trade.opened_at for trade in closed_trades(book, TradeFilter()).trades] == [NOON]
        book.close()
    finally:
        run_sql(server, f"ALTER DATABASE {name} RESET DateStyle")


def test_two_planners_share_a_server(server_place: Place) -> None:
    first, second = server_place.open(), server_place.open()
    account = an_account(first)
    assert accounts(second) == (account,)
    a_closed_trade(second, account)
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"x" * 5000, "not_a_book"), (b"SQLite format 3\0" + b"x" * 5000, "not_a_book"), (b"a,b\n", "not_a_book")],
)
def test_a_file_that_is_no_book_is_left_alone(tmp_path: Path, raw: bytes, code: str) -> None:
    path = tmp_path / "a.book"
    path.write_bytes(raw)
    fault = refusal(lambda: open_book(FileAddress(path), backups=tmp_path))
    assert (fault.code, fault.facts["file"]) == (code, "a.book")
    assert path.read_bytes() == raw


def test_another_programs_database_is_no_book(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES (1)")
    connection.close()
    assert refusal(lambda: open_book(FileAddress(path), backups=tmp_path)).facts["cause"] == "application"


def test_a_file_without_a_byte_is_told_and_left_alone(file_place: Place) -> None:
    assert isinstance(file_place.address, FileAddress)
    path = file_place.address.path
    path.parent.mkdir()
    path.touch()
    fault = refusal(file_place.open)
    assert (fault.code, fault.facts["book"]) == ("book_empty", str(path))
    assert path.stat().st_size == 0


def test_a_folder_is_no_book(tmp_path: Path) -> None:
    assert refusal(lambda: open_book(FileAddress(tmp_path), backups=tmp_path)).code == "is_a_folder"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such rights")
def test_a_folder_without_rights_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    with unprivileged():
        fault = refusal(lambda: open_book(FileAddress(tmp_path / "a.book"), backups=tmp_path))
    assert fault.code == "no_permission"


def test_a_newer_book_is_left_alone(place: Place) -> None:
    book = place.open()
    with book.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    book.close()
    fault = refusal(place.open)
    assert (fault.code, fault.facts["version"]) == ("book_newer", "9999")


def test_a_wrong_password_is_refused_and_in_no_fault(server: Server) -> None:
    fault = refusal(lambda: open_book(server.address("postgres"), backups=Path("x"), password="geheim"))  # noqa: S106
    assert fault.code == "book_refused"
    assert "geheim" not in str(fault)


def test_a_database_and_a_server_that_are_not_there_are_told(server: Server, tmp_path: Path) -> None:
    missing = refusal(lambda: open_book(server.address("nowhere"), backups=tmp_path, password=server.password))
    assert missing.code == "book_missing"
    nobody = replace(server.address("postgres"), host=str(tmp_path))
    assert refusal(lambda: open_book(nobody, backups=tmp_path)).code == "book_unreachable"


def test_a_server_of_another_machine_that_does_not_answer_is_told(tmp_path: Path) -> None:
    address = ServerAddress("127.0.0.1", 9, "me", "books")
    assert refusal(lambda: open_book(address, backups=tmp_path, password="x")).code == "book_unreachable"  # noqa: S106


def test_the_connection_is_for_one_thread_at_a_time_but_for_any(book: Book) -> None:
    account = an_account(book)
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(a_closed_trade, book, account, minutes=n) for n in range(8)]
    assert len({job.result().id for job in jobs}) == 8
