"""Ways to put bytes in the place of a file: ours, and three that lose something."""

import os
from pathlib import Path

from planner.storage.atomic import write_file


def ours(path: Path, data: bytes) -> None:
    """Temporary file, sync, rename, sync of the folder."""
    write_file(path, data)


def in_place(path: Path, data: bytes) -> None:
    """Over the old file: corrupt whenever it is interrupted."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(descriptor, data)
    os.close(descriptor)


def without_sync(path: Path, data: bytes) -> None:
    """Renamed before it is on the disk: survives a kill, not a power cut."""
    temp = path.with_name("temp")
    in_place(temp, data)
    os.replace(temp, path)  # noqa: PTH105 - the recorder listens here


def without_folder_sync(path: Path, data: bytes) -> None:
    """As most programs do it: never corrupt, but the last save may be gone."""
    temp = path.with_name("temp")
    descriptor = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(descriptor, data)
    os.fsync(descriptor)
    os.close(descriptor)
    os.replace(temp, path)  # noqa: PTH105 - the recorder listens here


WRITERS = {writer.__name__: writer for writer in (ours, in_place, without_sync, without_folder_sync)}
