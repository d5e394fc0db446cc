"""Builders of plans at venues of every other regime: round numbers, no costs unless asked for."""

from planner.domain.plan import Draft
from planner.domain.venue import Instrument, Venue
from tests.conftest import linear_instrument, linear_venue, make_draft

REG_T = {
    "initial_long": "0.5",
    "initial_short": "0.5",
    "maintenance_long": "0.25",
    "maintenance_short": "0.3",
    "per_share": "5",
    "low_price": "5",
    "low_rate": "1",
    "low_per_share": "2.5",
    "min_equity": "2000",
}
_SHARE = {"base_currency": "ACME", "quote_currency": "USD", "quantity_unit": "share", "price_tick": "0.01"}
_COIN = {"base_currency": "BTC", "quote_currency": "USD", "margin_tiers": []}


def instrument(**changes: object) -> Instrument:
    """Any instrument without tiers and costs, in whole units."""
    whole = {"margin_tiers": [], "quantity_step": "1", "min_quantity": "1", "quote_currency": "USD"}
    return linear_instrument(**{**whole, **changes})


def venue(regime: str, listed: Instrument, **changes: object) -> Venue:
    """A venue of a regime: cross margin in dollars, the call and liquidation at the requirement itself."""
    rules = {"margin_modes": ["cross"], "account_currencies": ["USD"], "margin_call_ratio": "1"}
    return linear_venue(listed, regime=regime, **{**rules, **changes})


def _draft(rules: Venue, **changes: object) -> Draft:
    plan = {
        "venue": rules,
        "instrument": rules.instruments[0].symbol,
        "currency": rules.account_currencies[0],
        "margin_mode": rules.margin_modes[0],
        "size_by": "quantity",
        "stop_price": None,
    }
    return make_draft(**{**plan, **changes})


def inverse_draft(*, rules: dict[str, object] | None = None, **changes: object) -> Draft:
    """A plan to buy contracts of 100 dollars at 50,000 with one coin, isolated at 10x, 0.5 % maintenance."""
    tier = [{"notional_cap": "100000", "maintenance_margin_rate": "0.005", "max_leverage": "125"}]
    listed = instrument(symbol="BTCUSD", contract_size="100", quantity_unit="contract", margin_tiers=tier)
    kept = {"margin_modes": ["isolated", "cross"], "account_currencies": ["BTC", "USD"]}
    settled = venue("inverse_perpetual", listed, **{**kept, "margin_call_ratio": "1.25", **(rules or {})})
    return _draft(settled, **{"size": "100", "wallet_balance": "1", **changes})


def futures_draft(*, rules: dict[str, object] | None = None, margin: object = None, **changes: object) -> Draft:
    """A plan to buy one contract of 50 dollars a point at 4,000: 11,000 initial, 10,000 maintenance, 1,000 by day."""
    asked = {"initial": "11000", "maintenance": "10000", "day": "1000"}
    listed = instrument(
        symbol="ES", base_currency="US500", contract_size="50", price_tick="0.25", futures_margin=margin or asked
    )
    settled = venue("futures", listed, **{"liquidation_ratio": None, "deficit_policy": "owed", **(rules or {})})
    return _draft(settled, **{"size": "1", "entry_price": "4000", "wallet_balance": "15000", **changes})


def halves_by_kelly(share: str, won: str = "0.45", **changes: object) -> Draft:
    """A share of Kelly of 20,000, 40 losses of a contract from 4,000 to 3,990; halves are closed at 1 R and at 2 R."""
    targets = [{"price": "4010", "share": "0.5"}, {"price": "4020", "share": "0.5"}]
    plan = {"intraday": True, "stop_price": "3990", "targets": targets, "wallet_balance": "20000", **changes}
    sizing = {"win_rate": won}
    return futures_draft(rules=None, margin=None, size_by="kelly", size=share, sizing=sizing, **plan)


def stock_draft(*, rules: dict[str, object] | None = None, leverage_of_fund: str = "1", **changes: object) -> Draft:
    """A plan to buy 400 shares at 50 with 10,000 dollars under Regulation T."""
    listed = instrument(**{**_SHARE, "symbol": "ACME", "stock_leverage": leverage_of_fund})
    kept = {"stock": REG_T, "liquidation_ratio": None, "deficit_policy": "owed", "call_restores": "maintenance"}
    settled = venue("margin_stock", listed, **{**kept, **(rules or {})})
    return _draft(settled, **{"size": "400", "entry_price": "50", **changes})


def spot_draft(*, rules: dict[str, object] | None = None, **changes: object) -> Draft:
    """A plan to buy 1.5 coins at 30,000 on spot margin of 5x with 10,000 dollars: call at 80 %, liquidation at 40 %."""
    listed = instrument(**{**_COIN, "symbol": "BTCUSD", "quantity_step": "0.1", "min_quantity": "0.1"})
    levels = {"margin_call_ratio": "0.8", "liquidation_ratio": "0.4"}
    settled = venue("spot_margin", listed, **{**levels, **(rules or {})})
    return _draft(settled, **{"size": "1.5", "entry_price": "30000", "leverage": "5", **changes})


def loan_draft(*, rules: dict[str, object] | None = None, interest: object = None, **changes: object) -> Draft:
    """One coin at 50,000 as collateral for a loan of half of it: call at 75 %, liquidation at 83 % loan to value."""
    thresholds = {"initial_ltv": "0.65", "margin_call_ltv": "0.75", "liquidation_ltv": "0.83"}
    listed = instrument(**{**_COIN, "symbol": "BTCUSD", "loan": thresholds, "interest": interest})
    settled = venue("loan", listed, **{"margin_modes": ["isolated"], **(rules or {})})
    return _draft(settled, **{"size": "1", "loan_to_value": "0.5", "wallet_balance": "50000", **changes})


def cash_draft(*, rules: dict[str, object] | None = None, **changes: object) -> Draft:
    """A plan to buy 100 shares at 50 with 10,000 dollars, paid in full."""
    settled = venue("cash", instrument(**{**_SHARE, "symbol": "ACME"}), **{"liquidation_ratio": None, **(rules or {})})
    return _draft(settled, **{"size": "100", "entry_price": "50", **changes})
