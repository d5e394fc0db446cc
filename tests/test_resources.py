import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from planner.assess import Assessment, Decision, assess
from planner.discipline.standing import RuleState
from planner.domain.asset_class import asset_class_of
from planner.domain.correlation import CorrelationMethod
from planner.domain.curves.tiers import deductions
from planner.domain.number import is_on_step
from planner.domain.rule_presets import RulePreset
from planner.domain.venue import Instrument, Regime, Venue
from planner.domain.venue_rules import AssetClass
from planner.market.candles import interval_of, shipped_candles
from planner.market.price_series import price_series
from planner.portfolio.estimation import Recipe, estimate
from planner.portfolio.network import Origin
from planner.report.limits import limit_rows
from planner.report.rows import Tone
from planner.storage.plan_files import load_plan
from planner.storage.resources import resource
from planner.storage.rule_presets import load_rule_presets
from planner.storage.venue_files import load_venues

PRESETS = load_rule_presets(resource("rules"))
VENUES, FAULTS = load_venues(resource("venues"))
EXAMPLES = sorted(resource("examples").glob("*.plan.json"))
NEW_REGIMES = ("futures-es", "inverse-btc", "stock-margin", "spot-margin", "crypto-loan", "cash")
WITHOUT_LIQUIDATION = {"futures-es", "stock-margin", "cash"}
WITHOUT_CANDLES = {"futures-es"}
INDEX = json.loads(resource("candles", "index.json").read_text(encoding="utf-8"))
INSTRUMENTS = [instrument for venue in VENUES for instrument in venue.instruments]
PUBLISHED = json.loads((Path(__file__).parent / "data" / "binance_usdm_cum.json").read_text(encoding="utf-8"))["cum"]


def venue(identity: str) -> Venue:
    return next(venue for venue in VENUES if venue.id == identity)


def instrument(identity: str, symbol: str) -> Instrument:
    found = venue(identity).instrument(symbol)
    assert found is not None
    return found


def example(name: str) -> Assessment:
    return assess(load_plan(resource("examples", f"{name}.plan.json")).draft)


def test_every_venue_loads() -> None:
    assert not FAULTS
    assert {venue.regime for venue in VENUES} == set(Regime)


@pytest.mark.parametrize("shipped", VENUES, ids=lambda venue: venue.id)
def test_a_venue_says_where_its_rules_come_from_and_what_it_leaves_out(shipped: Venue) -> None:
    assert shipped.client_class
    assert len(shipped.source) > 100
    assert len(shipped.not_modelled) >= 5
    assert len({instrument.symbol for instrument in shipped.instruments}) == len(shipped.instruments)


@pytest.mark.parametrize("shipped", INSTRUMENTS, ids=lambda instrument: instrument.symbol)
def test_what_has_no_dated_source_is_a_field_of_the_instrument(shipped: Instrument) -> None:
    assert set(shipped.typical) <= set(Instrument.model_fields)
    assert all(getattr(shipped, name) is not None for name in shipped.typical)
    assert is_on_step(shipped.min_quantity, shipped.quantity_step)
    assert shipped.pip is None or is_on_step(shipped.pip, shipped.price_tick)


@pytest.mark.parametrize("shipped", VENUES, ids=lambda venue: venue.id)
def test_every_instrument_is_of_a_known_kind(shipped: Venue) -> None:
    kinds = {instrument.symbol: asset_class_of(instrument, shipped.regime) for instrument in shipped.instruments}
    assert [symbol for symbol, kind in kinds.items() if kind is AssetClass.OTHER] == []
    sectored = {symbol for symbol, kind in kinds.items() if kind in {AssetClass.EQUITY, AssetClass.COMMODITY}}
    assert {instrument.symbol for instrument in shipped.instruments if instrument.sector} == sectored


@pytest.mark.parametrize("path", sorted(resource("venues").glob("*.json")), ids=lambda path: path.stem)
def test_a_venue_file_writes_every_number_as_text(path: Path) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(text)

    json.loads(path.read_text(encoding="utf-8"), parse_float=refuse, parse_int=refuse)


