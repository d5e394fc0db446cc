"""How exact numbers and moments are kept, so that both databases hold and compare the same."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import TIMESTAMP, BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from planner.domain.fault import FaultError
from planner.domain.number import to_text

Identity = BigInteger().with_variant(Integer(), "sqlite")
"""Numbers of rows; SQLite counts them by itself only in a column of its own kind."""


class Exact(TypeDecorator[Decimal]):
    """A decimal as its plain digits, trailing zeros kept."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Digits on the way in."""
        del dialect
        return None if value is None else to_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """The number on the way out."""
        del dialect
        try:
            return None if value is None else Decimal(value)
        except InvalidOperation:
            raise FaultError("book_damaged", cause="number") from None


class UtcMoment(TypeDecorator[datetime]):
    """A moment: `timestamptz` in PostgreSQL, in SQLite UTC text of one length, so that its order is that of time."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Each database's own kind."""
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | datetime | None:
        """UTC on the way in; a moment without a zone is a fault of the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment_text(moment)

    def process_result_value(self, value: str | datetime | None, dialect: Dialect) -> datetime | None:
        """UTC on the way out."""
        del dialect
        if value is None:
            return None
        try:
            return value.astimezone(UTC) if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            raise FaultError("book_damaged", cause="time") from None


def moment_text(moment: datetime) -> str:
    """A moment as SQLite keeps it."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
