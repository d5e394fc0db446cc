"""Whether there is a display to open a window on."""

import ctypes
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

INVISIBLE = frozenset({"offscreen", "minimal"})


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window could be seen. A display that is named but does not answer is none."""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in INVISIBLE:
        return False
    if platform == "vnc" or not sys.platform.startswith("linux"):
        return True
    if environment.get("WAYLAND_DISPLAY") and _listens(environment):
        return True
    return bool(environment.get("DISPLAY")) and _answers(environment["DISPLAY"])


def _listens(environment: Mapping[str, str]) -> bool:
    """Whether a Wayland compositor accepts connections where the variables say it is."""
    path = Path(environment.get("XDG_RUNTIME_DIR", "/"), environment["WAYLAND_DISPLAY"])
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(path)) == 0


def _answers(display: str) -> bool:
    """Ask the X server itself: Qt would abort the whole process if it does not answer."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed
