"""What a plan says of itself: note, tags, where the idea comes from, when to review it, and its checklist."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import checklist_edits, edits
from planner.domain.checklist import read_tags
from planner.domain.typed import read_day
from planner.report.glossary import label, meaning
from planner.ui.panels.checklist_rows import ChecklistRows
from planner.ui.panels.content import Content
from planner.ui.widgets.text_field import TextField

LONGEST_NOTE = 1000
LONGEST_SOURCE = 80


class NotesBox(Content):
    """Words beside the figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A box without words."""
        super().__init__(parent)
        self.note, self.tags = _field("note"), _field("tags", read_tags)
        self.source, self.review = _field("signal_source"), _field("review_by", _read_review)
        self.note.input.setMaxLength(LONGEST_NOTE)
        self.source.input.setMaxLength(LONGEST_SOURCE)
        self.review.input.setPlaceholderText("2026-03-26")
        self.checklist = ChecklistRows(self)
        self.follow(self.checklist)
        self._lay_out()
        self.note.input.textEdited.connect(lambda text: self.edited.emit(edits.write_note(text, continuing=True)))
        self.source.input.textEdited.connect(
            lambda text: self.edited.emit(checklist_edits.set_source(text, continuing=True))
        )
        self.tags.input.textEdited.connect(lambda _text: self._tag())
        self.review.input.textEdited.connect(lambda _text: self._review())
        for field in self.fields():
            self.listen(field)

    def _lay_out(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.source, 3, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self.review, 2, Qt.AlignmentFlag.AlignTop)
        caption = QLabel(label("checklist"), self)
        caption.setProperty("role", "label")
        caption.setToolTip(meaning("checklist"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(self.note)
        rows.addWidget(self.tags)
        rows.addLayout(beside)
        rows.addWidget(caption)
        rows.addWidget(self.checklist)

    def fields(self) -> list[TextField]:
        """Top to bottom."""
        return [self.note, self.tags, self.source, self.review]

    def tab_order(self) -> list[QWidget]:
        """Top to bottom."""
        return [*(field.input for field in self.fields()), *self.checklist.tab_order()]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show what the plan says."""
        plan = assessment.draft.plan
        self.note.show_value(plan.note, plan.note)
        self.tags.show_value(plan.tags, ", ".join(plan.tags))
        self.source.show_value(plan.signal_source, plan.signal_source)
        self.review.show_value(plan.review_by, "" if plan.review_by is None else plan.review_by.isoformat())
        self.checklist.show_assessment(assessment)

    def _tag(self) -> None:
        if not self.tags.fault:
            self.edited.emit(checklist_edits.set_tags(read_tags(self.tags.input.text()), continuing=True))

    def _review(self) -> None:
        if not self.review.fault:
            day = _read_review(self.review.input.text())
            self.edited.emit(checklist_edits.set_review(day, continuing=True))


def _read_review(text: str) -> date | None:
    return read_day(text) if text.strip() else None


def _field(term: str, read: Callable[[str], object] = str) -> TextField:
    field = TextField(label(term), read)
    field.input.setToolTip(meaning(term))
    return field
