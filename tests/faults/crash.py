"""A child saves as fast as it can and acknowledges each save; at a random moment it is killed, or the power is cut.

Run as a program, `python -m tests.faults.crash HOW SUBJECT COUNT SEED FOLDER`: it forks, which a test process with
threads should not. What is acknowledged must be on disk afterwards, or something newer.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from tests.faults import disks
from tests.faults.subjects import SUBJECTS, Subject

LEAST_TIME = 0.02
SAVES = 3
WAITS = 4
"""One crash in so many comes after a first save, however busy the machine is."""
WIDTH = 8


@dataclass(slots=True)
class Outcome:
    """What came of many crashes."""

    runs: int = 0
    corrupt: int = 0
    lost: int = 0
    leftovers: int = 0
    acknowledged: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def violations(self) -> int:
        """Everything that must not be."""
        return self.corrupt + self.lost + self.leftovers


def crash(
    subject: Subject,
    count: int,
    seed: int,
    folder: Path,
    end: Callable[[int], None],
    *,
    settle: Callable[[], None] = lambda: None,
) -> Outcome:
    """Crash `count` times, with `end` as the way; `settle` makes safe what a control begins with."""
    dice, outcome = Random(seed), Outcome()  # noqa: S311 - the same crashes in every run
    save_once(subject, folder, 0)  # the first one makes what is there at every other
    longest = max(LEAST_TIME, SAVES * save_once(subject, folder, 1))
    settle()
    base = 1
    for number in range(count):
        last = _one(subject, folder, base, dice.uniform(0, longest), end, waits=number % WAITS == 0)
        outcome.runs += 1
        outcome.acknowledged += last - base
        base = _judge(subject, folder, last, outcome, settle)
    return outcome


def _judge(subject: Subject, folder: Path, last: int, outcome: Outcome, settle: Callable[[], None]) -> int:
    """The version to go on from; damage is counted and mended."""
    try:
        found = subject.read(folder)
    except Exception as error:  # noqa: BLE001 - whatever the reader raises, it could not read
        outcome.corrupt += 1
        outcome.errors.append(repr(error))
    else:
        subject.tidy(folder)
        outcome.leftovers += subject.leftovers(folder)
        if found >= last:
            return found
        outcome.lost += 1
    for entry in folder.iterdir():
        with suppress(OSError):
            entry.unlink()
    save_once(subject, folder, last)
    settle()
    return last


def save_once(subject: Subject, folder: Path, number: int) -> float:
    """Save in a child that ends well; the seconds it took. A save that fails by itself is a fault."""
    started = time.perf_counter()
    child = os.fork()
    if not child:
        code = 1
        try:
            subject.saver(folder)(number)
            code = 0
        except Exception:  # noqa: BLE001 - said where the harness fails
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if status:
        raise OSError("a save failed by itself")
    return time.perf_counter() - started


def _one(subject: Subject, folder: Path, base: int, delay: float, end: Callable[[int], None], *, waits: bool) -> int:
    """The last version a child acknowledged before its end, which waits for a first one where it is to."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _save_for_ever(subject, folder, base, writer)
    os.close(writer)
    said = os.read(reader, WIDTH) if waits else b""
    time.sleep(delay)
    end(child)
    with os.fdopen(reader, "rb") as pipe:
        said += pipe.read()
    numbers = [int(said[at : at + WIDTH]) for at in range(0, len(said) - WIDTH + 1, WIDTH)]
    return max(numbers, default=base)


def _save_for_ever(subject: Subject, folder: Path, base: int, writer: int) -> None:
    try:
        save = subject.saver(folder)
        while True:
            base += 1
            save(base)
            os.write(writer, f"{base:0{WIDTH}d}".encode())
    finally:
        os._exit(1)


def kill(child: int) -> None:
    """End a process at once."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _subject(name: str) -> Subject:
    if name in SUBJECTS:
        return SUBJECTS[name]
    from tests.faults.books import BOOKS  # noqa: PLC0415 - a database is slow to import

    return BOOKS[name]


def main(how: str, name: str, count: str, seed: str, place: str) -> None:
    """Run, and print the outcome."""
    folder, subject = Path(place), _subject(name)
    if how == "kill":
        outcome = crash(subject, int(count), int(seed), folder, kill)
    else:
        with disks.ext4(folder, options=how) as disk:
            outcome = crash(subject, int(count), int(seed), disk.folder, disk.cut_power, settle=disk.settle)
    sys.stdout.write(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main(*sys.argv[1:])
