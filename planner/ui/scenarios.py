"""Scenarios of the trader's own: a gap is kept under a name, one is taken away."""

from datetime import UTC, datetime

from planner.report.gap_table import suggested_name
from planner.report.question_words import OWN_SOURCE
from planner.simulation.custom import Gap, custom_scenario
from planner.simulation.gap import Options
from planner.simulation.scenario import Scenario
from planner.storage.scenario_files import load_scenarios, remove_scenario, save_scenario
from planner.ui.background import in_background
from planner.ui.templating import asked_name, done
from planner.ui.workspace import Workspace
from planner.words import translated

_UNCHANGED = "The scenarios are as they were"


def keep_scenario(workspace: Workspace, gap: Gap, options: Options) -> None:
    """Keep a gap of the plan under a name: it stands among the scenarios of every plan from now on."""
    evaluation = workspace.document.assessment.evaluation
    suggestion = suggested_name(evaluation.draft.plan, gap)
    known = [scenario.name for scenario in _own(workspace)]
    name = asked_name(workspace, translated("Keep as scenario"), translated("Name of the scenario"), suggestion, known)
    if name is None:
        return
    day = datetime.now(UTC).date()
    scenario = custom_scenario(evaluation, gap, options, name=name, source=translated(OWN_SOURCE), day=day)
    if (
        done(workspace, translated(_UNCHANGED), lambda: save_scenario(workspace.folders.scenarios, scenario))
        is not None
    ):
        workspace.read_scenarios()
        workspace.said.emit(
            translated("Scenario “{name}” is kept: every plan is put through it from now on.", name=scenario.name)
        )


def remove_own_scenario(workspace: Workspace) -> None:
    """Take a scenario of the trader's own away."""
    own = [scenario.name for scenario in _own(workspace)]
    if not own:
        workspace.said.emit(
            translated("There is no scenario of your own yet: a gap that is entered can be kept as one.")
        )
        return
    name = workspace.dialogs.ask_choice(translated("Remove scenario"), translated("Scenario"), own)
    if name is None:
        return
    if done(workspace, translated(_UNCHANGED), lambda: remove_scenario(workspace.folders.scenarios, name)):
        workspace.read_scenarios()
        workspace.said.emit(translated("Scenario “{name}” is removed.", name=name))


def _own(workspace: Workspace) -> tuple[Scenario, ...]:
    """Those of the trader's own; a file that cannot be read is told, and the others stay."""
    own, faults = in_background(lambda: load_scenarios(workspace.folders.scenarios))
    for fault in faults:
        workspace.warn(fault)
    return own
