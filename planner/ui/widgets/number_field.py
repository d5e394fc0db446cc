"""A number as it is typed: the text stays the trader's own, the value is taken only when it can be."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from planner.domain.fault import Fault, FaultError
from planner.domain.number import ENGINE, ZERO
from planner.domain.typed import FieldRule, ask_about_point, read_typed, write_value
from planner.report.glossary import label, meaning
from planner.report.numbers import HIDDEN, Veiled
from planner.report.sentences import fault_sentence
from planner.ui.widgets.cover import Cover
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.style import ONE_DIGIT, set_property
from planner.ui.widgets.undoing import is_undo
from planner.ui.widgets.unit_label import UnitLabel

_UNIT_ROOM = 26
"""What the frame takes on both sides, and the gap between number and unit."""

BETWEEN = " / "
"""What stands between several numbers that are shown faintly."""

_QUOTED = frozenset({"text", "whole", "point"})
"""What a sentence on a slip repeats of it."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_FACTORS = {Qt.KeyboardModifier.ShiftModifier: 10, Qt.KeyboardModifier.ControlModifier: 100}


class Stepping(Struct, frozen=True):
    """Arrow keys on their way: the value they set out from, the number that it is unrounded, and how far they are."""

    value: Decimal | None
    number: Decimal
    offset: Decimal = ZERO

    @property
    def along(self) -> Decimal:
        """The number they have come to."""
        return ENGINE.add(self.number, self.offset)


