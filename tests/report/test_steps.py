"""What each step of the history has come to. Long 0.2 BTC from 50,000, stop 49,000, targets 52,000 and 54,000."""

from datetime import date
from decimal import Decimal

import pytest

from planner.domain import checklist_edits, edits, ladder_edits, stop_rule_edits
from planner.domain.edits import Edit
from planner.domain.evaluate import evaluate
from planner.domain.history import History
from planner.domain.plan import Draft, SizeBy
from planner.domain.reward_risk import set_reward_risk
from planner.domain.stop_rules import BreakEvenRule
from planner.domain.templates import apply_template, template_of
from planner.domain.venue import MarginMode
from planner.report.glossary import EDITS
from planner.report.steps import became
from tests.conftest import make_draft

D = Decimal
_TARGETS = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
_LADDER = [{"price": "49500", "share": "0.25"}]


def _told(edit: Edit, draft: Draft, *, hides_money: bool = False) -> str:
    history = History.starting_with(draft, saved=True).add(edit.name, edit.change(draft))
    assert history.index == 1, "the edit changes something"
    word = EDITS[edit.name]
    return f"{word} {became(edit.name, draft, history.current, hides_money=hides_money)}"


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (edits.move_entry(D(50100)), "entry 50,100.0"),
        (edits.move_stop(D("48900.5")), "stop-loss 48,900.5"),
        (edits.move_stop(None), "stop-loss none"),
        (edits.move_target(1, D(55000)), "target 2: 55,000.0"),
        (edits.share_target(0, D("0.255")), "target share 1: 25.5\u202f%"),
        (edits.remove_target(0), "removed target 1"),
        (edits.remove_target(1), "removed target 2"),
        (edits.add_target_at(D(56000)), "new target 3: 56,000.0"),
        (ladder_edits.move_rung(0, D(49600)), "further entry 2: 49,600.0"),
        (ladder_edits.share_rung(0, D("0.5")), "share of an entry 2: 50\u202f%"),
        (ladder_edits.remove_rung(0), "removed entry 2"),
        (set_reward_risk(D(57000), D(3)), "reward : risk target 2 at 57,000.0"),
        (edits.flip_side(), "side short"),
        (edits.set_leverage(D(20)), "leverage 20"),
        (edits.set_margin_mode(MarginMode.CROSS), "margin mode cross"),
        (edits.add_margin(D(100)), "added margin 100.00 USDT"),
        (edits.set_size(SizeBy.RISK_RATE, D("0.015")), "size 1.5\u202f% equity"),
        (edits.set_size(SizeBy.RISK_AMOUNT, D(250)), "size 250.00 USDT"),
        (edits.set_size(SizeBy.QUANTITY, D("0.3")), "size 0.3 BTC"),
        (edits.set_cost("slippage_rate", D("0.0003")), "costs slippage 0.03\u202f%"),
        (edits.set_cost("holding_days", D("2.5")), "costs holding 2.5 days"),
        (edits.write_note("Waits for the close."), "note “Waits for the close.”"),
        (edits.write_note("x" * 50), f"note “{'x' * 39}…”"),
        (edits.set_account("wallet_balance", D(12000)), "account 12,000.00 USDT"),
        (edits.set_account("name", "Second"), "account “Second”"),
        (edits.set_rate("EUR", D("1.08")), "conversion rate EUR 1.08"),
        (edits.set_beta("ETHUSDT", D("1.3")), "beta ETHUSDT 1.3"),
        (checklist_edits.set_tags(("trend", "news")), "tags trend, news"),
        (checklist_edits.set_review(date(2026, 3, 26)), "review day 2026-03-26"),
        (stop_rule_edits.set_break_even(BreakEvenRule()), "break-even rule yes"),
    ],
)
def test_a_step_tells_what_it_has_come_to(edit: Edit, told: str) -> None:
    assert _told(edit, make_draft(targets=_TARGETS, ladder=_LADDER, size="0.02")) == told


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (edits.add_margin(D(100)), "added margin ••• USDT"),
        (edits.set_size(SizeBy.RISK_AMOUNT, D(250)), "size ••• USDT"),
        (edits.set_account("wallet_balance", D(12000)), "account ••• USDT"),
        (edits.set_leverage(D(20)), "leverage 20"),
    ],
)
def test_no_amount_is_told_where_money_is_hidden(edit: Edit, told: str) -> None:
    assert _told(edit, make_draft(), hides_money=True) == told


def test_a_step_of_a_template_is_told_by_its_name() -> None:
    template = template_of(evaluate(make_draft()), "My setup")
    edit = apply_template(template, None)
    assert edit.named == "My setup"
    history = History.starting_with(make_draft(leverage="3"), saved=True)
    history = history.add(edit.name, edit.change(history.current), named=edit.named)
    step = history.steps[1]
    told = became(step.label, history.steps[0].state, step.state, hides_money=False, named=step.named)
    assert f"{EDITS[step.label]} {told}" == "template “My setup”"
