"""What a plan says of itself beside its figures: names to find it by, and what must be true before it is placed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from planner.domain.fault import FaultError
from planner.domain.record import Record

LONGEST_TAG = 24
MOST_TAGS = 12
Tag = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TAG, pattern=r"^[^,\n]+$")
]
ItemText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class CheckItem(Record):
    """A thing to look at before the trade. A required one keeps the trade from being taken until it is done."""

    text: ItemText
    done: bool = Field(default=False, strict=True)
    required: bool = Field(default=False, strict=True)


def read_tags(text: str) -> tuple[str, ...]:
    """The names between the commas of a line, each once; raises `FaultError` where one cannot be taken."""
    tags = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            raise FaultError("tag_too_long", text=f"{tag[:LONGEST_TAG]}…", most=str(LONGEST_TAG))
    if len(tags) > MOST_TAGS:
        raise FaultError("too_many_tags", most=str(MOST_TAGS))
    return tags
