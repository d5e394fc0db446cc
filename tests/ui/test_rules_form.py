"""The form of rules by itself: which rules each regime has, and what is taken of what is typed."""

from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from planner.domain.plan import Draft
from planner.ui.dialogs.rules_form import RulesForm
from tests.conftest import fx_draft, make_draft
from tests.regimes import futures_draft, loan_draft, spot_draft, stock_draft
from tests.ui.screen import type_into


def _made(qtbot: QtBot, draft: Draft) -> RulesForm:
    instrument = draft.instrument
    assert instrument is not None
    form = RulesForm(draft.situation.venue, instrument)
    qtbot.addWidget(form)
    return form


def _choose(form: RulesForm, path: str, value: str) -> None:
    box = form.choices[path].list
    box.setCurrentIndex(box.findData(value))


@pytest.mark.parametrize(
    ("draft", "path", "typed", "stored"),
    [
        (stock_draft(), "stock.maintenance_long", "35", "0.35"),
        (futures_draft(), "instrument.futures_margin.maintenance", "9500", "9500"),
        (loan_draft(), "instrument.loan.margin_call_ltv", "70", "0.70"),
        (spot_draft(), "liquidation_ratio", "45", "0.45"),
        (loan_draft(interest={"rate": "0.0001", "rate_hours": "4", "step_hours": "4"}),
         "instrument.interest.rate", "0.02", "0.0002"),
    ],
    ids=["stock", "futures", "loan", "spot", "interest"],
)  # fmt: skip
def test_each_regime_has_its_own_numbers(qtbot: QtBot, draft: Draft, path: str, typed: str, stored: str) -> None:
    form = _made(qtbot, draft)
    type_into(qtbot, form.fields[path].input, typed)
    assert form.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    assert form.answer() == {path: Decimal(stored)}


@pytest.mark.parametrize(
    ("draft", "path", "value"),
    [
        (make_draft(), "perpetual.tier_rule", "whole"),
        (make_draft(), "perpetual.maintenance_valued_at", "mark"),
        (make_draft(), "liquidation.close_order", "oldest"),
        (fx_draft(), "margin_basis", "current"),
        (futures_draft(), "call_restores", "maintenance"),
        (stock_draft(), "stock.day_trade_rule", "pattern_day_trader"),
        (stock_draft(), "deficit_policy", "protected"),
    ],
)
def test_a_rule_that_is_a_word_is_chosen(qtbot: QtBot, draft: Draft, path: str, value: str) -> None:
    form = _made(qtbot, draft)
    assert form.answer() == {}
    _choose(form, path, value)
    assert form.answer() == {path: value}
    assert form.choices[path].label.text().endswith(" Δ")
    assert form.save.isEnabled()


@pytest.mark.parametrize(
    ("draft", "path", "typed", "stored"),
    [
        (make_draft(), "instrument.maker_fee_rate", "-0.01", "-0.0001"),
        (make_draft(), "instrument.max_quantity", "90", "90"),
        (make_draft(), "instrument.min_notional", "5", "5"),
        (make_draft(), "liquidation.slice_rate", "25", "0.25"),
        (make_draft(), "liquidation.target_ratio", "150", "1.5"),
        (fx_draft(), "instrument.swap_long_rate", "-2.5", "-0.025"),
        (fx_draft(), "instrument.swap_short_rate", "3", "0.03"),
        (stock_draft(), "stock.day_trade_multiple", "4", "4"),
        (stock_draft(), "stock.day_trade_min_equity", "25000", "25000"),
    ],
)
def test_a_rule_that_may_be_empty_or_below_zero_is_typed(
    qtbot: QtBot, draft: Draft, path: str, typed: str, stored: str
) -> None:
    form = _made(qtbot, draft)
    type_into(qtbot, form.fields[path].input, typed)
    assert form.answer() == {path: Decimal(stored)}


def test_funding_needs_its_period_and_is_told_so_beside_it(qtbot: QtBot) -> None:
    form = _made(qtbot, make_draft())
    type_into(qtbot, form.fields["instrument.funding_rate"].input, "0.01")
    period = form.fields["instrument.funding_interval_hours"]
    assert period.message.text() == "Funding is paid every so many hours; enter them, or no funding."
    assert not form.save.isEnabled()
    type_into(qtbot, period.input, "8")
    assert period.message.text() == ""
    assert form.answer() == {"instrument.funding_rate": Decimal("0.0001"),
                             "instrument.funding_interval_hours": Decimal(8)}  # fmt: skip
    _choose(form, "liquidation.partial", "slices")
    assert form.fields["liquidation.slice_rate"].message.text().startswith("A part is closed first; enter")


@pytest.mark.parametrize(
    "draft", [make_draft(), fx_draft(), stock_draft(), futures_draft(), loan_draft(), spot_draft()]
)
def test_the_form_is_as_wide_as_its_fields(qtbot: QtBot, draft: Draft) -> None:
    form = _made(qtbot, draft)
    form.show()
    QApplication.processEvents()
    content = form.area.widget()
    assert content is not None
    assert content.minimumSizeHint().width() <= form.area.viewport().width()
    assert not form.area.horizontalScrollBar().isVisible()
    form.hide()


def test_an_emptied_liquidation_leaves_it_to_the_broker(qtbot: QtBot) -> None:
    form = _made(qtbot, make_draft())
    type_into(qtbot, form.fields["liquidation_ratio"].input, "")
    assert form.answer() == {"liquidation_ratio": None}
