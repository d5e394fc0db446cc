"""Migrations with the copy before them, copies, text, and what is left of a damaged file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import NullPool

from planner.domain.journal import DeviationKind
from planner.domain.trades import Result
from planner.storage.book import text_copy
from planner.storage.book.accounts import accounts
from planner.storage.book.address import FileAddress
from planner.storage.book.backups import KEPT, back_up, copies, surplus
from planner.storage.book.corrections import correct_trade, corrections_of
from planner.storage.book.events import journal
from planner.storage.book.handle import Book
from planner.storage.book.opening import make_book, open_book, opened_book, version_of
from planner.storage.book.plans import draft_of, plans, seal, terms_of
from planner.storage.book.queries import TradeFilter, closed_trades
from planner.storage.book.salvage import salvage, set_aside
from planner.storage.book.schema import HEAD
from planner.storage.book.text_copy import lines_of
from planner.storage.book.trades import open_trade, open_trades
from planner.storage.book.upgrade import upgrade
from tests.storage.book.places import NOON, Place, a_closed_trade, a_fill, a_plan, a_trade, an_account
from tests.storage.plans import refusal

VERSION_1, VERSION_2, VERSION_3, VERSION_4 = (
    Path(__file__).parents[2] / "data" / f"book-000{number}.jsonl" for number in (1, 2, 3, 4)
)
"""Books as text. 0001: two accounts, a sealed plan, an open trade, a win, a loss, an even one. 0002: those closed, with
their deviations, and events and limits. 0003: the same in the tables of that version. 0004: a plan sealed with three
events, its open trade, a corrected one."""


def _filled(book: Book) -> None:
    account = an_account(book)
    sealed = seal(book, account.id, a_plan(), at=NOON)
    open_trade(book, a_trade(account, plan=sealed.id), a_fill("entry", "0.3", "50000"), reason="more")
    for minutes, pnl in enumerate(("10.50", "-3", "0.00")):
        a_closed_trade(book, account, minutes=minutes, pnl=pnl, note="line\nline")


def _told(book: Book) -> tuple[object, ...]:
    """Everything a book tells."""
    own = accounts(book)
    filters = [TradeFilter(), TradeFilter(is_deviation=True), TradeFilter(result=Result.LOSS)]
    pages = [closed_trades(book, asked).trades for asked in filters]
    return own, [(plans(book, a.id), open_trades(book, a.id), journal(book, a.id)) for a in own], pages


@contextmanager
def _bare(place: Place) -> Iterator[Connection]:
    """The database without opening it as a book, in a transaction."""
    engine = _engine(place)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _engine(place: Place) -> Engine:
    if isinstance(place.address, FileAddress):
        place.address.path.parent.mkdir(exist_ok=True)
        engine = create_engine(f"sqlite:///{place.address.path}", poolclass=NullPool)
        event.listen(engine, "connect", lambda raw, _record: setattr(raw, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine
    socket = {"unix_sock": f"{place.address.host}/.s.PGSQL.{place.address.port}", "password": place.password}
    return create_engine(
        f"postgresql+pg8000://{place.address.user}@/{place.address.database}", poolclass=NullPool, connect_args=socket
    )


def _made_of(text: Path, place: Place) -> None:
    """The database as an earlier planner left it."""
    head, *rows = (json.loads(line) for line in text.read_text(encoding="utf-8").splitlines())
    with _bare(place) as connection:
        upgrade(connection, head["version"])
        tables = text_copy._reflected(connection)
        for row in rows:
            table = tables[row["table"]]
            connection.execute(table.insert().values(text_copy._typed(table, row["row"])))
        for name in tables:
            text_copy._count_on(connection, name)


def test_a_book_of_the_first_version_is_brought_up_with_a_copy_of_what_it_was(empty_place: Place) -> None:
    _made_of(VERSION_1, empty_place)
    with opened_book(empty_place.address, backups=empty_place.backups, password=empty_place.password) as book:
        first, second = accounts(book)
        assert (first.name, second.currency) == ("Main", "EUR")
        wins = closed_trades(book, TradeFilter(result=Result.WIN)).trades
        losses = closed_trades(book, TradeFilter(result=Result.LOSS)).trades
        evens = closed_trades(book, TradeFilter(result=Result.EVEN)).trades
        assert [[str(t.pnl) for t in trades] for trades in (wins, losses, evens)] == [["10.50"], ["-3"], ["0.00"]]
        assert [terms_of(book, plan.id).instrument for plan in plans(book, first.id)] == ["BTCUSDT"]
        assert [trade.note for trade in open_trades(book, first.id)] == ["Ausbruch 📈"]
        assert len(journal(book, first.id)) == 7
        a_closed_trade(book, second)
    (copy,) = copies(empty_place.address, empty_place.backups)
    assert f"before-{HEAD}" in copy.name
    if copy.suffix == ".book":
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
            assert connection.execute("SELECT count(*) FROM trade").fetchone() == (4,)
    else:
        assert copy.read_text(encoding="utf-8") == VERSION_1.read_text(encoding="utf-8")


@pytest.mark.parametrize("way", ["opened", "restored"])
def test_a_book_of_the_second_version_finds_its_deviations_by_all_that_is_asked(empty_place: Place, way: str) -> None:
    address, password = empty_place.address, empty_place.password
    if way == "opened":
        _made_of(VERSION_2, empty_place)
        with _bare(empty_place) as connection:
            found = "SELECT 1, d.kind, t.closed_at, t.id FROM deviation d JOIN trade t ON d.trade = t.id"
            connection.execute(text(f"INSERT INTO deviated_trade {found} WHERE t.closed_at IS NOT NULL"))
    else:
        make_book(address, VERSION_2.read_text(encoding="utf-8").splitlines(), password=password)
    with opened_book(address, backups=empty_place.backups, password=password) as book:
        widened, no_plan = DeviationKind.STOP_WIDENED, DeviationKind.NO_PLAN
        asked = {
            TradeFilter(deviation=widened): ["200"],
            TradeFilter(deviation=no_plan, instrument="ETHUSDT"): ["0.00", "-3", "10.50"],
            TradeFilter(deviation=no_plan, instrument="ETHUSDT", result=Result.WIN): ["10.50"],
            TradeFilter(deviation=widened, instrument="ETHUSDT"): [],
            TradeFilter(is_deviation=True, result=Result.WIN): ["10.50", "200"],
        }
        for wanted, pnl in asked.items():
            assert [str(trade.pnl) for trade in closed_trades(book, wanted).trades] == pnl
        assert [event.kind for event in journal(book, 1)][-2:] == ["transferred", "rules_set"]


def test_a_closed_trade_of_the_third_version_can_be_corrected(empty_place: Place) -> None:
    _made_of(VERSION_3, empty_place)
    with opened_book(empty_place.address, backups=empty_place.backups, password=empty_place.password) as book:
        (trade,) = closed_trades(book, TradeFilter(account=1, result=Result.LOSS)).trades
        before = journal(book, 1)
        fixed = correct_trade(book, trade, trade.replace(pnl="3"), reason="sign", recorded_at=NOON + timedelta(days=30))
        assert fixed.pnl == 3
        assert set(before) < set(journal(book, 1))
        assert [event.kind for event in journal(book, 1) if event not in before] == ["corrected", "trade_closed"]
    (copy,) = copies(empty_place.address, empty_place.backups)
    assert f"before-{HEAD}" in copy.name


def test_a_plan_sealed_in_the_fourth_version_tells_what_had_happened(empty_place: Place) -> None:
    _made_of(VERSION_4, empty_place)
    with opened_book(empty_place.address, backups=empty_place.backups, password=empty_place.password) as book:
        (before,) = plans(book, 1)
        draft = draft_of(book, before.id)
        assert [getattr(event, "amount", None) for event in draft.situation.happened] == [1, 2, 3]
        again = seal(book, 1, draft, at=NOON + timedelta(days=2))
        assert draft_of(book, again.id).situation.happened == draft.situation.happened
        assert [trade.plan for trade in open_trades(book, 1)] == [before.id]
        (trade,) = closed_trades(book, TradeFilter(account=1)).trades
        ((correction,),) = corrections_of(book, [trade.id]).values()
        assert (str(correction.before.pnl), str(trade.pnl), correction.reason) == ("-3", "3", "sign")


def test_a_migration_that_fails_leaves_the_book_as_it_was(empty_place: Place) -> None:
    _made_of(VERSION_1, empty_place)
    with _bare(empty_place) as connection:
        connection.execute(text("CREATE TABLE deviation (in_the_way TEXT)"))
    assert refusal(empty_place.open).code == "book_failed"
    with _bare(empty_place) as connection:
        assert version_of(connection) == "0001"
        columns = connection.execute(text("SELECT * FROM trade")).keys()
    assert "result" not in columns
    assert len(copies(empty_place.address, empty_place.backups)) == 1


def test_a_copy_is_a_book_of_its_own(place: Place, tmp_path: Path) -> None:
    book = place.open()
    _filled(book)
    copy = back_up(book, tmp_path / "copies", "by-hand")
    told = _told(book)
    an_account(book, "Later")
    book.close()
    assert copy.stat().st_mode & 0o777 == 0o600
    if copy.suffix == ".book":
        with opened_book(FileAddress(copy), backups=tmp_path) as again:
            assert _told(again) == told
    assert [path.name for path in copy.parent.iterdir() if not path.name.endswith(".lock")] == [copy.name]


def test_the_newest_copies_stay(place: Place, tmp_path: Path) -> None:
    book = place.open()
    made = [back_up(book, tmp_path / "copies", "daily", now=NOON + timedelta(days=n)) for n in range(KEPT + 3)]
    (tmp_path / "copies" / "notes.txt").touch()
    assert list(copies(place.address, tmp_path / "copies")) == made[3:]
    book.close()
    assert surplus(made, 0) == made
    assert (tmp_path / "copies" / "notes.txt").exists()


@pytest.mark.parametrize("other", ["file_place", "server_place"])
def test_a_book_as_text_is_the_same_book_on_either_database(
    book: Book, other: str, request: pytest.FixtureRequest
) -> None:
    _filled(book)
    with book.reading() as connection:
        lines = list(lines_of(connection))
    place: Place = request.getfixturevalue(other)
    restored = make_book(place.address, lines, password=place.password)
    assert (restored.rows, restored.lost) == (len(lines) - 1, {})
    again = place.open()
    assert _told(again) == _told(book)
    new = a_closed_trade(again, accounts(again)[0], minutes=9)
    assert new.id > max(trade.id for trade in closed_trades(book, TradeFilter()).trades)
    with again.reading() as connection:
        assert len(list(lines_of(connection))) == len(lines) + 5  # a trade, two fills, a stop, a deviation
    again.close()


def test_a_row_as_text_hides_no_order_of_its_signs() -> None:
    line = text_copy.row_line("trade", {"note": "sell \u202e001"})
    assert line == '{"table": "trade", "row": {"note": "sell \\u202e001"}}'


def test_a_row_that_refers_to_what_is_lost_is_left_out_and_counted(book: Book, file_place: Place) -> None:
    _filled(book)
    with book.reading() as connection:
        lines = [line for line in lines_of(connection) if '"table": "trade"' not in line or '"id": 2' not in line]
    restored = make_book(file_place.address, lines)
    assert restored.lost == {"fill": 2, "stop_move": 1, "deviation": 1}


def test_a_trade_whose_plan_or_hedged_trade_is_lost_stands_without_it(book: Book, file_place: Place) -> None:
    account = an_account(book)
    hedged = a_closed_trade(book, account)
    first, second = (seal(book, account.id, a_plan(), at=NOON).id for _ in range(2))
    kept = a_closed_trade(book, account, minutes=2, pnl="-1000", plan=first, hedge_of=hedged.id)
    both = a_closed_trade(book, account, minutes=4, pnl="-2000", plan=second, hedge_of=hedged.id)
    with book.reading() as connection:
        rows = [json.loads(line) for line in lines_of(connection)]
    gone = [("plan", second), ("trade", hedged.id)]
    lines = [json.dumps(row) for row in rows if (row.get("table"), row.get("row", {}).get("id")) not in gone]
    restored = make_book(file_place.address, lines)
    assert (restored.parted, "trade" in restored.lost) == (2, False)
    with opened_book(file_place.address, backups=file_place.backups) as again:
        found = {trade.id: trade for trade in closed_trades(again, TradeFilter()).trades}
    assert found == {kept.id: kept.replace(hedge_of=None), both.id: both.replace(plan=None, hedge_of=None)}


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["x"],
        ['{"format": "planner.plan", "version": "1"}'],
        ['{"format": "planner.book", "version": "0002"}', "[]"],
    ],
)
def test_text_that_is_no_book_makes_none(file_place: Place, lines: list[str]) -> None:
    assert refusal(lambda: make_book(file_place.address, lines)).code == "not_a_book"
    with _bare(file_place) as connection:
        assert version_of(connection) is None


def test_a_text_does_not_replace_a_book(place: Place) -> None:
    assert refusal(lambda: make_book(place.address, [], password=place.password)).code == "book_not_empty"


def _many(place: Place) -> tuple[Path, int]:
    """A book with 3,000 closed trades, and how many rows that is; its pages hold little else."""
    assert isinstance(place.address, FileAddress)
    book = place.open()
    account = an_account(book)
    a_closed_trade(book, account, note="x" * 100)
    with book.writing() as connection:
        names = [row[1] for row in connection.execute(text("PRAGMA table_info(trade)")) if row[1] != "id"]
        numbers = "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
        columns = ", ".join(names)
        sql = f"INSERT INTO trade (id, {columns}) {numbers} SELECT i, {columns} FROM n, trade WHERE trade.id = 1"  # noqa: S608
        connection.execute(text(sql))
    book.close()
    return place.address.path, 3000


def _overwritten(path: Path, first: int, last: int) -> None:
    """Pages written over, as a dying disk does."""
    size = 4096
    with path.open("r+b") as file:
        for page in range(first, last):
            file.seek(page * size)
            file.write(b"\xff" * size)


def test_a_damaged_file_is_reported_and_its_rows_are_saved_as_text(file_place: Place, tmp_path: Path) -> None:
    path, count = _many(file_place)
    pages = path.stat().st_size // 4096
    _overwritten(path, pages // 2, pages // 2 + 6)
    before = path.read_bytes()
    fault = refusal(file_place.open)
    assert (fault.code, fault.facts["file"]) == ("book_damaged", path.name)
    found = salvage(path, tmp_path / "saved.jsonl")
    assert path.read_bytes() == before
    assert count // 2 < found.rows["trade"] <= count
    assert (found.rows["account"], found.rows["fill"]) == (1, 2)
    aside = set_aside(path)
    assert aside.read_bytes() == before
    restored = make_book(file_place.address, (tmp_path / "saved.jsonl").read_text(encoding="utf-8").splitlines())
    assert restored.rows == sum(found.rows.values())
    with opened_book(file_place.address, backups=tmp_path) as book:
        assert len(closed_trades(book, TradeFilter(), size=5000).trades) == found.rows["trade"]
        kinds = closed_trades(book, TradeFilter(deviation=DeviationKind.NO_PLAN)).trades
        assert [trade.id for trade in kinds] == [1]


def test_every_page_but_the_first_may_be_lost_and_the_rest_is_saved(file_place: Place, tmp_path: Path) -> None:
    path, _ = _many(file_place)
    pages, whole = path.stat().st_size // 4096, path.read_bytes()
    for page in range(1, pages, pages // 6):
        path.write_bytes(whole)
        _overwritten(path, page, page + 1)
        try:
            found = salvage(path, tmp_path / "saved.jsonl").rows.get("trade", 0)
        except ValueError as error:
            assert str(error) in {"nothing_to_salvage", "not_a_book", "book_damaged"}  # noqa: PT017
        else:
            assert found >= 0


def test_a_file_of_which_nothing_can_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    assert refusal(lambda: salvage(path, tmp_path / "saved.jsonl")).code in {"not_a_book", "nothing_to_salvage"}
    assert not (tmp_path / "saved.jsonl").exists()


def test_a_file_that_was_cut_off_is_checked_however_large(file_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = _many(file_place)
    pages = path.stat().st_size // 4096
    _overwritten(path, pages // 2, pages // 2 + 6)
    monkeypatch.setattr("planner.storage.book.opening.CHECKED_AT_ONCE", 0)
    book = file_place.open()
    assert refusal(book.check).code == "book_damaged"
    book.close()
    path.with_name(f"{path.name}-wal").write_bytes(b"x")
    assert refusal(lambda: open_book(file_place.address, backups=path.parent)).code == "book_damaged"
