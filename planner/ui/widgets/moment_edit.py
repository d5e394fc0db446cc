"""A moment as it is entered: a day and a minute in a zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QWidget

from planner.ui.widgets.style import inset
from planner.ui.widgets.unwheeled import MomentSpin


class MomentEdit(MomentSpin):
    """Minutes are entered; the minute that it began with means its very moment.

    Of an hour that comes twice, where the clock is put back, it means the one that the field began in, else the first.
    """

    def __init__(self, first: datetime, zone: str, parent: QWidget | None = None) -> None:
        """A field that begins at a moment, read in a zone."""
        super().__init__(parent)
        self.first, self.zone = first.astimezone(UTC), ZoneInfo(zone)
        there = QTimeZone(zone.encode())
        self.setTimeZone(there)
        self.setDisplayFormat("yyyy-MM-dd HH:mm")
        inset(self)
        self.setDateTime(QDateTime.fromSecsSinceEpoch(int(first.timestamp()), there))

    def moment(self) -> datetime:
        """What has been entered."""
        shown = self.dateTime().toString("yyyy-MM-ddTHH:mm")  # Qt forgets which of two hours once a key was pressed
        fold = self.first.astimezone(self.zone).fold
        entered = datetime.fromisoformat(shown).replace(tzinfo=self.zone, fold=fold).astimezone(UTC)
        return self.first if entered == self.first.replace(second=0, microsecond=0) else entered
