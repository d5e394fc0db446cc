"""`python -m planner`."""

import gc
import sys


def main() -> int:
    """Run the program."""
    gc.disable()  # the start makes much and drops nothing; the window turns it on again
    from planner.app import main as run  # noqa: PLC0415 - what is imported is most of what is made

    return run()


if __name__ == "__main__":
    sys.exit(main())
