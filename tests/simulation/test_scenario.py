"""Scenarios: shipped files, signs, and how a move reaches an instrument that was not there."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from planner.domain.asset_class import asset_class_of
from planner.domain.venue import Instrument, Regime
from planner.domain.venue_rules import AssetClass
from planner.simulation.scenario import Applied, Kind, Reach, Scenario, applied, currency_move, inverse
from planner.storage.resources import resource
from planner.storage.scenario_files import load_scenarios
from planner.storage.venue_files import load_venues
from tests.conftest import linear_instrument

D = Decimal
SCENARIOS, FAULTS = load_scenarios(resource("scenarios"))
FILES = sorted(resource("scenarios").glob("*.json"))
VENUES, _ = load_venues(resource("venues"))


def scenario(identity: str) -> Scenario:
    return next(one for one in SCENARIOS if one.id == identity)


def _pair(base: str, quote: str) -> Instrument:
    return linear_instrument(symbol=base + quote, base_currency=base, quote_currency=quote)


def _reached(identity: str, base: str, quote: str, regime: Regime = Regime.MARGIN_LEVEL) -> Applied | None:
    return applied(scenario(identity), _pair(base, quote), regime)


def test_every_scenario_of_the_list_is_shipped_and_loads() -> None:
    assert not FAULTS
    assert {one.id for one in SCENARIOS} == {
        *("snb15", "gbp16f", "brexit16", "jpy19f", "try18", "try18g", "try21", "try21b", "oil20g", "wti20neg"),
        *("nickel22", "metals26", "crash87", "flash10", "vix18", "jpy24", "tariff25", "meta22", "nflx22"),
        *("btc20", "btc21", "luna22", "ftt22", "oct25"),
    }
    assert [one.day for one in SCENARIOS] == sorted((one.day for one in SCENARIOS), reverse=True)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_file_is_dated_sourced_and_writes_numbers_as_text(path: Path) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(text)

    document = json.loads(path.read_text(encoding="utf-8"), parse_float=refuse, parse_int=refuse)
    assert document["id"] == path.stem
    found = Scenario.model_validate_json(path.read_bytes(), strict=True)
    assert found.source.startswith(("As reported: ", "As published by those involved: "))
    assert found.day.year >= 1987
    assert found.day < found.as_of
    assert found.name


PRICES = [
    ("snb15", "EUR", "CHF", "1.2010", "0.8500"),
    ("brexit16", "GBP", "USD", "1.50", "1.3224"),
    ("jpy19f", "USD", "JPY", "108.76", "105.25"),
    ("try18g", "USD", "TRY", "6.4275", "7.131"),
    ("try21", "USD", "TRY", "7.21", "8.40"),
    ("wti20neg", "USOIL", "USD", "17.73", "-37.63"),
    ("btc20", "BTC", "USD", "7353", "3596"),
    ("ftt22", "FTT", "USD", "22", "3.12"),
    ("oct25", "ATOM", "USD", "4", "0.001"),
]


@pytest.mark.parametrize(("identity", "base", "quote", "before", "after"), PRICES)
def test_a_move_is_that_of_the_prices_it_was_read_from(
    identity: str, base: str, quote: str, before: str, after: str
) -> None:
    found = _reached(identity, base, quote)
    assert found is not None
    assert found.reach is Reach.NAMED
    assert abs(found.rate - (D(after) / D(before) - 1)) < D("0.0003")


FALLS = {
    *("snb15", "gbp16f", "brexit16", "jpy19f", "try18", "try21b", "oil20g", "wti20neg", "metals26", "crash87"),
    *("flash10", "jpy24", "tariff25", "meta22", "nflx22", "btc20", "btc21", "luna22", "ftt22", "oct25"),
}


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda one: one.id)
def test_the_first_move_has_the_sign_of_the_named_instrument(one: Scenario) -> None:
    assert (one.moves[0].rate < 0) == (one.id in FALLS)


@pytest.mark.parametrize(
    ("identity", "base", "quote", "expected"),
    [
        ("snb15", "CHF", "EUR", "0.41303"),
        ("snb15", "USD", "CHF", "-0.20635"),
        ("try18", "USD", "TRY", "0.25"),
        ("try21", "TRY", "USD", "-0.14163"),
        ("gbp16f", "USD", "GBP", "0.09890"),
    ],
)
def test_a_pair_turned_round_moves_by_the_inverse(identity: str, base: str, quote: str, expected: str) -> None:
    found = _reached(identity, base, quote)
    assert found is not None
    assert abs(found.rate - D(expected)) < D("0.00001")
    assert not found.reach.is_analogue


def test_the_inverse_of_the_inverse_is_the_move() -> None:
    assert abs(inverse(inverse(D("-0.2923"))) - D("-0.2923")) < D("1e-40")


@pytest.mark.parametrize(
    ("identity", "base", "quote", "expected"),
    [
        ("snb15", "GBP", "CHF", "-0.2923"),
        ("snb15", "CHF", "JPY", "0.41303"),
        ("jpy19f", "EUR", "JPY", "-0.0323"),
        ("gbp16f", "GBP", "JPY", "-0.09"),
        ("try21", "EUR", "TRY", "0.165"),
    ],
)
def test_another_pair_moves_with_the_currency_and_is_an_analogue(
    identity: str, base: str, quote: str, expected: str
) -> None:
    found = _reached(identity, base, quote)
    assert found is not None
    assert abs(found.rate - D(expected)) < D("0.00001")
    assert found.reach is Reach.CURRENCY
    assert found.reach.is_analogue


def test_dollars_of_all_kinds_are_one() -> None:
    for quote in ("USD", "USDT", "USDC"):
        found = _reached("btc20", "BTC", quote, Regime.LINEAR_PERPETUAL)
        assert found is not None
        assert (found.rate, found.reach) == (D("-0.511"), Reach.NAMED)


@pytest.mark.parametrize(
    ("identity", "base", "regime", "rate", "reach"),
    [
        ("btc20", "SOL", Regime.LINEAR_PERPETUAL, "-0.511", Reach.CLASS),
        ("oct25", "DOGE", Regime.LINEAR_PERPETUAL, "-0.47", Reach.CLASS),
        ("oct25", "ETH", Regime.LINEAR_PERPETUAL, "-0.16", Reach.NAMED),
        ("crash87", "AAPL", Regime.MARGIN_STOCK, "-0.205", Reach.CLASS),
        ("meta22", "AAPL", Regime.MARGIN_STOCK, "-0.26", Reach.CLASS),
        ("oil20g", "BRENT", Regime.MARGIN_LEVEL, "-0.315", Reach.NAMED),
        ("snb15", "AUD", Regime.MARGIN_LEVEL, "0.2923", Reach.AGAINST),
    ],
)
def test_what_is_not_named_is_reached_through_its_class(
    identity: str, base: str, regime: Regime, rate: str, reach: Reach
) -> None:
    found = _reached(identity, base, "USD", regime)
    assert found is not None
    assert (found.rate, found.reach) == (D(rate), reach)


@pytest.mark.parametrize(
    ("identity", "base", "regime"),
    [
        ("luna22", "BTC", Regime.LINEAR_PERPETUAL),
        ("wti20neg", "BRENT", Regime.MARGIN_LEVEL),
        ("crash87", "BTC", Regime.LINEAR_PERPETUAL),
        ("meta22", "US500", Regime.MARGIN_LEVEL),
    ],
)
def test_a_collapse_of_one_thing_says_nothing_of_others(identity: str, base: str, regime: Regime) -> None:
    assert _reached(identity, base, "USD", regime) is None


def test_a_currency_moves_only_where_its_pair_is_named() -> None:
    assert currency_move(scenario("snb15").moves, "EUR", "CHF") == D("-0.2923")
    assert abs(currency_move(scenario("snb15").moves, "CHF", "EUR") - D("0.41303")) < D("0.00001")
    assert currency_move(scenario("snb15").moves, "CHF", "GBP") == 0


def test_every_shipped_instrument_has_a_class() -> None:
    listed = [(venue, instrument) for venue in VENUES for instrument in venue.instruments]
    others = {i.symbol for venue, i in listed if asset_class_of(i, venue.regime) is AssetClass.OTHER}
    assert others == set()


@pytest.mark.parametrize(
    "change",
    [
        {"day": "2030-01-01"},
        {"until": "2014-01-01"},
        {"moves": []},
        {"kind": "sudden"},
        {"moves": [{"name": "x", "codes": ["EUR"], "quote": "CHF", "asset_class": "fx", "rate": "-0.1"}]},
        {"moves": [{"name": "x", "codes": ["A1"], "quote": "USD", "asset_class": "crypto", "rate": "-1.5"}]},
        {
            "moves": [
                {"name": "x", "codes": ["EUR"], "quote": "CHF", "asset_class": "fx", "rate": "-0.1", "mover": "X1"}
            ]
        },
        {"moves": [{"name": "x", "codes": ["A1"], "quote": "USD", "asset_class": "crypto", "rate": -0.5}]},
    ],
)
def test_a_scenario_that_contradicts_itself_is_refused(change: dict[str, object]) -> None:
    document = json.loads(resource("scenarios", "snb15.json").read_text(encoding="utf-8"))
    with pytest.raises(ValidationError):
        Scenario.model_validate_json(json.dumps({**document, **change}), strict=True)


def test_ones_own_scenario_replaces_the_shipped_one_and_a_bad_file_is_left_out(tmp_path: Path) -> None:
    document = json.loads(resource("scenarios", "snb15.json").read_text(encoding="utf-8"))
    (tmp_path / "mine.json").write_text(json.dumps({**document, "name": "Mine"}), encoding="utf-8")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    found, faults = load_scenarios(resource("scenarios"), tmp_path)
    assert len(found) == len(SCENARIOS)
    assert next(one.name for one in found if one.id == "snb15") == "Mine"
    assert len(faults) == 1


def test_half_the_way_is_lost_in_a_flash_and_all_of_it_in_a_gap() -> None:
    assert {one.slip for one in SCENARIOS if one.kind is Kind.FLASH} == {D("0.5")}
    assert {one.slip for one in SCENARIOS if one.kind is not Kind.FLASH} == {D(1)}
