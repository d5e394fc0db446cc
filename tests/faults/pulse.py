"""A process that only sleeps, on one processor: `python -m tests.faults.pulse PROCESSOR`.

Where it wakes late the machine stood still, as a virtual one does whose host is busy. Prints when each late sleep began
and ended, on the clock that all processes share, until its input ends.
"""

import os
import sys
from select import select
from time import perf_counter

BEAT, LATE = 0.005, 0.02


def main(processor: int) -> None:
    """Sleep, and tell of sleeps that took longer."""
    os.sched_setaffinity(0, {processor})
    begun = perf_counter()
    while not select([sys.stdin], [], [], BEAT)[0]:
        ended = perf_counter()
        if ended - begun > LATE:
            sys.stdout.write(f"{begun} {ended}\n")
        begun = perf_counter()


if __name__ == "__main__":
    main(int(sys.argv[1]))
