"""Why a figure is what it is, in every regime; expected values are calculated by hand beside each case."""

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.report.sections import Line, page_text
from planner.report.why import SUBJECTS, why_page
from tests.conftest import fx_draft, linear_instrument, linear_venue, make_draft, position, tiers
from tests.regimes import (
    cash_draft,
    futures_draft,
    halves_by_kelly,
    instrument,
    inverse_draft,
    loan_draft,
    spot_draft,
    stock_draft,
)
from tests.report.plans import book, btc, doomed, eurusd, quiet, unsaid


def _plain(text: str) -> str:
    return text.replace("\u202f%", " %")


def _lines(draft: Draft, key: str, title: str) -> dict[str, str]:
    page = why_page(assess(draft), key)
    return {line.label: _plain(line.value) for line in page.section(title).lines}


def _sentences(draft: Draft, key: str, title: str) -> list[str]:
    page = why_page(assess(draft), key)
    return [_plain(line.value) for line in page.section(title).lines if not line.label]


NUMBERS = [
    # 930 + 0.186 (P - 50,000) = 0.005 x 0.186 P; P = 8,370 / 0.18507
    (btc(), "liquidation", "−8,370 + 0.186 × P", "0.00093 × P", "45,226.130653266331658"),
    # the same at 125 %: P = 8,370 / (0.186 - 0.0011625)
    (btc(), "margin_call", "−8,370 + 0.186 × P", "0.00093 × P", "45,283.018867924528302"),
    # 0.02 + 10,000 (1 / 50,000 - 1 / P) = 0.005 x 10,000 / P; P = 10,050 / 0.22
    (inverse_draft(), "liquidation", "0.22 − 10,000 / P", "50 / P", "45,681.818181818181818"),
    # 10,000 - 0.54 - 1.8 of spread + 18,000 (P - 1.1) = 330; P = 10,132.34 / 18,000; used margin 19,800 / 30
    (eurusd(), "liquidation", "−9,802.34 + 18,000 × P", "660", "0.56290777777777777778"),
    # 15,000 + 50 (P - 4,000) = 10,000
    (futures_draft(), "margin_call", "−185,000 + 50 × P", "10,000", "3,900"),
    # 10,000 + 400 (P - 50) = 25 % of 400 P
    (stock_draft(), "margin_call", "−10,000 + 400 × P", "100 × P", "33.333333333333333333"),
    # 10,000 + 1.5 (P - 30,000) = 40 % of 45,000 / 5; P = 38,600 / 1.5
    (spot_draft(), "liquidation", "−35,000 + 1.5 × P", "9,000", "25,733.333333333333333"),
    # P - 25,000 = 17 % of P; P = 25,000 / 0.83
    (loan_draft(), "liquidation", "−25,000 + 1 × P", "0.17 × P", "30,120.481927710843373"),
]


@pytest.mark.parametrize(("draft", "key", "equity", "required", "root"), NUMBERS)
def test_a_level_is_solved_with_its_own_numbers(draft: Draft, key: str, equity: str, required: str, root: str) -> None:
    assert _lines(draft, key, "With these numbers") == {"Equity(P)": equity, "Required(P)": required, "P": root}


CONDITIONS = [
    (btc(), "margin_call", "The level is where equity = 125 % of maintenance margin."),
    (btc(), "bankruptcy", "The level is where equity = 0."),
    (eurusd(), "liquidation", "The level is where margin level = equity / used margin = 50 %."),
    (futures_draft(), "margin_call", "The level is where equity = maintenance margin."),
    (spot_draft(), "margin_call", "The level is where margin level = equity / used margin = 80 %."),
    (loan_draft(), "margin_call", "The level is where loan to value = 75 %."),
    (loan_draft(), "liquidation", "The level is where loan to value = 83 %."),
    (
        futures_draft(rules={"liquidation_money": "2000"}),
        "liquidation",
        "The level is where equity = 2,000.00 USD.",
    ),
]


@pytest.mark.parametrize(("draft", "key", "condition"), CONDITIONS)
def test_a_level_says_what_equity_is_compared_with(draft: Draft, key: str, condition: str) -> None:
    assert _sentences(draft, key, "Formula")[0] == condition


CHECKS = [
    # at 45,226.13...: 0.00093 P = 8,370 x 0.005 / 0.995
    (btc(), "liquidation", "Equity = maintenance margin: both are 42.060301507537688442 USDT."),
    (btc(), "margin_call", "Equity = 125 % of maintenance margin: both are 52.641509433962264151 USDT."),
    (btc(), "bankruptcy", "Equity = nothing left: both are 0 USDT."),
    (inverse_draft(), "liquidation", "Equity = maintenance margin: both are 0.001094527363184079602 BTC."),
    (eurusd(), "liquidation", "Equity = 50 % of used margin: both are 330 USD."),
    (futures_draft(), "margin_call", "Equity = maintenance margin: both are 10,000 USD."),
    (stock_draft(), "margin_call", "Equity = maintenance requirement: both are 3,333.3333333333333333 USD."),
    (spot_draft(), "liquidation", "Equity = 40 % of used margin: both are 3,600 USD."),
    (loan_draft(), "liquidation", "Equity = equity to be kept: both are 5,120.4819277108433735 USD."),
]


