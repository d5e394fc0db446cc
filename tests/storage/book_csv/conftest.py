"""The book's own fixtures serve here too."""

from tests.storage.book.conftest import book, place, server, template_database, template_file

__all__ = ["book", "place", "server", "template_database", "template_file"]
