"""Records: immutable values that can be read from and written to a file."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import CoreSchema
from pydantic_core.core_schema import datetime_schema, no_info_after_validator_function, str_schema


class As:
    """How a field that many records have is read: made once, not anew for each of them."""

    def __init__(self, schema: CoreSchema) -> None:
        """Read as that schema says."""
        self._schema = schema

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        """What pydantic asks for."""
        return self._schema


_IN_UTC = no_info_after_validator_function(
    lambda moment: moment.astimezone(UTC), datetime_schema(tz_constraint="aware")
)

MAX_NAME = 80
Name = Annotated[str, As(str_schema(max_length=MAX_NAME))]
Symbol = Annotated[str, As(str_schema(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/&+-]*$"))]
Currency = Annotated[str, As(str_schema(pattern=r"^[A-Z0-9]{2,10}$"))]
Text = Annotated[str, As(str_schema(max_length=4000))]
Key = Annotated[str, As(str_schema(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9:._-]*$"))]
Moment = Annotated[datetime, As(_IN_UTC)]

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
