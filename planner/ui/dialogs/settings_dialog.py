"""The settings: a form made from their declaration, which holds at once and knows no setting by name."""

from enum import StrEnum
from typing import Any, cast

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from planner.settings import Group, Settings
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.theme import in_text_size
from planner.ui.widgets.scrolled import Scrolled
from planner.ui.widgets.style import heading, inset
from planner.ui.widgets.unwheeled import Choices, NumberSpin
from planner.words import spelled, translated

WIDTH = 420
_BESIDE = 12
"""Between the rows and what scrolls them."""


class SettingsDialog(ClosingDialog):
    """Groups as headings, settings as rows. `changed` carries all settings."""

    changed = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        """A form of those settings."""
        super().__init__(parent)
        self.setWindowTitle(translated("Settings"))
        self.settings = settings
        self.fields: dict[str, QWidget] = {}
        content = QWidget(self)
        self.rows = inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, _BESIDE, 0)
        for name, field in type(settings).model_fields.items():
            group = getattr(settings, name)
            if isinstance(group, Group):
                inner.addWidget(heading(_title(name, field)))
                inner.addLayout(self._rows(name, group))
        self.buttons.addButton(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(self._restore)
        inner.addStretch(1)
        self.around = QVBoxLayout(self)
        self.around.addWidget(Scrolled(content), 1)
        self.around.addWidget(self.buttons)
        self.setMinimumWidth(in_text_size(WIDTH, 0).width())

    def sizeHint(self) -> QSize:
        """As wide as its text is large, and all rows high: a lower screen scrolls them."""
        width, margins = in_text_size(WIDTH, 0).width(), self.around.contentsMargins()
        rows = self.rows.totalHeightForWidth(width - margins.left() - margins.right())
        around = margins.top() + margins.bottom() + self.around.spacing() + self.buttons.sizeHint().height()
        return QSize(width, rows + around)

    def _rows(self, group_name: str, group: Group) -> QGridLayout:
        rows = QGridLayout()
        rows.setColumnStretch(1, 1)
        for row, (name, field) in enumerate(type(group).model_fields.items()):
            title, help_text = QLabel(_title(name, field), self), QLabel(translated(field.description or ""), self)
            help_text.setProperty("role", "detail")
            help_text.setWordWrap(True)
            editor = self._editor(f"{group_name}.{name}", field, getattr(group, name))
            editor.setAccessibleName(title.text())
            editor.setAccessibleDescription(help_text.text())
            title.setBuddy(editor)
            rows.addWidget(title, 2 * row, 0)
            rows.addWidget(editor, 2 * row, 1)
            rows.addWidget(help_text, 2 * row + 1, 1)
        return rows

    def _editor(self, key: str, field: FieldInfo, value: object) -> QWidget:
        made: QWidget
        if isinstance(value, bool):
            made = box = QCheckBox(self)
            box.clicked.connect(lambda checked: self._take(key, checked))
        elif isinstance(value, StrEnum):
            made = choices = Choices(self)
            kinds = list(type(value))
            for choice in kinds:
                choices.addItem(spelled(choice.value).capitalize(), choice.value)
            choices.activated.connect(lambda index: self._take(key, kinds[index]))
        elif isinstance(value, str):
            made = line = QLineEdit(self)
            line.editingFinished.connect(lambda: self._take(key, line.text().strip()))
        else:
            made = spin = NumberSpin(self)
            _bound(spin, field)
            inset(spin)
            spin.valueChanged.connect(lambda number: self._take(key, round(number, spin.decimals())))
        self.fields[key] = made
        self._show(key, value)
        return made

    def show_settings(self, settings: Settings) -> None:
        """Show what holds now."""
        self.settings = settings
        for key in self.fields:
            group, _, name = key.partition(".")
            self._show(key, getattr(getattr(settings, group), name))

    def _show(self, key: str, value: object) -> None:
        field = self.fields[key]
        if isinstance(field, QCheckBox):
            field.setChecked(bool(value))
        elif isinstance(field, Choices):
            field.setCurrentIndex(field.findData(value))
        elif isinstance(field, QLineEdit):
            field.setText(str(value))
        elif isinstance(field, NumberSpin) and field.value() != value:
            field.setValue(cast("float", value))

    def _take(self, key: str, value: object) -> None:
        group, _, name = key.partition(".")
        old = getattr(self.settings, group)
        if getattr(old, name) != value:
            self.settings = self.settings.model_copy(update={group: old.model_copy(update={name: value})})
            self.changed.emit(self.settings)

    def _restore(self) -> None:
        self.show_settings(type(self.settings)())
        self.changed.emit(self.settings)


def _title(name: str, field: FieldInfo) -> str:
    return translated(field.title) if field.title else name


def _bound(spin: NumberSpin, field: FieldInfo) -> None:
    extra = cast("dict[str, Any]", field.json_schema_extra or {})
    spin.setDecimals(1)
    spin.setSingleStep(extra.get("step", 1))
    for limit in field.metadata:
        if isinstance(limit, Ge):
            spin.setMinimum(cast("float", limit.ge))
        elif isinstance(limit, Le):
            spin.setMaximum(cast("float", limit.le))
