"""Every finding once made and once just avoided."""

from planner.domain.plan import Draft
from tests.cases.objection import aimed, at, at_venue, sized, weighs
from tests.cases.objections_decided import DECIDED, LADDER, SIZING
from tests.cases.objections_liquidation import LIQUIDATED
from tests.conftest import (
    cfd_instrument,
    cfd_venue,
    fx_draft,
    linear_instrument,
    linear_venue,
    make_draft,
    position,
    tiers,
)
from tests.regimes import REG_T, cash_draft, inverse_draft, loan_draft, stock_draft

_PATTERN = {
    **REG_T,
    "day_trade_rule": "pattern_day_trader",
    "day_trade_multiple": "4",
    "day_trade_min_equity": "25000",
}
_BY_DAY = {**REG_T, "day_trade_rule": "intraday_margin"}
_OVERNIGHT = position(
    instrument="ACME",
    quantity="100",
    entry_price="100",
    mark_price="100",
    stop_price="99",
    leverage="1",
    margin_mode="cross",
)
_ETHER = inverse_draft(
    rules={"instruments": [inverse_draft().situation.venue.instruments[0].replace(base_currency="ETH")]}
)
_TWO = linear_venue(linear_instrument(), linear_instrument(symbol="ETHJPY", base_currency="ETH", quote_currency="JPY"))
_ETH = position(instrument="ETHJPY")
_POUND = cfd_instrument(symbol="GBPUSD", base_currency="GBP")
_EURO = {
    "currency": "EUR",
    "venue": cfd_venue(cfd_instrument(), _POUND),
    "positions": [position(instrument="GBPUSD", margin_mode="cross")],
}
_SHORT = position(side="short", quantity="1", stop_price="51000", margin_mode="cross")
_HALVES = [{"price": "51000", "share": "0.5"}, {"price": "52000", "share": "0.5"}]
_FAR_FIRST = _HALVES[::-1]
_TIERS = tiers(("5000.1", "0.005", "20"), ("1000000", "0.01", "10"))


def _beyond_tiers(**changes: object) -> Draft:
    return at_venue({"margin_tiers": _TIERS}, size_by="quantity", **changes)


