"""An open position, entered by hand."""

from decimal import Decimal

from pydantic import ValidationError
from PySide6.QtWidgets import QDialog, QWidget

from planner.domain.edits import Entered
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ONE
from planner.domain.plan import Draft, Position
from planner.domain.typed import FieldRule
from planner.domain.venue import Instrument, MarginMode, Side, Venue
from planner.report.rows import liquidates
from planner.ui.dialogs.form_dialog import FormDialog
from planner.ui.panels.shock_box import BETA
from planner.ui.widgets.choice import ChoiceField, Segments
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair
from planner.words import translated

_FIELDS = {
    "quantity": ("quantity", FieldRule()),
    "entry_price": ("entry_price", FieldRule()),
    "mark_price": ("mark_price", FieldRule()),
    "stop_price": ("stop_price", FieldRule(allows_empty=True)),
    "leverage": ("leverage", FieldRule(nudge=Decimal(1))),
    "margin": ("isolated_margin", FieldRule(allows_empty=True)),
    "beta": ("beta", BETA),
}


class PositionDialog(FormDialog):
    """Instrument, side and figures; a missing stop is allowed and counts as unbounded risk."""

    def __init__(self, draft: Draft, venue: Venue, position: Position | None, parent: QWidget | None = None) -> None:
        """A form filled with a position, or with the plan's instrument."""
        fields = {name: NumberField(term, rule) for name, (term, rule) in _FIELDS.items()}
        super().__init__(translated("Open position"), fields, parent)
        self.venue, self.draft = venue, draft
        self.instrument = ChoiceField("instrument", self)
        self.instrument.offer([(i.symbol, i.symbol) for i in venue.instruments])
        self.side = Segments("side", ((Side.LONG, translated("Long")), (Side.SHORT, translated("Short"))), self)
        self.mode = Segments(
            "margin_mode",
            ((MarginMode.CROSS, translated("Cross")), (MarginMode.ISOLATED, translated("Isolated"))),
            self,
        )
        self.mode.offer(venue.margin_modes)
        self.chosen = {"instrument": draft.plan.instrument, "side": str(Side.LONG), "mode": str(venue.margin_modes[0])}
        if position is not None:
            self.chosen = {"instrument": position.instrument, "side": position.side, "mode": position.margin_mode}
        self._lay_out()
        self._show(position)
        self.instrument.chosen.connect(lambda value: self._choose("instrument", value))
        self.side.chosen.connect(lambda value: self._choose("side", value))
        self.mode.chosen.connect(lambda value: self._choose("mode", value))
        self.fields["quantity"].input.setFocus()

    def _lay_out(self) -> None:
        for widget in (self.instrument, self.side, self.mode):
            self.rows.addWidget(widget)
        for left, right in (("quantity", "leverage"), ("entry_price", "mark_price"), ("stop_price", "margin")):
            self.rows.addLayout(pair(self.fields[left], self.fields[right]))
        self.rows.addWidget(self.fields["beta"])
        self.fields["beta"].input.setPlaceholderText("1")
        self._fit_regime()
        self.close_form()

    def _fit_regime(self) -> None:
        """Only what positions at this venue have."""
        rules = REGIMES[self.venue.regime]
        self.side.buttons[Side.SHORT].setVisible(rules.has_shorts or self.chosen["side"] == Side.SHORT)
        self.fields["leverage"].setVisible(rules.has_leverage)
        self.fields["margin"].setVisible(MarginMode.ISOLATED in self.venue.margin_modes)
        self.fields["beta"].setVisible(liquidates(self.venue) and MarginMode.CROSS in self.venue.margin_modes)
        if not rules.has_leverage:
            self.show_values({"leverage": ONE})

    def _show(self, position: Position | None) -> None:
        self._show_choices()
        if position is not None:
            self.show_values({name: getattr(position, name) for name in _FIELDS if name != "beta"})
        self._show_beta()
        self.refresh()

    def _show_beta(self) -> None:
        """Of the instrument, so all its positions have the same."""
        self.show_values({"beta": self.draft.situation.betas.get(self.chosen["instrument"])})

    def _choose(self, name: str, value: str) -> None:
        self.chosen[name] = value
        if name == "instrument":
            self._show_beta()
        self._show_choices()
        self.refresh()

    def _show_choices(self) -> None:
        self.instrument.show_value(self.chosen["instrument"])
        self.side.show_value(self.chosen["side"])
        self.mode.show_value(self.chosen["mode"])
        self.fields["margin"].setEnabled(self.chosen["mode"] == MarginMode.ISOLATED)
        instrument = self.venue.instrument(self.chosen["instrument"])
        if instrument is not None:
            self._show_rules(instrument)

    def _show_rules(self, instrument: Instrument) -> None:
        unit = {
            "quantity": instrument.quantity_unit,
            "leverage": translated("max {max_leverage:f}×", max_leverage=instrument.max_leverage.normalize()),
        }
        for name in ("entry_price", "mark_price", "stop_price"):
            unit[name] = instrument.quote_currency
        unit["margin"] = self.draft.situation.account.currency
        for name, text in unit.items():
            self.fields[name].set_unit(text)
        self.fields["quantity"].rule = FieldRule(step=instrument.quantity_step)
        most = instrument.max_leverage if REGIMES[self.venue.regime].has_leverage else None
        self.fields["leverage"].rule = FieldRule(nudge=Decimal(1), least=ONE, maximum=most)
        self.fields["stop_price"].rule = FieldRule(step=instrument.price_tick, allows_empty=True)
        for name in ("quantity", "leverage", "stop_price"):
            self.fields[name].read_again()

    def is_complete(self) -> bool:
        """Whether every field can be taken and the stop has not been hit already."""
        if not super().is_complete():
            return False
        stop, mark = self.values["stop_price"], self.values["mark_price"]
        hit = stop is not None and mark is not None and Side(self.chosen["side"]).sign * (mark - stop) <= 0
        self.message.say(
            translated("The mark has already passed this stop; enter the stop that still protects it.") if hit else ""
        )
        return not hit

    def position(self) -> Position | None:
        """What has been entered; None while it cannot be taken."""
        try:
            return Position.model_validate(
                {
                    **{name: value for name, value in self.values.items() if name != "beta"},
                    "instrument": self.chosen["instrument"],
                    "side": self.chosen["side"],
                    "margin_mode": self.chosen["mode"],
                    "margin": self.values["margin"] if self.chosen["mode"] == MarginMode.ISOLATED else None,
                }
            )
        except ValidationError:
            return None

    def entered(self) -> Entered | None:
        """The position with the beta of its instrument; None while it cannot be taken."""
        position, beta = self.position(), self.values["beta"]
        if position is None:
            return None
        is_marked = self.fields["mark_price"].input.isModified()
        beta = ONE if beta is None else beta
        return Entered.model_validate({**dict(position), "beta": beta, "is_marked": is_marked})

    def ask(self) -> Position | None:
        """Put the question; None when it was cancelled."""
        return self.entered() if self.exec() == QDialog.DialogCode.Accepted else None
