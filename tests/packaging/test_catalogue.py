import ast
import sys

import pytest

from tests.packaging.scripts import FOLDER, ROOT, script


@pytest.fixture(autouse=True)
def tools_find_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that is run finds those beside it."""
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])


def test_the_shipped_catalogue_has_every_text_of_the_program() -> None:
    tool = script("catalogue")
    shipped = tool.TEMPLATE.read_text(encoding="utf-8")
    assert shipped == tool.template(tool.messages()), "run packaging/catalogue.py"


def test_a_catalogue_says_nothing_of_where_its_texts_stand() -> None:
    tool = script("catalogue")
    assert not [line for line in tool.TEMPLATE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]


def test_every_translation_is_as_its_source_says() -> None:
    tool = script("catalogue")
    for path in tool.LANGUAGES.glob("*/LC_MESSAGES/planner.po"):
        read = tool.compiled(tool.read_catalogue(path.read_text(encoding="utf-8")))
        assert path.with_suffix(".mo").read_bytes() == read, "run packaging/catalogue.py"


def test_texts_are_found_where_they_are_translated() -> None:
    tool = script("catalogue")
    code = (
        'translated("One", a=1), translated("Two" if x else "Three"), translated(TABLE[key]), counted("day", "days", n)'
    )
    assert set(tool.called(ast.parse(code))) == {("One", ""), ("Two", ""), ("Three", ""), ("day", "days")}


@pytest.mark.parametrize("code", ['translated(f"left {x}")', 'translated("left " + x)', 'translated("left %s" % x)'])
def test_a_text_that_is_put_together_is_refused(code: str) -> None:
    with pytest.raises(SystemExit, match="put together"):
        list(script("catalogue").called(ast.parse(code)))


def test_a_text_and_its_plural_come_back_from_the_catalogue() -> None:
    tool = script("catalogue")
    found = {'a "b"\n\\c': "", "{count} day": "{count} days"}
    assert tool.texts_of(tool.template(found)) == [('a "b"\n\\c',), ("{count} day", "{count} days")]


def test_the_catalogue_is_shipped() -> None:
    assert (ROOT / "resources" / "languages" / "planner.pot").is_file()
