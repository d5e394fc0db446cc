"""Copies of a book beside it: made while it is open, before every migration and whenever asked; the newest are kept.

A file is copied as a file, page by page, and the copy is checked; a PostgreSQL book is copied as text.
"""

import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from planner.domain.fault import FaultError
from planner.storage.atomic import NEW_FILE_MODE, make_folder, sync_folder, write_file
from planner.storage.book.address import Address, FileAddress
from planner.storage.book.faults import naming_book
from planner.storage.book.handle import Book
from planner.storage.book.text_copy import lines_of
from planner.storage.file_faults import naming

KEPT = 10
_MOMENT = r"\d{8}T\d{6}\d{6}"


def back_up(book: Book, folder: Path, reason: str, *, now: datetime | None = None) -> Path:
    """Copy a book into a folder, where only the newest copies of it stay; where the new one lies."""
    make_folder(folder)
    moment = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
    suffix = ".book" if book.is_file else ".jsonl"
    path = folder / f"{_stem(book.address)}-{moment}-{reason}{suffix}"
    with book.reading() as connection:
        if book.is_file:
            _copy_file(connection, path)
        else:
            write_file(path, "".join(f"{line}\n" for line in lines_of(connection)).encode())
    for old in surplus(copies(book.address, folder), KEPT):
        old.unlink(missing_ok=True)
    return path


def copies(address: Address, folder: Path) -> tuple[Path, ...]:
    """The copies of a book in a folder, the oldest first."""
    name = re.compile(rf"{re.escape(_stem(address))}-{_MOMENT}-[a-z0-9-]+\.(book|jsonl)")
    return tuple(sorted(path for path in folder.iterdir() if name.fullmatch(path.name)))


def surplus(found: Sequence[Path], kept: int) -> Sequence[Path]:
    """What goes when only the newest are kept."""
    return found[: max(0, len(found) - kept)]


def _stem(address: Address) -> str:
    name = address.path.stem if isinstance(address, FileAddress) else f"{address.host}-{address.database}"
    return re.sub(r"[^\w.-]", "_", name)


def _copy_file(connection: Connection, path: Path) -> None:
    """Copy into a file of another name, check and sync it, then give it its own."""
    source = connection.connection.driver_connection
    unfinished = path.with_suffix(".unfinished")
    with naming(path, otherwise="write_failed", missing="folder_missing"), naming_book(FileAddress(path)):
        try:
            os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT, NEW_FILE_MODE))
            with closing(sqlite3.connect(unfinished)) as target:
                if not isinstance(source, sqlite3.Connection):
                    raise TypeError(type(source))
                source.backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
                if target.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise FaultError("book_damaged", cause="copy")
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)
