"""A step in the life of a trade, entered by hand: figures, when it happened, why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from PySide6.QtCore import QDateTime, QTimeZone
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QDialog, QLabel, QLineEdit, QWidget

from planner.domain.typed import FieldRule
from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.widgets.number_field import NumberField

SIGNED = FieldRule(nudge=Decimal(1), least=Decimal(-(10**15)), allows_zero=True)
PLAIN = FieldRule()


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure to enter: its term, what it takes, what stands there at first, its unit."""

    term: str
    rule: FieldRule
    value: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What was entered; `choice` is empty where there was none to make."""

    values: Mapping[str, Decimal | None]
    at: datetime
    choice: str
    reason: str

    def amount(self, name: str) -> Decimal:
        """A figure that had to be entered."""
        return self.values[name] or Decimal(0)


class StepDialog(FormDialog):
    """Figures above the time, a choice and a reason."""

    def __init__(
        self,
        title: str,
        asked: Mapping[str, Asked],
        *,
        zone: str,
        now: datetime,
        choices: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """A form of those figures; times are read in `zone`."""
        fields = {name: NumberField(one.term, one.rule, unit=one.unit) for name, one in asked.items()}
        super().__init__(title, fields, parent)
        for field in self.fields.values():
            self.rows.addWidget(field)
            self.rows.addWidget(field.message)
        self.choice = QComboBox(self)
        for value, text in (choices or {}).items():
            self.choice.addItem(text[:1].upper() + text[1:], value)
        self._add("Ended by", self.choice, shown=bool(choices))
        self.at = QDateTimeEdit(self)
        self.at.setTimeZone(QTimeZone(zone.encode()))
        self.at.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.at.setDateTime(QDateTime.fromSecsSinceEpoch(int(now.timestamp()), QTimeZone(zone.encode())))
        self._add(f"When ({zone})", self.at)
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(1000)
        self.reason.setPlaceholderText("why, where it departs from the plan")
        self._add("Reason", self.reason)
        self.close_form()
        self.show_values({name: one.value for name, one in asked.items()})
        self.refresh()

    def _add(self, name: str, widget: QWidget, *, shown: bool = True) -> None:
        caption = QLabel(name, self)
        caption.setProperty("role", "label")
        caption.setBuddy(widget)
        widget.setAccessibleName(name)
        for part in (caption, widget):
            self.rows.addWidget(part)
            part.setVisible(shown)

    def answer(self) -> Step:
        """What has been entered."""
        at = datetime.fromtimestamp(self.at.dateTime().toSecsSinceEpoch(), UTC)
        return Step(dict(self.values), at, self.choice.currentData() or "", self.reason.text().strip())

    def ask(self) -> Step | None:
        """Put the question; None when it was cancelled."""
        return self.answer() if self.exec() == QDialog.DialogCode.Accepted else None
