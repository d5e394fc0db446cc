"""The databases of the book's tests, once for all benchmarks."""

from tests.storage.conftest import server

__all__ = ["server"]
