"""A form made from the fields of a record: it knows none of them by name."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import ValidationError
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from planner.domain.record import Record
from planner.domain.typed import PERCENT, FieldRule
from planner.report.rule_form import MONEY_FIELDS, PERCENT_FIELDS, choice_words, fault_words, field_words
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.unwheeled import Choices

HIDDEN = frozenset({"kind", "id"})


class RecordForm(QWidget):
    """`edited` carries the whole record at every change that makes one; what does not is said below.

    `settled` tells that a change is whole: a choice is at once, typing when it ends.
    """

    edited = Signal(object)
    settled = Signal()

    def __init__(self, record: Record, currency: str, parent: QWidget | None = None) -> None:
        """A form of a record; amounts in it are of that currency."""
        super().__init__(parent)
        self.record, self.currency = record, currency
        self.values: dict[str, Any] = {name: getattr(record, name) for name in type(record).model_fields}
        self.editors: dict[str, QWidget] = {}
        self.message = FaultLabel(self)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(6)
        for name, field in type(record).model_fields.items():
            if name not in HIDDEN:
                self._add(name, *_kind_of(field.annotation))
        self.rows.addWidget(self.message)

    def _add(self, name: str, kind: Any, is_optional: bool) -> None:  # noqa: ANN401, FBT001 - a field's own type
        label, value = field_words(name), self.values[name]
        if isinstance(kind, type) and issubclass(kind, Record):
            self._add_part(name, label, kind, is_optional=is_optional)
        elif isinstance(kind, type) and issubclass(kind, StrEnum):
            self._add_choice(name, label, kind, value)
        elif kind is bool:
            box = QCheckBox(label, self)
            box.setChecked(bool(value))
            box.clicked.connect(lambda checked: self._take(name, checked))
            box.clicked.connect(self.settled)
            self._place(name, box)
        elif kind in {int, Decimal}:
            self._add_number(name, label, value, is_whole=kind is int, is_optional=is_optional)
        else:
            self._add_text(name, label, value)

    def _place(self, name: str, editor: QWidget, caption: str = "") -> None:
        if caption:
            label = QLabel(caption, self)
            label.setProperty("role", "label")
            label.setBuddy(editor)
            self.rows.addWidget(label)
        editor.setAccessibleName(field_words(name.rstrip("?")))
        self.editors[name] = editor
        self.rows.addWidget(editor)

    def _add_choice(self, name: str, label: str, kind: type[StrEnum], value: StrEnum) -> None:
        box, kinds = Choices(self), list(kind)
        for choice in kinds:
            box.addItem(choice_words(choice.value), choice.value)
        box.setCurrentIndex(kinds.index(value))
        box.activated.connect(lambda index: self._take(name, kinds[index]))
        box.activated.connect(self.settled)
        self._place(name, box, label)

    def _add_number(self, name: str, label: str, value: Any, *, is_whole: bool, is_optional: bool) -> None:  # noqa: ANN401 - a number or none
        is_percent = name in PERCENT_FIELDS
        rule = FieldRule(
            scale=PERCENT if is_percent else Decimal(1),
            step=Decimal(1) if is_whole else None,
            nudge=Decimal(1) if is_whole else PERCENT if is_percent else Decimal(10),
            allows_zero=True,
            allows_empty=is_optional,
        )
        unit = "%" if is_percent else self.currency if name in MONEY_FIELDS else ""
        field = NumberField("count_threshold", rule, unit=unit, parent=self)
        field.set_name(label)
        field.input.setToolTip(label)
        field.show_value(None if value is None else Decimal(value))
        field.edited.connect(lambda number: self._take(name, _whole(number) if is_whole else number))
        field.settled.connect(self.settled)
        self._place(name, field)
        self.rows.addWidget(field.message)

    def _add_text(self, name: str, label: str, value: Any) -> None:  # noqa: ANN401 - a text or several
        line = QLineEdit(", ".join(value) if isinstance(value, tuple) else str(value), self)
        read: Callable[[str], object] = str.strip
        if isinstance(value, tuple):
            read = _several
        line.editingFinished.connect(lambda: self._take(name, read(line.text())))
        line.editingFinished.connect(self.settled)
        self._place(name, line, label)

    def _add_part(self, name: str, label: str, kind: type[Record], *, is_optional: bool) -> None:
        value = self.values[name]
        frame = QFrame(self)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(12, 0, 0, 0)
        least = _LEAST.get(kind.__name__, {})
        form = RecordForm(kind.model_validate(least) if value is None else value, self.currency, frame)
        form.edited.connect(lambda part: self._take(name, part))
        form.settled.connect(self.settled)
        inside.addWidget(form)
        if is_optional:
            box = QCheckBox(label, self)
            box.setChecked(value is not None)
            form.setVisible(value is not None)
            box.toggled.connect(form.setVisible)
            box.clicked.connect(lambda checked: self._take(name, form.record if checked else None))
            box.clicked.connect(self.settled)
            self._place(f"{name}?", box)
        else:
            self.rows.addWidget(QLabel(label, self))
        self._place(name, frame)

    def _take(self, name: str, value: Any) -> None:  # noqa: ANN401 - the field's own type
        self.values[name] = value
        try:
            self.record = type(self.record).model_validate(self.values)
        except ValidationError as error:
            self.message.say(fault_words(error.errors(include_url=False, include_input=False)[0]["msg"]))
            return
        self.message.say("")
        self.edited.emit(self.record)


_LEAST: dict[str, dict[str, object]] = {"Probation": {"size": "0.5", "trades": 5}}
"""What a part begins with that has no defaults of its own."""


def _kind_of(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any annotation
    """The type of a field, and whether it may be none."""
    if get_origin(annotation) in {Union, UnionType}:
        kinds = [one for one in get_args(annotation) if one is not NoneType]
        return _plain(kinds[0]), True
    return _plain(annotation), False


def _plain(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    """The type below what is said about it."""
    while get_args(annotation) and get_origin(annotation) is not tuple:
        annotation = get_args(annotation)[0]
    return annotation


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
