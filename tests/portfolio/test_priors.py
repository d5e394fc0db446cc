from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.correlation import Correlation, Correlations
from planner.domain.plan import Situation
from planner.domain.venue import Instrument, Regime
from planner.portfolio.network import Origin, network_of
from planner.portfolio.priors import drivers_of, usual
from planner.storage.resources import resource
from planner.storage.venue_files import load_venues
from tests.conftest import cfd_instrument, cfd_venue, fx_draft

SHIPPED = load_venues(resource("venues"))[0]
LISTED = tuple(
    {(i.base_currency, i.quote_currency): i for venue in SHIPPED for i in venue.instruments if i.asset_class}.values()
) + tuple({i.symbol: i for venue in SHIPPED for i in venue.instruments if i.pip}.values())


def pair(symbol: str, **changes: object) -> Instrument:
    """An instrument of a symbol of six letters."""
    return cfd_instrument(**{"symbol": symbol, "base_currency": symbol[:3], "quote_currency": symbol[3:], **changes})


def share(symbol: str, sector: str = "") -> Instrument:
    return cfd_instrument(symbol=symbol, base_currency=symbol, asset_class="equity", sector=sector)


def index(symbol: str) -> Instrument:
    return cfd_instrument(symbol=symbol, base_currency=symbol, asset_class="equity_index")


def oil(symbol: str, sector: str) -> Instrument:
    return cfd_instrument(symbol=symbol, base_currency=symbol, asset_class="commodity", sector=sector)


CASES = [
    (pair("EURUSD"), pair("GBPUSD"), 0.8),
    (pair("EURUSD"), pair("USDJPY"), -0.8),
    (pair("USDCHF"), pair("USDJPY"), 0.8),
    (pair("EURUSD"), pair("EURGBP"), 0.2 / sqrt(0.4)),  # e (e - g) = 1 - 0.8; var(e - g) = 2 - 1.6
    (pair("EURJPY"), pair("GBPJPY"), 0.5),  # 0.8 - 0.8 - 0.8 + 1 = 0.2, of 0.4
    (pair("EURGBP"), pair("AUDJPY"), None),
    (pair("EURUSD"), pair("XAUUSD"), None),
    (pair("XAUUSD"), pair("XAGUSD"), 0.8),
    (pair("BTCUSD", asset_class="crypto"), pair("ETHUSD", asset_class="crypto"), 0.8),
    (index("US500"), index("US100"), 0.8),
    (share("AAPL", "technology"), share("MSFT", "technology"), 0.25),
    (share("AAPL", "technology"), share("XOM", "energy"), 0.15),
    (share("AAPL"), share("XOM"), 0.15),
    (share("AAPL"), index("US500"), sqrt(0.15 * 0.8)),
    (oil("USOIL", "energy"), oil("BRENT", "energy"), 0.8),
    (oil("USOIL", "energy"), oil("WHEAT", "grains"), 0.2),
    (oil("USOIL", "energy"), index("US500"), None),
    (pair("USDUSD", base_currency="USDC", quote_currency="USDT"), pair("EURUSD"), None),
]


@pytest.mark.parametrize(("one", "other", "expected"), CASES, ids=lambda value: getattr(value, "symbol", ""))
def test_what_is_usual_follows_from_drivers(one: Instrument, other: Instrument, expected: float | None) -> None:
    wanted = None if expected is None else pytest.approx(expected)
    drivers = [drivers_of(instrument, Regime.MARGIN_LEVEL) for instrument in (one, other)]
    assert usual(*drivers) == usual(*reversed(drivers)) == wanted


@given(st.lists(st.sampled_from(LISTED), min_size=2, max_size=30, unique_by=lambda instrument: instrument.symbol))
def test_whatever_is_usual_can_exist_together(instruments: list[Instrument]) -> None:
    network = network_of(instruments, fx_draft().situation)
    assert network.changes == ()
    assert np.linalg.eigvalsh(np.array(network.matrix)).min() > -1e-9


def saying(*said: tuple[str, str, str]) -> Situation:
    """A situation in which these correlations are entered."""
    pairs = [{"first": one, "second": other, "value": value} for one, other, value in said]
    known = Correlations(pairs=tuple(Correlation.model_validate(one) for one in pairs))
    return fx_draft(venue=cfd_venue(), correlations=known).situation


def test_what_is_said_goes_before_what_is_usual_and_the_same_thing_before_both() -> None:
    instruments = (
        pair("EURUSD"),
        pair("EURUSC", quote_currency="USDC"),
        pair("USDEUR"),
        pair("GBPUSD"),
        pair("USDJPY"),
        index("US500"),
    )
    network = network_of(instruments, saying(("EURUSD", "GBPUSD", "0.75"), ("EURUSD", "EURUSC", "0.2")))
    assert network.changes == ()
    origins = {(link.first, link.second): (link.origin, round(link.value, 6)) for link in network.links()}
    assert origins["EURUSD", "EURUSC"] == (Origin.SAME_UNDERLYING, 1)
    assert origins["EURUSD", "USDEUR"] == (Origin.SAME_UNDERLYING, -1)
    assert origins["EURUSD", "GBPUSD"] == (Origin.EDITED, 0.75)
    assert origins["EURUSC", "GBPUSD"] == (Origin.EDITED, 0.75)
    assert origins["USDEUR", "GBPUSD"] == (Origin.EDITED, -0.75)
    assert origins["EURUSD", "USDJPY"][0] is Origin.PRIOR
    assert origins["EURUSD", "US500"] == (Origin.UNKNOWN, 0)


def test_what_cannot_exist_is_repaired_and_what_changed_is_kept() -> None:
    instruments = (pair("EURUSD"), pair("GBPUSD"), pair("AUDUSD"))
    network = network_of(
        instruments, saying(("EURUSD", "GBPUSD", "0.9"), ("GBPUSD", "AUDUSD", "0.9"), ("EURUSD", "AUDUSD", "-0.9"))
    )
    assert [(change.first, change.second, change.asked) for change in network.changes] == [
        ("EURUSD", "GBPUSD", 0.9),
        ("EURUSD", "AUDUSD", -0.9),
        ("GBPUSD", "AUDUSD", 0.9),
    ]
    assert [change.used for change in network.changes] == pytest.approx([0.5, -0.5, 0.5], abs=1e-6)
    assert network.between("AUDUSD", "EURUSD") == pytest.approx(-0.5, abs=1e-6)
