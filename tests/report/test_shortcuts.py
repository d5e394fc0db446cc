from planner.report.shortcuts import rules_text, shortcuts_text
from tests.conftest import linear_venue


def test_every_shortcut_is_a_line_without_menu_marks() -> None:
    lines = shortcuts_text([("Ctrl+S", "&Save"), ("Ctrl+O", "&Open…")]).splitlines()
    assert lines[:2] == ["Ctrl+S: Save", "Ctrl+O: Open"]
    assert "Tab: next field" in lines
    assert len(lines) > 8


def test_the_rules_name_their_source_and_what_they_leave_out() -> None:
    venue = linear_venue(client_class="retail", not_modelled=("Gaps.", "Swaps."))
    assert rules_text(venue).split("\n\n") == [
        "Linear (retail), rules as of 2025-01-01.",
        "Source: made for tests",
        "Not modelled: Gaps.",
        "Not modelled: Swaps.",
    ]
