"""What a database says, as fault codes. Its own words are never repeated: they may hold private figures."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from planner.domain.fault import FaultError
from planner.storage.book.address import Address, FileAddress
from planner.storage.file_faults import file_facts

_CODES = {
    "SQLITE_CORRUPT": "book_damaged",
    "SQLITE_NOTADB": "not_a_book",
    "SQLITE_FULL": "disk_full",
    "SQLITE_READONLY": "file_read_only",
    "SQLITE_BUSY": "book_in_use",
    "SQLITE_LOCKED": "book_in_use",
    "SQLITE_IOERR": "disk_error",
    "SQLITE_CANTOPEN": "no_permission",
    "SQLITE_PERM": "no_permission",
    "INTEGRITY": "book_conflict",
    "INTERFACE": "book_unreachable",
    "23": "book_conflict",
    "28": "book_refused",
    "3D": "book_missing",
    "42501": "book_refused",
    "53100": "book_server_full",
    "08": "book_unreachable",
    "57": "book_unreachable",
    "40": "book_busy",
    "55P03": "book_busy",
}
"""By the beginning of SQLite's name of an error, or of PostgreSQL's SQLSTATE."""


@contextmanager
def naming_book(address: Address) -> Iterator[None]:
    """Add the book to every fault, and turn every error of its database into one."""
    try:
        yield
    except FaultError as error:
        raise FaultError(error.fault.code, **{**book_facts(address), **error.fault.facts}) from error.__cause__
    except (SQLAlchemyError, sqlite3.Error) as error:
        said = _said(error)
        code = _CODES.get(next((start for start in _CODES if said.startswith(start)), ""), "book_failed")
        raise FaultError(code, **book_facts(address), cause=said) from None
    except OSError as error:
        raise FaultError("book_unreachable", **book_facts(address), cause=type(error).__name__) from None


def book_facts(address: Address) -> dict[str, str]:
    """The book, and where it is a file its name and folder, as facts of a fault."""
    return {"book": address.shown, **(file_facts(address.path) if isinstance(address, FileAddress) else {})}


def _said(error: Exception) -> str:
    """The database's own short name of an error."""
    if isinstance(error, IntegrityError):
        return "INTEGRITY"
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        unnamed = "SQLITE_CORRUPT" if isinstance(original, sqlite3.OperationalError) else ""
        return str(getattr(original, "sqlite_errorname", unnamed))  # text that is no UTF-8 is Python's own finding
    return _state(original) or ("INTERFACE" if type(original).__name__ in {"InterfaceError", "NoneType"} else "")


def _state(error: BaseException | None) -> str:
    """PostgreSQL's SQLSTATE, also where the end of the connection that followed hides it; empty without one."""
    while error is not None:
        details = error.args[0] if error.args else None
        if isinstance(details, dict):
            return str(details.get("C", ""))
        error = error.__context__
    return ""
