"""A failure of the program itself, in words: where it happened, and nothing of the plan, the account or the person.

What an exception says may hold prices, names or keys, so its text is never repeated: its type and its place are enough.
"""

from collections.abc import Iterable, Sequence
from pathlib import PurePath

TITLE = "Something went wrong in the planner"
LEAD = "Your plan is as it was, and what is not saved has been kept for recovery. You can go on."
COPY = "Copy this report"
GO_ON = "Go on"
AGAIN = "Something went wrong in the planner once more; your plan is as it was."
PRIVATE = "The report names places in the program. It holds no figures, no file names and nothing about you."

_ROOTS = ("planner", "site-packages", "dist-packages")
Place = tuple[str, int, str]
"""File, line and function."""


def failure_report(kinds: Sequence[str], places: Iterable[Place], versions: Iterable[tuple[str, str]]) -> str:
    """The report: what the program ran on, the kinds of exceptions from the first cause on, and where."""
    ran_on = ", ".join(f"{name} {version}" for name, version in versions)
    lines = [f"  {shortened(file)}:{line} in {function}" for file, line, function in places]
    return "\n".join([ran_on, " → ".join(kinds) or "No exception", *lines])


def shortened(file: str) -> str:
    """A file of the program or of a library without the folders it lies in."""
    parts = PurePath(file.replace("\\", "/")).parts
    for root in _ROOTS:
        if root in parts:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at if root == "planner" else at + 1 :])
    return parts[-1] if parts else ""
