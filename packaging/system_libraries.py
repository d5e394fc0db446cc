"""Knows the shared libraries Qt takes from a Linux system, and the Debian packages they come in."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple


class Library(NamedTuple):
    """A shared library, the Debian package with it, and the Qt platform that needs it (empty: every one)."""

    soname: str
    package: str
    platform: str = ""


# Newer Debian and Ubuntu call libglib2.0-0 libglib2.0-0t64; apt-get finds it under the old name.
LIBRARIES = (
    Library("libEGL.so.1", "libegl1"),
    Library("libGL.so.1", "libgl1"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libgthread-2.0.so.0", "libglib2.0-0"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libX11-xcb.so.1", "libx11-xcb1", "xcb"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb"),
    Library("libxcb-randr.so.0", "libxcb-randr0", "xcb"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb"),
    Library("libxcb-render.so.0", "libxcb-render0", "xcb"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "xcb"),
    Library("libxcb-shm.so.0", "libxcb-shm0", "xcb"),
    Library("libxcb-sync.so.1", "libxcb-sync1", "xcb"),
    Library("libxcb-util.so.1", "libxcb-util1", "xcb"),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0", "xcb"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "xcb"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "xcb"),
    Library("libwayland-client.so.0", "libwayland-client0", "wayland"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", "wayland"),
    Library("libwayland-egl.so.1", "libwayland-egl1", "wayland"),
)

TEST_PROGRAMS = {"strace": "strace", "mkfs.ext4": "e2fsprogs", "losetup": "mount", "faketime": "faketime"}
"""Programs some tests use, and their Debian packages; a test whose program is missing says so and is skipped."""
SERVER_PACKAGE = "postgresql"
"""What the tests of a shared book need: they start a server of their own, so Debian's is not to be made."""
SERVER_PROGRAMS = Path("/usr/lib/postgresql")
SERVER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")

LIBRARY_CACHE = Path("/etc/ld.so.cache")


def platforms_in_use(environment: Mapping[str, str]) -> set[str]:
    """The Qt platforms this start may use; the empty name stands for what every platform needs."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return {""} | {name for name in ("xcb", "wayland") if name in chosen}
    by_variable = {"DISPLAY": "xcb", "WAYLAND_DISPLAY": "wayland"}
    return {""} | {platform for variable, platform in by_variable.items() if environment.get(variable)}


def missing_libraries(environment: Mapping[str, str]) -> list[Library]:
    """Every absent library if this start needs at least one of them; those of unused platforms alone do not count."""
    if sys.platform != "linux":
        return []
    paths = paths_in_cache(LIBRARY_CACHE)
    in_use = platforms_in_use(environment)
    if all(is_there(library, paths) for library in LIBRARIES if library.platform in in_use):
        return []
    return [library for library in LIBRARIES if not is_there(library, paths)]


def paths_in_cache(cache: Path) -> dict[str, str]:
    """The loader's own list, library by library; reading it takes half a millisecond, loading them thirty."""
    try:
        content = cache.read_bytes()
    except OSError:
        return {}
    found = (path.decode() for path in re.findall(rb"/[\x21-\x7e]+(?=\0)", content))
    return {path.rpartition("/")[2]: path for path in found}


def is_there(library: Library, paths: Mapping[str, str]) -> bool:
    """True if the loader knows the library, or finds it where its list does not say."""
    path = paths.get(library.soname)
    return (path is not None and Path(path).exists()) or loads(library.soname)


def loads(soname: str) -> bool:
    """True if the library can be loaded."""
    import ctypes  # noqa: PLC0415 - rarely needed, and slow to import

    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def missing_server(programs: Path = SERVER_PROGRAMS) -> list[str]:
    """The Debian package with the server that the tests start; none where there is one already."""
    found = sys.platform != "linux" or has("initdb") or any(programs.glob("*/bin/initdb"))
    return [] if found else [SERVER_PACKAGE]


def keep_server_unmade(settings: Path = SERVER_SETTINGS) -> None:
    """Tell Debian, before its package comes, to install the programs alone; what is set already stays."""
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("create_main_cluster = false\n", encoding="ascii")


def packages_of(libraries: Iterable[Library]) -> list[str]:
    """The Debian packages with these libraries, each once."""
    return sorted({library.package for library in libraries})


def install_command(packages: Iterable[str], *, sudo: bool) -> str:
    """The line to type that installs Debian packages."""
    prefix = "sudo " if sudo else ""
    return f"{prefix}apt-get update && {prefix}apt-get install -y --no-install-recommends {' '.join(packages)}"


def what_to_type(packages: list[str], libraries: Iterable[Library], *, apt: bool, sudo: bool) -> str:
    """Tells somebody who must install system packages by hand what to do."""
    if apt:
        who = "Type this" if sudo else "As root, type this"
        line = install_command(packages, sudo=sudo)
        return f"Some system packages are missing. {who}, then start again:\n\n  {line}\n"
    wanted = [library.soname for library in libraries]
    if any(package.endswith("-venv") for package in packages):
        wanted.append("Python's venv and ensurepip modules")
    missing = ", ".join(wanted)
    return f"Missing on this system: {missing}. Install them from your distribution's packages, then start again."


def install_with_apt(packages: list[str]) -> str:
    """Installs Debian packages; what apt-get said if it failed, else nothing."""
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    said = ""
    # A failed update is not fatal: the lists already there may do.
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        command = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120", *arguments]
        result = subprocess.run(
            command,
            env=settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        said += result.stdout + result.stderr
        if result.returncode == 0 and arguments[0] == "install":
            return ""
    return said


def provide_test_programs() -> None:
    """Installs the programs of the tests where that can be done without asking anybody."""
    packages = sorted({package for program, package in TEST_PROGRAMS.items() if not has(program)})
    if packages and sys.platform == "linux" and os.geteuid() == 0 and has("apt-get"):
        install_with_apt(packages)


def has(program: str) -> bool:
    """True if a program is on the path, or where only root has it."""
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin") is not None
