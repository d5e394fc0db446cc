"""Reads a file with 64 MB of memory to spare: `python -m tests.faults.little_memory READER PATH`.

Prints the code of the fault and the seconds it took; `trusting` reads as the standard library does.
"""

import json
import resource
import sys
import time
from pathlib import Path

from planner.domain.fault import FaultError
from planner.storage.strict_json import load

SPARE = 64 << 20


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + SPARE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def said(reader: str, path: Path) -> str:
    """What comes of reading."""
    try:
        _ = load(path) if reader == "strict" else json.loads(path.read_bytes())
    except FaultError as error:
        return error.fault.code
    except MemoryError:
        return "out of memory"
    except (ValueError, RecursionError) as error:
        return type(error).__name__
    return "read"


if __name__ == "__main__":
    _limit()
    started = time.process_time()
    code = said(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.write(json.dumps([code, time.process_time() - started]))
