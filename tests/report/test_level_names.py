from planner.assess import assess
from planner.report.level_names import short_name
from planner.report.levels import level_rows
from tests.conftest import fx_draft, make_draft


def test_entries_and_targets_keep_their_number_and_no_two_levels_share_a_name() -> None:
    targets = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    rows = level_rows(assess(make_draft(targets=targets, ladder=[{"price": "49500", "share": "0.5"}])))
    names = {row.key: short_name(row) for row in rows}
    assert (names["entry"], names["ladder.0"], names["stop"]) == ("Entry", "E2", "SL")
    assert (names["targets.0"], names["targets.1"], names["liquidation"]) == ("T1", "T2", "Liq.")
    assert len(set(names.values())) == len(names)


def test_a_venue_that_stops_out_says_so() -> None:
    rows = {row.key: short_name(row) for row in level_rows(assess(fx_draft()))}
    assert rows["liquidation"] == "Stop-out"


def test_every_stop_of_a_rule_has_a_number_of_its_own() -> None:
    rules = {
        "break_even": {"trigger": {"by": "r", "value": "1"}},
        "trailing": {"trigger": {"by": "target", "value": "1"}, "by": "percent", "distance": "0.01"},
    }
    rows = level_rows(
        assess(make_draft(stop_rules=rules, targets=[{"price": price, "share": "0.5"} for price in ("52000", "54000")]))
    )
    names = [short_name(row) for row in rows if row.key.startswith("stop_rules.")]
    assert names == ["SL2", "SL3"]
