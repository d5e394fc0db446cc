"""Sealed plans: placed into the book once, then never changed. A fingerprint over all of it tells if one was.

A plan is kept as a plan file is, with its format's version, so that later planners read what earlier ones sealed.
"""

from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Connection, RowMapping, Select, select, update

from planner.domain.evaluate import evaluate
from planner.domain.fault import FaultError
from planner.domain.plan import Draft
from planner.domain.trades import PlannedTrade, PlanState, SealedPlan, planned_trade
from planner.storage.book.columns import moment_text
from planner.storage.book.handle import Book
from planner.storage.book.rows import add_row, row_of
from planner.storage.book.schema import ACCOUNT, PLAN, TRADE
from planner.storage.plan_format import decode, encode
from planner.storage.strict_json import canonical, sha256


def seal(book: Book, account: int, draft: Draft, *, at: datetime) -> SealedPlan:
    """Place a plan into the book with the figures of this moment; "plan_incomplete" where it lacks entry or size."""
    planned = planned_trade(evaluate(draft))
    saved_at = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    texts = {
        "draft": encode(draft, saved_at=saved_at).decode(),
        "planned": canonical(planned.model_dump(mode="json")).decode(),
    }
    fingerprint = _fingerprint(account, at, texts["draft"], texts["planned"])
    with book.writing() as connection:
        currency = row_of(connection, ACCOUNT, account)["currency"]
        if currency != draft.situation.account.currency:
            raise FaultError("other_currency", currency=currency, planned=draft.situation.account.currency)
        values = {"account": account, "sealed_at": at, "fingerprint": fingerprint, **texts}
        number = add_row(connection, PLAN, values)
        return sealed_plan(connection, number)


def withdraw(book: Book, plan: int, *, at: datetime, reason: str = "") -> None:
    """Give up a sealed plan that was never filled; it stays in the book as withdrawn."""
    with book.writing() as connection:
        refuse_unless_sealed(connection, plan)
        values = {"withdrawn_at": at, "withdrawn_because": reason}
        connection.execute(update(PLAN).where(PLAN.c.id == plan).values(**values))


def plans(book: Book, account: int, state: PlanState | None = None) -> tuple[SealedPlan, ...]:
    """The sealed plans of an account, the newest first; of one state where it is named."""
    wanted = _with_trade().where(PLAN.c.account == account).order_by(PLAN.c.id.desc())
    with book.reading() as connection:
        found = tuple(_record(row) for row in connection.execute(wanted).mappings())
    return tuple(plan for plan in found if state in (None, plan.state))


def plan(book: Book, number: int) -> SealedPlan:
    """One sealed plan; "plan_altered" where it is no longer what was sealed."""
    with book.reading() as connection:
        return sealed_plan(connection, number)


def sealed_plan(connection: Connection, number: int) -> SealedPlan:
    """One sealed plan, within a transaction."""
    row = connection.execute(_with_trade().where(PLAN.c.id == number)).mappings().one_or_none()
    if row is None:
        raise FaultError("book_has_no", kind="plan", number=str(number))
    return _record(row)


def refuse_unless_sealed(connection: Connection, number: int) -> SealedPlan:
    """The plan, if nothing has become of it yet; "plan_is_taken" otherwise."""
    row_of(connection, PLAN, number)
    found = sealed_plan(connection, number)
    if found.state is not PlanState.SEALED:
        raise FaultError("plan_is_taken", number=str(number), state=found.state)
    return found


def _with_trade() -> Select[tuple[object, ...]]:
    columns = (TRADE.c.id.label("trade"), TRADE.c.closed_at.label("trade_closed_at"))
    return select(PLAN, *columns).join_from(PLAN, TRADE, TRADE.c.plan == PLAN.c.id, isouter=True)


def _record(row: RowMapping) -> SealedPlan:
    if _fingerprint(row["account"], row["sealed_at"], row["draft"], row["planned"]) != row["fingerprint"]:
        raise FaultError("plan_altered", number=str(row["id"]))
    draft, planned = _read(row)
    return SealedPlan(
        id=row["id"],
        account=row["account"],
        sealed_at=row["sealed_at"],
        draft=draft,
        planned=planned,
        fingerprint=row["fingerprint"],
        state=_state(row),
    )


def _state(row: RowMapping) -> PlanState:
    if row["trade_closed_at"] is not None:
        return PlanState.CLOSED
    if row["trade"] is not None:
        return PlanState.OPEN
    return PlanState.SEALED if row["withdrawn_at"] is None else PlanState.WITHDRAWN


def _read(row: RowMapping) -> tuple[Draft, PlannedTrade]:
    """The parts of a plan whose fingerprint is right, as whatever planner sealed it wrote them."""
    number = str(row["id"])
    try:
        draft = decode(row["draft"].encode(), Path(f"{number}.plan.json")).draft
        return draft, PlannedTrade.model_validate_json(row["planned"], strict=True)
    except (FaultError, ValidationError):
        raise FaultError("plan_unreadable", number=number) from None


def _fingerprint(account: int, at: datetime, draft: str, planned: str) -> str:
    return sha256("\n".join((str(account), moment_text(at), draft, planned)).encode())
