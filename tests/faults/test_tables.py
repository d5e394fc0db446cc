"""Text on its way into a spreadsheet, and tables on their way in."""

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random

import pytest

from planner.assess import assess
from planner.domain.trades import ClosedTrade
from planner.storage.book_csv.cells import guarded, guarded_csv, unguarded
from planner.storage.book_csv.exporting import _cell
from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.reading import Preview, preview
from planner.storage.book_csv.table import read_table
from planner.ui.exporting import _WRITERS
from tests.conftest import make_draft
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row

BEGINNINGS = (
    "x;=",
    "x;\t@",
    'x;"=',
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "|",
    "%",
    " =",
    "\u00a0=",
    "'=",
    "''=",
)
BODIES = (
    "1+1", 'HYPERLINK("file:///etc/passwd")', "cmd|' /C calc'!A0", 'DDE("cmd";"/C calc";"x")', "SUM(1;2)",
    'IMPORTXML(CONCAT("x",A1),"//a")', 'WEBSERVICE("file:///x")', "A1", "1;2", "1,2", 'x"y', "x\ny",
)  # fmt: skip
PAYLOADS = [beginning + body for beginning, body in product(BEGINNINGS, BODIES)][:200]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What OWASP's page on CSV injection names."""
NO_TEXT = re.compile(r"-?[0-9]+(\.[0-9]+)?|%")
"""A plain number, which is itself in a spreadsheet, and its unit."""
ELSEWHERE = re.compile("[;\t\r\n]")
"""Where a spreadsheet parts cells that has commas before decimals."""


def _cells(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def _evaluated(rows: list[list[str]]) -> int:
    texts = (cell for row in rows for cell in row if not NO_TEXT.fullmatch(cell))
    parts = (part for cell in texts for part in (cell, *ELSEWHERE.split(cell)))
    return sum(part.startswith(FORMULA) or part.lstrip(' "\xa0').startswith(FORMULA) for part in parts)


def test_no_text_becomes_a_formula_in_a_spreadsheet(ledger: Ledger) -> None:
    written = guarded_csv([[payload, "x"] for payload in PAYLOADS])
    wrong = _evaluated(_cells(written))
    wrong += sum(unguarded(guarded(payload)) != payload for payload in PAYLOADS)
    report = _WRITERS[".csv"](assess(make_draft(instrument="BTCUSDT", note="=1+1", tags=("@SUM(A1)",))), ())
    wrong += _evaluated(_cells(report))
    wrong += _cell(Decimal(-5)) != "-5"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[payload] for payload in PAYLOADS])
    control = _evaluated(_cells(out.getvalue().encode()))
    assert control > 100
    ledger.enter(
        Row(id="H6", fault="texts that a spreadsheet takes for formulas, written and read again", runs=len(PAYLOADS),
            violations=wrong, control=f"plain csv: {control} of {len(PAYLOADS)}")
    )  # fmt: skip


def test_a_spreadsheet_evaluates_none_of_them(tmp_path: Path, ledger: Ledger) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    rows = [[payload.replace("\n", " "), "x"] for payload in PAYLOADS]
    plain = io.StringIO(newline="")
    csv.writer(plain).writerows(rows)
    wrong = _formulas(office, tmp_path / "guarded.csv", guarded_csv(rows))
    control = _formulas(office, tmp_path / "plain.csv", plain.getvalue().encode())
    assert control > 0
    ledger.enter(
        Row(id="H6", fault="the same opened by LibreOffice: formulas", runs=len(PAYLOADS), violations=wrong,
            control=f"plain csv: {control} of {len(PAYLOADS)}")
    )  # fmt: skip


def _formulas(office: str, path: Path, raw: bytes) -> int:
    """How many cells of a table LibreOffice takes for formulas."""
    path.write_bytes(raw)
    words = [office, "--headless", f"-env:UserInstallation=file://{path.parent}/office", "--convert-to", "fods"]
    subprocess.run([*words, "--outdir", str(path.parent), str(path)], check=True, capture_output=True, timeout=300)  # noqa: S603 - found above
    return path.with_suffix(".fods").read_text(encoding="utf-8").count("table:formula=")


