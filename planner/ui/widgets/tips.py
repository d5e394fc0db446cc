"""Tooltips, which Qt reads as markup where they look like it: what comes from a file or a keyboard must not."""

from html import escape


def plain_tip(text: str) -> str:
    """The text as a tooltip that says just that."""
    if "<" not in text:
        return text
    lines = escape(text).replace("\n", "<br>")
    return f"<span>{lines}</span>"
