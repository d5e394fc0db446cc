"""Recent files, the window's geometry and layout: convenience, not settings, so loading never fails or reports."""

import base64
import binascii
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.fault import FaultError
from planner.storage.atomic import make_folder, write_file
from planner.storage.file_faults import path_from_text, path_to_text
from planner.storage.strict_json import load, readable

MAX_RECENT = 10


class WindowState(Struct, frozen=True):
    """The newest files first, whether they still exist or not, and what the window system wants to be given back."""

    recent: tuple[Path, ...] = ()
    geometry: bytes = b""
    layout: bytes = b""

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
    if not isinstance(value, dict):
        return WindowState()
    return WindowState(_recent(value.get("recent")), _kept(value.get("geometry")), _kept(value.get("layout")))


def save_window_state(path: Path, state: WindowState) -> None:
    """Remember for next time."""
    make_folder(path.parent)
    given = {"geometry": state.geometry, "layout": state.layout}
    texts = {name: base64.b64encode(kept).decode("ascii") for name, kept in given.items()}
    write_file(path, readable({"recent": [path_to_text(file) for file in state.recent], **texts}))


def _recent(value: object) -> tuple[Path, ...]:
    texts = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
    paths = (path_from_text(text) for text in texts)
    return tuple(dict.fromkeys(path for path in paths if path.is_absolute()))[:MAX_RECENT]


def _kept(value: object) -> bytes:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        return b""
