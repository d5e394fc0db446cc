"""Builders of plans and venues for every test, and the one hypothesis profile: the same examples in every run.

`--full` asks for every point of the fault harnesses instead of a sample, and for the table of what they found.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.constants_ast import Constants

from planner.domain.plan import DEFAULT_LIMITS, Account, Draft, Limits, Plan, Position, Situation
from planner.domain.venue import Instrument, Venue
from planner.domain.venue_rules import MarginTier
from tests.happenings import NOW, RULES

settings.register_profile(
    "planner",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# Numbers found in the modules that happen to be loaded would be tried too, and differ with the tests run before.
pytest.MonkeyPatch().setattr("hypothesis.internal.conjecture.providers._get_local_constants", Constants)
settings.register_profile("full", settings.get_profile("planner"), max_examples=1_000)
settings.load_profile("planner")
DOMAIN = Path(__file__).parent / "domain"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the fault harnesses."""
    parser.addoption("--full", action="store_true", help="run the fault harnesses in full and write their table")
    parser.addoption("--table", action="store_true", help="write the table of the fault harnesses as they run")


def pytest_configure(config: pytest.Config) -> None:
    """More examples of every law where everything is asked for."""
    if config.getoption("--full"):
        settings.load_profile("full")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the domain are marked: those that are written out are run for its branches, and only once."""
    for item in items:
        if item.path.is_relative_to(DOMAIN):
            item.add_marker("domain")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays to the end: it is looked through for garbage neither meanwhile nor later."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


_PLAN = {
    "instrument": "BTCUSDT",
    "side": "long",
    "entry_price": "50000",
    "stop_price": "49000",
    "leverage": "10",
    "margin_mode": "isolated",
    "size_by": "risk_rate",
    "size": "0.02",
    "slippage_rate": "0",
    "holding_days": "0",
}
_ACCOUNT = {"name": "Main", "currency": "USDT", "wallet_balance": "10000"}
_LINEAR_INSTRUMENT = {
    "symbol": "BTCUSDT",
    "base_currency": "BTC",
    "quote_currency": "USDT",
    "quantity_unit": "BTC",
    "contract_size": "1",
    "price_tick": "0.1",
    "quantity_step": "0.001",
    "min_quantity": "0.001",
    "max_leverage": "125",
    "fee_rate": "0",
    "commission": "0",
    "spread": "0",
    "margin_tiers": [{"notional_cap": "1000000000", "maintenance_margin_rate": "0.005", "max_leverage": "125"}],
}
_CFD_INSTRUMENT = {
    **_LINEAR_INSTRUMENT,
    "symbol": "EURUSD",
    "base_currency": "EUR",
    "quote_currency": "USD",
    "quantity_unit": "lot",
    "contract_size": "100000",
    "price_tick": "0.00001",
    "pip": "0.0001",
    "quantity_step": "0.01",
    "min_quantity": "0.01",
    "max_leverage": "500",
    "margin_tiers": [],
}
_LINEAR_VENUE = {
    "id": "linear",
    "name": "Linear",
    "regime": "linear_perpetual",
    "as_of": "2025-01-01",
    "source": "made for tests",
    "client_class": "",
    "deficit_policy": "insurance_and_adl",
    "margin_modes": ["isolated", "cross"],
    "margin_call_ratio": "1.25",
    "liquidation_ratio": "1",
    "account_currencies": ["USDT", "USD", "EUR", "BTC"],
}
_CFD_VENUE = {
    **_LINEAR_VENUE,
    "id": "cfd",
    "name": "Broker",
    "regime": "margin_level",
    "deficit_policy": "protected",
    "margin_modes": ["cross"],
    "margin_call_ratio": "1",
    "liquidation_ratio": "0.5",
    "account_currencies": ["USD", "EUR"],
}


def linear_instrument(**changes: object) -> Instrument:
    """BTCUSDT without any cost, one tier of 0.5 %."""
    return Instrument.model_validate({**_LINEAR_INSTRUMENT, **changes})


def cfd_instrument(**changes: object) -> Instrument:
    """EURUSD in lots of 100,000 without any cost."""
    return Instrument.model_validate({**_CFD_INSTRUMENT, **changes})


def linear_venue(*instruments: Instrument, **changes: object) -> Venue:
    """A perpetual exchange: liquidation at 100 % of maintenance, call at 125 %."""
    return _venue(_LINEAR_VENUE, instruments or (linear_instrument(),), changes)


def cfd_venue(*instruments: Instrument, **changes: object) -> Venue:
    """A broker: call at 100 % of used margin, stop-out at 50 %."""
    return _venue(_CFD_VENUE, instruments or (cfd_instrument(),), changes)


def _venue(base: Mapping[str, object], instruments: Iterable[Instrument], changes: Mapping[str, object]) -> Venue:
    return Venue.model_validate({**base, "instruments": tuple(instruments), **changes})


def tiers(*rows: tuple[str, str, str]) -> tuple[MarginTier, ...]:
    """Tiers of (cap, rate, leverage)."""
    names = ("notional_cap", "maintenance_margin_rate", "max_leverage")
    return tuple(MarginTier.model_validate(dict(zip(names, row, strict=True))) for row in rows)


def position(**changes: object) -> Position:
    """An open long position of 0.1 BTC at 50,000, still there, with a stop at 49,000."""
    return Position.model_validate(
        {
            "instrument": "BTCUSDT",
            "side": "long",
            "quantity": "0.1",
            "entry_price": "50000",
            "mark_price": "50000",
            "stop_price": "49000",
            "leverage": "10",
            "margin_mode": "isolated",
            **changes,
        }
    )


def limits(**changes: object) -> Limits:
    """The limits a new plan starts with, changed."""
    return Limits.model_validate({**dict(DEFAULT_LIMITS), **changes})


def make_draft(**changes: object) -> Draft:
    """A plan to buy BTC at 50,000 risking 2 % of 10,000; every change goes to the record that has a field of its name.

    `name`, `currency` and `wallet_balance` are the account's.
    """
    parts = {
        model: {key: changes.pop(key) for key in tuple(changes) if key in model.model_fields}
        for model in (Plan, Account, Situation)
    }
    if changes:
        raise TypeError(f"no record has {sorted(changes)}")
    situation = {
        "account": {**_ACCOUNT, **parts[Account]},
        "venue": linear_venue(),
        "limits": DEFAULT_LIMITS,
        "rules": RULES,
        "judged_at": NOW,
        **parts[Situation],
    }
    return Draft.model_validate({"plan": {**_PLAN, **parts[Plan]}, "situation": situation})


def fx_draft(**changes: object) -> Draft:
    """A plan to buy one lot of EURUSD at 1.00000 with 10,000 dollars."""
    return make_draft(
        **{
            "venue": cfd_venue(),
            "currency": "USD",
            "instrument": "EURUSD",
            "entry_price": "1",
            "stop_price": "0.99",
            "margin_mode": "cross",
            "size_by": "quantity",
            "size": "1",
            "leverage": "30",
            **changes,
        }
    )


def figure(value: object, path: str) -> object:
    """What stands at a dotted path."""
    return attrgetter(path)(value)


def is_near(value: object, expected: str, tolerance: str = "1e-6") -> bool:
    """Whether a figure equals the expected one, relative to its size."""
    wanted = Decimal(expected)
    return isinstance(value, Decimal) and abs(value - wanted) <= Decimal(tolerance) * abs(wanted)


def exact(value: Decimal) -> Fraction:
    """The number as a fraction."""
    return Fraction(value)
