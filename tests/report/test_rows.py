"""Figures as rows, against values calculated by hand (see `plans`)."""

import pytest

from planner.assess import assess
from planner.report.limits import limit_rows
from planner.report.rows import (
    Row,
    Tone,
    account_rows,
    maintenance_note,
    position_rows,
    summary_rows,
)
from tests.conftest import linear_instrument, linear_venue, make_draft, position
from tests.regimes import cash_draft
from tests.report.plans import book, btc, doomed, eurusd, quiet, unsaid

PERCENT = "\u202f%"


def _texts(rows: tuple[Row, ...]) -> dict[str, tuple[str, str]]:
    return {row.key: (row.value.replace(PERCENT, " %"), row.detail.replace(PERCENT, " %")) for row in rows}


def test_the_figures_of_an_isolated_trade() -> None:
    # liquidation: 930 + 0.186 (P - 50,000) = 0.005 x 0.186 P, so P = 8,370 / 0.18507 = 45,226.13...
    # call: P = 8,370 / (0.186 x 0.99375) = 45,283.01...; break-even: (P - 50,000) - 25 - 0.0005 P = 0, P = 50,050.02...
    target = [{"price": "52000", "share": "1"}]  # 0.186 x (2,000 - 25 - 26) = 362.514, over 199.764 is 1.8147...
    assert _texts(summary_rows(assess(btc(targets=target)))) == {
        "quantity": ("0.186 BTC", "asked 0.1862218"),
        "notional": ("9,300.00 USDT", "0.93× equity, all open"),
        "initial_margin": ("930.00 USDT", "at 10×"),
        "loss_at_stop": ("−199.76 USDT", "2.00 % of equity"),
        "reward_risk": ("1.81 : 1", "362.51 USDT"),
        "break_even_win_rate": ("35.5 %", ""),  # 1 / 2.8147
        "break_even": ("50,050.1", "+0.10 % from entry"),
        "margin_call": ("45,283.1", "−9.43 % from entry"),
        "liquidation": ("45,226.2", "−9.55 % from entry"),
        "bankruptcy": ("45,000.0", "−10.00 % from entry"),
    }


def test_the_figures_of_a_trade_at_a_broker() -> None:
    # equity at P: 10,000 - 0.54 + 18,000 P - 18,000 x 1.1001; call at 660, stop-out at 330
    rows = summary_rows(assess(eurusd()))
    assert _texts(rows) == {
        "quantity": ("0.18 lot", "asked 0.185873"),
        "notional": ("19,800.00 USD", "1.98× equity, all open"),
        "initial_margin": ("660.00 USD", "at 30×"),
        "loss_at_stop": ("−96.84 USD", "0.97 % of equity"),
        "reward_risk": ("1.79 : 1", "173.16 USD"),  # 0.18 x (1,000 - 10 - 6 - 22)
        "break_even_win_rate": ("35.9 %", ""),
        "break_even": ("1.10038", "+0.03 % from entry"),
        "margin_call": ("0.58125", "−47.16 % from entry"),
        "liquidation": ("0.56291", "−48.83 % from entry"),
        "bankruptcy": ("0.54458", "−50.49 % from entry"),
    }
    assert next(row for row in rows if row.key == "liquidation").label == "Stop-out"


def test_what_cannot_be_said_is_a_dash_in_every_row() -> None:
    assessment = assess(unsaid())
    rows = (*summary_rows(assessment), *account_rows(assessment))
    assert {row.key: row.value for row in rows if row.value != "—"} == {}


def test_a_stop_beyond_liquidation_marks_the_liquidation() -> None:
    tones = {row.key: row.tone for row in summary_rows(assess(doomed()))}
    assert tones.pop("liquidation") is Tone.DANGER
    assert set(tones.values()) == {Tone.PLAIN}


def test_a_stop_that_holds_only_until_carry_is_paid_marks_the_liquidation() -> None:
    venue = linear_venue(linear_instrument(funding_rate="0.0001", funding_interval_hours="8"))
    for days, tone in ("10", Tone.PLAIN), ("30", Tone.DANGER):
        rows = summary_rows(assess(make_draft(venue=venue, stop_price="45600", holding_days=days)))
        assert {row.key: row.tone for row in rows}["liquidation"] is tone


def test_the_account_now_and_after() -> None:
    # equity 10,000 + 50 - 20; used (0.1 + 0.04) x 50,500 / 10; after: 25 of fee, 5,000 of margin
    assert _texts(account_rows(assess(book()))) == {
        "equity": ("10,030.00 USDT", "10,005.00 USDT"),
        "used_margin": ("707.00 USDT", "5,707.00 USDT"),
        "free_margin": ("9,323.00 USDT", "4,298.00 USDT"),
        "margin_level": ("1,419 %", "175 %"),
    }


def test_an_account_without_positions_has_no_margin_level_yet() -> None:
    assert _texts(account_rows(assess(quiet())))["margin_level"] == ("—", "1,000 %")


