"""Ways out of a file that is no book any more, or without a byte, or found damaged while it is used."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from planner.settings import Book as BookSettings
from planner.storage.folders import Folders
from planner.ui.book.window import BookWindow
from tests.ui.book.desk import press
from tests.ui.conftest import Script


def _write(path: Path, raw: bytes, begin: int = 0) -> None:
    with path.open("r+b") as file:
        file.seek(begin)
        file.write(raw)


def _choose(book: BookWindow, path: Path) -> None:
    """Let the book lie there from now on."""
    workspace = book.workspace
    settings = BookSettings(address=str(path))
    workspace.change_settings(workspace.settings.model_copy(update={"book": settings}))


def test_a_book_whose_beginning_was_overwritten_is_set_aside_with_all_its_rows_kept(
    book: BookWindow, qtbot: QtBot, folders: Folders, script: Script
) -> None:
    book.session.close()
    _write(folders.book_file, bytes(16))
    book.refresh()
    assert "is not a book of the planner" in book.trouble.fault.text()
    press(qtbot, book.trouble.mend)
    assert "Everything could be read." in script.told[-1]
    assert [account.name for account in book.accounts] == ["Main"]


@pytest.mark.parametrize("left", [0, 4096])
def test_the_own_book_gone_whole_is_set_aside_and_begun_anew(
    book: BookWindow, qtbot: QtBot, folders: Folders, script: Script, left: int
) -> None:
    book.session.close()
    folders.book_file.write_bytes(bytes(left))
    book.refresh()
    assert ("is not a book of the planner" if left else "is empty") in book.trouble.fault.text()
    press(qtbot, book.trouble.mend)
    assert (
        script.told[-1].startswith("The book was mended: Nothing could be read") or "Nothing could" in script.told[-1]
    )
    assert (book.accounts, book.trouble.fault.text()) == ((), "")
    assert [path.stat().st_size for path in folders.book_file.parent.glob("trader.book.damaged-*")] == [left]


def test_a_large_book_that_is_found_damaged_while_it_is_read_is_used_no_more(
    book: BookWindow, qtbot: QtBot, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.session.close()
    _write(folders.book_file, b"\xff" * 64, folders.book_file.stat().st_size - 4096)
    monkeypatch.setattr("planner.storage.book.opening.CHECKED_AT_ONCE", 0)
    with qtbot.waitSignal(book.session.found_damaged):
        book.refresh()
    qtbot.waitUntil(lambda: "is damaged" in book.trouble.fault.text())
    assert not book.add.isEnabled()
    assert not book.tabs.isEnabled()
    press(qtbot, book.trouble.mend)
    assert [account.name for account in book.accounts] == ["Main"]
    assert not book.trouble.isVisible()


def test_a_book_that_was_put_right_meanwhile_is_used_when_tried_again(
    book: BookWindow, qtbot: QtBot, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.session.close()
    sound = folders.book_file.read_bytes()
    _write(folders.book_file, b"\xff" * 64, len(sound) - 4096)
    monkeypatch.setattr("planner.storage.book.opening.CHECKED_AT_ONCE", 0)
    with qtbot.waitSignal(book.session.found_damaged):
        book.refresh()
    folders.book_file.write_bytes(sound)
    press(qtbot, book.trouble.again)
    assert [account.name for account in book.accounts] == ["Main"]
    assert not book.trouble.isVisible()


def test_another_file_that_was_chosen_as_the_book_stays_where_it_is(
    book: BookWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes(b"time,close\n" * 1000)
    _choose(book, path)
    assert "is not a book of the planner" in book.trouble.fault.text()
    press(qtbot, book.trouble.mend)
    assert "is not a book of the planner" in book.trouble.fault.text()
    assert path.read_bytes() == b"time,close\n" * 1000
    assert not list(tmp_path.glob("*.damaged-*"))


def test_a_book_at_a_chosen_place_whose_beginning_was_overwritten_comes_back(
    book: BookWindow, qtbot: QtBot, folders: Folders, tmp_path: Path
) -> None:
    book.session.close()
    path = tmp_path / "chosen.book"
    path.write_bytes(folders.book_file.read_bytes())
    _write(path, bytes(16))
    _choose(book, path)
    assert book.list.count() == 0
    press(qtbot, book.trouble.mend)
    assert [account.name for account in book.accounts] == ["Main"]
