"""The contract of a panel."""

from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain.edits import Edit
from planner.domain.evaluation import Severity
from planner.domain.plan import Draft
from planner.report.sentences import finding_sentence, units_of
from planner.ui.widgets.number_field import NumberField


class Panel(QWidget):
    """A view of the assessment: one method in, `edited` out.

    `settled` ends a drag or a run of typing, `retracted` takes it back.
    """

    edited = Signal(object)
    settled = Signal()
    retracted = Signal()
    fault_changed = Signal()

    def show_assessment(self, assessment: Assessment) -> None:
        """Show what follows from the plan."""

    def catch_up(self) -> None:
        """Show now what waits until a key is painted."""


class Binding(Struct, frozen=True):
    """A number field, the value it shows and the edit it makes."""

    field: NumberField
    value: Callable[[Draft], Decimal | None]
    edit: Callable[[Decimal | None], Edit]

    def connect(self, panel: Panel) -> None:
        """Let the panel speak for the field."""
        self.field.edited.connect(lambda value: panel.edited.emit(self.edit(value)))
        self.field.settled.connect(panel.settled)
        self.field.fault_changed.connect(panel.fault_changed)


def notes(assessment: Assessment) -> dict[str, str]:
    """What is worth knowing about each field and no objection to it, in words.

    Notes on the rules of the instrument are told by the line in the header on whose rules hold.
    """
    units = units_of(assessment.draft)
    found: dict[str, str] = {}
    for finding in assessment.evaluation.findings:
        if finding.severity is Severity.NOTE and finding.field != "instrument":
            said = found.get(finding.field, "")
            found[finding.field] = f"{said} {finding_sentence(finding, units)}".strip()
    return found


def objections(assessment: Assessment) -> dict[str, str]:
    """The heaviest objection to each field, in words; notes are no objection."""
    units = units_of(assessment.draft)
    found: dict[str, str] = {}
    for finding in assessment.evaluation.findings:
        if finding.severity > Severity.NOTE:
            found.setdefault(finding.field, finding_sentence(finding, units))
    return found
