"""Rules of the stop and words of the plan, as a trader reads them."""

import json

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.report.export import report_json, report_markdown, report_text
from planner.report.levels import LevelKind, level_rows
from planner.report.order_ticket import order_ticket
from planner.report.stop_rules import rule_sentences, stop_rows
from planner.report.veil import veiled
from planner.report.verdict import verdict_text
from planner.report.why import why_page
from tests.cases.orders import charged
from tests.conftest import make_draft
from tests.report.plans import btc, quiet

TARGETS = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
RULES = {
    "break_even": {"trigger": {"by": "r", "value": "1"}},
    "trailing": {"trigger": {"by": "target", "value": "1"}, "by": "percent", "distance": "0.01"},
}


def _ruled(**changes: object) -> Draft:
    """0.186 BTC of `btc`: each brings 0.037418775 at the break-even, and 964.8956... from target 1 on."""
    return btc(**{"targets": TARGETS, "stop_rules": RULES, **changes})


def test_each_step_is_told_with_what_ending_there_brings() -> None:
    """At 52,000 half is closed for 974.5 each; 51,480 fills at 51,454.26 and brings 0.5 x 1,403.53 of the other."""
    rows = stop_rows(assess(_ruled()))
    assert [(row.headline, row.r_multiple, row.outcome) for row in rows] == [
        ("At 1 R: stop 50,075.1", "0.00 R", "0.00 USDT"),
        ("At target 1: stop 51,480.0", "+1.56 R", "+311.78 USDT · 50\u202f% still open"),
    ]


def test_money_and_r_are_rounded_towards_losing() -> None:
    """At the entry without its costs: -(25 + 25.0125 + 25) of slippage and fees x 0.186 = -13.94765."""
    (row,) = stop_rows(assess(_ruled(stop_rules={"break_even": {"at": "entry"}})))
    assert (row.result, row.r_multiple, row.is_loss) == ("−13.95 USDT", "−0.07 R", True)


def test_a_hidden_account_hides_what_a_stop_brings() -> None:
    assert "•••" in stop_rows(veiled(assess(_ruled())))[1].result


def test_a_rule_is_a_faint_level_that_cannot_be_dragged_beside_todays_stop() -> None:
    rows = [row for row in level_rows(assess(_ruled())) if row.kind in {LevelKind.STOP, LevelKind.STOP_RULE}]
    assert [(row.key, row.label, row.text, row.is_draggable) for row in rows] == [
        ("stop", "Stop-loss", "49,000.0", True),
        ("stop_rules.0", "Stop after 1 R", "50,075.1", False),
        ("stop_rules.1", "Stop after target 1", "51,480.0", False),
    ]


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"break_even": {}}, "Break-even: at 51,124.6 (1 R) move the stop to 50,075.1 (costs paid back)"),
        (
            {"break_even": {"trigger": {"by": "price", "value": "51500"}, "at": "entry"}},
            "Break-even: at 51,500.0 move the stop to 50,000.0 (the entry)",
        ),
        (
            {"trailing": {"trigger": {"by": "target", "value": "2"}, "by": "price", "distance": "300"}},
            "Trailing stop: from 54,000.0 (target 2) on keep it 300.0 USDT behind the best price, never back",
        ),
        (
            {"trailing": {"distance": "1.5"}},
            "Trailing stop: from 51,124.6 (1 R) on keep it 1.5 R (1,500.0 USDT) behind the best price, never back",
        ),
        (
            {"trailing": {"by": "atr", "distance": "2"}},
            "Trailing stop: from 51,124.6 (1 R) on keep it 2 ATR (800.0 USDT) behind the best price, never back",
        ),
    ],
)
def test_a_rule_is_a_sentence_for_whoever_trades_the_plan(rules: dict[str, object], sentence: str) -> None:
    assessment = assess(_ruled(stop_rules=rules, sizing={"atr": "400"}))
    assert rule_sentences(assessment.evaluation) == (sentence,)
    assert sentence in order_ticket(assessment).splitlines()


