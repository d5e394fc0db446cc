"""Recent files and window geometry: convenience, not settings, so loading never fails and reports nothing."""

import base64
import binascii
from dataclasses import dataclass, replace
from pathlib import Path

from planner.domain.fault import FaultError
from planner.storage.atomic import make_folder, write_file
from planner.storage.file_faults import path_from_text, path_to_text
from planner.storage.strict_json import load, readable

MAX_RECENT = 10


@dataclass(frozen=True, slots=True)
class WindowState:
    """The newest files first, whether they still exist or not, and what the window system wants to be given back."""

    recent: tuple[Path, ...] = ()
    geometry: bytes = b""

    def with_recent(self, path: Path) -> "WindowState":
        """The same with `path` as the newest file."""
        path = path.absolute()
        others = (other for other in self.recent if other != path)
        return replace(self, recent=(path, *others)[:MAX_RECENT])

    def without_recent(self, path: Path) -> "WindowState":
        """The same with one file forgotten."""
        return replace(self, recent=tuple(other for other in self.recent if other != path.absolute()))


def load_window_state(path: Path) -> WindowState:
    """What was remembered; nothing where it cannot be read."""
    try:
        value = load(path)
    except FaultError:
        return WindowState()
    return (
        WindowState(_recent(value.get("recent")), _geometry(value.get("geometry")))
        if isinstance(value, dict)
        else WindowState()
    )


def save_window_state(path: Path, state: WindowState) -> None:
    """Remember for next time."""
    make_folder(path.parent)
    geometry = base64.b64encode(state.geometry).decode("ascii")
    write_file(path, readable({"recent": [path_to_text(file) for file in state.recent], "geometry": geometry}))


def _recent(value: object) -> tuple[Path, ...]:
    texts = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
    paths = (path_from_text(text) for text in texts)
    return tuple(dict.fromkeys(path for path in paths if path.is_absolute()))[:MAX_RECENT]


def _geometry(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
