from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.ui.charts.builders import settle, shown_chart, waves


def test_the_time_frame_is_whole_where_the_name_of_the_history_is_cut(qtbot: QtBot) -> None:
    title = "BTC/USD by month to December 2024, standing in for the perpetual"
    chart = shown_chart(qtbot, candles=replace(waves(), title=title, interval="1 mo"))
    source, interval = chart._header._source, chart._header._interval
    for width in (900, 480, 320):
        chart.resize(width, 300)
        settle()
        assert interval.text() == "1 mo"
        assert interval.isVisible()
        assert interval.width() >= interval.fontMetrics().horizontalAdvance("1 mo")
        assert interval.geometry().right() <= chart._header.width()
    assert source.shown_text() != source.text()
    assert source.toolTip().endswith("standing in for the perpetual · 1 mo")


def test_a_history_of_one_candle_has_a_name_and_no_time_frame(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot, candles=replace(waves(1), title="oneline", interval=""))
    assert chart._header._source.text() == "oneline"
    assert chart._header._source.toolTip() == "oneline"
    assert not chart._header._interval.isVisible()
