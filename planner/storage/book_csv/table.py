"""Text as a table. What cannot be told is asked for, never guessed: an encoding, which of two signs delimits."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from planner.domain.fault import FaultError
from planner.storage.book_csv.progress import Progress, gathered, silent, told
from planner.storage.file_faults import naming
from planner.storage.strict_json import read_file

MAX_BYTES = 128 * 1024 * 1024
MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
DELIMITERS = (",", ";", "\t", "|")

_SAMPLE = 200
_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
"""A line with its end: the whole text is not copied, as a file in memory would."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(r"sep=([,;\t|])(?:\r\n?|\n)", re.IGNORECASE)
"""A first line with which spreadsheets tell each other the delimiter."""
_LETTER = re.compile(r"[^\W\d_]")
_DATE_OR_NUMBER = re.compile(r"[-+\d.,:/ TZ]*\d[-+\d.,:/ TZ]*", re.ASCII)


class TableRow(Struct, frozen=True):
    """The cells of a row and the line it begins on."""

    line: int
    cells: tuple[str, ...]


class Table(Struct, frozen=True):
    """Named columns and rows; names of a table without a header are empty."""

    names: tuple[str, ...]
    rows: tuple[TableRow, ...]
    delimiter: str


def table_text(path: Path) -> str:
    """The text of a regular file of bearable size."""
    with naming(path, otherwise="read_failed", missing="file_missing"):
        return decoded(read_file(path, MAX_BYTES))


def decoded(raw: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 with a byte order mark."""
    mark, encoding = next(((mark, name) for mark, name in _BOMS if raw.startswith(mark)), (b"", "utf-8"))
    try:
        return raw.removeprefix(mark).decode(encoding)
    except UnicodeDecodeError:
        raise FaultError("table_not_text") from None


def read_table(text: str, *, delimiter: str | None = None, progress: Progress = silent) -> Table:
    """The rows of a text; blank lines do not count. Give the `delimiter` where "table_delimiter" is raised."""
    if "\0" in text:
        raise FaultError("table_not_text")
    if declared := _DECLARED.match(text):
        delimiter, text = delimiter or declared[1], f"\n{text[declared.end() :]}"
    sign = delimiter or _delimiter(text)
    lines = told(_lines(text), progress, text.count("\n") + 1)
    rows = gathered(islice(_rows(lines, sign), MAX_ROWS + 2))
    if not rows:
        raise FaultError("table_empty")
    if len(rows) > MAX_ROWS + 1:
        raise FaultError("table_too_long", rows=str(MAX_ROWS))
    if len(rows[0].cells) > MAX_COLUMNS:
        raise FaultError("table_too_wide", columns=str(MAX_COLUMNS))
    first = rows[0].cells
    if not _is_header(first):
        return Table(("",) * len(first), rows, sign)
    return Table(tuple(cell.strip() for cell in first), rows[1:], sign)


def _lines(text: str) -> Iterator[str]:
    return (match[0] for match in _LINE.finditer(text))


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[TableRow]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell and not cell.isspace() for cell in cells):
                yield TableRow(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error:
        raise FaultError("table_quotes", line=str(line)) from None


def _delimiter(text: str) -> str:
    """The sign that makes rows of one width, the widest rows first; a single column has none."""
    scores = {sign: score for sign in DELIMITERS if (score := _score(text, sign))}
    if not scores:
        return DELIMITERS[0]
    best = max(scores.values())
    found = [sign for sign, score in scores.items() if score == best]
    if len(found) > 1:
        raise FaultError("table_delimiter", choices=" ".join("tab" if sign == "\t" else sign for sign in found))
    return found[0]


def _score(text: str, sign: str) -> tuple[float, int] | None:
    """How many of the first rows have the usual width, and that width; None where the sign makes no columns."""
    try:
        widths = [len(row.cells) for row in islice(_rows(_lines(text), sign), _SAMPLE)]
    except FaultError:
        return None
    width, count = Counter(widths).most_common(1)[0] if widths else (0, 0)
    return (count / len(widths), width) if width > 1 and widths[0] > 1 else None


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a row names columns: there are words, and nothing that is a number or a time."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return any(_LETTER.search(cell) for cell in filled) and not any(_DATE_OR_NUMBER.fullmatch(cell) for cell in filled)
