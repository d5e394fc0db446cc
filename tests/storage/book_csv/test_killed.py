import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from planner.storage.book.address import FileAddress
from planner.storage.book.opening import opened_book
from planner.storage.book.queries import TradeFilter, closed_trades
from planner.storage.book_csv.importing import keep_trades
from tests.storage.book.places import an_account
from tests.storage.book_csv.rows import rows, shown

KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from planner.storage.book.address import FileAddress
from planner.storage.book.opening import open_book
from planner.storage.book_csv.importing import keep_trades
from planner.storage.book_csv.reading import preview
from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.table import read_table
path, text = Path(sys.argv[1]), Path(sys.argv[2])
table = read_table(text.read_text())
shown = preview(table, guess_mapping(table.names), recorded_at=datetime(2026, 9, 1, tzinfo=UTC))
book = open_book(FileAddress(path), backups=path.parent)
def told(done, total):
    print(done, flush=True)
    if done == int(sys.argv[3]):
        sys.stdin.read()
keep_trades(book, 1, shown, progress=told)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize(("reached", "kept"), [(1500, 0), (2000, 2000)])
def test_an_import_that_is_killed_leaves_nothing_or_everything(tmp_path: Path, reached: int, kept: int) -> None:
    """2,000 rows, killed when so many are written; after the last, committed or not, there is no half."""
    address = FileAddress(tmp_path / "a.book")
    with opened_book(address, backups=tmp_path) as book:
        an_account(book)
    (tmp_path / "rows.csv").write_text(rows(2000), encoding="utf-8")
    wait_at = str(reached) if kept == 0 else "-1"
    child = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", KILLED, str(address.path), str(tmp_path / "rows.csv"), wait_at],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    with child:
        assert child.stdout is not None
        for line in child.stdout:
            if int(line) == reached:
                break
        os.kill(child.pid, signal.SIGKILL)
    with opened_book(address, backups=tmp_path) as book:
        found = len(closed_trades(book, TradeFilter(), size=10_000).trades)
        assert found == 0 if kept == 0 else found in {0, kept}
        assert keep_trades(book, 1, shown(rows(2000))).added == 2000 - found
