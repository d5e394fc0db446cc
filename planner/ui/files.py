"""New, Open, Save: the plan between the window and the disk. Nothing is lost without a question."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication

from planner.domain import date_order, decimal_mark, edits
from planner.domain.fault import FaultError, shown
from planner.domain.fitting import begun_anew
from planner.domain.number import ENGINE, to_text
from planner.domain.plan import Draft
from planner.market.candles import Candles, load_candles
from planner.market.meant import ANSWERS, Meant
from planner.report.sentences import fault_sentence
from planner.storage.atomic import remove_stale_temps
from planner.storage.plan_files import SUFFIX, load_plan, plan_name, save_plan
from planner.storage.resources import resource
from planner.ui.background import in_background
from planner.ui.dialogs.answers import Conflict, Unsaved
from planner.ui.document import Document
from planner.ui.workspace import Workspace
from planner.words import counted, translated

_LEADS_ELSEWHERE = str.maketrans("\\/", "__")
_CONFLICTS = frozenset({"changed_on_disk", "already_exists", "gone_from_disk"})


def may_leave(workspace: Workspace) -> bool:
    """Whether the plan may be left: it is saved, or the trader says so."""
    document = workspace.document
    if document.history.is_saved and not workspace.unreadable:
        return True
    answer = workspace.dialogs.ask_unsaved(document.name)
    return save(workspace) if answer is Unsaved.SAVE else answer is Unsaved.DISCARD


def new_plan(workspace: Workspace) -> None:
    """Start the plan of another trade in the same account."""
    if may_leave(workspace):
        draft = workspace.document.draft
        workspace.hold(None)
        workspace.document.open(draft.replace(plan=begun_anew(draft.plan)), path=None, title=translated("Untitled"))


def duplicate(workspace: Workspace) -> None:
    """Go on with a copy that lies nowhere yet."""
    if may_leave(workspace):
        document = workspace.document
        title = translated("{name} copy", name=document.name)
        workspace.hold(None)
        document.open(document.draft, path=None, title=title, saved=False, unknown=document.unknown)


def open_plan(workspace: Workspace) -> None:
    """Ask for a plan and open it."""
    if may_leave(workspace) and (path := workspace.dialogs.ask_open_path()) is not None:
        open_path(workspace, path)


def open_recent(workspace: Workspace, path: Path) -> None:
    """Open a plan that was open before, or forget it; whether it is still there is not asked before it is wanted."""
    if may_leave(workspace) and not open_path(workspace, path):
        workspace.remember(workspace.window_state.without_recent(path))


def open_path(workspace: Workspace, path: Path) -> bool:
    """Open the plan at `path`; the plan on screen stays when that cannot be."""
    path = path.absolute()
    try:
        opened = in_background(lambda: load_plan(path))
    except FaultError as error:
        workspace.dialogs.tell(translated("This plan cannot be opened"), fault_sentence(error.fault))
        return False
    held = workspace.hold(path)
    document = workspace.document
    document.open(opened.draft, path=path, title="", fingerprint=opened.fingerprint, unknown=opened.unknown)
    document.read_only, document.is_held_elsewhere = opened.read_only or not held, not held and not opened.read_only
    document.changed.emit()
    workspace.remember(workspace.window_state.with_recent(path))
    in_background(lambda: remove_stale_temps(path.parent))
    if not held:
        workspace.said.emit(
            translated("Another window has this plan open: it is read-only here. Save As makes a copy.")
        )
    elif opened.read_only:
        workspace.said.emit(translated("A newer planner wrote this plan: it is read-only here."))
    return True


def take_over(workspace: Workspace) -> None:
    """Lift read-only where the other window has gone; what it saved meanwhile is noticed when this one saves."""
    document = workspace.document
    if document.is_held_elsewhere and document.path is not None and workspace.hold(document.path):
        document.read_only = document.is_held_elsewhere = False
        document.changed.emit()
        workspace.said.emit(translated("The other window has let go of this plan: it can be saved here now."))


def open_example(workspace: Workspace, path: Path) -> None:
    """Open a shipped example as a plan of its own: saving asks where."""
    if may_leave(workspace):
        draft = in_background(lambda: load_plan(path)).draft
        workspace.hold(None)
        workspace.document.open(draft, path=None, title=plan_name(path))


def open_sealed(workspace: Workspace, draft: Draft, title: str) -> None:
    """Open a plan of the book as a copy of its own."""
    if may_leave(workspace):
        workspace.hold(None)
        workspace.document.open(draft, path=None, title=title)


def examples() -> list[Path]:
    """The shipped examples."""
    return sorted(resource("examples").glob(f"*{SUFFIX}"))


def save(workspace: Workspace) -> bool:
    """Save where the plan lies, or ask where; whether it is safe on disk now."""
    document = workspace.document
    if workspace.refuses(translated("The plan is not saved")):
        return False
    take_over(workspace)
    if document.path is None or document.read_only:
        return save_as(workspace)
    return _save_to(workspace, document.path, replacing=document.fingerprint)


def save_as(workspace: Workspace) -> bool:
    """Ask where to save; the file dialog has already asked about replacing."""
    document = workspace.document
    if workspace.refuses(translated("The plan is not saved")):
        return False
    path = workspace.dialogs.ask_save_path(suggested(document, SUFFIX))
    if path is None:
        return False
    chosen = path
    path = path if path.name.endswith(SUFFIX) else path.with_name(path.name.removesuffix(".json") + SUFFIX)
    if document.read_only and path == document.path:
        workspace.dialogs.tell(
            translated("This plan is read-only here"), translated("Choose another name to save a copy.")
        )
        return False
    replacing = document.fingerprint if path == document.path else None
    return _save_to(workspace, path, replacing=replacing, overwrite=path == chosen)


def suggested(document: Document, ending: str) -> Path:
    """The name that is offered for a new file: that of the plan, with nothing in it that would lead elsewhere."""
    return beside(document.path) / f"{document.name.translate(_LEADS_ELSEWHERE)}{ending}"


def beside(path: Path | None) -> Path:
    """The folder that is offered for a new file: that of the plan, else where the program was started, if it exists."""
    if path is not None:
        return path.parent
    try:
        return Path.cwd()
    except OSError:
        return Path.home()


def _save_to(workspace: Workspace, path: Path, *, replacing: str | None, overwrite: bool = False) -> bool:
    """Write the plan, and hold the file it lies in from then on: until it is written, the one before is held."""
    from planner.storage.backups import saved_with_backups  # noqa: PLC0415 - not before the first picture

    document = workspace.document
    document.settle()
    lock = workspace.reserved(path)
    if lock is None:
        workspace.dialogs.tell(
            translated("This plan is open elsewhere"),
            translated("Another window has that plan open; choose another name."),
        )
        return False
    draft, unknown = document.draft, document.unknown
    try:
        fingerprint, not_kept = in_background(
            lambda: saved_with_backups(
                workspace.folders.backups,
                path,
                lambda: save_plan(path, draft, replacing=replacing, unknown=unknown, overwrite=overwrite),
                lambda: datetime.now(UTC),
            )
        )
    except FaultError as error:
        workspace.give_back(lock)
        if error.fault.code in _CONFLICTS and not overwrite:
            return _resolve(workspace, path, error)
        workspace.dialogs.tell(translated("The plan is not saved"), fault_sentence(error.fault))
        return False
    workspace.hold_reserved(lock)
    document.mark_saved(draft, path, fingerprint)
    workspace.remember(workspace.window_state.with_recent(path))
    workspace.said.emit(translated("Saved {name}.", name=shown(path.name)))
    if not_kept is not None:
        workspace.say(not_kept)
    return True


def _resolve(workspace: Workspace, path: Path, error: FaultError) -> bool:
    answer = workspace.dialogs.ask_conflict(fault_sentence(error.fault))
    if answer is Conflict.OVERWRITE:
        return _save_to(workspace, path, replacing=None, overwrite=True)
    return save_as(workspace) if answer is Conflict.SAVE_AS else False


def copy_ticket(workspace: Workspace) -> None:
    """Put what is to be placed into the clipboard, in full: where amounts are hidden, that is said."""
    from planner.report.order_ticket import order_ticket  # noqa: PLC0415 - not before the first picture

    if workspace.refuses(translated("The order ticket is not copied")):
        return
    ticket = order_ticket(workspace.document.assessment)
    QGuiApplication.clipboard().setText(ticket)
    if ticket == order_ticket(workspace.shown):
        workspace.said.emit(translated("Copied the order ticket."))
    else:
        workspace.said.emit(translated("Copied the order ticket with its amounts of money, which are hidden here."))


def open_candles(workspace: Workspace, symbol: str = "") -> None:
    """Ask for a price history of an instrument, the plan's own where none is named, and draw it."""
    path = workspace.dialogs.ask_candles_path()
    if path is None:
        return
    symbol = symbol or workspace.document.draft.plan.instrument
    try:
        candles = _candles(workspace, path)
    except FaultError as error:
        workspace.dialogs.tell(translated("This price history cannot be drawn"), fault_sentence(error.fault))
    else:
        if candles is not None:
            workspace.use_candles(symbol, candles)
            said = [_left_out(candles.left_out), _renewed_atr(workspace, symbol)]
            if any(said):
                workspace.said.emit(" ".join(filter(None, said)))


