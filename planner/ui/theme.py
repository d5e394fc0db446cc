"""Colours, fonts and spacing: one theme is a file of named colours, applied as palette and style sheet."""

import json
from functools import cache
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from planner.report.rows import Tone
from planner.settings import Appearance, Palette
from planner.settings import Theme as ThemeChoice
from planner.storage.resources import resource

BASE_POINT_SIZE = 9.5
LARGER = 1.35
"""Headline over plain text."""
LEAST_LINE, ROW_MORE = 18, 8
"""Pixels: a line of a field, which grows with its text, and how much higher a field with arrows is."""
BOX_LESS = 5
"""Pixels by which the box to tick is lower than a line."""
LARGE_SCALE = 1.4
"""From here on text is large: what stands side by side stands one above the other."""


class Theme(Struct, frozen=True):
    """Named colours as hex text."""

    name: str
    colours: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """The colour of that name."""
        return self.colours[name]

    def text_of(self, tone: Tone) -> str:
        """The text colour of a tone."""
        return self.colours[_TONE_COLOURS[tone]]


_TONE_COLOURS = {Tone.PLAIN: "text", Tone.GOOD: "ok", Tone.CAUTION: "caution", Tone.DANGER: "danger"}


@cache
def load_theme(name: str) -> Theme:
    """The shipped theme of that name."""
    colours: dict[str, str] = json.loads(resource("themes", f"{name}.json").read_text(encoding="utf-8"))
    return Theme(name, {key: value for key, value in colours.items() if value.startswith("#")})


_ENDINGS = {Palette.USUAL: "", Palette.COLOUR_BLIND_SAFE: "-safe"}
"""Of the name of a theme file. Safe ones are Okabe and Ito's colours (2008) in the brightness their ground needs."""


def theme_for(look: Appearance) -> Theme:
    """The theme of a look and its palette; the system's own scheme where it says one, dark otherwise."""
    choice = look.theme
    if choice is ThemeChoice.SYSTEM:
        light = QApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
        choice = ThemeChoice.LIGHT if light else ThemeChoice.DARK
    return load_theme(f"{choice.value}{_ENDINGS[look.palette]}")


def load_fonts(folder: Path) -> str:
    """The family of the shipped font; the system's own where it cannot be loaded."""
    families = [
        family
        for path in sorted(folder.glob("*.[ot]tf"))
        for family in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    ]
    return families[0] if families else QApplication.font().family()


def base_font(family: str, scale: float) -> QFont:
    """The font of the window, with digits of one width."""
    font = QFont(family)
    font.setPointSizeF(BASE_POINT_SIZE * scale)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def text_scale() -> float:
    """How large the text of the application is, beside its usual size."""
    return QApplication.font().pointSizeF() / BASE_POINT_SIZE


def in_text_size(width: int, height: int) -> QSize:
    """The size of a window that has this one in usual text: as much larger as its text is, if the screen has room."""
    scale, room = max(1.0, text_scale()), QApplication.primaryScreen().availableSize()
    return QSize(min(round(width * scale), room.width()), min(round(height * scale), room.height()))


def apply_theme(app: QApplication, theme: Theme, font: QFont) -> None:
    """Make the whole application look like the theme; where it does so already, its widgets are left alone."""
    sheet = _style_sheet(theme, font)
    if (app.styleSheet(), app.font()) == (sheet, font):
        return
    if not app.styleSheet():
        app.setStyle("Fusion")
    app.setFont(font)
    app.setPalette(palette_of(theme))
    app.setStyleSheet(sheet)


def palette_of(theme: Theme) -> QPalette:
    """The theme as Qt's own roles of colour."""
    palette = QPalette()
    roles = QPalette.ColorRole
    pairs = {
        roles.Window: "window",
        roles.WindowText: "text",
        roles.Base: "field",
        roles.AlternateBase: "panel",
        roles.Text: "text",
        roles.Button: "panel",
        roles.ButtonText: "text",
        roles.ToolTipBase: "panel",
        roles.ToolTipText: "text",
        roles.Highlight: "focus",
        roles.HighlightedText: "on_accent",
        roles.PlaceholderText: "muted",
        roles.Mid: "border",
        roles.Dark: "border",
        roles.Light: "border",
    }
    for role, name in pairs.items():
        palette.setColor(role, QColor(theme[name]))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme["muted"]))
    return palette


def _style_sheet(theme: Theme, font: QFont) -> str:
    sheet = resource("themes", "window.qss").read_text(encoding="utf-8")
    for name in sorted(theme.colours, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", theme[name])
    large, line = f"{font.pointSizeF() * LARGER:.1f}pt", max(LEAST_LINE, QFontMetrics(font).height())
    sheet = sheet.replace("@line", str(line)).replace("@row", str(line + ROW_MORE))
    sheet = sheet.replace("@box", str(line - BOX_LESS)).replace("@ground", theme.name.partition("-")[0])
    return sheet.replace("@large", large).replace("@icons", resource("icons").as_posix())
