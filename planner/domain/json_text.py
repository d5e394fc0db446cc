"""JSON as it is read by people: no sign in it makes a line look like another one."""

import json
import re

_DISGUISING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What reorders what is read, breaks its line or commands a terminal; in JSON such a sign stands in texts alone."""


def undisguised(text: str) -> str:
    """The same JSON with every such sign written as its escape, which every reader of JSON takes for the sign."""
    return _DISGUISING.sub(lambda sign: json.dumps(sign[0])[1:-1], text)
