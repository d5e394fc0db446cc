import os

from planner.domain.fault import shown


def test_nothing_that_is_shown_is_invisible() -> None:
    assert shown("a\nb\u202ec\x1b[31m\u00a0ü") == "a\\nb\\u202ec\\x1b[31m\\xa0ü"
    assert shown(os.fsdecode(b"\xff")) == "\\udcff"
