"""The book as it is read, against what the hand calculates (see `tests.portfolio.books`)."""

import json
from decimal import Decimal
from typing import Any

import pytest

from planner.assess import Assessment, assess
from planner.domain.correlation import Correlations
from planner.domain.plan import Draft
from planner.report.correlations import correlation_rows, shown_correlations
from planner.report.export import report_json, report_text
from planner.report.limits import limit_rows
from planner.report.portfolio import book_rows, cluster_rows, currency_rows, driver_rows, share_rows
from planner.report.rows import Tone
from tests.conftest import limits, make_draft
from tests.portfolio.books import held, major, majors, said

PERCENT = "\u202f%"
WINDOW = {"method": "ewma", "bars": 250, "interval": "1 d", "as_of": "2026-04-30"}


def three(**changes: object) -> Assessment:
    """A plan in EURUSD beside GBPUSD and AUDUSD, all long and 0.8 alike."""
    return assess(majors(held("GBPUSD"), held("AUDUSD"), **changes))


def plain(text: str) -> str:
    return text.replace(PERCENT, " %")


def test_the_whole_is_told_in_three_ways() -> None:
    rows = {row.key: (row.value, plain(row.detail)) for row in book_rows(three())}
    assert rows == {
        "plain_sum": ("3,000.00 USD", "without this plan 2,000.00"),
        "correlation_adjusted": ("2,792.85 USD", "without this plan 1,897.37"),
        "stressed": ("3,000.00 USD", "low 2,569.05 · high 3,000.00 · all one bet"),
        "effective_bets": ("1.2", "of 3 positions"),
        "top_contributor": ("EURUSD long*", "33 %"),
    }


def test_what_has_no_stop_is_listed_apart_and_has_no_number() -> None:
    shown = assess(majors(held("GBPUSD", stop_price=None), held("AUDUSD")))
    rows = {row.key: row for row in book_rows(shown)}
    assert [rows[key].value for key in ("plain_sum", "correlation_adjusted", "stressed")] == ["unbounded"] * 3
    assert rows["effective_bets"].value == "—"
    assert (rows["without_stop"].value, rows["without_stop"].tone) == ("GBPUSD long", Tone.DANGER)
    assert cluster_rows(shown)[0].total == "unbounded"
    assert {(row.amount, row.percent, row.share) for row in share_rows(shown)} == {("unbounded", "—", None)}


@pytest.mark.parametrize("draft", [majors(), make_draft(entry_price=None, currency="EUR")], ids=["alone", "unsaid"])
def test_nothing_is_shown_where_no_position_is_open(draft: Draft) -> None:
    shown = assess(draft)
    for rows in (book_rows, cluster_rows, share_rows, currency_rows, driver_rows, correlation_rows):
        assert rows(shown) == ()
    assert "Open risk together" not in report_text(shown)


def test_a_bet_is_a_bar_of_its_limit_or_of_the_whole() -> None:
    (row,) = cluster_rows(three())
    assert (row.name, row.members) == ("EURUSD long + GBPUSD long + AUDUSD long", "")
    assert (row.total, row.detail, row.tone) == ("3,000.00 USD", "this plan 1,000.00", Tone.PLAIN)
    assert [row.used, row.added] == pytest.approx([2 / 3, 1 / 3])
    (row,) = cluster_rows(three(limits=limits(cluster_rate="0.035"), groups=dict.fromkeys(GROUPED, "Majors")))
    assert (row.name, row.members) == ("Majors", "EURUSD long + GBPUSD long + AUDUSD long")
    assert (row.detail, row.tone) == ("this plan 1,000.00 · left 500.00", Tone.CAUTION)
    assert [row.used, row.added] == pytest.approx([2 / 3.5, 1 / 3.5])


GROUPED = ("EURUSD", "GBPUSD", "AUDUSD")


def test_shares_are_the_largest_first() -> None:
    rows = share_rows(assess(majors(held("GBPUSD", quantity="2"))))
    assert [(row.name, row.is_plan) for row in rows] == [("GBPUSD long", False), ("EURUSD long*", True)]
    assert sum(row.share or 0 for row in rows) == pytest.approx(1)
    assert [plain(row.percent) for row in rows] == ["68.3 %", "31.7 %"]  # 2 x 2.8 and 2.6, of 8.2


