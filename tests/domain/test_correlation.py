from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from planner.domain.asset_class import asset_class_of, has_currency_legs
from planner.domain.correlation import (
    NO_CORRELATIONS,
    Correlation,
    CorrelationMethod,
    Correlations,
    CorrelationSource,
    Window,
)
from planner.domain.correlation_edits import enter_correlation, forget_correlation, set_correlations, set_group
from planner.domain.edits import choose_instrument
from planner.domain.rule_edits import differing
from planner.domain.venue import Regime
from planner.domain.venue_rules import AssetClass
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, linear_instrument

WINDOW = Window(method=CorrelationMethod.EWMA, bars=250, interval="1 d", as_of=date(2024, 5, 6))


def said(first: str, second: str, value: str = "0.8") -> Correlation:
    return Correlation(first=first, second=second, value=Decimal(value), as_of=date(2024, 5, 6))


def test_a_pair_is_found_whichever_is_named_first() -> None:
    known = Correlations(pairs=(said("GBPUSD", "EURUSD"),))
    assert known.of("EURUSD", "GBPUSD") == known.of("GBPUSD", "EURUSD") == known.pairs[0]
    assert known.of("EURUSD", "USDJPY") is None


@pytest.mark.parametrize(
    "pairs",
    [(said("EURUSD", "GBPUSD"), said("GBPUSD", "EURUSD")), (said("EURUSD", "GBPUSD"), said("EURUSD", "GBPUSD"))],
)
def test_one_thing_is_said_about_a_pair(pairs: tuple[Correlation, ...]) -> None:
    with pytest.raises(ValidationError):
        Correlations(pairs=pairs)


def test_an_instrument_has_no_correlation_with_itself() -> None:
    with pytest.raises(ValidationError):
        said("EURUSD", "EURUSD")


@pytest.mark.parametrize("value", ["1.01", "-1.01"])
def test_a_correlation_lies_between_minus_one_and_one(value: str) -> None:
    with pytest.raises(ValidationError):
        said("EURUSD", "GBPUSD", value)


def test_an_estimate_says_what_it_looked_at() -> None:
    estimated = said("EURUSD", "GBPUSD").replace(source=CorrelationSource.CANDLES)
    with pytest.raises(ValidationError):
        Correlations(pairs=(estimated,))
    assert Correlations(window=WINDOW, pairs=(estimated,)).window == WINDOW


def test_what_is_entered_takes_the_place_of_what_was_said_and_can_be_taken_back() -> None:
    draft = fx_draft()
    first = enter_correlation(said("EURUSD", "GBPUSD", "0.8")).change(draft)
    second = enter_correlation(said("GBPUSD", "EURUSD", "0.5")).change(first)
    assert [pair.value for pair in second.situation.correlations.pairs] == [Decimal("0.5")]
    assert forget_correlation("EURUSD", "GBPUSD").change(second) == draft
    estimated = Correlations(window=WINDOW, pairs=(said("EURUSD", "GBPUSD"),))
    assert set_correlations(estimated).change(draft).situation.correlations == estimated


def test_an_instrument_is_put_into_a_group_and_out_again() -> None:
    draft = fx_draft()
    grouped = set_group("EURUSD", "against the dollar").change(draft)
    assert grouped.situation.groups == {"EURUSD": "against the dollar"}
    assert set_group("EURUSD", "majors").change(grouped).situation.groups == {"EURUSD": "majors"}
    assert set_group("EURUSD", None).change(grouped) == draft


def test_what_is_said_about_instruments_left_behind_is_forgotten() -> None:
    venue = cfd_venue(cfd_instrument(), cfd_instrument(symbol="GBPUSD", base_currency="GBP"))
    known = Correlations(pairs=(said("EURUSD", "GBPUSD"), said("USDCHF", "GBPUSD")))
    draft = fx_draft(venue=venue, correlations=known, groups={"EURUSD": "majors", "USDCHF": "majors"})
    moved = choose_instrument(venue, "EURUSD", None).change(draft)
    assert moved.situation.correlations == NO_CORRELATIONS
    assert moved.situation.groups == {"EURUSD": "majors"}


@pytest.mark.parametrize(
    ("base", "quote", "regime", "expected"),
    [
        ("EUR", "USD", Regime.MARGIN_LEVEL, AssetClass.FX),
        ("EUR", "USD", Regime.FUTURES, AssetClass.FX),
        ("USDC", "USDT", Regime.SPOT_MARGIN, AssetClass.FX),
        ("XAU", "USD", Regime.MARGIN_LEVEL, AssetClass.METAL),
        ("BTC", "USDT", Regime.LINEAR_PERPETUAL, AssetClass.CRYPTO),
        ("BTC", "USD", Regime.INVERSE_PERPETUAL, AssetClass.CRYPTO),
        ("AAPL", "USD", Regime.MARGIN_STOCK, AssetClass.EQUITY),
        ("US500", "USD", Regime.MARGIN_LEVEL, AssetClass.OTHER),
    ],
)
def test_an_asset_class_is_plain_from_currencies_and_regime(
    base: str, quote: str, regime: Regime, expected: AssetClass
) -> None:
    instrument = linear_instrument(symbol="X", base_currency=base, quote_currency=quote)
    assert asset_class_of(instrument, regime) is expected
    stated = instrument.replace(asset_class=AssetClass.BOND)
    assert asset_class_of(stated, regime) is AssetClass.BOND


def test_only_what_is_exchanged_has_currency_legs() -> None:
    assert [kind for kind in AssetClass if has_currency_legs(kind)] == [
        AssetClass.FX,
        AssetClass.METAL,
        AssetClass.CRYPTO,
    ]


def test_an_asset_class_is_no_rule_of_the_venue() -> None:
    plain, stated = cfd_venue(), cfd_venue(cfd_instrument(asset_class="fx", sector="majors"))
    assert differing(stated, plain) == ()


def test_an_estimate_leaves_what_was_entered_by_hand() -> None:
    by_hand = said("EURUSD", "GBPUSD")
    estimates = [
        said(*pair, value).replace(source=CorrelationSource.CANDLES)
        for pair, value in ((("EURUSD", "GBPUSD"), "0.5"), (("EURUSD", "USDCHF"), "-0.9"))
    ]
    found = Correlations(pairs=tuple(estimates), window=WINDOW)
    known = Correlations(pairs=(by_hand,)).estimated(found)
    assert known.pairs == (by_hand, estimates[1])
