"""A damaged book file set aside, and what the new one holds."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from planner.domain.journal import Transferred
from planner.domain.plan import DEFAULT_LIMITS, Limits
from planner.storage.book.accounts import accounts, laid_down, lay_down
from planner.storage.book.address import FileAddress
from planner.storage.book.corrections import correct_trade, corrections_of
from planner.storage.book.deviations import deviations
from planner.storage.book.events import add_event, journal
from planner.storage.book.handle import Book
from planner.storage.book.mending import mend
from planner.storage.book.opening import open_book, opened_book
from planner.storage.book.plans import seal
from planner.storage.book.queries import TradeFilter, closed_trades, results_of
from planner.storage.book.salvage import salvage
from planner.storage.book.trades import add_fill, open_trade, story_of
from tests.storage.book.places import NOON, Place, a_closed_trade, a_fill, a_plan, a_trade, an_account, later
from tests.storage.plans import refusal

_PAGE = 4096


def _filled(place: Place) -> Path:
    """A book with three closed trades."""
    assert isinstance(place.address, FileAddress)
    book = place.open()
    account = an_account(book)
    for minutes in range(3):
        a_closed_trade(book, account, minutes=minutes, note="a note")
    book.close()
    return place.address.path


def _filled_with_everything(place: Place) -> Path:
    """A book with a row in each table but those of sealed plans."""
    path = _filled(place)
    with opened_book(place.address, backups=place.backups) as book:
        (account,) = accounts(book)
        trade = closed_trades(book, TradeFilter()).trades[-1]
        correct_trade(book, trade, trade.replace(pnl=Decimal(99)), reason="fee", recorded_at=later(60))
        lay_down(book, account.id, "limits", DEFAULT_LIMITS, since=NOON, recorded_at=NOON)
        paid = {"id": "paid-1", "at": NOON, "recorded_at": NOON, "amount": "10"}
        add_event(book, account.id, Transferred.model_validate(paid))
    return path


def _is_told(path: Path) -> None:
    """Whatever may be asked of such a book is answered."""
    with opened_book(FileAddress(path), backups=path.parent / "copies") as book:
        for account in accounts(book):
            journal(book, account.id)
            laid_down(book, account.id, "limits", Limits)
            deviations(book, account.id)
        trades = [trade.id for trade in closed_trades(book, TradeFilter()).trades]
        corrections_of(book, trades)
        assert all(story_of(book, trade).trade.id == trade for trade in trades)


def _run(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def _overwrite_first_page(path: Path, table: str) -> None:
    """Of a table, as a dying disk does: its only one, or the one that leads to the others."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with path.open("r+b") as file:
        file.seek((found[0] - 1) * _PAGE)
        file.write(b"\xff" * _PAGE)


def _with_many_trades(path: Path, count: int) -> list[tuple[int, int]]:
    """So many trades in all; the pages they lie on in their order, each with how many."""
    with closing(sqlite3.connect(path)) as connection:
        names = ", ".join(row[1] for row in connection.execute("PRAGMA table_info(trade)") if row[1] != "id")
        numbers = "WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        columns = f"INSERT INTO trade (id, {names}) {numbers} SELECT i, {names} FROM n, trade WHERE trade.id = 1"  # noqa: S608
        connection.execute(columns, (count,))
        connection.commit()
        leaves = "SELECT pageno, ncell FROM dbstat WHERE name = 'trade' AND pagetype = 'leaf' ORDER BY path"
        return connection.execute(leaves).fetchall()


def _names(path: Path) -> Sequence[str]:
    return sorted(other.name for other in path.parent.iterdir() if other.name.startswith(path.name))


def _trades(path: Path) -> dict[int, str]:
    with opened_book(FileAddress(path), backups=path.parent / "copies") as book:
        return {trade.id: trade.note for trade in closed_trades(book, TradeFilter()).trades}