SIGNS = {"point": ".", "comma": ","}
NAMES = ("Ticket", "Symbol", "Side", "Qty", "Entry Price", "Exit Price", "Close Time", "Profit", "Note")


def _written(value: Decimal, sign: str, group: str) -> str:
    return f"{value:,f}".translate({ord(","): group, ord("."): sign}) if group else f"{value:f}".replace(".", sign)


def _table(dice: Random, delimiter: str, sign: str, group: str, quote: int) -> tuple[str, list[Decimal]]:
    """A table of trades as some program would write it, and the profits in it."""
    profits = [Decimal(dice.randrange(-9_999_999, 9_999_999)).scaleb(-dice.choice((0, 2, 3))) for _ in range(8)]
    profits = [profit or Decimal(1) for profit in profits]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL)
    writer.writerow(NAMES)
    for number, profit in enumerate(profits):
        cells = (_written(value, sign, group) for value in (Decimal("1.5"), Decimal(100), Decimal("110.25")))
        note = 'a "quoted" note\nof two lines' if quote else "note"
        row = (str(number), "BTCUSDT", "buy", *cells, "2026-01-25 10:00", _written(profit, sign, group), note)
        writer.writerow(row)
    return out.getvalue(), profits


def _read(text: str) -> Preview:
    table = read_table(text)
    return preview(table, guess_mapping(table.names), recorded_at=datetime(2026, 9, 1, tzinfo=UTC))


def _misread(found: Preview, profits: list[Decimal]) -> int:
    """Profits that are another number than the one that was written; a row left out is told, and no misreading."""
    trades = [draft.trade for draft in found.trades if isinstance(draft.trade, ClosedTrade)]
    return sum(trade.pnl != profits[int(trade.external_id or "0")] for trade in trades)


def _naive(text: str, delimiter: str, profits: list[Decimal]) -> int:
    """As most programs read: commas are separators of thousands."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]
    return sum(_by_float(row[7]) != float(profit) for row, profit in zip(rows, profits, strict=True))


def _by_float(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _dialects() -> Iterator[tuple[str, str, str, int]]:
    for delimiter, sign, quote, turn in product(",;\t", SIGNS.values(), (0, 1), range(5)):
        group = ("", "", ".,"[sign == "."], "'", "")[turn]
        if delimiter != sign or quote:
            yield delimiter, sign, group, quote


def test_no_number_of_a_table_is_misread_in_silence(ledger: Ledger) -> None:
    dice, runs, wrong, control = Random(60), 0, 0, 0  # noqa: S311 - the same tables in every run
    for delimiter, sign, group, quote in _dialects():
        text, profits = _table(dice, delimiter, sign, group, quote)
        if delimiter == group and not quote:
            continue
        found = _read(text)
        wrong += _misread(found, profits) if not found.questions or found.questions == ("zone",) else 0
        control += _naive(text, delimiter, profits)
        runs += 1
    ambiguous = _read(
        "Symbol,Side,Qty,Entry Price,Exit Price,Close Time,Profit\nBTCUSDT,buy,1,100,110,2026-01-25Z,1.234\n"
    )
    assert "decimal_comma" in ambiguous.questions
    assert control > 0
    ledger.enter(
        Row(id="H7", fault="tables of other programs: numbers misread in silence", runs=runs, seed=60, violations=wrong,
            control=f"commas taken for separators: {control} numbers")
    )  # fmt: skip


def test_a_million_rows_are_read(ledger: Ledger, *, full: bool) -> None:
    count = 1_000_000 if full else 2_000
    row = "{0},BTCUSDT,buy,1.5,100.25,110.5,2026-01-25 10:00Z,10.50,\n"
    text = ",".join(NAMES) + "\n" + "".join(map(row.format, range(count)))
    found, spoiled = _read(text), _read(text[:20_000].rpartition("\n")[0].replace("10.50", "10.5O", 3))
    assert len(spoiled.rejected) == 3
    ledger.enter(
        Row(id="H7", fault="rows of one table: read, of them left out", runs=len(found.trades),
            violations=len(found.rejected) + count - len(found.trades),
            control=f"three with a letter in a number: {len(spoiled.rejected)} left out")
    )  # fmt: skip
