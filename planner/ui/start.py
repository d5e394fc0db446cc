"""From a plan to a window: settings, venues, theme, workspace."""

import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy  # noqa: F401, ICN001 - before Qt, which reads the source of every module imported after it
import PySide6
from PySide6.QtCore import QBuffer, QLibraryInfo, QLocale, QPointF, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from planner.domain.fault import FaultError
from planner.settings import Settings
from planner.settings import Theme as ThemeChoice
from planner.storage.atomic import write_file
from planner.storage.folders import Folders, own_folders
from planner.storage.languages import speak_as_set
from planner.storage.plan_files import load_plan, plan_name
from planner.storage.resources import resource
from planner.storage.settings_file import load_settings
from planner.ui.exactness import count_exactly
from planner.ui.main_window import MainWindow
from planner.ui.theme import Theme, apply_theme, base_font, load_fonts, theme_for
from planner.ui.widgets.spoken import speak_of_figures
from planner.ui.workspace import Workspace
from planner.words import ENGLISH

if TYPE_CHECKING:
    from planner.ui.dialogs.dialogs import Dialogs

TRIAL_CALLS = 64
TURN = 0.0005
"""Seconds after which a thread that computes lets the window go on: one repaint asks for some hundred such turns."""
TURNS = 5
"""Of the event loop, after which everything has found its place."""


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The Qt application of this process."""
    sys.setswitchinterval(TURN)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        refuse_unfit_toolkit()
        app = QApplication([sys.argv[0], *arguments])
        app.setApplicationName("Planner")
        app.setDesktopFileName("planner")
        app.setWindowIcon(QIcon(str(resource("icons", "planner.svg"))))
    count_exactly(app)
    speak_of_figures(app)
    return app


def refuse_unfit_toolkit(call: Callable[[float], None] | None = None) -> None:
    """Refuse a PySide6 that loses a reference to None at every call: the process would be aborted in the midst of work.

    So does 6.12 below Python 3.12, from where on None is not counted. `call` is any call into Qt that returns None.
    """
    call, before = call or QPointF().setX, sys.getrefcount(None)
    for step in range(TRIAL_CALLS):
        call(step)
    if before - sys.getrefcount(None) > TRIAL_CALLS // 2:
        raise FaultError("toolkit_unfit", toolkit=PySide6.__version__, python=platform.python_version())


def speak_in_window(app: QApplication, settings: Settings) -> None:
    """Use the chosen language, or that of the desktop; what Qt itself says follows it."""
    code = speak_as_set(settings, QLocale.system().uiLanguages())
    translator = QTranslator(app)
    if code != ENGLISH and translator.load(QLocale(code), "qtbase", "_", _qt_texts()):
        app.installTranslator(translator)


def _qt_texts() -> str:
    return QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)


def run_window(path: Path | None, example: Path) -> int:
    """Open the window on a plan, or on a copy of the example, until it is closed."""
    app = application()
    folders = own_folders()
    settings, faults = load_settings(folders.settings_file)
    speak_in_window(app, settings)
    window = open_window(example, folders, settings)
    window.resize(window.size().boundedTo(app.primaryScreen().availableGeometry().size()))
    window.restore()
    window.show()
    for fault in faults:
        window.workspace.warn(fault)
    from planner.ui.running import run  # noqa: PLC0415 - while the window system brings up the window

    return run(app, window, path)


def build_window(plan: Path, folders: Folders, settings: Settings, dialogs: "Dialogs | None" = None) -> MainWindow:
    """The window with all venues there are to choose from; raises `FaultError` where the plan cannot be read."""
    from planner.ui.venues import known_venues, learn_venues  # noqa: PLC0415 - not before the first picture

    window = open_window(plan, folders, settings, dialogs)
    learn_venues(window.workspace, *known_venues(folders))
    return window


def open_window(plan: Path, folders: Folders, settings: Settings, dialogs: "Dialogs | None" = None) -> MainWindow:
    """A window on a copy of a plan that lies nowhere yet, and knows only the plan's own venue so far."""
    app = application()
    draft = load_plan(plan).draft
    family = load_fonts(resource("fonts"))
    theme = _dress(app, settings, family)
    workspace = Workspace(draft, settings=settings, folders=folders, dialogs=lambda: dialogs or _qt_dialogs(window))
    workspace.document.title = plan_name(plan)
    window = MainWindow(workspace, theme)
    workspace.settings_changed.connect(lambda: window.show_theme(_dress(app, workspace.settings, family)))
    app.styleHints().colorSchemeChanged.connect(window.follow_system)
    window.resize(1440, 900)
    return window


def _qt_dialogs(window: MainWindow) -> "Dialogs":
    from planner.ui.dialogs.dialogs import QtDialogs  # noqa: PLC0415 - not before the first picture

    return QtDialogs(window)


def take_picture(plan: Path, out: Path, size: tuple[int, int], theme: str | None) -> None:
    """Save a picture of the window; raises `FaultError` where plan or picture cannot be read or written."""
    folders = own_folders()
    settings, _ = load_settings(folders.settings_file)
    speak_in_window(application(), settings)
    if theme is not None:
        look = settings.appearance.model_copy(update={"theme": ThemeChoice(theme)})
        settings = settings.model_copy(update={"appearance": look})
    window = build_window(plan, folders, settings)
    window.setMinimumSize(1, 1)
    window.resize(*size)
    window.show()
    window.catch_up()
    for _ in range(TURNS):
        QApplication.processEvents()
    picture = QBuffer()
    picture.open(QBuffer.OpenModeFlag.WriteOnly)
    window.grab().save(picture, "PNG")
    window.hide()
    window.deleteLater()
    write_file(out, bytes(picture.data().data()))


def _dress(app: QApplication, settings: Settings, family: str) -> Theme:
    theme = theme_for(settings.appearance)
    apply_theme(app, theme, base_font(family, settings.appearance.text_scale))
    return theme
