from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.market.files import HEADER, ROWS, candles

_MT5 = (
    "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n"
    "2024.01.01\t00:00:00\t10\t12\t9\t11\t500\t0\t2\n2024.01.02\t00:00:00\t11\t13\t10\t12.5\t600\t0\t2\n"
)
_BINANCE = "{0},10.0,12.0,9.0,11.0,5.1,{0},56.1,3,2.0,22.0,0\n{1},11.0,13.0,10.0,12.5,6.2,{1},77.5,4,3.0,37.5,0\n"
_EXPORTS: dict[str, str | bytes] = {
    "TradingView, seconds": "time,open,high,low,close,Volume\n1704067200,10,12,9,11,5\n1704153600,11,13,10,12.5,6\n",
    "TradingView, ISO": (
        "time,open,high,low,close,Volume,Volume MA\n"
        "2024-01-01T00:00:00Z,10,12,9,11,5,\n2024-01-02T00:00:00Z,11,13,10,12.5,6,5.5\n"
    ),
    "MetaTrader 5": _MT5,
    "MetaTrader 5, two bytes a letter": _MT5.encode("utf-16"),
    "MetaTrader 5, by the day": _MT5.replace("<TIME>\t", "").replace("00:00:00\t", ""),
    "MetaTrader 4": "2024.01.01,00:00,10,12,9,11,500\n2024.01.02,00:00,11,13,10,12.5,600\n",
    "Bybit for MetaTrader 4": "2024.01.01 00:00,10,12,9,11,500\n2024.01.02 00:00,11,13,10,12.5,600\n",
    "NinjaTrader": "20240101 000000;10;12;9;11;500\n20240102 000000;11;13;10;12.5;600\n",
    "Binance": _BINANCE.format(1704067200000, 1704153600000),
    "Binance, microseconds": _BINANCE.format(1704067200000000, 1704153600000000),
    "Binance, with a header": (
        "open_time,open,high,low,close,volume,close_time\n"
        "1704067200000,10,12,9,11,5,1704153599999\n1704153600000,11,13,10,12.5,6,1704239999999\n"
    ),
    "Kraken": "1704067200,10,12,9,11,5.5,40\n1704153600,11,13,10,12.5,6.5,41\n",
    "CryptoDataDownload": (
        "https://www.CryptoDataDownload.com\nunix,date,symbol,open,high,low,close,Volume BTC\n"
        "1704153600000,2024-01-02 00:00:00,BTC/USD,11,13,10,12.5,6\n"
        "1704067200000,2024-01-01 00:00:00,BTC/USD,10,12,9,11,5\n"
    ),
    "Dukascopy": (
        "Gmt time,Open,High,Low,Close,Volume\n"
        "01.01.2024 00:00:00.000,10,12,9,11,5\n02.01.2024 00:00:00.000,11,13,10,12.5,6\n"
    ),
    "Stooq": (
        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n"
        "X,D,20240101,000000,10,12,9,11,5,0\nX,D,20240102,000000,11,13,10,12.5,6,0\n"
    ),
    "a spreadsheet with decimal commas": (
        "sep=;\r\nTime;Open;High;Low;Close\r\n"
        "2024-01-01;10,00;12,00;9,00;11,00\r\n2024-01-02;11,00;13,00;10,00;12,50\r\n"
    ),
    "decimal commas, no header": "2024.01.01;10,0;12,0;9,0;11,0\n2024.01.02;11,0;13,0;10,0;12,5\n",
    "times that end in UTC": (
        "Timestamp,Open,High,Low,Close\n2024-01-01 00:00:00 UTC,10,12,9,11\n2024-01-02 00:00:00 UTC,11,13,10,12.5\n"
    ),
    "OKX": (
        "instrument_name,open,high,low,close,vol,open_time,confirm\n"
        "BTC-USDT,10,12,9,11,5,1704067200000,1\nBTC-USDT,11,13,10,12.5,6,1704153600000,1\n"
    ),
    "Bybit": (
        "startTime,openPrice,highPrice,lowPrice,closePrice,volume,turnover\n"
        "1704067200000,10,12,9,11,5,50\n1704153600000,11,13,10,12.5,6,60\n"
    ),
    "Bybit, in seconds": "start_at,open,high,low,close\n1704067200,10,12,9,11\n1704153600,11,13,10,12.5\n",
    "OKX, short names": "ts,o,h,l,c,vol\n1704153600000,11,13,10,12.5,6\n1704067200000,10,12,9,11,5\n",
    "Interactive Brokers": (
        "date,open,high,low,close,volume\n20240101  00:00:00,10,12,9,11,5\n20240102  00:00:00,11,13,10,12.5,6\n"
    ),
    "Interactive Brokers, of New York": (
        "date,open,high,low,close\n20231231 19:00:00 US/Eastern,10,12,9,11\n"
        "20240101 19:00:00 US/Eastern,11,13,10,12.5\n"
    ),
    "Dukascopy, local time": (
        "Local time,Open,High,Low,Close\n"
        "01.01.2024 01:00:00.000 GMT+0100,10,12,9,11\n02.01.2024 01:00:00.000 GMT+0100,11,13,10,12.5\n"
    ),
    "Barchart": (
        "Time,Open,High,Low,Latest,Change,%Change,Volume\n"
        '"2024-01-02 00:00",11,13,10,12.5,1.5,13.6%,6\n"2024-01-01 00:00",10,12,9,11,1,10%,5\n'
        '"Downloaded from Barchart.com as of 01-05-2024 03:33am CST"\n'
    ),
    "Sierra Chart": (
        "Date, Time, Open, High, Low, Last, Volume\n"
        "2024/1/1, 0:00:00, 10, 12, 9, 11, 5\n2024/1/2, 0:00:00, 11, 13, 10, 12.5, 6\n"
    ),
    "TradingView with a name that has a comma": (
        'time,open,high,low,close,"MA (20, close)"\n2024-01-01,10,12,9,11,5\n2024-01-02,11,13,10,12.5,6\n'
    ),
    "rows without prices": (
        "Date,Open,High,Low,Close,Adj Close\n2024-01-01,10,12,9,11,11\n2024-01-01,null,null,null,null,null\n"
        "2024-01-02,11,13,10,12.5,12.5\n,,,,,\n"
    ),
    "a delimiter at the end of every line": (
        "time,open,high,low,close\n2024-01-01,10,12,9,11,\n2024-01-02,11,13,10,12.5,\n"
    ),
    "words after the last candle": HEADER + "2024-01-01,10,12,9,11\n2024-01-02,11,13,10,12.5\n\nTotal rows: 2\n-\n",
    "bars between columns": "time|open|high|low|close\n2024-01-01|10|12|9|11\n2024-01-02|11|13|10|12.5\n",
    "a column named in Western European letters": (
        "time,open,high,low,close,Größe €\n2024-01-01,10,12,9,11,1\n2024-01-02,11,13,10,12.5,1\n".encode("cp1252")
    ),
}


