"""Reward over risk as it is asked for: one line below the targets; the last that closes anything follows it."""

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain.evaluation import Evaluation
from planner.domain.fault import FaultError
from planner.domain.number import ENGINE
from planner.domain.reward_risk import hold_reward_risk, moving_target, price_for, set_reward_risk
from planner.domain.typed import FieldRule
from planner.report.glossary import HOLD, HOLD_HINT, RATIO_HINT, RATIO_UNIT, label, meaning
from planner.report.reward_risk import why_no_hold, why_no_ratio, why_not_kept
from planner.ui.panels.content import Content
from planner.ui.widgets.number_field import NumberField, Stepping
from planner.ui.widgets.pair import Row
from planner.ui.widgets.switched_field import asks_for_unit
from planner.words import translated

USUAL = (Decimal(1), Decimal(2), Decimal(3))
"""What is asked for most, each a click or a key away."""
_TOLD = Decimal("0.01")
"""As exactly as its figure is told."""


class RewardRiskField(NumberField):
    """The price of the target that moves, shown and typed as what the whole plan brings over what its stop costs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A field that can tell nothing yet."""
        super().__init__("reward_risk", FieldRule(nudge=Decimal("0.1")), unit=RATIO_UNIT, parent=parent)
        self.evaluation: Evaluation | None = None
        self.told: Decimal | None = None
        self.asked: Decimal | None = None
        self._usual = f"{meaning('reward_risk')} {translated(RATIO_HINT)}"
        self.input.setToolTip(self._usual)
        self.offer_units(offered=True)
        self.unit.setToolTip(translated(RATIO_HINT))
        self.unit.setAccessibleName(translated("Usual values of {name}", name=self.input.accessibleName()))
        self.unit.asked.connect(self._offer)
        self.line = Row()
        self.line.setSpacing(6)
        self.line.addWidget(self.label)
        self.line.addWidget(self.input, 1)
        self.rows.insertLayout(0, self.line)

    def _to_shown(self, value: Decimal | None) -> Decimal | None:
        return None if value is None or self.told is None else self.told.quantize(_TOLD, context=ENGINE)

    def _from_shown(self, number: Decimal | None) -> Decimal | None:
        if number is None or self.evaluation is None:
            raise FaultError("reward_risk_without_stop")
        self.asked = number
        return price_for(self.evaluation, number)

    def say_why_not(self, why: str) -> None:
        """Tell why no ratio can be asked for, or what the field is for, where the mouse rests on it."""
        if (why or self._usual) != self.input.toolTip():
            self.input.setToolTip(why or self._usual)
            self.describe()

    def _stepped(self, way: Stepping) -> tuple[Decimal | None, Decimal | None]:
        price, _ = super()._stepped(way)
        self.asked = way.along
        return price, way.along

    def enter(self, ratio: Decimal) -> None:
        """As if it were typed."""
        self.input.setText(format(ratio, "f"))
        self._read()
        self.settled.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+U in the field offers what is asked for most, as a click on the unit does."""
        if asks_for_unit(event):
            self._offer()
            return True
        return super().eventFilter(watched, event)

    def _offer(self) -> None:
        menu = QMenu(self)
        for ratio in USUAL:
            menu.addAction(f"{ratio} {RATIO_UNIT}", partial(self.enter, ratio))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.unit.mapToGlobal(QPoint(0, self.unit.height())))


class RewardRiskBox(Content):
    """The field and, beside it, whether its ratio is held."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A box that can tell nothing yet."""
        super().__init__(parent)
        self.field = RewardRiskField(self)
        self.hold = QToolButton(self)
        self.hold.setText(translated(HOLD))
        self.hold.setCheckable(True)
        self.hold.setProperty("role", "switch")
        self.hold.setToolTip(translated(HOLD_HINT))
        self.hold.setAccessibleName(f"{translated(HOLD)} {label('reward_risk').lower()}")
        self.hold.setAccessibleDescription(translated(HOLD_HINT))
        self.field.line.addWidget(self.hold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)
        self.listen(self.field)
        self.field.edited.connect(self._edit)
        self.hold.clicked.connect(self._hold)

    def fields(self) -> list[NumberField]:
        """The one."""
        return [self.field]

    def tab_order(self) -> list[QWidget]:
        """The field, then whether it is held."""
        return [self.field.input, self.hold]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show what the plan brings over what its stop costs; where a ratio cannot be held, that one and why."""
        evaluation, plan = assessment.evaluation, assessment.draft.plan
        not_kept, no_hold = why_not_kept(evaluation), why_no_hold(evaluation)
        self.field.evaluation = evaluation
        self.field.told = plan.held_reward_risk if not_kept else evaluation.reward_risk
        can_tell = plan.targets and self.field.told is not None
        self.field.show_value(plan.targets[moving_target(evaluation)].price if can_tell else None)
        self.field.say_why_not(why_no_ratio(evaluation))
        self.hold.setEnabled(not no_hold)
        self.hold.setToolTip(no_hold or translated(HOLD_HINT))
        self.hold.setAccessibleDescription(self.hold.toolTip())
        self.hold.setChecked(plan.held_reward_risk is not None)
        self.field.show_objection(not_kept)

    def _edit(self, price: Decimal) -> None:
        asked, evaluation = self.field.asked, self.field.evaluation
        if asked is not None and evaluation is not None:
            self.edited.emit(set_reward_risk(price, asked, moving_target(evaluation), continuing=True))

    def _hold(self, checked: bool) -> None:  # noqa: FBT001 - what the signal carries
        if self.field.evaluation is not None:
            self.edited.emit(hold_reward_risk(self.field.evaluation, holds=checked))
