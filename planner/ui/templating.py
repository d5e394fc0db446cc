"""Templates at the trader's hand: keep the plan's decisions under a name, decide by one, take one away."""

from collections.abc import Callable, Sequence

from planner.domain.edits import measured_in
from planner.domain.fault import FaultError
from planner.domain.templates import Template, apply_template, decided, template_of
from planner.report.sentences import fault_sentence
from planner.report.templates import applied_line
from planner.storage.resources import resource
from planner.storage.template_files import load_templates, remove_template, save_template
from planner.ui.background import in_background
from planner.ui.workspace import Workspace
from planner.words import translated

LONGEST_NAME = 60
_UNCHANGED = "The templates are as they were"


def save_as_template(workspace: Workspace) -> None:
    """Keep the decisions of the plan, without its prices, under a name."""
    if workspace.refuses(translated(_UNCHANGED)):
        return
    known = [template.name for template in _templates(workspace)]
    name = asked_name(
        workspace, translated("Save as template"), translated("Name of the template"), workspace.document.name, known
    )
    if name is None:
        return
    template = template_of(workspace.document.assessment.evaluation, name)
    if (
        done(workspace, translated(_UNCHANGED), lambda: save_template(workspace.folders.templates, template))
        is not None
    ):
        workspace.said.emit(
            translated("Template “{name}” is saved: it can be applied to any plan.", name=template.name)
        )


def apply_a_template(workspace: Workspace) -> None:
    """Decide as a template does, in one step: its distances are counted from an entry that is seen."""
    if workspace.refuses(translated("The template is not applied")):
        return
    templates = _templates(workspace)
    chosen = _chosen(workspace, translated("Apply template"), templates)
    if chosen is None:
        return
    draft = workspace.document.draft
    measured = workspace.measured_atr(draft.plan.instrument) if draft.plan.sizing.atr is None else None
    atr = None if measured is None else measured.atr
    kept = decided(chosen, draft, atr).kept
    workspace.document.apply(measured_in(apply_template(chosen, atr), measured))
    workspace.said.emit(applied_line(chosen.name, kept))


def remove_a_template(workspace: Workspace) -> None:
    """Take a template of the trader's own away."""
    own = _loaded(workspace, shipped=False)
    chosen = _chosen(workspace, translated("Remove template"), own)
    if chosen is None:
        return
    if done(workspace, translated(_UNCHANGED), lambda: remove_template(workspace.folders.templates, chosen.name)):
        workspace.said.emit(translated("Template “{name}” is removed.", name=chosen.name))


def _templates(workspace: Workspace) -> tuple[Template, ...]:
    return _loaded(workspace, shipped=True)


def _loaded(workspace: Workspace, *, shipped: bool) -> tuple[Template, ...]:
    """What can be chosen; a file that cannot be read is told, and the others stay."""
    own = workspace.folders.templates
    folders = (resource("templates"), own) if shipped else (own,)
    templates, faults = in_background(lambda: load_templates(*folders))
    for fault in faults:
        workspace.warn(fault)
    return templates


def _chosen(workspace: Workspace, title: str, templates: tuple[Template, ...]) -> Template | None:
    if not templates:
        workspace.said.emit(
            translated("There is no template yet: Edit > Templates > Save as template makes one of this plan.")
        )
        return None
    name = workspace.dialogs.ask_choice(title, translated("Template"), [template.name for template in templates])
    return next((template for template in templates if template.name == name), None)


def asked_name(workspace: Workspace, title: str, label: str, suggestion: str, known: Sequence[str]) -> str | None:
    """The name to keep something under, without signs that nobody sees or no file can hold; None where none is left."""
    name = workspace.dialogs.ask_name(title, label, suggestion, known) or ""
    return "".join(sign for sign in name if sign.isprintable()).strip()[:LONGEST_NAME].strip() or None


def done(workspace: Workspace, failed: str, work: Callable[[], object]) -> object:
    """What the work gives, done off the GUI thread; None where it failed, which is told under those words."""
    try:
        return in_background(work)
    except FaultError as error:
        workspace.dialogs.tell(failed, fault_sentence(error.fault))
        return None
