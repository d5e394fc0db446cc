"""The decisions of a plan without its prices, and the same on another plan."""

from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from planner.domain.stop_rules import TrailBy, Trigger, TriggerBy
from planner.domain.templates import AwayFromEntry, Kept, TargetAt, Template, apply_template, decided, template_of
from planner.domain.venue import MarginMode, Side
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.regimes import halves_by_kelly, loan_draft

D = Decimal


def _setup(**changes: object) -> Draft:
    """Without costs: a stop 2 % away, targets at 1.5 and 3 R, a second entry 1 % below."""
    plan = {
        "ladder": [{"price": "49500", "share": "0.25"}],
        "targets": [{"price": "51500", "share": "0.5"}, {"price": "53000", "share": "0.25"}],
        "leverage": "7",
        "checklist": [{"text": "Trend", "done": True, "required": True}],
        "tags": ["breakout"],
        "signal_source": "screen",
        "slippage_rate": "0",
        "holding_days": "2",
        "note": "stays with its plan",
    }
    return make_draft(**{**plan, **changes})


def _template(draft: Draft) -> Template:
    return template_of(evaluate(draft), "Mine")


def _applied(template: Template, draft: Draft, atr: Decimal | None = None) -> Draft:
    return apply_template(template, atr).change(draft)


def test_a_template_holds_distances_and_no_prices() -> None:
    """171 steps at 50,000 and 58 at 49,500 lose just the 200 that are risked, and bring 372.50 at 51,500."""
    found = _template(_setup())
    assert (found.stop_rate, found.stop_atr) == (D("0.02"), None)
    assert found.ladder == (AwayFromEntry(rate=D("0.01"), share=D("0.25")),)
    assert found.targets == (
        TargetAt(r_multiple=D("1.8625"), share=D("0.5")),
        TargetAt(r_multiple=D("3.58"), share=D("0.25")),
    )
    assert (found.leverage, found.holding_days, found.tags) == (D(7), D(2), ("breakout",))
    assert [item.done for item in found.checklist] == [False]


def test_with_an_average_true_range_the_stop_is_counted_in_it() -> None:
    found = _template(_setup(sizing={"atr": "400"}))
    assert (found.stop_rate, found.stop_atr, found.sizing.atr) == (None, D("2.5"), None)


def test_a_template_on_its_own_plan_changes_nothing_but_what_was_checked() -> None:
    draft = _setup(ladder=(), targets=[{"price": "51500", "share": "0.5"}], stop_rules={"break_even": {}})
    again = _applied(_template(draft), draft)
    assert again.plan.replace(checklist=draft.plan.checklist) == draft.plan
    assert [item.done for item in again.plan.checklist] == [False]


@pytest.mark.parametrize(("side", "stop", "rung"), [("long", "1.22973", "1.22986"), ("short", "1.23027", "1.23014")])
def test_a_stop_of_few_pips_comes_back_to_its_tick(side: str, stop: str, rung: str) -> None:
    """2.7 pips of 1.23 are 0.0219512... %, a second entry 1.4 pips away is at 0.0113821... %."""
    venue = linear_venue(linear_instrument(price_tick="0.00001"))
    draft = _setup(
        venue=venue, side=side, entry_price="1.23", stop_price=stop, ladder=[{"price": rung, "share": "0.5"}],
        targets=[],
    )  # fmt: skip
    found = _template(draft)
    assert (found.stop_rate, found.ladder[0].rate) == (D("0.00022"), D("0.000114"))
    again = _applied(found, draft).plan
    assert (again.stop_price, again.ladder) == (draft.plan.stop_price, draft.plan.ladder)


