"""Sealed plans: placed into the book once, then never changed. A fingerprint over all of it tells if one was.

A plan is kept as a plan file is, with its format's version, so that later planners read what earlier ones sealed; the
events of its situation lie beside it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, RowMapping, Select, select, update

from planner.domain.evaluate import evaluate
from planner.domain.fault import Fault, FaultError
from planner.domain.journal import Event
from planner.domain.older_events import parted
from planner.domain.plan import Draft, Plan
from planner.domain.trades import PlannedTrade, PlanState, SealedPlan, planned_trade
from planner.storage.book.columns import moment_text
from planner.storage.book.faults import book_facts
from planner.storage.book.handle import Book
from planner.storage.book.rows import add_row, row_of
from planner.storage.book.schema import ACCOUNT, PLAN, TRADE
from planner.storage.book.sealed_events import add_pieces, events_of, pieces_of
from planner.storage.plan_format import decode, encode
from planner.storage.strict_json import canonical, sha256


def seal(book: Book, account: int, draft: Draft, *, at: datetime) -> SealedPlan:
    """Place a plan into the book with the figures of this moment; "plan_incomplete" where it lacks entry or size."""
    planned = planned_trade(evaluate(draft))
    saved_at = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    pieces = pieces_of(draft.situation.happened)
    texts = {
        "draft": encode(_with_events(draft, ()), saved_at=saved_at).decode(),
        "planned": canonical(planned.model_dump(mode="json")).decode(),
        "pieces": " ".join(pieces) or None,
    }
    fingerprint = _fingerprint({"account": account, "sealed_at": at, **texts})
    with book.writing() as connection:
        currency = row_of(connection, ACCOUNT, account)["currency"]
        if currency != draft.situation.account.currency:
            raise FaultError("other_currency", currency=currency, planned=draft.situation.account.currency)
        add_pieces(connection, pieces)
        values = {"account": account, "sealed_at": at, "fingerprint": fingerprint, **texts}
        return sealed_plan(connection, add_row(connection, PLAN, values))


def withdraw(book: Book, plan: int, *, at: datetime, reason: str = "") -> None:
    """Give up a sealed plan that was never filled; it stays in the book as withdrawn."""
    with book.writing() as connection:
        refuse_unless_sealed(connection, plan)
        values = {"withdrawn_at": at, "withdrawn_because": reason}
        connection.execute(update(PLAN).where(PLAN.c.id == plan).values(**values))


def plans(book: Book, account: int, state: PlanState | None = None) -> tuple[SealedPlan, ...]:
    """The sealed plans of an account that are what was sealed, the newest first; of one state where it is named."""
    return tuple(plan for plan in plans_and_faults(book, account)[0] if state in (None, plan.state))


def plans_and_faults(book: Book, account: int) -> tuple[tuple[SealedPlan, ...], tuple[Fault, ...]]:
    """The sealed plans of an account, the newest first, and what is wrong with those that are no longer."""
    wanted = _with_trade().where(PLAN.c.account == account).order_by(PLAN.c.id.desc())
    found: list[SealedPlan] = []
    faults: list[Fault] = []
    with book.reading() as connection:
        for row in connection.execute(wanted).mappings():
            try:
                found.append(_record(_unaltered(row)))
            except FaultError as error:
                faults.append(Fault(error.fault.code, {**book_facts(book.address), **error.fault.facts}))
    return tuple(found), tuple(faults)


def plan(book: Book, number: int) -> SealedPlan:
    """One sealed plan; "plan_altered" where it is no longer what was sealed."""
    with book.reading() as connection:
        return sealed_plan(connection, number)


def draft_of(book: Book, number: int) -> Draft:
    """The plan as it was sealed, whole; "plan_unreadable" where this planner cannot read it."""
    with book.reading() as connection:
        row = _row(connection, number)
        names = (row["pieces"] or "").split()
        events = events_of(connection, names, str(number))
    draft = _draft(row)
    return _with_events(draft, events) if names else draft


def draft_to_judge(book: Book, number: int) -> Draft:
    """The same to be judged by what the book holds today: what had happened before it may be lost."""
    try:
        return draft_of(book, number)
    except FaultError:
        with book.reading() as connection:
            return _draft(_row(connection, number))


def terms_of(book: Book, number: int) -> Plan:
    """What was planned, without the situation in which that was."""
    with book.reading() as connection:
        return _draft(_row(connection, number)).plan


def planned_if_known(connection: Connection, number: int | None) -> PlannedTrade | None:
    """What was planned for a trade; None without a plan, and with one that is no longer what was sealed."""
    try:
        return None if number is None else sealed_plan(connection, number).planned
    except FaultError:  # told where the plan is looked at: what happened to its trade is kept all the same
        return None


def sealed_plan(connection: Connection, number: int) -> SealedPlan:
    """One sealed plan, within a transaction."""
    return _record(_row(connection, number))


def _row(connection: Connection, number: int) -> RowMapping:
    row = connection.execute(_with_trade().where(PLAN.c.id == number)).mappings().one_or_none()
    if row is None:
        raise FaultError("book_has_no", kind="plan", number=str(number))
    return _unaltered(row)


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


def _unaltered(row: RowMapping) -> RowMapping:
    if _fingerprint(row) != row["fingerprint"]:
        raise FaultError("plan_altered", number=str(row["id"]))
    return row


def _record(row: RowMapping) -> SealedPlan:
    return SealedPlan(
        id=row["id"],
        account=row["account"],
        sealed_at=row["sealed_at"],
        planned=_planned(row),
        fingerprint=row["fingerprint"],
        state=_state(row),
    )


def _state(row: RowMapping) -> PlanState:
    if row["trade_closed_at"] is not None:
        return PlanState.CLOSED
    if row["trade"] is not None:
        return PlanState.OPEN
    return PlanState.SEALED if row["withdrawn_at"] is None else PlanState.WITHDRAWN


def _planned(row: RowMapping) -> PlannedTrade:
    try:
        return PlannedTrade.model_validate_json(row["planned"], strict=True)
    except ValidationError:
        raise FaultError("plan_unreadable", number=str(row["id"])) from None


def _draft(row: RowMapping) -> Draft:
    """The draft of a plan whose fingerprint is right, as whatever planner sealed it wrote it."""
    number = str(row["id"])
    try:
        return decode(row["draft"].encode(), Path(f"{number}.plan.json")).draft
    except FaultError:
        raise FaultError("plan_unreadable", number=number) from None


def _with_events(draft: Draft, events: Sequence[Event]) -> Draft:
    older, newest = parted(events)
    return draft.replace(situation=draft.situation.replace(older_events=older, events=newest))


def _fingerprint(row: Mapping[str, Any] | RowMapping) -> str:
    parts = [str(row["account"]), moment_text(row["sealed_at"]), row["draft"], row["planned"]]
    return sha256("\n".join([*parts, *filter(None, [row["pieces"]])]).encode())
