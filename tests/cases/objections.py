"""Every finding once made and once just avoided."""

from dataclasses import dataclass

from planner.domain.plan import Draft
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


@dataclass(frozen=True)
class Objection:
    """A code with its weight and field, a draft it is raised at with some facts, and one it is not raised at."""

    code: str
    weight: str
    field: str
    raised: Draft
    silent: Draft
    facts: dict[str, str | None]

    def __str__(self) -> str:
        """The name a failing test is known by."""
        return f"{self.code} at {self.field}"


def _at(code: str, where: str, raised: Draft, silent: Draft | None = None, **facts: str | None) -> Objection:
    return Objection(code, "INPUT", where, raised, silent or make_draft(), facts)


def _weighs(weight: str, code: str, where: str, raised: Draft, silent: Draft | None = None, **facts: str) -> Objection:
    return Objection(code, weight, where, raised, silent or make_draft(), dict(facts))


def _sized(**changes: object) -> Draft:
    return make_draft(**{"size_by": "quantity", "size": "0.1", **changes})


def _aimed(price: str, share: str = "1", **changes: object) -> Draft:
    return make_draft(targets=[{"price": price, "share": share}], **changes)


def _at_venue(instrument: dict[str, object], **changes: object) -> Draft:
    return make_draft(venue=linear_venue(linear_instrument(**instrument)), **changes)


_PATTERN = {
    **REG_T,
    "day_trade_rule": "pattern_day_trader",
    "day_trade_multiple": "4",
    "day_trade_min_equity": "25000",
}
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
_TIERS = tiers(("5000.1", "0.005", "20"), ("1000000", "0.01", "10"))


def _beyond_tiers(**changes: object) -> Draft:
    return _at_venue({"margin_tiers": _TIERS}, size_by="quantity", **changes)


