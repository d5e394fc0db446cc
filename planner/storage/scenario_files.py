"""Scenarios: one file each, numbers as text. The trader's own lie in a folder of their own and replace shipped ones."""

from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from pathlib import Path

from planner.domain.fault import Fault
from planner.simulation.scenario import Scenario
from planner.storage.named_files import load_all, named_path, remove_named, save_named
from planner.storage.resources import resource


@cache
def shipped_scenarios() -> tuple[Scenario, ...]:
    """What comes with the program."""
    return load_scenarios(resource("scenarios"))[0]


def known_scenarios(folder: Path) -> tuple[tuple[Scenario, ...], tuple[Fault, ...]]:
    """What comes with the program and the trader's own, and what is wrong with the files that are left out."""
    own, faults = load_scenarios(folder)
    return _latest_first({one.id: one for one in (*shipped_scenarios(), *own)}.values()), faults


def load_scenarios(*folders: Path) -> tuple[tuple[Scenario, ...], tuple[Fault, ...]]:
    """All scenarios of some folders, the latest first, and what is wrong with the files that are left out."""
    found, faults = load_all(Scenario, attrgetter("id"), *folders)
    return _latest_first(found), faults


def _latest_first(found: Iterable[Scenario]) -> tuple[Scenario, ...]:
    return tuple(sorted(found, key=lambda one: (one.day, one.id), reverse=True))


def save_scenario(folder: Path, scenario: Scenario) -> Path:
    """Write a scenario of the trader's own durably; where it lies. One of the same name is replaced."""
    return save_named(named_path(folder, scenario.name, "scenario"), scenario)


def remove_scenario(folder: Path, name: str) -> bool:
    """Take one of the trader's own away for good; False where there is none of that name there."""
    return remove_named(folder, Scenario, lambda scenario: scenario.name == name)
