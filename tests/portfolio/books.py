"""A book of majors against the dollar, small enough to be added up by hand."""

from planner.domain.plan import Draft, Position
from planner.domain.venue import Instrument
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, position

MAJORS = ("AUDUSD", "EURUSD", "GBPUSD", "USDCHF")


def major(symbol: str, **changes: object) -> Instrument:
    """A pair in lots of 100,000 without any cost."""
    legs = {"base_currency": symbol[:3], "quote_currency": symbol[3:]}
    return cfd_instrument(**{"symbol": symbol, **legs, **changes})


def held(symbol: str, **changes: object) -> Position:
    """An open lot at 1.00000 with 1,000 at risk, in a pair whose quote is worth a dollar."""
    plain = {"instrument": symbol, "quantity": "1", "entry_price": "1", "mark_price": "1", "stop_price": "0.99"}
    return position(**{**plain, "leverage": "30", "margin_mode": "cross", **changes})


def said(one: str, other: str, value: str) -> dict[str, str]:
    """A correlation entered by hand."""
    return {"first": one, "second": other, "value": value, "as_of": "2026-05-04"}


def majors(*positions: Position, **changes: object) -> Draft:
    """A lot of EURUSD at 1.00000 with 1,000 of 100,000 at risk, beside open positions in pairs 0.8 alike."""
    pairs = [said("EURUSD", "GBPUSD", "0.8"), said("AUDUSD", "EURUSD", "0.8"), said("AUDUSD", "GBPUSD", "0.8")]
    situation = {
        "venue": cfd_venue(*(major(symbol) for symbol in MAJORS)),
        "wallet_balance": "100000",
        "positions": positions,
        "correlations": {"pairs": pairs},
        "rates": {"CHF": "1"},
    }
    return fx_draft(**{**situation, **changes})