@pytest.mark.parametrize("kept_as", ["CAST(X'61FF62' AS TEXT)", "X'61FF62'"])
def test_text_that_is_none_any_more_costs_what_cannot_be_read_of_it_alone(file_place: Place, kept_as: str) -> None:
    path = _filled(file_place)
    _run(path, f"UPDATE trade SET note = {kept_as} WHERE id = 2")  # noqa: S608 - a constant
    assert refusal(lambda: _trades(path)).code == "book_damaged"
    mended = mend(path)
    assert mended.lost == ("trade",)
    assert _trades(path) == {1: "a note", 2: "a�b", 3: "a note"}


@pytest.mark.parametrize(
    "damage", ["pnl = '1!.5'", "pnl = CAST(X'31FF' AS TEXT)", "opened_at = '2026-13-01T00:00:00.000000Z'"]
)
def test_a_row_whose_number_or_moment_is_none_any_more_does_not_keep_the_others_from_being_told(
    file_place: Place, damage: str
) -> None:
    path = _filled(file_place)
    _run(path, f"UPDATE trade SET {damage} WHERE id = 2")  # noqa: S608 - a constant
    assert refusal(lambda: _trades(path)).code == "book_damaged"
    mended = mend(path)
    assert "trade" in mended.lost
    assert sorted(_trades(path)) == [1, 3]


@pytest.mark.parametrize(
    ("table", "damage", "lost"),
    [
        ("trade", "side = 'lonf' WHERE id = 2", {2}),
        ("trade", "exit_reason = 'uarget' WHERE id = 2", {2}),
        ("trade", "entry_price = '-100' WHERE id = 2", {2}),
        ("trade", "result = 'wim'", set()),
        ("fill", "kind = 'entrz'", set()),
        ("fill", "price = '-1'", set()),
        ("stop_move", "stop_price = '-1'", set()),
        ("deviation", "kind = 'late_dntry'", set()),
        ("event", "body = replace(body, 'kind', 'kine')", set()),
        ("event", "body = ''", set()),
        ("limits", "body = replace(body, 'rate', 'rats')", set()),
        ("correction", "before = '{'", set()),
        ("account", "position_mode = 'hedgd', week_starts = '9'", set()),
        ("account", "zone = 'UTB', reset_clock = '99:00'", set()),
    ],
)
def test_a_row_that_is_no_record_any_more_does_not_keep_the_others_from_being_told(
    file_place: Place, table: str, damage: str, lost: set[int]
) -> None:
    path = _filled_with_everything(file_place)
    _run(path, f"UPDATE {table} SET {damage}")  # noqa: S608 - a constant
    assert table in mend(path).lost
    assert set(_trades(path)) == {1, 2, 3} - lost
    _is_told(path)


def test_an_account_whose_currency_is_none_any_more_is_not_made_up(file_place: Place) -> None:
    path = _filled(file_place)
    _run(path, "UPDATE account SET currency = '?'")
    assert "account" in mend(path).lost
    assert _trades(path) == {}


def test_a_plan_that_is_lost_takes_no_loss_with_it(file_place: Place) -> None:
    assert isinstance(file_place.address, FileAddress)
    path = file_place.address.path
    with opened_book(file_place.address, backups=file_place.backups) as book:
        account = an_account(book)
        for number, pnl in enumerate(("-1000", "-2000", "-3000")):
            plan = seal(book, account.id, a_plan(), at=NOON)
            a_closed_trade(book, account, minutes=10 * number, pnl=pnl, plan=plan.id)
    _overwrite_first_page(path, "plan")
    mended = mend(path)
    assert (mended.parted, mended.lost) == (3, ("plan",))
    with opened_book(file_place.address, backups=file_place.backups) as book:
        results = results_of(book, account.id)
    assert [int(result.pnl) for result in results] == [-1000, -2000, -3000]
    assert not any(result.has_plan for result in results)
    _is_told(path)


