"""Starts the harnesses that need a process of their own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def harness(module: str, *words: object, before: Sequence[str] = ()) -> Any:  # noqa: ANN401 - JSON
    """What a harness prints, read."""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [*before, sys.executable, "-m", f"tests.faults.{module}", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@cache
def why_no_strace() -> str:
    """Why system calls cannot be failed here; nothing where they can."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed"
    words = [strace, "-qq", "-o", os.devnull, sys.executable, "-c", ""]
    tried = subprocess.run(words, check=False, capture_output=True)  # noqa: S603 - fixed words
    return "this machine lets nobody trace" if tried.returncode else ""


def broken(outcome: dict[str, Any]) -> int:
    """How many saves were corrupt, lost, or left something behind; none acknowledged would prove nothing."""
    assert outcome.get("acknowledged", 1) > 0, outcome
    return int(outcome["corrupt"] + outcome["lost"] + outcome["leftovers"])


def file_system(folder: Path) -> str:
    """The name of the file system of a folder."""
    if sys.platform != "linux":
        return sys.platform
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    below = [(len(place), kind) for place, kind in mounts if folder.resolve().is_relative_to(place)]
    return max(below)[1]
