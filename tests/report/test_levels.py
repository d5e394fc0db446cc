"""The levels of a plan with what each means, against values calculated by hand (see `plans` and `test_rows`)."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.report.levels import LevelKind, deficit_note, level_rows
from tests.conftest import linear_venue, make_draft, position
from tests.report.plans import btc, doomed, eurusd, quiet, unsaid

PERCENT = "\u202f%"


def _shown(draft: Draft) -> dict[str, tuple[str, str, str]]:
    rows = level_rows(assess(draft))
    return {row.key: (row.label, row.text, row.note.replace(PERCENT, " %")) for row in rows}


def test_the_levels_of_an_isolated_trade() -> None:
    # at 52,000: 0.186 x (2,000 - 25 - 26) = 362.514 or 1.8147 R, half of it 181.257
    # at 54,000: 0.186 x (4,000 - 25 - 27) = 734.328 or 3.6760 R, half of it 367.164
    targets = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    assert _shown(btc(targets=targets)) == {
        "entry": ("Entry", "50,000.0", "0.186 BTC · 9,300.00 USDT"),
        "stop": ("Stop-loss", "49,000.0", "−1.00 R · −199.76 USDT · −2.00 %"),
        "targets.0": ("Target 1", "52,000.0", "+1.81 R · +4.00 % · 50 % of it: +181.26 USDT"),
        "targets.1": ("Target 2", "54,000.0", "+3.68 R · +8.00 % · 50 % of it: +367.16 USDT"),
        "break_even": ("Break-even", "50,050.1", "all costs paid"),
        "margin_call": ("Margin call", "45,283.1", "margin ratio 80 %"),
        "liquidation": ("Liquidation", "45,226.2", "−9.55 %"),
        "bankruptcy": ("Bankruptcy", "45,000.0", "equity 0"),
    }


def test_a_target_tells_what_can_be_closed_there_in_whole_steps() -> None:
    # of 0.003 two steps gain 2,000 each and one 4,000; one step alone is closed at the nearer target
    targets = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    three = _shown(make_draft(targets=targets, size_by="quantity", size="0.003"))
    assert three["targets.0"][2] == "+2.00 R · +4.00 % · 67 % of it: +4.00 USDT"
    assert three["targets.1"][2] == "+4.00 R · +8.00 % · 33 % of it: +4.00 USDT"
    one = _shown(make_draft(targets=targets, size_by="quantity", size="0.001"))
    assert one["targets.0"][2] == "+2.00 R · +4.00 % · 100 % of it: +2.00 USDT"
    assert one["targets.1"][2] == "+4.00 R · +8.00 % · nothing to close"


def test_a_target_tells_its_share_where_no_size_is_known() -> None:
    targets = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0"}]
    shown = _shown(make_draft(targets=targets, stop_price=None))
    assert [shown[f"targets.{index}"][2].rsplit(" · ")[-1] for index in (0, 1)] == ["50 % of it", "0 % of it"]


def test_of_several_entries_each_tells_its_share_and_the_average_the_whole() -> None:
    # 0.1 at 50,000, 0.06 at 49,800 and 0.04 at 49,600: 9,972 for 0.2
    ladder = [{"price": "49800", "share": "0.3"}, {"price": "49600", "share": "0.2"}]
    shown = _shown(make_draft(ladder=ladder, size_by="quantity", size="0.2"))
    assert [shown[key][2] for key in ("entry", "ladder.0", "ladder.1")] == ["50 % of it", "30 % of it", "20 % of it"]
    assert shown["average"] == ("Average", "49,860.0", "0.200 BTC · 9,972.00 USDT")


def test_the_levels_of_a_trade_at_a_broker() -> None:
    assert _shown(eurusd()) == {
        "entry": ("Entry", "1.10000", "0.18 lot · 19,800.00 USD"),
        "stop": ("Stop-loss", "1.09500", "−1.00 R · −96.84 USD · −0.45 %"),
        "targets.0": ("Target", "1.11000", "+1.79 R · +0.91 % · 100 % of it: +173.16 USD"),
        "break_even": ("Break-even", "1.10038", "all costs paid"),
        "margin_call": ("Margin call", "0.58125", "margin level 100 %"),
        "liquidation": ("Stop-out", "0.56291", "margin level 50 % · −48.83 %"),
        "bankruptcy": ("Bankruptcy", "0.54458", "equity 0"),
    }


def test_a_target_that_does_not_pay_its_costs_has_no_plus() -> None:
    draft = btc(targets=[{"price": "50040", "share": "1"}])  # 0.186 x (40 - 25 - 25.02) = -1.86372
    assert _shown(draft)["targets.0"][2] == "−0.01 R · +0.08 % · 100 % of it: −1.86 USDT"


def test_only_the_trader_s_own_levels_can_be_dragged() -> None:
    dragged = {row.key: row.is_draggable for row in level_rows(assess(quiet()))}
    assert [key for key, is_draggable in dragged.items() if is_draggable] == ["entry", "stop", "targets.0"]
    assert len(dragged) > 5


def test_a_stop_beyond_liquidation_is_marked_wrong() -> None:
    assert [row.key for row in level_rows(assess(doomed())) if row.is_wrong] == ["stop"]
    assert not any(row.is_wrong for row in level_rows(assess(quiet())))


def test_what_does_not_exist_has_no_level() -> None:
    assert _shown(make_draft(entry_price=None)).keys() == {"stop"}
    assert "stop" not in _shown(make_draft(stop_price=None))


def test_what_cannot_be_sized_keeps_its_distance() -> None:
    assert _shown(make_draft(size="0"))["stop"][2] == "−2.00 %"
    assert _shown(unsaid())["stop"] == ("Stop-loss", "49,000.0", "")


def test_a_liquidation_on_the_winning_side_is_named() -> None:
    short = position(side="short", quantity="1", stop_price="51000", margin_mode="cross")
    rows = level_rows(assess(make_draft(size_by="quantity", size="0.1", margin_mode="cross", positions=[short])))
    far = next(row for row in rows if row.key == "far_liquidation")
    assert (far.kind, far.price, far.note) == (LevelKind.LIQUIDATION, Decimal("60739.9"), "of other positions")


@pytest.mark.parametrize(
    ("policy", "note"),
    [
        ("protected", "negative equity: the account is protected: the venue bears it"),
        ("insurance_and_adl", "negative equity: the venue's insurance fund bears it first"),
        ("socialised", "negative equity: it is shared among winning traders"),
        ("owed", "negative equity: you owe it"),
    ],
)
def test_who_bears_what_falls_below_zero_is_told(policy: str, note: str) -> None:
    assert deficit_note(linear_venue(deficit_policy=policy)) == note