@pytest.mark.parametrize(
    ("entry", "stop", "rung", "target"),
    [
        ("93400", "88900", "91350.1", "99999.9"),
        ("93400", "88900", "91350.1", "100000"),
        ("120000", "111111.1", "115000.1", "155555.5"),
    ],
)
def test_every_price_of_a_template_comes_back_to_its_tick(entry: str, stop: str, rung: str, target: str) -> None:
    """With a tick of 0.1, a ten-thousandth of a risk of 4,500 is 4 ticks and a millionth of 120,000 more than one."""
    draft = _setup(
        entry_price=entry, stop_price=stop, ladder=[{"price": rung, "share": "0.5"}],
        targets=[{"price": target, "share": "0.5"}], slippage_rate="0.0002",
    )  # fmt: skip
    again = _applied(_template(draft), draft).plan
    assert (again.stop_price, again.ladder, again.targets) == (
        draft.plan.stop_price, draft.plan.ladder, draft.plan.targets,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, ()),
        ({"entry_price": None, "targets": [{"price": "52000", "share": "1"}]}, (Kept.STOP, Kept.ENTRIES, Kept.TARGETS)),
        ({"entry_price": None, "stop_price": None, "targets": []}, (Kept.NO_STOP, Kept.ENTRIES, Kept.NO_TARGETS)),
        ({"instrument": "OTHER"}, (Kept.EVERYTHING,)),
    ],
)
def test_what_a_template_leaves_as_it_was_is_told(changes: dict[str, object], kept: tuple[Kept, ...]) -> None:
    other = make_draft(**changes)
    found = decided(_template(_setup()), other, None)
    assert found.kept == kept
    assert found.draft == _applied(_template(_setup()), other)


def test_a_template_without_targets_leaves_those_of_the_plan_and_says_so() -> None:
    found = decided(_template(_setup(targets=[])), _setup(), None)
    assert found.kept == (Kept.OWN_TARGETS,)
    assert found.draft.plan.targets == _setup().plan.targets


def test_the_stop_of_a_short_may_be_farther_away_than_its_entry_is_from_nothing() -> None:
    draft = _setup(side="short", entry_price="100", stop_price="250", ladder=(), targets=[])
    found = _template(draft)
    assert found.stop_rate == D("1.5")
    assert _applied(found, draft).plan.stop_price == D(250)


def test_a_template_on_the_other_side_and_another_price() -> None:
    """Short from 20,000: a stop 2 % above, 1.5 R of 400 below."""
    template = _template(_setup(ladder=(), targets=[{"price": "51500", "share": "1"}]))
    other = make_draft(side="short", entry_price="20000", stop_price="20100", note="mine")
    plan = _applied(template, other).plan
    assert (plan.side, plan.entry_price, plan.stop_price) == (Side.SHORT, D(20000), D(20400))
    assert [(target.price, target.share) for target in plan.targets] == [(D(19400), D(1))]
    assert (plan.note, plan.leverage, plan.signal_source) == ("mine", D(7), "screen")


@pytest.mark.parametrize(
    ("own", "chart", "stop"), [(None, "300", "49250"), ("200", "300", "49500"), (None, None, "49000")]
)
def test_a_stop_in_average_true_ranges(own: str | None, chart: str | None, stop: str) -> None:
    """2.5 of the plan's own, else of the chart's; without either the stop stays where it is."""
    template = _template(_setup(ladder=(), sizing={"atr": "400"}))
    draft = make_draft(sizing={"atr": own})
    plan = _applied(template, draft, None if chart is None else D(chart)).plan
    assert plan.stop_price == D(stop)
    assert plan.sizing.atr == (None if chart is None else D(own or chart))


def test_prices_in_rules_of_the_stop_become_multiples_and_rates() -> None:
    at = {"by": "price", "value": "51500"}
    rules = {"break_even": {"trigger": at}, "trailing": {"trigger": at, "by": "price", "distance": "500"}}
    found = _template(_setup(ladder=(), stop_rules=rules)).stop_rules
    assert found.break_even is not None
    assert found.break_even.trigger == Trigger(by=TriggerBy.R, value=D("1.5"))
    assert found.trailing is not None
    assert (found.trailing.by, found.trailing.distance) == (TrailBy.PERCENT, D("0.01"))


def test_a_distance_that_is_no_price_is_kept() -> None:
    found = _template(_setup(ladder=(), stop_rules={"trailing": {"by": "atr", "distance": "3"}})).stop_rules
    assert found.trailing is not None
    assert (found.trailing.by, found.trailing.distance) == (TrailBy.ATR, D(3))


