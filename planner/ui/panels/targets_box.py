"""The targets: price and share of each."""

from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.distances import target_reference
from planner.domain.plan import Target
from planner.domain.typed import PERCENT, FieldRule
from planner.report.glossary import label
from planner.ui.panels.panel import Panel, objections
from planner.ui.widgets.distance_field import DistanceField, Entering
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair

MOST_TARGETS = 8
_SHARE = FieldRule(scale=PERCENT, nudge=Decimal("0.05"), maximum=Decimal(1))


class TargetsBox(Panel):
    """One row a target, and a button for one more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A box without targets."""
        super().__init__(parent)
        self.rows: list[TargetRow] = []
        self.atr: Decimal | None = None
        self.add = QToolButton(self)
        self.add.setText("+ Target")
        self.add.setAccessibleName("Add a target")
        self.add.setToolTip("One more target (Ctrl+T)")
        self.add.clicked.connect(lambda: self.edited.emit(edits.add_target()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.list = QVBoxLayout()
        self.list.setSpacing(6)
        layout.addLayout(self.list)
        layout.addWidget(self.add)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show every target and what is wrong with it."""
        draft, wrong = assessment.draft, objections(assessment)
        targets, instrument = draft.plan.targets, draft.instrument
        while len(self.rows) > len(targets):
            row = self.rows.pop()
            self.list.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(targets):
            self._append_row()
        tick = None if instrument is None else instrument.price_tick
        reference = target_reference(assessment.evaluation, self.atr)
        entering = Entering(FieldRule(step=tick), "", draft.situation.account.currency, reference)
        for index, (row, target) in enumerate(zip(self.rows, targets, strict=True)):
            row.show_target(target, entering, wrong.get(f"targets.{index}", ""))
            row.share.show_objection(wrong.get("shares", "") if index == len(targets) - 1 else "")
        self.add.setEnabled(len(targets) < MOST_TARGETS and draft.plan.entry_price is not None)

    def _append_row(self) -> None:
        index = len(self.rows)
        row = TargetRow(index, self)
        if self.rows:
            row.price.entered_in = self.rows[-1].price.entered_in
        row.price.edited.connect(lambda value: self.edited.emit(edits.move_target(index, value, continuing=True)))
        row.share.edited.connect(lambda value: self.edited.emit(edits.share_target(index, value, continuing=True)))
        row.remove.clicked.connect(lambda: self.edited.emit(edits.remove_target(index)))
        for field in (row.price, row.share):
            field.settled.connect(self.settled)
            field.fault_changed.connect(self.fault_changed)
        self.rows.append(row)
        self.list.addWidget(row)


class TargetRow(QWidget):
    """Price, share, and a button that takes the target away."""

    def __init__(self, index: int, parent: QWidget) -> None:
        """The row of the target at `index`."""
        super().__init__(parent)
        self.price = DistanceField("target", FieldRule(), parent=self)
        self.price.set_name(f"{label('target')} {index + 1}")
        self.share = NumberField("share", _SHARE, unit="%", parent=self)
        self.share.input.setAccessibleName(f"{label('share')} of target {index + 1}")
        self.remove = QToolButton(self)
        self.remove.setText("×")
        self.remove.setAccessibleName(f"Remove target {index + 1}")
        self.remove.setToolTip(f"Remove target {index + 1}")
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        buttons.addSpacing(self.price.label.sizeHint().height() + 5)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(pair(self.price, self.share, shares=(3, 2), stacks=False), 1)
        layout.addLayout(buttons)

    def show_target(self, target: Target, entering: Entering, objection: str) -> None:
        """Show a target and what is wrong with it."""
        self.price.show_price(target.price, entering)
        self.price.show_objection(objection)
        self.share.show_value(target.share)
