"""A what-if: a value that is typed or slid to, and where liquidation and margin level would then be."""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.number import ONE
from planner.domain.stops import even_stops, round_stops
from planner.domain.typed import PERCENT, FieldRule, write_value
from planner.report.numbers import Veiled
from planner.report.rows import CHANGED_SIGN
from planner.report.what_ifs import what_if_row
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.stop_slider import StopSlider
from planner.ui.widgets.tips import plain_tip
from planner.words import translated

_SHARE = FieldRule(scale=PERCENT, nudge=Decimal("0.05"), maximum=Decimal("0.99"), allows_zero=True, allows_empty=True)
_HIKE = FieldRule(scale=PERCENT, nudge=Decimal("0.05"), maximum=Decimal(10), allows_zero=True, allows_empty=True)
_MONEY = FieldRule(nudge=Decimal(100), allows_zero=True, allows_empty=True)
_TIMES = FieldRule(nudge=Decimal(1), least=ONE, allows_empty=True)
_RULES = {"more_margin": _MONEY, "less_size": _SHARE, "other_leverage": _TIMES, "margin_hike": _HIKE}
_STEPS = {"less_size": Decimal("0.01"), "margin_hike": Decimal("0.05"), "other_leverage": ONE}
"""What a slider moves by; money has stops of one digit."""


class Trial(QWidget):
    """A field with its slider, and what would follow; `tried` tells that the value is another."""

    tried = Signal()
    value: Decimal | None = None
    _before: Decimal | None = None
    """What was tried before this run of typing."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        """An empty field of a glossary term."""
        super().__init__(parent)
        self.key, self.usual_rule = key, _RULES[key]
        self.field = NumberField(key, self.usual_rule, parent=self)
        name = self.field.label.text()
        self.field.input.setAccessibleName(translated("What if: {name}", name=name))
        self.slider = StopSlider(name, self)
        self.result = QLabel(self)
        self.result.setTextFormat(Qt.TextFormat.PlainText)
        self.result.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        self.result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.result, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addLayout(row)
        rows.addWidget(self.field.message)
        rows.addWidget(self.slider)
        self.field.edited.connect(self._take)
        self.field.input.textEdited.connect(lambda _text: self._retract())
        self.field.settled.connect(self._settle)
        self.slider.chosen.connect(self._slide)

    def follow(self, rule: FieldRule, unit: str, usual: Decimal) -> None:
        """Take what that rule takes; an empty field shows what the plan has faintly, and its slider stands there.

        A veiled unit hides the value in both.
        """
        self.field.set_unit(unit)
        self.slider.conceal(concealed=isinstance(unit, Veiled))
        is_new = rule != self.field.rule
        if is_new or len(self.slider.stops) == 1:
            self.field.rule = rule
            step = _STEPS.get(self.key)
            self.slider.offer(round_stops(rule) if step is None else even_stops(rule, step))
        if is_new and (self.value is not None or self.field.fault):
            self.field.read_again()
        self.field.input.setPlaceholderText(write_value(usual, rule))
        self.slider.show_value(usual if self.value is None else self.value)

    def _take(self, value: Decimal | None) -> None:
        self.value = value
        self.tried.emit()

    def _settle(self) -> None:
        self._before = self.value

    def _retract(self) -> None:
        """What cannot be taken takes its run of typing with it: tried is what was before."""
        if self.field.fault and self.value != self._before:
            self.field.show_value(self._before)
            self._take(self._before)

    def _slide(self, value: Decimal) -> None:
        self.field.show_value(value)
        self._take(value)
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape tries nothing here."""
        if event.key() == Qt.Key.Key_Escape and self.value is not None:
            self.forget()
            self.tried.emit()
        else:
            super().keyPressEvent(event)

    def forget(self) -> None:
        """Nothing is tried."""
        self.value = self._before = None
        self.field.show_value(None)
        self.field.restore()

    def show_result(self, assessment: Assessment) -> None:
        """Show what would follow."""
        row = what_if_row(assessment, self.key, self.value)
        value = f"{row.value} {CHANGED_SIGN}" if row.changed else row.value
        text = f"{value}\n{row.detail}".strip()
        if text != self.result.text():
            self.result.setText(text)
        self.result.setToolTip(plain_tip(row.changed))
        self.field.input.setAccessibleDescription(f"{self.field.unit.text()}. {row.value}, {row.detail}")
