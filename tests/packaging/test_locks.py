import re
import tomllib
from pathlib import Path

import pytest

from tests.packaging.scripts import FOLDER, ROOT

RUN_LOCK = FOLDER / "requirements.txt"
TEST_LOCK = FOLDER / "requirements-test.txt"
LOCKS = (RUN_LOCK, TEST_LOCK)

ADDRESS = re.compile(r"://|index-url|find-links|\b[a-z0-9-]+\.(?:org|com|net|io|dev)\b", re.IGNORECASE)


def entries(text: str) -> list[str]:
    """Each requirement of a lock with its hashes, on one line."""
    joined = re.sub(r"\s*\\\n\s*", " ", text)
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def pins(text: str) -> set[str]:
    """Name, version and condition of each requirement."""
    return {entry.partition(" --hash=")[0].strip() for entry in entries(text)}


def name_of(requirement: str) -> str:
    """A requirement's name as locks spell it."""
    return re.split(r"[^A-Za-z0-9_.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


TEXTS = sorted(path for path in FOLDER.glob("*.*") if path.suffix != ".png")


@pytest.mark.parametrize("path", [*TEXTS, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_no_file_names_where_packages_come_from(path: Path) -> None:
    assert ADDRESS.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_has_hashes(lock: Path) -> None:
    for entry in entries(lock.read_text(encoding="utf-8")):
        assert re.fullmatch(r"[a-z0-9.-]+==[^ ]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+", entry)


def test_the_test_lock_adds_to_the_run_lock_without_changing_it() -> None:
    assert pins(RUN_LOCK.read_text(encoding="utf-8")) < pins(TEST_LOCK.read_text(encoding="utf-8"))


def test_the_locks_hold_everything_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked_to_run = {name_of(pin) for pin in pins(RUN_LOCK.read_text(encoding="utf-8"))}
    locked_to_test = {name_of(pin) for pin in pins(TEST_LOCK.read_text(encoding="utf-8"))}
    assert {name_of(wanted) for wanted in project["project"]["dependencies"]} <= locked_to_run
    assert {name_of(wanted) for wanted in project["build-system"]["requires"]} <= locked_to_run
    assert {name_of(wanted) for wanted in project["dependency-groups"]["test"]} <= locked_to_test


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_qt_stays_below_6_12(lock: Path) -> None:
    versions = re.findall(
        r"^(?:pyside6-essentials|shiboken6)==(\d+)\.(\d+)", lock.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(versions) == 2
    assert all((6, 10) <= (int(major), int(minor)) < (6, 12) for major, minor in versions)
