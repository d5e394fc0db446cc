"""A moment as it is entered: a day and a minute in a zone."""

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QDateTimeEdit, QWidget

from planner.ui.widgets.style import inset


class MomentEdit(QDateTimeEdit):
    """Minutes are entered; the minute that it began with means its very moment."""

    def __init__(self, first: datetime, zone: str, parent: QWidget | None = None) -> None:
        """A field that begins at a moment, read in a zone."""
        super().__init__(parent)
        self.first = first.astimezone(UTC)
        there = QTimeZone(zone.encode())
        self.setTimeZone(there)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        inset(self)
        self.setDateTime(QDateTime.fromSecsSinceEpoch(int(first.timestamp()), there))

    def moment(self) -> datetime:
        """What has been entered."""
        entered = datetime.fromtimestamp(self.dateTime().toSecsSinceEpoch(), UTC).replace(second=0)
        return self.first if entered == self.first.replace(second=0, microsecond=0) else entered
