import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.scripts import FOLDER, ROOT, script

python_version = script("python_version")
script("system_libraries")
script("setup_environment")
start_program = script("start_program")
run_checks = script("run_checks")


@pytest.mark.parametrize("command", ["run.py", "test.py"])
def test_help_needs_no_environment_and_makes_none(command: str, tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(FOLDER, tmp_path / "packaging", ignore=ignored)
    result = subprocess.run(  # noqa: S603 - the project's own script
        [sys.executable, tmp_path / "packaging" / command, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.startswith(f"usage: python3 packaging/{command}")
    assert result.stderr == ""
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize("name", ["run.py", "test.py", "python_version.py"])
def test_an_old_python_can_read_the_first_files(name: str) -> None:
    ast.parse((FOLDER / name).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_in_one_sentence_what_is_needed() -> None:
    said = python_version.too_old_sentence(3, 10)
    assert said == "This needs Python 3.11 or newer, but it was started with Python 3.10."


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_newer_python_is_told_nothing(version: tuple[int, int]) -> None:
    assert python_version.too_old_sentence(*version) == ""


def test_everything_but_one_leading_double_dash_goes_to_the_program() -> None:
    assert start_program.program_arguments(["--", "--help", "--"]) == ["--help", "--"]
    assert start_program.program_arguments(["a b", "--setup-only"]) == ["a b", "--setup-only"]


def test_setup_only_takes_nothing_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert start_program.start(["--setup-only", "plan.json"]) == 2
    assert "nothing may follow" in capsys.readouterr().err


def test_checks_run_without_a_screen_unless_a_platform_is_named() -> None:
    assert run_checks.without_screen({})["QT_QPA_PLATFORM"] == "offscreen"
    assert run_checks.without_screen({"QT_QPA_PLATFORM": "xcb"})["QT_QPA_PLATFORM"] == "xcb"


def test_the_last_line_names_every_failed_check() -> None:
    assert run_checks.summary(["lint", "tests"], 7) == "FAILED: lint, tests"
    assert run_checks.summary([], 7) == "All 7 checks passed."


def test_every_branch_of_the_domain_must_be_reached_by_what_is_written_before_the_others_run() -> None:
    (_, branches), (_, others) = run_checks.tests([])
    assert {"tests/domain", "--cov=planner.domain", "--cov-branch", "--cov-fail-under=100"} <= set(branches)
    assert branches[branches.index("-m") + 1] == "not hypothesis"
    assert others == (*run_checks.TEST, "-m", "hypothesis or not domain")


def test_what_the_first_run_chooses_by_is_marked(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> None:
    known = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    assert {"domain", "hypothesis"} <= known
    assert request.node.get_closest_marker("domain") is None
    domain = [item for item in request.session.items if item.path.is_relative_to(ROOT / "tests" / "domain")]
    assert all(item.get_closest_marker("domain") for item in domain)


def test_what_is_asked_of_pytest_is_one_run() -> None:
    ((_, asked),) = run_checks.tests(["-k", "levels"])
    assert asked[-2:] == ("-k", "levels")
    assert run_checks.tests(["--full"]) == (*run_checks.tests([]), *run_checks.FULL)
    (_, table) = run_checks.tests(["--table", "x"])[0]
    assert table[-1] == "--numprocesses=0"


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no executable bit")
def test_the_server_runs_the_same_checks_as_everybody() -> None:
    script_file = ROOT / ".ci" / "run"
    assert os.access(script_file, os.X_OK)
    assert script_file.read_text(encoding="utf-8").splitlines()[-1] == "exec python3 packaging/test.py"
