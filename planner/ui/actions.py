"""Everything the trader can do from a menu or by a key: what it does, where it stands, what else it may be called.

An action is a function of the workspace, so every tool can follow it. README's list of shortcuts is that of the menus.
"""

from collections.abc import Callable
from decimal import Decimal
from importlib import import_module

from msgspec import Struct

from planner.domain import edits, ladder_edits, stop_rule_edits
from planner.domain.edits import Edit
from planner.domain.fault import FaultError
from planner.domain.plan import MOST_RUNGS, MOST_TARGETS
from planner.domain.reward_risk import hold_reward_risk, moving_target, price_for, set_reward_risk
from planner.domain.stop_rules import BreakEvenRule, TrailingRule
from planner.report.glossary import EDITS
from planner.report.reward_risk import why_no_hold, why_no_ratio
from planner.report.rules import EDIT_WORDS
from planner.settings import Theme
from planner.ui import files
from planner.ui.document import Document
from planner.ui.workspace import Workspace
from planner.words import translated


class Action(Struct, frozen=True, kw_only=True):
    """A thing the trader can do. `text_now` gives a text that depends on the state, as what undo would take back.

    `hindered` gives the sentence that says why it cannot be done now, nothing where it can.
    """

    id: str
    text: str
    run: Callable[[Workspace], object]
    shortcut: str = ""
    text_now: Callable[[Workspace], str] | None = None
    checked: Callable[[Workspace], bool] | None = None
    hindered: Callable[[Workspace], str] | None = None


def _edit(edit: Edit) -> Callable[[Workspace], object]:
    return lambda workspace: workspace.document.apply(edit)


def _why_no_more(workspace: Workspace, count: int, most: int) -> str:
    """Why one more cannot be added to so many; nothing where it can."""
    if workspace.document.draft.plan.entry_price is None:
        return translated("There is no entry yet: type one first.")
    return translated("A plan holds {most} of them at most.", most=most) if count >= most else ""


def _late(module: str, name: str) -> Callable[[Workspace], object]:
    """A function of a module that is loaded when it is first wanted: not before the first picture."""

    def run(workspace: Workspace) -> None:
        getattr(import_module(f"planner.ui.{module}"), name)(workspace)

    return run


WORDS = {**EDITS, **EDIT_WORDS}


def _stepped(step: Callable[[Document], None]) -> Callable[[Workspace], object]:
    """A step of the plan's history; as with the key in a field, what cannot be taken is taken back before any other."""

    def run(workspace: Workspace) -> None:
        if workspace.unreadable:
            workspace.typing_forgotten.emit()
        else:
            step(workspace.document)

    return run


def _undo_text(workspace: Workspace) -> str:
    if workspace.unreadable:
        return translated("&Undo typing")
    name = workspace.document.history.undo_label
    return translated("&Undo {word}", word=translated(WORDS[name])) if name else translated("&Undo")


def _redo_text(workspace: Workspace) -> str:
    name = workspace.document.history.redo_label
    return translated("&Redo {word}", word=translated(WORDS[name])) if name else translated("&Redo")


def _why_no_undo(workspace: Workspace) -> str:
    if workspace.unreadable or workspace.document.history.undo_label is not None:
        return ""
    return translated("There is no edit of this plan to undo.")


def _why_no_redo(workspace: Workspace) -> str:
    if workspace.document.history.redo_label is not None:
        return ""
    return translated("There is nothing to redo: no edit has been undone, or another came after it.")


def _theme(theme: Theme) -> Callable[[Workspace], object]:
    def run(workspace: Workspace) -> None:
        look = workspace.settings.appearance.model_copy(update={"theme": theme})
        workspace.change_settings(workspace.settings.model_copy(update={"appearance": look}))

    return run


def _larger(step: float) -> Callable[[Workspace], object]:
    def run(workspace: Workspace) -> None:
        look = workspace.settings.appearance
        scale = min(2.0, max(0.8, round(look.text_scale + step, 1)))
        appearance = look.model_copy(update={"text_scale": scale})
        workspace.change_settings(workspace.settings.model_copy(update={"appearance": appearance}))

    return run


def _export(workspace: Workspace) -> None:
    workspace.export_wanted.emit()


def _hide_money(workspace: Workspace) -> None:
    look = workspace.settings.appearance
    appearance = look.model_copy(update={"hide_money": not look.hide_money})
    workspace.change_settings(workspace.settings.model_copy(update={"appearance": appearance}))


def _is_theme(theme: Theme) -> Callable[[Workspace], bool]:
    return lambda workspace: workspace.settings.appearance.theme is theme


def _has_break_even(workspace: Workspace) -> bool:
    return workspace.document.draft.plan.stop_rules.break_even is not None


def _has_trailing(workspace: Workspace) -> bool:
    return workspace.document.draft.plan.stop_rules.trailing is not None


