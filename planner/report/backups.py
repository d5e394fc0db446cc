"""Backups of plans, in words."""

from collections.abc import Sequence
from datetime import datetime

from planner.report.recovery import Change, differences_text
from planner.words import translated

NONE_YET = "There is no backup yet: one is kept each time a plan is saved."
SAME = "The same as the plan on screen."


def moment(saved_at: datetime) -> str:
    """When a backup was made, to the second."""
    return f"{saved_at:%Y-%m-%d %H:%M:%S}"


def backup_line(name: str, saved_at: datetime) -> str:
    """A backup in a list."""
    return f"{moment(saved_at)}  {name}"


def backup_title(name: str, saved_at: datetime) -> str:
    """What a plan is called that came back from a backup."""
    return translated("{name} (backup of {saved_at})", name=name, saved_at=moment(saved_at))


def backup_text(changes: Sequence[Change]) -> str:
    """What restoring would change of the plan on screen."""
    return differences_text(changes) if changes else translated(SAME)
