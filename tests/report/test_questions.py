"""The three questions as they are exported and read: figures by hand, words for every case."""

import json
from decimal import Decimal
from typing import Any

import pytest

from planner.assess import assess
from planner.domain.edits import set_news_blackout
from planner.domain.plan import Draft
from planner.report import question_words
from planner.report.export import report_json, report_markdown, report_text
from planner.report.glossary import EDITS, TERMS
from planner.report.liquidation import BEARERS
from planner.report.often_said import often_said
from planner.report.questions import chance
from planner.simulation.against import Event, Step
from planner.simulation.gap import Note
from planner.simulation.losing_run import OBJECTIONS, VENUE_CAPS, Sizing
from planner.simulation.scenario import Kind, Reach
from planner.storage.scenario_files import shipped_scenarios
from tests.conftest import fx_draft, make_draft
from tests.regimes import cash_draft
from tests.report.plans import doomed, unsaid


def _questions(draft: Draft) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(report_json(assess(draft), shipped_scenarios()))
    found: dict[str, Any] = document["questions"]
    return found


def _v4() -> Draft:
    """25,000 of bitcoin with 1,000 at 100x."""
    return make_draft(
        margin_mode="cross", wallet_balance="1000", size_by="quantity", size="0.5", leverage="100", stop_price="49900"
    )


def test_the_first_card_is_exported() -> None:
    found = _questions(fx_draft())["against"]
    assert Decimal(found["loss_at_stop"]) == 1000
    assert Decimal(found["steps"]["pip"]["loss"]) == 10
    assert Decimal(found["at_stop"]["margin_level"]) == Decimal("2.7")
    assert found["at_stop"]["warning_ratio"] == "1"
    assert [met["event"] for met in found["order"]] == ["stop", "margin_call", "liquidation", "bankruptcy"]
    assert (found["ends_by"], found["stop_on_last"]) == ("stop", False)


def test_the_second_card_is_exported() -> None:
    found = _questions(fx_draft(size="0.2", stop_price="0.995"))["losing_run"]
    fifth = found["rows"][5]
    assert (found["sizing"], len(found["rows"]), found["paused_at"]) == ("fixed_size", 21, 3)
    assert Decimal(fifth["equity"]) == 9500
    assert Decimal(fifth["margin_level"]) == Decimal("14.25")
    chances = found["chances"]
    assert (chances["win_rate"], chances["payoff"], chances["trades"]) == ("0.5", "1", 100)
    assert chances["runs"]["5"] == "0.810109599"
    assert chances["runs"]["8"] == "0.170207962"
    assert chances["ruin_at_fixed_money"] == "1"
    assert [row["losses"] for row in chances["falls"]] == [11, 23, 36, 69]


def test_the_third_card_is_exported() -> None:
    found = _questions(_v4())["gap"]
    assert Decimal(found["zero_gap"]) == Decimal("0.04")
    first = found["scenarios"][0]
    assert (first["id"], first["reach"], first["beyond_zero_gap"]) == ("btc20", "named", True)
    assert Decimal(first["equity"]) == 1000 - Decimal("0.511") * 25000
    assert Decimal(first["deficit"]) == 11775
    assert (first["borne_by"], first["owed"], first["ends_by"]) == ("insurance_and_adl", "0", "stop")
    assert first["notes"] == ["insurance_first"]


def test_what_cannot_be_said_is_null() -> None:
    found = _questions(unsaid())
    assert found["against"]["loss_at_stop"] is None
    assert found["losing_run"]["rows"] == []
    assert found["gap"]["scenarios"] == []


def test_a_report_without_figures_has_no_questions() -> None:
    text = report_text(assess(unsaid()), shipped_scenarios())
    assert not any(question_words.TITLES[key] in text for key in ("against", "losing_run", "gap"))


def test_the_venue_that_ends_a_trade_is_named() -> None:
    text = report_text(assess(doomed()))
    assert "Liquidation comes 0.49\u202f% before your stop: the venue, not the stop, ends this trade." in text
    assert "Liquidation looks at the mark" in text
    broker = report_text(assess(fx_draft()))
    assert "before stop-out." in broker
    assert "Liquidation looks at the mark" not in broker


def test_a_gap_names_who_bears_what_is_missing_and_what_is_an_analogue() -> None:
    text = report_text(assess(_v4()), shipped_scenarios())
    assert "missing 11,775.00 USDT: insurance fund" in text
    fx = report_markdown(assess(fx_draft()), shipped_scenarios())
    assert "analogue, as large against you" in fx
    assert "2015-01-15 The franc unpegged, flash" in fx


def test_a_release_in_the_holding_time_is_told() -> None:
    draft = set_news_blackout(news=True).change(fx_draft())
    assert draft.plan.news_blackout
    assert question_words.NEWS in report_text(assess(draft))
    assert question_words.NEWS not in report_text(assess(fx_draft()))
    assert EDITS["set_news_blackout"]
    assert TERMS["news_blackout"].meaning


def test_losses_that_lose_everything_are_put_right_with_the_plans_own_risk() -> None:
    """2 % a trade: 50 losses at fixed money, 36.42 % left at a fixed fraction, 12 to a fifth, 35 to half."""
    (losses, leverage, collateral) = often_said(assess(make_draft())).lines
    assert "50 losses" in losses.value
    assert "36.42\u202f%" in losses.value
    assert "12 take a fifth and 35 take half" in losses.value
    assert "49\u202f%" in losses.note
    assert "is liquidated at 9.55\u202f%" in leverage.value
    assert "below 3×" in collateral.value


def test_50x_is_liquidated_at_one_and_a_half_percent() -> None:
    line = often_said(assess(make_draft(leverage="50", stop_price="49900"))).lines[1]
    assert "This plan at 50×, with its own margin, is liquidated at 1.51\u202f%." in line.value


def test_the_collateral_of_a_leveraged_account_is_told() -> None:
    """Effective leverage of 10 is collateral of 10 / 9."""
    line = often_said(assess(fx_draft())).lines[-1]
    assert "10×: collateral is 111\u202f%" in line.value


def test_where_nothing_is_borrowed_leverage_is_left_out() -> None:
    said = [line.label for line in often_said(assess(cash_draft(stop_price="49"))).lines]
    assert said == ["33 to 100 losses in a row lose everything", "Keep collateral above 150 %"]
    assert often_said(assess(unsaid())).lines == ()


@pytest.mark.parametrize(
    ("words", "cases"),
    [
        (question_words.EVENTS, Event),
        (question_words.STEPS, Step),
        (question_words.SIZINGS, Sizing),
        (question_words.KINDS, Kind),
        (question_words.REACHES, Reach),
        (question_words.NOTES, Note),
    ],
    ids=["events", "steps", "sizings", "kinds", "reaches", "notes"],
)
def test_every_case_has_its_words(words: dict[object, str], cases: type) -> None:
    assert set(words) == set(cases)  # type: ignore[call-overload] # enumerations are iterable


def test_every_refusal_and_bearer_has_its_words() -> None:
    assert set(question_words.REFUSALS) == OBJECTIONS | VENUE_CAPS | {"stop_beyond_liquidation"}
    assert len(BEARERS) == 4


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.0, "0.00"), (1e-6, "below 0.01"), (0.1702080, "17.02"), (0.99999, "above 99.99"), (1.0, "100.00")],
)
def test_a_chance_is_never_told_as_none_or_certain_unless_it_is(probability: float, words: str) -> None:
    assert chance(probability) == f"{words}\u202f%"


def test_a_trade_refused_at_once_says_so() -> None:
    assert "from the first" in report_text(assess(doomed()))
