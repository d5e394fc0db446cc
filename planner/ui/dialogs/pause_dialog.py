"""The pause: why there is one and until when, a break by hand, its review, its override, news to come."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, QTimeZone, Signal
from PySide6.QtWidgets import QCheckBox, QGroupBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.discipline.judging import RuleStanding, worst
from planner.domain.journal import Event, NewsAnnounced, Overridden, PausedByHand, Reviewed
from planner.report.pauses import ALLOWED_WHILE_PAUSED, pause_lines
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.widgets.scrolled import Scrolled
from planner.ui.widgets.style import inset
from planner.ui.widgets.unwheeled import MomentSpin
from planner.words import translated

WAIT_MINUTES = 15
WIDTH = 460
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)


class PauseDialog(ClosingDialog):
    """Every button enters an event, which the plan keeps; `noted` carries it."""

    noted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """A dialog about no account yet."""
        super().__init__(parent)
        self.setWindowTitle(translated("Pause"))
        self.assessment: Assessment | None = None
        self.state, self.allowed = QLabel(self), QLabel(translated(ALLOWED_WHILE_PAUSED), self)
        self.until, self.starts, self.ends = (MomentSpin(self) for _ in range(3))
        self.open_end = QCheckBox(translated("until I have reviewed it"), self)
        self.why, self.what, self.change, self.reason, self.title = (QLineEdit(self) for _ in range(5))
        self.take, self.review, self.override, self.announce = (
            QPushButton(text, self)
            for text in (
                translated("Pause now"),
                translated("It is reviewed"),
                translated("Override, after {wait_minutes} minutes", wait_minutes=WAIT_MINUTES),
                translated("Announce it"),
            )
        )
        self._lay_out()
        self._connect()
        self.setMinimumWidth(WIDTH)

    def _lay_out(self) -> None:
        content = QWidget(self)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        for label in (self.state, self.allowed):
            label.setWordWrap(True)
            rows.addWidget(label)
        self.allowed.setProperty("role", "detail")
        self.groups = self._made_groups()
        for group in self.groups.values():
            rows.addWidget(group)
        rows.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(Scrolled(content), 1)
        layout.addWidget(self.buttons)

    def _made_groups(self) -> dict[str, QGroupBox]:
        return {
            "review": _group(
                translated("Review the pause"),
                (
                    (translated("What happened"), self.what),
                    (translated("What will change"), self.change),
                    ("", self.review),
                ),
            ),
            "override": _group(
                translated("Break it off: counts as a deviation"),
                ((translated("Why"), self.reason), ("", self.override)),
            ),
            "pause": _group(
                translated("Take a break"),
                (
                    (translated("Until"), self.until),
                    ("", self.open_end),
                    (translated("Why"), self.why),
                    ("", self.take),
                ),
            ),
            "news": _group(
                translated("News to come"),
                (
                    (translated("What"), self.title),
                    (translated("From"), self.starts),
                    (translated("To"), self.ends),
                    ("", self.announce),
                ),
            ),
        }

    def _connect(self) -> None:
        self.open_end.toggled.connect(self.until.setDisabled)
        self.open_end.toggled.connect(lambda _on: self._enable())
        self.until.dateTimeChanged.connect(lambda _at: self._enable())
        self.take.clicked.connect(self._take)
        self.review.clicked.connect(self._review)
        self.override.clicked.connect(self._override)
        self.announce.clicked.connect(self._announce)
        for line in (self.what, self.reason, self.title):
            line.textChanged.connect(lambda _text: self._enable())

    def show_assessment(self, assessment: Assessment) -> None:
        """Follow the plan."""
        first = self.assessment is None
        self.assessment = assessment
        zone = assessment.draft.situation.reset.zone
        if first:
            for edit, ahead in ((self.until, A_DAY), (self.starts, AN_HOUR), (self.ends, AN_HOUR)):
                edit.setTimeZone(QTimeZone(zone.encode()))
                edit.setDisplayFormat("yyyy-MM-dd HH:mm")
                inset(edit)
                seconds = int((assessment.pauses.at + ahead).timestamp())
                edit.setDateTime(QDateTime.fromSecsSinceEpoch(seconds, QTimeZone(zone.encode())))
        row = self._binding()
        self.state.setText("\n".join(pause_lines(assessment)))
        self.allowed.setVisible(row is not None)
        can_override = row is not None and row.rule.pause.can_be_overridden
        self.groups["review"].setVisible(row is not None)
        self.groups["override"].setVisible(can_override)
        self._enable()

    def _enable(self) -> None:
        is_ahead = self.assessment is not None and _moment(self.until) > self.assessment.pauses.at
        self.take.setEnabled(is_ahead or self.open_end.isChecked())
        self.review.setEnabled(bool(self.what.text().strip()))
        self.override.setEnabled(bool(self.reason.text().strip()))
        self.announce.setEnabled(bool(self.title.text().strip()))

    def _binding(self) -> RuleStanding | None:
        row = None if self.assessment is None else worst(self.assessment.pauses.rules)
        return row if row is not None and row.blocks else None

    def _note(self, make: type[Event], *entered: QLineEdit, **fields: object) -> None:
        """Enter an event once: what was written about it is cleared."""
        if self.assessment is not None:
            at = self.assessment.pauses.at
            count = sum(1 for event in self.assessment.draft.situation.events if event.id.startswith("noted."))
            values = {"id": f"noted.{count + 1}", "at": at, "recorded_at": at, **fields}
            for line in entered:
                line.setText("")  # as nothing else does, it forgets what was typed
            self.noted.emit(make.model_validate(values))

    def _take(self) -> None:
        until = None if self.open_end.isChecked() else _moment(self.until)
        self._note(PausedByHand, self.why, until=until, reason=self.why.text().strip())

    def _review(self) -> None:
        row = self._binding()
        if row is not None:
            self._note(
                Reviewed,
                self.what,
                self.change,
                rule=row.rule.id,
                what=self.what.text(),
                change=self.change.text(),
            )

    def _override(self) -> None:
        row = self._binding()
        if row is not None:
            self._note(Overridden, self.reason, rule=row.rule.id, reason=self.reason.text(), wait_minutes=WAIT_MINUTES)

    def _announce(self) -> None:
        starts, ends = sorted((_moment(self.starts), _moment(self.ends)))
        self._note(NewsAnnounced, self.title, title=self.title.text().strip(), starts=starts, ends=ends)


def _group(title: str, rows: tuple[tuple[str, QWidget], ...]) -> QGroupBox:
    group = QGroupBox(title)
    layout = QVBoxLayout(group)
    for name, widget in rows:
        if name:
            caption = QLabel(name)
            caption.setProperty("role", "label")
            caption.setBuddy(widget)
            widget.setAccessibleName(name)
            layout.addWidget(caption)
        layout.addWidget(widget)
    return group


def _moment(edit: MomentSpin) -> datetime:
    return datetime.fromtimestamp(edit.dateTime().toSecsSinceEpoch(), UTC)
