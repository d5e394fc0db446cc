"""Why a liquidation takes what it takes, calculated by hand beside each case."""

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.report.sections import page_text
from planner.report.why import is_subject, subject_name, subjects, why_page
from planner.report.why_liquidation import ROWS
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.regimes import cash_draft, futures_draft, inverse_draft, loan_draft, spot_draft, stock_draft
from tests.report.plans import book, btc, eurusd, quiet, unsaid


def _plain(text: str) -> str:
    return text.replace("\u202f%", " %")


def _lines(draft: Draft, key: str, title: str) -> dict[str, str]:
    page = why_page(assess(draft), key)
    return {line.label: _plain(line.value) for line in page.section(title).lines}


def _sentences(draft: Draft, key: str, title: str) -> list[str]:
    return [_plain(line.value) for line in why_page(assess(draft), key).section(title).lines if not line.label]


def test_the_parts_of_the_loss_add_up() -> None:
    # stopped out at 10,136.30 / 18,000 after two days: 19,800 - 10,136.30, 0.54 + 1.80 on opening, 3.96 of swap
    assert _lines(eurusd(), "liquidated_loss", "Parts") == {
        "From entry to there": "9,663.7 USD",
        "Opening: fee, commission, spread": "2.34 USD",
        "Holding: funding, swap, interest": "3.96 USD",
        "Liquidation fee": "0 USD",
    }
    assert _lines(eurusd(), "liquidated_loss", "Result") == {"Loss if liquidated": "9,670 USD"}
    assert _lines(eurusd(), "liquidated_loss", "Inputs") == {
        "Liquidation after holding": "0.56312777777777777778 USD",
        "Equity there": "330 USD",
        "What is left": "330 USD",
    }
    assert _sentences(eurusd(), "liquidated_loss", "Rounding") == ["Told to the nearest 0.01 USD."]


def test_a_position_that_is_taken_over_names_what_the_venue_keeps() -> None:
    # 0.5 % of 0.2 x 45,226.13...
    draft = make_draft(venue=linear_venue(liquidation={"taken_over": True}))
    assert _lines(draft, "liquidated_loss", "Parts")["Kept by the venue"] == "45.226130653266331658 USDT"
    assert _sentences(draft, "residual", "Formula")[0].startswith("The venue takes the position over")


def test_the_loss_names_the_tier_that_is_in_force_there() -> None:
    assert _lines(quiet(), "liquidated_loss", "Tier in force at that price")["Rate"] == "0.5 %"


def test_the_fee_is_a_share_of_the_value_there() -> None:
    # 1 % of 0.2 x 45,226.13 = 90.45, of which 45.23 are left to pay it
    draft = make_draft(venue=linear_venue(linear_instrument(liquidation_fee_rate="0.01")))
    assert _lines(draft, "liquidation_fee", "Inputs") == {"Rate": "1 %", "Value there": "9,045.2261306532663317 USDT"}
    assert _lines(draft, "liquidation_fee", "Result") == {"Liquidation fee": "90.452261306532663317 USDT"}
    assert _lines(draft, "liquidated_loss", "Parts")["Of it not paid"] == "−45.226130653266331658 USDT"


def test_the_range_is_solved_now_and_after_holding() -> None:
    assert _lines(eurusd(), "liquidation_range", "With these numbers, now")["P"] == "0.56290777777777777778"
    assert _lines(eurusd(), "liquidation_range", "After the holding time") == {"P": "0.56312777777777777778 USD"}
    assert _lines(eurusd(), "liquidation_range", "Inputs") == {"Holding": "2 days", "EURUSD": "3.96 USD"}
    left_out = " ".join(_sentences(eurusd(), "liquidation_range", "What this leaves out"))
    assert "In it: the carry of the plan and of all positions in its pool, and the tier" in left_out
    assert "Not in it: rates that change, interest on interest" in left_out


def test_where_the_broker_decides_the_range_is_that_of_the_call() -> None:
    assert subject_name(assess(futures_draft()), "liquidation_range") == "Margin call range"
    assert _lines(futures_draft(), "liquidation_range", "With these numbers, now")["P"] == "3,900"


INPUTS = [
    # 25,000 are lent of 50,000
    (loan_draft(), "loan_to_value", {"Own part": "25,000 USD", "Value": "50,000 USD"}, {"Loan to value": "0.5"}),
    (
        quiet(),
        "effective_leverage",
        {"Value of this plan": "10,000 USDT", "Value of open positions": "0 USDT", "Equity": "10,000 USDT"},
        {"Effective leverage": "1×"},
    ),
    (
        quiet(),
        "buying_power",
        {"Available": "10,000 USDT", "Value of 1 BTC": "50,000 USDT", "Margin of 1 BTC": "5,000 USDT"},
        {"Buying power": "100,000 USDT"},
    ),
    # 0.54 of commission, 0.18 lots x 10 of spread
    (
        eurusd(),
        "entry_cost",
        {
            "Quantity": "0.18 lot",
            "Fee of one side": "0 %",
            "Commission of one unit": "3 USD",
            "Spread": "0.0001 USD",
        },
        {"Opening": "2.34 USD"},
    ),
    (eurusd(), "carry_paid", {"Holding": "2 days", "EURUSD": "3.96 USD"}, {"Holding": "3.96 USD"}),
]


@pytest.mark.parametrize(("draft", "key", "inputs", "found"), INPUTS)
def test_a_row_names_what_it_is_made_of(draft: Draft, key: str, inputs: dict[str, str], found: dict[str, str]) -> None:
    assert _lines(draft, key, "Inputs") == inputs
    assert _lines(draft, key, "Result") == found


def test_a_call_names_what_it_restores() -> None:
    # at 3,800 equity is 15,000 - 200 x 50; 11,000 must be there again
    draft = futures_draft(stop_price="3800")
    assert _lines(draft, "call_at_stop", "Inputs") == {
        "Stop-loss": "3,800 USD",
        "Equity at the stop": "5,000 USD",
        "Required there": "10,000 USD",
        "Initial margin there": "11,000 USD",
    }
    assert "Below it the initial margin must be there again" in _sentences(draft, "call_at_stop", "Formula")[1]


def test_a_row_that_is_not_there_says_why_not() -> None:
    (text,) = _sentences(quiet(), "top_up", "Why there is none")
    assert text == "There is no stop, or it is reached before liquidation: nothing must be added."
    assert not {"top_up", "loan_to_value", "call_at_stop"} & set(subjects(assess(quiet())))
    assert {"liquidated_loss", "liquidation_range", "deficit"} <= set(subjects(assess(quiet())))
    assert not is_subject(assess(quiet()), "position.0")


@pytest.mark.parametrize(
    "draft",
    [
        *(book(), btc(), eurusd(), quiet(), unsaid(), inverse_draft(), futures_draft(stop_price="3800")),
        *(stock_draft(stop_price="49"), spot_draft(), loan_draft(), cash_draft(stop_price="49")),
    ],
)
def test_every_row_that_is_shown_has_an_answer(draft: Draft) -> None:
    assessment = assess(draft)
    for key in (key for key in subjects(assessment) if key in ROWS):
        page = why_page(assessment, key)
        assert not page.title.endswith(": none"), key
        titles = [section.title for section in page.sections]
        assert titles[0] in {"Formula", "Why there is none", "Why not"}, key
        assert titles[-2:] == ["Rules", "Not modelled"], key
        assert not {"{", "}", "_"} & set(page_text(page))
