"""Distances on the chart in the unit that was chosen: 0.186 BTC from 50,000, one R is 199.761..."""

from decimal import Decimal

import pytest

from planner.assess import assess
from planner.domain.distances import Unit
from planner.domain.plan import Draft
from planner.report.distances import distance_text
from planner.report.levels import Beside, LevelKind, level_rows
from tests.conftest import linear_instrument, linear_venue, make_draft, position
from tests.report.plans import btc, eurusd, quiet, unsaid

PERCENT = "\u202f%"


def _told(draft: Draft, price: str, unit: Unit, atr: str | None = None) -> str:
    text = distance_text(assess(draft).evaluation, Decimal(price), unit, None if atr is None else Decimal(atr))
    return text.replace(PERCENT, " %")


@pytest.mark.parametrize(
    "case",
    [
        (btc, "49000", Unit.PERCENT, None, "−2.00 %"),
        (btc, "49000", Unit.TICKS, None, "−10,000 ticks"),
        (btc, "51000", Unit.ATR, "400", "+2.50 ATR"),
        (eurusd, "1.095", Unit.PIPS, None, "−50.0 pips"),
        (btc, "49000", Unit.R, None, "−1.00 R"),
        (btc, "52000", Unit.R, None, "+1.81 R"),
        (quiet, "52000", Unit.MONEY, None, "+400.00 USDT"),
        # no pips there, and no candles to say how far one usually goes
        (btc, "49000", Unit.PIPS, None, "−2.00 %"),
        (btc, "49000", Unit.ATR, None, "−2.00 %"),
        (btc, "50000", Unit.TICKS, None, ""),
        (unsaid, "49000", Unit.TICKS, None, ""),
    ],
)
def test_a_price_is_told_as_a_distance(case: tuple[object, str, Unit, str | None, str]) -> None:
    make, price, unit, atr, text = case
    assert callable(make)
    assert _told(make(), price, unit, atr) == text


def test_every_level_follows_the_unit_and_says_nothing_twice() -> None:
    rows = {row.key: row for row in level_rows(assess(quiet()), Beside(Unit.R))}
    assert rows["stop"].note == "−1.00 R · −200.00 USDT"
    assert rows["targets.0"].note.replace(PERCENT, " %") == "+2.00 R · 100 % of it: +400.00 USDT"
    assert rows["bankruptcy"].distance == "−4.77 R", "the venue has closed before it"
    ticks = {row.key: row for row in level_rows(assess(quiet()), Beside(Unit.TICKS))}
    assert ticks["stop"].note.endswith("−10,000 ticks")
    assert ticks["liquidation"].distance == "−47,738 ticks"


def test_a_liquidation_is_told_as_what_it_takes_and_a_stop_as_it_was_ordered() -> None:
    """1,000 of margin less the 45.23 that are left; the 5 and 4.52 of a fee to enter and to close are a stop's."""
    paying = linear_venue(linear_instrument(fee_rate="0.0005"))
    sized = {"size_by": "quantity", "size": "0.2"}
    rows = {row.key: row for row in level_rows(assess(make_draft(venue=paying, **sized)), Beside(Unit.MONEY))}
    assert rows["liquidation"].note == "−959.77 USDT"
    beyond = make_draft(stop_price="44000", **sized)
    rows = {row.key: row for row in level_rows(assess(beyond), Beside(Unit.MONEY))}
    assert rows["stop"].note == "−1.00 R · −1,200.00 USDT"
    assert rows["liquidation"].note == "−954.77 USDT"


def test_in_money_a_target_tells_only_what_the_part_closed_there_brings() -> None:
    # 0.2 x 2,000 of all, half of it closed there
    targets = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    rows = {row.key: row for row in level_rows(assess(make_draft(targets=targets)), Beside(Unit.MONEY))}
    assert rows["targets.0"].note.replace(PERCENT, " %") == "+2.00 R · 50 % of it: +200.00 USDT"


def test_the_mark_of_what_is_open_is_shown_before_the_last_close() -> None:
    beside = Beside(last_close=Decimal(50500))
    alone = level_rows(assess(quiet()), beside)[-1]
    assert (alone.kind, alone.label, alone.text) == (LevelKind.MARK, "Last close", "50,500.0")
    assert alone.note.replace(PERCENT, " %") == "+1.00 %"
    venue = linear_venue(linear_instrument())
    held = make_draft(venue=venue, positions=[position(mark_price="50250")])
    marked = level_rows(assess(held), beside)[-1]
    assert (marked.label, marked.text, marked.is_draggable) == ("Mark", "50,250.0", False)
    assert all(row.kind is not LevelKind.MARK for row in level_rows(assess(quiet())))
