"""Runs every check of the project, one after the other, and sums up."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import system_libraries
from setup_environment import ROOT, SetupError, programs_folder, say_and_fail, set_up

HELP = """\
usage: python3 packaging/test.py [--help] [--full] [--] [PYTEST ARGS...]

Sets everything up (the first time only), then runs in the project's folder:
formatting, lint, types, import rules and the tests, without a screen and each
once; those of the domain must reach every branch of it. Ends with 0 only when
all passed. PYTEST ARGS go to pytest unchanged, and only the tests they ask for
are run; pytest's own help: python3 packaging/test.py -- --help

  --full  tries every law on more examples and runs the fault harnesses at every
          point, which takes most of an hour, and writes what the latter found
          into packaging/RELIABILITY.md
"""

Check = tuple[str, tuple[str, ...]]
"""What is checked, and the command that checks it."""

TEST = ("pytest", "--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal")
EVERY_BRANCH: Check = (
    "every branch of the domain",
    (
        *TEST,
        "tests/domain",
        "-m",
        "not hypothesis",
        "--cov=planner.domain",
        "--cov-branch",
        "--cov-fail-under=100",
        "--cov-report=term-missing:skip-covered",
    ),
)
"""Without what is drawn: which branches are reached must not depend on it."""

OTHERS: Check = ("tests", (*TEST, "-m", "hypothesis or not domain"))
"""All that the run before has not done."""

STATIC: tuple[Check, ...] = (
    ("formatting", ("ruff", "format", "--check")),
    ("lint", ("ruff", "check")),
    ("types", ("mypy",)),
    ("types of packaging", ("mypy", "packaging")),
    ("import rules", ("lint-imports", "--no-logo")),
)
FULL: tuple[Check, ...] = (
    ("laws on more examples", (*TEST, "-m", "hypothesis", "--hypothesis-profile=full")),
    ("faults in full", ("pytest", "tests/faults", "--full", "--numprocesses=0")),
)
"""The table of the latter is written by one process."""


def check(arguments: list[str]) -> int:
    """Sets up and runs all checks; zero when every one passed."""
    if arguments[:1] in (["--help"], ["-h"]):
        print(HELP, end="")
        return 0
    environment = without_screen(os.environ)
    try:
        set_up(ROOT, with_tests=True, environment=environment)
        system_libraries.provide_test_programs()
        return run_all(arguments[1:] if arguments[:1] == ["--"] else arguments, environment)
    except (SetupError, OSError, KeyboardInterrupt) as problem:
        return say_and_fail(problem)


def without_screen(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment in which Qt draws into memory, unless it names another platform already."""
    return {"QT_QPA_PLATFORM": "offscreen", **environment}


def run_all(pytest_arguments: list[str], environment: Mapping[str, str]) -> int:
    """Runs each check under its heading, tells which failed; 1 if any did."""
    failed, checks = [], (*STATIC, *tests(pytest_arguments))
    for name, command in checks:
        print(f"== {name}: {' '.join(command)}", flush=True)
        if subprocess.run([program(command[0]), *command[1:]], cwd=ROOT, env=environment, check=False).returncode:
            failed.append(name)
    print(summary(failed, len(checks)), flush=True)
    return 1 if failed else 0


def tests(pytest_arguments: list[str]) -> tuple[Check, ...]:
    """The tests, and that they reach every branch of the domain where pytest is asked for nothing special."""
    given = tuple(argument for argument in pytest_arguments if argument != "--full")
    alone = ("--numprocesses=0",) if "--table" in given else ()
    asked: tuple[Check, ...] = (("tests", (*TEST, *given, *alone)),) if given else (EVERY_BRANCH, OTHERS)
    return (*asked, *FULL) if "--full" in pytest_arguments else asked


def program(name: str) -> Path:
    """Where the environment keeps a program."""
    return programs_folder(ROOT) / (f"{name}.exe" if sys.platform == "win32" else name)


def summary(failed: list[str], count: int) -> str:
    """The last line."""
    return f"FAILED: {', '.join(failed)}" if failed else f"All {count} checks passed."