def test_currencies_and_drivers_are_told_in_money_and_equities() -> None:
    rows = {row.name: (row.now, row.after, row.of_equity) for row in currency_rows(three())}
    assert rows == {
        "USD": ("−200,000.00", "−300,000.00 USD", "−3.00× equity"),
        "AUD": ("100,000.00", "100,000.00 USD", "1.00× equity"),
        "EUR": ("0.00", "100,000.00 USD", "1.00× equity"),
        "GBP": ("100,000.00", "100,000.00 USD", "1.00× equity"),
        "Net open position": ("", "300,000.00 USD", "3.00× equity"),
    }
    (row,) = driver_rows(three())
    assert (row.name, row.after, plain(row.now)) == (
        "Currencies",
        "300,000.00 USD",
        "a fall of 1 % costs 3,000.00",
    )
    (row,) = driver_rows(assess(majors(held("GBPUSD", side="short", stop_price="1.01", quantity="3"))))
    assert plain(row.now) == "a rise of 1 % costs 2,000.00"


def test_limits_say_what_they_are_about() -> None:
    shown = three(
        limits=limits(
            total_open_rate="0.1",
            instrument_rate="0.02",
            cluster_rate="0.04",
            direction_rate="0.04",
            currency_multiple="4",
            margin_use_rate="0.25",
            stop_margin_level_floor="5",
        ),
        groups=dict.fromkeys(GROUPED, "Majors"),
    )
    texts = {row.key: (plain(row.text), plain(row.detail)) for row in limit_rows(shown)}
    assert texts["instrument_risk"] == ("1.00 % / 2.00 %", "EURUSD · now 0.00 · this plan 1,000.00 · left 1,000.00 USD")
    assert texts["cluster_risk"] == (
        "3.00 % / 4.00 %",
        "Majors · now 2,000.00 · this plan 1,000.00 · left 1,000.00 USD",
    )
    assert texts["direction_risk"][1].startswith("all longs · now 2,000.00")
    assert texts["currency_exposure"] == (
        "300.00 % / 400.00 %",
        "USD · now 200,000.00 · this plan 100,000.00 · left 100,000.00 USD",
    )
    assert texts["margin_use"] == ("10.00 % / 25.00 %", "now 6,666.67 · this plan 3,333.33 · left 15,000.00 USD")
    assert texts["margin_level_at_stop"] == ("990 % / ≥ 500 %", "")


def test_a_correlation_says_where_it_comes_from() -> None:
    pairs = [
        said("EURUSD", "GBPUSD", "0.8"),
        {"first": "AUDUSD", "second": "EURUSD", "value": "0.6", "low": "0.51", "high": "0.68", "source": "candles"},
    ]
    known = Correlations.model_validate({"window": WINDOW, "pairs": pairs})
    venue = majors().situation.venue
    listed = venue.replace(
        instruments=(
            *venue.instruments,
            major("EURUSC", quote_currency="USDC"),
            major("XAUUSD"),
        )
    )
    positions = (held("GBPUSD"), held("AUDUSD"), held("EURUSC"), held("XAUUSD"))
    rows = {
        row.name: (row.value, row.interval, row.source)
        for row in correlation_rows(assess(majors(*positions, venue=listed, correlations=known, rates={"USDC": "1"})))
    }
    assert rows["EURUSD / GBPUSD"] == ("0.80", "", "entered by hand, 4 May 2026")
    assert rows["AUDUSD / EURUSD"] == (
        "0.60",
        "0.51 to 0.68",
        "250 returns of 1 d to 30 Apr 2026, recent returns weigh more (EWMA)",
    )
    assert rows["EURUSC / EURUSD"] == ("1.00", "", "the same underlying")
    assert rows["AUDUSD / GBPUSD"] == ("0.80", "", "usual value, no data")
    assert rows["GBPUSD / XAUUSD"] == ("0.00", "", "nothing is known, counted as none")


