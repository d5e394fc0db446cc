"""File names as facts, and what the system says about a file as fault codes."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from planner.domain.fault import FaultError, shown

_CODES = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.ENOTDIR: "folder_missing",
    errno.EISDIR: "is_a_folder",
    errno.ENAMETOOLONG: "name_too_long",
    errno.ELOOP: "link_loop",
    errno.EFBIG: "file_too_big",
    errno.EIO: "disk_error",
    errno.ENXIO: "not_a_file",
}


def file_facts(path: Path) -> dict[str, str]:
    """The name and the folder of a file, as facts of a fault."""
    return {"file": shown(path.name), "folder": shown(str(path.parent))}


@contextmanager
def naming(path: Path, *, otherwise: str, missing: str) -> Iterator[None]:
    """Add the file to every fault, and turn every error of the system into one; `missing` is the code of ENOENT."""
    try:
        _check_name(path)
        yield
    except FaultError as error:
        raise FaultError(error.fault.code, **{**file_facts(path), **error.fault.facts}) from error.__cause__
    except OSError as error:
        number = error.errno or 0
        code = missing if number == errno.ENOENT else _CODES.get(number, otherwise)
        raise FaultError(code, **file_facts(path), cause=errno.errorcode.get(number, "")) from error


def _check_name(path: Path) -> None:
    try:
        encoded = os.fsencode(path)
    except UnicodeEncodeError:
        raise FaultError("bad_name") from None
    if b"\0" in encoded:
        raise FaultError("bad_name")


def path_to_text(path: Path) -> str:
    """Any path as plain ASCII, also one whose name is no text."""
    return quote_from_bytes(os.fsencode(path), safe="/\\: ()[]&+,=@")


def path_from_text(text: str) -> Path:
    """The path `path_to_text` wrote."""
    return Path(os.fsdecode(unquote_to_bytes(text)))