@pytest.mark.parametrize("left", [0.95, 0.85, 0.75])
def test_of_a_book_that_was_cut_off_what_is_left_comes_back(file_place: Place, left: float) -> None:
    path = _filled(file_place)
    pages = _with_many_trades(path, 3000)
    size = int(path.stat().st_size * left)
    os.truncate(path, size)
    assert refusal(lambda: _trades(path)).code == "book_damaged"
    assert "trade" in mend(path).lost
    whole = sum(cells for page, cells in pages if page * _PAGE <= size)
    with_half = sum(cells for page, cells in pages if (page - 1) * _PAGE < size)
    with opened_book(FileAddress(path), backups=path.parent / "copies") as book:
        found = len(closed_trades(book, TradeFilter(), size=5000).trades)
    assert 1000 < whole <= found <= with_half < 3000


def test_every_row_outside_of_the_pages_that_cannot_be_read_comes_back(file_place: Place) -> None:
    path = _filled(file_place)
    pages = _with_many_trades(path, 1000)
    bad = (*range(1, 20), 39)
    with path.open("r+b") as file:
        for at in bad:
            file.seek((pages[at][0] - 1) * _PAGE)
            file.write(b"\xff" * _PAGE)
    saved = salvage(path, path.with_name("saved.jsonl"))
    assert saved.rows["trade"] == 1000 - sum(pages[at][1] for at in bad)


def test_an_open_position_whose_fills_cannot_be_read_is_used_on_in_a_mended_book(file_place: Place) -> None:
    path = _filled(file_place)
    with opened_book(file_place.address, backups=file_place.backups) as book:
        opened = open_trade(book, a_trade(accounts(book)[0]), a_fill("entry", "2", "45000"))
    _overwrite_first_page(path, "fill")
    mended = mend(path)
    assert (mended.refilled, mended.lost) == (1, ("fill",))
    with opened_book(file_place.address, backups=file_place.backups) as book:
        added = add_fill(book, opened.id, a_fill("entry", "1", "42000", 5))
    assert (added.quantity, added.entry_price) == (Decimal(3), Decimal(44000))


@pytest.mark.parametrize(
    ("begin", "wrong"),
    [
        (0, bytes(16)),
        (16, bytes(2)),  # the size of a page
        (16, b"\x20\x00"),
        (18, b"\x05\x05"),  # the version of the format
        (0, bytes(100)),
        (68, bytes(4)),  # whose file it is
    ],
)
def test_a_book_whose_beginning_is_damaged_comes_back_whole(file_place: Place, begin: int, wrong: bytes) -> None:
    path = _filled(file_place)
    with path.open("r+b") as file:
        file.seek(begin)
        file.write(wrong)
    assert refusal(lambda: _trades(path)).code in {"not_a_book", "book_damaged"}
    assert mend(path).lost == ()
    assert _trades(path) == dict.fromkeys((1, 2, 3), "a note")


@pytest.mark.parametrize("what", ["text", "zeros", "another program's", "another program's, with our names"])
def test_what_may_be_something_else_is_set_aside_only_where_something_of_a_book_is_read(
    tmp_path: Path, what: str
) -> None:
    path = tmp_path / "other"
    path.write_bytes(b"time,close\n" * 1000 if what == "text" else bytes(9000))
    if what.startswith("another"):
        path.unlink()
        _run(path, "CREATE TABLE trade (id INTEGER PRIMARY KEY, note TEXT, size)")
        _run(path, "INSERT INTO trade (note) VALUES ('x')")
    if what.endswith("names"):
        _run(path, "ALTER TABLE trade DROP COLUMN size")
    before = path.read_bytes()
    assert refusal(lambda: mend(path, or_begin_anew=False)).code == "not_a_book"
    assert path.read_bytes() == before


def test_a_table_that_is_lost_whole_is_told(file_place: Place) -> None:
    path = _filled(file_place)
    _run(path, "DROP TABLE stop_move")
    assert mend(path).lost == ("stop_move",)
    assert sorted(_trades(path)) == [1, 2, 3]


