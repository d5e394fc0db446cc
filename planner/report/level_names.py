"""What levels are called where a chart has no room for all of their names."""

from planner.report.levels import LevelKind, LevelRow
from planner.words import translated

_SHORT = {
    LevelKind.AVERAGE: "Avg",
    LevelKind.STOP: "SL",
    LevelKind.BREAK_EVEN: "B/E",
    LevelKind.MARGIN_CALL: "Call",
    LevelKind.BANKRUPTCY: "Zero",
}
_COUNTED = {
    LevelKind.ENTRY: ("ladder.", "E", 2),
    LevelKind.TARGET: ("targets.", "T", 1),
    LevelKind.STOP_RULE: ("stop_rules.", "SL", 2),
}
"""The key of one of several, its letters, and what the first is counted as."""
_LIQUIDATION = "Liq."
_SHORT_ENOUGH = 8
"""A venue's own word is told where it is no longer than this."""


def short_name(row: LevelRow) -> str:
    """A name of a few letters; entries, targets and the stops of rules keep their number."""
    if row.kind is LevelKind.LIQUIDATION:
        return row.label if len(row.label) <= _SHORT_ENOUGH else f"{translated(_LIQUIDATION)}{'?' * row.is_tried}"
    if row.kind is LevelKind.MARK:
        return row.label.split()[0]
    if row.kind in _COUNTED:
        start, letter, first = _COUNTED[row.kind]
        return f"{letter}{int(row.key.removeprefix(start)) + first}" if row.key.startswith(start) else row.label
    return f"{translated(_SHORT[row.kind])}{'?' * row.is_tried}"
