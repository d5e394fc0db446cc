"""Tooltips, which Qt reads as markup where they look like it: what comes from a file or a keyboard must not."""

HINDRANCE = "hindrance"
"""The property of an entry of a menu that says why it cannot be done now."""
ALSO_CALLED = "also_called"
"""The one that holds further words by which it is found."""


def plain_tip(text: str) -> str:
    """The text as a tooltip that says just that."""
    if "<" not in text:
        return text
    from html import escape  # noqa: PLC0415 - a table of all there is to escape, for the few tips that look like markup

    lines = escape(text).replace("\n", "<br>")
    return f"<span>{lines}</span>"
