from planner.report.sections import Line
from planner.report.shortcuts import shortcuts_page


def test_every_shortcut_stands_on_a_line_of_its_own() -> None:
    page = shortcuts_page([("Ctrl+O", "&Open…")])
    assert page.section("Menus").lines[0] == Line("Ctrl+O", "Open")
    assert Line("Esc", "while dragging: back to where it was") in page.section("On the chart").lines
