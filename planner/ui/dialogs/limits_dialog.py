"""The trader's limits and the thresholds of the pause rules."""

from decimal import Decimal

from msgspec.structs import replace
from PySide6.QtWidgets import QDialog, QWidget

from planner.domain.pause_rules import CountedRule, PauseRule
from planner.domain.plan import Limits
from planner.domain.typed import PERCENT, FieldRule
from planner.report.pause_words import rule_name
from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair
from planner.words import translated

_RATES = {"single_trade_rate": "single_trade", "total_open_rate": "total_open_risk"}
_OPTIONAL = {
    "instrument_rate": "instrument_risk",
    "cluster_rate": "cluster_risk",
    "direction_rate": "direction_risk",
    "currency_multiple": "currency_exposure",
    "margin_use_rate": "margin_use",
    "stop_margin_level_floor": "margin_level_at_stop",
}
_RATE = FieldRule(scale=PERCENT, nudge=Decimal("0.001"), maximum=Decimal(1))
_LEVEL = FieldRule(scale=PERCENT, nudge=Decimal("0.1"))
_OPTIONAL_RATE, _OPTIONAL_LEVEL = replace(_RATE, allows_empty=True), replace(_LEVEL, allows_empty=True)
_COUNT = FieldRule(step=Decimal(1), nudge=Decimal(1), maximum=Decimal(1000))


def _optional(name: str, term: str) -> NumberField:
    """The field of a limit that is none where it is empty."""
    is_rate = name.endswith("_rate")
    field = NumberField(
        term,
        _OPTIONAL_RATE if is_rate else _OPTIONAL_LEVEL,
        unit="%" if name.endswith("floor") else translated("% of equity"),
    )
    field.input.setPlaceholderText(translated("no limit"))
    return field


class LimitsDialog(FormDialog):
    """All limits in one form."""

    def __init__(self, limits: Limits, rules: tuple[PauseRule, ...], parent: QWidget | None = None) -> None:
        """A form filled with the limits that hold."""
        fields = {name: NumberField(term, _RATE, unit=translated("% of equity")) for name, term in _RATES.items()}
        fields["margin_level_floor"] = NumberField("margin_level_floor", _LEVEL, unit="%")
        fields |= {name: _optional(name, term) for name, term in _OPTIONAL.items()}
        self.rules = rules
        self.counted = [rule for rule in rules if isinstance(rule, CountedRule)]
        for rule in self.counted:
            for when, words in (("warn_at", translated("warn at")), ("pause_at", translated("pause at"))):
                field = NumberField("count_threshold", _COUNT)
                field.set_name(f"{_name(rule)}: {words}")
                fields[f"{rule.id}.{when}"] = field
        super().__init__(translated("Limits and pause rules"), fields, parent)
        for name in (*_RATES, "margin_level_floor"):
            self.rows.addWidget(self.fields[name])
        optional = [self.fields[name] for name in _OPTIONAL]
        for left, right in zip(optional[::2], optional[1::2], strict=True):
            self.rows.addLayout(pair(left, right))
        for rule in self.counted:
            self.rows.addLayout(pair(self.fields[f"{rule.id}.warn_at"], self.fields[f"{rule.id}.pause_at"]))
        self.close_form()
        self.show_values({name: getattr(limits, name) for name in Limits.model_fields})
        for rule in self.counted:
            self.show_values({f"{rule.id}.{when}": Decimal(getattr(rule, when)) for when in ("warn_at", "pause_at")})
        self.refresh()

    def is_complete(self) -> bool:
        """Whether every field can be taken and every rule warns before it pauses."""
        if not super().is_complete():
            return False
        late = [rule for rule in self.counted if not self._warns_first(rule)]
        single, total = self.values["single_trade_rate"], self.values["total_open_rate"]
        wrong = translated("{name}: warn at or before the pause.", name=_name(late[0])) if late else ""
        if single is not None and total is not None and single > total:
            wrong = translated("The limit of a single trade lies above the limit of all together.")
        self.message.say(wrong)
        return not wrong

    def _warns_first(self, rule: CountedRule) -> bool:
        return 0 < self._count(rule.id, "pause_at") >= self._count(rule.id, "warn_at")

    def _count(self, rule: str, when: str) -> int:
        return int(self.values[f"{rule}.{when}"] or 0)

    def answer(self) -> tuple[Limits, tuple[PauseRule, ...]]:
        """What has been entered."""
        limits = Limits.model_validate({name: self.values[name] for name in Limits.model_fields})
        return limits, tuple(self._changed(rule) for rule in self.rules)

    def _changed(self, rule: PauseRule) -> PauseRule:
        if not isinstance(rule, CountedRule):
            return rule
        return rule.replace(**{when: self._count(rule.id, when) for when in ("warn_at", "pause_at")})

    def ask(self) -> tuple[Limits, tuple[PauseRule, ...]] | None:
        """Put the question; None when it was cancelled."""
        return self.answer() if self.exec() == QDialog.DialogCode.Accepted else None


def _name(rule: CountedRule) -> str:
    name = rule_name(rule)
    return f"{name[:1].upper()}{name[1:]}"