def _renewed_atr(workspace: Workspace, symbol: str) -> str:
    """A plan whose ATR is of a price history goes on with the new one, and that is told; one that was typed stays."""
    plan = workspace.document.draft.plan
    before, measured = plan.measured_atr, workspace.measured_atr(symbol)
    if plan.instrument != symbol or measured is None or before is None or before.atr != plan.sizing.atr:
        return ""
    workspace.document.apply(edits.take_atr(measured))
    return translated("The ATR of the plan is now {atr}, of {history}.", atr=measured.atr, history=measured.history)


def _left_out(count: int) -> str:
    if not count:
        return ""
    return counted("{count} row without prices is left out.", "{count:,} rows without prices are left out.", count)


def _candles(workspace: Workspace, path: Path) -> Candles | None:
    """The price history in a file; None where the trader was asked what stands in it, and did not say."""
    meant = Meant()
    while True:
        try:
            return in_background(partial(load_candles, path, meant=meant))
        except FaultError as error:
            code, facts = error.fault.code, error.fault.facts
            if code not in _QUESTIONS:
                raise
        answer = _QUESTIONS[code](workspace, **facts)
        if answer is None:
            return None
        meant = replace(meant, **{ANSWERS[code]: answer})


def _asked_for_thousands(workspace: Workspace, text: str, file: str, **_folder: str) -> bool | None:
    """Whether a file's prices are in thousands, where only the trader can tell; None without an answer."""
    small, large = (to_text(Decimal(price).normalize(ENGINE)) for price in decimal_mark.readings(text))
    ways = [translated("{number}, with decimals", number=small), translated("{number}, in thousands", number=large)]
    label = translated("Every price in {file} can be read in two ways. “{text}” is", file=file, text=text)
    answer = workspace.dialogs.ask_choice(translated("Prices with decimals, or in thousands?"), label, ways)
    return None if answer is None else answer == ways[1]


def _asked_for_months(workspace: Workspace, text: str, file: str, **_folder: str) -> bool | None:
    """Whether a file's dates begin with the month, where only the trader can tell; None without an answer."""
    by_day, by_month = date_order.readings(text)
    ways = [translated("{date}, day first", date=by_day), translated("{date}, month first", date=by_month)]
    label = translated("Every date in {file} can be read in two ways. “{text}” is", file=file, text=text)
    answer = workspace.dialogs.ask_choice(translated("Dates with the day first, or the month?"), label, ways)
    return None if answer is None else answer == ways[1]


_QUESTIONS = {"candles_decimals": _asked_for_thousands, "candles_days": _asked_for_months}
"""How it is asked what stands in a file that can be read in two ways."""
