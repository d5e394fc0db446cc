"""`python -m planner`."""

import sys

from planner.app import main as run


def main() -> int:
    """Run the program."""
    return run()


if __name__ == "__main__":
    sys.exit(main())