@pytest.mark.parametrize("symbol", PUBLISHED)
def test_derived_maintenance_amounts_are_the_published_ones(symbol: str) -> None:
    shipped = instrument("binance_usdm", symbol)
    assert deductions(shipped.margin_tiers) == tuple(Decimal(amount) for amount in PUBLISHED[symbol])
    assert shipped.max_leverage == shipped.margin_tiers[0].max_leverage


def test_every_perpetual_has_published_amounts() -> None:
    assert {instrument.symbol for instrument in venue("binance_usdm").instruments} == set(PUBLISHED)


@pytest.mark.parametrize(
    ("symbol", "leverage"),
    [("EURUSD", 30), ("USDJPY", 30), ("AUDUSD", 20), ("XAUUSD", 20), ("US500", 20), ("GOOG", 5), ("BTCUSD", 2)],
)
def test_retail_leverage_is_the_regulators(symbol: str, leverage: int) -> None:
    assert instrument("eu_retail_cfd", symbol).max_leverage == leverage


@pytest.mark.parametrize(
    ("name", "decision", "binding"),
    [
        ("eurusd-pullback", Decision.TAKE, None),
        ("btc-breakout", Decision.TAKE, None),
        ("eurusd-third-try", Decision.TAKE, None),
        ("btc-too-far-stop", Decision.DO_NOT_TAKE, "stop_beyond_liquidation"),
        ("cross-book", Decision.SHRINK, "total_open_risk"),
        ("majors-book", Decision.TAKE, None),
        *((name, Decision.TAKE, None) for name in NEW_REGIMES),
    ],
)
def test_an_example_has_the_verdict_it_shows(name: str, decision: Decision, binding: str | None) -> None:
    verdict = example(name).verdict
    assert (verdict.decision, verdict.binding) == (decision, binding)


def test_every_example_is_listed_above() -> None:
    names = {path.name.removesuffix(".plan.json") for path in EXAMPLES}
    assert names == {
        "eurusd-pullback",
        "eurusd-third-try",
        "btc-breakout",
        "btc-too-far-stop",
        "cross-book",
        "majors-book",
        *NEW_REGIMES,
    }
    assert {load_plan(path).draft.situation.venue.regime for path in EXAMPLES} == set(Regime)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_shows_every_level_its_venue_has(path: Path) -> None:
    plan, levels = load_plan(path).draft.plan, assess(load_plan(path).draft).evaluation.levels
    name = path.name.removesuffix(".plan.json")
    found = [plan.entry_price, levels.margin_call, levels.liquidation, levels.bankruptcy]
    expected = [] if name == "cash" else [0, 1, 3] if name in WITHOUT_LIQUIDATION else [0, 1, 2, 3]
    prices = [price * plan.side.sign for index in expected if (price := found[index]) is not None]
    assert len(prices) == len(expected)
    assert prices == sorted(prices, reverse=True)
    assert all(found[index] is None for index in range(1, 4) if index not in expected)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_carries_the_shipped_rules_of_what_it_trades(path: Path) -> None:
    draft = load_plan(path).draft
    used = {draft.plan.instrument, *(position.instrument for position in draft.situation.positions)}
    assert draft.situation.venue == venue(draft.situation.venue.id).only(frozenset(used))
    assert len(draft.plan.targets) == 2
    assert draft.plan.note


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_open_positions_of_an_example_are_on_their_steps(path: Path) -> None:
    situation = load_plan(path).draft.situation
    for position in situation.positions:
        rules = situation.venue.instrument(position.instrument)
        assert rules is not None
        assert position.stop_price is not None
        assert is_on_step(position.quantity, rules.quantity_step)
        for price in (position.entry_price, position.mark_price, position.stop_price):
            assert is_on_step(price, rules.price_tick)


@pytest.mark.parametrize(
    "path",
    [path for path in EXAMPLES if path.name.removesuffix(".plan.json") not in WITHOUT_CANDLES],
    ids=lambda path: path.name,
)
def test_an_example_starts_near_the_last_shipped_candle(path: Path) -> None:
    plan = load_plan(path).draft.plan
    candles = shipped_candles(resource("candles"), plan.instrument)
    assert candles is not None
    assert float(plan.entry_price or 0) == pytest.approx(candles.close[-1], rel=0.01)


