"""Names the Python this project needs; an old Python can read this file, run.py and test.py."""

OLDEST = (3, 11)


def too_old_sentence(major: int, minor: int) -> str:
    """What to tell the user of a Python older than the project needs; empty when it is new enough."""
    if (major, minor) >= OLDEST:
        return ""
    return "This needs Python {}.{} or newer, but it was started with Python {}.{}.".format(*OLDEST, major, minor)