INPUTS = (
    _at("unknown_instrument", "instrument", make_draft(instrument="NOPE"), symbol="NOPE", venue="Linear"),
    _at("unknown_instrument", "positions", make_draft(positions=[position(instrument="NOPE")]), symbol="NOPE"),
    _at("balance_not_positive", "wallet_balance", make_draft(wallet_balance="0")),
    _at("balance_not_positive", "wallet_balance", make_draft(wallet_balance="-1"), make_draft(wallet_balance="0.01")),
    _at(
        "rate_missing",
        "rates.USDT",
        make_draft(currency="EUR"),
        make_draft(currency="BTC"),
        quote="USDT",
        currency="EUR",
    ),
    _at("rate_missing", "rates.USDT", make_draft(currency="EUR"), make_draft(currency="EUR", rates={"USDT": "0.9"})),
    _at(
        "rate_missing",
        "rates.JPY",
        make_draft(venue=_TWO, positions=[_ETH]),
        make_draft(venue=_TWO, positions=[_ETH], rates={"JPY": "0.007"}),
        quote="JPY",
    ),
    _at("rate_missing", "rates.USD", fx_draft(**_EURO), fx_draft(**_EURO, rates={"USD": "0.9"}), quote="USD"),
    _at(
        "margin_mode_not_offered",
        "margin_mode",
        make_draft(venue=linear_venue(margin_modes=["cross"])),
        mode="isolated",
        venue="Linear",
    ),
    _at("entry_missing", "entry_price", make_draft(entry_price=None)),
    _at(
        "off_tick",
        "entry_price",
        make_draft(entry_price="50000.05"),
        price="50000.05",
        tick_price="0.1",
        below_price="50000.0",
        above_price="50000.1",
    ),
    _at(
        "entry_within_spread",
        "entry_price",
        _at_venue({"spread": "50000"}),
        _at_venue({"spread": "49999"}),
        price="50000",
        spread_price="50000",
    ),
    _at("below_first_tick", "stop_price", _sized(stop_price="0.05"), price="0.05", above_price="0.1"),
    _weighs(
        "INPUT",
        "quantity_out_of_range",
        "size",
        make_draft(size_by="risk_amount", size="1000000000000000000", stop_price="49999.9"),
        make_draft(),
    ),
    _at("off_tick", "targets.0", _aimed("51000.01"), _aimed("51000.1")),
    _at("stop_wrong_side", "stop_price", make_draft(stop_price="50000"), make_draft(stop_price="49999.9"), side="long"),
    _at(
        "stop_wrong_side",
        "stop_price",
        make_draft(side="short"),
        make_draft(side="short", stop_price="50000.1"),
        side="short",
        stop_price="49000",
        entry_price="50000",
    ),
    _at("target_wrong_side", "targets.0", _aimed("50000"), _aimed("50000.1"), target_price="50000"),
    _at(
        "shares_over_one",
        "shares",
        make_draft(targets=[{"price": "51000", "share": "0.6"}, {"price": "52000", "share": "0.5"}]),
        make_draft(targets=[{"price": "51000", "share": "0.5"}, {"price": "52000", "share": "0.5"}]),
        total_rate="1.1",
    ),
    _at("size_missing", "size", make_draft(size="0"), size_by="risk_rate"),
    _at("leverage_below_one", "leverage", make_draft(leverage="0.9"), make_draft(leverage="1"), leverage="0.9"),
    _at("currency_not_offered", "currency", make_draft(currency="GBP", rates={"USDT": "0.9"}), make_draft()),
    _at(
        "marks_differ",
        "positions",
        make_draft(positions=[position(), position(mark_price="50001")]),
        make_draft(positions=[position(), position()]),
        symbol="BTCUSDT",
    ),
    _at(
        "stop_already_hit",
        "positions",
        make_draft(positions=[position(mark_price="48999.9")]),
        make_draft(positions=[position(mark_price="49000.1")]),
        symbol="BTCUSDT",
    ),
    _at("risk_over_equity", "size", make_draft(size="1.01"), make_draft(size="1"), size_rate="1.01"),
    _at("stop_needed_to_size", "stop_price", make_draft(stop_price=None), _sized(stop_price=None)),
    _at("stop_needed_to_size", "stop_price", make_draft(stop_price=None, size_by="risk_amount", size="200")),
)
JUDGED = (
    _weighs(
        "BLOCKER",
        "equity_gone",
        "wallet_balance",
        make_draft(positions=[position(mark_price="40000", quantity="1")]),
        make_draft(positions=[position(mark_price="40001", quantity="1")]),
        equity_money="0",
    ),
    _weighs(
        "BLOCKER",
        "already_liquidatable",
        "leverage",
        _at_venue({"margin_tiers": tiers(("1000000", "0.1", "125"))}, size_by="quantity", size="1"),
        _at_venue({"margin_tiers": tiers(("1000000", "0.0999", "125"))}, size_by="quantity", size="1"),
        equity_money="5000",
        required_money="5000",
    ),
    _weighs(
        "BLOCKER",
        "stop_beyond_liquidation",
        "stop_price",
        _sized(stop_price="45226.1"),
        _sized(stop_price="45226.3"),
        stop_price="45226.1",
        liquidation_price="45226.2",
    ),
    _weighs(
        "BLOCKER",
        "stop_beyond_liquidation",
        "stop_price",
        _sized(side="short", stop_price="54726.4"),
        _sized(side="short", stop_price="54726.2"),
        liquidation_price="54726.3",
    ),
    _weighs("BLOCKER", "stop_missing", "stop_price", _sized(stop_price=None)),
    _weighs(
        "BLOCKER",
        "leverage_above_maximum",
        "leverage",
        _at_venue({"max_leverage": "9.9"}),
        _at_venue({"max_leverage": "10"}),
        leverage="10",
        max_leverage="9.9",
    ),
    _weighs(
        "BLOCKER",
        "below_minimum",
        "size",
        _at_venue({"min_quantity": "0.201"}),
        _at_venue({"min_quantity": "0.2"}),
        asked_quantity="0.2",
        least_quantity="0.201",
    ),
    _weighs(
        "BLOCKER",
        "below_minimum",
        "size",
        _at_venue({"min_notional": "10001"}),
        _at_venue({"min_notional": "10000"}),
        least_quantity="0.201",
    ),
    _weighs("BLOCKER", "below_minimum", "size", _sized(size="0.0009"), _sized(size="0.001"), least_quantity="0.001"),
    _weighs(
        "BLOCKER",
        "mode_conflict",
        "margin_mode",
        make_draft(positions=[position(margin_mode="cross")]),
        make_draft(positions=[position()]),
        mode="cross",
        symbol="BTCUSDT",
    ),
    _weighs(
        "WARNING",
        "above_tiers",
        "size",
        _beyond_tiers(leverage="5", size="20.001", positions=[position()]),
        _beyond_tiers(leverage="5", size="19.9", positions=[position()]),
        asked_quantity="20.001",
        largest_quantity="19.9",
    ),
    _weighs(
        "WARNING",
        "above_tiers",
        "size",
        _beyond_tiers(leverage="20", size="20.001"),
        _beyond_tiers(leverage="20", size="20"),
        largest_quantity="20",
    ),
    _weighs(
        "WARNING",
        "leverage_above_tier",
        "leverage",
        _at_venue({"margin_tiers": _TIERS}, leverage="20"),
        _at_venue({"margin_tiers": _TIERS}, leverage="20", size="0.01"),
        leverage="20",
        max_leverage="10",
    ),
    _weighs(
        "WARNING",
        "targets_below_costs",
        "targets.0",
        _aimed("50050", fee_rate="0.0005"),
        _aimed("50051", fee_rate="0.0005"),
    ),
    _weighs(
        "WARNING",
        "margin_call_at_entry",
        "leverage",
        _sized(leverage="100", venue=linear_venue(margin_call_ratio="2")),
        _sized(leverage="100", venue=linear_venue(margin_call_ratio="1.99")),
    ),
    _weighs(
        "WARNING",
        "margin_call_before_stop",
        "stop_price",
        _sized(stop_price="45283.1"),
        _sized(stop_price="45283.2"),
        stop_price="45283.1",
        call_price="45283.1",
    ),
    _weighs(
        "WARNING", "far_liquidation", "instrument", _sized(margin_mode="cross", positions=[_SHORT]), far_price="60739.9"
    ),
    _weighs("NOTE", "hedge", "side", _sized(margin_mode="cross", positions=[_SHORT]), symbol="BTCUSDT", side="short"),
    _weighs("NOTE", "unplanned_share", "targets.0", _aimed("51000", "0.7"), _aimed("51000"), open_rate="0.3"),
    _weighs(
        "NOTE", "typical_rules", "instrument", _at_venue({"typical": ["fee_rate", "spread"]}), names="fee rate, spread"
    ),
)
REGIMES = (
    _at("other_coin", "currency", _ETHER, inverse_draft(), coin="ETH", currency="BTC"),
    _weighs(
        "NOTE",
        "closes_position",
        "side",
        _sized(position_mode="one_way", side="short", stop_price="51000", positions=[position()]),
        _sized(side="short", stop_price="51000", positions=[position()]),
        closed_quantity="0.1",
        open_quantity="0.1",
    ),
    _at("short_not_offered", "side", cash_draft(side="short"), cash_draft(), venue="Linear"),
    _weighs(
        "BLOCKER",
        "loan_above_maximum",
        "loan_to_value",
        loan_draft(loan_to_value="0.7"),
        loan_draft(loan_to_value="0.65"),
        ltv_rate="0.7",
        max_rate="0.65",
    ),
    _weighs(
        "BLOCKER",
        "equity_below_minimum",
        "wallet_balance",
        stock_draft(wallet_balance="1999.99", size="1"),
        stock_draft(wallet_balance="2000", size="1"),
        equity_money="1999.99",
        least_money="2000",
    ),
    _weighs(
        "BLOCKER",
        "day_trade_equity",
        "intraday",
        stock_draft(rules={"stock": _PATTERN}, wallet_balance="24999", intraday=True),
        stock_draft(rules={"stock": _PATTERN}, wallet_balance="24999"),
        equity_money="24999",
        least_money="25000",
    ),
    _weighs(
        "NOTE",
        "changed_rules",
        "instrument",
        make_draft(venue=linear_venue(changed=["instruments.BTCUSDT.fee_rate"])),
        names="instruments.BTCUSDT.fee rate",
    ),
)


