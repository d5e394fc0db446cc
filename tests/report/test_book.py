"""The book in words."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import ROUND_UP, Context, Decimal, localcontext

import pytest
from pydantic import TypeAdapter

from planner.discipline.account_curve import CurvePoint, PausedSpan
from planner.discipline.deviation_costs import Departures, DeviationCost, Outcome
from planner.domain.date_order import DateOrder
from planner.domain.journal import DeviationKind, ExitReason, RulesSet
from planner.domain.pause_rules import Action, Anchor, Basis, BreakEven, Ends, PauseRule, RateOf, Rule, Scope
from planner.domain.plan import Limits
from planner.domain.planned_actual import PlannedActual
from planner.domain.trades import BookAccount, ClosedTrade, OpenTrade, PlanState, Result
from planner.report import book, book_curve, book_limits, importing, rule_form, salvaging
from planner.storage.book.schema import METADATA
from planner.storage.book_csv.reading import Question
from planner.storage.book_csv.roles import Kind, Role
from tests.conftest import limits
from tests.happenings import NOW, RULES, rule

ACCOUNT = BookAccount(
    id=1, name="Swing", venue="Linear", currency="EUR", equity_base=Decimal(5000), zone="Europe/Berlin"
)
OPEN = {
    "id": 3,
    "account": 1,
    "instrument": "EURUSD",
    "side": "short",
    "opened_at": NOW,
    "recorded_at": NOW,
    "quantity": "2",
    "open_quantity": "2",
    "entry_price": "1.1000",
    "risk": "150",
}
CLOSED = {
    **OPEN,
    "open_quantity": "0",
    "closed_at": NOW + timedelta(hours=1),
    "close_recorded_at": NOW + timedelta(hours=1),
    "exit_price": "1.105",
    "pnl": "-75",
    "exit_reason": "stop",
    "plan": 9,
}


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (book.EXITS, ExitReason),
        (book.STATES, PlanState),
        (book.RESULTS, Result),
        (book.DEVIATIONS, DeviationKind),
        (importing.KINDS, Kind),
        (importing.ORDERS, DateOrder),
        (book_limits._TERMS, Limits.model_fields),
    ],
)
def test_every_case_has_its_words(table: dict[str, str], keys: Iterable[object]) -> None:
    assert list(table) == [str(key) for key in keys]


def test_an_open_position_is_a_row_in_the_zone_of_its_account() -> None:
    row = book.open_row(OpenTrade.model_validate(OPEN), ACCOUNT)
    # Berlin is two hours ahead in summer
    assert row == ("2026-04-01 11:00", "EURUSD", "short", "2", "1.1", "none: unbounded", "150.00 EUR", "none")
    assert len(row) == len(book.OPEN_COLUMNS)


def test_a_closed_trade_tells_its_r() -> None:
    row = book.closed_row(ClosedTrade.model_validate(CLOSED), ACCOUNT)
    # 75 lost of 150
    assert row[6:] == ("−75.00 EUR", "−0.50", "stop", "no. 9")
    assert len(row) == len(book.HISTORY_COLUMNS)
    unknown = book.closed_row(ClosedTrade.model_validate({**CLOSED, "risk": None}), ACCOUNT)
    assert unknown[7] == "—"


def test_trades_add_up_to_a_line_and_none_to_nothing() -> None:
    trades = [ClosedTrade.model_validate({**CLOSED, "pnl": pnl}) for pnl in ("-75", "300")]
    assert book.summary_line(trades, ACCOUNT) == "2 shown · 1 won · 225.00 EUR · 0.75 R on average"
    assert book.summary_line([], ACCOUNT) == ""


def test_trades_add_up_to_the_cent_whatever_another_library_has_made_of_the_context() -> None:
    trades = [ClosedTrade.model_validate({**CLOSED, "pnl": pnl}) for pnl in ("-1234.56", "-1234.57", "-1111.11")]
    with localcontext(Context(prec=3, rounding=ROUND_UP, traps=[])):
        assert " · -3,580.24 EUR · " in book.summary_line(trades, ACCOUNT).replace("\u2212", "-")


def test_planned_against_actual_is_a_paragraph() -> None:
    figures = PlannedActual(Decimal("0.5"), Decimal("0.25"), Decimal("1.2"), Decimal(2), True, Decimal(3), Decimal(1))  # noqa: FBT003 - a row of figures
    assert book.figures_text(figures) == (
        "Entry 0.5 worse than planned (0.25 R). Size 120\u202f% of the plan. Stop widened by 2. "
        "Closed before the first target, by choice. 1.00 R realised, 3.00 R planned."
    )


def test_the_curve_tells_balance_drawdown_and_pauses() -> None:
    points = (
        CurvePoint(NOW, Decimal(5000), Decimal(5000)),
        CurvePoint(NOW, Decimal(4500), Decimal(5000)),
        CurvePoint(NOW + timedelta(days=1), Decimal(4800), Decimal(5000)),
    )
    span = PausedSpan(rule("by_hand"), NOW, None, NOW, None)
    over = PausedSpan(rule("losses"), NOW, NOW + timedelta(days=1))
    line = book_curve.curve_line(points, (span, over), ACCOUNT)
    assert line == (
        "4,800.00 EUR now · worst drawdown 500.00 EUR (10.00\u202f%) on 2026-04-01 · paused 2 times, 1 broken off"
    )
    assert book_curve.curve_line(points[:1], (), ACCOUNT) == (
        "5,000.00 EUR now · never below its highest · never paused"
    )
    assert book_curve.curve_line(points[:1], None, ACCOUNT).endswith("no rules are kept in this account")
    assert book_curve.curve_line((), (), ACCOUNT) == book_curve.CURVE_EMPTY
    assert book_curve.pause_line(span, "UTC") == "Pause by hand: 2026-04-01 09:00 to still, broken off"
    assert book_curve.pause_line(over, "UTC") == "Losses in a row: 2026-04-01 09:00 to 2026-04-02 09:00"


def test_what_departures_cost_is_a_row_for_each_kind_below_the_trades_as_planned() -> None:
    planned, widened = Outcome(2, Decimal(100), 2, Decimal(1)), Outcome(1, Decimal(-250), 0)
    cost = DeviationCost(DeviationKind.STOP_WIDENED, widened, Decimal(-300), None)
    rows = [
        ("none: as planned", "2", "100.00 EUR", "50.00 EUR", "—", "1.00", "0.50", "—"),
        ("stop widened", "1", "−250.00 EUR", "−250.00 EUR", "−300.00 EUR", "—", "—", "—"),
    ]
    assert book_curve.cost_rows(Departures(planned, Outcome(), (cost,)), ACCOUNT) == rows
    single = DeviationCost(DeviationKind.OVERRIDE, widened, None, None, NOW)
    assert book_curve.cost_rows(Departures(planned, Outcome(), (single,)), ACCOUNT)[1][0] == (
        "pause overridden, 2026-04-01 11:00"
    )
    imported = Outcome(3, Decimal(30))
    unplanned = ("no plan to compare with", "3", "30.00 EUR", "10.00 EUR", "—", "—", "—", "—")
    assert book_curve.cost_rows(Departures(planned, imported, (cost,)), ACCOUNT) == [*rows, unplanned]


def test_limits_and_rules_are_written_out() -> None:
    assert book_limits.limit_lines(limits(currency_multiple="3")) == [
        "Single trade: at most 2.00\u202f%",
        "Open risk, plain sum: at most 6.00\u202f%",
        "Margin level after entry: at least 200.00\u202f%",
        "One currency: at most 300.00\u202f%",
    ]
    table = RulesSet(id="r", at=NOW, recorded_at=NOW, rules=RULES)
    assert [line[:13] for line in book_limits.rule_lines(table.rules, ACCOUNT)] == ["After 3 losse", "After 3 devia"]
    assert book_limits.rule_lines((), ACCOUNT) == ["No rules."]


def test_rules_that_take_another_balance_for_the_first_one_are_told_with_both() -> None:
    own, other = (
        rule("loss", anchor="initial", rate="0.1", rate_of="initial", initial=initial)
        for initial in (str(ACCOUNT.equity_base), "100000")
    )
    assert book_limits.other_beginnings((own, *RULES), ACCOUNT.equity_base, "EUR") == []
    (line,) = book_limits.other_beginnings((own, other, other), ACCOUNT.equity_base, "EUR")
    assert line.startswith("Losses are measured from 100,000.00 EUR, but this account began with ")


@pytest.mark.parametrize("question", Question)
def test_a_question_about_a_table_names_what_is_missing(question: Question) -> None:
    sentence = importing.question_line(question.value, [Role.PNL.value])
    assert sentence.endswith(".")
    assert ("profit or loss" in sentence.lower()) is (question in {Question.COLUMNS, Question.PNL_IS_NET}) or (
        question is Question.PNL_IS_NET
    )


def test_an_import_sums_up() -> None:
    assert importing.count_line(1, 0) == "1 trade can be imported."
    assert importing.count_line(1200, 1, of_candles=True) == "1,200 candles can be imported; 1 row is left out."
    assert importing.imported_line(2, 1) == "Imported 2 trades; 1 was in the book already."
    assert importing.imported_line(1, 0) == "Imported 1 trade."


def test_a_salvaged_book_tells_what_is_lost() -> None:
    assert salvaging.salvaged_line("a.jsonl", {"trade": 1200, "fill": 3}, ("fill",)) == (
        "Wrote a.jsonl: 1,203 rows. Some could not be read: fills."
    )
    assert salvaging.mended_line("b", 0, ()).startswith("Nothing could be read: the book is new and empty.")
    assert set(salvaging._TABLES) == set(METADATA.tables) - {"deviated_trade"}


def test_a_mended_book_tells_which_trades_stand_without_their_plans() -> None:
    assert salvaging.mended_line("b", 9, ("plan",), parted=1) == (
        "9 rows are in the book again. Some could not be read: plans. 1 trade stands without the plan it followed or "
        "the trade it hedged, which was lost. The damaged file is kept as b."
    )
    assert "2 trades stand without" in salvaging.mended_line("b", 9, ("plan",), parted=2)


def test_a_mended_book_tells_which_fills_were_made_anew() -> None:
    assert "The fills of 1 open trade were made anew" in salvaging.mended_line("b", 9, ("fill",), refilled=1)
    assert "The fills of 2 open trades were made anew" in salvaging.mended_line("b", 9, ("fill",), refilled=2)


def test_every_field_and_every_kind_of_rule_has_a_label() -> None:
    kinds = [kind.model_fields["kind"].default for kind in _rule_types()]
    assert sorted(rule_form.KINDS) == sorted(kinds)
    fields = {name for kind in _rule_types() for name in kind.model_fields} - {"kind", "id"}
    assert fields <= rule_form.FIELDS.keys()


def _rule_types() -> list[type[Rule]]:
    schema = TypeAdapter(PauseRule).json_schema()
    found = {kind.__name__: kind for kind in _below(Rule)}
    return [found[name] for name in schema["$defs"] if name in found and name.removesuffix("Rule") != ""]


def _below(kind: type[Rule]) -> list[type[Rule]]:
    return [kind, *(deeper for under in kind.__subclasses__() for deeper in _below(under))]


def test_every_choice_is_read_without_underscores() -> None:
    for kind in (Action, Anchor, Basis, BreakEven, Ends, RateOf, Scope):
        for choice in kind:
            assert "_" not in rule_form.choice_words(choice.value)
    assert rule_form.fault_words("Value error, a rule warns before it pauses") == "A rule warns before it pauses."
