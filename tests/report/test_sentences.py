"""Every code that can be raised or found has its sentence, and the sentence has all its facts."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.evaluation import Finding, Severity
from planner.domain.fault import Fault, FaultError
from planner.domain.findings import RULES
from planner.domain.number import parse_number
from planner.domain.plan import Draft
from planner.domain.typed import PERCENT, FieldRule, read_typed
from planner.report.book_sentences import BOOK_FAULTS, QUESTIONS, ROLES, TABLE_FAULTS
from planner.report.file_sentences import FILE_FAULTS, REASONS
from planner.report.sentence_table import FAULTS, FINDINGS
from planner.report.sentences import Units, fault_sentence, finding_sentence, units_of
from planner.storage import field_faults
from planner.storage.book_csv.reading import Question
from planner.storage.book_csv.roles import Role
from tests.cases.numbers import REFUSED
from tests.cases.objection import Objection
from tests.cases.objections import OBJECTIONS
from tests.conftest import fx_draft, linear_instrument, linear_venue, make_draft, position, tiers
from tests.report.codes import Raised, fields_of, first_texts, keyword_texts, raised_faults, read_source

SOURCE = read_source()
RAISED = raised_faults(SOURCE)
FOUND = {rule.code for rule in RULES} | first_texts(SOURCE, "_input", "Finding")
FAULT_TEMPLATES = {**FILE_FAULTS, **FAULTS, **BOOK_FAULTS, **TABLE_FAULTS}
UNITS = Units("USDT", "JPY", Decimal("0.1"), Decimal("0.001"), "BTC")


def test_the_source_is_read_as_it_is_meant() -> None:
    codes = {raised.code for raised in RAISED}
    assert codes >= {"comma", "disk_full", "damaged", "folder_missing", "write_failed", "picture_name"}
    assert {"stop_missing", "off_tick", "typical_rules"} <= FOUND


def test_every_finding_has_a_sentence_and_every_sentence_a_finding() -> None:
    assert set(FINDINGS) == FOUND


def test_every_fault_has_a_sentence() -> None:
    assert {r.code: r.where for r in RAISED if r.code not in FAULT_TEMPLATES} == {}


def test_every_sentence_has_a_fault() -> None:
    assert FAULT_TEMPLATES.keys() - {raised.code for raised in RAISED} == set()


def test_no_fault_has_two_sentences() -> None:
    tables = (FAULTS, FILE_FAULTS, BOOK_FAULTS, TABLE_FAULTS)
    assert sum(map(len, tables)) == len(FAULT_TEMPLATES)


def test_every_question_about_a_table_and_every_column_has_words() -> None:
    assert list(QUESTIONS) == list(Question)
    assert list(ROLES) == list(Role)


def test_every_reason_has_words() -> None:
    numbers = {raised.code for raised in RAISED if raised.where.startswith("domain/number.py")}
    records = {*field_faults.REASONS.values(), *first_texts(SOURCE, "PydanticCustomError"), "invalid"}
    assert numbers | records | keyword_texts(SOURCE, "reason") <= REASONS.keys()


@pytest.mark.parametrize("raised", RAISED, ids=lambda raised: f"{raised.code}-{raised.where}")
def test_a_fault_is_given_every_fact_its_sentence_names(raised: Raised) -> None:
    assert fields_of(FAULT_TEMPLATES.get(raised.code, "")) <= raised.facts


@pytest.mark.parametrize("template", [*FINDINGS.values(), *FAULT_TEMPLATES.values()])
def test_a_sentence_starts_like_one_and_ends_with_a_period(template: str) -> None:
    assert template[0] in "{“" or template[0].isupper()
    assert template.endswith(".")
    assert "  " not in template


@pytest.mark.parametrize("objection", OBJECTIONS, ids=str)
def test_a_finding_fills_its_sentence(objection: Objection) -> None:
    found = [f for f in assess(objection.raised).evaluation.findings if f.code == objection.code]
    assert found
    for finding in found:
        sentence = finding_sentence(finding, units_of(objection.raised))
        assert fields_of(FINDINGS[finding.code]) <= finding.facts.keys()
        assert "—" not in sentence
        assert not {"{", "}", "_"} & set(sentence)
        assert sentence.endswith(".")


def test_the_cases_make_every_finding() -> None:
    take_a_moment = {"marks_old", "atr_old"}  # in test_ages
    assert {objection.code for objection in OBJECTIONS} == FOUND - take_a_moment


def _aimed(price: str, **changes: object) -> Draft:
    return make_draft(targets=[{"price": price, "share": "1"}], **changes)


@pytest.mark.parametrize(
    ("draft", "code", "expected"),
    [
        (
            make_draft(entry_price="50000.05"),
            "off_tick",
            "50,000.05 lies between two ticks of 0.1; 50,000.0 or 50,000.1 would be right.",
        ),
        (
            make_draft(side="short"),
            "stop_wrong_side",
            "The stop of a short trade lies on its losing side: 49,000.0 is not, seen from the entry 50,000.0.",
        ),
        (make_draft(size="0", size_by="risk_amount"), "size_missing", "Enter a risk in money above zero."),
        (
            # 0.1 of notional 5,000: 500 of margin against a requirement of 10 % of 5,000
            make_draft(
                venue=linear_venue(linear_instrument(margin_tiers=tiers(("1000000", "0.1", "125")))),
                size_by="quantity",
                size="0.1",
            ),
            "already_liquidatable",
            (
                "Cannot be opened: 500.00 USDT would back the position, the venue liquidates at 500.00 USDT. "
                "Trade a smaller size or put more margin behind it."
            ),
        ),
        (
            fx_draft(leverage="600"),
            "leverage_above_maximum",
            "600× is above the maximum of this instrument, 500×.",
        ),
        (
            make_draft(positions=[position(margin_mode="cross")]),
            "mode_conflict",
            "BTCUSDT already has an open position with cross margin; a venue keeps one mode per instrument.",
        ),
        (
            _aimed("50040", fee_rate="0.0005"),  # 200 / 1,049.5 is 0.190; 0.190 x (40 - 25 - 25.02) = -1.9038
            "targets_below_costs",
            "The targets do not pay the costs: the trade would end at −1.90 USDT.",
        ),
        (
            # 2,000 won over 900 lost never ends
            _aimed("52000", stop_price="49100", size_by="kelly", size="1", sizing={"win_rate": "0.2"}),
            "no_edge",
            "With 20.00\u202f% of wins at 2.22 R each the odds lose money: Kelly takes no such trade.",
        ),
    ],
)
def test_a_finding_reads_as_a_trader_would_say_it(draft: Draft, code: str, expected: str) -> None:
    finding = next(f for f in assess(draft).evaluation.findings if f.code == code)
    assert finding_sentence(finding, units_of(draft)) == expected


def test_a_price_just_beside_a_tick_is_not_shown_on_it() -> None:
    draft = make_draft(entry_price="50000.0001")
    finding = next(f for f in assess(draft).evaluation.findings if f.code == "off_tick")
    expected = "50,000.0001 lies between two ticks of 0.1; 50,000.0 or 50,000.1 would be right."
    assert finding_sentence(finding, units_of(draft)) == expected


def test_an_exit_below_the_smallest_order_names_its_target_what_it_closes_and_the_least() -> None:
    halves = [{"price": "51000", "share": "0.5"}, {"price": "52000", "share": "0.5"}]
    instrument = linear_instrument(min_quantity="0.002")
    draft = make_draft(venue=linear_venue(instrument), size_by="quantity", size="0.003", targets=halves)
    finding = next(f for f in assess(draft).evaluation.findings if f.code == "exit_below_minimum")
    assert finding.field == "targets.1"
    assert finding_sentence(finding, units_of(draft)) == (
        "Target 2 would close 0.001 BTC; the smallest order there is 0.002 BTC. "
        "Give it a larger share, or trade a larger size."
    )


def test_a_quantity_below_the_smallest_order_is_told_without_a_tail_of_digits() -> None:
    draft = make_draft(size_by="risk_amount", size="0.5", stop_price="49300")  # 0.5 / 700 = 0.000714...
    finding = next(f for f in assess(draft).evaluation.findings if f.code == "below_minimum")
    sentence = finding_sentence(finding, units_of(draft))
    assert sentence.startswith("0.00071")
    assert len(sentence.split(" BTC", maxsplit=1)[0]) <= len("0.0007142")
    assert sentence.endswith(" BTC is below the smallest order, 0.001 BTC.")


@pytest.mark.parametrize(
    ("code", "name", "value", "part"),
    [
        ("far_liquidation", "far_price", "50000", "at 50,000.0."),
        ("unplanned_share", "open_rate", "0.5", "50.00\u202f% of"),
        ("nothing_to_close", "open_quantity", "0.011", "of 0.011 BTC is less"),
        ("below_minimum", "least_quantity", "0.2", "order, 0.2 BTC."),
        ("targets_below_costs", "gain_money", "-5", "at −5.00 USDT."),
        ("above_tiers", "largest_quantity", "19.9", "hold; 19.9 BTC is left"),
        ("leverage_above_tier", "notional_amount", "5", "for 5 JPY:"),
        ("leverage_above_tier", "max_leverage", "20", "is 20×."),
        ("unknown_instrument", "symbol", "1234.5", "1,234.5 is"),
    ],
)
def test_the_ending_of_a_fact_tells_how_it_is_written(code: str, name: str, value: str, part: str) -> None:
    finding = Finding(code, Severity.NOTE, "size", {name: Decimal(value)})
    assert part in finding_sentence(finding, UNITS)


def _fault(action: Callable[[], object]) -> Fault:
    with pytest.raises(FaultError) as caught:
        action()
    return caught.value.fault


@pytest.mark.parametrize("text", REFUSED)
def test_a_number_that_is_refused_is_told_why(text: str) -> None:
    sentence = fault_sentence(_fault(lambda: parse_number(text)))
    assert "—" not in sentence
    assert sentence.endswith(".")


_STEP = FieldRule(step=Decimal("0.1"), maximum=Decimal(1000))


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("", FieldRule(), "Enter a number, for example 1.5."),
        ("1,5", FieldRule(), "“1,5” has a comma; write 1.5 with a point, and no separators between thousands."),
        ("12a", FieldRule(), "“12a” is not a number; write digits with a point, for example 1.5."),
        ("1" * 31, FieldRule(), f"“{'1' * 24}…” has more than 30 digits."),
        ("0", FieldRule(), "0 is not above zero; enter a number above zero."),
        ("-1", FieldRule(allows_zero=True), "-1 is below zero; enter zero or more."),
        ("1.25", _STEP, "1.25 is not a multiple of 0.1; 1.2 or 1.3 would be right."),
        ("1001", _STEP, "1001 is above the maximum of 1000.0."),
        ("101", FieldRule(scale=PERCENT, maximum=Decimal(1)), "101 is above the maximum of 100."),
    ],
)
def test_what_is_typed_wrong_is_told_with_what_would_be_right(text: str, rule: FieldRule, expected: str) -> None:
    assert fault_sentence(_fault(lambda: read_typed(text, rule))) == expected


def test_a_step_below_which_there_is_nothing_names_only_the_one_above() -> None:
    sentence = fault_sentence(_fault(lambda: read_typed("0.05", _STEP)))
    assert sentence.startswith("0.05 is below the first step; 0.1")
    assert "more or 0.1" not in sentence
    assert "0.1 would be right" in sentence


def test_a_reason_is_told_in_words() -> None:
    fault = Fault("bad_field", {"file": "a.plan.json", "field": "plan.targets.0.price", "reason": "comma"})
    expected = "a.plan.json: plan.targets.0.price cannot be used: its number has a comma; write a point."
    assert fault_sentence(fault) == expected


def test_a_file_that_is_wrong_as_a_whole_is_told_without_a_gap() -> None:
    fault = Fault("bad_field", {"file": "settings.json", "field": "", "reason": "not_a_group", "count": "1"})
    assert "  " not in fault_sentence(fault)


def test_an_unknown_reason_and_an_unknown_fault_are_still_told() -> None:
    fault = Fault("bad_field", {"file": "a.plan.json", "field": "plan.side", "reason": "new_kind"})
    assert fault_sentence(fault) == "a.plan.json: plan.side cannot be used: its value cannot be used."
    assert fault_sentence(Fault("something_new")) == "This cannot be taken (something new)."


def test_braces_in_what_a_trader_typed_are_only_text() -> None:
    fault = _fault(lambda: parse_number("{text}"))
    assert fault_sentence(fault).startswith("“{text}” is not a number")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("end", "its end is missing"),
        ("sha256", "its content does not fit its checksum"),
        ("version", "it does not say of which version it is"),
        ("minimum_reader", "it does not say which version can read it"),
        ("body", "it holds no plan"),
        ("saved_at", "what it says about itself is not whole"),
    ],
)
def test_what_is_damaged_is_said_without_the_names_of_the_format(part: str, words: str) -> None:
    sentence = fault_sentence(Fault("damaged", {"file": "a.plan.json", "part": part}))
    assert sentence.startswith(f"a.plan.json is damaged or was changed by hand: {words}. ")
