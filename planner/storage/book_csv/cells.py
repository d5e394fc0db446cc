"""Cells as text, and those that a spreadsheet must not take for a formula: they are led by an apostrophe.

The signs are those OWASP names (CSV Injection), with their full-width forms. Numbers and times are never guarded.
"""

_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20|%")
_GUARD = "'"


def guarded(text: str) -> str:
    """The text as it is written to a file."""
    return f"{_GUARD}{text}" if _is_risky(text) or text.startswith(_GUARD) else text


def unguarded(text: str) -> str:
    """The text as it was before it was guarded."""
    rest = text[1:]
    return rest if text.startswith(_GUARD) and (_is_risky(rest) or rest.startswith(_GUARD)) else text


def shown(text: str) -> str:
    """The beginning of a cell as a fact of a fault."""
    return "".join(c if c.isprintable() else "?" for c in text[:24])


def _is_risky(text: str) -> bool:
    return text[:1] in _FORMULA or text.lstrip()[:1] in _FORMULA
