"""The databases of the book's tests, once for all benchmarks."""

from tests.storage.book.conftest import server

__all__ = ["server"]
