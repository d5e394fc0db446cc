from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from planner.domain import edits
from planner.domain.plan import Draft
from planner.domain.rule_edits import (
    RuleValue,
    as_own,
    change_rules,
    changed_path,
    completed,
    contradictions,
    differing,
    keep_own_rules,
    own_id,
    restore_rules,
    rule_value,
    shipped_id,
)
from planner.domain.venue import Venue
from tests.conftest import linear_instrument, linear_venue, make_draft, tiers
from tests.regimes import futures_draft, loan_draft

TIERS = tiers(("1000", "0.01", "50"), ("5000", "0.02", "20"))
SHIPPED = linear_venue(linear_instrument(margin_tiers=TIERS), linear_instrument(symbol="BRK.B"))
FEE, CAP = "instrument.fee_rate", "instrument.margin_tiers.1.notional_cap"


def _changed(draft: Draft, shipped: Venue | None = SHIPPED, **values: str) -> Draft:
    named = {path.replace("__", "."): Decimal(value) for path, value in values.items()}
    return change_rules(named, shipped).change(draft)


def test_a_changed_rule_holds_for_the_plan_and_is_named() -> None:
    draft = _changed(make_draft(venue=SHIPPED), instrument__fee_rate="0.001", margin_call_ratio="1.5")
    venue = draft.situation.venue
    assert (rule_value(venue, "BTCUSDT", FEE), venue.margin_call_ratio) == (Decimal("0.001"), Decimal("1.5"))
    assert venue.changed == ("margin_call_ratio", "instruments.BTCUSDT.fee_rate")
    assert venue.instrument("BRK.B") == SHIPPED.instrument("BRK.B")


def test_a_rule_changed_back_is_no_longer_named() -> None:
    draft = make_draft(venue=SHIPPED)
    there = _changed(draft, instrument__margin_tiers__1__notional_cap="6000")
    assert there.situation.venue.changed == ("instruments.BTCUSDT.margin_tiers.1.notional_cap",)
    assert _changed(there, instrument__margin_tiers__1__notional_cap="5000") == draft


def test_rules_of_another_date_count_only_what_the_trader_changes() -> None:
    older = SHIPPED.replace(as_of="2024-01-01", margin_call_ratio="2")
    draft = _changed(make_draft(venue=older), instrument__fee_rate="0.001")
    assert draft.situation.venue.changed == ("instruments.BTCUSDT.fee_rate",)


def test_without_shipped_rules_what_was_changed_before_stays_named() -> None:
    once = _changed(make_draft(venue=SHIPPED), None, instrument__fee_rate="0.001")
    twice = _changed(once, None, liquidation_ratio="1.1")
    assert twice.situation.venue.changed == ("instruments.BTCUSDT.fee_rate", "liquidation_ratio")


def test_another_date_and_source_are_rules_too() -> None:
    draft = make_draft(venue=SHIPPED)
    dated = change_rules({"as_of": date(2026, 1, 1), "source": "my broker"}, SHIPPED).change(draft)
    assert dated.situation.venue.changed == ("as_of", "source")
    both = _changed(dated, margin_call_ratio="2")
    assert set(both.situation.venue.changed) == {"as_of", "source", "margin_call_ratio"}
    back: dict[str, RuleValue] = {
        "as_of": SHIPPED.as_of,
        "source": SHIPPED.source,
        "margin_call_ratio": SHIPPED.margin_call_ratio,
    }
    assert change_rules(back, SHIPPED).change(both) == draft


WORDS: list[tuple[str, RuleValue]] = [
    ("deficit_policy", "owed"),
    ("perpetual.tier_rule", "whole"),
    ("perpetual.maintenance_valued_at", "entry"),
    ("liquidation.close_order", "oldest"),
    ("call_restores", "maintenance"),
    ("margin_basis", "current"),
    ("instrument.funding_rate", Decimal("-0.0001")),
    ("instrument.maker_fee_rate", Decimal("-0.0001")),
    ("instrument.swap_long_rate", Decimal("0.05")),
    ("instrument.max_quantity", Decimal(9)),
    ("instrument.min_notional", None),
]


@pytest.mark.parametrize(("path", "value"), WORDS)
def test_a_rule_of_any_kind_is_changed_and_named(path: str, value: RuleValue) -> None:
    shipped = linear_venue(linear_instrument(min_notional="5", funding_interval_hours="8"))
    draft = make_draft(venue=shipped)
    changed = change_rules({path: value}, shipped).change(draft)
    assert rule_value(changed.situation.venue, "BTCUSDT", path) == value
    assert changed.situation.venue.changed == (changed_path(path, "BTCUSDT"),)
    assert change_rules({path: rule_value(shipped, "BTCUSDT", path)}, shipped).change(changed) == draft