def test_the_ticket_says_which_orders_wait_and_that_the_stop_is_guaranteed() -> None:
    makers = {"entry_liquidity": "maker", "exit_liquidity": "maker", "guaranteed_stop": {}}
    lines = order_ticket(assess(charged(**makers, size="0.1"))).splitlines()
    assert lines[1:4] == [
        "Buy 0.100 BTC at 50,000.0 (post only)",
        "Guaranteed stop: sell 0.100 BTC at 49,000.0",
        "Target 1: sell 0.100 BTC at 52,000.0 (post only)",
    ]


def test_reports_tell_orders_rules_and_words() -> None:
    draft = charged(
        entry_liquidity="maker",
        guaranteed_stop={"premium": "0.001"},
        size="0.1",
        stop_rules=RULES,
        tags=["breakout", "btc"],
        signal_source="screen",
        review_by="2026-12-01",
        checklist=[{"text": "Trend", "done": True}, {"text": "News"}, {"text": "Spread", "required": True}],
    )
    lines = [" ".join(line.split()) for line in report_text(assess(draft)).splitlines()]
    for told in (
        "Entry order maker fee 0.02 %",
        "Stop order taker fee 0.05 %",
        "Guaranteed stop fills at its price premium 0.1 % of the notional",
        "Tags breakout, btc",
        "Signal source screen",
        "Review by 1 Dec 2026",
        "Trend done",
        "News not done",
        "Spread required, not done",
    ):
        assert told in lines, told
    assert "## Rules of the stop" in report_markdown(assess(draft))


def test_a_plan_without_them_says_nothing_of_them() -> None:
    text = report_text(assess(quiet()))
    assert not any(title in text for title in ("Orders and their costs", "Rules of the stop", "About the plan"))


def test_the_json_holds_every_step_and_the_rates_that_are_paid() -> None:
    document = json.loads(report_json(assess(_ruled(tags=["a"], checklist=[{"text": "Trend"}]))))
    assert [(step["reached"], step["stop"], step["moved_by"]) for step in document["stop_steps"]] == [
        (None, "49000", "plan"),
        ("51124.6", "50075.1", "break_even"),
        ("52000", "51480", "trailing"),
    ]
    assert document["fees"] == {
        "entry_rate": "0.0005", "exit_rate": "0.0005", "stop_rate": "0.0005", "unit_premium": "0",
        "guaranteed_stop": False,
    }  # fmt: skip
    assert (document["tags"], document["review_by"]) == (["a"], None)
    assert document["checklist"] == [{"text": "Trend", "done": False, "required": False}]
    assert json.loads(report_json(assess(make_draft(entry_price=None))))["fees"] is None


def test_the_verdict_names_what_is_not_checked_yet() -> None:
    open_items = [{"text": "Trend"}, {"text": "News", "done": True}]
    text = verdict_text(assess(quiet().replace(plan=quiet().plan.replace(checklist=open_items))))
    assert text.headline == "Take 0.200 BTC"
    assert text.reason.endswith("your risk sets the size. Not checked yet: “Trend”.")
    required = [{"text": "Trend", "required": True}]
    text = verdict_text(assess(quiet().replace(plan=quiet().plan.replace(checklist=required))))
    assert (text.headline, text.reason) == ("Do not take", "Required before this trade, and not done: “Trend”.")


def test_why_the_loss_is_what_it_is_names_each_fee_and_the_premium() -> None:
    page = why_page(assess(charged(entry_liquidity="maker", guaranteed_stop={"premium": "0.001"})), "loss_at_stop")
    inputs = {line.label: line.value for line in page.section("Inputs").lines}
    assert (inputs["Fee of opening"], inputs["Fee of closing"]) == ("0.02\u202f%", "0.05\u202f%")
    assert inputs["Premium of one unit"] == "50 USDT"
    parts = {line.label: line.value for line in page.section("Parts").lines}
    assert parts["Premium of the guaranteed stop"] == "50 USDT"
    assert parts["Fee and commission of opening"] == "10 USDT"