@pytest.mark.parametrize(("draft", "key", "check"), CHECKS)
def test_equity_and_requirement_are_the_same_there(draft: Draft, key: str, check: str) -> None:
    assert _sentences(draft, key, "Check") == [check]


NONES = [
    (cash_draft(), "liquidation", "A cash account has none"),
    (cash_draft(), "bankruptcy", "A cash account has none"),
    (futures_draft(), "liquidation", "the broker decides"),
    (stock_draft(), "liquidation", "the broker decides"),
    # 0.2 BTC at 50,000 with 200,000 dollars in the wallet: equity is 190,000 where the price is nothing
    (
        make_draft(margin_mode="cross", wallet_balance="200000", size_by="quantity", size="0.2"),
        "bankruptcy",
        "No price: equity covers what is required at every price down to zero.",
    ),
    (quiet(), "far_liquidation", "equity covers what is required there"),
    (
        make_draft(size_by="quantity", size="0.1", leverage="300"),
        "liquidation",
        "It is reached at the entry already",
    ),
]


@pytest.mark.parametrize(("draft", "key", "reason"), NONES)
def test_a_level_that_is_not_there_says_why_not(draft: Draft, key: str, reason: str) -> None:
    page = why_page(assess(draft), key)
    assert page.title.endswith(": none")
    assert reason in _plain(page.section("Why there is none").lines[0].value)


def test_the_level_is_rounded_toward_the_market() -> None:
    short = make_draft(side="short", stop_price="51000")
    # isolated 1,000 of 0.2 BTC sold at 50,000: 1,000 + 0.2 (50,000 - P) = 0.001 P; P = 11,000 / 0.201 = 54,726.36...
    assert _sentences(short, "liquidation", "Rounding") == [
        "Down to 54,726.3, the tick of 0.1 nearer to the market: never shown farther than it is."
    ]
    assert _sentences(btc(), "liquidation", "Rounding")[0].startswith("Up to 45,226.2, the tick of 0.1")
    assert _sentences(btc(), "bankruptcy", "Rounding") == ["The root lies on the tick of 0.1."]


def test_the_tier_in_force_is_that_of_the_value_at_the_level() -> None:
    # 10 BTC from 50,000 at 10x: 50,000 + 10 (P - 50,000) = 10 P x 1 % - 1,000; P = 449,000 / 9.9; N = 453,535.35...
    table = tiers(("200000", "0.005", "125"), ("1000000", "0.01", "100"))
    draft = make_draft(
        venue=linear_venue(linear_instrument(margin_tiers=table)), size_by="quantity", size="10", wallet_balance="90000"
    )
    assert _lines(draft, "liquidation", "Tier in force at that price") == {
        "Long counts as": "453,535.35353535353535 USDT",
        "Tier 2": "200,000 to 1,000,000 USDT",
        "Rate": "1 %",
        "Deduction": "1,000 USDT",
    }
    assert _lines(draft, "liquidation", "With these numbers")["P"] == "45,353.535353535353535"


VARIANTS = [
    ({"maintenance_valued_at": "entry"}, "valued at the entry, so the same at every price"),
    ({"maintenance_valued_at": "mark"}, "frozen at the present mark, so the same at every price"),
    ({"tier_rule": "whole"}, "N × the rate of the tier that the whole position falls in, a jump at each cap"),
    ({"tier_measure": "quantity"}, "The tiers count quantity, not notional."),
    ({"fee_base": "notional"}, "Plus the fee of closing, 0.05 % of notional, valued at the price P itself."),
    ({"fee_base": "notional_and_margin", "fee_valued_at": "entry"}, "0.05 % of notional and initial margin together"),
    ({"fee_base": "bankruptcy_value"}, "0.05 % of the value at the bankruptcy price"),
    ({"component_step": "0.01"}, "Every component is rounded up to 0.01."),
]


@pytest.mark.parametrize(("rules", "words"), VARIANTS)
def test_the_formula_is_that_of_the_venues_own_variant(rules: dict[str, str], words: str) -> None:
    listed = linear_instrument(liquidation_fee_rate="0.0005")
    draft = make_draft(venue=linear_venue(listed, perpetual=rules))
    assert words in " ".join(_sentences(draft, "liquidation", "Formula"))


