"""A book with very many closed trades, made by the database itself."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from planner.storage.book.handle import Book
from tests.storage.book.places import an_account

ACCOUNTS, INSTRUMENTS = 3, 40
MANY = 1_000_000
FEW = 2_000

_MOMENTS = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%S', {seconds}, 'unixepoch') || '.000000Z'",
    "postgresql": "to_timestamp({seconds})",
}
_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) ",
    "postgresql": "WITH n AS (SELECT i FROM generate_series(1, {count}) AS i) ",
}
_TENTH = "WHERE i % 10 = 0"
_ACCOUNT = f"1 + (i / 7) % {ACCOUNTS}"
_PNL = "CASE WHEN i % 25 = 0 THEN '0.00' WHEN i % 2 = 0 THEN '12.50' ELSE '-9.75' END"
_RESULT = "CASE WHEN i % 25 = 0 THEN 'even' WHEN i % 2 = 0 THEN 'win' ELSE 'loss' END"
_KIND = "CASE WHEN i % 1000 = 0 THEN 'override' WHEN i % 20 = 0 THEN 'stop_widened' ELSE 'early_exit' END"


def fill(book: Book, count: int) -> None:
    """Put so many closed trades with their fills into a book; every tenth deviates, every thousandth rarely so."""
    for number in range(ACCOUNTS):
        an_account(book, f"Account {number + 1}")
    with book.writing() as connection:
        for statement in _statements(connection.dialect.name, count):
            connection.execute(text(statement))
    _let_it_settle(book)


def _statements(dialect: str, count: int) -> tuple[str, ...]:
    opened, closed = (_MOMENTS[dialect].format(seconds=f"1400000000 + i * 300 + {seconds}") for seconds in (0, 300))
    trade = {
        "id": "i",
        "account": _ACCOUNT,
        "external_id": "'x' || i",
        "instrument": f"'COIN' || (i % {INSTRUMENTS}) || 'USDT'",
        "side": "'long'",
        "opened_at": opened,
        "recorded_at": opened,
        "closed_at": closed,
        "close_recorded_at": closed,
        "quantity": "'1'",
        "open_quantity": "'0'",
        "entry_price": "'100'",
        "exit_price": "'101.5'",
        "stop_price": "'95'",
        "risk": "'5'",
        "fees": "'0.1'",
        "note": "''",
        "pnl": _PNL,
        "exit_reason": "'by_hand'",
        "result": _RESULT,
    }
    fill = {"trade": "i", "kind": "'entry'", "at": opened, "recorded_at": opened, "quantity": "'1'", "price": "'100'"}
    last = {**fill, "kind": "'exit'", "at": closed, "recorded_at": closed, "price": "'101.5'"}
    named = {"account": _ACCOUNT, "kind": _KIND, "trade": "i"}
    found = {**named, "closed_at": closed, "instrument": trade["instrument"], "result": _RESULT}
    numbers = _NUMBERS[dialect].format(count=count)
    return (
        _insert("trade", numbers, trade),
        _insert("fill", numbers, {**fill, "fee": "'0'"}),
        _insert("fill", numbers, {**last, "fee": "'0.1'"}),
        _insert("deviation", numbers, {**named, "reason": "''", "at": closed, "recorded_at": closed}, _TENTH),
        _insert("deviated_trade", numbers, found, _TENTH),
        _insert("deviated_trade", numbers, {**found, "kind": "'any'"}, _TENTH),
    )


def _insert(table: str, numbers: str, columns: Mapping[str, str], where: str = "") -> str:
    values = ", ".join(columns.values())
    return f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {values} FROM n {where}"  # noqa: S608 - all ours


def _let_it_settle(book: Book) -> None:
    """What a server does by itself within minutes of much having been added."""
    if not book.is_file:
        with book.reading() as connection:
            _vacuum(connection)


def _vacuum(connection: Connection) -> None:
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.rollback()
    raw.autocommit = True
    raw.cursor().execute("VACUUM ANALYZE")
    raw.autocommit = False
