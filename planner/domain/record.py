"""Records: immutable values that can be read from and written to a file."""

from datetime import UTC, date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(max_length=80)]
Symbol = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/&+-]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2,10}$")]
Text = Annotated[str, StringConstraints(max_length=4000)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9:._-]*$")]
Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]

Day = Annotated[date, Field(ge=date(2000, 1, 1))]
"""A date of our time: a bare number would be read as one of 1970."""


class Record(BaseModel):
    """A frozen value without unknown fields. Errors never repeat the input: a document may hold private figures.

    Its checks are built when it is first made: most kinds are not needed for the first picture.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 - the fields' own types, checked by validation
        """A validated copy with some fields changed; raises pydantic's `ValidationError`."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**kept, **changes})