def test_a_cross_plan_names_what_the_rest_of_the_account_brings() -> None:
    other = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
    held = position(instrument="ETHUSDT", quantity="2", entry_price="2000", mark_price="2100", margin_mode="cross")
    draft = make_draft(venue=linear_venue(linear_instrument(), other), margin_mode="cross", positions=[held])
    inputs = _lines(draft, "liquidation", "Inputs")
    assert inputs["Wallet"] == "10,000 USDT"
    assert inputs["Profit of other cross positions"] == "200 USDT"
    assert inputs["Required for other cross positions"] == "21 USDT"  # 0.5 % of 4,200


def test_a_jump_of_the_requirement_is_told_where_equity_does_not_meet_it() -> None:
    # 10 contracts short from 100 at 10x: 100 + 10 (100 - P) falls below 50 % of 10 P where that tier begins, at 105
    table = tiers(("1050", "0.005", "10"), ("100000", "0.5", "10"))
    listed = linear_instrument(margin_tiers=table, price_tick="0.01", quantity_step="1", min_quantity="1")
    plan = {"side": "short", "entry_price": "100", "stop_price": None, "size_by": "quantity", "size": "10"}
    draft = make_draft(venue=linear_venue(listed, perpetual={"tier_rule": "whole"}), **plan)
    assert _lines(draft, "liquidation", "With these numbers")["P"] == "105"
    assert _sentences(draft, "liquidation", "Check") == ["What is required jumps past equity at this price."]


def test_the_parts_of_the_loss_add_up() -> None:
    # 0.186 x (1,000 + 24.50), 0.05 % of 9,300, 0.05 % of 0.186 x 48,975.50
    assert _lines(btc(), "loss_at_stop", "Parts") == {
        "From entry to fill": "190.557 USDT",
        "Spread": "0 USDT",
        "Fee and commission of opening": "4.65 USDT",
        "Fee and commission of closing": "4.5547215 USDT",
        "Funding, swap, interest": "0 USDT",
    }
    assert _lines(btc(), "loss_at_stop", "Result") == {"Loss at stop": "199.7617215 USDT"}


def test_the_quantity_is_told_before_and_after_rounding() -> None:
    assert _lines(eurusd(), "quantity", "Inputs") == {
        "Risk": "100 USD",
        "Loss of 1 lot at the stop": "538 USD",
        "Quantity step": "0.01 lot",
    }
    assert _lines(eurusd(), "quantity", "Result") == {"Unrounded": "0.18587360594795539033 lot"}  # 100 / 538
    assert _sentences(eurusd(), "quantity", "Rounding") == ["Down to 0.18 lot: never more than was asked for."]


def test_a_size_of_several_entries_is_told_as_it_is_ordered() -> None:
    """171 steps at 50,000 and 58 at 49,500 lose 200 of 200.50; the next one, at 50,000, would lose one."""
    draft = make_draft(ladder=[{"price": "49500", "share": "0.25"}], size_by="risk_amount", size="200.5")
    assert "as they are ordered at each entry" in _sentences(draft, "quantity", "Formula")[0]
    inputs = _lines(draft, "quantity", "Inputs")
    assert inputs["Loss of 0.229 BTC as ordered"] == "200 USDT"
    assert not any(name.startswith("Loss of 1 ") for name in inputs)
    assert _lines(draft, "quantity", "Result")["Unrounded"].startswith("0.2295")


def test_what_is_borrowed_and_its_interest_are_named() -> None:
    # 400 shares at 50 with 10,000 in cash: 25 a share; 8 % a year of 360 days for 30 days are a sixth of a dollar
    rule = {"rate": "0.08", "rate_hours": "8640", "step_hours": "24"}
    listed = instrument(symbol="ACME", base_currency="ACME", quantity_unit="share", price_tick="0.01", interest=rule)
    draft = stock_draft(rules={"instruments": [listed]}, stop_price="49", holding_days="30")
    inputs = _lines(draft, "loss_at_stop", "Inputs")
    assert (inputs["Borrowed for 1 share"], inputs["Interest"]) == ("25 USD", "8 % in 360 days")
    assert _lines(draft, "loss_at_stop", "Parts")["Funding, swap, interest"] == "66.666666666666666667 USD"
    assert _lines(draft, "quantity", "Inputs")["Cash left"] == "10,000 USD"


MARGINS = [
    (btc(), "Initial margin = notional at the entry / leverage.", "930 USDT"),  # 9,300 / 10
    (inverse_draft(), "Initial margin = notional at the entry / leverage.", "0.02 BTC"),  # 0.2 / 10
    (eurusd(), "Initial margin = cost at the entry / leverage.", "660 USD"),  # 19,800 / 30
    (futures_draft(), "Initial margin = contracts × initial margin; leverage is not asked.", "11,000 USD"),
    (stock_draft(), "Initial margin = initial rate × cost, never below what must be maintained.", "10,000 USD"),
    (spot_draft(), "Initial margin = cost / leverage.", "9,000 USD"),  # 45,000 / 5
    (loan_draft(), "Own part = (1 − loan to value) × collateral value.", "25,000 USD"),
    (cash_draft(), "All of the cost is paid.", "5,000 USD"),
]


