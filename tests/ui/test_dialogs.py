from decimal import Decimal

import pytest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from planner.domain.plan import DEFAULT_LIMITS, Draft
from planner.domain.venue import Side
from planner.ui.dialogs.dialogs import name_dialog
from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.dialogs.limits_dialog import LimitsDialog
from planner.ui.dialogs.position_dialog import PositionDialog
from tests.conftest import position
from tests.happenings import RULES
from tests.regimes import cash_draft
from tests.ui.screen import type_into


def _ok(dialog: FormDialog) -> bool:
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


@pytest.fixture
def form(qtbot: QtBot, draft: Draft) -> PositionDialog:
    """An empty form at the plan's venue."""
    dialog = PositionDialog(draft, draft.situation.venue, None)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def _fill(qtbot: QtBot, form: PositionDialog, **texts: str) -> None:
    for name, text in texts.items():
        type_into(qtbot, form.fields[name].input, text)


def test_an_empty_form_says_what_is_missing_and_waits_for_the_quantity(form: PositionDialog) -> None:
    assert form.fields["quantity"].input.hasFocus()
    assert form.message.text() == "Still to enter: Quantity, Entry, Mark, Leverage."
    assert not _ok(form)


def test_a_filled_form_is_a_position(form: PositionDialog, qtbot: QtBot) -> None:
    _fill(qtbot, form, quantity="0.1", leverage="10", entry_price="50000", mark_price="50500", stop_price="49000")
    assert _ok(form)
    made = form.position()
    assert made is not None
    assert (made.quantity, made.mark_price, made.side) == (Decimal("0.1"), Decimal(50500), Side.LONG)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("quantity", "0.0005", "0.0005 is below the first step; 0.001 would be right."),
        ("leverage", "500", "500 is above the maximum of 125."),
        ("leverage", "0.5", "0.5 is below the least, 1."),
        ("stop_price", "49000.05", "49000.05 is not a multiple of 0.1; 49000.0 or 49000.1 would be right."),
    ],
)
def test_what_the_instrument_does_not_take_is_explained(
    form: PositionDialog, qtbot: QtBot, name: str, text: str, sentence: str
) -> None:
    _fill(qtbot, form, quantity="0.1", leverage="10", entry_price="50000", mark_price="50500")
    _fill(qtbot, form, **{name: text})
    assert form.fields[name].message.text() == sentence
    assert not _ok(form)


def test_a_stop_the_mark_has_passed_is_not_taken(form: PositionDialog, qtbot: QtBot) -> None:
    _fill(qtbot, form, quantity="0.1", leverage="10", entry_price="50000", mark_price="50500", stop_price="51000")
    assert form.message.text() == "The mark has already passed this stop; enter the stop that still protects it."
    assert not _ok(form)


def test_a_position_comes_back_as_it_was(qtbot: QtBot, draft: Draft) -> None:
    known = position(side="short", stop_price="51000", margin="600")
    dialog = PositionDialog(draft, draft.situation.venue, known)
    qtbot.addWidget(dialog)
    assert dialog.position() == known


def test_a_mark_that_is_typed_again_is_a_new_one(qtbot: QtBot, draft: Draft) -> None:
    dialog = PositionDialog(draft, draft.situation.venue, position(mark_price="50500"))
    qtbot.addWidget(dialog)
    untouched = dialog.entered()
    type_into(qtbot, dialog.fields["mark_price"].input, "50500")
    typed = dialog.entered()
    assert untouched is not None
    assert typed is not None
    assert (untouched.is_marked, typed.is_marked, typed.mark_price) == (False, True, untouched.mark_price)


def test_the_beta_of_its_instrument_is_entered_with_a_position(qtbot: QtBot, draft: Draft) -> None:
    known = position(leverage="10")
    situation = draft.situation.replace(betas={"BTCUSDT": Decimal("0.5")})
    dialog = PositionDialog(draft.replace(situation=situation), draft.situation.venue, known)
    qtbot.addWidget(dialog)
    assert dialog.fields["beta"].input.text() == "0.5"
    type_into(qtbot, dialog.fields["beta"].input, "-1.2")
    entered = dialog.entered()
    assert entered is not None
    assert (entered.beta, entered.instrument) == (Decimal("-1.2"), "BTCUSDT")
    type_into(qtbot, dialog.fields["beta"].input, "")
    entered = dialog.entered()
    assert entered is not None
    assert entered.beta == 1
    type_into(qtbot, dialog.fields["beta"].input, "11")
    assert not _ok(dialog)


def test_a_form_asks_only_for_what_positions_at_the_venue_have(qtbot: QtBot) -> None:
    cash = cash_draft()
    dialog = PositionDialog(cash, cash.situation.venue, None)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    hidden = [name for name, field in dialog.fields.items() if not field.isVisible()]
    assert hidden == ["leverage", "margin", "beta"]
    assert not dialog.side.buttons[Side.SHORT].isVisible()
    _fill(qtbot, dialog, quantity="10", entry_price="50", mark_price="51", stop_price="48")
    assert _ok(dialog)
    made = dialog.position()
    assert made is not None
    assert made.leverage == 1


def test_limits_come_back_as_they_were_and_must_make_sense(qtbot: QtBot) -> None:
    dialog = LimitsDialog(DEFAULT_LIMITS, RULES)
    qtbot.addWidget(dialog)
    assert dialog.answer() == (DEFAULT_LIMITS, RULES)
    type_into(qtbot, dialog.fields["currency_multiple"].input, "300")
    type_into(qtbot, dialog.fields["cluster_rate"].input, "4")
    assert dialog.answer()[0] == DEFAULT_LIMITS.replace(currency_multiple=Decimal(3), cluster_rate=Decimal("0.04"))
    type_into(qtbot, dialog.fields["single_trade_rate"].input, "7")
    assert not _ok(dialog)
    type_into(qtbot, dialog.fields["single_trade_rate"].input, "1.5")
    assert _ok(dialog)
    assert dialog.answer()[0].single_trade_rate == Decimal("0.015")
    type_into(qtbot, dialog.fields["losing_streak.warn_at"].input, "5")
    assert not _ok(dialog)


def test_a_name_that_is_known_says_that_it_replaces(qtbot: QtBot) -> None:
    dialog = name_dialog("Save as template", "Name", "New one", ["Breakout"], None)
    qtbot.addWidget(dialog)
    keep = dialog.okButtonText()
    dialog.setTextValue("Breakout")
    assert dialog.okButtonText() == "Replace" != keep
    dialog.setTextValue("Breakout 2")
    assert dialog.okButtonText() == keep
    known = name_dialog("Save as template", "Name", "Breakout", ["Breakout"], None)
    qtbot.addWidget(known)
    assert known.okButtonText() == "Replace"
