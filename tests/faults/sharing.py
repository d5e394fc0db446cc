"""One of two processes that add letters to the note of a plan: `python -m tests.faults.sharing PATH LETTER COUNT WAY`.

It begins when it is told to. `careful` saves as the program does and starts over when somebody else was faster;
`careless` overwrites. `hold` takes the lock of a window and keeps it until it is killed.
"""

import sys
import time
from pathlib import Path

from planner.domain.fault import FaultError
from planner.storage.plan_files import load_plan, save_plan
from tests.storage.plans import noted


def sign(path: Path, letter: str, count: int, *, careless: bool) -> None:
    """Add a letter `count` times."""
    done = 0
    while done < count:
        opened = load_plan(path)
        try:
            mine = noted(opened.draft.plan.note + letter)
            save_plan(path, mine, replacing=opened.fingerprint, overwrite=careless)
            done += 1
        except FaultError as error:
            if error.fault.code != "changed_on_disk":
                raise


def hold(path: Path) -> None:
    """Open the plan as a window does, and stay."""
    from PySide6.QtCore import QLockFile  # noqa: PLC0415 - only here

    lock = QLockFile(str(path.with_name(f".{path.name}.lock")))
    lock.setStaleLockTime(0)
    sys.stdout.write(f"{lock.tryLock(0)}\n")
    sys.stdout.flush()
    time.sleep(60)


if __name__ == "__main__":
    place, what, times, way = sys.argv[1:]
    if way == "hold":
        hold(Path(place))
    else:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sign(Path(place), what, int(times), careless=way == "careless")
