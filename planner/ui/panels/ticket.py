"""The ticket: what the trader decides."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits
from planner.domain.distances import entry_reference, stop_reference
from planner.domain.edits import Edit
from planner.domain.margin.regimes import REGIMES
from planner.domain.plan import Draft
from planner.domain.typed import FieldRule
from planner.domain.venue import MarginMode, Side, Venue
from planner.report.terms import stop_distance
from planner.ui.panels.account_box import AccountBox
from planner.ui.panels.content import Typed
from planner.ui.panels.folds import folded_costs, folded_notes
from planner.ui.panels.ladder_box import LadderBox
from planner.ui.panels.measured_fields import MeasuredFields
from planner.ui.panels.panel import Binding, Panel, notes, objections
from planner.ui.panels.reward_risk_box import RewardRiskBox
from planner.ui.panels.size_box import ReferenceAtr, SizeBox
from planner.ui.panels.stop_rules_box import StopRulesBox
from planner.ui.panels.targets_box import TargetsBox
from planner.ui.panels.terms_box import TermsBox
from planner.ui.widgets.choice import ChoiceField, Segments
from planner.ui.widgets.distance_field import DistanceField, Entering
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import Row, pair
from planner.ui.widgets.still import Still
from planner.ui.widgets.style import heading
from planner.words import translated

ReferencePrice = Callable[[str], Decimal | None]
_LEVELS = {"entry": "entry_price", "stop": "stop_price"}


class Ticket(Panel):
    """All decisions of a plan, top to bottom in the order they are made."""

    left_behind = Signal(int)
    unit_chosen = Signal(object)
    """The unit of a distance the trader has switched to."""

    def __init__(
        self,
        venues: Sequence[Venue],
        reference_price: ReferencePrice,
        reference_atr: ReferenceAtr,
        parent: QWidget | None = None,
    ) -> None:
        """A ticket that offers those venues.

        `reference_price` is the last known price of a symbol, `reference_atr` the average true range of its candles.
        """
        super().__init__(parent)
        self.venues, self.reference_price = tuple(venues), reference_price
        self.venue = ChoiceField("venue", self)
        self.instrument = ChoiceField("instrument", self)
        self.side = Segments("side", ((Side.LONG, translated("Long")), (Side.SHORT, translated("Short"))), self)
        modes = ((MarginMode.CROSS, translated("Cross")), (MarginMode.ISOLATED, translated("Isolated")))
        self.margin_mode = Segments("margin_mode", modes, self)
        self.account = AccountBox(self)
        self.ladder = LadderBox(self)
        self.targets, self.reward_risk = TargetsBox(self), RewardRiskBox(self)
        self.sizing = SizeBox(reference_atr, self)
        self.reference_atr = reference_atr
        self.entry = DistanceField("entry_price", FieldRule(), parent=self)
        self.stop = DistanceField("stop_price", FieldRule(allows_empty=True), parent=self)
        self.measured = MeasuredFields(self)
        self.bindings = _bindings(self)
        self.terms = TermsBox(self.bindings["leverage"].field, self.bindings["fee_rate"].field, self)
        self.stop_rules = StopRulesBox(reference_atr, self)
        self.costs, self.notes = folded_costs(self), folded_notes(self)
        self._lay_out()
        self._connect()
        self._tabbed: list[QWidget] = []
        self._offered: tuple[Venue, str, tuple[Venue, ...]] | None = None
        self._positions = 0

    def _lay_out(self) -> None:
        fields = {key: binding.field for key, binding in self.bindings.items()}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(9)
        layout.addWidget(heading(translated("Trade ticket")))
        layout.addLayout(pair(self.venue, self.instrument, shares=(3, 2)))
        layout.addWidget(self.side)
        layout.addLayout(pair(fields["entry_price"], fields["stop_price"], shares=(5, 6)))
        layout.addWidget(self.ladder)
        layout.addWidget(self.targets)
        layout.addWidget(self.reward_risk)
        layout.addWidget(self.stop_rules)
        layout.addLayout(_beside(self.ladder.add, self.targets.add, self.stop_rules.add))
        layout.addLayout(pair(self.sizing.method, self.sizing.value))
        layout.addWidget(self.sizing.terms)
        layout.addWidget(Still(self.sizing.asked, self))
        layout.addWidget(self.margin_mode)
        layout.addWidget(self.terms)
        layout.addLayout(pair(fields["slippage_rate"], fields["holding_days"]))
        layout.addWidget(self.costs)
        layout.addWidget(self.account)
        layout.addWidget(self.notes)
        layout.addStretch(1)

    def _connect(self) -> None:
        for binding in self.bindings.values():
            binding.connect(self)
        for box in self._boxes():
            box.edited.connect(self.edited)
            box.settled.connect(self.settled)
            box.fault_changed.connect(self.fault_changed)
        for field in (self.stop, self.targets, self.ladder):
            field.unit_chosen.connect(self.unit_chosen)
        for folded in (self.costs, self.notes):
            folded.header.toggled.connect(self._order_tabs)
        self.side.chosen.connect(lambda value: self.edited.emit(edits.take_side(Side(value))))
        self.margin_mode.chosen.connect(lambda value: self.edited.emit(edits.set_margin_mode(MarginMode(value))))
        self.venue.chosen.connect(self._choose_venue)
        self.instrument.chosen.connect(self._choose_instrument)

    def _boxes(self) -> tuple[Panel, ...]:
        chosen = self.stop_rules, self.costs, self.notes
        return self.account, self.ladder, self.targets, self.reward_risk, self.sizing, self.terms, *chosen

    def has_level(self, key: str) -> bool:
        """Whether a level of the chart is typed here."""
        return key in _LEVELS or key.startswith(("targets.", "ladder."))

    def focus_level(self, key: str) -> NumberField:
        """Let a level that was double-clicked on the chart be typed, in the field that is returned."""
        field = self._field_of(key)
        field.input.setFocus()
        field.input.selectAll()
        return field

    def _field_of(self, key: str) -> NumberField:
        kind, _, index = key.partition(".")
        if kind in _LEVELS:
            return self.bindings[_LEVELS[kind]].field
        return (self.targets if kind == "targets" else self.ladder).rows[int(index)].price

    def forget_typing(self) -> None:
        """Another plan follows: what was typed and could not be taken goes with this one."""
        for field in self._fields():
            if field.fault:
                field.restore()

    def faults(self) -> list[tuple[str, str]]:
        """Label and sentence of every field whose text cannot be taken."""
        return [
            (field.input.accessibleName(), field.fault)
            for field in self._fields()
            if field.fault and field.isVisibleTo(self)
        ]

    def _fields(self) -> list[Typed]:
        """Every field that what is typed may not suit, in the order they are made."""
        chosen = self.stop_rules, self.costs, self.notes
        rows = *self.ladder.fields(), *self.targets.fields(), *(field for box in chosen for field in box.fields())
        bound = (binding.field for binding in self.bindings.values())
        sizing = self.sizing.value, *self.sizing.terms.fields()
        ratio = self.reward_risk.field
        return [self.account.balance, *self.account.rates.values(), *rows, ratio, *sizing, *bound, *self.terms.fields()]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the plan and what is wrong with each field."""
        draft, wrong, known = assessment.draft, objections(assessment), notes(assessment)
        self._offer(draft)
        self._positions = len(draft.situation.positions)
        self._show_sides(draft, wrong)
        self.side.show_note(known.get("side", ""))
        self._show_modes(draft)
        self._show_rules(draft)
        self._show_entry(assessment)
        self._show_stop(assessment)
        self.targets.atr = self.ladder.atr = self._atr(draft)
        self.measured.show_assessment(assessment)
        self.bindings["leverage"].field.show_value(draft.plan.leverage)
        for key, binding in self.bindings.items():
            binding.field.show_objection(wrong.get(key, ""))
            binding.field.show_note(known.get(key, ""))
        for box in self._boxes():
            box.show_assessment(assessment)
        self.margin_mode.show_objection(wrong.get("margin_mode", ""))
        self.instrument.show_objection(wrong.get("instrument", ""))
        self._forget_hidden()
        self._order_tabs()

    def _forget_hidden(self) -> None:
        """What was typed and could not be taken goes with its field: else it would be said, and hold up saving."""
        for field in self._fields():
            if field.fault and not field.isVisibleTo(self):
                field.restore()

    def _show_entry(self, assessment: Assessment) -> None:
        draft, instrument = assessment.draft, assessment.draft.instrument
        tick = None if instrument is None else instrument.price_tick
        unit = "" if instrument is None else instrument.quote_currency
        reference = entry_reference(assessment.evaluation, self._market(draft), self._atr(draft))
        currency = draft.situation.account.currency
        self.entry.show_price(draft.plan.entry_price, Entering(FieldRule(step=tick), unit, currency, reference))

    def _market(self, draft: Draft) -> Decimal | None:
        """The mark of what is open in the instrument, else its last known price."""
        symbol = draft.plan.instrument
        marks = (position.mark_price for position in draft.situation.positions if position.instrument == symbol)
        return next(marks, None) or self.reference_price(symbol)

    def _show_stop(self, assessment: Assessment) -> None:
        draft, instrument = assessment.draft, assessment.draft.instrument
        tick = None if instrument is None else instrument.price_tick
        rule = FieldRule(step=tick, nudge=tick, allows_empty=True)
        unit = stop_distance(assessment.evaluation) or ("" if instrument is None else instrument.quote_currency)
        reference = stop_reference(assessment.evaluation, self._atr(draft))
        currency = draft.situation.account.currency
        self.stop.show_price(draft.plan.stop_price, Entering(rule, unit, currency, reference))

    def _atr(self, draft: Draft) -> Decimal | None:
        """What was entered, or what the chart shows."""
        measured = None if draft.plan.sizing.atr else self.reference_atr(draft.plan.instrument)
        return draft.plan.sizing.atr if measured is None else measured.atr

    def _show_sides(self, draft: Draft, wrong: dict[str, str]) -> None:
        """Where nothing can be sold short, there is no button for it; a short plan still shows what it is."""
        short, is_short = self.side.buttons[Side.SHORT], draft.plan.side is Side.SHORT
        shown = is_short or REGIMES[draft.situation.venue.regime].has_shorts
        if short.isHidden() is shown:
            short.setVisible(shown)
        self.side.show_value(draft.plan.side)
        self.side.show_objection(wrong.get("side", ""))

    def _show_modes(self, draft: Draft) -> None:
        """Where there is one margin mode alone, nothing is to be chosen; a plan in another mode still shows it."""
        modes, mode = draft.situation.venue.margin_modes, draft.plan.margin_mode
        shown = len(modes) > 1 or mode not in modes
        if self.margin_mode.isHidden() is shown:
            self.margin_mode.setVisible(shown)
        self.margin_mode.show_value(mode)
        self.margin_mode.offer(modes)

    def _order_tabs(self) -> None:
        """Tab goes from top to bottom, also through targets and rates that have come since."""
        fields = {key: binding.field.input for key, binding in self.bindings.items()}
        order = [
            self.venue.list,
            self.instrument.list,
            *self.side.buttons.values(),
            fields["entry_price"],
            fields["stop_price"],
            *self.ladder.tab_order(),
            *self.targets.tab_order(),
            *self.reward_risk.tab_order(),
            *self.stop_rules.tab_order(),
            self.ladder.add,
            self.targets.add,
            self.stop_rules.add,
            self.sizing.method.list,
            self.sizing.value.input,
            *self.sizing.terms.tab_order(),
            *self.margin_mode.buttons.values(),
            fields["leverage"],
            *self.terms.tab_order(),
            fields["fee_rate"],
            *self.terms.tab_order_below(),
            fields["slippage_rate"],
            fields["holding_days"],
            *self.costs.tab_order(),
            *self.account.tab_order(),
            *self.notes.tab_order(),
        ]
        if order != self._tabbed:
            self._tabbed = order
            for one, following in pairwise(order):
                QWidget.setTabOrder(one, following)

    def _offer(self, draft: Draft) -> None:
        current, symbol = draft.situation.venue, draft.plan.instrument
        if (current, symbol, self.venues) != self._offered:
            self._offered = current, symbol, self.venues
            known = {venue.id: venue for venue in (current, *self.venues)}
            self.venue.offer([(venue.id, venue.name) for venue in sorted(known.values(), key=lambda venue: venue.name)])
            symbols = dict.fromkeys((*(instrument.symbol for instrument in known[current.id].instruments), symbol))
            self.instrument.offer([(each, each) for each in symbols])
        self.venue.show_value(current.id)
        self.instrument.show_value(symbol)

    def _show_rules(self, draft: Draft) -> None:
        instrument = draft.instrument
        if instrument is None:
            return
        self.bindings["leverage"].field.set_unit(
            translated("max {max_leverage:f}×", max_leverage=instrument.max_leverage.normalize())
        )

    def _choose_venue(self, venue_id: str) -> None:
        venue = next(venue for venue in self.venues if venue.id == venue_id)
        self._choose(venue, venue.instruments[0].symbol)

    def _choose_instrument(self, symbol: str) -> None:
        venue = next((v for v in self.venues if v.id == self.venue.list.currentData() and v.instrument(symbol)), None)
        if venue is not None:
            self._choose(venue, symbol)

    def _choose(self, venue: Venue, symbol: str) -> None:
        before = self._positions
        self.edited.emit(edits.choose_instrument(venue, symbol, self.reference_price(symbol)))
        if self._positions < before:
            self.left_behind.emit(before)


