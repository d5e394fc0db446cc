"""Published vectors as drafts: the account and venue of each, and the planner's own figures under its names.

No formula of margin stands here: maintenance is given as tiers, margin as the leverage that posts it, equity as a
wallet.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from planner.domain.account import Holding
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.plan import Draft
from planner.domain.venue import Instrument
from tests.conftest import cfd_instrument, cfd_venue, linear_instrument, linear_venue, make_draft, position, tiers

Inputs = Mapping[str, Any]
Figures = dict[str, Decimal | None]
HUGE, SAFE = "1000000000000", "1000000000"
FINE = {
    "price_tick": "0.000000000001",
    "quantity_step": "0.000000000001",
    "min_quantity": "0.000000000001",
    "max_leverage": "2000",
}
BESIDE = "BESIDE"


def instrument(rate: str | Decimal, cum: str = "0", symbol: str = "BTCUSDT") -> Instrument:
    """One maintenance rate, after a tier without any whose cap makes the deduction of the second equal `cum`."""
    rows = [(HUGE, str(rate), "2000")]
    if Decimal(cum):
        rows.insert(0, (format(Decimal(cum) / Decimal(rate), "f"), "0", "2000"))
    return linear_instrument(**FINE, symbol=symbol, margin_tiers=tiers(*rows))


def planned(given: Inputs, listed: Instrument, **changes: object) -> Evaluation:
    """The position of a vector as a plan of its size."""
    size = given.get("size", "1")
    plan = {"entry_price": given.get("entry_price"), "side": given["side"], "size_by": "quantity", "size": size}
    plan |= {"stop_price": None, "venue": linear_venue(listed), "wallet_balance": HUGE}
    return evaluate(make_draft(**{**plan, **changes}))


def posting(given: Inputs, margin: Decimal, entry: Decimal) -> Decimal:
    """The leverage that posts this margin."""
    return Decimal(given.get("size", "1")) * entry / margin


def _levels(evaluation: Evaluation) -> Figures:
    return {
        "liquidation_price": evaluation.roots.liquidation,
        "bankruptcy_price": evaluation.roots.bankruptcy,
        "initial_margin": evaluation.initial_margin,
    }


def binance_isolated(given: Inputs) -> Figures:
    """Wallet of one isolated position, or its leverage."""
    entry = Decimal(given["entry_price"])
    if "wallet_balance" in given:
        leverage = posting(given, Decimal(given["wallet_balance"]), entry)
    else:
        leverage = Decimal(given["leverage"])
    return _levels(planned(given, instrument(given["mmr"], given["cum"]), leverage=leverage))


def isolated(given: Inputs) -> Figures:
    """One isolated position of a single rate, in the words of several venues."""
    names = ("entry_price", "settle_price", "cost_hold", "price")
    entry = next(Decimal(given[name]) for name in names if name in given)
    margin = given.get("isolated_margin") or given.get("margin_static")
    leverage = Decimal(given.get("leverage", "1"))
    if "raw_usd" in given:
        margin = Decimal(given["raw_usd"]) + Decimal(given["size"]) * entry
    if "fee_buffer" in given:
        margin = entry / leverage + entry * Decimal(given["fee_buffer"])
    if margin is not None:
        leverage = posting(given, Decimal(margin), entry)
    return _levels(planned(given, instrument(_rate(given)), leverage=leverage, entry_price=entry))


def _rate(given: Inputs) -> Decimal:
    if "max_leverage" in given:
        return 1 / (2 * Decimal(given["max_leverage"]))
    if "adjust_factor" in given:
        return Decimal(given["adjust_factor"]) / Decimal(given["leverage"])
    return Decimal(given["mmr"])


def liquidated_short(given: Inputs) -> Figures:
    """A short of which only the bankruptcy price is known: at 1x it is opened at half of that."""
    entry = Decimal(given["bankruptcy_price"]) / 2
    return _levels(planned(given, instrument(given["mmr"]), leverage="1", entry_price=entry))


def gap(given: Inputs) -> dict[str, list[Decimal] | Decimal | None]:
    """Equity of one isolated position at three marks."""
    evaluation = planned(given, instrument(given["mmr"]), leverage=given["leverage"])
    pool = evaluation.pool
    assert pool is not None
    return {
        "initial_margin": evaluation.initial_margin,
        "maintenance_margin": pool.requirement.at(Decimal(given["entry_price"])),
        "remaining_margin": [pool.equity.at(Decimal(mark)) for mark in given["marks"]],
    }


def binance_cross(given: Inputs) -> Figures:
    """One cross position beside another held at its mark."""
    (other,) = given["other_positions"]
    listed = (instrument(given["mmr"], given["cum"]), instrument(other["mmr"], other["cum"], BESIDE))
    held = position(
        instrument=BESIDE,
        side=other["side"],
        quantity=other["size"],
        entry_price=other["entry_price"],
        mark_price=other["mark_price"],
        stop_price=None,
        margin_mode="cross",
    )
    return _levels(
        planned(
            given,
            listed[0],
            venue=linear_venue(*listed),
            positions=[held],
            margin_mode="cross",
            wallet_balance=given["wallet_balance"],
        )
    )


def dydx(given: Inputs) -> Figures:
    """A signed position and a balance that holds what was paid for it."""
    (row,) = given["positions"]
    size, price = Decimal(row["size"]), Decimal(row["oracle_price"])
    equity = Decimal(given["quote_balance"]) + size * price
    evaluation = planned(
        {"side": "long" if size > 0 else "short", "size": abs(size)},
        instrument(row["mmf"]),
        entry_price=price,
        leverage=1 / Decimal(row.get("imf", "1")),
        margin_mode="cross",
        wallet_balance=equity,
    )
    before, after = evaluation.before, evaluation.after
    assert before is not None
    assert after is not None
    return {
        **_levels(evaluation),
        "equity": before.equity,
        "free_collateral": after.free_margin,
        "leverage": evaluation.effective_leverage,
        "margin_usage": after.used_margin / after.equity,
    }


def lighter(given: Inputs) -> Figures:
    """A position at its present value."""
    entry = Decimal(given["position_value"]) / Decimal(given["size"])
    wallet = given["total_asset_value"]
    return _levels(
        planned(given, instrument(given["mmr"]), entry_price=entry, margin_mode="cross", wallet_balance=wallet)
    )


def orderly(given: Inputs) -> Figures:
    """An order in an account without positions, its fee paid."""
    order = given["order"]
    commission = Decimal(given["order_fee"]) / Decimal(order["qty"])
    return _levels(
        planned(
            {"side": "long", "size": order["qty"]},
            instrument(given["mmr"]).replace(commission=commission),
            entry_price=order["price"],
            margin_mode="cross",
            wallet_balance=given["total_collateral"],
        )
    )


def broker_plan(given: Inputs, **changes: object) -> Draft:
    """Lots or units bought at a broker."""
    units = given.get("contract_size") or given.get("contract") or "1"
    quantity = given.get("lots") or given.get("units") or given.get("quantity") or given.get("position")
    leverage = Decimal(given.get("leverage", "1"))
    rate = Decimal(given.get("margin_rate") or given.get("rate") or "1")
    ratios = {"margin_call_ratio": given.get("margin_call_level", "1")}
    ratios["liquidation_ratio"] = given.get("stop_out_level", "0.5")
    listed = cfd_instrument(**FINE, contract_size=units, quote_currency="HKD" if "fx_rate" in given else "USD")
    plan = {
        "instrument": "EURUSD",
        "entry_price": given.get("price", "1"),
        "stop_price": None,
        "size_by": "quantity",
        "size": quantity,
        "leverage": leverage / rate,
        "margin_mode": "cross",
        "currency": "USD",
        "wallet_balance": given.get("balance") or given.get("equity") or SAFE,
        "venue": cfd_venue(listed, **ratios),
    }
    return make_draft(**{**plan, **changes})


def broker(given: Inputs) -> Figures:
    """Margin, account and levels of one position at a broker."""
    changes: dict[str, object] = {}
    if "fx_rate" in given:
        changes["rates"] = {"HKD": 1 / Decimal(given["fx_rate"])}
        changes["targets"] = [{"price": given["close_price"], "share": "1"}]
    evaluation = evaluate(broker_plan(given, **changes))
    in_base = evaluate(broker_plan(given, currency="EUR"))
    after, pool, roots = evaluation.after, evaluation.pool, evaluation.roots
    assert after is not None
    assert pool is not None
    assert after.margin_level is not None
    found: Figures = {"margin_base": in_base.initial_margin, "profit_account": evaluation.gain_at_targets}
    found |= dict.fromkeys(("margin", "margin_account", "required_margin"), evaluation.initial_margin)
    found |= dict.fromkeys(("exposure", "notional"), evaluation.notional)
    found |= {"free_margin": after.free_margin, "margin_level_pct": after.margin_level * 100}
    found["used_margin_pct"] = after.used_margin / after.equity * 100
    for name, price in (("margin_call", roots.margin_call), ("stop_out", roots.liquidation)):
        if price is not None:
            found[f"equity_at_{name}"] = pool.equity.at(price)
            pips = (Decimal(given.get("price", "1")) - price) / Decimal("0.0001")
            found[f"pips_to_{name}"] = pips.to_integral_value("ROUND_FLOOR")
    return found


def stopped_out(given: Inputs) -> Figures:
    """A margin in use and the floating loss on it: a thousand units bought at ten and marked lower."""
    loss = -Decimal(given.get("floating_pl", "0"))
    held = position(
        instrument="EURUSD",
        quantity="1000",
        entry_price="10",
        mark_price=10 - loss / 1000,
        stop_price=None,
        leverage=Decimal(10000) / Decimal(given["required_margin"]),
        margin_mode="cross",
    )
    before = evaluate(broker_plan({**given, "units": "1"}, positions=[held])).before
    assert before is not None
    assert before.margin_level is not None
    return {"equity": before.equity, "margin_level_pct": before.margin_level * 100}


def closed_out(given: Inputs) -> Figures:
    """The equity left where a margin of a plan is closed out."""
    plan = {**given, "units": given["required_margin"], "price": "1"}
    evaluation = evaluate(broker_plan(plan, wallet_balance=given["required_margin"]))
    pool, price = evaluation.pool, evaluation.roots.liquidation
    assert pool is not None
    assert price is not None
    return {"equity_at_stop_out": pool.equity.at(price)}


def _holding(listed: Instrument, **changes: object) -> tuple[Holding, Decimal]:
    """An open position, and what the venue requires of it."""
    held = position(stop_price=None, margin_mode="cross", **changes)
    evaluation = evaluate(make_draft(venue=linear_venue(listed), positions=[held], entry_price=None))
    assert evaluation.before is not None
    return evaluation.holdings[0], evaluation.before.requirement


def marked(given: Inputs) -> Figures:
    """An open position at its mark."""
    mark = given["mark_price"]
    rate, leverage = given.get("mmr", "0"), given.get("leverage", "1")
    found, required = _holding(
        instrument(rate),
        side=given.get("side", "long"),
        quantity=given["size"],
        entry_price=given.get("entry_price", mark),
        mark_price=mark,
        leverage=leverage,
    )
    return {
        "unrealized_pnl": found.unrealised_pnl,
        "notional": found.notional,
        "maintenance_margin": required,
        "initial_margin": found.used_margin,
    }


def ordered(given: Inputs) -> Figures:
    """The margin of an order."""
    long = {"side": "long", "size": given["size"], "entry_price": given["price"]}
    return {"margin": planned(long, instrument("0"), leverage=given["leverage"]).initial_margin}


def table(given: Inputs) -> dict[str, list[Decimal] | Decimal]:
    """What tiers ask: the rate and the deduction at a notional, or the deduction of every tier."""
    if "floor" in given:
        first = str(Decimal(given["cum_prev"]) / Decimal(given["mmr_prev"]))
        rows = [(first, "0", "1"), (given["floor"], given["mmr_prev"], "1"), (HUGE, given["mmr_n"], "1")]
    else:
        caps, rates = given["notional_caps"], given["mmr"]
        rows = [(cap, rate, "1") for cap, rate in zip(caps, rates, strict=True)]
    listed = linear_instrument(**FINE, margin_tiers=tiers(*rows))
    if "notional" in given:
        rate, deduction = _asked(listed, Decimal(given["notional"]))
        return {"mmr": rate, "cum": deduction}
    floors = given.get("notional_floors")
    if floors is None:
        return {"cum": _asked(listed, Decimal(given["floor"]))[1]}
    return {"cum": [_asked(listed, Decimal(floor) + 1)[1] for floor in floors]}


def _asked(listed: Instrument, notional: Decimal) -> tuple[Decimal, Decimal]:
    """Rate and deduction in force at a notional, from what is asked there and one higher."""
    here, beyond = (
        _holding(listed, quantity=size, entry_price="1", mark_price="1", leverage="1")[1]
        for size in (notional, notional + 1)
    )
    return beyond - here, (beyond - here) * notional - here


ADAPTERS: dict[tuple[str, str], Callable[[Inputs], Mapping[str, object]]] = {
    ("linear-isolated", "LIN-BINANCE"): binance_isolated,
    ("linear-isolated", "LIN-ISO"): isolated,
    ("linear-isolated", "GAP"): gap,
    ("linear-cross", "LIN-BINANCE"): binance_cross,
    ("fx-margin", "FX-MARGIN"): broker,
    ("fx-margin-level", "FX-MARGIN"): broker,
    ("fx-margin-level", "FX-LEVEL"): broker,
    ("cfd", "CFD-MARGIN"): broker,
    ("cfd", "CFD-CLOSEOUT"): closed_out,
    ("linear-pnl", "LIN-PNL"): marked,
    ("margin-requirement", "LIN-MARGIN"): marked,
    ("tier-table", "TIER-CUM"): table,
}
BY_ID: dict[str, Callable[[Inputs], Mapping[str, object]]] = {
    "coinex-liq-event": liquidated_short,
    "dydx-cross-2": dydx,
    "dydx-cross-3": dydx,
    "lighter-cross-pay-1": lighter,
    "orderly-est-4": orderly,
    "fx-stopout-forum": stopped_out,
    "lean-crypto-1": ordered,
}
