"""`python -m tests.margin_vectors FILE`: a line for each miss, then the counts; 1 when there was a miss."""

import sys
from pathlib import Path

from tests.margin_vectors.runner import load, run


def main(arguments: list[str]) -> int:
    """Run the files named."""
    if not arguments:
        sys.stderr.write("usage: python -m tests.margin_vectors FILE...\n")
        return 2
    outcome = run(vector for name in arguments for vector in load(Path(name)))
    sys.stdout.write("".join(f"{line}\n" for line in outcome.lines()))
    return 1 if outcome.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
