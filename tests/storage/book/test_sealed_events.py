"""What had happened when a plan was sealed, kept once for all plans of an account."""

import zlib
from base64 import b64encode
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text, update

from planner.domain.journal import Event, Transferred
from planner.domain.older_events import OlderEvents
from planner.domain.plan import Draft
from planner.storage.book.handle import Book
from planner.storage.book.plans import _fingerprint, draft_of, draft_to_judge, plan, seal, terms_of
from planner.storage.book.schema import PIECE, PLAN
from planner.storage.strict_json import sha256
from tests.storage.book.places import NOON, a_plan, an_account, later
from tests.storage.plans import refusal


def _transfers(count: int) -> tuple[Event, ...]:
    moments = [NOON - timedelta(days=9) + timedelta(minutes=minute) for minute in range(count)]
    return tuple(
        Transferred(id=f"t{number}", at=at, recorded_at=at, amount=Decimal(number + 1))
        for number, at in enumerate(moments)
    )


def _after(count: int) -> Draft:
    """A plan after so many transfers, all but the newest 200 of them packed."""
    draft, events = a_plan(), _transfers(count)
    situation = draft.situation.replace(older_events=OlderEvents(events[:-200]), events=events[-200:])
    return draft.replace(situation=situation)


def _pieces(book: Book) -> int:
    with book.reading() as connection:
        return len(connection.scalars(select(PIECE.c.name)).all())


def test_a_plan_sealed_after_many_events_comes_back_with_all_of_them(book: Book) -> None:
    account, draft = an_account(book), _after(1_203)
    sealed = seal(book, account.id, draft, at=NOON)
    found = draft_of(book, sealed.id)
    assert found.situation.happened == draft.situation.happened
    assert found.plan == draft.plan == terms_of(book, sealed.id)
    assert plan(book, sealed.id) == sealed


def test_the_next_plan_of_an_account_adds_only_what_happened_since(book: Book) -> None:
    account = an_account(book)
    seal(book, account.id, _after(1_203), at=NOON)
    assert _pieces(book) == 3
    seal(book, account.id, _after(1_204), at=later(1))
    assert _pieces(book) == 4
    seal(book, account.id, _after(1_204), at=later(2))
    assert _pieces(book) == 4


def test_a_plan_before_anything_happened_has_no_pieces(book: Book) -> None:
    sealed = seal(book, an_account(book).id, a_plan(), at=NOON)
    assert _pieces(book) == 0
    assert draft_of(book, sealed.id).situation.happened == ()


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("UPDATE piece SET packed = packed || ' '", "plan_altered"),
        ("DELETE FROM piece", "plan_unreadable"),
        ("UPDATE plan SET pieces = NULL", "plan_altered"),
        ("UPDATE plan SET pieces = pieces || ' ' || pieces", "plan_altered"),
    ],
)
def test_events_changed_behind_our_back_are_noticed(book: Book, damage: str, code: str) -> None:
    sealed = seal(book, an_account(book).id, _after(203), at=NOON)
    with book.writing() as connection:
        connection.execute(text(damage))
    assert refusal(lambda: draft_of(book, sealed.id)).code == code


@pytest.mark.parametrize("damage", ["DELETE FROM piece", "UPDATE piece SET packed = packed || ' '"])
def test_a_plan_whose_events_are_lost_can_still_be_judged_by_those_of_today(book: Book, damage: str) -> None:
    sealed = seal(book, an_account(book).id, _after(203), at=NOON)
    with book.writing() as connection:
        connection.execute(text(damage))
    draft = draft_to_judge(book, sealed.id)
    assert (draft.plan, draft.situation.happened) == (a_plan().plan, ())


def test_events_that_no_planner_here_reads_make_a_plan_unreadable(book: Book) -> None:
    sealed = seal(book, an_account(book).id, _after(203), at=NOON)
    packed = b64encode(zlib.compress(b'{"kind": "moon_landed"}\n')).decode()
    name = sha256(packed.encode())
    with book.writing() as connection:
        row = connection.execute(select(PLAN)).mappings().one()
        connection.execute(update(PIECE).values(name=name, packed=packed))
        connection.execute(update(PLAN).values(pieces=name, fingerprint=_fingerprint({**row, "pieces": name})))
    assert refusal(lambda: draft_of(book, sealed.id)).code == "plan_unreadable"
    assert terms_of(book, sealed.id) == a_plan().plan


@pytest.mark.parametrize("damage", ["UPDATE piece SET packed = packed || ' '", "DELETE FROM piece"])
def test_the_next_plan_of_an_account_mends_what_was_changed_behind_our_back(book: Book, damage: str) -> None:
    account, draft = an_account(book), _after(1_203)
    first = seal(book, account.id, draft, at=NOON)
    with book.writing() as connection:
        connection.execute(text(damage))
    second = seal(book, account.id, draft, at=later(1))
    for sealed in (first, second):
        assert draft_of(book, sealed.id).situation.happened == draft.situation.happened
    assert _pieces(book) == 3