INPUTS = (
    at("unknown_instrument", "instrument", make_draft(instrument="NOPE"), symbol="NOPE", venue="Linear"),
    at("unknown_instrument", "positions", make_draft(positions=[position(instrument="NOPE")]), symbol="NOPE"),
    at("balance_not_positive", "wallet_balance", make_draft(wallet_balance="0")),
    at("balance_not_positive", "wallet_balance", make_draft(wallet_balance="-1"), make_draft(wallet_balance="0.01")),
    at(
        "rate_missing",
        "rates.USDT",
        make_draft(currency="EUR"),
        make_draft(currency="BTC"),
        quote="USDT",
        currency="EUR",
    ),
    at("rate_missing", "rates.USDT", make_draft(currency="EUR"), make_draft(currency="EUR", rates={"USDT": "0.9"})),
    at(
        "rate_missing",
        "rates.JPY",
        make_draft(venue=_TWO, positions=[_ETH]),
        make_draft(venue=_TWO, positions=[_ETH], rates={"JPY": "0.007"}),
        quote="JPY",
    ),
    at("rate_missing", "rates.USD", fx_draft(**_EURO), fx_draft(**_EURO, rates={"USD": "0.9"}), quote="USD"),
    at(
        "margin_mode_not_offered",
        "margin_mode",
        make_draft(venue=linear_venue(margin_modes=["cross"])),
        mode="isolated",
        venue="Linear",
    ),
    at("entry_missing", "entry_price", make_draft(entry_price=None)),
    at(
        "off_tick",
        "entry_price",
        make_draft(entry_price="50000.05"),
        price="50000.05",
        tick_price="0.1",
        below_price="50000.0",
        above_price="50000.1",
    ),
    at(
        "entry_within_spread",
        "entry_price",
        at_venue({"spread": "50000"}),
        at_venue({"spread": "49999"}),
        price="50000",
        spread_price="50000",
    ),
    at("below_first_tick", "stop_price", sized(stop_price="0.05"), price="0.05", above_price="0.1"),
    weighs(
        "INPUT",
        "quantity_out_of_range",
        "size",
        make_draft(size_by="risk_amount", size="1000000000000000000", stop_price="49999.9"),
        make_draft(),
    ),
    at("off_tick", "targets.0", aimed("51000.01"), aimed("51000.1")),
    at("stop_wrong_side", "stop_price", make_draft(stop_price="50000"), make_draft(stop_price="49999.9"), side="long"),
    at(
        "stop_wrong_side",
        "stop_price",
        make_draft(side="short"),
        make_draft(side="short", stop_price="50000.1"),
        side="short",
        stop_price="49000",
        entry_price="50000",
    ),
    at("target_wrong_side", "targets.0", aimed("50000"), aimed("50000.1"), target_price="50000"),
    at(
        "shares_over_one",
        "shares",
        make_draft(targets=[{"price": "51000", "share": "0.6"}, {"price": "52000", "share": "0.5"}]),
        make_draft(targets=[{"price": "51000", "share": "0.5"}, {"price": "52000", "share": "0.5"}]),
        total_rate="1.1",
    ),
    at("size_missing", "size", make_draft(size="0"), size_by="risk_rate"),
    at("leverage_below_one", "leverage", make_draft(leverage="0.9"), make_draft(leverage="1"), leverage="0.9"),
    at("currency_not_offered", "currency", make_draft(currency="GBP", rates={"USDT": "0.9"}), make_draft()),
    at(
        "marks_differ",
        "positions",
        make_draft(positions=[position(), position(mark_price="50001")]),
        make_draft(positions=[position(), position()]),
        symbol="BTCUSDT",
    ),
    at(
        "stop_already_hit",
        "positions",
        make_draft(positions=[position(mark_price="48999.9")]),
        make_draft(positions=[position(mark_price="49000.1")]),
        symbol="BTCUSDT",
    ),
    at("risk_over_equity", "size", make_draft(size="1.01"), make_draft(size="1"), size_rate="1.01"),
    at("stop_needed_to_size", "stop_price", make_draft(stop_price=None), sized(stop_price=None)),
    at("stop_needed_to_size", "stop_price", make_draft(stop_price=None, size_by="risk_amount", size="200")),
)
JUDGED = (
    weighs(
        "BLOCKER",
        "equity_gone",
        "wallet_balance",
        make_draft(positions=[position(mark_price="40000", quantity="1")]),
        make_draft(positions=[position(mark_price="40001", quantity="1")]),
        equity_money="0",
    ),
    weighs(
        "BLOCKER",
        "already_liquidatable",
        "leverage",
        at_venue({"margin_tiers": tiers(("1000000", "0.1", "125"))}, size_by="quantity", size="1"),
        at_venue({"margin_tiers": tiers(("1000000", "0.0999", "125"))}, size_by="quantity", size="1"),
        equity_money="5000",
        required_money="5000",
    ),
    weighs("BLOCKER", "stop_missing", "stop_price", sized(stop_price=None)),
    weighs(
        "BLOCKER",
        "leverage_above_maximum",
        "leverage",
        at_venue({"max_leverage": "9.9"}),
        at_venue({"max_leverage": "10"}),
        leverage="10",
        max_leverage="9.9",
    ),
    weighs(
        "BLOCKER",
        "below_minimum",
        "size",
        at_venue({"min_quantity": "0.201"}),
        at_venue({"min_quantity": "0.2"}),
        asked_quantity="0.2",
        least_quantity="0.201",
    ),
    weighs(
        "BLOCKER",
        "below_minimum",
        "size",
        at_venue({"min_notional": "10001"}),
        at_venue({"min_notional": "10000"}),
        least_quantity="0.201",
    ),
    weighs("BLOCKER", "below_minimum", "size", sized(size="0.0009"), sized(size="0.001"), least_quantity="0.001"),
    weighs(
        "WARNING",
        "added_margin_not_free",
        "added_margin",
        sized(added_margin="9500.01"),
        sized(added_margin="9500"),
        missing_money="0.01",
        free_money="9500",
    ),
    weighs(
        "WARNING",
        "added_margin_not_free",
        "added_margin",
        sized(added_margin="200", wallet_balance="400"),
        sized(margin_mode="cross", added_margin="9500.01"),
        missing_money="200",
        free_money="0",
    ),
    weighs(
        "WARNING",
        "added_margin_not_free",
        "added_margin",
        make_draft(size_by="most", size="1", added_margin="10001"),
        make_draft(size_by="most", size="1", added_margin="9000"),
        missing_money="1",
        free_money="10000",
    ),
    weighs(
        "BLOCKER",
        "mode_conflict",
        "margin_mode",
        make_draft(positions=[position(margin_mode="cross")]),
        make_draft(positions=[position()]),
        mode="cross",
        symbol="BTCUSDT",
    ),
    weighs(
        "WARNING",
        "above_tiers",
        "size",
        _beyond_tiers(leverage="5", size="20.001", positions=[position()]),
        _beyond_tiers(leverage="5", size="19.9", positions=[position()]),
        asked_quantity="20.001",
        largest_quantity="19.9",
    ),
    weighs(
        "WARNING",
        "above_tiers",
        "size",
        _beyond_tiers(leverage="20", size="20.001"),
        _beyond_tiers(leverage="20", size="20"),
        largest_quantity="20",
    ),
    weighs(
        "WARNING",
        "leverage_above_tier",
        "leverage",
        at_venue({"margin_tiers": _TIERS}, leverage="20"),
        at_venue({"margin_tiers": _TIERS}, leverage="20", size="0.01"),
        leverage="20",
        max_leverage="10",
    ),
    weighs(
        "WARNING",
        "targets_below_costs",
        "targets.0",
        aimed("50050", fee_rate="0.0005"),
        aimed("50051", fee_rate="0.0005"),
    ),
    weighs(
        "WARNING",
        "nothing_to_close",
        "targets.1",
        sized(size="0.001", targets=_HALVES),
        sized(size="0.002", targets=_HALVES),
        share_rate="0.5",
        open_quantity="0.001",
    ),
    weighs(
        "WARNING",
        "nothing_to_close",
        "targets.0",
        sized(size="0.011", targets=[{"price": "51000", "share": "0.04"}, {"price": "52000", "share": "0.5"}]),
        sized(size="0.011", targets=[{"price": "51000", "share": "0"}, {"price": "52000", "share": "0.5"}]),
        share_rate="0.04",
        open_quantity="0.011",
    ),
    weighs(
        "WARNING",
        "exit_below_minimum",
        "targets.0",
        at_venue({"min_quantity": "0.002"}, size_by="quantity", size="0.003", targets=_FAR_FIRST),
        at_venue({"min_quantity": "0.002"}, size_by="quantity", size="0.004", targets=_FAR_FIRST),
        count="1",
        order_quantity="0.001",
        least_quantity="0.002",
    ),
    weighs(  # 51.5 of notional are two steps at the entry, and one at 52,000
        "WARNING",
        "exit_below_minimum",
        "targets.1",
        at_venue({"min_notional": "52.5"}, size_by="quantity", size="0.003", targets=_HALVES),
        at_venue({"min_notional": "51.5"}, size_by="quantity", size="0.003", targets=_HALVES),
        count="2",
        order_quantity="0.001",
        least_quantity="0.002",
    ),
    weighs(
        "WARNING",
        "margin_call_at_entry",
        "leverage",
        sized(leverage="100", venue=linear_venue(margin_call_ratio="2")),
        sized(leverage="100", venue=linear_venue(margin_call_ratio="1.99")),
    ),
    weighs(
        "WARNING",
        "margin_call_before_stop",
        "stop_price",
        sized(stop_price="45283.1"),
        sized(stop_price="45283.2"),
        stop_price="45283.1",
        call_price="45283.1",
    ),
    weighs(
        "WARNING", "far_liquidation", "instrument", sized(margin_mode="cross", positions=[_SHORT]), far_price="60739.9"
    ),
    weighs("NOTE", "hedge", "side", sized(margin_mode="cross", positions=[_SHORT]), symbol="BTCUSDT", side="short"),
    weighs("NOTE", "unplanned_share", "shares", aimed("51000", "0.7"), aimed("51000"), open_rate="0.3"),
    weighs(
        "NOTE", "typical_rules", "instrument", at_venue({"typical": ["fee_rate", "spread"]}), names="fee rate, spread"
    ),
)
REGIMES = (
    at("other_coin", "currency", _ETHER, inverse_draft(), coin="ETH", currency="BTC"),
    weighs(
        "WARNING",
        "closes_position",
        "side",
        sized(position_mode="one_way", side="short", stop_price="51000", positions=[position(quantity="0.05")]),
        sized(position_mode="one_way", side="short", stop_price="51000", positions=[position()]),
        order_quantity="0.1",
        open_quantity="0.05",
    ),
    at(
        "only_closes",
        "side",
        sized(position_mode="one_way", side="short", stop_price="51000", positions=[position()]),
        sized(side="short", stop_price="51000", positions=[position()]),
        order_quantity="0.1",
        open_quantity="0.1",
        side="long",
    ),
    at("short_not_offered", "side", cash_draft(side="short"), cash_draft(), venue="Linear"),
    weighs(
        "BLOCKER",
        "loan_above_maximum",
        "loan_to_value",
        loan_draft(loan_to_value="0.7"),
        loan_draft(loan_to_value="0.65"),
        ltv_rate="0.7",
        max_rate="0.65",
    ),
    weighs(
        "BLOCKER",
        "equity_below_minimum",
        "wallet_balance",
        stock_draft(wallet_balance="1999.99", size="1"),
        stock_draft(wallet_balance="2000", size="1"),
        equity_money="1999.99",
        least_money="2000",
    ),
    weighs(
        "BLOCKER",
        "day_trade_equity",
        "intraday",
        stock_draft(rules={"stock": _PATTERN}, wallet_balance="24999", intraday=True),
        stock_draft(rules={"stock": _PATTERN}, wallet_balance="24999"),
        equity_money="24999",
        least_money="25000",
    ),
    weighs(  # 5,000 are used overnight, as much by day: 2,000 more than there are
        "WARNING",
        "overnight_missing",
        "intraday",
        stock_draft(rules={"stock": _BY_DAY}, wallet_balance="8000", intraday=True, positions=[_OVERNIGHT]),
        stock_draft(rules={"stock": _BY_DAY}, wallet_balance="10000", intraday=True, positions=[_OVERNIGHT]),
        missing_money="2000",
    ),
    weighs(
        "NOTE",
        "changed_rules",
        "instrument",
        make_draft(venue=linear_venue(changed=["instruments.BTCUSDT.fee_rate"])),
        names="instruments.BTCUSDT.fee rate",
    ),
)

OBJECTIONS = (*INPUTS, *JUDGED, *LIQUIDATED, *REGIMES, *SIZING, *LADDER, *DECIDED)