def test_a_correlation_that_cannot_stand_is_shown_with_what_took_its_place() -> None:
    pairs = [said("EURUSD", "GBPUSD", "0.9"), said("AUDUSD", "EURUSD", "-0.9"), said("AUDUSD", "GBPUSD", "0.9")]
    rows = {row.name: row for row in correlation_rows(three(correlations={"pairs": pairs}))}
    changed = rows["AUDUSD / EURUSD"]
    assert (changed.value, changed.tone) == ("−0.50", Tone.CAUTION)
    assert changed.source == "−0.90 cannot stand beside the others; entered by hand, 4 May 2026"


def test_a_report_of_many_instruments_shows_the_pairs_of_the_plan() -> None:
    names = [f"{code}USD" for code in ("AUD", "CAD", "CHF", "DKK", "EUR", "GBP", "NOK", "NZD")]
    venue = majors().situation.venue.replace(instruments=tuple(major(name) for name in names))
    shown = assess(majors(*(held(name) for name in names), venue=venue))
    assert len(correlation_rows(shown)) == 28
    assert len(shown_correlations(shown)) == 7
    assert all("EURUSD" in row.name for row in shown_correlations(shown))


def document(shown: Assessment) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report_json(shown))["portfolio"]
    return found


def numbers(found: dict[str, Any], *names: str) -> list[Decimal]:
    """Numbers written as text."""
    assert all(isinstance(found[name], str) for name in names)
    return [Decimal(found[name]) for name in names]


def test_the_json_holds_the_book_with_the_plan() -> None:
    found = document(three())
    assert numbers(found, "plain_sum", "correlation_adjusted", "stressed", "effective_bets") == [
        3000,
        Decimal("2792.84800875"),
        3000,
        Decimal("1.15384615385"),
    ]
    assert numbers(found["before"], "plain_sum", "stressed") == [2000, 2000]
    assert numbers(found["incremental"], "plain_sum", "correlation_adjusted") == [1000, Decimal("895.48141265")]
    assert numbers(found["scenarios"], "low", "medium", "high", "aligned") == [
        Decimal("2569.04651573"),
        Decimal("2792.84800875"),
        3000,
        3000,
    ]
    assert numbers(found["clusters"][0], "before", "added", "risk") == [2000, 1000, 3000]
    assert len(found["clusters"][0]["members"]) == 3
    assert [part["instrument"] for part in found["contributions"]] == ["EURUSD", "GBPUSD", "AUDUSD"]
    assert sum(float(part["share"]) for part in found["contributions"]) == pytest.approx(1)
    assert float(found["currency_legs"]["USD"]) == -300000
    assert float(found["net_open_position"]) == 300000
    assert {(one["source"], one["as_of"]) for one in found["correlations"]} == {("edited", "2026-05-04")}
    assert found["changed_correlations"] == []
    assert found["without_stop"] == []
    assert numbers(found["limits"][1], "used", "added", "limit", "left") == [2000, 1000, 6000, 3000]


def test_the_json_is_null_where_nothing_is_bounded() -> None:
    found = document(assess(majors(held("GBPUSD", stop_price=None))))
    names = ("plain_sum", "correlation_adjusted", "stressed", "effective_bets")
    assert {found[name] for name in names} == {None}
    assert found["without_stop"] == [{"instrument": "GBPUSD", "side": "long", "is_plan": False}]
    assert found["clusters"][0]["risk"] is None
    assert found["contributions"][0]["contribution"] is None
    assert float(found["currency_legs"]["GBP"]) == 100000
    unknown = document(assess(make_draft(instrument="NOPE")))
    assert set(unknown) == {*names, "clusters", "contributions", "currency_legs"}
    assert set(unknown.values()) == {None}


def test_the_json_tells_the_window_of_an_estimate() -> None:
    pair = {"first": "AUDUSD", "second": "EURUSD", "value": "0.6", "low": "0.51", "high": "0.68", "source": "candles"}
    found = document(three(correlations={"window": WINDOW, "pairs": [pair]}))
    estimated = next(one for one in found["correlations"] if one["source"] == "candles")
    assert estimated == {
        "first": "AUDUSD",
        "second": "EURUSD",
        "value": "0.6",
        "low": "0.51",
        "high": "0.68",
        "source": "candles",
        "as_of": "2026-04-30",
        "method": "ewma",
        "bars": 250,
        "interval": "1 d",
    }
