import itertools
import math
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_UP, Context, Decimal, Inexact, localcontext
from fractions import Fraction
from random import Random

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.assess import assess
from planner.domain.evaluate import evaluate
from planner.domain.fault import FaultError
from planner.domain.number import floor_to_step
from planner.domain.plan import Draft
from planner.domain.typed import FieldRule, read_typed
from planner.report.export import report_json, report_text
from planner.report.levels import level_rows
from planner.report.rows import summary_rows
from planner.report.rules import rules_page
from planner.report.why import why_page
from planner.storage.plan_files import load_plan
from planner.storage.plan_format import decode, encode
from planner.storage.resources import resource
from planner.ui.widgets.number_field import NumberField
from tests.conftest import exact, make_draft, position
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row
from tests.storage.plans import FILE, SAVED_AT

SEED = 20250101
STEPS = ("0.01", "0.001", "0.1", "0.05", "0.0001", "0.25", "1")
RATE = Fraction(5, 1000)
TICK = Fraction(1, 10)


def test_no_liquidation_price_is_on_the_wrong_tick(ledger: Ledger, *, full: bool) -> None:
    dice, count = Random(SEED), 100_000 if full else 500  # noqa: S311 - examples, not secrets
    wrong = by_float = 0
    for _ in range(count):
        entry, leverage = Decimal(dice.randrange(100, 10**6)) / 10, dice.randrange(2, 100)
        draft = make_draft(
            entry_price=str(entry), stop_price=None, leverage=str(leverage), size_by="quantity", size="0.001"
        )
        found = evaluate(draft).levels.liquidation
        root = exact(entry) * (1 - Fraction(1, leverage)) / (1 - RATE)
        right = math.ceil(root / TICK) * TICK
        wrong += found is None or exact(found) != right
        price = float(entry) * (1 - 1 / leverage) / (1 - 0.005)
        by_float += Fraction(str(round(math.ceil(price / 0.1) * 0.1, 1))) != right
    control = _floats_on_the_wrong_tick()
    assert control > 0
    ledger.enter(
        Row(id="N1", fault="liquidation of an isolated long against exact fractions", runs=count, seed=SEED,
            violations=wrong, control=f"float engine: {by_float} here, {control} of 10,000 exact ticks")
    )  # fmt: skip


def _floats_on_the_wrong_tick() -> int:
    """Prices that are multiples of the tick and that a float rounds up to the next one."""
    return sum(math.ceil(count * 0.1 / 0.1) != count for count in range(1, 10_001))


def test_no_step_is_lost(ledger: Ledger, *, full: bool) -> None:
    count = 10_000 if full else 1_000
    cases = [(n, step) for step in STEPS for n in range(1, count + 1)]
    lost = sum(floor_to_step(n * Decimal(step), Decimal(step)) != n * Decimal(step) for n, step in cases)
    control = sum(math.floor(float(n * Decimal(step)) / float(step)) != n for n, step in cases)
    assert control > 0
    ledger.enter(
        Row(id="N2", fault="multiples of seven lot steps rounded down", runs=len(cases), violations=lost,
            control=f"float engine loses {control}")
    )  # fmt: skip


HOSTILE = (
    Context(prec=3, rounding=ROUND_UP, traps=[]),
    Context(prec=1, traps=[]),
    Context(prec=28, traps=[Inexact]),
    Context(prec=5, Emin=-2, Emax=2, traps=[]),
)


def test_another_librarys_arithmetic_changes_nothing(ledger: Ledger) -> None:
    drafts = [load_plan(path).draft for path in sorted(resource("examples").glob("*.plan.json"))]
    drafts.append(make_draft(positions=[position(), position(side="short", stop_price="52000")], fee_rate="0.00055"))
    wrong = 0
    for draft, context in itertools.product(drafts, HOSTILE):
        usual = _everything(draft)
        with localcontext(context):
            wrong += _everything(draft) != usual
    with localcontext(HOSTILE[0]):
        assert Decimal(50000) / Decimal("0.995") != Decimal("50251.25628140703517587939698")
    ledger.enter(
        Row(id="N3", fault="hostile Decimal contexts: figures, report and file", runs=len(drafts) * len(HOSTILE),
            violations=wrong, control="a plain division changes")
    )  # fmt: skip