class NumberField(QWidget):
    """A labelled number with its unit, and a sentence below it while something is wrong or a hint is given.

    `edited` carries the value at every keystroke that makes one (None for an emptied field that may be empty),
    `settled` tells that typing has ended. Where decimals begin with a comma, a point that could separate thousands is
    asked about: Enter says that it begins decimals, in this field from then on. A field with a `resting` value is empty
    while it has that one, and shows it faintly.
    """

    edited = Signal(object)
    settled = Signal()
    fault_changed = Signal()
    note, hint = "", ""
    """What the assessment has to say of the value, and what the field itself has: no fault."""
    _quiet: FaultLabel | None = None

    def __init__(
        self,
        term: str,
        rule: FieldRule,
        *,
        unit: str = "",
        resting: Decimal | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """A field of a glossary term."""
        super().__init__(parent)
        self.rule, self.resting = rule, resting
        self.fault = self._marked = ""
        self._point_is_known = self._is_typing = False
        self._value: Decimal | None = None
        self._led_to: Decimal | None = None
        self._stepping: Stepping | None = None
        self._cover: Cover | None = None
        self.label = QLabel(label(term), self)
        self.label.setProperty("role", "label")
        self.input = self._made_input()
        self.unit = UnitLabel(unit, self.input)
        self.message = FaultLabel(self)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(3)
        for widget in (self.label, self.input, self.message):
            self.rows.addWidget(widget)
        self.set_term(term)
        self._connect()
        self.fit_unit()
        self.conceal(concealed=isinstance(unit, Veiled))

    def _made_input(self) -> QLineEdit:
        line = QLineEdit(self)
        line.setPlaceholderText(write_value(self.resting, self.rule))
        line.setMaxLength(64)
        line.setMinimumWidth(60)
        self.label.setBuddy(line)
        return line

    def _connect(self) -> None:
        self.input.textEdited.connect(lambda _text: self._read())
        self.input.textChanged.connect(self._place_unit)
        self.input.editingFinished.connect(self.settled)
        self.settled.connect(self._end_typing)
        self.input.installEventFilter(self)

    def set_term(self, term: str) -> None:
        """Call the field by a term of the glossary, and say what that means."""
        self.input.setToolTip(meaning(term))
        self.set_name(label(term))

    def set_name(self, name: str) -> None:
        """Call the field by that name, on screen and to a screen reader."""
        self.label.setText(name)
        self.input.setAccessibleName(name)
        self.describe()

    def set_unit(self, unit: str) -> None:
        """Show `unit` inside the field; a veiled currency hides the number too."""
        self.conceal(concealed=isinstance(unit, Veiled))
        before = self.unit.text()
        if unit != before:
            self.unit.setText(unit)
            self.describe()
            if unit.translate(ONE_DIGIT) != before.translate(ONE_DIGIT):
                self.fit_unit()

    def conceal(self, *, concealed: bool) -> None:
        """Hide the number until it is typed over, or show it again."""
        if concealed and self._cover is None:
            self._cover = Cover(self.input)
        elif not concealed and self._cover is not None:
            self._cover.lift()
            self._cover = None
        else:
            return
        typed = self._typed() if self.fault else None
        if isinstance(typed, FaultError):
            self._say(self._sentence(typed))

    def fit_unit(self) -> None:
        """Give the unit the room it needs, in its present font."""
        self.unit.measure()
        self._place_unit()

    def show_value(self, value: Decimal | None) -> None:
        """Show the value that holds; what is being typed stays while it means the same, or cannot be taken yet.

        It stays too where its own value has changed what it is counted from, until the typing has ended.
        """
        changed, self._value = value != self._value, value
        if self.fault and (self.input.hasFocus() or not changed):
            return
        if changed or not self.input.hasFocus():
            self._end_typing()
        stays = self._is_as_it_led() or (self.input.hasFocus() and self._typed() == value)
        if not stays:
            self._write(value)
        self._say("")

    def _is_as_it_led(self) -> bool:
        """Whether it is being typed, and its value would be written as it was when it had led to all it does."""
        if not self._is_typing:
            return False
        shown = self._to_shown(self._value)
        if self._led_to is None:
            self._led_to = shown
        return shown == self._led_to

    def _end_typing(self) -> None:
        self._is_typing, self._stepping = False, None

    def _typed(self) -> Decimal | FaultError | None:
        try:
            self._ask_about_point()
            return self._from_shown(read_typed(self.input.text(), self.rule))
        except FaultError as error:
            return error

    def _ask_about_point(self) -> None:
        """Only what is typed or pasted is asked about: what the program has written has a point."""
        if self.input.isModified() and not self._point_is_known and QLocale().decimalPoint() == ",":
            ask_about_point(self.input.text())

    def _asks_about_point(self) -> bool:
        typed = self._typed() if self.fault else None
        return isinstance(typed, FaultError) and typed.fault.code == "point_or_group"

    def _write(self, value: Decimal | None) -> None:
        self._end_typing()
        text = write_value(self._to_shown(value), self.rule)
        if text != self.input.text():
            self.input.setText(text)

    def _to_shown(self, value: Decimal | None) -> Decimal | None:
        """What is written for a value."""
        return None if value == self.resting else value

    def _from_shown(self, number: Decimal | None) -> Decimal | None:
        """The value of what is written; raises `FaultError` where there is none."""
        return self.resting if number is None else number

    def restore(self) -> None:
        """Forget what was typed and cannot be taken."""
        self._write(self._value)
        self._say("")

    def show_objection(self, sentence: str) -> None:
        """Show what the assessment says about the value, unless the text itself is wrong."""
        if not self.fault:
            self._mark(sentence)

    def show_note(self, sentence: str) -> None:
        """Say quietly what the assessment has to say of the value, though nothing is wrong."""
        self._say_quietly(sentence, self.hint)

    def say_hint(self, sentence: str) -> None:
        """Tell something of the value itself, though nothing is wrong."""
        self._say_quietly(self.note, sentence)

    def _say_quietly(self, note: str, hint: str) -> None:
        if (note, hint) == (self.note, self.hint):
            return
        self.note, self.hint = note, hint
        if self._quiet is None:
            self._quiet = FaultLabel(self, quiet=True)
            self.rows.addWidget(self._quiet)
        self._quiet.say("\n".join(part for part in (note, hint) if part))
        self.describe()

    def read_again(self) -> None:
        """Judge what is typed by a rule that has changed."""
        if self.input.text():
            self._read()

    def _read(self) -> None:
        typed = self._typed()
        if isinstance(typed, FaultError):
            self._say(self._sentence(typed))
            return
        self._stepping = None
        self._take(typed)

    def _sentence(self, error: FaultError) -> str:
        """What is wrong with what is typed, which is not quoted where it is hidden."""
        known = error.fault.facts
        facts = known if self._cover is None else {name: HIDDEN if name in _QUOTED else known[name] for name in known}
        return fault_sentence(Fault(error.fault.code, facts))

    def _take(self, value: Decimal | None) -> None:
        self._value, self._is_typing, self._led_to = value, True, None
        self._say("")
        self.edited.emit(value)

    def _say(self, sentence: str) -> None:
        changed = sentence != self.fault
        self.fault = sentence
        self._mark(sentence)
        if changed:
            self.fault_changed.emit()

    def _mark(self, sentence: str) -> None:
        if sentence == self._marked:
            return
        self._marked = sentence
        self.message.say(sentence)
        self.describe()
        set_property(self.input, "fault", bool(sentence))

    def describe(self) -> None:
        """Tell a screen reader the unit, and what is wrong, or worth knowing, or else what the field means."""
        known = " ".join(part for part in (self.note, self.hint) if part)
        told = (self.unit.text(), self._marked or known or self.input.toolTip())
        self.input.setAccessibleDescription(". ".join(part for part in told if part))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys add a step; undo is the plan's, except that it first takes back what cannot be taken."""
        if event.type() is QEvent.Type.Resize:
            self._place_unit()
        elif event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if is_undo(event) and not self.fault:
                event.ignore()
                return True
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if self.fault and (event.key() == Qt.Key.Key_Escape or is_undo(event)):
            self.restore()
            return True
        if event.key() in _ENTER and self._asks_about_point():
            self._point_is_known = True
            self._read()
            return True
        direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if direction:
            self._nudge(direction * _FACTORS.get(event.modifiers(), 1))
        return bool(direction)

    def _nudge(self, steps: int) -> None:
        """Go on from where the first arrow key set out: as many steps back lead there again, however it is rounded."""
        nudge, way = self.rule.nudge or self.rule.step, self._stepping or self._setting_out()
        if nudge is None or way is None:
            return
        way = replace(way, offset=ENGINE.add(way.offset, ENGINE.multiply(nudge, Decimal(steps))))
        try:
            value, shown = self._stepped(way)
            text = write_value(shown, self.rule)
            read_typed(text, self.rule)
        except FaultError:
            return
        self.input.setText(text)
        self._stepping = way
        self._take(value)

    def _setting_out(self) -> Stepping | None:
        number = self._unrounded(self._value)
        if number is None:
            number = self._shown_faintly()
        return None if number is None else Stepping(self._value, number)

    def _unrounded(self, value: Decimal | None) -> Decimal | None:
        """The number of a value, also where another one is written for it."""
        return self._to_shown(value)

    def _stepped(self, way: Stepping) -> tuple[Decimal | None, Decimal | None]:
        """The value that has been stepped to, and what is written for it; raises `FaultError` where there is none."""
        value = self._from_shown(way.along) if way.offset else way.value
        return value, self._to_shown(value)

    def _shown_faintly(self) -> Decimal | None:
        """What holds while the field is empty: of several the first; None where there is none, or words."""
        try:
            return read_typed(self.input.placeholderText().partition(BETWEEN)[0], self.rule)
        except FaultError:
            return None

    def _place_unit(self) -> None:
        """The unit stands inside at the right, as much of it as the number leaves room for."""
        space = self.input.rect()
        number = self.input.fontMetrics().horizontalAdvance(self.input.text() or self.input.placeholderText())
        width = self.unit.width_in(space.width() - number - _UNIT_ROOM)
        if self.unit.isHidden() is bool(width):
            self.unit.setVisible(bool(width))
        margin = width + 4 if width else 0
        if self.input.textMargins().right() != margin:
            self.input.setTextMargins(0, 0, margin, 0)
        height = self.unit.fontMetrics().height()
        self.unit.setGeometry(space.width() - width - 8, (space.height() - height) // 2, width, height)

    def offer_units(self, *, offered: bool) -> None:
        """Let the unit be clicked, or a sign in its place where there is no more room; or not."""
        if self.unit.is_button is not offered:
            self.unit.offer(offered=offered)
            self.fit_unit()
