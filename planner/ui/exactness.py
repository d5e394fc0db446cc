"""Whatever another library makes of the decimal context of the window's thread, figures are counted in the engine's."""

from decimal import setcontext

from PySide6.QtCore import QAbstractEventDispatcher, QObject

from planner.domain.number import ENGINE

_KEPT = "counts_in"


def count_exactly(app: QObject) -> None:
    """Begin every turn of the event loop in `ENGINE`, once told of an application."""
    dispatcher = QAbstractEventDispatcher.instance()
    if app.property(_KEPT) or dispatcher is None:
        return
    app.setProperty(_KEPT, ENGINE.prec)
    dispatcher.awake.connect(_use_engine)
    dispatcher.aboutToBlock.connect(_use_engine)
    _use_engine()


def _use_engine() -> None:
    setcontext(ENGINE.copy())
