"""What the chart draws of an assessment: levels, zones and the margin path."""

from decimal import Decimal
from functools import partial

from planner.assess import Assessment
from planner.domain.evaluation import Evaluation, Levels
from planner.report import numbers
from planner.report.at_price import price_reading
from planner.report.changed_rules import marked_levels
from planner.report.level_names import short_name
from planner.report.levels import NOTHING_BESIDE, Beside, LevelRow, chart_subtitle, deficit_note, level_rows, tried_rows
from planner.report.sentence_table import WORDS
from planner.report.sentences import units_of
from planner.ui.charts.model import ChartModel, Level, PathModel, Zone, ZoneKind
from planner.ui.panels.margin_paths import MarginPaths
from planner.words import translated


def chart_model(
    assessment: Assessment,
    beside: Beside = NOTHING_BESIDE,
    paths: MarginPaths | None = None,
    tried: Evaluation | None = None,
) -> ChartModel:
    """What the chart draws for an assessment, and for what is tried; `paths` keeps what is the same from key to key."""
    ghost = () if tried is None else tried_rows(assessment, tried)
    rows = marked_levels(assessment.draft, (*level_rows(assessment, beside), *ghost))
    units, plan = units_of(assessment.draft), assessment.draft.plan
    described = "; ".join(f"{row.label} {row.text}" for row in rows)
    return ChartModel(
        title=plan.instrument,
        subtitle=chart_subtitle(assessment, beside),
        levels=tuple(_level(row) for row in rows),
        zones=_zones(assessment),
        path=_path(assessment, rows, paths or MarginPaths(), tried),
        price_tick=units.price_tick,
        price_decimals=numbers.places_of(units.price_tick),
        description=f"{plan.instrument} {translated(WORDS[plan.side])}: {described}",
        reading=partial(price_reading, assessment),
    )


def _path(
    assessment: Assessment, rows: tuple[LevelRow, ...], paths: MarginPaths, tried: Evaluation | None
) -> PathModel | None:
    return paths.model(assessment, [row.price for row in rows], tried) if rows else None


def _level(row: LevelRow) -> Level:
    return Level(
        key=row.key,
        kind=row.kind,
        label=row.label,
        price=row.price,
        price_text=row.text,
        note=row.note,
        distance=row.distance,
        draggable=row.is_draggable,
        error=row.is_wrong,
        is_tried=row.is_tried,
        short=short_name(row),
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
        closing = [order.price for order in assessment.evaluation.exits if order.quantity]
        farthest = max(closing or [target.price for target in plan.targets], key=lambda price: sign * price)
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