def _toggle_break_even(workspace: Workspace) -> None:
    rule = None if _has_break_even(workspace) else BreakEvenRule()
    workspace.document.apply(stop_rule_edits.set_break_even(rule))


def _toggle_trailing(workspace: Workspace) -> None:
    rule = None if _has_trailing(workspace) else TrailingRule()
    workspace.document.apply(stop_rule_edits.set_trailing(rule))


def _ask_for(ratio: int) -> Callable[[Workspace], object]:
    def run(workspace: Workspace) -> None:
        evaluation = workspace.document.assessment.evaluation
        try:
            price = price_for(evaluation, Decimal(ratio))
        except FaultError as error:
            workspace.say(error.fault)
        else:
            workspace.document.apply(set_reward_risk(price, Decimal(ratio), moving_target(evaluation)))

    return run


def _why_not(ratio: int) -> Callable[[Workspace], str]:
    return lambda workspace: why_no_ratio(workspace.document.assessment.evaluation, Decimal(ratio))


def _why_no_hold(workspace: Workspace) -> str:
    return why_no_hold(workspace.document.assessment.evaluation)


def _is_held(workspace: Workspace) -> bool:
    return workspace.document.draft.plan.held_reward_risk is not None


def _hold(workspace: Workspace) -> None:
    edit = hold_reward_risk(workspace.document.assessment.evaluation, holds=not _is_held(workspace))
    workspace.document.apply(edit)


def _ratio(name: str, text: str, ratio: int) -> Action:
    return Action(id=name, text=text, shortcut=f"Alt+{ratio}", run=_ask_for(ratio), hindered=_why_not(ratio))


ACTIONS: tuple[Action, ...] = (
    Action(id="new", text="&New plan", shortcut="Ctrl+N", run=files.new_plan),
    Action(id="open", text="&Open…", shortcut="Ctrl+O", run=files.open_plan),
    Action(id="save", text="&Save", shortcut="Ctrl+S", run=files.save),
    Action(id="save_as", text="Save &as…", shortcut="Ctrl+Shift+S", run=files.save_as),
    Action(id="duplicate", text="&Duplicate", shortcut="Ctrl+D", run=files.duplicate),
    Action(id="restore", text="&Restore a backup…", shortcut="Ctrl+Shift+H", run=_late("backups", "restore_backup")),
    Action(id="export", text="&Export report…", shortcut="Ctrl+E", run=_export),
    Action(id="copy_ticket", text="&Copy order ticket", shortcut="Ctrl+Shift+C", run=files.copy_ticket),
    Action(id="candles", text="Open &price history…", shortcut="Ctrl+Shift+O", run=files.open_candles),
    Action(
        id="undo",
        text="&Undo",
        shortcut="Ctrl+Z",
        run=_stepped(Document.undo),
        hindered=_why_no_undo,
        text_now=_undo_text,
    ),
    Action(
        id="redo",
        text="&Redo",
        shortcut="Ctrl+Y",
        run=_stepped(Document.redo),
        hindered=_why_no_redo,
        text_now=_redo_text,
    ),
    Action(id="flip", text="&Flip side", shortcut="Ctrl+F", run=_edit(edits.flip_side())),
    Action(
        id="add_rung",
        text="Add &entry",
        shortcut="Ctrl+L",
        run=_edit(ladder_edits.add_rung()),
        hindered=lambda workspace: _why_no_more(workspace, len(workspace.document.draft.plan.ladder), MOST_RUNGS),
    ),
    Action(
        id="add_target",
        text="Add &target",
        shortcut="Ctrl+T",
        run=_edit(edits.add_target()),
        hindered=lambda workspace: _why_no_more(workspace, len(workspace.document.draft.plan.targets), MOST_TARGETS),
    ),
    _ratio("one_to_one", "Reward : risk &1 : 1", 1),
    _ratio("two_to_one", "Reward : risk &2 : 1", 2),
    _ratio("three_to_one", "Reward : risk &3 : 1", 3),
    Action(
        id="hold_ratio",
        text="&Hold reward : risk",
        shortcut="Alt+0",
        run=_hold,
        checked=_is_held,
        hindered=_why_no_hold,
    ),
    Action(
        id="break_even",
        text="&Break-even rule",
        shortcut="Ctrl+Shift+B",
        run=_toggle_break_even,
        checked=_has_break_even,
    ),
    Action(id="trailing", text="T&railing stop", shortcut="Ctrl+Shift+T", run=_toggle_trailing, checked=_has_trailing),
    Action(
        id="template_save",
        text="&Save as template…",
        shortcut="Ctrl+Shift+J",
        run=_late("templating", "save_as_template"),
    ),
    Action(
        id="template_apply", text="&Apply template…", shortcut="Ctrl+J", run=_late("templating", "apply_a_template")
    ),
    Action(
        id="template_remove",
        text="&Remove template…",
        shortcut="Ctrl+Shift+X",
        run=_late("templating", "remove_a_template"),
    ),
    Action(id="dark", text="&Dark", shortcut="Ctrl+Shift+D", run=_theme(Theme.DARK), checked=_is_theme(Theme.DARK)),
    Action(id="light", text="&Light", shortcut="Ctrl+Shift+L", run=_theme(Theme.LIGHT), checked=_is_theme(Theme.LIGHT)),
    Action(
        id="system",
        text="&As the system",
        shortcut="Ctrl+Shift+A",
        run=_theme(Theme.SYSTEM),
        checked=_is_theme(Theme.SYSTEM),
    ),
    Action(id="larger", text="L&arger text", shortcut="Ctrl++", run=_larger(0.1)),
    Action(id="smaller", text="S&maller text", shortcut="Ctrl+-", run=_larger(-0.1)),
    Action(
        id="hide_money",
        text="Hide &money",
        shortcut="Ctrl+M",
        run=_hide_money,
        checked=lambda workspace: workspace.settings.appearance.hide_money,
    ),
    Action(id="why", text="&Why this figure", shortcut="F2", run=lambda workspace: workspace.why_wanted.emit("")),
)


