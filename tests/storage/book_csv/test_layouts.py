"""Exports as their columns are named there; figures made up and worked out by hand."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from planner.domain.journal import ExitReason
from planner.domain.trades import ClosedTrade
from planner.domain.venue import Side
from planner.storage.book_csv.layouts import guess_mapping
from planner.storage.book_csv.reading import Preview, Question, preview
from planner.storage.book_csv.roles import Kind, Mapping
from planner.storage.book_csv.table import read_table

NOW = datetime(2026, 9, 1, tzinfo=UTC)
D = Decimal


def shown(text: str, **changes: object) -> Preview:
    """The preview of a table with the mapping that is guessed, changed."""
    table = read_table(text)
    guessed = guess_mapping(table.names)
    fields = {name: getattr(guessed, name) for name in Mapping.__struct_fields__}
    return preview(table, Mapping(**{**fields, **changes}), recorded_at=NOW)


def closed(found: Preview) -> list[ClosedTrade]:
    """The closed trades of a preview."""
    return [draft.trade for draft in found.trades if isinstance(draft.trade, ClosedTrade)]


METATRADER = (
    "Ticket,Open Time,Type,Size,Item,Price,S / L,T / P,Close Time,Price,Commission,Taxes,Swap,Profit\n"
    "11,2026.01.15 09:32:01,buy,0.10,eurusd,1.09432,1.09200,1.09800,2026.01.15 11:15:22,1.0961,-0.70,0.00,-0.12,17.80\n"
    "12,2026.01.15 13:02:00,sell,0.20,gbpusd,1.27100,0,0,2026.01.15 15:40:11,1.26840,-1.40,0.00,0.00,52.00\n"
    "13,2026.01.16 00:00:00,balance,,,,,,,,,,,1000.00\n"
)


def test_metatraders_history_is_recognised_and_asks_for_its_zone() -> None:
    found = shown(METATRADER)
    assert (found.mapping.layout, found.mapping.kind) == ("metatrader", Kind.TRADES)
    assert found.questions == (Question.ZONE,)
    assert found.trades == ()


def test_metatraders_profit_has_commission_and_swap_taken_off() -> None:
    found = shown(METATRADER, zone="Europe/Athens")
    first, second = closed(found)
    assert (first.side, first.external_id, first.instrument) == (Side.LONG, "11", "eurusd")
    assert (first.pnl, first.fees, first.stop_price) == (D("16.98"), D("0.82"), D("1.09200"))
    assert first.opened_at == datetime(2026, 1, 15, 7, 32, 1, tzinfo=UTC)
    assert (first.entry_price, first.exit_price) == (D("1.09432"), D("1.0961"))
    assert (second.side, second.pnl, second.stop_price) == (Side.SHORT, D("50.60"), None)
    assert [(r.line, r.fault.code) for r in found.rejected] == [(4, "empty")]


def test_metatrader_5_names_two_columns_time_and_two_price() -> None:
    text = (
        "Time;Position;Symbol;Type;Volume;Price;S / L;T / P;Time;Price;Commission;Swap;Profit\n"
        "2026.02.01 10:00:00;77;XAUUSD;buy;1;2000.5;;;2026.02.01 12:00:00;2010.5;-7;0;1000\n"
    )
    (trade,) = closed(shown(text, zone="UTC"))
    assert (trade.entry_price, trade.exit_price, trade.pnl) == (D("2000.5"), D("2010.5"), D(993))
    assert trade.closed_at == datetime(2026, 2, 1, 12, tzinfo=UTC)


def test_tradingviews_list_of_trades_has_two_rows_a_trade_and_no_instrument() -> None:
    text = (
        "Trade #,Type,Date and time,Signal,Price USDT,Size (qty),Size (value),Net P&L USDT,Net P&L %\n"
        "2,Exit short,2026-03-02 14:30,Close,4530.5,2,9061,-21.00,-0.23\n"
        "2,Entry short,2026-03-02 10:00,Short,4520,2,9040,-21.00,-0.23\n"
        "1,Entry long,2026-03-01 09:30,Long,4500.25,2,9000.5,25.00,0.28\n"
        "1,Exit long,2026-03-01 11:00,Close,4512.75,2,9025.5,25.00,0.28\n"
        "3,Entry long,2026-03-03 09:30,Long,4500,2,9000,,\n"
    )
    assert shown(text).questions == (Question.INSTRUMENT, Question.ZONE)
    found = shown(text, instrument="ES", zone="UTC")
    assert found.mapping.layout == "tradingview"
    second, first = closed(found)
    assert (first.side, first.pnl, first.quantity, first.note) == (Side.LONG, D("25.00"), D(2), "Long")
    assert (second.side, second.exit_price) == (Side.SHORT, D("4530.5"))
    assert [(r.line, r.fault.code) for r in found.rejected] == [(6, "row_alone")]


BINANCE = (
    "Time(UTC),Symbol,Side,Price,Quantity,Amount,Fee,Realized Profit,Quote Asset\n"
    "2026-03-11 22:15:41,BTCUSDT,SELL,67600,0.005,338,0.169,0.5,USDT\n"
    "2026-03-11 22:15:40,BTCUSDT,SELL,67500,0.015,1012.5,0.506,0,USDT\n"
    "2026-03-11 22:10:00,BTCUSDT,BUY,67400,0.010,674,0.337,1,USDT\n"
    "2026-03-11 22:00:00,BTCUSDT,SELL,67500,0.010,675,0.338,0,USDT\n"
)


def test_binances_executions_become_positions() -> None:
    # short 0.010 at 67,500, bought back at 67,400: 1.00 less fees 0.338 + 0.337; then 0.015 + 0.005 sold are still open
    found = shown(BINANCE)
    assert (found.mapping.layout, found.questions) == ("binance", ())
    first, second = (draft.trade for draft in found.trades)
    assert isinstance(first, ClosedTrade)
    assert (first.side, first.pnl, first.fees) == (Side.SHORT, D("0.325"), D("0.675"))
    assert not isinstance(second, ClosedTrade)
    assert (second.side, second.open_quantity, second.entry_price) == (Side.SHORT, D("0.020"), D(67525))


def test_an_execution_that_cannot_be_read_leaves_its_instrument_out() -> None:
    text = BINANCE.replace("67400", "67.400,0") + "2026-03-11 22:00:00,ETHUSDT,BUY,3500,1,3500,1.4,0,USDT\n"
    found = shown(text.replace("67.400,0", "67'400"))
    assert [draft.trade.instrument for draft in found.trades] == ["ETHUSDT"]
    assert [(r.line, r.fault.code) for r in found.rejected] == [
        (2, "instrument_unsure"),
        (3, "instrument_unsure"),
        (4, "grouped"),
        (5, "instrument_unsure"),
    ]


def test_bybits_closed_pnl_tells_what_was_closed_and_when_but_not_since_when() -> None:
    text = (
        "Contracts,Closing Direction,Qty,Entry Price,Exit Price,Closed P&L,Exit Type,Trade Time(UTC+0),Order No.\n"
        "OPUSDT,Close Long,793.7,0.6299,0.6331,2.01880767,Trade,2026-06-05 10:05:40,a1\n"
        "BTCUSDT,Sell,0.5,64000,63200,-400.25,StopLoss,2026-06-05 10:06:00,a2\n"
        "ETHUSDT,Buy,1,3600,3650,-50,BustTrade,2026-06-05 10:07:00,a3\n"
    )
    found = shown(text)
    assert (found.mapping.layout, found.questions, found.rejected) == ("bybit", (), ())
    first, second, third = closed(found)
    assert [t.side for t in (first, second, third)] == [Side.LONG, Side.LONG, Side.SHORT]
    assert [t.exit_reason for t in (first, second, third)] == [
        ExitReason.BY_HAND,
        ExitReason.STOP,
        ExitReason.LIQUIDATION,
    ]
    assert first.pnl == D("2.01880767")
    assert first.opened_at == first.closed_at == datetime(2026, 6, 5, 10, 5, 40, tzinfo=UTC)


BROKER = (
    "Symbol;Side;Qty;Entry Price;Exit Price;Open Time;Close Time;Commission;Net P&L\n"
    "EURUSD;Buy;10000;1,08500;1,08720;04/09/2025 08:00:00;04/09/2025 11:30:00;2,50;19,50\n"
    "XAUUSD;Buy;2;2410,50;2398,20;05/09/2025 13:00:00;05/09/2025 16:40:00;4,00;-28,60\n"
)


def test_another_table_is_read_by_usual_names_and_asks_what_it_does_not_say() -> None:
    found = shown(BROKER)
    assert found.mapping.layout == ""
    assert found.mapping.decimal_comma is True, "“2,50” proves it"
    assert Question.PNL_IS_NET in found.questions
    found = shown(BROKER, pnl_is_net=True)
    assert found.questions == (Question.DATE_ORDER,)


def test_another_table_is_read_once_everything_is_said() -> None:
    rows = BROKER.replace("05/09/2025", "25/09/2025")
    found = shown(rows, pnl_is_net=False, zone="UTC")
    assert found.questions == ()
    first, second = closed(found)
    assert (first.entry_price, first.pnl) == (D("1.08500"), D("17.00"))
    assert second.closed_at == datetime(2025, 9, 25, 16, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("BTCUSDT,buy,1.234,5,100,110", "row_width"),
        ("BTCUSDT,buy,1'000,100,110,2026-01-01Z,5", "grouped"),
        ('BTCUSDT,buy,"1,000",100,110,2026-01-01Z,5', "comma_or_group"),
        ("BTCUSDT,buy,1e3,100,110,2026-01-01Z,5", "exponent"),
        ("BTCUSDT,buy,-1,100,110,2026-01-01Z,5", "cell_not_positive"),
        ("BTCUSDT,buy,1,NaN,110,2026-01-01Z,5", "not_a_number"),
        ("BTCUSDT,buy,1,100,110,soon,5", "not_a_time"),
        ("BTCUSDT,flat,1,100,110,2026-01-01Z,5", "not_a_side"),
        ("BTCUSDT,,1,100,110,2026-01-01Z,5", "not_a_side"),
        ("=1+1,buy,1,100,110,2026-01-01Z,5", "bad_cell"),
        (",buy,1,100,110,2026-01-01Z,5", "bad_cell"),
        (f"BTCUSDT,buy,1,100,110,2026-01-01Z,{'9' * 31}", "too_long"),
        ("BTCUSDT,buy,1,100,110,2026-01-01Z,1e999999999", "exponent"),
    ],
)
def test_a_row_that_is_no_trade_is_rejected_with_its_line(cells: str, code: str) -> None:
    header = "Symbol,Side,Qty,Entry Price,Exit Price,Close Time,Profit\n"
    good = "BTCUSDT,buy,1,100,110,2026-01-01Z,10\n"
    found = shown(f"{header}{good}{cells}\n{good}", zone="UTC")
    assert [(r.line, r.fault.code) for r in found.rejected] == [(3, code)]
    assert len(found.trades) == 2


def test_a_trade_cannot_be_closed_before_it_was_opened() -> None:
    header = "Symbol,Side,Qty,Entry Price,Exit Price,Open Time,Close Time,Profit\n"
    found = shown(f"{header}BTCUSDT,buy,1,100,110,2026-01-02Z,2026-01-01Z,5\n")
    assert [r.fault.code for r in found.rejected] == ["closed_before_opened"]


@pytest.mark.parametrize("times", ["2026-01-01Z,2099-01-01Z", "2099-01-01Z,2099-01-02Z"])
def test_a_trade_that_is_still_to_come_is_left_out(times: str) -> None:
    header = "Symbol,Side,Qty,Entry Price,Exit Price,Open Time,Close Time,Profit\n"
    found = shown(f"{header}BTCUSDT,buy,1,100,110,{times},5\n")
    assert [(r.line, r.fault.code) for r in found.rejected] == [(2, "still_to_come")]
    assert found.trades == ()


def test_columns_that_are_needed_are_asked_for() -> None:
    assert Question.COLUMNS in shown("Symbol,Colour\nBTCUSDT,red\n").questions
