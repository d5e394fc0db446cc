"""What can be answered to a question about a file."""

from enum import StrEnum


class Unsaved(StrEnum):
    """What to do with changes that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Conflict(StrEnum):
    """What to do when the file on disk is not the one that was opened."""

    OVERWRITE = "overwrite"
    SAVE_AS = "save_as"
    CANCEL = "cancel"