def _everything(draft: Draft) -> tuple[object, ...]:
    assessment, raw = assess(draft), encode(draft, saved_at=SAVED_AT)
    pages = [why_page(assessment, row.key) for row in summary_rows(assessment)]
    texts = report_text(assessment), report_json(assessment), level_rows(assessment), rules_page(draft)
    return assessment, raw, decode(raw, FILE).draft, pages, texts


LOCALES = ("C", "en_US", "de_DE", "de_CH", "fr_FR", "sv_SE", "ar_EG", "fa_IR", "hi_IN", "pt_BR")
READ: dict[str, str] = {
    "1.5": "1.5", "0.1": "0.1", "1000": "1000", "1.234": "1.234", "30.000": "30", ".5": "0.5", "5.": "5",
    "00012": "12", "1234567.89": "1234567.89", "0.00000001": "0.00000001", " 7 ": "7", "+3": "3",
    "1,234.5": "1234.5", "1,234,567": "1234567",
}  # fmt: skip
REFUSED = (
    "1,5", "1,234", "1.234,5", "1'234", "1’234", "1 234", "1\u00a0234", "1\u202f234", "\u0661\u0662",
    "\u06f1\u06f2", "\u0967\u0968", "\uff11", "1e5", "1E5", "0x10", "NaN", "inf", "1_000", "1,00,000", "1.2.3", "½",
    "1\u066b5", "1\u066c234", "−−1", "1-", "(1)", "$1", "1%",
)  # fmt: skip
ASKED_ABOUT = ("1.234", "30.000")
"""What Qt reads as thousands where decimals begin with a comma."""
FIELD = FieldRule(maximum=Decimal(10) ** 12)


@contextmanager
def _locale(name: str) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    yield
    QLocale.setDefault(before)


def _typed(text: str) -> Decimal | None:
    try:
        return read_typed(text, FIELD)
    except FaultError:
        return None


def _in_field(field: NumberField, text: str) -> Decimal | str | None:
    """What a field makes of a text that is pasted into it: a number, a refusal, or a question."""
    field.input.clear()
    field.input.insert(text)
    field.input.textEdited.emit(text)
    if field._asks_about_point():
        return "asks"
    return None if field.fault else field._value


@pytest.mark.parametrize("name", LOCALES)
def test_what_is_typed_means_the_same_in_every_country(qtbot: QtBot, ledger: Ledger, name: str) -> None:
    texts: dict[str, Decimal | None] = {text: Decimal(value) for text, value in READ.items()}
    texts |= dict.fromkeys(REFUSED)
    field = NumberField("entry_price", FIELD)
    qtbot.addWidget(field)
    with _locale(name):  # switched while the field is there
        asked = ASKED_ABOUT if QLocale().decimalPoint() == "," else ()
        found = {text: _in_field(field, text) for text in texts}
    expected = {text: "asks" if text in asked else value for text, value in texts.items()}
    wrong = [text for text in texts if found[text] != expected[text]]
    wrong += [text for text, value in READ.items() if _typed(text) != Decimal(value)]
    assert wrong == []
    german = QLocale("de_DE").toDouble("1.234")
    assert german == (1234.0, True), "the control: the toolkit reads a thousand times more"
    ledger.enter(
        Row(id="N6", fault=f"texts typed under {name}: misread, or not asked about", runs=len(texts),
            violations=len(wrong), control="Qt reads 1.234 as 1234 in German")
    )  # fmt: skip


def test_a_point_that_may_separate_thousands_is_asked_about_once(qtbot: QtBot) -> None:
    field = NumberField("entry_price", FIELD)
    qtbot.addWidget(field)
    taken: list[object] = []
    field.edited.connect(taken.append)
    with _locale("de_DE"):
        field.show_value(Decimal("1.233"))
        assert not field.fault, "what the program writes has a point"
        QTest.keyClick(field.input, Qt.Key.Key_Backspace)
        QTest.keyClick(field.input, Qt.Key.Key_4)
        assert "1234" in field.fault
        assert taken == [Decimal("1.23")]
        QTest.keyClick(field.input, Qt.Key.Key_Return)
        assert (field.fault, taken[-1]) == ("", Decimal("1.234"))
        assert _in_field(field, "30.000") == Decimal(30), "the answer holds in this field"
