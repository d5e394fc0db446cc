"""Help in a few lines: the shortcuts."""

from collections.abc import Sequence

ON_THE_CHART = (
    ("Drag", "move entry, stop or a target; one drag is one undo step"),
    ("Shift", "while dragging: fine movement"),
    ("Esc", "while dragging: back to where it was"),
    ("Wheel", "zoom; drag the background to pan; Home or Ctrl+0 to fit"),
)
IN_A_FIELD = (
    ("Up, Down", "one step; ten with Shift, a hundred with Ctrl"),
    ("Tab", "next field"),
)
OWN = (("Ctrl+0", "Fit chart"), ("Ctrl+Q", "Quit"), ("F1", "Shortcuts"), ("Shift+F1", "Rules"))


def shortcuts_text(actions: Sequence[tuple[str, str]]) -> str:
    """All shortcuts, a line each."""
    rows = [*((keys, text.replace("&", "").rstrip("…")) for keys, text in actions), *OWN, *IN_A_FIELD, *ON_THE_CHART]
    return "\n".join(f"{keys}: {text}" for keys, text in rows)