@pytest.mark.parametrize("program", _EXPORTS)
def test_what_programs_and_exchanges_export_is_recognised(tmp_path: Path, program: str) -> None:
    read = candles(tmp_path, _EXPORTS[program])
    assert read.time.tolist() == [1704067200.0, 1704153600.0]
    assert [column.tolist() for column in (read.open, read.high, read.low, read.close)] == [
        [10.0, 11.0], [12.0, 13.0], [9.0, 10.0], [11.0, 12.5],
    ]  # fmt: skip


def test_hours_of_a_terminal_keep_their_clock(tmp_path: Path) -> None:
    read = candles(tmp_path, "2024.01.01,13:00,10,12,9,11,500\n2024.01.01,14:00,11,13,10,12.5,600\n")
    assert read.time.tolist() == [1704067200.0 + 13 * 3600, 1704067200.0 + 14 * 3600]
    assert read.interval == "1 h"


def test_quoted_prices_may_have_commas_between_their_thousands(tmp_path: Path) -> None:
    read = candles(
        tmp_path,
        '"Date","Price","Open","High","Low","Vol.","Change %"\n'
        '"01/13/2024","42,842.4","44,946.9","45,500.0","40,750.0","117.65K","-4.68%"\n'
        '"01/02/2024","44,946.8","44,183.4","45,885.4","44,166.0","97.84K","1.73%"\n',
    )
    assert read.time.tolist() == [datetime(2024, 1, day, tzinfo=UTC).timestamp() for day in (2, 13)]
    assert (read.open.tolist(), read.close.tolist()) == ([44183.4, 44946.9], [44946.8, 42842.4])
    assert (read.high.tolist(), read.low.tolist()) == ([45885.4, 45500.0], [44166.0, 40750.0])


@pytest.mark.parametrize(
    "header",
    [
        "Datum;Zeit;Eröffnung;Hoch;Tief;Schluss",
        "Date;Heure;Ouverture;Plus haut;Plus bas;Clôture",
        "Fecha;Hora;Apertura;Máximo;Mínimo;Cierre",
        "Data;Ora;Apertura;Massimo;Minimo;Chiusura",
    ],
)
def test_headers_of_other_languages_are_read(tmp_path: Path, header: str) -> None:
    read = candles(tmp_path, f"{header}\n13.01.2024;09:30;10,5;12,25;9,75;11,0\n13.01.2024;10:30;11,0;13,5;10,5;12,5\n")
    assert read.time.tolist() == [datetime(2024, 1, 13, hour, 30, tzinfo=UTC).timestamp() for hour in (9, 10)]
    assert [column.tolist() for column in (read.open, read.high, read.low, read.close)] == [
        [10.5, 11], [12.25, 13.5], [9.75, 10.5], [11, 12.5],
    ]  # fmt: skip


def test_the_sign_of_a_currency_is_no_part_of_a_price(tmp_path: Path) -> None:
    nasdaq = "Date,Close/Last,Volume,Open,High,Low\n01/13/2024,$184.25,58414460,$184.22,$185.88,$183.43\n"
    read = candles(tmp_path, nasdaq)
    assert [column.tolist() for column in (read.open, read.high, read.low, read.close)] == [
        [184.22], [185.88], [183.43], [184.25],
    ]  # fmt: skip


def test_rows_without_prices_are_counted(tmp_path: Path) -> None:
    assert candles(tmp_path, _EXPORTS["rows without prices"]).left_out == 2
    assert candles(tmp_path, HEADER + ROWS).left_out == 0
