"""A fault at every system call of a save: the call fails, or the process is killed on entering it.

Run as a program, `python -m tests.faults.tracing SUBJECT FOLDER EVERY FAULT...`: `EVERY` 1 tries each call, 2 each
second one. strace counts the calls of one save, then is told which of them to fail.
"""

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from planner.domain.fault import FaultError
from tests.faults.crash import save_once
from tests.faults.subjects import SUBJECTS, Subject

CALLS = (
    "open", "openat", "newfstatat", "fstat", "stat", "lstat", "statx", "read", "pread64", "write", "pwrite64", "close",
    "fsync", "fdatasync", "ftruncate", "lseek", "rename", "renameat", "renameat2", "unlink", "unlinkat", "flock",
    "fcntl", "ioctl", "fchmod", "fchown", "chmod", "readlink", "readlinkat", "access", "faccessat", "faccessat2",
    "mkdir", "mkdirat", "getdents64",
)  # fmt: skip
FAULTS = ("KILL", "EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT")
TRACED = f"trace={','.join(f'?{name}' for name in CALLS)}"
ANYBODY = 0x59616D61  # PR_SET_PTRACER: strace is no relative of the process it looks at
READY = b"ready"
REPORT = b"report "

_CALL = re.compile(r"(\w+)\(")


@dataclass(slots=True)
class Outcome:
    """What came of failing every call once for each fault."""

    runs: int = 0
    missed: int = 0
    violations: int = 0
    errors: list[str] = field(default_factory=list)

    def count(self, said: str, found: str) -> None:
        """Judge one run: what the save said, and what lies on the disk after it."""
        self.runs += 1
        good = {"saved": ("1",), "killed": ("0", "1"), "refused": ("0", "1")}
        if found not in good.get(said, ()):
            self.violations += 1
            self.errors.append(f"{said}: {found}")


def sweep(subject: Subject, folder: Path, every: int, faults: list[str]) -> Outcome:
    """Every `every`-th call of a save, with every fault."""
    outcome = Outcome()
    _, trace = _traced(subject, _fresh(subject, folder), [])
    seen: Counter[str] = Counter()
    for name in _names(trace):
        seen[name] += 1
        if (sum(seen.values()) + 1) % every:
            continue
        for fault in faults:
            kind = "signal=SIGKILL" if fault == "KILL" else f"error={fault}"
            here = _fresh(subject, folder)
            said, trace = _traced(subject, here, ["-e", f"inject={name}:{kind}:when={seen[name]}"])
            outcome.missed += "INJECTED" not in trace and "SIGKILL" not in trace
            outcome.count(said, _found(subject, here))
    return outcome


def _names(trace: str) -> list[str]:
    """The calls of a save in their order, up to its report."""
    before = trace.partition(f'"{REPORT.decode()}')[0].rpartition("\n")[0]
    return [match[1] for line in before.splitlines() if (match := _CALL.match(line))]


def _fresh(subject: Subject, folder: Path) -> Path:
    """A folder with version 0."""
    here = folder / "here"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    save_once(subject, here, 0)
    return here


def _traced(subject: Subject, folder: Path, inject: list[str]) -> tuple[str, str]:
    """What a save under strace says, and the trace of it."""
    reader, writer = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    child = os.fork()
    if not child:
        _save_when_asked(subject.saver(folder), writer)
    os.close(writer)
    os.read(reader, len(READY))
    trace = folder.parent / "trace"
    words = [shutil.which("strace") or "strace", "-p", str(child), "-o", str(trace), "-e", TRACED, *inject]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as tracer, os.fdopen(reader, "rb") as pipe:  # noqa: S603 - fixed words
        attached = tracer.stderr.readline() if tracer.stderr else ""
        os.kill(child, signal.SIGUSR1 if "attached" in attached else signal.SIGKILL)
        said = pipe.read().removeprefix(REPORT).decode()
        os.waitpid(child, 0)
        tracer.communicate()
    if "attached" not in attached:
        raise OSError(attached)
    return said or "killed", trace.read_text(errors="replace")


def _save_when_asked(save: Callable[[int], None], writer: int) -> None:
    said = "untold"
    try:
        _let_anybody_trace()
        os.write(writer, READY)
        signal.sigwait({signal.SIGUSR1})
        save(1)
        said = "saved"
    except FaultError as error:
        said = "refused" if "file" in error.fault.facts else "unnamed"
    finally:
        os.write(writer, REPORT + said.encode())
        os._exit(0)


def _let_anybody_trace() -> None:
    ctypes.CDLL(None).prctl(ANYBODY, ctypes.c_ulong(-1 & (1 << 64) - 1), 0, 0, 0)


def _found(subject: Subject, folder: Path) -> str:
    """The version on disk, and that the save can be repeated."""
    try:
        found = subject.read(folder)
        subject.tidy(folder)
        if subject.leftovers(folder):
            return "leftovers"
        save_once(subject, folder, 1)
        again = subject.read(folder)
    except Exception as error:  # noqa: BLE001 - whatever it is, the file cannot be read
        return repr(error)
    return str(found) if again == 1 else f"{found}, again {again}"


def main(name: str, place: str, every: str, *faults: str) -> None:
    """Sweep, and print the outcome."""
    outcome = sweep(SUBJECTS[name], Path(place), int(every), list(faults))
    sys.stdout.write(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main(*sys.argv[1:])
