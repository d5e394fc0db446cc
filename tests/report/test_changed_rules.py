"""A changed rule is marked wherever it is used: what moves with it bears its mark, what cannot move does not."""

from decimal import Decimal
from typing import Any

import pytest

from planner.assess import Assessment, assess
from planner.domain.plan import Draft
from planner.domain.rule_edits import change_rules
from planner.report.changed_rules import hint, marked, marked_levels, marked_lines, rules_behind
from planner.report.export import report_text
from planner.report.levels import level_rows
from planner.report.limits import limit_rows
from planner.report.liquidation import if_liquidated_rows
from planner.report.position_liquidation import liquidation_lines, shock_rows
from planner.report.rows import account_rows, summary_rows
from planner.report.sections import page_text
from planner.report.verdict import verdict_text
from planner.report.why import why_page
from tests.conftest import linear_instrument, linear_venue, make_draft, position
from tests.regimes import futures_draft, loan_draft, spot_draft, stock_draft
from tests.report.plans import eurusd, quiet

FUNDED = {"funding_rate": "0.0001", "funding_interval_hours": "8"}


def _btc(**changes: object) -> Draft:
    """A cross plan beside another position, sized by risk, with every cost."""
    listed = linear_instrument(**FUNDED, fee_rate="0.0005", spread="1", commission="1", liquidation_fee_rate="0.001")
    other = linear_instrument(symbol="ETHUSDT", base_currency="ETH", **FUNDED)
    held = position(instrument="ETHUSDT", quantity="10", entry_price="2000", mark_price="2000", stop_price="1900",
                    margin_mode="cross")  # fmt: skip
    plan: dict[str, Any] = {
        "venue": linear_venue(listed, other, liquidation={"partial": "slices", "slice_rate": "0.2"}),
        "targets": [{"price": "52000", "share": "1"}],
        "leverage": "50",
        "margin_mode": "cross",
        "size_by": "quantity",
        "size": "1",
        "holding_days": "3",
        "stop_price": "43000",
        "positions": [held],
    }
    return make_draft(**{**plan, **changes})


def _figures(assessment: Assessment) -> dict[str, tuple[str, str]]:
    """What is read of every figure."""
    rows = (*summary_rows(assessment), *account_rows(assessment), *if_liquidated_rows(assessment))
    found = {row.key: (row.value, row.detail) for row in (*rows, *shock_rows(assessment))}
    found |= {row.key: (row.text, row.detail) for row in limit_rows(assessment)}
    lines = liquidation_lines(assessment, range(1, 1 + len(assessment.evaluation.holdings)))
    return found | {"positions": (" ".join(line.words for line in lines.values()), "")}


def _changed(draft: Draft, values: dict[str, Decimal]) -> Draft:
    return change_rules(values, draft.situation.venue).change(draft)


