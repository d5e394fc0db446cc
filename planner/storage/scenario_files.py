"""Scenarios: one file each, numbers as text. The trader's own lie in a folder of their own and replace shipped ones."""

from functools import cache
from pathlib import Path

from planner.domain.fault import Fault, FaultError
from planner.simulation.scenario import Scenario
from planner.storage.records import load_record
from planner.storage.resources import resource


@cache
def shipped_scenarios() -> tuple[Scenario, ...]:
    """What comes with the program."""
    return load_scenarios(resource("scenarios"))[0]


def load_scenarios(*folders: Path) -> tuple[tuple[Scenario, ...], tuple[Fault, ...]]:
    """All scenarios of some folders, the latest first, and what is wrong with the files that are left out."""
    found: dict[str, Scenario] = {}
    faults = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.json"))):
        try:
            scenario = load_record(path, Scenario)
        except FaultError as error:
            faults.append(error.fault)
        else:
            found[scenario.id] = scenario
    return tuple(sorted(found.values(), key=lambda one: (one.day, one.id), reverse=True)), tuple(faults)
