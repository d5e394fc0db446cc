import pytest

from planner.domain.plan import Draft
from planner.domain.rule_edits import contradictions, rule_value
from planner.domain.venue import DeficitPolicy, MarginBasis
from planner.domain.venue_rules import CallRestores, CloseOrder, DayTradeRule, PartialLiquidation, TierRule, ValuedAt
from planner.report.rule_fields import CHOICES, OBJECTIONS, Kind, editable
from planner.report.rules import rules_line, rules_page
from planner.report.sections import Line, page_text
from planner.storage.resources import resource
from planner.storage.venue_files import load_venues
from tests.conftest import linear_instrument, linear_venue, make_draft, tiers
from tests.regimes import cash_draft, futures_draft, loan_draft, spot_draft, stock_draft
from tests.report.plans import book, eurusd

OPTIONAL = {Kind.OPTIONAL_RATIO, Kind.OPTIONAL_RATE, Kind.OPTIONAL_AMOUNT, Kind.OPTIONAL_SIZE, Kind.SIGNED_RATE}
VENUES, _ = load_venues(resource("venues"))


def _with(draft: Draft, **changes: object) -> Draft:
    venue = draft.situation.venue.replace(**changes)
    return draft.replace(situation=draft.situation.replace(venue=venue))


def test_the_line_names_rules_date_and_clients() -> None:
    line = rules_line(_with(make_draft(), as_of="2026-03-26", client_class="retail"))
    assert line.text == "Linear · rules of 26 Mar 2026"
    assert line.origin == "retail · Source: made for tests"
    assert "Source: made for tests" in line.hint
    assert not line.is_changed


def test_the_line_marks_what_is_changed_typical_or_ends() -> None:
    line = rules_line(_with(book(), changed=("margin_call_ratio",), valid_until="2027-05-23"))
    assert line.text == "Linear · changed · rules of 1 Jan 2025 · valid until 23 May 2027"
    assert line.origin == "retail · partly typical · Source: made for tests"
    assert line.is_changed
    assert "Changed by you: margin call ratio." in line.hint


def test_the_page_tells_every_tier_with_its_deduction() -> None:
    table = tiers(("1000", "0.01", "50"), ("5000", "0.02", "20"))
    page = rules_page(make_draft(venue=linear_venue(linear_instrument(margin_tiers=table))))
    lines = [(line.label, line.value.replace("\u202f", " ")) for line in page.section("Maintenance tiers").lines]
    assert lines == [
        ("Up to 1,000 USDT", "1 % · up to 50× · deduction 0"),
        ("Up to 5,000 USDT", "2 % · up to 20× · deduction 10"),  # 1,000 x (2 % - 1 %)
    ]


def test_a_changed_and_a_typical_rule_are_marked_where_they_stand() -> None:
    page = rules_page(_with(book(), changed=("instruments.BTCUSDT.spread", "liquidation_ratio")))
    notes = {line.label: line.note for section in page.sections for line in section.lines}
    assert notes["Spread"] == "changed by you"
    assert notes["Liquidation"] == "changed by you"
    assert notes["Taker fee of one side"] == "typical, not dated"
    assert notes["Margin call"] == ""


@pytest.mark.parametrize(
    ("draft", "title", "line"),
    [
        (eurusd(), "Levels", Line("Stop-out", "margin level = equity / used margin = 50\u202f%")),
        (futures_draft(), "Levels", Line("Liquidation", "the broker decides")),
        (futures_draft(), "Margin of one contract", Line("Day trade", "1,000.00 USD")),
        (stock_draft(), "Margin rates", Line("Maintenance, short", "30\u202f%")),
        (stock_draft(), "Levels", Line("A call restores", "the maintenance margin")),
        (spot_draft(), "Levels", Line("Margin call", "margin level = equity / used margin = 80\u202f%")),
        (loan_draft(), "Loan to value", Line("Liquidation", "83\u202f%")),
        (cash_draft(), "Levels", Line("", "A cash account has none.")),
    ],
)
def test_each_regime_tells_its_own_rules(draft: Draft, title: str, line: Line) -> None:
    assert line in rules_page(draft).section(title).lines


@pytest.mark.parametrize("venue", VENUES, ids=lambda venue: venue.id)
def test_every_shipped_venue_can_be_read_and_changed(venue: object) -> None:
    shipped = next(one for one in VENUES if one is venue)
    for instrument in shipped.instruments:
        draft = make_draft(venue=shipped, instrument=instrument.symbol, currency=shipped.account_currencies[0])
        text = page_text(rules_page(draft))
        assert shipped.source in text
        assert all(sentence in text for sentence in shipped.not_modelled)
        fields = {field.path: field for group in editable(shipped, instrument) for field in group.fields}
        assert len(fields) == sum(len(group.fields) for group in editable(shipped, instrument)) > 3
        values = {path: rule_value(shipped, instrument.symbol, path) for path in fields}
        assert {path for path, field in fields.items() if field.kind not in OPTIONAL and values[path] is None} == set()
        chosen = {path: {option for option, _ in field.options} for path, field in fields.items() if field.options}
        assert all(values[path] in options for path, options in chosen.items())
        assert contradictions(shipped, instrument.symbol, {}) == {}


def test_every_word_that_can_be_chosen_is_one_the_rules_know() -> None:
    known = {
        "margin_basis": MarginBasis,
        "perpetual.tier_rule": TierRule,
        "perpetual.maintenance_valued_at": ValuedAt,
        "perpetual.fee_valued_at": ValuedAt,
        "call_restores": CallRestores,
        "deficit_policy": DeficitPolicy,
        "liquidation.close_order": CloseOrder,
        "liquidation.partial": PartialLiquidation,
        "stock.day_trade_rule": DayTradeRule,
    }
    assert {path: {word for word, _ in options} for path, options in CHOICES.items()} == {
        path: {word.value for word in words} for path, words in known.items()
    }


OWN = {
    "as_of": ("As of", "Rules"),
    "source": ("Source", "Rules"),
    "deficit_policy": ("A balance below zero", "Account"),
    "liquidation.slice_rate": ("Closed at a liquidation", "Levels"),
    "liquidation.close_order": ("Closed first", "Levels"),
    "margin_call_ratio": ("Margin call", "Levels"),
    "instruments.BTCUSDT.funding_rate": ("Funding of one period", "BTCUSDT"),
    "instruments.BTCUSDT.maker_fee_rate": ("Maker fee of one side", "BTCUSDT"),
    "instruments.BTCUSDT.max_quantity": ("Largest order", "BTCUSDT"),
    "instruments.BTCUSDT.min_notional": ("Smallest notional", "BTCUSDT"),
}


@pytest.mark.parametrize("path", OWN)
def test_the_page_marks_every_rule_of_the_traders_own(path: str) -> None:
    listed = linear_instrument(
        funding_rate="0.0001", funding_interval_hours="8", maker_fee_rate="0", max_quantity="9", min_notional="5"
    )
    page = rules_page(make_draft(venue=linear_venue(listed, changed=(path,))))
    assert [line.label for line in page.section(OWN[path][1]).lines if line.note == "changed by you"] == [OWN[path][0]]


def test_the_way_a_requirement_is_reckoned_is_marked_below_its_words() -> None:
    page = rules_page(_with(make_draft(), changed=("perpetual.tier_rule",)))
    assert page.section("What is required").lines[-1].value == "Perpetual tier rule: changed by you."


@pytest.mark.parametrize("sentence", OBJECTIONS.values())
def test_an_objection_says_what_would_be_right(sentence: str) -> None:
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "; enter" in sentence
