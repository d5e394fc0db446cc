import signal

from PySide6.QtCore import SIGNAL
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.ui.endings import SIGNALS, Endings

SESSION_ENDS = SIGNAL("commitDataRequest(QSessionManager&)")


def test_the_end_of_the_session_keeps_what_is_not_saved(qtbot: QtBot) -> None:
    app, rescued = QApplication.instance(), []
    assert isinstance(app, QApplication)
    assert qtbot
    before = app.receivers(SESSION_ENDS)
    endings = Endings(app, lambda: rescued.append(True))
    assert app.receivers(SESSION_ENDS) == before + 1
    endings.session_ends(None)
    endings.stop()
    assert rescued == [True]
    assert app.receivers(SESSION_ENDS) == before


def test_signals_are_as_before_once_nobody_listens(qtbot: QtBot) -> None:
    app, before = QApplication.instance(), [signal.getsignal(number) for number in SIGNALS]
    assert isinstance(app, QApplication)
    assert qtbot
    endings = Endings(app, lambda: None)
    assert [signal.getsignal(number) for number in SIGNALS] != before
    endings.stop()
    assert [signal.getsignal(number) for number in SIGNALS] == before