def test_a_damaged_book_of_a_later_planner_stays_where_it_is(file_place: Place) -> None:
    path = _filled(file_place)
    _run(path, "UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    fault = refusal(lambda: mend(path))
    assert (fault.code, fault.facts["version"], fault.facts["file"]) == ("book_newer", "9999", path.name)
    assert path.read_bytes() == before
    assert _names(path) == [path.name, f"{path.name}.lock", f"{path.name}.salvaged.jsonl"]


def test_a_version_that_cannot_be_read_is_that_of_today(file_place: Place) -> None:
    path = _filled(file_place)
    _run(path, "UPDATE alembic_version SET version_num = CAST(X'303030FF' AS TEXT)")
    assert mend(path).lost == ()
    assert sorted(_trades(path)) == [1, 2, 3]


def test_what_was_left_of_a_mending_that_was_cut_off_is_no_hindrance(file_place: Place) -> None:
    path = _filled(file_place)
    path.with_name(f"{path.name}.mended").write_bytes(path.read_bytes())
    path.with_name(f"{path.name}.mended-wal").write_bytes(b"x")
    assert mend(path).rows > 0
    assert not [name for name in _names(path) if ".mended" in name]


def test_a_mending_that_was_cut_off_between_two_names_is_ended_when_the_book_is_opened(file_place: Place) -> None:
    path = _filled(file_place)
    path.rename(path.with_name(f"{path.name}.mended"))
    path.with_name(f"{path.name}-wal").write_bytes(b"of the damaged one")
    assert sorted(_trades(path)) == [1, 2, 3]
    (log,) = [name for name in _names(path) if ".damaged-" in name]
    assert path.with_name(log).read_bytes() == b"of the damaged one"
    assert not [name for name in _names(path) if ".mended" in name]


def test_a_book_that_is_there_is_not_replaced_by_what_was_left_of_a_mending(file_place: Place) -> None:
    path = _filled(file_place)
    path.with_name(f"{path.name}.mended").write_bytes(b"x")
    assert sorted(_trades(path)) == [1, 2, 3]


def test_a_book_that_another_planner_has_open_is_not_taken_from_under_it(file_place: Place) -> None:
    path = _filled(file_place)
    other = file_place.open()
    assert refusal(lambda: mend(path)).code == "book_in_use"
    assert _names(path) == [path.name, f"{path.name}-wal", f"{path.name}.lock"]
    a_closed_trade(other, accounts(other)[0], minutes=9, note="later")
    other.close()
    assert _trades(path)[4] == "later"


def _through_a_link(place: Place) -> tuple[Path, Path, Book]:
    """A book opened through a link, with a trade that only its log holds."""
    path = _filled(place)
    link = path.parent / "elsewhere" / "link.book"
    link.parent.mkdir()
    link.symlink_to(path)
    book = open_book(FileAddress(link), backups=place.backups)
    a_closed_trade(book, accounts(book)[0], minutes=9, note="in the log")
    return path, link, book


def test_what_was_kept_last_is_read_through_a_link_too(file_place: Place, tmp_path: Path) -> None:
    _, link, book = _through_a_link(file_place)
    assert salvage(link, tmp_path / "saved.jsonl").rows["trade"] == 4
    book.close()


def test_a_link_to_a_mended_book_stays_one(file_place: Place) -> None:
    path, link, book = _through_a_link(file_place)
    book.close()
    aside = mend(link).aside
    assert (aside.parent, link.resolve()) == (path.parent, path)
    assert _trades(link)[4] == "in the log"


def test_a_book_that_was_cut_off_is_checked_through_a_link_too(
    file_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, link, book = _through_a_link(file_place)
    book.close()
    monkeypatch.setattr("planner.storage.book.opening.CHECKED_AT_ONCE", 0)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    path.with_name(f"{path.name}-wal").write_bytes(b"x")
    assert refusal(lambda: open_book(FileAddress(link), backups=path.parent)).code == "book_damaged"
