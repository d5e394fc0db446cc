"""The accounts of a book, and what the trader laid down for them, version by version."""

from datetime import datetime
from typing import Generic, TypeVar

from msgspec import Struct
from pydantic import ValidationError
from sqlalchemy import Exists, exists, func, or_, select, update

from planner.domain.fault import FaultError
from planner.domain.record import Record
from planner.domain.trades import BookAccount
from planner.storage.book.events import set_reset
from planner.storage.book.handle import Book
from planner.storage.book.rows import add_row, row_of, to_record, to_row
from planner.storage.book.schema import ACCOUNT, EVENT, LIMITS, TRADE
from planner.storage.field_faults import field_fault
from planner.storage.strict_json import canonical

R = TypeVar("R", bound=Record)
_CASH = ("equity_marked", "transferred")


class Version(Struct, Generic[R], frozen=True):
    """What was laid down, from when, entered when and why."""

    number: int
    since: datetime
    recorded_at: datetime
    reason: str
    content: R


def add_account(book: Book, account: BookAccount) -> BookAccount:
    """Keep a new account; its name must be new."""
    with book.writing() as connection:
        _refuse_same_name(connection.scalar(select(ACCOUNT.c.id).where(ACCOUNT.c.name == account.name)), account)
        return account.replace(id=add_row(connection, ACCOUNT, to_row(account, ACCOUNT)))


def change_account(book: Book, account: BookAccount, *, at: datetime) -> None:
    """Keep an account's new terms; its currency and what it began with stay once trades or money moved it.

    Where its days begin at another time, its rules are set anew with them: both hold until the day that is ends.
    """
    with book.writing() as connection:
        same_name = (ACCOUNT.c.name == account.name) & (ACCOUNT.c.id != account.id)
        _refuse_same_name(connection.scalar(select(ACCOUNT.c.id).where(same_name)), account)
        before = to_record(BookAccount, row_of(connection, ACCOUNT, account.id))
        is_used = connection.scalar(select(or_(*_used(account.id))))
        if is_used and before.currency != account.currency:
            raise FaultError("currency_is_used", currency=before.currency)
        if is_used and before.equity_base != account.equity_base:
            raise FaultError("base_is_used")
        connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account.id).values(**to_row(account, ACCOUNT)))
        set_reset(connection, account, at)


def _used(account: int) -> tuple[Exists, Exists]:
    """Whether there are trades in an account, and whether its balance was moved or stated otherwise."""
    cash = (EVENT.c.account == account) & EVENT.c.kind.in_(_CASH)
    return exists().where(TRADE.c.account == account), exists().where(cash)


def accounts(book: Book) -> tuple[BookAccount, ...]:
    """All accounts, the first one first."""
    with book.reading() as connection:
        rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.id)).mappings().all()
    return tuple(to_record(BookAccount, row) for row in rows)


def _refuse_same_name(found: int | None, account: BookAccount) -> None:
    if found is not None:
        raise FaultError("account_exists", name=account.name)


def lay_down(
    book: Book, account: int, kind: str, content: Record, *, since: datetime, recorded_at: datetime, reason: str = ""
) -> int:
    """Keep a new version of limits or rules, which hold from `since`; its number. Earlier ones stay as they were."""
    newest = select(func.max(LIMITS.c.version)).where(LIMITS.c.account == account, LIMITS.c.kind == kind)
    with book.writing() as connection:
        row_of(connection, ACCOUNT, account)
        number = (connection.scalar(newest) or 0) + 1
        values = {"account": account, "kind": kind, "version": number, "since": since, "recorded_at": recorded_at}
        body = canonical(content.model_dump(mode="json")).decode()
        add_row(connection, LIMITS, {**values, "reason": reason, "body": body})
    return number


def laid_down(book: Book, account: int, kind: str, model: type[R]) -> tuple[Version[R], ...]:
    """All versions of limits or rules, the first one first."""
    wanted = select(LIMITS).where(LIMITS.c.account == account, LIMITS.c.kind == kind).order_by(LIMITS.c.version)
    with book.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    return tuple(
        Version(row["version"], row["since"], row["recorded_at"], row["reason"], content_of(model, row["body"]))
        for row in rows
    )


def in_force(book: Book, account: int, kind: str, model: type[R], moment: datetime) -> Version[R] | None:
    """The newest version that holds at a moment."""
    return next((v for v in reversed(laid_down(book, account, kind, model)) if v.since <= moment), None)


def content_of(model: type[R], body: str) -> R:
    """What was laid down; raises `FaultError` "book_damaged" where that cannot be read."""
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise FaultError("book_damaged", cause=field_fault(error).fault.facts["field"]) from None