def _method(size_by: str, size: str = "0.5", **terms: object) -> Draft:
    return make_draft(size_by=size_by, size=size, sizing=terms)


SIZING = (
    _at("share_over_one", "size", _method("most", "1.01"), _method("most", "1"), size_rate="1.01"),
    _at("atr_missing", "sizing.atr", _method("volatility"), _method("volatility", atr="500")),
    _at("delta_missing", "sizing.delta", _method("fixed_ratio"), _method("fixed_ratio", delta="5000")),
    _at(
        "win_rate_missing",
        "sizing.win_rate",
        _method("kelly", payoff="2"),
        _method("kelly", payoff="2", win_rate="0.5"),
    ),
    _at(
        "payoff_missing",
        "sizing.payoff",
        _method("kelly", win_rate="0.5"),
        _method("kelly", payoff="2", win_rate="0.5"),
    ),
    _at("base_missing", "sizing.base_amount", _method("risk_rate", equity_base="custom"), _method("risk_rate")),
    _at(
        "base_unbounded",
        "sizing.equity_base",
        make_draft(sizing={"equity_base": "less_open_risk"}, positions=[position(stop_price=None)]),
        make_draft(sizing={"equity_base": "less_open_risk"}, positions=[position()]),
    ),
    _weighs(
        "BLOCKER",
        "base_used_up",
        "sizing.equity_base",
        make_draft(
            sizing={"equity_base": "less_open_risk"},
            positions=[position(quantity="2", stop_price="40000", leverage="50")],
        ),
    ),
    _weighs(
        "BLOCKER",
        "no_edge",
        "sizing.win_rate",
        _method("kelly", win_rate="0.3", payoff="1"),
        _method("kelly", win_rate="0.6", payoff="1"),
        win_rate="0.3",
        payoff="1",
    ),
)