def test_numbers_that_contradict_each_other_change_nothing() -> None:
    with pytest.raises(ValidationError):
        _changed(make_draft(venue=SHIPPED), liquidation_ratio="3")


def test_the_shipped_rules_come_back() -> None:
    draft = make_draft(venue=SHIPPED)
    changed = keep_own_rules().change(_changed(draft, instrument__fee_rate="0.001"))
    assert changed.situation.venue.id == "my_linear"
    assert restore_rules(SHIPPED).change(changed) == draft


def test_an_own_copy_has_an_id_and_a_name_of_its_own_once() -> None:
    own = as_own(as_own(SHIPPED))
    assert (own.id, own.name) == ("my_linear", "Linear (yours)")
    assert shipped_id(own.id) == "linear"
    assert own_id("x" * 40) == f"my_{'x' * 37}"
    assert len(as_own(SHIPPED.replace(name="n" * 80)).name) == 80


def test_a_copy_is_completed_by_what_it_does_not_list() -> None:
    own = SHIPPED.only(frozenset({"BTCUSDT"})).replace(margin_call_ratio="2")
    assert completed(own, SHIPPED) == SHIPPED.replace(margin_call_ratio="2")
    assert completed(SHIPPED, SHIPPED) is SHIPPED


def test_changed_rules_survive_another_instrument_of_the_same_venue() -> None:
    draft = _changed(make_draft(venue=SHIPPED), margin_call_ratio="2")
    moved = edits.choose_instrument(completed(draft.situation.venue, SHIPPED), "BRK.B", None).change(draft)
    assert moved.situation.venue.changed == ("margin_call_ratio",)
    assert moved.situation.venue.margin_call_ratio == 2


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, {}),
        ({"liquidation_ratio": "1.3"}, {"margin_call_ratio": "call_below_liquidation"}),
        ({"liquidation_ratio": None}, {}),
        ({CAP: "1000"}, {CAP: "cap_too_low"}),
        (
            {"instrument.margin_tiers.1.maintenance_margin_rate": "0.005"},
            {"instrument.margin_tiers.1.maintenance_margin_rate": "rate_too_low"},
        ),
        (
            {"instrument.margin_tiers.0.max_leverage": "10"},
            {"instrument.margin_tiers.1.max_leverage": "leverage_too_high"},
        ),
        ({"instrument.quantity_step": "0.01"}, {"instrument.min_quantity": "minimum_off_step"}),
        ({"instrument.max_quantity": "0.0005"}, {"instrument.max_quantity": "largest_too_small"}),
        ({"instrument.max_quantity": None}, {}),
        ({"instrument.funding_rate": "0"}, {"instrument.funding_interval_hours": "funding_needs_period"}),
        ({"instrument.funding_rate": "0", "instrument.funding_interval_hours": "8"}, {}),
        ({"liquidation.partial": "slices"}, {"liquidation.slice_rate": "slice_missing"}),
        ({"liquidation.partial": "to_target"}, {"liquidation.target_ratio": "target_missing"}),
        ({"liquidation.partial": "slices", "liquidation.slice_rate": "0.2"}, {}),
        ({"liquidation.target_ratio": "0.9"}, {"liquidation.target_ratio": "target_too_low"}),
    ],
)
def test_contradictions_are_told_by_rule(values: dict[str, str | None], found: dict[str, str]) -> None:
    typed: dict[str, RuleValue] = {
        path: Decimal(value) if value and value[0].isdigit() else value for path, value in values.items()
    }
    assert contradictions(SHIPPED, "BTCUSDT", typed) == found


def test_margins_and_thresholds_keep_their_order() -> None:
    futures, loan = futures_draft().situation.venue, loan_draft().situation.venue
    margin = {"instrument.futures_margin.initial": Decimal(9000)}
    assert list(contradictions(futures, "ES", margin).values()) == ["initial_below_maintenance"]
    equal = {"instrument.loan.initial_ltv": Decimal("0.75")}
    assert contradictions(loan, "BTCUSD", equal) == {"instrument.loan.margin_call_ltv": "call_ltv_too_low"}
    above = {"instrument.loan.margin_call_ltv": Decimal("0.9")}
    assert contradictions(loan, "BTCUSD", above) == {"instrument.loan.liquidation_ltv": "liquidation_ltv_too_low"}
    whole = {"instrument.loan.liquidation_ltv": Decimal(1)}
    assert contradictions(loan, "BTCUSD", whole) == {"instrument.loan.liquidation_ltv": "liquidation_ltv_too_high"}


def test_an_instrument_that_only_one_venue_lists_differs_in_no_rule() -> None:
    more = SHIPPED.replace(instruments=(*SHIPPED.instruments, linear_instrument(symbol="ETHUSDT", fee_rate="0.002")))
    assert differing(more, SHIPPED) == ()
