"""Help in a few lines: the shortcuts."""

from collections.abc import Iterable

from planner.report.sections import Line, Page, section
from planner.words import translated

AT_MOUSE = {
    "entry": ("E", "entry at the price under the mouse"),
    "stop": ("S", "stop at the price under the mouse"),
    "target": ("T", "one more target at the price under the mouse"),
}
"""What a key puts on the chart where the mouse is."""
ON_THE_CHART = (
    *AT_MOUSE.values(),
    ("Click", "takes the keys from a field, which has every letter that is typed while it has them"),
    ("Drag", "move entry, stop or a target; one drag is one undo step"),
    ("Shift", "while dragging: fine movement"),
    ("Esc", "while dragging: back to where it was"),
    ("Wheel", "zoom; drag the background to pan; Home or Ctrl+0 to fit"),
    ("Ctrl+Wheel", "zoom the prices, as the wheel over them does"),
    ("Arrow keys, + and -", "move the view and zoom, while the chart has the keys"),
    ("Double-click", "on a level: type it; on an axis: fit"),
)
IN_A_FIELD = (
    ("Up, Down", "one step; ten with Shift, a hundred with Ctrl"),
    (
        "Ctrl+U",
        "in a price, fee, slippage, holding: the next unit; a click on it lists them all; in reward : risk 1, 2 or 3",
    ),
    ("Alt+Down", "in a list: open it"),
    ("Esc", "back to the last number that could be taken; in a what-if that can be taken: try nothing"),
    ("Tab", "next field"),
)


def _told(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(translated(keys), translated(text)) for keys, text in rows]


def shortcuts_page(actions: Iterable[tuple[str, str]]) -> Page:
    """All shortcuts; `actions` are those of the menus with their texts."""
    named = [(keys, text.replace("&", "").rstrip("…")) for keys, text in actions]
    groups = (
        (translated("Menus"), named),
        (translated("In a field"), _told(IN_A_FIELD)),
        (translated("On the chart"), _told(ON_THE_CHART)),
    )
    sections = (section(title, *(Line(keys, text) for keys, text in rows)) for title, rows in groups)
    return Page(translated("Shortcuts"), translated("Ctrl+K finds everything by its name."), tuple(sections))
