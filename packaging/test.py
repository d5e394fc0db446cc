"""Sets everything up, then runs every check: python3 packaging/test.py --help says how."""

import sys

from python_version import too_old_sentence


def main() -> int:
    """Zero when every check passed."""
    too_old = too_old_sentence(sys.version_info[0], sys.version_info[1])
    if too_old:
        print(too_old, file=sys.stderr)
        return 1
    from run_checks import check  # noqa: PLC0415 - an older Python cannot read that file

    return check(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
