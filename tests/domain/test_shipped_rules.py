"""The venues that come with the planner say what regulators and brokers published."""

from decimal import Decimal

import pytest

from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.plan import Draft
from planner.domain.venue import Venue
from planner.storage.resources import resource
from planner.storage.venue_files import load_venue
from tests.conftest import is_near, make_draft

FREE = {"spread": "0", "fee_rate": "0", "commission": "0"}


def _venue(name: str) -> Venue:
    venue = load_venue(resource("venues", f"{name}.json"))
    return venue.replace(instruments=[listed.replace(**FREE) for listed in venue.instruments])


def _draft(name: str, symbol: str, **changes: object) -> Draft:
    venue = _venue(name)
    plan = {
        "venue": venue,
        "instrument": symbol,
        "currency": venue.account_currencies[0],
        "margin_mode": venue.margin_modes[0],
        "size_by": "quantity",
        "stop_price": None,
    }
    return make_draft(**{**plan, **changes})


def _requirement(evaluation: Evaluation) -> Decimal:
    assert evaluation.pool is not None
    assert evaluation.draft.plan.entry_price is not None
    return evaluation.pool.requirement_at(evaluation.draft.plan.entry_price)


LADDER = [("1000", "50", "15000"), ("10000", "5", "50000"), ("10000", "4.5", "45000"), ("50000", "1", "125000")]


@pytest.mark.parametrize(("shares", "price", "required"), [*LADDER, ("1000", "10", "5000")])
def test_a_share_sold_short_climbs_the_ladder(shares: str, price: str, required: str) -> None:
    plan = {"side": "short", "size": shares, "entry_price": price, "wallet_balance": "1000000"}
    assert _requirement(evaluate(_draft("us_stock_reg_t", "AAPL", **plan))) == Decimal(required)


@pytest.mark.parametrize(
    ("side", "size", "balance", "call"),
    [("short", "1000", "25000", "57.6923076923"), ("long", "400", "10000", "33.3333333333")],
)
def test_a_stock_account_is_called_where_the_published_price_is(side: str, size: str, balance: str, call: str) -> None:
    roots = evaluate(
        _draft("us_stock_reg_t", "AAPL", side=side, size=size, entry_price="50", wallet_balance=balance)
    ).roots
    assert is_near(roots.margin_call, call, "1e-10")
    assert roots.liquidation is None


@pytest.mark.parametrize(
    ("symbol", "side", "rate"),
    [("SSO", "long", "0.5"), ("TQQQ", "long", "0.75"), ("SSO", "short", "0.6"), ("TQQQ", "short", "0.9")],
)
def test_a_leveraged_fund_maintains_its_multiple(symbol: str, side: str, rate: str) -> None:
    plan = {"side": side, "size": "1000", "entry_price": "100", "wallet_balance": "1000000"}
    assert _requirement(evaluate(_draft("us_stock_reg_t", symbol, **plan))) == Decimal(rate) * 100000


@pytest.mark.parametrize(
    ("name", "balance", "codes"),
    [
        ("us_stock_reg_t", "1999", {"equity_below_minimum"}),
        ("us_stock_reg_t", "24000", set()),
        ("us_stock_legacy_pdt", "24000", {"day_trade_equity"}),
        ("us_stock_legacy_pdt", "25000", set()),
    ],
)
def test_a_day_trade_needs_25000_only_where_the_old_rule_stands(name: str, balance: str, codes: set[str]) -> None:
    evaluation = evaluate(_draft(name, "AAPL", size="1", entry_price="50", wallet_balance=balance, intraday=True))
    asked = {"equity_below_minimum", "day_trade_equity"}
    assert asked & {finding.code for finding in evaluation.findings} == codes


@pytest.mark.parametrize("listed", _venue("cme_futures").instruments, ids=lambda listed: str(listed.symbol))
def test_speculators_post_110_percent_of_maintenance(listed: object) -> None:
    margin = listed.futures_margin  # type: ignore[attr-defined]
    assert margin.initial == margin.maintenance * Decimal("1.1")


def test_metals_are_margined_as_a_share_of_notional() -> None:
    gold = evaluate(_draft("cme_futures", "GC", size="1", entry_price="4000", wallet_balance="100000"))
    assert (gold.initial_margin, _requirement(gold)) == (Decimal(39600), Decimal(36000))
    # 100,000 + 100 (P - 4,000) = 0.09 x 100 P
    assert is_near(gold.roots.margin_call, "3296.7032967033")


NFA = {
    "EURUSD": "2",
    "USDCAD": "2",
    "USDDKK": "2",
    "USDCHF": "3",
    "AUDUSD": "3",
    "NZDUSD": "3",
    "USDSEK": "3",
    "GBPUSD": "5",
    "USDJPY": "5",
    "EURGBP": "5",
    "USDNOK": "7",
    "USDZAR": "7",
    "USDMXN": "10",
    "USDTRY": "25",
    "USDSGD": "5",
}


