"""Which sign begins decimals in a table, as its cells prove it: a point and a comma may also separate thousands."""

import re
from collections.abc import Iterable


def _proof(sign: str, other: str) -> str:
    """A number in which a sign cannot separate thousands."""
    return rf"\d*{sign}(?:\d{{1,2}}|\d{{4,}})|(?:0\d*|\d{{4,}})?{sign}\d+|\d{{1,3}}(?:{other}\d{{3}})+{sign}\d+"


_CELL = re.compile(
    rf"[+\-\u2212]?(?:(?P<point>{_proof('[.]', ',')})|(?P<comma>{_proof(',', '[.]')})"
    r"|(?P<either>\d{1,3}[.,]\d{3}))",
    re.ASCII,
)


def comma_begins_decimals(texts: Iterable[str]) -> bool | None:
    """Whether it is the comma; None where a number can be read in two ways and nothing else tells."""
    found = {match.lastgroup for text in texts if (match := _CELL.fullmatch(text.strip()))}
    proven = found & {"point", "comma"}
    if len(proven) == 1:
        return proven == {"comma"}
    return None if "either" in found else False
