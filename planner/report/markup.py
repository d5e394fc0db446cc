"""Text as markup that says just that: plans come from files, and none of their texts is taken for markup."""

from html import escape as escaped

from planner.report.numbers import NARROW_SPACE


def escape(text: str) -> str:
    """The text as markup, which knows no narrow space."""
    return escaped(text).replace(NARROW_SPACE, "&nbsp;")
