"""Templates in files of their own: strict, durable, one wrong one never in the way of the others."""

import json
from pathlib import Path

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.templates import Template, apply_template, template_of
from planner.storage.resources import resource
from planner.storage.template_files import load_templates, remove_template, save_template, template_path
from tests.conftest import make_draft


def _template(name: str, **changes: object) -> Template:
    rules = {"break_even": {}, "trailing": {"by": "percent", "distance": "0.01"}}
    plan = {
        "stop_rules": rules,
        "checklist": [{"text": "Trend", "required": True}],
        "guaranteed_stop": {"premium": "1"},
    }
    return template_of(evaluate(make_draft(**{**plan, **changes})), name)


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    folder, one, other = tmp_path / "config" / "templates", _template("b"), _template("A", leverage="3")
    for template in (one, other):
        save_template(folder, template)
    assert load_templates(folder) == ((other, one), ())


def test_a_template_of_the_same_name_is_replaced_and_names_that_look_alike_are_not(tmp_path: Path) -> None:
    save_template(tmp_path, _template("My setup"))
    path = save_template(tmp_path, _template("My setup", leverage="3"))
    other = save_template(tmp_path, _template("my-setup"))
    assert path != other
    assert sorted(template.leverage for template in load_templates(tmp_path)[0]) == [3, 10]


@pytest.mark.parametrize("name", ["../../up", "設定", "a" * 60, "CON"])
def test_any_name_has_a_file_in_the_folder(tmp_path: Path, name: str) -> None:
    assert save_template(tmp_path, _template(name)).parent == tmp_path
    assert template_path(tmp_path, name).name.isascii()
    assert load_templates(tmp_path)[0][0].name == name


def test_a_damaged_file_is_told_and_the_others_load(tmp_path: Path) -> None:
    path = save_template(tmp_path, _template("good"))
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "number.json").write_text(json.dumps({**json.loads(path.read_text()), "leverage": 10}))
    (tmp_path / "more.json").write_text(json.dumps({**json.loads(path.read_text()), "entry_price": "1"}))
    templates, faults = load_templates(tmp_path)
    assert [template.name for template in templates] == ["good"]
    assert {(fault.facts["file"], fault.facts.get("reason", fault.code)) for fault in faults} == {
        ("broken.json", "not_json"),
        ("more.json", "unknown_field"),
        ("number.json", "number_not_text"),
    }


def test_one_of_the_traders_own_is_removed_and_no_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save_template(tmp_path, _template(name))
    (tmp_path / "broken.json").write_text("{")
    assert remove_template(tmp_path, "a")
    assert not remove_template(tmp_path, "a")
    assert not remove_template(tmp_path / "none", "b")
    assert [template.name for template in load_templates(tmp_path)[0]] == ["b"]


def test_shipped_templates_can_be_applied_and_an_own_one_takes_the_place_of_one(tmp_path: Path) -> None:
    shipped, faults = load_templates(resource("templates"))
    assert len(shipped) == 2
    assert faults == ()
    for template in shipped:
        applied = apply_template(template, None).change(make_draft())
        assert applied.plan.checklist == template.checklist
        assert len(applied.plan.targets) == len(template.targets)
    save_template(tmp_path, _template(shipped[0].name, leverage="3"))
    assert load_templates(resource("templates"), tmp_path)[0][0].leverage == 3
