"""What a record objects to, as a fault with a field and a reason. The value itself is never repeated: it is private."""

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.domain.fault import FaultError, shown

REASONS = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "value_error": "inconsistent",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_type": "not_text",
    "string_pattern_mismatch": "bad_pattern",
    "string_too_long": "text_too_long",
    "string_too_short": "text_too_short",
    "too_long": "too_many",
    "too_short": "too_few",
    "int_type": "not_a_count",
    "float_type": "not_a_factor",
    "finite_number": "not_finite",
    "bool_type": "not_yes_or_no",
    "union_tag_invalid": "not_a_choice",
    "union_tag_not_found": "missing",
    "date_type": "not_a_date",
    "datetime_type": "not_a_date",
    "datetime_parsing": "not_a_date",
    "datetime_from_date_parsing": "not_a_date",
    "timezone_aware": "not_a_date",
    "date_parsing": "not_a_date",
    "date_from_datetime_parsing": "not_a_date",
    "tuple_type": "not_a_list",
    "dict_type": "not_a_group",
    "model_type": "not_a_group",
}
"""Short reasons for pydantic's types; anything else is "invalid"."""

_OF_SEVERAL_KINDS = frozenset({"rules", "events"})
_OWN_TYPES = ("number_not_text", "out_of_range")


def field_fault(error: ValidationError) -> FaultError:
    """The first objection, and how many there are."""
    details = error.errors(include_url=False, include_input=False)
    first = details[0]
    return FaultError("bad_field", field=field_path(first["loc"]), reason=_reason(first), count=str(len(details)))


def field_path(location: Sequence[str | int]) -> str:
    """A field's place, as in `plan.targets.0.price`."""
    return ".".join(shown(str(part)[:40]) for part in in_file(location) if part != "[key]")


def in_file(location: Sequence[str | int]) -> tuple[str | int, ...]:
    """A place as the file has it: an item of a list of several kinds is not below the name of its kind."""
    return tuple(part for index, part in enumerate(location) if not _is_kind(location[max(0, index - 2) : index]))


def _is_kind(before: Sequence[str | int]) -> bool:
    return len(before) == 2 and before[0] in _OF_SEVERAL_KINDS and isinstance(before[1], int)  # noqa: PLR2004 - list, index


def _reason(detail: ErrorDetails) -> str:
    own = detail.get("ctx", {}).get("code")  # a fault of `parse_number`: its type may read like one of pydantic's
    if own is not None:
        return str(own)
    return detail["type"] if detail["type"] in _OWN_TYPES else REASONS.get(detail["type"], "invalid")
