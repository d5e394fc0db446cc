"""Every colour of text on every ground it can stand on, and level colours as colour-blind traders see them."""

from itertools import combinations

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QApplication

from planner.report.levels import LevelKind
from planner.settings import Palette, Theme
from planner.ui.charts.colours import blend
from planner.ui.charts.levels import _ZONE_TEXT
from planner.ui.main_window import MainWindow
from planner.ui.panels.cards import KEYS
from planner.ui.panels.chart_panel import chart_colours
from planner.ui.theme import load_theme

THEMES = ("dark", "light", "dark-safe", "light-safe")
SAFE = ("dark-safe", "light-safe")
LEAST = 4.5
"""WCAG 2.2, 1.4.3 (AA), for text of any size."""
LEAST_LINE = 3.0
"""WCAG 2.2, 1.4.11 (AA), for what is no text but must be seen."""
_GROUNDS = ("window", "panel", "field")
_ON_GROUNDS = ("text", "muted")
_ON_WINDOW = (
    "ok", "caution", "danger", "accent", "entry_text", "stop_text", "target_text", "margin_call_text",
    "liquidation_text", "bankruptcy_text",
)  # fmt: skip
_ON_FILL = ("accent", "focus", "target", "liquidation")
_ZONES = ("window", "risk_zone", "reward_zone", "liquidated_zone", "negative_zone")
_KINDS = [str(kind) for kind in LevelKind]


def _luminance(colour: str) -> float:
    """WCAG 2's relative luminance, written out anew."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _too_faint(pairs: dict[str, tuple[str, str]], least: float) -> dict[str, float]:
    found = {name: round(_contrast(*pair), 2) for name, pair in pairs.items()}
    return {name: contrast for name, contrast in found.items() if contrast < least}


def test_contrast_is_what_the_standard_says() -> None:
    assert _contrast("#000000", "#ffffff") == 21
    assert round(_contrast("#777777", "#ffffff"), 2) == 4.48  # the example every checker gives of a grey just too light


@pytest.mark.parametrize("name", THEMES)
def test_text_of_the_window_can_be_read(name: str) -> None:
    theme = load_theme(name)
    pairs = {f"{text} on {ground}": (theme[text], theme[ground]) for text in _ON_GROUNDS for ground in _GROUNDS}
    pairs |= {f"{text} on {on}": (theme[text], theme[on]) for text in _ON_WINDOW for on in ("window", "panel")}
    pairs |= {f"on_accent on {fill}": (theme["on_accent"], theme[fill]) for fill in _ON_FILL}
    for tone in ("danger", "ok"):
        pairs[f"text on a cell of {tone}"] = theme["text"], blend(theme[tone], theme["window"], 0.55)
    assert _too_faint(pairs, LEAST) == {}


@pytest.mark.parametrize("name", THEMES)
def test_text_of_the_chart_can_be_read_in_every_zone(name: str) -> None:
    colours = chart_colours(load_theme(name))
    kinds = [*_KINDS, *_ZONE_TEXT.values()]
    pairs = {
        f"note of {kind} on {zone}": (colours.note_of(kind), getattr(colours, zone))
        for kind in kinds
        for zone in _ZONES
    }
    pairs |= {f"tag of {kind}": (colours.text_on(colours.of(kind)), colours.of(kind)) for kind in _KINDS}
    hatch = blend(colours.bankruptcy, colours.negative_zone, 0.45)
    pairs |= {f"amount on {on}": (colours.text, on) for on in (colours.window, colours.negative_zone, hatch)}
    assert _too_faint(pairs, LEAST) == {}


@pytest.mark.parametrize("name", THEMES)
def test_lines_stand_out_from_the_chart(name: str) -> None:
    colours = chart_colours(load_theme(name))
    assert _too_faint({kind: (colours.of(kind), colours.window) for kind in _KINDS}, LEAST_LINE) == {}


_SEEN_WITHOUT = {
    "red cones": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "green cones": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}
"""Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB."""
_TOLD_APART, _DASHED_APART = 20.0, 10.0
"""CIE76: differences above ten are seen at a glance; twice that for thin lines that are drawn alike."""
_TRADE = ("entry", "stop", "target", "liquidation", "margin_call", "bankruptcy")
_DASHED = frozenset({"margin_call", "bankruptcy"})


def _lab(colour: str, cones: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """A colour as seen without some cones, in CIELAB for D65."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in cones)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def _alike(name: str, cones: str, kinds: tuple[str, ...]) -> list[str]:
    theme = load_theme(name)
    seen = {kind: _lab(theme[kind], _SEEN_WITHOUT[cones]) for kind in kinds}
    found = []
    for one, other in combinations(kinds, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        if distance < (_DASHED_APART if {one, other} & _DASHED else _TOLD_APART):
            found.append(f"{one} and {other}: {distance:.1f}")
    return found


@pytest.mark.parametrize("cones", _SEEN_WITHOUT)
@pytest.mark.parametrize("name", SAFE)
def test_levels_are_told_apart_without(name: str, cones: str) -> None:
    assert _alike(name, cones, _TRADE) == []
    assert _alike(name, cones, ("ok", "danger")) == []
    assert _alike(name, cones, ("candle_up", "candle_down")) == []


def test_the_usual_colours_are_not_all_told_apart() -> None:
    assert _alike("dark", "green cones", _TRADE) != []


def test_another_palette_is_worn_at_once(window: MainWindow) -> None:
    look = window.workspace.settings.appearance.model_copy(update={"palette": Palette.COLOUR_BLIND_SAFE})
    window.workspace.change_settings(window.workspace.settings.model_copy(update={"appearance": look}))
    assert window.portfolio.theme.name == "dark-safe"
    for key in KEYS:
        window.asides.show_question(key)
        assert window.asides.questions[key].theme().name == "dark-safe"
        window.asides.questions[key].close()
    QThreadPool.globalInstance().waitForDone()
    assert QApplication.palette().highlight().color().name() == "#56b4e9"


@pytest.mark.parametrize(("theme", "follows"), [(Theme.SYSTEM, 1), (Theme.DARK, 0), (Theme.LIGHT, 0)])
def test_only_who_follows_the_system_changes_with_it(window: MainWindow, theme: Theme, follows: int) -> None:
    look = window.workspace.settings.appearance.model_copy(update={"theme": theme})
    window.workspace.change_settings(window.workspace.settings.model_copy(update={"appearance": look}))
    worn: list[str] = []
    window.workspace.settings_changed.connect(lambda: worn.append(window.portfolio.theme.name))
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert len(worn) == follows
