import os
from pathlib import Path

import pytest

from planner.storage.window_state import WindowState, load_window_state, save_window_state

FILE = "window.json"


def test_the_window_comes_back_as_it_was(tmp_path: Path) -> None:
    state = WindowState((Path("/a/ü\n.plan.json"), Path(os.fsdecode(b"/b/\xff"))), bytes(range(256)))
    save_window_state(tmp_path / "state" / FILE, state)
    assert load_window_state(tmp_path / "state" / FILE) == state


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b"{", b'{"recent": 1, "geometry": 2}', b'{"recent": ["x", 5]}'])
def test_what_cannot_be_read_is_forgotten(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / FILE).write_bytes(raw)
    assert load_window_state(tmp_path / FILE) == WindowState()
    assert load_window_state(tmp_path / "none") == WindowState()


@pytest.mark.parametrize("text", ["%%%", "AAA", "ü"])
def test_bad_geometry_leaves_the_recent_files(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(f'{{"recent": ["/a", "/b", "/a"], "geometry": "{text}"}}', encoding="utf-8")
    assert load_window_state(tmp_path / FILE) == WindowState((Path("/a"), Path("/b")))


def test_the_newest_ten_files_are_remembered_once_each() -> None:
    state = WindowState()
    for number in range(12):
        state = state.with_recent(Path(f"/{number}"))
    state = state.with_recent(Path("/5"))
    assert [path.name for path in state.recent] == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
    assert Path("/11") not in state.without_recent(Path("/11")).recent


def test_a_file_is_remembered_by_its_whole_path() -> None:
    assert WindowState().with_recent(Path("a")).recent == (Path.cwd() / "a",)
