from planner.report.shortcuts import shortcuts_text


def test_every_shortcut_is_a_line_without_menu_marks() -> None:
    lines = shortcuts_text([("Ctrl+S", "&Save"), ("Ctrl+O", "&Open…")]).splitlines()
    assert lines[:2] == ["Ctrl+S: Save", "Ctrl+O: Open"]
    assert "Tab: next field" in lines
    assert len(lines) > 8
