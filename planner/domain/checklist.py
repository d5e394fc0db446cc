"""What a plan says of itself beside its figures: names to find it by, and what must be true before it is placed."""

from typing import Annotated

from pydantic import Field, StringConstraints

from planner.domain.record import Record

Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=24, pattern=r"^[^,\n]+$")]
ItemText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class CheckItem(Record):
    """A thing to look at before the trade. A required one keeps the trade from being taken until it is done."""

    text: ItemText
    done: bool = Field(default=False, strict=True)
    required: bool = Field(default=False, strict=True)