def test_the_book_of_majors_is_near_its_limit_for_one_bet() -> None:
    shown = example("majors-book")
    assert shown.portfolio is not None
    assert len(shown.portfolio.bets) == 5
    tones = {row.key: row.tone for row in limit_rows(shown)}
    assert [key for key, tone in tones.items() if tone is not Tone.GOOD] == ["cluster_risk"]
    sources = {link.origin for link in shown.portfolio.standing.network.links()}
    assert {Origin.EDITED, Origin.CANDLES} < sources
    situation = shown.draft.situation
    assert len(situation.groups) == 3
    window = situation.correlations.window
    series = [shipped_candles(resource("candles"), symbol) for symbol in ("EURUSD", "US500")]
    found = estimate([price_series(one) for one in series if one], Recipe(CorrelationMethod.SAMPLE, bars=200))
    assert window == found.correlations().window
    assert situation.correlations.of("EURUSD", "US500") == found.correlations().of("EURUSD", "US500")


def test_the_book_of_majors_has_four_open_positions_and_a_pause_rule_near_its_limit() -> None:
    shown = example("majors-book")
    assert len(shown.draft.situation.positions) == 4
    streak = shown.pauses.rules[0]
    assert (streak.rule.id, streak.state, str(streak.used), str(streak.limit)) == ("losing_streak", "warned", "2", "3")
    assert shown.pauses.outlook.if_loss[0].state == "paused"


def test_another_loss_pauses_the_breakout_example() -> None:
    outlook = example("btc-breakout").pauses.outlook
    assert (outlook.now[0].state, outlook.if_loss[0].state) == (RuleState.WARNED, RuleState.PAUSED)


def test_a_third_stop_of_the_day_pauses_the_example_that_asks_for_it() -> None:
    # two stops of 88 since a start at 10,000; the third costs 99.47: 275.47 of a limit of 300
    streak, _, daily, _ = example("eurusd-third-try").pauses.outlook.if_loss
    assert (streak.state, streak.used) == (RuleState.PAUSED, Decimal(3))
    assert streak.until == datetime(2026, 4, 2, 12, 20, tzinfo=UTC)
    assert (daily.state, daily.limit) == (RuleState.WARNED, Decimal(300))
    assert float(daily.used or 0) == pytest.approx(275.47, abs=0.005)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_a_rule_table_says_where_it_comes_from(preset: RulePreset) -> None:
    assert len(preset.source) > 80
    assert preset.rules
    assert (resource("rules") / f"{preset.id}.json").is_file()


def test_the_examples_have_the_rules_of_the_source_texts() -> None:
    table = next(preset.rules for preset in PRESETS if preset.id == "source-texts")
    for path in EXAMPLES:
        assert set(table) <= set(load_plan(path).draft.situation.rules)


@pytest.mark.parametrize("symbol", INDEX)
def test_shipped_candles_load_and_are_what_the_index_says(symbol: str) -> None:
    candles = shipped_candles(resource("candles"), symbol)
    assert candles is not None
    assert (candles.symbol, candles.title) == (symbol, INDEX[symbol]["title"])
    assert interval_of(candles.time) == candles.interval == INDEX[symbol]["interval"]
    assert len(candles.close) > 100
    assert INDEX[symbol]["source"]
    assert INDEX[symbol]["time_zone"]
    assert symbol in {instrument.symbol for instrument in INSTRUMENTS}


def test_candle_files_are_all_used_and_small() -> None:
    files = {path.name: path.stat().st_size for path in resource("candles").glob("*.csv")}
    assert set(files) == {entry["file"] for entry in INDEX.values()}
    assert sum(files.values()) < 1_000_000


THEMES = ("dark", "light")
GROUNDS = ("window", "panel", "field")
LEVELS = ("entry", "stop", "target", "margin_call", "liquidation", "bankruptcy")
TEXTS = ("text", "muted", "ok", "caution", "danger", *(f"{name}_text" for name in LEVELS))
FILLS = ("accent", "focus", "target", "liquidation")