def test_an_absurd_margin_level_has_no_digits() -> None:
    # 0.001 BTC at 125x block 0.40: 10,000 / 0.4 = 2,500,000 %
    tiny = make_draft(size_by="quantity", size="0.001", leverage="125")
    assert _texts(account_rows(assess(tiny)))["margin_level"] == ("—", "> 100,000 %")


def test_a_cash_account_tells_what_is_invested_and_left() -> None:
    rows = account_rows(assess(cash_draft()))
    assert [(row.label, row.value, row.detail) for row in rows] == [
        ("Equity", "10,000.00 USD", "10,000.00 USD"),
        ("Invested", "0.00 USD", "5,000.00 USD"),
        ("Cash left", "10,000.00 USD", "5,000.00 USD"),
    ]
    summary = {row.key: row.label for row in summary_rows(assess(cash_draft()))}
    assert summary["initial_margin"] == "To be paid"
    assert not {"margin_call", "bankruptcy"} & set(summary)


def test_the_venue_s_own_ratio_is_told_beside_the_margin_level() -> None:
    # 0.5 % of 7,070 over 10,030
    expected = f"Cross margin ratio before the trade, maintenance over equity: 0.35{PERCENT}; rising is bad."
    assert maintenance_note(assess(book())) == expected
    assert maintenance_note(assess(eurusd())) == ""
    assert maintenance_note(assess(unsaid())) == ""


def test_the_plan_stands_first_among_the_positions() -> None:
    # plan: 1,000 + 25 + 24.50; long: 100 + 2.45 of fee at its stop; short: 40 + 1.02
    rows = position_rows(assess(book()))
    assert [(row.name, row.size, row.pnl, row.risk) for row in rows] == [
        ("BTCUSDT long", "1.000 BTC", "—", "1,049.50"),
        ("BTCUSDT long", "0.100 BTC", "50.00", "102.45"),
        ("BTCUSDT short", "0.040 BTC", "−20.00", "41.02"),
    ]
    assert [row.is_plan for row in rows] == [True, False, False]
    assert not any(row.unbounded for row in rows)


def test_a_position_is_read_out_with_its_size() -> None:
    assert [row.words for row in position_rows(assess(book()))] == [
        "BTCUSDT long, 1.000 BTC, this plan",
        "BTCUSDT long, 0.100 BTC",
        "BTCUSDT short, 0.040 BTC",
    ]


def test_a_plan_without_a_size_is_read_out_without_one() -> None:
    assert [row.words for row in position_rows(assess(unsaid()))] == ["BTCUSDT long, this plan"]


def test_without_a_stop_risk_is_unbounded_and_no_number() -> None:
    draft = make_draft(size_by="quantity", size="0.1", stop_price=None, positions=[position(stop_price=None)])
    assessment = assess(draft)
    assert [(row.risk, row.unbounded) for row in position_rows(assessment)] == [("unbounded", True)] * 2
    bars = {row.key: row for row in limit_rows(assessment)}
    assert bars["single_trade"].text == f"unbounded / 2.00{PERCENT}"
    assert bars["total_open_risk"].text == f"unbounded / 6.00{PERCENT}"
    assert bars["total_open_risk"].tone is Tone.DANGER


def test_limits_beyond_their_bound() -> None:
    rows = {row.key: row for row in limit_rows(assess(book()))}
    texts = {key: (row.text.replace(PERCENT, " %"), row.detail, row.tone) for key, row in rows.items()}
    assert texts == {
        "single_trade": ("10.46 % / 3.00 %", "this plan 1,049.50 · left −748.60 USDT", Tone.DANGER),
        "total_open_risk": (
            "11.89 % / 6.00 %",
            "now 143.47 · this plan 1,049.50 · left −591.17 USDT",
            Tone.DANGER,
        ),
        "margin_level_floor": ("175 % / ≥ 200 %", "", Tone.DANGER),
    }
    assert rows["single_trade"].used == 0
    assert rows["single_trade"].added == pytest.approx(1049.5 / 300.9)
    assert rows["total_open_risk"].used == pytest.approx(143.47 / 601.8)
    assert rows["margin_level_floor"].added == pytest.approx(2 * 5707 / 10005)


@pytest.mark.parametrize(
    ("size", "tone"), [("0.1", Tone.GOOD), ("0.16", Tone.GOOD), ("0.161", Tone.CAUTION), ("0.201", Tone.DANGER)]
)
def test_a_limit_warns_at_four_fifths(size: str, tone: Tone) -> None:
    rows = limit_rows(assess(make_draft(size_by="quantity", size=size)))
    assert next(row for row in rows if row.key == "single_trade").tone is tone


def test_what_was_asked_is_never_told_as_more_than_it_is() -> None:
    # a coin loses 1,000 on the way to its stop: of 99.9999 it is 0.0999999, which rounded could be had
    rows = {row.key: row for row in summary_rows(assess(make_draft(size_by="risk_amount", size="99.9999")))}
    assert rows["quantity"].detail == "asked 0.0999999"
