"""What reports tell of costs, and of the note."""

import csv
import io
import json

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.report.export import report_json, report_markdown, report_of, report_text
from planner.report.export_document import report_html, report_rows
from planner.storage.book_csv.cells import guarded_csv
from tests.cases.orders import charged
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.regimes import loan_draft
from tests.report.plans import btc, eurusd, quiet

NOTE = "Above the range.\n=SUM(A1) |pipe| <b>bold</b> `x`\n\tHalf a \x1b[2Jday."


def _lines(draft: Draft) -> list[str]:
    return [" ".join(line.split()) for line in report_text(assess(draft)).replace("\u202f", " ").splitlines()]


def _funded(**changes: object) -> Draft:
    listed = linear_instrument(funding_rate="0.0001", funding_interval_hours="8")
    return make_draft(venue=linear_venue(listed), holding_days="2", **changes)


def test_a_report_tells_what_fees_and_slippage_its_figures_hold() -> None:
    lines = _lines(btc())
    assert "Entry order taker fee 0.05 %" in lines
    assert "Target orders taker fee 0.05 %" in lines
    assert "Stop order taker fee 0.05 %" in lines
    assert "Slippage 0.05 % of the stop price, against the trade" in lines


def test_a_report_tells_spread_commission_and_swap_over_the_holding_time() -> None:
    lines = _lines(eurusd())
    assert "Commission 3 USD for 1 lot of one side" in lines
    assert "Spread 0.0001 USD half of it on each way" in lines
    assert "Holding 2 days" in lines
    assert "Swap 3.6 % a year, of the value at the entry" in lines
    # 110,000 x 3.6 % x 2 / 360
    told = "Funding, swap, interest 22.00 USD for 1 lot over the holding time; what might be received does not count"
    assert told in lines


def test_a_report_tells_funding_by_its_period() -> None:
    lines = _lines(_funded())
    assert "Funding of one period 0.01 % every 8 hours" in lines
    # 50,000 x 0.01 % six times in two days
    assert any(line.startswith("Funding, swap, interest 30.00 USDT for 1 BTC") for line in lines)
    received = _lines(_funded(side="short", stop_price="51000"))
    assert any(line.startswith("Funding, swap, interest 0.00 USDT for 1 BTC") for line in received)


def test_a_report_tells_the_interest_of_what_is_borrowed() -> None:
    interest = {"rate": "0.0002", "rate_hours": "24", "step_hours": "1", "opening_rate": "0.001"}
    lines = _lines(loan_draft(interest=interest, holding_days="3"))
    assert "Interest 0.02 % in 24 hours charged for every 1 hour begun" in lines
    assert "Interest on opening 0.1 % of what is borrowed, at the entry" in lines
    yearly = _lines(loan_draft(interest={**interest, "rate_hours": "8640"}, holding_days="3"))
    assert "Interest 0.02 % in 360 days charged for every 1 hour begun" in yearly
    # half of 50,000 is lent: 25,000 x 0.02 % x 3
    assert any(line.startswith("Funding, swap, interest 15.00") for line in lines)


def test_a_guaranteed_stop_has_a_premium_and_no_slippage() -> None:
    lines = _lines(charged(guaranteed_stop={"premium": "12.5", "premium_by": "unit"}))
    assert "Guaranteed stop fills at its price premium 12.5 USDT for 1 BTC" in lines
    assert not [line for line in lines if line.startswith("Slippage")]


def test_the_json_holds_every_assumption_about_costs_as_text() -> None:
    nothing = dict.fromkeys(
        (
            "premium", "premium_by", "funding_rate", "funding_interval_hours", "interest_rate", "interest_hours",
            "interest_step_hours", "interest_opening_rate",
        )
    )  # fmt: skip
    assert json.loads(report_json(assess(eurusd(slippage_rate="0.0002"))))["costs"] == {
        **nothing,
        "entry_order": "taker",
        "exit_order": "taker",
        "unit_commission": "3",
        "spread": "0.0001",
        "slippage_rate": "0.0002",
        "holding_days": "2",
        "swap_rate": "0.036",
        "unit_borrowed": "0",
        "unit_carry": "22",
    }
    assert json.loads(report_json(assess(make_draft(entry_price=None))))["costs"] is None


def test_every_report_holds_every_line_of_the_note_as_plain_text() -> None:
    assessment = assess(make_draft(note=NOTE))
    report = report_of(assessment)
    text = report_text(assessment)
    assert "Note of the plan\n  Above the range.\n  =SUM(A1) |pipe| <b>bold</b> `x`\n" in text
    assert "\n          Half a \ufffd[2Jday.\n" in text
    assert "| =SUM(A1) \\|pipe\\| \\<b\\>bold\\</b\\> \\`x\\` |" in report_markdown(assessment)
    markup = report_html(report)
    assert "Above the range." in markup
    assert "&lt;b&gt;bold&lt;/b&gt;" in markup
    assert json.loads(report_json(assessment))["note"] == NOTE
    rows = list(csv.reader(io.StringIO(guarded_csv(report_rows(report)).decode("utf-8-sig"), newline="")))
    noted = [row[1] for row in rows if row[0] == "Note of the plan"]
    assert noted == ["Above the range.", "'=SUM(A1) |pipe| <b>bold</b> `x`", "        Half a \ufffd[2Jday."]


@pytest.mark.parametrize("note", ["", " \n "])
def test_a_plan_without_a_note_has_no_place_for_one(note: str) -> None:
    plan = quiet().plan.replace(note=note)
    assert "Note of the plan" not in report_text(assess(quiet().replace(plan=plan)))