def test_a_plan_without_a_stop_keeps_no_rule_and_no_target_that_needs_one() -> None:
    at = {"by": "price", "value": "51500"}
    draft = _setup(
        stop_price=None, size_by="quantity", size="0.1", ladder=(), stop_rules={"break_even": {"trigger": at}}
    )
    found = _template(draft)
    assert (found.stop_rate, found.targets, found.stop_rules.break_even) == (None, (), None)
    targets = _applied(found, _setup()).plan.targets
    assert targets == _setup().plan.targets


def test_what_the_venue_does_not_offer_takes_its_nearest_value() -> None:
    template = _template(_setup(ladder=(), leverage="50", fee_rate="0.0004", guaranteed_stop={"premium": "0.001"}))
    small = linear_venue(linear_instrument(max_leverage="20"), margin_modes=["cross"])
    plan = _applied(template, make_draft(venue=small, margin_mode="cross")).plan
    assert (plan.leverage, plan.margin_mode) == (D(20), "cross")
    assert plan.fee_rate == D("0.0004")
    assert plan.guaranteed_stop is not None


@pytest.mark.parametrize(
    ("terms", "own", "size"),
    [
        ({"size_by": "risk_amount", "size": "250"}, "JPY", "0.01"),
        ({"size_by": "risk_amount", "size": "250"}, "USD", "250"),
        ({"size_by": "risk_rate", "size": "0.03"}, "JPY", "0.03"),
        ({"size_by": "risk_rate", "size": "0.03", "sizing": {"base_amount": "9000"}}, "JPY", "0.01"),
    ],
)
def test_a_size_in_money_is_not_taken_over_in_another_currency(terms: dict[str, object], own: str, size: str) -> None:
    """But dollars of one kind or another are alike, and a rate is a rate of anything."""
    template = _template(_setup(ladder=(), **terms))
    assert template.currency == "USDT"
    other = make_draft(size_by="risk_rate", size="0.01", currency=own)
    plan = _applied(template, other).plan
    assert (plan.size, plan.leverage) == (D(size), D(7))
    assert plan.sizing.base_amount is None


@pytest.mark.parametrize(
    ("draft", "kept"),
    [
        (make_draft(), ()),
        (make_draft(added_margin="100"), (Kept.ADDED_MARGIN,)),
        (halves_by_kelly("1"), (Kept.DAY_TRADE,)),
        (loan_draft(loan_to_value="0.4"), (Kept.LOAN,)),
    ],
)
def test_what_the_margin_follows_from_and_no_template_decides_is_told(draft: Draft, kept: tuple[Kept, ...]) -> None:
    found = decided(_template(draft), draft, None)
    now, before = found.draft.plan, draft.plan
    assert found.kept == kept
    assert (now.added_margin, now.loan_to_value, now.intraday) == (
        before.added_margin, before.loan_to_value, before.intraday,
    )  # fmt: skip


def test_added_margin_that_the_mode_of_a_template_does_not_take_is_told() -> None:
    found = decided(_template(make_draft(margin_mode="cross")), make_draft(added_margin="100"), None)
    assert (found.draft.plan.margin_mode, found.draft.plan.added_margin) == (MarginMode.CROSS, D(0))
    assert found.kept == (Kept.NO_ADDED_MARGIN,)


def test_a_plan_without_an_entry_takes_the_decisions_alone() -> None:
    plan = _applied(_template(_setup()), make_draft(entry_price=None)).plan
    assert (plan.leverage, plan.stop_price, plan.ladder) == (D(7), D(49000), ())


def test_an_unknown_instrument_is_left_alone() -> None:
    draft = make_draft(instrument="NOPE")
    assert _applied(_template(_setup()), draft) is draft


def test_a_stop_on_the_winning_side_is_no_distance() -> None:
    assert _template(_setup(stop_price="50500", ladder=(), targets=[])).stop_rate is None