def colours(theme: str) -> dict[str, str]:
    return dict(json.loads(resource("themes", f"{theme}.json").read_text(encoding="utf-8")))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    dark, light = sorted((relative_luminance(one), relative_luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def relative_luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_contrast_is_measured_as_published() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_both_themes_name_the_same_colours() -> None:
    assert colours("dark").keys() == colours("light").keys()
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for theme in THEMES for colour in colours(theme).values())


@pytest.mark.parametrize(("theme", "text", "ground"), [*product(THEMES, TEXTS, GROUNDS)])
def test_text_can_be_read_on_every_ground(theme: str, text: str, ground: str) -> None:
    assert contrast(colours(theme)[text], colours(theme)[ground]) >= 4.5


@pytest.mark.parametrize(("theme", "level"), [*product(THEMES, LEVELS)])
def test_a_level_can_be_seen_and_its_tag_can_be_read(theme: str, level: str) -> None:
    named = colours(theme)
    assert contrast(named[level], named["window"]) >= 3
    assert max(contrast(named[level], named[name]) for name in ("on_tag", "on_tag_light")) >= 4.5


@pytest.mark.parametrize(("theme", "fill"), [*product(THEMES, FILLS)])
def test_text_can_be_read_on_filled_buttons(theme: str, fill: str) -> None:
    assert contrast(colours(theme)["on_accent"], colours(theme)[fill]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_style_sheet_names_only_colours_and_sizes_of_the_theme(theme: str) -> None:
    sheet = resource("themes", "window.qss").read_text(encoding="utf-8")
    assert set(re.findall(r"@(\w+)(?![\w/])", sheet)) <= {
        *colours(theme),
        "large",
        "linepx",
        "rowpx",
        "boxpx",
        "ground",
    }


@pytest.mark.parametrize("theme", THEMES)
def test_a_box_to_tick_can_be_seen_and_so_can_its_tick(theme: str) -> None:
    named, tick = colours(theme), resource("icons", f"check-{theme.partition('-')[0]}.svg")
    assert contrast(named["muted"], named["window"]) >= 3
    (stroke,) = re.findall(r'stroke="(#\w{6})"', tick.read_text(encoding="utf-8"))
    assert contrast(stroke, named["accent"]) >= 3


FONTS = sorted(resource("fonts").glob("*.ttf"))
NEEDED = "0123456789 −+×·…–—→←↑↓≥≤≈±√Σ∞€£¥₿%‰ÄÖÜäöüßéñçłØ“”•²³½"


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_a_font_is_small_and_has_every_character_needed(path: Path, qapp: QApplication) -> None:
    font = QRawFont(str(path), 13)
    assert qapp is not None
    assert font.isValid()
    assert [character for character in NEEDED if not font.supportsCharacter(ord(character))] == []
    assert path.stat().st_size < 150_000


@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.DemiBold])
def test_tabular_digits_are_all_of_one_width(weight: QFont.Weight, qapp: QApplication) -> None:
    assert qapp is not None
    for path in FONTS:
        assert "Inter" in QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    font = QFont("Inter", weight=weight)
    font.setPixelSize(100)
    assert QFontMetricsF(font).horizontalAdvance("1") < QFontMetricsF(font).horizontalAdvance("8")
    font.setFeature(QFont.Tag("tnum"), 1)
    assert len({QFontMetricsF(font).horizontalAdvance(digit * 10) for digit in "0123456789"}) == 1
    hyphen, digit = (QFontMetricsF(font).horizontalAdvance(sign) for sign in "-0")
    assert hyphen < 0.75 * digit, "taken out of the tabular signs: words with a hyphen would fall apart"


def test_the_fonts_come_with_their_licence() -> None:
    assert [path.name for path in FONTS] == ["Inter-Regular.ttf", "Inter-SemiBold.ttf"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in resource("fonts", "OFL.txt").read_text(encoding="utf-8")


def test_the_icon_can_be_painted(qapp: QApplication) -> None:
    assert qapp is not None
    renderer = QSvgRenderer(str(resource("icons", "planner.svg")))
    assert renderer.isValid()
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    assert image.pixelColor(16, 16).alpha() == 255
