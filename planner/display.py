"""Whether there is a display to open a window on."""

import ctypes
import os
import sys
from collections.abc import Mapping

INVISIBLE = frozenset({"offscreen", "minimal"})


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window could be seen. A display that is named but does not answer is none."""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in INVISIBLE:
        return False
    if platform == "vnc" or not sys.platform.startswith("linux"):
        return True
    if environment.get("WAYLAND_DISPLAY"):
        return True
    return bool(environment.get("DISPLAY")) and _answers(environment["DISPLAY"])


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
