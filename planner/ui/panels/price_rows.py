"""Rows of a price and a share each: the targets, and further entries."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.distances import Reference
from planner.domain.edits import Edit
from planner.domain.plan import Plan, Rung, Target
from planner.domain.typed import PERCENT, FieldRule
from planner.report.glossary import label
from planner.ui.panels.panel import Panel, notes, objections
from planner.ui.widgets.distance_field import DistanceField, Entering
from planner.ui.widgets.fault_label import FaultLabel
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair
from planner.words import translated

MOST_ROWS = 8
_SHARE = FieldRule(scale=PERCENT, nudge=Decimal("0.05"), maximum=Decimal(1))


class Listed(Struct, frozen=True):
    """What rows show and do. `path` names the row at an index, `shares` all of them, in findings.

    `price_term` and `share_term` are terms of the glossary; the first row is called number `first`.
    `add_text` is what the button for one more is called, `more_text` what it says.
    """

    path: str
    shares: str
    price_term: str
    share_term: str
    add_text: str
    more_text: str
    shortcut: str
    first: int
    of: Callable[[Plan], Sequence[Target | Rung]]
    add: Callable[[], Edit]
    remove: Callable[[int], Edit]
    move: Callable[..., Edit]
    share: Callable[..., Edit]


class PriceRows(Panel):
    """One row each; the button for one more stands where the ticket puts it. `unit_chosen` is that of a field."""

    unit_chosen = Signal(object)

    def __init__(self, listed: Listed, parent: QWidget | None = None) -> None:
        """A box without rows."""
        super().__init__(parent)
        self.listed = listed
        self.rows: list[PriceRow] = []
        self.add = QToolButton(self)
        self.add.setText(f"+ {label(listed.price_term)}")
        self.add.setAccessibleName(translated(listed.add_text))
        hint = f" ({listed.shortcut})" if listed.shortcut else ""
        self.add.setToolTip(f"{translated(listed.more_text)}{hint}")
        self.add.clicked.connect(lambda: self.edited.emit(listed.add()))
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(6)
        self.list = QVBoxLayout()
        self.list.setSpacing(6)
        self.box.addLayout(self.list)
        self.note = FaultLabel(self, quiet=True)
        self.box.addWidget(self.note)

    def show_rows(self, assessment: Assessment, reference: Callable[[int], Reference | None]) -> None:
        """Show every row and what is wrong with it; distances of the row at an index are counted from its reference."""
        draft, wrong = assessment.draft, objections(assessment)
        items, instrument = self.listed.of(draft.plan), draft.instrument
        while len(self.rows) > len(items):
            row = self.rows.pop()
            self.list.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(items):
            self._append_row()
        tick = None if instrument is None else instrument.price_tick
        rule, currency = FieldRule(step=tick), draft.situation.account.currency
        for index, (row, item) in enumerate(zip(self.rows, items, strict=True)):
            entering = Entering(rule, "", currency, reference(index))
            row.show_item(item, entering, wrong.get(f"{self.listed.path}.{index}", ""))
            row.share.show_objection(wrong.get(self.listed.shares, "") if index == len(items) - 1 else "")
        self.note.say(notes(assessment).get(self.listed.shares, ""))
        if self.isHidden() is bool(items):
            self.setVisible(bool(items))
        self.add.setEnabled(len(items) < MOST_ROWS and draft.plan.entry_price is not None)

    def fields(self) -> list[NumberField]:
        """Every field, from top to bottom."""
        return [field for row in self.rows for field in (row.price, row.share)]

    def tab_order(self) -> list[QWidget]:
        """What Tab goes through."""
        return [part for row in self.rows for part in (row.price.input, row.share.input, row.remove)]

    def _append_row(self) -> None:
        index, listed = len(self.rows), self.listed
        row = PriceRow(listed, index, self)
        if self.rows:
            row.price.wished = self.rows[-1].price.wished
        row.price.edited.connect(lambda value: self.edited.emit(listed.move(index, value, continuing=True)))
        row.share.edited.connect(lambda value: self.edited.emit(listed.share(index, value, continuing=True)))
        row.price.unit_chosen.connect(self.unit_chosen)
        row.remove.clicked.connect(lambda: self.edited.emit(listed.remove(index)))
        for field in (row.price, row.share):
            field.settled.connect(self.settled)
            field.fault_changed.connect(self.fault_changed)
        self.rows.append(row)
        self.list.addWidget(row)


class PriceRow(QWidget):
    """Price, share, and a button that takes the row away."""

    def __init__(self, listed: Listed, index: int, parent: QWidget) -> None:
        """The row at `index`."""
        super().__init__(parent)
        name = f"{label(listed.price_term)} {index + listed.first}"
        self.price = DistanceField(listed.price_term, FieldRule(), parent=self)
        self.price.set_name(name)
        self.share = NumberField(listed.share_term, _SHARE, unit="%", parent=self)
        inside = name[:1].lower() + name[1:]
        self.share.input.setAccessibleName(translated("{label} of {name}", label=label(listed.share_term), name=inside))
        self.remove = QToolButton(self)
        self.remove.setText("×")
        self.remove.setAccessibleName(translated("Remove {name}", name=inside))
        self.remove.setToolTip(self.remove.accessibleName())
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

    def show_item(self, item: Target | Rung, entering: Entering, objection: str) -> None:
        """Show a price, a share and what is wrong with them."""
        self.price.show_price(item.price, entering)
        self.price.show_objection(objection)
        self.share.show_value(item.share)
