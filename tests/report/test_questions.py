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
from planner.report.questions_json import chance as exported_chance
from planner.simulation.against import Event, Step
from planner.simulation.gap import Note
from planner.simulation.losing_run import OBJECTIONS, VENUE_CAPS, Sizing
from planner.simulation.scenario import Kind, Reach
from planner.storage.scenario_files import shipped_scenarios
from tests.conftest import fx_draft, limits, make_draft
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
    assert "Liquidation comes 0.49\u202f% · 0.25 R before your stop: the venue, not the stop, ends this trade." in text
    assert "Liquidation looks at the mark" in text
    broker = report_text(assess(fx_draft()))
    assert "before stop-out." in broker
    assert "Liquidation looks at the mark" not in broker


def test_a_gap_names_who_bears_what_is_missing_and_what_is_an_analogue() -> None:
    text = report_text(assess(_v4()), shipped_scenarios())
    assert "missing 11,775.00 USDT: insurance fund, then ADL; stop at 24,450.0" in text
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
    assert "50 losses take all at fixed money" in losses.value
    assert "36.42\u202f%" in losses.value
    assert "12 losses take a fifth and 35 losses take half" in losses.value
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
    [(0.0, "below 0.01"), (1e-6, "below 0.01"), (0.1702080, "17.02"), (0.99999, "above 99.99"), (1.0, "above 99.99")],
)
def test_a_chance_is_never_told_as_none_or_certain(probability: float, words: str) -> None:
    assert chance(probability) == f"{words}\u202f%"


def test_a_trade_refused_at_once_says_so() -> None:
    assert "from the first" in report_text(assess(doomed()))


def test_one_loss_is_told_in_the_singular() -> None:
    """60 % a trade: one loss takes half, and one is all that fixed money pays in full."""
    draft = make_draft(leverage="1", stop_price="20000", size_by="risk_rate", size="0.6", limits=limits())
    text = report_text(assess(draft))
    assert "1 loss makes it; 100.00\u202f% make up for it" in text
    assert "1 loss takes all at fixed money" in text
    assert "1 loss takes a fifth and 1 loss takes half" in text
    assert "1 losses" not in text


def test_what_is_sure_to_come_is_certain_and_nothing_else_is() -> None:
    """Even odds at even payoff ruin fixed money for certain; a win of three R does not."""
    certain = report_text(assess(fx_draft(size="0.2", stop_price="0.995")))
    assert "Ever losing all                certain" in certain
    held = [{"price": "1.015", "share": "1"}]
    open_end = report_text(assess(fx_draft(size="0.2", stop_price="0.995", targets=held)))
    assert "certain" not in open_end


def test_a_probability_next_to_one_is_not_exported_as_one() -> None:
    assert exported_chance(0.99999999999) == "0.99999999999"
    assert exported_chance(0.5078125) == "0.5078125"
    assert exported_chance(1.0) == "1"


def test_a_tick_below_a_cent_is_no_loss_of_nothing() -> None:
    """0.02 BTC at a tick of 0.1: 0.002."""
    text = report_text(assess(make_draft(size_by="quantity", size="0.02")))
    assert "−0.0020 USDT" in text


def test_a_scenario_tells_margin_level_what_is_liquidated_and_what_it_is_like() -> None:
    """Without a stop 25,000 of bitcoin with 1,000 are liquidated; EURUSD is like EURCHF."""
    found = report_text(assess(_v4().replace(plan=_v4().plan.replace(stop_price=None))), shipped_scenarios())
    assert "liquidation at 24,450.0; liquidated BTCUSDT" in found
    fx = report_text(assess(fx_draft(size="0.2")), shipped_scenarios())
    assert "analogue, as large against you: EURCHF" in fx
    unhurt = report_text(assess(fx_draft(size="0.2", side="short", stop_price=None)), shipped_scenarios())
    assert "; margin level " in unhurt


def test_where_everything_is_paid_no_margin_level_is_told() -> None:
    text = report_text(assess(cash_draft(stop_price="49")), shipped_scenarios())
    losing = text[text.index("If I keep losing") : text.index("Often said")]
    assert "margin level" not in losing
    assert "Gap to nothing, this price alone  none\n" in losing


def test_scenarios_are_exported_with_name_and_source() -> None:
    first = _questions(_v4())["gap"]["scenarios"][0]
    assert first["name"] == "Bitcoin halves"
    assert "ledgerprime" in first["source"]


def test_a_guaranteed_stop_leaves_no_gap_to_tell_of() -> None:
    draft = fx_draft(size="0.2", guaranteed_stop={"premium": "0"})
    text = report_text(assess(draft), shipped_scenarios())
    assert "none  the stop is guaranteed" in text
    found = _questions(draft)["gap"]
    assert (found["zero_gap"], found["is_guaranteed"]) == (None, True)
    assert not any(row["beyond_zero_gap"] for row in found["scenarios"])


def test_what_a_step_and_a_liquidation_cost_is_told_of_equity_too() -> None:
    """0.2 BTC from 50,000 with 10,000: 1 % is 100; liquidation lies 4,773.87 below: 954.77, 200 at risk."""
    lines = report_text(assess(make_draft())).replace("\u202f", " ").splitlines()
    assert any(line.endswith("−100.00 USDT  1.00 % of equity") for line in lines)
    assert any(line.endswith("−954.77 USDT  9.55 % of equity; 4.77 R") for line in lines)
    assert next(line for line in lines if line.startswith("  A tick")).endswith("USDT")
