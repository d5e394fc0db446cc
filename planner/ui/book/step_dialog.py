"""A step in the life of a trade, entered by hand: figures, when it happened, why."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from msgspec import Struct, field
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from planner.domain.number import ZERO
from planner.domain.typed import FieldRule
from planner.ui.book.keeping import KeepingDialog
from planner.ui.widgets.moment_edit import MomentEdit
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.unwheeled import Choices
from planner.words import translated

SIGNED = FieldRule(nudge=Decimal(1), least=Decimal(-(10**15)), allows_zero=True)
PLAIN = FieldRule()


class Asked(Struct, frozen=True):
    """A figure to enter: its term, what it takes, what stands there at first, its unit."""

    term: str
    rule: FieldRule
    value: Decimal | None = None
    unit: str = ""


class Question(Struct, frozen=True):
    """What a step asks: figures, a choice with its name, whether a reason is a must.

    `about` stands above all; what is entered happened no sooner than `since`.
    """

    title: str
    asked: Mapping[str, Asked] = field(default_factory=dict)
    choice_name: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    needs_reason: bool = False
    asks_when: bool = True
    asks_why: bool = True
    since: datetime | None = None


class Step(Struct, frozen=True):
    """What was entered; `choice` is empty where there was none to make."""

    values: Mapping[str, Decimal | None]
    at: datetime
    choice: str
    reason: str

    def amount(self, name: str) -> Decimal:
        """A figure that had to be entered."""
        return self.values[name] or ZERO


class StepDialog(KeepingDialog):
    """Figures above a choice, the time and a reason; `keep_step` keeps the step, or says why not."""

    def __init__(
        self,
        question: Question,
        keep_step: Callable[[Step], str],
        *,
        zone: str,
        now: datetime,
        parent: QWidget | None = None,
    ) -> None:
        """A form of that question; times are read in `zone`."""
        asked = question.asked
        fields = {name: NumberField(one.term, one.rule, unit=one.unit) for name, one in asked.items()}
        super().__init__(question.title, fields, parent)
        self.question, self.keep_step, self.now = question, keep_step, now
        if question.about:
            about = QLabel(question.about, self)
            about.setTextFormat(Qt.TextFormat.PlainText)
            about.setWordWrap(True)
            self.rows.addWidget(about)
        for number in self.fields.values():
            self.add_field(number)
        self.choice, self.at, self.reason = Choices(self), MomentEdit(now, zone, self), QLineEdit(self)
        self._offer(question.choices)
        self.at.setVisible(question.asks_when)
        self.at.dateTimeChanged.connect(lambda _at: self.refresh())
        if question.asks_when:
            self.add_named(translated("When ({zone})", zone=zone), self.at)
        self.reason.setMaxLength(1000)
        self.reason.setPlaceholderText(
            translated("why") if question.needs_reason else translated("why, where it departs from the plan")
        )
        self.reason.setVisible(question.asks_why)
        if question.asks_why:
            self.add_named(translated("Reason"), self.reason)
        self.reason.textEdited.connect(lambda _text: self.refresh())
        self.show_values({name: one.value for name, one in asked.items()})
        self.close_form()

    def _offer(self, choices: Mapping[str, str]) -> None:
        self.choice.setVisible(bool(choices))
        for value, text in choices.items():
            self.choice.addItem(text[:1].upper() + text[1:], value)
        if choices:
            self.add_named(self.question.choice_name, self.choice)

    def is_complete(self) -> bool:
        """Whether all is entered: a reason where it is asked for, and nothing that is still to come."""
        if not super().is_complete():
            return False
        wrong = (
            ""
            if self.reason.text().strip() or not self.question.needs_reason
            else translated("Still to enter: Reason.")
        )
        since, at = self.question.since, self.at.moment()
        if at > self.now:
            wrong = translated("That is still to come: enter what has happened.")
        elif since is not None and at < since.replace(second=0, microsecond=0):
            wrong = translated("That is before the trade was opened.")
        self.message.say(wrong)
        return not wrong

    def answer(self) -> Step:
        """What has been entered."""
        return Step(dict(self.values), self.at.moment(), self.choice.currentData() or "", self.reason.text().strip())

    def keep(self) -> str:
        """Keep the step."""
        return self.keep_step(self.answer())
