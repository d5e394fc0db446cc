from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.venue import Regime, Side
from planner.domain.venue_rules import AssetClass
from planner.portfolio.currency_legs import Exchange, legs_of, net_legs, net_open_position
from planner.portfolio.drivers import Stake, exposures, loss_when, residual
from tests.conftest import cfd_instrument


def exchange(symbol: str, side: Side, notional: str) -> dict[str, Decimal]:
    instrument = cfd_instrument(symbol=symbol, base_currency=symbol[:3], quote_currency=symbol[3:])
    return legs_of(Exchange(instrument, side, Decimal(notional)), Regime.MARGIN_LEVEL)


def test_pairs_against_the_dollar_are_one_bet_on_the_dollar() -> None:
    legs = net_legs(
        [
            exchange("EURUSD", Side.LONG, "110000"),
            exchange("GBPUSD", Side.LONG, "130000"),
            exchange("USDJPY", Side.SHORT, "100000"),
        ]
    )
    assert legs == {"USD": -340000, "GBP": 130000, "EUR": 110000, "JPY": 100000}
    assert list(legs) == ["USD", "GBP", "EUR", "JPY"]
    assert net_open_position(legs) == 340000


def test_the_net_open_position_is_the_published_one() -> None:
    """Central Bank of Bahrain, CA-6.4: 300 of longs, 200 of shorts, 20 of gold; 8 % of 320 is the charge of 25.6."""
    legs = {"GBP": 100, "EUR": 150, "CAD": 50, "USD": -180, "JPY": -20, "XAU": -20}
    net = net_open_position({currency: Decimal(amount) for currency, amount in legs.items()})
    assert net == 320
    assert net * Decimal("0.08") == Decimal("25.6")


def test_a_share_is_no_exchange_of_currencies() -> None:
    instrument = cfd_instrument(symbol="US500", base_currency="US500", asset_class="equity_index")
    assert legs_of(Exchange(instrument, Side.LONG, Decimal(1000)), Regime.MARGIN_LEVEL) == {}


@given(st.lists(st.tuples(st.sampled_from(["EURUSD", "GBPJPY", "USDJPY"]), st.sampled_from(Side), st.integers(0, 99))))
def test_what_is_bought_is_paid(book: list[tuple[str, Side, int]]) -> None:
    legs = net_legs(exchange(symbol, side, str(notional)) for symbol, side, notional in book)
    assert sum(legs.values()) == 0
    assert net_open_position(legs) == sum(amount for amount in legs.values() if amount > 0)


def test_a_book_of_coins_is_long_of_its_driver_by_beta() -> None:
    stakes = [
        Stake(AssetClass.CRYPTO, Side.LONG, Decimal(10000), Decimal("1.3")),
        Stake(AssetClass.CRYPTO, Side.LONG, Decimal(5000), Decimal("1.6")),
        Stake(AssetClass.CRYPTO, Side.SHORT, Decimal(3000), Decimal(1)),
        Stake(AssetClass.FX, Side.SHORT, Decimal(100), Decimal(1)),
    ]
    found = exposures(stakes)
    assert list(found) == [AssetClass.CRYPTO, AssetClass.FX]
    assert list(found.values()) == [18000, -100]
    assert loss_when(found[AssetClass.CRYPTO], Decimal("-0.1")) == 1800


def test_what_no_driver_explains_adds_up_as_independent() -> None:
    assert residual([(300.0, 0.01), (-200.0, 0.02)]) == 5
