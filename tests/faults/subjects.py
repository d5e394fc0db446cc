"""What is saved over and over while something goes wrong: every kind of file the program writes, in versions."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

from planner.domain.evaluate import evaluate
from planner.domain.plan import Draft
from planner.domain.templates import Template, template_of
from planner.settings import Settings
from planner.simulation.custom import Gap, custom_scenario
from planner.simulation.gap import AS_IT_HAPPENED
from planner.simulation.scenario import Scenario
from planner.storage.atomic import remove_stale_temps
from planner.storage.plan_files import load_plan, save_plan
from planner.storage.recovery import Journal, discard_journal, left_over
from planner.storage.scenario_files import load_scenarios, save_scenario
from planner.storage.settings_file import load_settings, save_settings
from planner.storage.template_files import load_templates, save_template
from tests.conftest import make_draft, position
from tests.faults.writers import WRITERS

Save = Callable[[int], None]
DOCUMENT_SIZE = 400_000


@dataclass(frozen=True, slots=True)
class Subject:
    """`saver` begins where the disk is, `read` tells the version on disk and raises where it is damaged.

    `tidy` is what the next start does; afterwards `leftovers` finds nothing.
    """

    saver: Callable[[Path], Save]
    read: Callable[[Path], int]
    tidy: Callable[[Path], object]
    leftovers: Callable[[Path], int]


@cache
def _large() -> Draft:
    return make_draft(positions=[position() for _ in range(40)])


def version_of_plan(number: int) -> Draft:
    """A plan with many positions that carries a number."""
    draft = _large()
    return draft.model_copy(update={"plan": draft.plan.model_copy(update={"note": str(number)})})


def _plan_saver(folder: Path) -> Save:
    path = folder / "a.plan.json"
    known = [load_plan(path).fingerprint if path.exists() else None]

    def save(number: int) -> None:
        known[0] = save_plan(path, version_of_plan(number), replacing=known[0])

    return save


def _read_plan(folder: Path) -> int:
    return int(load_plan(folder / "a.plan.json").draft.plan.note)


def _settings_saver(folder: Path) -> Save:
    return lambda number: save_settings(folder / "settings.json", Settings(version=number))


def _read_settings(folder: Path) -> int:
    settings, faults = load_settings(folder / "settings.json")
    if faults:
        raise ValueError(faults[0].code)
    return settings.version


@cache
def _template() -> Template:
    return template_of(evaluate(make_draft()), "Setup")


def _template_saver(folder: Path) -> Save:
    def save(number: int) -> None:
        save_template(folder, _template().model_copy(update={"tags": (str(number),)}))

    return save


def _read_template(folder: Path) -> int:
    (template,), faults = load_templates(folder)
    if faults:
        raise ValueError(faults[0].code)
    return int(template.tags[0])


@cache
def _scenario() -> Scenario:
    gap = Gap(Decimal("0.2"))
    made = custom_scenario(evaluate(_large()), gap, AS_IT_HAPPENED, name="Mine", source="mine", day=date(2026, 4, 1))
    return made.replace(moves=made.moves * 40)


def _scenario_saver(folder: Path) -> Save:
    def save(number: int) -> None:
        save_scenario(folder, _scenario().model_copy(update={"note": str(number)}))

    return save


def _read_scenario(folder: Path) -> int:
    (scenario,), faults = load_scenarios(folder)
    if faults:
        raise ValueError(faults[0].code)
    return int(scenario.note)


def _journal_saver(folder: Path) -> Save:
    journal = Journal(folder / "recovery", folder / "a.plan.json", None)
    return lambda number: journal.append(version_of_plan(number), sync=True)


def _read_journals(folder: Path) -> int:
    return max(int(found.draft.plan.note) for found in left_over(folder / "recovery") if found.draft is not None)


def _keep_newest_journal(folder: Path) -> None:
    newest = _read_journals(folder)
    for found in left_over(folder / "recovery"):
        if found.draft is not None and int(found.draft.plan.note) < newest:
            discard_journal(found.path)


def _document_saver(writer: str, folder: Path) -> Save:
    """A report, exported again and again: a number, a checksum, 400 kB."""
    body = b"." * DOCUMENT_SIZE

    def save(number: int) -> None:
        raw = f"{number} ".encode() + body
        WRITERS[writer](folder / "report.md", raw + hashlib.sha256(raw).digest())

    return save


def _read_document(folder: Path) -> int:
    raw = (folder / "report.md").read_bytes()
    if hashlib.sha256(raw[:-32]).digest() != raw[-32:]:
        raise ValueError("damaged")
    return int(raw.partition(b" ")[0])


def _temps(folder: Path) -> int:
    return sum(path.name.endswith(".tmp") for path in folder.iterdir())


def _other_journals(folder: Path) -> int:
    return len(left_over(folder / "recovery")) - 1


def _file(saver: Callable[[Path], Save], read: Callable[[Path], int]) -> Subject:
    return Subject(saver, read, remove_stale_temps, _temps)


SUBJECTS = {
    "plan": _file(_plan_saver, _read_plan),
    "settings": _file(_settings_saver, _read_settings),
    "template": _file(_template_saver, _read_template),
    "scenario": _file(_scenario_saver, _read_scenario),
    "journal": Subject(_journal_saver, _read_journals, _keep_newest_journal, _other_journals),
    "export": _file(partial(_document_saver, "ours"), _read_document),
    **{name: _file(partial(_document_saver, name), _read_document) for name in WRITERS if name != "ours"},
}
OURS = ("plan", "settings", "template", "scenario", "journal", "export")
