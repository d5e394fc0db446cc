"""The trader's limits and the thresholds of the pause rules."""

from decimal import Decimal

from PySide6.QtWidgets import QDialog, QWidget

from planner.domain.plan import Discipline, Limits
from planner.domain.typed import PERCENT, FieldRule
from planner.report.glossary import label
from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair

_RATES = {"single_trade_rate": "single_trade", "total_open_rate": "total_open_risk"}
_RULES = ("losing_streak", "deviations")
_RATE = FieldRule(scale=PERCENT, nudge=Decimal("0.001"), maximum=Decimal(1))
_LEVEL = FieldRule(scale=PERCENT, nudge=Decimal("0.1"))
_COUNT = FieldRule(step=Decimal(1), nudge=Decimal(1), maximum=Decimal(1000))


class LimitsDialog(FormDialog):
    """All limits in one form."""

    def __init__(self, limits: Limits, discipline: Discipline, parent: QWidget | None = None) -> None:
        """A form filled with the limits that hold."""
        fields = {name: NumberField(term, _RATE, unit="% of equity") for name, term in _RATES.items()}
        fields["margin_level_floor"] = NumberField("margin_level_floor", _LEVEL, unit="%")
        for rule in _RULES:
            for when, words in (("warn_at", "warn at"), ("pause_at", "pause at")):
                field = NumberField(rule, _COUNT)
                field.set_name(f"{label(rule)}: {words}")
                fields[f"{rule}.{when}"] = field
        super().__init__("Limits and pause rules", fields, parent)
        self.discipline = discipline
        for name in (*_RATES, "margin_level_floor"):
            self.rows.addWidget(self.fields[name])
        for rule in _RULES:
            self.rows.addLayout(pair(self.fields[f"{rule}.warn_at"], self.fields[f"{rule}.pause_at"]))
        self.close_form()
        self.show_values({name: getattr(limits, name) for name in (*_RATES, "margin_level_floor")})
        for rule in _RULES:
            counts = getattr(discipline, f"{rule}_rule")
            self.show_values({f"{rule}.{when}": Decimal(getattr(counts, when)) for when in ("warn_at", "pause_at")})
        self.refresh()

    def is_complete(self) -> bool:
        """Whether every field can be taken and every rule warns before it pauses."""
        if not super().is_complete():
            return False
        late = [rule for rule in _RULES if self._count(rule, "warn_at") > self._count(rule, "pause_at")]
        single, total = self.values["single_trade_rate"], self.values["total_open_rate"]
        wrong = f"{label(late[0])}: warn at or before the pause." if late else ""
        if single is not None and total is not None and single > total:
            wrong = "The limit of a single trade lies above the limit of all together."
        self.message.say(wrong)
        return not wrong

    def _count(self, rule: str, when: str) -> int:
        return int(self.values[f"{rule}.{when}"] or 0)

    def answer(self) -> tuple[Limits, Discipline]:
        """What has been entered."""
        limits = Limits.model_validate({name: self.values[name] for name in (*_RATES, "margin_level_floor")})
        rules = {f"{rule}_rule": {when: self._count(rule, when) for when in ("warn_at", "pause_at")} for rule in _RULES}
        return limits, self.discipline.replace(**rules)

    def ask(self) -> tuple[Limits, Discipline] | None:
        """Put the question; None when it was cancelled."""
        return self.answer() if self.exec() == QDialog.DialogCode.Accepted else None