@pytest.mark.parametrize(("symbol", "percent"), NFA.items())
def test_X11_a_pair_pays_the_higher_of_its_two_currencies(symbol: str, percent: str) -> None:  # noqa: N802 - its id
    listed = _venue("us_retail_fx").instrument(symbol)
    assert listed is not None
    assert is_near(100 / listed.max_leverage, percent, "1e-5")


@pytest.mark.parametrize(("symbol", "entry", "margin"), [("EURUSD", "1", "2000"), ("USDSGD", "1.35", "5000")])
def test_V15_a_hundred_thousand_asks_for_two_or_five_percent(  # noqa: N802 - the name of the example
    symbol: str, entry: str, margin: str
) -> None:
    listed = _venue("us_retail_fx").instrument(symbol)
    assert listed is not None
    plan = {"size": "100000", "entry_price": entry, "leverage": listed.max_leverage}
    assert is_near(evaluate(_draft("us_retail_fx", symbol, **plan)).initial_margin, margin)


RETAIL = [
    ("EURUSD", "1", "0.9833333333"),
    ("AUDUSD", "1", "0.975"),
    ("US500", "5000", "4875"),
    ("GOOG", "200", "180"),
    ("BTCUSD", "50000", "37500"),
]


@pytest.mark.parametrize(("symbol", "entry", "price"), RETAIL)
def test_V14_a_full_retail_account_is_closed_out_at_half_its_margin(  # noqa: N802 - the name of the example
    symbol: str, entry: str, price: str
) -> None:
    listed = _venue("eu_retail_cfd").instrument(symbol)
    assert listed is not None
    plan = {"size": "1", "entry_price": entry, "leverage": listed.max_leverage, "currency": "USD"}
    balance = (listed.contract_size * Decimal(entry) / listed.max_leverage).quantize(Decimal("0.00000001"))
    found = evaluate(_draft("eu_retail_cfd", symbol, **plan, wallet_balance=balance))
    assert is_near(found.roots.liquidation, price)
    assert found.draft.situation.venue.deficit_policy == "protected"


def test_X12_no_retail_venue_closes_out_below_half() -> None:  # noqa: N802 - its id
    for name in ("eu_retail_cfd", "uk_retail_cfd", "au_retail_cfd"):
        venue = _venue(name)
        assert [venue.liquidation_ratio, venue.margin_call_ratio] == [Decimal("0.5"), 1]
        assert venue.margin_modes == ("cross",)


def test_X20_britain_has_no_retail_crypto_and_an_exchange_protects_nobody_by_law() -> None:  # noqa: N802 - its id
    assert not [listed for listed in _venue("uk_retail_cfd").instruments if listed.base_currency == "BTC"]
    for name in ("binance_usdm", "bybit_linear", "okx", "hyperliquid"):
        assert _venue(name).deficit_policy == "insurance_and_adl"
    crypto = _venue("eu_retail_cfd").instrument("BTCUSD")
    assert crypto is not None
    assert crypto.max_leverage == 2


def test_X25_protection_is_said_of_retail_clients() -> None:  # noqa: N802 - its id
    for name in ("eu_retail_cfd", "uk_retail_cfd", "au_retail_cfd"):
        assert "retail" in _venue(name).client_class.lower()
    for name in ("us_retail_fx", "jp_retail_fx", "cme_futures"):
        assert _venue(name).deficit_policy == "owed"


def test_a_loan_is_called_and_liquidated_at_its_thresholds() -> None:
    roots = evaluate(_draft("crypto_loan", "BTC/USDT", size="1", entry_price="50000", wallet_balance="50000")).roots
    assert is_near(roots.margin_call, "43333.3333333")  # 32,500 / 0.75
    assert is_near(roots.liquidation, "39156.6265060")  # 32,500 / 0.83
    assert is_near(roots.bankruptcy, "32500")


@pytest.mark.parametrize(("days", "paid"), [("0", "11.25"), ("0.1", "22.5"), ("1", "78.75")])
def test_kraken_charges_the_opening_and_every_started_four_hours(days: str, paid: str) -> None:
    plan = {"size": "1.5", "entry_price": "30000", "leverage": "5", "holding_days": days}
    found = evaluate(_draft("kraken_spot_margin", "BTC/USD", **plan))
    assert found.unit is not None
    at_once = found.unit.entry_fee - 30000 * found.unit.fees.entry
    assert (found.unit.carry_quote + at_once) * Decimal("1.5") == Decimal(paid)  # 45,000 x 0.025 % for each
    assert is_near(found.roots.liquidation, str(Decimal("25733.33333333333333") + found.unit.entry_fee), "1e-15")


@pytest.mark.parametrize("name", ["us_stock_reg_t", "cme_futures"])
def test_X27_a_call_restores_initial_margin_in_futures_and_maintenance_in_stock(name: str) -> None:  # noqa: N802 - its id
    assert _venue(name).call_restores == ("initial" if name == "cme_futures" else "maintenance")


def test_X24_maintenance_runs_from_half_a_percent_to_half_of_the_position() -> None:  # noqa: N802 - its id
    rates = [tier.maintenance_margin_rate for i in _venue("binance_usdm").instruments for tier in i.margin_tiers]
    assert min(rates) <= Decimal("0.005")
    assert max(rates) >= Decimal("0.25")
