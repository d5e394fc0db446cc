"""Where each level's line, tag and note stand in the view."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from planner.report.levels import LevelKind
from planner.ui.charts.lettering import PART
from planner.ui.charts.model import Level, Zone
from planner.ui.charts.notes import place_notes
from planner.ui.charts.plane import Plane, nearest
from planner.ui.charts.tags import BESIDE, rows_of, side_by_side, spread
from planner.ui.charts.zones import zone_area, zone_at

Measure = Callable[[str], float]

PAD = 8
MARK = 12
"""Room in a tag for an arrow or an exclamation mark."""
EDGE = 8
LEADER = 14
_REACH = 6.0
_TAG_GAP = 3
_NEAR = 4
_WIDEST_SHARE = 0.68

_IMPORTANT = (
    LevelKind.ENTRY,
    LevelKind.STOP,
    LevelKind.LIQUIDATION,
    LevelKind.TARGET,
    LevelKind.AVERAGE,
    LevelKind.MARGIN_CALL,
    LevelKind.BREAK_EVEN,
    LevelKind.BANKRUPTCY,
    LevelKind.STOP_RULE,
    LevelKind.MARK,
)

_MOST = 1 << 7 * (2 * len(_IMPORTANT) + 1)
_FAR = 100_000
"""More pixels than any two levels in one view are apart."""


class Text(Struct, frozen=True):
    """A note where it is to be painted: in the colour of a kind of level, on a kind of zone or none.

    With fewer than the `least` of its parts it says nothing.
    """

    area: QRectF
    text: str
    kind: str
    ground: str
    least: int = 1


class PlacedLevel(Struct, frozen=True):
    """A level in view; `beyond` is -1 or +1 where it lies above or below the view and only its tag is shown.

    Its tag is all of a `row`, or shares one with those of other levels and has room for its name alone.
    """

    level: Level
    line: float
    tag: QRectF
    row: QRectF
    beyond: int
    name: str

    @property
    def is_alone(self) -> bool:
        """Whether its tag has a row of its own."""
        return self.tag == self.row

    @property
    def told(self) -> str:
        """All of what tag and note have to say, wherever they have no room for it."""
        return f"{self.level.label} {self.level.price_text}\n{self.level.note}".strip()

    @property
    def is_held_by_mouse(self) -> bool:
        """Whether the mouse can take it."""
        return self.level.draggable and not self.beyond

    def reached_from(self, point: QPointF) -> float | None:
        """How far its line is from a point; None where the mouse does not take it."""
        away = abs(self.line - point.y())
        return away if away <= _REACH and not self.beyond else None


class LevelLayout(Struct, frozen=True):
    """All levels and notes in their places."""

    levels: tuple[PlacedLevel, ...] = ()
    notes: tuple[Text, ...] = ()

    def by_importance(self) -> list[PlacedLevel]:
        """The levels, those a trader asks for first at the front."""
        return sorted(self.levels, key=lambda placed: _IMPORTANT.index(_rank(placed.level)))

    def leaves_free(self, area: QRectF) -> bool:
        """Whether neither a line nor a note is in an area."""
        lines = (placed.line for placed in self.levels if not placed.beyond)
        crossed = any(area.top() - _NEAR <= line <= area.bottom() + _NEAR for line in lines)
        return not crossed and not any(note.area.intersects(area) for note in self.notes)

    def at(self, point: QPointF) -> PlacedLevel | None:
        """The level on whose tag a point is, or else the one of the nearest line it reaches."""
        return self._tagged_at(point) or _nearest(self.levels, point)

    def draggable_at(self, point: QPointF) -> PlacedLevel | None:
        """As `at`, of levels the mouse can take: a tag hides the lines behind it, also one that cannot be taken."""
        tagged = self._tagged_at(point)
        if tagged is not None:
            return tagged if tagged.is_held_by_mouse else None
        return _nearest([placed for placed in self.levels if placed.is_held_by_mouse], point)

    def _tagged_at(self, point: QPointF) -> PlacedLevel | None:
        return next((placed for placed in self.levels if placed.tag.contains(point)), None)


def _nearest(levels: Sequence[PlacedLevel], point: QPointF) -> PlacedLevel | None:
    reached = [(away, at) for at, placed in enumerate(levels) if (away := placed.reached_from(point)) is not None]
    return levels[min(reached)[1]] if reached else None


def lay_out(
    levels: Sequence[Level],
    zones: Sequence[Zone],
    plane: Plane,
    measure: Measure,
    line_height: float,
    *,
    held: str = "",
) -> LevelLayout:
    """Place everything; `measure` gives the width of a text in pixels, `held` is the level in the hand."""
    placed = _placed(levels, plane, measure, nearest(line_height) + 6, held)
    distances = tuple(_distances(placed, zones, plane, measure))
    width = placed[0].row.width() if placed else 0.0
    room = QRectF(PAD, 0, plane.width - width - EDGE - LEADER - 2 * PAD, plane.height)
    notes = _notes(LevelLayout(placed, distances), zones, plane, room, line_height)
    return LevelLayout(placed, (*notes, *distances))


def _placed(levels: Sequence[Level], plane: Plane, measure: Measure, height: int, held: str) -> tuple[PlacedLevel, ...]:
    """All levels, their tags in rows of that height: where there are too few rows, neighbours share one."""
    names, needed = tag_names(levels, plane.width, measure)
    width = _within(needed, plane.width)
    lines = [plane.y(float(level.price)) for level in levels]
    most = int(plane.height) // (height + _TAG_GAP)
    beyond = [(line > plane.height) - (line < 0) for line in lines]
    crowd = _Crowd.of(levels, beyond, measure, held) if len(levels) > most else _NO_CROWD
    rows = rows_of(sorted(range(len(levels)), key=lines.__getitem__), most, lambda row: crowd.loss(row, lines, width))
    wanted = [lines[crowd.first(row)] for row in rows]
    middles = spread(wanted, height + _TAG_GAP, height / 2, int(plane.height) - height / 2)
    found: dict[int, PlacedLevel] = {}
    for row, middle in zip(rows, middles, strict=True):
        area = QRectF(plane.width - width - EDGE, middle - height // 2, width, height)
        for index, tag in zip(row, crowd.tags(row, area), strict=True):
            name = names[index] if tag is area else _short(levels[index])
            found[index] = PlacedLevel(levels[index], nearest(lines[index]), tag, area, beyond[index], name)
    return tuple(found[index] for index in range(len(levels)))


class _Crowd(Struct, frozen=True):
    """What decides who shares a row: how wide each name is, and what it loses with its price."""

    needs: tuple[int, ...] = ()
    weights: tuple[int, ...] = ()

    @classmethod
    def of(cls, levels: Sequence[Level], beyond: Sequence[int], measure: Measure, held: str) -> "_Crowd":
        """The level in the hand matters most, what is merely tried least: each more than all that come after it."""
        return cls(
            tuple(
                ceil(measure(_short(level))) + MARK * (bool(away) + level.error) + PAD + BESIDE + 1
                for level, away in zip(levels, beyond, strict=True)
            ),
            tuple(_weight(level, held) for level in levels),
        )

    def first(self, row: Sequence[int]) -> int:
        """The one that matters most of those in a row."""
        return row[0] if len(row) == 1 else max(row, key=self.weights.__getitem__)

    def loss(self, row: Sequence[int], lines: Sequence[float], width: float) -> int:
        """What these lose in one row: names they have no room for, then prices, those that matter most first."""
        missing = max(0, sum(self.needs[index] for index in row) - int(width) - BESIDE)
        apart = int(min(lines[row[-1]] - lines[row[0]], _FAR))
        return (missing * _MOST * _FAR + sum(self.weights[index] for index in row)) * _FAR + apart

    def tags(self, row: Sequence[int], area: QRectF) -> list[QRectF]:
        """The row, or the part of it that each has."""
        return [area] if len(row) == 1 else side_by_side(area, [self.needs[index] for index in row])


_NO_CROWD = _Crowd()


def _weight(level: Level, held: str) -> int:
    """What it loses to have no room for its price, more than any hundred of those that matter less."""
    if level.key == held:
        return _MOST
    place = len(_IMPORTANT) - _IMPORTANT.index(_rank(level))
    return 1 << 7 * (place if level.is_tried else place + len(_IMPORTANT))


def _short(level: Level) -> str:
    return level.short or level.label


def _rank(level: Level) -> LevelKind:
    """The kind that a level matters as: a further entry as the average that it changes."""
    return LevelKind.AVERAGE if level.key.startswith("ladder.") else level.kind


def tag_width(levels: Sequence[Level], room: float, measure: Measure) -> float:
    """One width for all tags: the longest label and price side by side, and room for an arrow."""
    return _within(tag_names(levels, room, measure)[1], room)


def _within(needed: float, room: float) -> float:
    return ceil(min(needed, room * _WIDEST_SHARE))


def tag_names(levels: Sequence[Level], room: float, measure: Measure) -> tuple[list[str], float]:
    """What the levels are called, and how wide that makes a tag.

    All have their whole names, or all short ones where one has no room.
    """
    names = [level.label for level in levels]
    needed = _needed(levels, names, measure)
    if needed <= room * _WIDEST_SHARE:
        return names, needed
    names = [_short(level) for level in levels]
    return names, _needed(levels, names, measure)


def _needed(levels: Sequence[Level], names: Sequence[str], measure: Measure) -> float:
    """How wide a tag must be for the longest name and price."""
    pairs = zip(levels, names, strict=True)
    texts = (measure(name) + measure(level.price_text) + MARK * level.error for level, name in pairs)
    return max(texts, default=0.0) + MARK + 3 * PAD


class _Wish(Struct, frozen=True):
    """A note that wants to stand at a line, `exact` to parts of a pixel.

    Its level's name comes first where it stands away from the line, or as near to another one.
    """

    line: float
    exact: float
    text: str
    kind: str
    name: str = ""

    def note_in(self, area: QRectF, lines: Iterable[float], ground: str) -> Text:
        """The note in its place, among the `lines` of all levels: the name alone would say nothing."""
        near = [line for line in lines if area.top() - _NEAR <= line <= area.bottom() + _NEAR]
        if not self.name or (self.line in near and len(near) == 1):
            return Text(area, self.text, self.kind, ground)
        return Text(area, f"{self.name}{PART}{self.text}", self.kind, ground, least=2)


def _notes(layout: LevelLayout, zones: Sequence[Zone], plane: Plane, room: QRectF, height: float) -> tuple[Text, ...]:
    """Notes in their places, each as far to the right as there is room beside the notes of `layout`."""
    seen = [placed for placed in layout.by_importance() if not placed.beyond]
    wishes = [_level_wish(each, plane) for each in seen if each.level.note]
    wishes += _zone_wishes(zones, plane, height)
    wanted, lines = [wish.line for wish in wishes], [each.line for each in seen]
    tops = place_notes(wanted, lines, height, plane.height, [wish.exact for wish in wishes])
    return tuple(
        wish.note_in(
            _beside(QRectF(room.left(), top, room.width(), height), layout.notes),
            lines,
            zone_at(zones, plane.price_at(top + height / 2)),
        )
        for wish, top in zip(wishes, tops, strict=True)
        if top is not None
    )


def _beside(area: QRectF, others: Iterable[Text]) -> QRectF:
    """The area up to the first of the others that it would cover."""
    ends = (other.area.left() - PAD for other in others if other.area.intersects(area))
    area.setRight(max(area.left(), min(ends, default=area.right())))
    return area


def _distances(placed: Iterable[PlacedLevel], zones: Sequence[Zone], plane: Plane, measure: Measure) -> Iterator[Text]:
    """How far what is out of view is, beside its tag and what leads to other tags; whole or not at all."""
    for each in placed:
        if each.beyond and each.is_alone and each.level.distance:
            width, tag = measure(each.level.distance), each.tag
            area = QRectF(tag.left() - LEADER - EDGE - width, tag.top(), width, tag.height())
            ground = zone_at(zones, plane.price_at(area.center().y()))
            if area.left() >= 0:
                yield Text(area, each.level.distance, each.level.kind, ground)


def _level_wish(placed: PlacedLevel, plane: Plane) -> _Wish:
    level = placed.level
    return _Wish(placed.line, plane.y(float(level.price)), level.note, level.kind, level.label)


def _zone_wishes(zones: Iterable[Zone], plane: Plane, height: float) -> list[_Wish]:
    areas = [(zone_area(plane, zone), zone) for zone in zones if zone.note]
    shown = [(area.bottom() - 2, zone) for area, zone in areas if area.height() > height]
    return [_Wish(line, line, zone.note, f"{zone.kind}_zone") for line, zone in shown]