def _bindings(ticket: Ticket) -> dict[str, Binding]:
    leverage = NumberField("leverage", FieldRule(nudge=Decimal(1), least=Decimal(1)), parent=ticket)
    return {
        "entry_price": Binding(
            ticket.entry, lambda draft: draft.plan.entry_price, lambda price: edits.move_entry(price, continuing=True)
        ),
        "stop_price": Binding(
            ticket.stop, lambda draft: draft.plan.stop_price, lambda price: edits.move_stop(price, continuing=True)
        ),
        "leverage": _bind(leverage, "leverage", edits.set_leverage),
        "fee_rate": _bind(ticket.measured.fee, "fee_rate", _cost("fee_rate")),
        "slippage_rate": _bind(ticket.measured.slippage, "slippage_rate", _cost("slippage_rate")),
        "holding_days": _bind(ticket.measured.holding, "holding_days", _cost("holding_days")),
    }


def _bind(field: NumberField, key: str, edit: Callable[..., Edit]) -> Binding:
    return Binding(field, lambda draft: getattr(draft.plan, key), lambda value: edit(value, continuing=True))


def _cost(name: str) -> Callable[..., Edit]:
    return lambda value, *, continuing: edits.set_cost(name, value, continuing=continuing)


def _beside(*buttons: QWidget) -> Row:
    row = Row()
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