@pytest.mark.parametrize(("draft", "formula", "margin"), MARGINS)
def test_the_initial_margin_follows_its_regimes_formula(draft: Draft, formula: str, margin: str) -> None:
    assert _sentences(draft, "initial_margin", "Formula")[0] == formula
    assert _lines(draft, "initial_margin", "Result") == {"Initial margin": margin}


def test_the_reward_is_counted_from_the_whole_steps_that_are_closed() -> None:
    targets = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    assert _lines(make_draft(targets=targets, size_by="quantity", size="0.003"), "reward_risk", "Inputs") == {
        "0.002 BTC at 52,000.0 USDT": "4 USDT",
        "0.001 BTC at 54,000.0 USDT": "4 USDT",
        "Gain at the targets": "8 USDT",
        "Loss at the stop": "3 USDT",
    }


def test_break_even_gives_back_exactly_all_costs() -> None:
    # P - 50,000 - 25 - 0.0005 P = 0; P = 50,025 / 0.9995
    assert _lines(btc(), "break_even", "With these numbers") == {"P": "50,050.025012506253127"}
    assert _sentences(btc(), "break_even", "Rounding") == ["Up to 50,050.1 USDT: the next tick of 0.1 that pays."]
    assert _lines(btc(), "break_even", "Check") == {"Profit of 1 BTC there": "0 USDT"}


def test_rules_source_and_what_is_left_out_stand_below() -> None:
    venue = book().situation.venue.replace(changed=("margin_call_ratio",), valid_until="2026-12-31")
    draft = book().replace(situation=book().situation.replace(venue=venue))
    page = why_page(assess(draft), "liquidation")
    rules = page.section("Rules").lines
    assert Line("As of", "1 Jan 2025") in rules
    assert Line("Valid until", "31 Dec 2026") in rules
    assert Line("Source", "made for tests") in rules
    assert Line("Clients", "retail") in rules
    texts = [line.value for line in rules]
    assert "Changed by you: margin call ratio." in texts
    assert "Typical, not dated values: fee rate, funding rate." in texts
    assert [line.value for line in page.section("Not modelled").lines] == ["Gaps.", "Funding paid until the stop."]


def test_what_cannot_be_said_names_what_is_missing() -> None:
    assert _sentences(unsaid(), "liquidation", "Why not")[0].startswith("Say what 1 USDT is worth in EUR")
    no_stop = make_draft(stop_price=None, size_by="quantity", size="1")
    assert _sentences(no_stop, "loss_at_stop", "Why not") == ["There is no stop: the loss of this trade is unbounded."]
    tiny = make_draft(size_by="risk_amount", size="0.0001")
    assert _sentences(tiny, "liquidation", "Why not") == [
        "The quantity rounds down to nothing, so there is no position."
    ]
    assert _sentences(btc(), "reward_risk", "Why not")[0].startswith("There are no targets")
    too_little = make_draft(targets=[{"price": "52000", "share": "0.5"}], size_by="quantity", size="0.001")
    assert _sentences(too_little, "reward_risk", "Why not")[0].startswith("The targets close nothing")


@pytest.mark.parametrize("key", SUBJECTS)
@pytest.mark.parametrize(
    "draft",
    [
        *(book(), btc(), doomed(), eurusd(), quiet(), unsaid(), fx_draft(currency="EUR"), inverse_draft()),
        *(futures_draft(), stock_draft(), spot_draft(), loan_draft(), cash_draft(), make_draft(stop_price=None)),
    ],
)
def test_every_figure_of_every_plan_has_its_page(draft: Draft, key: str) -> None:
    page = why_page(assess(draft), key)
    text = page_text(page)
    assert page.sections
    assert all(section.lines for section in page.sections)
    assert not {"{", "}", "_"} & set(text)
    assert "None" not in text


def test_a_kelly_size_is_told_by_shares_and_by_what_it_closes() -> None:
    # 0.6 - 0.4 / 1.5; three contracts close two at 1 R and one at 2 R, 0.6 - 0.4 x 3 / 4
    page = why_page(assess(halves_by_kelly("0.25", "0.6")), "quantity")
    told = [(line.label, _plain(line.value)) for line in page.section("Inputs").lines if line.label in {"b", "f"}]
    assert told == [("b", "1.5"), ("f", "33.3333333333 %"), ("b", "1.3333333333333333333"), ("f", "30 %")]
