"""What a liquidation takes and what would move it, calculated by hand.

The quiet plan: 0.2 BTC at 50,000 on 1,000 of isolated margin, liquidated at 9,000 / 0.199 = 45,226.13.
"""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.domain.what_if import Trial
from planner.report.liquidation import if_liquidated_rows, liquidation_headline
from planner.report.veil import veiled
from planner.report.what_ifs import together, what_if_row, what_ifs_of
from tests.conftest import linear_instrument, linear_venue, make_draft, position
from tests.regimes import cash_draft, futures_draft, loan_draft, spot_draft, stock_draft
from tests.report.plans import eurusd, quiet, unsaid

PERCENT = "\u202f%"


def _rows(draft: Draft) -> dict[str, tuple[str, str]]:
    rows = if_liquidated_rows(assess(draft))
    return {row.key: (row.value.replace(PERCENT, " %"), row.detail.replace(PERCENT, " %")) for row in rows}


def test_what_an_isolated_liquidation_takes_and_leaves() -> None:
    # left: 0.5 % of 0.2 x 45,226.13 = 45.23; buying power: 10,000 at 10 times
    assert _rows(quiet()) == {
        "liquidated_loss": ("−954.77 USDT", "at 45,226.2"),
        "liquidation_fee": ("not in these rules", ""),
        "residual": ("45.23 USDT", "at most; comes back, or stays in the account"),
        "closed_first": ("all", ""),
        "liquidation_range": ("45,226.2", "unchanged after 0 days of carry"),
        "deficit": ("insurance fund, then ADL", "auto-deleveraging closes winning traders"),
        "effective_leverage": ("1.00×", "value of all positions over equity"),
        "buying_power": ("100,000.00 USDT", "before this plan"),
        "tick_value": ("0.02 USDT", "a tick of 0.1 for this plan"),
    }


def test_carry_brings_liquidation_nearer() -> None:
    # two days of swap are 0.18 x 22 = 3.96; stop-out at (330 + 9,802.34 + 3.96) / 18,000 = 0.563127...
    assert _rows(eurusd())["liquidation_range"] == ("0.56291 → 0.56313", "after 2 days of carry")


def test_the_loss_tells_the_costs_that_are_in_it() -> None:
    # 10,000 less the 330 that the stop-out leaves; 0.54 of commission and 1.80 of spread are paid, 3.96 of swap
    rows = _rows(eurusd())
    assert rows["liquidated_loss"] == ("−9,670.00 USD", "at 0.56313")
    assert rows["entry_cost"] == ("−2.34 USD", "")
    assert rows["carry_paid"] == ("−3.96 USD", "over 2 days")
    assert _rows(eurusd(holding_days="1"))["carry_paid"] == ("−1.98 USD", "over 1 day")


def test_where_the_broker_decides_the_range_is_that_of_the_margin_call() -> None:
    (row,) = (row for row in if_liquidated_rows(assess(futures_draft())) if row.key == "liquidation_range")
    assert (row.label, row.value) == ("Margin call range", "3,900.00")
    assert "liquidation_range" not in _rows(cash_draft())


def test_a_part_that_is_closed_first_is_told_with_the_order() -> None:
    slices = {"partial": "slices", "slice_rate": "0.2", "slice_from": "0", "close_order": "largest_loss"}
    draft = make_draft(venue=linear_venue(liquidation=slices))
    # a fifth of 0.2 x 45,226.13
    assert _rows(draft)["closed_first"] == ("1,809.05 USDT", "of its value; the rest stays")
    cross = make_draft(
        venue=linear_venue(liquidation={"close_order": "largest_loss"}),
        margin_mode="cross",
        size_by="quantity",
        size="1",
        positions=[position(margin_mode="cross")],
    )
    # The plan loses more than the tenth that was there; without it the rest is backed again.
    assert _rows(cross)["closed_first"] == ("BTCUSDT 1 BTC (this plan)", "largest loss")


def test_a_position_that_is_taken_over_leaves_nothing() -> None:
    rows = _rows(make_draft(venue=linear_venue(liquidation={"taken_over": True})))
    assert rows["residual"] == ("0.00 USDT", "the venue takes the position over")
    assert rows["liquidated_loss"][0] == "−1,000.00 USDT"