D = Decimal
CHANGES: list[tuple[Draft, dict[str, Decimal]]] = [
    *((_btc(), {path: value}) for path, value in (
        ("instrument.fee_rate", D("0.001")), ("instrument.commission", D(9)), ("instrument.spread", D(40)),
        ("instrument.funding_rate", D("0.001")), ("instrument.funding_interval_hours", D(1)),
        ("instrument.margin_tiers.0.maintenance_margin_rate", D("0.01")),
        ("instrument.liquidation_fee_rate", D("0.003")), ("instrument.price_tick", D(5)),
        ("instrument.contract_size", D(2)), ("margin_call_ratio", D(2)), ("liquidation_ratio", D("1.2")),
        ("liquidation.slice_rate", D("0.5")), ("instrument.min_quantity", D("0.01")), ("hedged_share", D(1)),
    )),
    (_btc(size_by="risk_rate", size="0.02"), {"instrument.fee_rate": D("0.001")}),
    (_btc(size_by="risk_rate", size="0.02"), {"instrument.quantity_step": D("0.1"), "instrument.min_quantity": D(1)}),
    (quiet(), {"instrument.fee_rate": D("0.001")}),
    (quiet(), {"liquidation_ratio": D("1.2")}),
    (eurusd(), {"instrument.swap_long_rate": D("0.2")}),
    (eurusd(), {"liquidation_ratio": D("0.7")}),
    *((futures_draft(stop_price="3800", intraday=day), {f"instrument.futures_margin.{name}": value})
      for day in (False, True)
      for name, value in (("initial", D(12000)), ("maintenance", D(9000)), ("day", D(2000)))),
    *((stock_draft(stop_price="30", side=side), {f"stock.{name}": D(value)})
      for side in ("long", "short")
      for name, value in (("initial_long", "0.7"), ("initial_short", "0.8"), ("maintenance_long", "0.4"),
                          ("maintenance_short", "0.45"), ("per_share", "30"), ("min_equity", "1000"))),
    (spot_draft(), {"liquidation_ratio": D("0.5")}),
    *((loan_draft(loan_to_value=ltv), {f"instrument.loan.{name}": D(value)})
      for ltv in ("0.5", None)
      for name, value in (("initial_ltv", "0.6"), ("margin_call_ltv", "0.7"), ("liquidation_ltv", "0.9"))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("draft", "values"), CHANGES, ids=lambda value: next(iter(value), "") if isinstance(value, dict) else ""
)
def test_no_figure_moves_with_a_changed_rule_and_bears_no_mark(draft: Draft, values: dict[str, Decimal]) -> None:
    changed = _changed(draft, values)
    assert changed.situation.venue.changed
    before, after = _figures(assess(draft)), _figures(assess(changed))
    moved = {key for key, read in after.items() if read != before.get(key)}
    unmarked = {key for key in moved if not rules_behind(changed, key)}
    assert not unmarked, values


@pytest.mark.parametrize(
    ("draft", "path", "value", "free"),
    [
        (quiet(), "margin_call_ratio", "2", {"liquidation", "loss_at_stop", "quantity", "break_even", "all_fall"}),
        (quiet(), "liquidation_ratio", "1.2", {"margin_call", "bankruptcy", "loss_at_stop", "notional"}),
        (_btc(), "instrument.min_quantity", "0.01", {"quantity", "liquidation", "loss_at_stop", "equity"}),
        (_btc(fee_rate="0.002"), "instrument.fee_rate", "0.001", {"loss_at_stop", "liquidation", "break_even"}),
        (_btc(), "liquidation.slice_rate", "0.5", {"liquidation", "liquidation_fee", "liquidation_range"}),
        (stock_draft(), "stock.maintenance_short", "0.5", {"margin_call", "initial_margin", "used_margin"}),
        (stock_draft(), "stock.initial_long", "0.7", {"margin_call", "liquidation_range", "loss_at_stop"}),
        (futures_draft(), "instrument.futures_margin.day", "2000", {"initial_margin", "margin_call"}),
    ],
)
def test_a_figure_that_does_not_use_a_rule_bears_no_mark(draft: Draft, path: str, value: str, free: set[str]) -> None:
    changed = _changed(draft, {path: Decimal(value)})
    assert changed.situation.venue.changed
    assert not {key for key in free if rules_behind(changed, key)}


def test_a_mark_names_the_rule() -> None:
    draft = _changed(quiet(), {"instrument.fee_rate": Decimal("0.001")})
    assessment = assess(draft)
    rows = {row.key: row for row in marked(draft, summary_rows(assessment))}
    assert rows["break_even"].heading == "Break-even Δ"
    assert rows["break_even"].changed == "Δ Follows a rule you changed, not the shipped file: BTCUSDT fee rate."
    assert marked(quiet(), summary_rows(assess(quiet())))[0].heading == "Quantity"
    assert hint(quiet(), "break_even") == ""


def test_levels_positions_and_limits_are_marked_too() -> None:
    draft = _changed(_btc(), {"instrument.margin_tiers.0.maintenance_margin_rate": Decimal("0.01")})
    assessment = assess(draft)
    levels = {row.key: row.label for row in marked_levels(draft, level_rows(assessment))}
    assert (levels["liquidation"], levels["break_even"], levels["entry"]) == ("Liquidation Δ", "Break-even", "Entry")
    lines = marked_lines(draft, liquidation_lines(assessment, [0, 1]))
    assert all(found.lines[0].endswith(" Δ") and "you changed" in found.words for found in lines.values())
    costly = _changed(_btc(), {"instrument.spread": Decimal(40)})
    assert {row.key for row in marked(costly, limit_rows(assess(costly))) if row.changed} == {
        "single_trade", "total_open_risk", "margin_level_floor",
    }  # fmt: skip


def test_a_rule_of_another_instrument_marks_what_it_backs() -> None:
    draft = _btc()
    changed = draft.situation.venue.replace(changed=("instruments.ETHUSDT.margin_tiers.0.maintenance_margin_rate",))
    marked_draft = draft.replace(situation=draft.situation.replace(venue=changed))
    assert rules_behind(marked_draft, "positions")
    assert not rules_behind(marked_draft, "break_even")
    elsewhere = changed.replace(changed=("instruments.XRPUSDT.margin_tiers.0.maintenance_margin_rate",))
    assert not rules_behind(draft.replace(situation=draft.situation.replace(venue=elsewhere)), "positions")


def test_verdict_report_and_answers_say_it() -> None:
    assessment = assess(_changed(quiet(), {"liquidation_ratio": Decimal("1.2")}))
    assert verdict_text(assessment).reason.endswith("Δ By rules you changed.")
    text = report_text(assessment)
    assert "  Liquidation Δ " in text
    assert "Δ stands where a figure follows a rule you changed." in text
    page = why_page(assessment, "liquidation")
    assert [line.value for line in page.section("Follows rules you changed").lines] == ["liquidation ratio"]
    assert "Follows rules you changed" not in page_text(why_page(assessment, "break_even"))
