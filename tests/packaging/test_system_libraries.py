import shutil
import sys
from pathlib import Path

import pytest

from tests.packaging.scripts import script

system = script("system_libraries")


@pytest.mark.parametrize(
    ("environment", "platforms"),
    [
        ({}, {""}),
        ({"DISPLAY": ":0"}, {"", "xcb"}),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"", "xcb", "wayland"}),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, {""}),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, {"", "xcb", "wayland"}),
    ],
)
def test_only_the_libraries_of_the_platforms_in_use_are_needed(
    environment: dict[str, str], platforms: set[str]
) -> None:
    assert system.platforms_in_use(environment) == platforms


def test_each_package_is_named_once_though_it_holds_two_libraries() -> None:
    glib = [library for library in system.LIBRARIES if library.package == "libglib2.0-0"]
    assert len(glib) == 2
    assert system.packages_of(glib) == ["libglib2.0-0"]


def test_no_library_stands_twice_in_the_table() -> None:
    names = [library.soname for library in system.LIBRARIES]
    assert len(names) == len(set(names))


def test_somebody_with_sudo_gets_the_exact_line_to_type() -> None:
    said = system.what_to_type(["libegl1", "libgl1"], [], apt=True, sudo=True)
    assert "\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 libgl1\n" in said


def test_somebody_without_sudo_is_told_to_be_root() -> None:
    said = system.what_to_type(["libegl1"], [], apt=True, sudo=False)
    assert "As root" in said
    assert "sudo" not in said


def test_a_system_without_apt_gets_the_libraries_named() -> None:
    egl = [library for library in system.LIBRARIES if library.package == "libegl1"]
    said = system.what_to_type(["libegl1", "python3.11-venv"], egl, apt=False, sudo=True)
    assert "libEGL.so.1, Python's venv and ensurepip modules" in said
    assert "apt-get" not in said


def test_a_library_counts_only_if_its_file_exists(tmp_path: Path) -> None:
    there = tmp_path / "libthere.so.1"
    there.touch()
    cache = tmp_path / "cache"
    cache.write_bytes(b"glibc-ld.so.cache1.1\0\x01" + bytes(there) + b"\0" + bytes(tmp_path / "libgone.so.1") + b"\0")
    paths = system.paths_in_cache(cache)
    assert system.is_there(system.Library("libthere.so.1", "there"), paths)
    assert not system.is_there(system.Library("libgone.so.1", "gone"), paths)


def test_a_system_without_the_loaders_list_is_no_error(tmp_path: Path) -> None:
    assert system.paths_in_cache(tmp_path / "none") == {}


def test_a_program_that_only_root_has_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not system.has("no-such-program")
    (tmp_path / "mine").touch(mode=0o755)
    assert system.has("mine")


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("initdb") is not None, reason="the server is on the path")
def test_the_server_of_the_tests_is_looked_for_where_debian_puts_it(tmp_path: Path) -> None:
    assert system.missing_server(tmp_path) == ["postgresql"]
    (tmp_path / "15" / "bin").mkdir(parents=True)
    (tmp_path / "15" / "bin" / "initdb").touch()
    assert system.missing_server(tmp_path) == []


def test_debian_is_told_to_make_no_server_unless_it_was_told_something_before(tmp_path: Path) -> None:
    settings = tmp_path / "postgresql-common" / "createcluster.conf"
    system.keep_server_unmade(settings)
    assert settings.read_text(encoding="ascii") == "create_main_cluster = false\n"
    settings.write_text("start_conf = manual\n", encoding="ascii")
    system.keep_server_unmade(settings)
    assert settings.read_text(encoding="ascii") == "start_conf = manual\n"
