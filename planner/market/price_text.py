"""The text of a file that a trader chose."""

import codecs
import os
import re
import stat
from pathlib import Path

from planner.domain.fault import FaultError

MAX_BYTES = 32 * 1024 * 1024

_OPEN_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What a file of two bytes a letter begins with, as some terminals write them."""
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
"""Signs that no program writes into text."""


def read_text(path: Path) -> str:
    """The text of a regular file of bearable size."""
    try:
        raw = _bytes(path)
    except FaultError:
        raise
    except FileNotFoundError:
        raise FaultError("file_missing") from None
    except PermissionError:
        raise FaultError("no_permission") from None
    except (OSError, ValueError) as error:
        raise FaultError("read_failed", cause=type(error).__name__) from error
    return _text(raw)


def _bytes(path: Path) -> bytes:
    """What the file holds that was looked at: whatever takes its place meanwhile, no pipe is waited for."""
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        if not _is_readable(os.fstat(descriptor)):
            return b""
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES)
    finally:
        os.close(descriptor)


def _is_readable(status: os.stat_result) -> bool:
    """Whether there is something to read; raises `FaultError` for what must not be."""
    if stat.S_ISDIR(status.st_mode):
        raise FaultError("is_a_folder")
    if not stat.S_ISREG(status.st_mode):
        raise FaultError("not_a_file")
    if status.st_size > MAX_BYTES:
        raise FaultError("candles_too_large", megabytes=str(MAX_BYTES >> 20))
    return status.st_size > 0


def _text(raw: bytes) -> str:
    """The bytes as text; what is no UTF-8 is of a Western European Windows: prices and times are the same in both."""
    encoding = "utf-16" if raw[:2] in _WIDE else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise FaultError("candles_not_text") from None
        text = raw.decode("cp1252", errors="replace")
        if _NO_TEXT.search(text):
            raise FaultError("candles_not_text") from None
    if "\0" in text:
        raise FaultError("candles_not_text")
    return text