def _rung(price: str, share: str = "0.5", **changes: object) -> Draft:
    return make_draft(ladder=[{"price": price, "share": share}], **changes)


LADDER = (
    _at("rung_beyond_stop", "ladder.0", _rung("49000"), _rung("49000.1"), rung_price="49000", stop_price="49000"),
    _at("nothing_left_to_enter", "ladder_shares", _rung("49500", "1"), _rung("49500", "0.99"), total_rate="1"),
    _at("rung_without_share", "ladder.0", _rung("49500", "0"), _rung("49500", "0.01")),
    _weighs(
        "BLOCKER",
        "ladder_cut_off",
        "ladder.0",
        _rung("49500", leverage="125", size_by="quantity", size="0.2"),  # gone at 49,600 / 0.995 = 49,849.3
        _rung("49500", leverage="50", size_by="quantity", size="0.2"),  # at 49,000 / 0.995 = 49,246.2
        count="1",
        liquidation_price="49849.3",
        next_price="49500",
    ),
    _weighs(
        "BLOCKER",
        "order_below_minimum",
        "ladder.0",
        _rung("50500", "0.004", size_by="quantity", size="0.2"),
        _rung("50500", "0.005", size_by="quantity", size="0.2"),
        count="2",
        order_quantity="0.000",
        least_quantity="0.001",
    ),
)


