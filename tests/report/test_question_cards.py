"""What stands on the three cards: figures by hand."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.report.question_cards import Card, question_cards
from planner.report.rows import Tone
from planner.simulation.cards import cards
from planner.storage.scenario_files import shipped_scenarios
from tests.conftest import cfd_venue, fx_draft, linear_instrument, linear_venue, make_draft
from tests.regimes import cash_draft
from tests.report.plans import doomed, unsaid


def _cards(draft: Draft) -> dict[str, Card]:
    assessment = assess(draft)
    found = cards(assessment.evaluation, shipped_scenarios(), assessment.pauses.replayed)
    return {card.key: card for card in question_cards(assessment, found)}


def test_the_first_card_says_what_the_stop_costs_and_what_comes_first() -> None:
    """2 lots of EURUSD from 1 to 0.995: 1,000 of 10,000; used margin 3,333.33 and equity 9,000 at the stop."""
    card = _cards(fx_draft())["against"]
    assert (card.title, card.headline) == ("1 · If price goes against me", "−1,000.00 USD at the stop")
    assert card.lines[0].startswith("10.00\u202f% of equity, all costs in.")
    assert card.lines[1].startswith("Stop:")
    assert card.lines[2] == "Margin level at the stop 270\u202f%, warning at 100\u202f%."
    assert card.tone is Tone.PLAIN


def test_where_the_venue_ends_the_trade_the_card_says_so_in_words_and_colour() -> None:
    card = _cards(doomed())["against"]
    assert (card.headline, card.tone) == ("Liquidation before the stop", Tone.DANGER)
    assert "the venue, not the stop, ends this trade" in card.spoken


def test_the_first_card_tells_the_room_before_liquidation_in_percent_in_r_and_in_atr() -> None:
    """Stop 49,000 and liquidation 45,226.13: 3,773.87 apart; one R is 1,000 and the ATR 500."""
    card = _cards(make_draft(sizing={"atr": "500"}))["against"]
    assert card.lines[1] == "Stop: 7.55\u202f% · 3.77 R · 7.55 ATR before liquidation."


def test_the_first_card_tells_of_a_liquidation_that_carry_brings_before_the_stop() -> None:
    """After 30 days, 90 fundings of 5 dollars: 45,678.39, 78.39 of 50,000 and of 4,400 + 450 before the stop 45,600."""
    venue = linear_venue(linear_instrument(funding_rate="0.0001", funding_interval_hours="8"))
    card = _cards(make_draft(venue=venue, stop_price="45600", holding_days="30"))["against"]
    assert (card.headline, card.tone) == ("Liquidation before the stop", Tone.DANGER)
    assert card.lines[1].startswith("Liquidation comes 0.16\u202f% · 0.02 R before your stop with carry")


def test_a_plan_without_a_stop_has_no_bound() -> None:
    card = _cards(make_draft(stop_price=None, size_by="quantity", size="0.2"))["against"]
    assert (card.headline, card.tone) == ("No stop: no bound to the loss", Tone.DANGER)


def test_the_second_card_tells_five_losses_the_pause_and_the_chance() -> None:
    """Five times 100 of 10,000 at a fixed size; three in a row pause; 81.01 % at even odds (exact recurrence)."""
    card = _cards(fx_draft(size="0.2", stop_price="0.995"))["losing_run"]
    assert card.headline == "9,500.00 USD after 5 losses"
    assert card.lines == (
        "Margin level 1,425\u202f%; paused after 3 losses: losses in a row.",
        "Every trade up to 20 losses can be opened.",
        "5 in a row within 100 trades: 81.01\u202f% at 50\u202f% losers.",
    )
    assert [(bar.losses, round(bar.share, 2), bar.is_caution) for bar in card.bars] == [
        (losses, round(1 - losses / 100, 2), losses >= 3) for losses in range(8)
    ]


def test_a_run_that_ends_within_five_losses_is_a_danger() -> None:
    """2,500 a trade from 10,000: after three losses 2,500 is left and 2 lots need more margin than that."""
    card = _cards(fx_draft(stop_price="0.9875", size="2"))["losing_run"]
    assert card.tone is Tone.DANGER
    assert card.lines[1].startswith("No trade after")


def test_the_third_card_names_the_worst_day_and_who_bears_what_is_missing() -> None:
    """25,000 of bitcoin with 1,000 at 100x: −51.1 % leaves 1,000 − 0.511 × 25,000."""
    draft = make_draft(
        margin_mode="cross", wallet_balance="1000", size_by="quantity", size="0.5", leverage="100", stop_price="49900"
    )
    card = _cards(draft)["gap"]
    assert (card.headline, card.tone) == ("−11,775.00 USDT beyond what is there", Tone.DANGER)
    assert card.lines[0].startswith("12 Mar 2020 ")
    assert "−51.1\u202f%" in card.lines[0]
    assert card.lines[1] == "Stop filled at 24,450.0; borne by: insurance fund, then ADL."
    assert card.lines[2] == "Nothing is left of the account at a gap of 4.0\u202f%."


def test_what_is_owed_is_borne_by_the_trader() -> None:
    draft = fx_draft(venue=cfd_venue(deficit_policy="owed"), size="2")
    card = _cards(draft)["gap"]
    assert ("borne by: you" in card.lines[1]) is (card.tone is Tone.DANGER)


def test_where_everything_is_paid_there_is_no_margin_to_tell() -> None:
    found = _cards(cash_draft(stop_price="49"))
    assert found["losing_run"].lines[0].startswith("Paused after")
    assert found["gap"].lines[-1] == "No gap of this price alone empties the account."


def test_what_cannot_be_said_is_said_to_be_unknown() -> None:
    for card in _cards(unsaid()).values():
        assert (card.headline, card.tone) == ("Not known yet", Tone.PLAIN)


@pytest.mark.parametrize("made", [make_draft, fx_draft, doomed, unsaid])
def test_a_card_has_three_lines_at_most_and_speaks_all_of_them(made: object) -> None:
    assert callable(made)
    for card in _cards(made()).values():
        assert len(card.lines) <= 3
        assert all(line.removesuffix(".") in card.spoken for line in card.lines)
        assert card.hint.splitlines()[0] == card.headline


def test_equity_never_stands_below_nothing_on_the_bars() -> None:
    found = _cards(fx_draft(stop_price="0.9", size="2"))["losing_run"]
    assert all(bar.share >= 0 for bar in found.bars)
    assert Decimal(str(found.bars[0].share)) == 1


def test_a_gap_of_more_than_the_whole_price_is_told_where_it_goes_up() -> None:
    draft = make_draft(side="short", margin_mode="cross", size_by="quantity", size="0.1", stop_price="51000")
    assert _cards(draft)["gap"].lines[-1] == "Nothing is left of the account at a gap of 200.0\u202f%."
