"""Sets everything up, then runs the program: python3 packaging/run.py --help says how."""

import sys

from python_version import too_old_sentence


def main() -> int:
    """The exit code of the program, or of a set-up that failed."""
    too_old = too_old_sentence(sys.version_info[0], sys.version_info[1])
    if too_old:
        print(too_old, file=sys.stderr)
        return 1
    from start_program import start  # noqa: PLC0415 - an older Python cannot read that file

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