def test_a_loan_and_spot_margin_tell_their_loan_to_value() -> None:
    assert _rows(loan_draft())["loan_to_value"][0] == "50.00 %"
    assert _rows(spot_draft())["loan_to_value"][0] == "80.00 %"  # a fifth is the trader's own
    assert "loan_to_value" not in _rows(quiet())


def test_the_call_at_the_stop_is_what_must_be_paid_in() -> None:
    # at 3,800 equity is 15,000 - 200 x 50 = 5,000 below 10,000, and must be 11,000 again
    assert _rows(futures_draft(stop_price="3800"))["call_at_stop"] == ("6,000.00 USD", "to be paid in")
    assert _rows(futures_draft(stop_price="3990"))["call_at_stop"] == ("0.00 USD", "no call before the stop")


@pytest.mark.parametrize(
    ("draft", "first"),
    [
        (futures_draft(), ("liquidation", "broker decides")),
        (stock_draft(), ("liquidation", "broker decides")),
        (cash_draft(), ("liquidation", "impossible")),
        (unsaid(), ("liquidated_loss", "—")),
        (quiet(), ("liquidated_loss", "−954.77 USDT")),
    ],
)
def test_the_headline_says_what_is_at_stake(draft: Draft, first: tuple[str, str]) -> None:
    row = liquidation_headline(assess(draft))
    assert (row.key, row.value) == first


def test_who_pays_for_nothing_is_not_asked_where_nothing_is_borrowed() -> None:
    assert "deficit" not in _rows(cash_draft())
    assert what_ifs_of(cash_draft().situation.venue) == ()
    assert what_ifs_of(futures_draft().situation.venue) == ("more_margin", "less_size", "margin_hike")


@pytest.mark.parametrize(
    ("key", "value", "price", "level"),
    [
        ("more_margin", None, "45,226.2", "1,000 %"),
        ("more_margin", "1000", "40,201.1", "500 %"),  # 8,000 / 0.199
        ("less_size", "0.5", "45,226.2", "2,000 %"),
        ("other_leverage", "5", "40,201.1", "500 %"),
        ("margin_hike", "0.2", "45,271.7", "833 %"),  # 9,000 / (0.2 (1 - 0.006)) = 45,271.63
    ],
)
def test_what_if_tells_price_and_margin_level(key: str, value: str | None, price: str, level: str) -> None:
    row = what_if_row(assess(quiet()), key, None if value is None else Decimal(value))
    assert row.value == f"Liquidation {price}"
    assert row.detail.replace(PERCENT, " %") == f"margin level {level}"


def test_what_if_keeps_the_quantity_where_more_money_would_buy_more() -> None:
    # 0.2 BTC backed by 21,000 in all, cross: the quantity stays although risk is a share of equity
    row = what_if_row(assess(make_draft(margin_mode="cross")), "more_margin", Decimal(11000))
    assert row.detail.replace(PERCENT, " %") == "margin level 2,100 %"


def test_where_the_broker_decides_what_if_tells_the_margin_call() -> None:
    assessment = assess(futures_draft())
    assert what_if_row(assessment, "margin_hike", None).value == "Margin call 3,900.00"
    # maintenance 12,000: 15,000 + 50 (P - 4,000) = 12,000
    assert what_if_row(assessment, "margin_hike", Decimal("0.2")).value == "Margin call 3,940.00"
    assert what_if_row(assessment, "margin_hike", Decimal("0.6")).value == "Margin call at once"
    assert what_if_row(assess(unsaid()), "more_margin", None).value == "—"


def _together(draft: Draft, **tried: str) -> list[str]:
    trial = Trial(**{key: Decimal(value) for key, value in tried.items()})
    return [line.replace(PERCENT, " %") for line in together(assess(draft), trial).lines]


