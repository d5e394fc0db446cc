"""What a file of JSON looks like is what it says."""

import json

import pytest

from planner.domain.json_text import undisguised


@pytest.mark.parametrize(
    ("sign", "written"),
    [
        ("\u202e", "\\u202e"),
        ("\u202a", "\\u202a"),
        ("\u2066", "\\u2066"),
        ("\u2069", "\\u2069"),
        ("\u200e", "\\u200e"),
        ("\u200f", "\\u200f"),
        ("\u061c", "\\u061c"),
        ("\u2028", "\\u2028"),
        ("\x9b", "\\u009b"),
        ("\x7f", "\\u007f"),
    ],
)
def test_a_sign_that_disguises_a_text_is_written_as_its_escape_and_read_as_itself(sign: str, written: str) -> None:
    found = undisguised(json.dumps({sign: f"a{sign}b"}, ensure_ascii=False))
    assert found == f'{{"{written}": "a{written}b"}}'
    assert json.loads(found) == {sign: f"a{sign}b"}


@pytest.mark.parametrize("text", ["0.98\u202f%", "ü 📈", "\u0645\u06cc\u200c\u062e\u0648", "\u05e9\u05dc", "\\u202e"])
def test_what_disguises_nothing_is_left_as_it_is(text: str) -> None:
    written = json.dumps(text, ensure_ascii=False)
    assert undisguised(written) == written
