import os
from pathlib import Path

import pytest

from planner.domain.fault import shown
from planner.storage.file_faults import file_facts, path_from_text, path_to_text
from planner.storage.strict_json import load
from tests.storage.plans import refusal


def test_a_fault_names_its_file_escaped(tmp_path: Path) -> None:
    fault = refusal(lambda: load(tmp_path / "two\nlines"))
    assert fault.facts == {"file": "two\\nlines", "folder": shown(str(tmp_path)), "cause": "ENOENT"}
    assert file_facts(Path("a/b"))["folder"] == "a"


@pytest.mark.parametrize("name", [b"/plain.plan.json", b"/a b%20c", "/ü📈\n".encode(), b"/\xff\xfe"])
def test_every_path_survives_as_text(name: bytes) -> None:
    path = Path(os.fsdecode(name))
    assert path_to_text(path).isascii()
    assert path_from_text(path_to_text(path)) == path