def test_what_is_tried_together_tells_what_it_comes_to_and_what_apply_would_plan() -> None:
    # 0.1 BTC on 250 + 300: with a hike 4,450 / (0.1 (1 - 0.0075)), without one 4,450 / 0.0995; the 375 that are
    # asked with a hike are there
    tried = {"more_margin": "300", "less_size": "0.5", "other_leverage": "20", "margin_hike": "0.5"}
    at_stop, planned = "loss at stop 100.00 USDT", "Apply plans the added margin, the size and the leverage"
    assert _together(quiet(), **tried) == [
        f"Together: 0.100 BTC · Liquidation 44,836.3 · margin level 1,818 % · {at_stop} · free margin 9,450.00 USDT.",
        f"{planned}: 0.100 BTC · Liquidation 44,723.7 · margin level 1,818 % · {at_stop} · free margin 9,450.00 USDT.",
        "The margin hike is the venue's and is not planned.",
    ]


def test_what_apply_plans_whole_is_told_once() -> None:
    # 0.1 BTC on 500 + 300: (5,000 - 800) / 0.0995
    first, second = _together(quiet(), more_margin="300", less_size="0.5")
    assert first.startswith("Together: 0.100 BTC · Liquidation 42,211.1 · margin level 1,250 % · ")
    assert second == "Apply plans the added margin and the size."


def test_a_leverage_that_the_plan_has_already_is_not_told_as_planned() -> None:
    # the plan is at 10 times
    assert _together(quiet(), less_size="0.5", other_leverage="10") == []
    assert _together(quiet(), other_leverage="10", margin_hike="0.5") == []
    planned = _together(quiet(), more_margin="300", less_size="0.5", other_leverage="10.0")[1]
    assert planned == "Apply plans the added margin and the size."


def test_the_size_that_is_tried_is_the_one_that_is_planned() -> None:
    # 1,000 of margin carry 0.2 BTC at 10 times; 0.4 BTC at 20 times, which nobody has tried
    lines = _together(make_draft(size_by="margin", size="1000"), more_margin="300", other_leverage="20")
    assert lines[0].startswith("Together: 0.200 BTC · ")
    assert lines[1] == "Apply plans the added margin and the leverage."


def test_requirements_in_money_are_raised_themselves() -> None:
    # initial 13,200 of 15,300, maintenance 12,000: 15,300 + 50 (P - 4,000) = 12,000
    first, second, _ = _together(futures_draft(), more_margin="300", margin_hike="0.2")
    assert first == ("Together: 1 BTC · Margin call 3,934.00 · margin level 116 % · free margin 2,100.00 USD.")
    assert second.startswith("Apply plans the added margin: 1 BTC · Margin call 3,894.00 · ")


def test_one_value_alone_is_told_at_its_field_only() -> None:
    assert _together(quiet(), less_size="0.5") == []
    assert _together(quiet(), less_size="0.5", more_margin="0") == []
    assert _together(unsaid(), less_size="0.5", more_margin="100") == []


def test_a_hike_asks_more_than_was_added_only_where_that_does_not_reach() -> None:
    # 500 are asked of 0.1 BTC, 750 with a hike: 100 of the 250 more were added
    figures = _together(quiet(), more_margin="100", less_size="0.5", margin_hike="0.5")[0]
    assert "margin level 1,333 %" in figures, "10,000 / 750"
    assert "free margin 9,250.00 USDT" in figures


def test_a_hike_is_charged_on_every_open_position_but_never_on_what_was_added_to_it() -> None:
    # asked: 1,000 of the plan, 500 of each position; posted 400 of one and 2,000 of the other, where 600 are enough
    held = [
        position(instrument="ETHUSDT", margin=margin, side=side)
        for margin, side in (("400", "long"), ("2000", "short"))
    ]
    venue = linear_venue(linear_instrument(), linear_instrument(symbol="ETHUSDT", base_currency="ETH"))
    row = what_if_row(assess(make_draft(venue=venue, positions=held)), "margin_hike", Decimal("0.2"))
    assert row.detail.replace(PERCENT, " %") == "margin level 270 %", "10,000 / (1,200 + 500 + 2,000)"


def test_what_is_tried_together_hides_money_where_it_is_hidden() -> None:
    trial = Trial(more_margin=Decimal(300), less_size=Decimal("0.5"))
    assert together(veiled(assess(quiet())), trial).lines[0].endswith("loss at stop ••• USDT · free margin ••• USDT.")