def _ruled(
    break_even: dict[str, object] | None = None, trailing: dict[str, object] | None = None, **plan: object
) -> Draft:
    return make_draft(stop_rules={"break_even": break_even, "trailing": trailing}, **plan)


def _reaching(by: str, value: str) -> dict[str, object]:
    return {"trigger": {"by": by, "value": value}}


_AT_A_TARGET = _reaching("target", "2")
_CHECKS = [{"text": "Trend"}, {"text": "News", "done": True}, {"text": "Spread"}]
_REQUIRED = [{"text": "Trend", "required": True}, {"text": "News", "required": True, "done": True}]

DECIDED = (
    _at(
        "trigger_target_missing",
        "stop_rules.break_even",
        _ruled(_AT_A_TARGET, targets=[{"price": "51000", "share": "1"}]),
        _ruled(_AT_A_TARGET, targets=[{"price": "51000", "share": "0.5"}, {"price": "52000", "share": "0.5"}]),
        count="2",
        most="1",
    ),
    _at(
        "trigger_stop_missing",
        "stop_rules.trailing",
        _ruled(None, {"by": "percent", "distance": "0.01"}, stop_price=None, size_by="quantity", size="0.1"),
        _ruled(None, {"by": "percent", "distance": "0.01"}),
    ),
    _at(
        "trigger_wrong_side",
        "stop_rules.break_even",
        _ruled(_reaching("price", "50000")),
        _ruled(_reaching("price", "50000.1")),
        side="long",
        trigger_price="50000",
        entry_price="50000",
    ),
    _at("off_tick", "stop_rules.trailing", _ruled(None, _reaching("price", "51000.05"))),
    _at(
        "trail_atr_missing",
        "stop_rules.trailing.distance",
        _ruled(None, {"by": "atr"}),
        _ruled(None, {"by": "atr"}, sizing={"atr": "400"}),
    ),
    _at(
        "trail_stop_missing",
        "stop_rules.trailing.distance",
        _ruled(None, _reaching("price", "51000"), stop_price=None, size_by="quantity", size="0.1"),
        _ruled(None, _reaching("price", "51000")),
    ),
    _at(
        "trail_over_one",
        "stop_rules.trailing.distance",
        _ruled(None, {"by": "percent", "distance": "1"}),
        _ruled(None, {"by": "percent", "distance": "0.99"}),
        distance_rate="1",
    ),
    _at(
        "premium_over_one",
        "stop_premium",
        make_draft(guaranteed_stop={"premium": "1.01"}),
        make_draft(guaranteed_stop={"premium": "1.01", "premium_by": "unit"}),
        premium_rate="1.01",
    ),
    _weighs(
        "WARNING",
        "break_even_beyond_trigger",
        "stop_rules.break_even",
        _ruled(_reaching("price", "50075.1"), fee_rate="0.0005", slippage_rate="0.0005"),
        _ruled(_reaching("price", "50075.2"), fee_rate="0.0005", slippage_rate="0.0005"),
        stop_price="50075.1",
        trigger_price="50075.1",
    ),
    _weighs(
        "NOTE",
        "maker_fee_unknown",
        "fee_rate",
        _at_venue({"fee_rate": "0.0005"}, entry_liquidity="maker"),
        _at_venue({"fee_rate": "0.0005", "maker_fee_rate": "0.0002"}, entry_liquidity="maker"),
        taker_rate="0.0005",
    ),
    _weighs("WARNING", "checklist_open", "checklist", make_draft(checklist=_CHECKS), names="“Trend”, “Spread”"),
    _weighs(
        "BLOCKER",
        "checklist_required",
        "checklist",
        make_draft(checklist=_REQUIRED),
        make_draft(checklist=_REQUIRED[1:]),
        names="“Trend”",
    ),
)
OBJECTIONS = (*INPUTS, *JUDGED, *REGIMES, *SIZING, *LADDER, *DECIDED)
