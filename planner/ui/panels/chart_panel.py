"""The chart of a plan: its levels, zones and margin path, drawn from the assessment."""

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits, ladder_edits
from planner.domain.edits import Edit
from planner.domain.evaluation import Levels
from planner.market.candles import Candles
from planner.report import numbers
from planner.report.changed_rules import marked_levels
from planner.report.levels import LevelKind, LevelRow, deficit_note, level_rows, requirement_label
from planner.report.sentences import units_of
from planner.ui.charts.colours import ChartColours
from planner.ui.charts.model import ChartModel, Level, PathMarker, PathModel, Zone, ZoneKind
from planner.ui.charts.price_chart import PriceChart
from planner.ui.panels.panel import Panel
from planner.ui.theme import Theme

CandleSource = Callable[[str], Candles | None]
NO_CANDLES = "No price history for this instrument.\nFile > Open price history… draws candles from a CSV file."


class ChartPanel(Panel):
    """The chart; entry, stop and targets can be dragged on it."""

    hovered = Signal(object, str)
    activated = Signal(str)

    def __init__(self, candles: CandleSource, theme: Theme, parent: QWidget | None = None) -> None:
        """A chart that asks for candles by symbol."""
        super().__init__(parent)
        self.candles = candles
        self.symbol: str | None = None
        self.chart = PriceChart(NO_CANDLES, chart_colours(theme), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chart)
        self.chart.dragged.connect(self._drag)
        self.chart.drag_finished.connect(lambda _key: self.settled.emit())
        self.chart.drag_cancelled.connect(lambda _key: self.retracted.emit())
        self.chart.activated.connect(self.activated)
        self.chart.hovered.connect(self.hovered)

    def show_assessment(self, assessment: Assessment) -> None:
        """Draw the plan."""
        symbol = assessment.draft.plan.instrument
        is_new = symbol != self.symbol
        if is_new:
            self.symbol = symbol
            self.show_candles()
        self.chart.show_model(chart_model(assessment), reset_view=is_new)

    def show_candles(self) -> None:
        """Draw the candles of the plan's instrument anew."""
        self.chart.set_candles(self.candles(self.symbol or ""))

    def forget_view(self) -> None:
        """Another plan follows: it is fitted anew."""
        self.symbol = None

    def show_theme(self, theme: Theme) -> None:
        """Wear another theme."""
        self.chart.set_colours(chart_colours(theme))

    def _drag(self, key: str, price: Decimal) -> None:
        edit = drag_edit(key, price)
        if edit is not None:
            self.edited.emit(edit)


def drag_edit(key: str, price: Decimal) -> Edit | None:
    """The edit that a dragged level makes."""
    if key == "entry":
        return edits.move_entry(price, continuing=True)
    if key == "stop":
        return edits.move_stop(price, continuing=True)
    if key.startswith("ladder."):
        return ladder_edits.move_rung(int(key.removeprefix("ladder.")), price, continuing=True)
    if key.startswith("targets."):
        return edits.move_target(int(key.removeprefix("targets.")), price, continuing=True)
    return None


def chart_model(assessment: Assessment) -> ChartModel:
    """What the chart draws for an assessment."""
    rows = marked_levels(assessment.draft, level_rows(assessment))
    units, plan = units_of(assessment.draft), assessment.draft.plan
    described = "; ".join(f"{row.label} {row.text}" for row in rows)
    return ChartModel(
        title=plan.instrument,
        subtitle=f"{plan.side} · {units.quote_currency}" if units.quote_currency else "",
        levels=tuple(_level(row) for row in rows),
        zones=_zones(assessment),
        path=_path(assessment, [row.price for row in rows]),
        price_tick=units.price_tick,
        price_decimals=numbers.places_of(units.price_tick),
        description=f"{plan.instrument} {plan.side}: {described}",
    )


def _level(row: LevelRow) -> Level:
    return Level(
        key=row.key,
        kind=row.kind,
        label=row.label,
        price=row.price,
        price_text=row.text,
        note=row.note,
        draggable=row.is_draggable,
        error=row.is_wrong,
    )


def _zones(assessment: Assessment) -> tuple[Zone, ...]:
    plan, levels, entry = assessment.draft.plan, assessment.evaluation.levels, assessment.evaluation.entry_price
    if entry is None:
        return ()
    sign = plan.side.sign
    zones = []
    if plan.stop_price is not None:
        zones.append(_zone("risk", entry, plan.stop_price))
    if plan.targets:
        farthest = max(plan.targets, key=lambda target: sign * target.price).price
        zones.append(_zone("reward", entry, farthest))
    zones += _lost_zones(levels, sign, deficit_note(assessment.draft.situation.venue))
    return tuple(zones)


def _lost_zones(levels: Levels, sign: int, note: str) -> list[Zone]:
    end = float("-inf") if sign > 0 else float("inf")
    zones = []
    if levels.liquidation is not None:
        beyond = float(levels.bankruptcy) if levels.bankruptcy is not None else end
        low, high = sorted((float(levels.liquidation), beyond))
        zones.append(Zone("liquidated", low, high, ""))
    if levels.bankruptcy is not None:
        low, high = sorted((float(levels.bankruptcy), end))
        zones.append(Zone("negative", low, high, note))
    return zones


def _zone(kind: ZoneKind, one: Decimal, other: Decimal) -> Zone:
    low, high = sorted((float(one), float(other)))
    return Zone(kind, low, high, "")


def _path(assessment: Assessment, prices: list[Decimal]) -> PathModel | None:
    evaluation, plan, venue = assessment.evaluation, assessment.draft.plan, assessment.draft.situation.venue
    pool = evaluation.pool
    if pool is None or evaluation.entry_price is None:
        return None
    near = pool.reciprocal
    low, high = (min(prices) / 2, max(prices) * 2) if near else (units_of(assessment.draft).price_tick, max(prices) * 9)
    vertices = pool.vertices(low, high)
    demand = evaluation.demands.liquidation or evaluation.demands.margin_call
    if demand is None:
        return None
    ratio, money = float(demand.ratio), float(demand.money)
    currency = units_of(assessment.draft).currency
    roots, last = evaluation.roots, "liquidation" if evaluation.demands.liquidation else "margin_call"
    marked = {"entry": evaluation.entry_price, "stop": plan.stop_price, last: getattr(roots, last)}
    markers = tuple(
        PathMarker(float(price), float(equity), numbers.amount(equity, currency), LevelKind(kind))
        for kind, price in marked.items()
        if price is not None
        for equity in [pool.equity_at(price)]
    )
    return PathModel(
        prices=tuple(float(price) for price, _, _ in vertices),
        equity=tuple(float(equity) for _, equity, _ in vertices),
        requirement=tuple(float(required) * ratio + money for _, _, required in vertices),
        equity_label="equity",
        requirement_label=requirement_label(venue),
        markers=markers,
    )


def chart_colours(theme: Theme) -> ChartColours:
    """The colours the chart needs, from the theme's names."""
    return ChartColours(
        **{field.name: theme[_CHART_NAMES.get(field.name, field.name)] for field in fields(ChartColours)}
    )


_CHART_NAMES = {
    "break_even": "muted",
    "mark": "text",
    "equity": "accent",
    "requirement": "liquidation",
}