def test_a_stop_that_what_is_tried_puts_beyond_liquidation_tells_what_that_takes() -> None:
    # 0.1 BTC at 100 times on 50 + 10 of margin are liquidated at 4,940 / 0.0995 = 49,648.24, before the stop at
    # 49,000: 0.5 % of 4,964.82 are left of the 60
    together_line, applied = _together(quiet(), more_margin="10", less_size="0.5", other_leverage="100")
    assert "Liquidation 49,648.3" in together_line
    assert "liquidated before the stop: loss 35.18 USDT" in together_line
    assert "loss at stop" not in together_line
    assert applied == "Apply plans the added margin, the size and the leverage."


def test_what_would_be_liquidated_at_once_tells_no_loss_at_its_stop() -> None:
    # half of 50,000 are asked with a hike of a hundred times 0.5 %: 5,000 of margin are not enough for 0.2 BTC
    line = _together(quiet(), other_leverage="5", margin_hike="100")[0]
    assert "Liquidation at once" in line
    assert "stop" not in line


def test_a_liquidation_between_two_entries_is_told_instead_of_the_loss_at_the_stop() -> None:
    # the first 0.1 BTC at 100 times is liquidated at 49,500 / 0.995 = 49,748.74, before 49,500 is reached
    draft = make_draft(size_by="quantity", size="0.2", ladder=[{"price": "49500", "share": "0.5"}])
    line = _together(draft, other_leverage="100", more_margin="1")[0]
    assert "liquidated before all entries are filled" in line
    assert "loss" not in line


TOO_SMALL = "0.0002 BTC is below the smallest order, 0.001 BTC."


def test_a_size_below_the_smallest_order_says_so_and_cannot_be_applied() -> None:
    # a thousandth of 0.2 BTC is less than a step
    trial = Trial(more_margin=Decimal(100), less_size=Decimal("0.999"))
    found = together(assess(quiet()), trial)
    assert found.lines == (f"Apply cannot plan the added margin and the size: {TOO_SMALL}",)
    assert found.refusal == found.lines[0]
    alone = together(assess(quiet()), Trial(less_size=Decimal("0.999")))
    assert alone.lines == (f"Apply cannot plan the size: {TOO_SMALL}",)
    row = what_if_row(assess(quiet()), "less_size", Decimal("0.999"))
    assert (row.value, row.detail) == ("cannot be planned", "smallest order 0.001 BTC")


def test_an_objection_that_the_plan_has_met_already_keeps_nothing_from_being_applied() -> None:
    wrong = make_draft(size_by="quantity", size="0.2", targets=[{"price": "48000", "share": "1"}])
    assert together(assess(wrong), Trial(more_margin=Decimal(100))).refusal == ""


def test_a_position_that_cannot_be_reached_has_no_price() -> None:
    row = what_if_row(assess(make_draft(margin_mode="cross")), "more_margin", None)
    assert row.value == "Liquidation none"  # 0.2 BTC are worth as much as the account: 0 backs them to nothing


def test_a_tick_that_is_worth_less_than_a_cent_is_told_with_its_digits() -> None:
    tiny = make_draft(size_by="quantity", size="0.021", stop_price=None)
    assert _rows(tiny)["tick_value"][0] == "0.0021 USDT"  # 0.021 x 0.1


def test_the_value_of_a_step_is_called_after_what_is_counted() -> None:
    """Ten ticks are a pip of EURUSD; a perpetual has none."""
    titles = {
        name: {row.key: row.label for row in if_liquidated_rows(assess(draft))}["tick_value"]
        for name, draft in {"pips": eurusd(), "ticks": quiet()}.items()
    }
    assert titles == {"pips": "Value of a pip", "ticks": "Value of a tick"}


def test_a_stop_beyond_liquidation_tells_what_would_keep_it() -> None:
    # At 45,000 nothing of 0.1 x 5,000 is left and 0.5 % of 4,500 is required: 22.50, and a last decimal more.
    draft = make_draft(size_by="quantity", size="0.1", stop_price="45000")
    assert _rows(draft)["top_up"][0] == "22.50 USDT"
    assert "top_up" not in _rows(make_draft(size_by="quantity", size="0.1"))
