"""Starts the program from its own environment, after making that environment if need be."""

import os
import subprocess
import sys
from pathlib import Path

from setup_environment import ROOT, SetupError, say_and_fail, set_up

HELP = """\
usage: python3 packaging/run.py [--setup-only | --help] [--] [ARGS...]

Sets everything up (the first time only), then runs the program with ARGS.

  --setup-only  set everything up, do not start the program
  --help        show this text
  --            everything after this goes to the program

These options count only as the first argument; everything else goes to the
program unchanged. The program's own help: python3 packaging/run.py -- --help
"""


def program_arguments(arguments: list[str]) -> list[str]:
    """What goes to the program: everything, without one leading `--`."""
    return arguments[1:] if arguments[:1] == ["--"] else arguments


def start(arguments: list[str]) -> int:
    """Does what the command line says; returns only when the program is not to take this process over."""
    own_option = arguments[0] if arguments else ""
    if own_option in {"--help", "-h"}:
        print(HELP, end="")
        return 0
    if own_option == "--setup-only" and len(arguments) > 1:
        print("--setup-only does not start the program, so nothing may follow it.", file=sys.stderr)
        return 2
    try:
        python = set_up(ROOT, with_tests=False, environment=os.environ)
    except (SetupError, OSError, KeyboardInterrupt) as problem:
        return say_and_fail(problem)
    if own_option == "--setup-only":
        return 0
    return become_program(python, program_arguments(arguments))


def become_program(python: Path, arguments: list[str]) -> int:
    """Hands this process to the program; Windows cannot, so there it waits for the program's exit code."""
    # -P keeps a file of the user's, such as numpy.py in the current folder, from being imported.
    command = [str(python), "-P", "-m", "planner", *arguments]
    if sys.platform != "win32":
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    return subprocess.run(command, check=False).returncode