class Submenu(Struct, frozen=True):
    """A menu inside a menu."""

    title: str
    entries: tuple[str | None, ...]


Entries = tuple[str | Submenu | None, ...]
"""Ids of actions, None for a line; those of `own_entries` and `recent`, `examples` are the window's own."""

MENUS: dict[str, Entries] = {
    "&File": (
        "new", "open", "recent", None, "save", "save_as", "duplicate", "restore", None, "export", "candles", None,
        "settings", None, "quit",
    ),
    "&Edit": (
        "undo", "redo", "history", None, "flip", "add_rung", "add_target",
        Submenu("&Reward : risk", ("one_to_one", "two_to_one", "three_to_one", "hold_ratio")), "break_even",
        "trailing", None, Submenu("Te&mplates", ("template_save", "template_apply", "template_remove")), None,
        "copy_ticket",
    ),
    "&Book": (
        "book", "place", None, "position", "limits", "together", "correlations", None, "pause_rules", "pause",
    ),
    "&View": (
        "palette", None, "against", "losing_run", "gap", None, "fit", "margin_path", "whole_book", None,
        "orders", "notes", "if_liquidated", None,
        "ticket_panel", "portfolio_panel", "cards_panel", "movable", "reset_layout", None,
        "next_panel", "previous_panel", None, "dark", "light", "system", None, "larger", "smaller", None, "hide_money",
    ),
    "&Help": ("examples", None, "why", "rules", None, "shortcuts"),
}  # fmt: skip

ALSO: dict[str, str] = {
    "save_as": "copy rename",
    "duplicate": "copy",
    "restore": "recover version",
    "export": "pdf csv markdown json png print picture screenshot save",
    "candles": "import candles csv file data bars quotes",
    "settings": "preferences options theme font language colours colors colour-blind palette",
    "quit": "exit close",
    "undo": "revert",
    "redo": "repeat",
    "history": "steps edits",
    "flip": "reverse invert long short direction",
    "add_rung": "ladder scale in order",
    "add_target": "take profit tp exit",
    "break_even": "breakeven stop",
    "trailing": "trail",
    "copy_ticket": "clipboard orders",
    "book": "journal accounts trades import csv database",
    "place": "record save trade journal",
    "position": "open trade portfolio",
    "limits": "maximum risk",
    "together": "portfolio risk exposure overview",
    "correlations": "clusters matrix bets",
    "pause_rules": "discipline drawdown daily loss lock",
    "pause": "break lock stop trading",
    "palette": "search find",
    "against": "liquidation adverse loss",
    "losing_run": "streak drawdown ruin simulation monte carlo",
    "gap": "crash weekend scenarios stress test",
    "fit": "zoom reset",
    "margin_path": "liquidation equity maintenance curve",
    "whole_book": "liquidation portfolio curve",
    "orders": "costs fees commission slippage limit market maker taker",
    "notes": "journal tags review comment",
    "if_liquidated": "liquidation what-if margin hike leverage",
    "movable": "docks drag float arrange layout",
    "reset_layout": "panels docks default arrange",
    "dark": "theme colours colors appearance night",
    "light": "theme colours colors appearance day",
    "system": "theme colours appearance automatic",
    "larger": "font zoom in size scale bigger",
    "smaller": "font zoom out size scale",
    "hide_money": "privacy amounts blur",
    "why": "explain formula how computed",
    "rules": "venue exchange broker fees commission swap funding tiers liquidation model",
    "shortcuts": "keys keyboard help",
}
"""Words by which an entry of the menus is found too, though it does not bear them."""
