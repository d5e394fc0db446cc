"""A venue's rules in words: what it requires and where its levels are, a row per margin regime."""

from collections.abc import Callable
from decimal import Context, Decimal

from msgspec import Struct

from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE, TWO, ZERO
from planner.domain.venue import DeficitPolicy, Instrument, MarginBasis, Regime, Venue
from planner.domain.venue_rules import (
    CallRestores,
    CloseOrder,
    DayTradeRule,
    FeeBase,
    FuturesUnit,
    PartialLiquidation,
    TierMeasure,
    TierRule,
    ValuedAt,
)
from planner.report import numbers
from planner.words import translated

_SHOWN = Context(prec=12)


class RegimeWords(Struct, frozen=True):
    """How a regime is called, what it calls its requirement, and that requirement as a formula in words."""

    name: str
    required: str
    initial: str
    formula: Callable[[Venue, Instrument], tuple[str, ...]]


def rate(value: Decimal) -> str:
    """A rate in percent, with up to twelve digits."""
    return f"{numbers.exact(_SHOWN.multiply(value, Decimal(100)).normalize(ENGINE))}{numbers.NARROW_SPACE}%"


_VALUED = {
    ValuedAt.PRICE: "valued at the price P itself",
    ValuedAt.ENTRY: "valued at the entry, so the same at every price",
    ValuedAt.MARK: "frozen at the present mark, so the same at every price",
}
_FEES = {
    FeeBase.NOTIONAL: "notional",
    FeeBase.NOTIONAL_AND_MARGIN: "notional and initial margin together",
    FeeBase.BANKRUPTCY_VALUE: "the value at the bankruptcy price",
}


def _linear(venue: Venue, instrument: Instrument) -> tuple[str, ...]:
    return (translated("Notional N = quantity × contract size × price."), *_perpetual(venue, instrument))


def _inverse(venue: Venue, instrument: Instrument) -> tuple[str, ...]:
    coin = instrument.base_currency
    first = translated(
        "Notional N = face value / price, in {coin}: it grows as the price falls, and a long climbs the tiers.",
        coin=coin,
    )
    return (first, *_perpetual(venue, instrument))


def _perpetual(venue: Venue, instrument: Instrument) -> tuple[str, ...]:
    rules, fee = venue.perpetual, instrument.liquidation_fee_rate
    found = [
        translated(
            "Maintenance = {tiers}, {valued}.",
            tiers=_tiers(venue, instrument),
            valued=translated(_VALUED[rules.maintenance_valued_at]),
        )
    ]
    if rules.tier_measure is TierMeasure.QUANTITY and instrument.margin_tiers:
        found.append(translated("The tiers count quantity, not notional."))
    if rules.requires_funding and instrument.funding_rate:
        found.append(
            translated(
                "Plus the next funding payment, {funding_rate} of N.",
                funding_rate=rate(instrument.funding_rate.copy_abs()),
            )
        )
    if rules.fee_base is not FeeBase.NONE:
        found.append(
            translated(
                "Plus the fee of closing, {fee} of {base}, {valued}.",
                fee=rate(fee),
                base=translated(_FEES[rules.fee_base]),
                valued=translated(_VALUED[rules.fee_valued_at]),
            )
        )
    if instrument.min_liquidation_fee:
        least = numbers.money(instrument.min_liquidation_fee, instrument.quote_currency)
        found.append(translated("The fee of closing is {least} at least.", least=least))
    if rules.component_step is not None:
        found.append(
            translated(
                "Every component is rounded up to {component_step}.", component_step=numbers.exact(rules.component_step)
            )
        )
    return tuple(found)


def _tiers(venue: Venue, instrument: Instrument) -> str:
    if not instrument.margin_tiers:
        return translated("nothing (no tiers are known)")
    curve = instrument.maintenance_curve
    if curve is not None:
        return translated(
            "N × the larger of {maintenance_margin_rate} and that rate / {initial_rate} × {factor} × N ^ {exponent}",
            maintenance_margin_rate=rate(instrument.margin_tiers[0].maintenance_margin_rate),
            initial_rate=rate(curve.initial_rate),
            factor=numbers.exact(curve.factor),
            exponent=numbers.exact(curve.exponent),
        )
    if venue.perpetual.tier_rule is TierRule.SLICE:
        return translated("N × rate − deduction (each rate holds for its own slice of N)")
    return translated("N × the rate of the tier that the whole position falls in, a jump at each cap")


def _margin_level(venue: Venue, instrument: Instrument) -> tuple[str, ...]:  # noqa: ARG001 - one signature for all
    bases = {
        MarginBasis.OPEN: translated("Used margin = cost at the opening price / leverage: the same at every price."),
        MarginBasis.CURRENT: translated(
            "Used margin = units × the price P itself / leverage: it moves with the price."
        ),
    }
    hedged = {
        TWO: translated("Long and short in one instrument both pay margin."),
        ONE: translated("Of long and short in one instrument the larger side pays margin."),
        ZERO: translated("Of long and short in one instrument only the difference pays margin."),
    }
    part = translated(
        "Where long and short face each other, {hedged_share} legs' worth is charged.",
        hedged_share=numbers.exact(venue.hedged_share),
    )
    return (
        bases[venue.margin_basis],
        translated("Margin level = equity / used margin."),
        hedged.get(venue.hedged_share, part),
    )


def _futures(venue: Venue, instrument: Instrument) -> tuple[str, ...]:  # noqa: ARG001 - as above
    margin = instrument.futures_margin
    if margin is None:
        return ()
    if margin.unit is FuturesUnit.NOTIONAL:
        asked = translated(
            "Maintenance = {maintenance} of the notional at the price P itself.", maintenance=rate(margin.maintenance)
        )
    else:
        each = numbers.money(margin.maintenance, instrument.quote_currency)
        asked = translated(
            "Maintenance = contracts × {each}, the same at every price and at every leverage.", each=each
        )
    return asked, translated(
        "A day trade is held to its day margin where that is lower. Long and short in one contract net."
    )


def _stock(venue: Venue, instrument: Instrument) -> tuple[str, ...]:
    rules = venue.stock
    if rules is None:
        return ()
    found = [
        translated(
            "Long: requirement = {maintenance_long} of the value at the price P itself.",
            maintenance_long=rate(rules.maintenance_long),
        ),
        (
            translated(
                "Short: requirement = {maintenance_short} of the value, at least {per_share} a share; below "
                "{low_price} a share {low_rate} of the value, at least {low_per_share} a share.",
                maintenance_short=rate(rules.maintenance_short),
                per_share=numbers.exact(rules.per_share),
                low_price=numbers.exact(rules.low_price),
                low_rate=rate(rules.low_rate),
                low_per_share=numbers.exact(rules.low_per_share),
            )
        ),
    ]
    if instrument.stock_leverage != ONE:
        times = numbers.exact(instrument.stock_leverage)
        found.append(
            translated(
                "A fund that is leveraged {times} times: its rates are multiplied by {times}, up to all of its value.",
                times=times,
            )
        )
    return tuple(found)


def _spot(venue: Venue, instrument: Instrument) -> tuple[str, ...]:  # noqa: ARG001 - as above
    return translated("Used margin = cost / leverage, fixed at opening."), translated(
        "Margin level = equity / used margin."
    )


def _loan(venue: Venue, instrument: Instrument) -> tuple[str, ...]:  # noqa: ARG001 - as above
    terms = instrument.loan
    if terms is None:
        return ()
    return (
        translated("Equity = collateral value − loan; loan to value = loan / collateral value."),
        (
            translated(
                "The margin call comes at a loan to value of {margin_call_ltv}, liquidation at {liquidation_ltv}.",
                margin_call_ltv=rate(terms.margin_call_ltv),
                liquidation_ltv=rate(terms.liquidation_ltv),
            )
        ),
        translated("So {rate} of the collateral value must be left as equity.", rate=rate(ONE - terms.liquidation_ltv)),
    )


def _cash(venue: Venue, instrument: Instrument) -> tuple[str, ...]:  # noqa: ARG001 - as above
    return (translated("Nothing is required: what is bought is paid in full."),)


_FEE_POSTED = "Initial margin = notional at the entry / leverage."

REGIME_WORDS: dict[Regime, RegimeWords] = {
    Regime.LINEAR_PERPETUAL: RegimeWords("Linear perpetual", "maintenance margin", _FEE_POSTED, _linear),
    Regime.INVERSE_PERPETUAL: RegimeWords("Inverse perpetual", "maintenance margin", _FEE_POSTED, _inverse),
    Regime.MARGIN_LEVEL: RegimeWords(
        "Margin level (FX and CFD)", "used margin", "Initial margin = cost at the entry / leverage.", _margin_level
    ),
    Regime.FUTURES: RegimeWords(
        "Futures", "maintenance margin", "Initial margin = contracts × initial margin; leverage is not asked.", _futures
    ),
    Regime.MARGIN_STOCK: RegimeWords(
        "Margin stock",
        "maintenance requirement",
        "Initial margin = initial rate × cost, never below what must be maintained.",
        _stock,
    ),
    Regime.SPOT_MARGIN: RegimeWords("Spot margin", "used margin", "Initial margin = cost / leverage.", _spot),
    Regime.LOAN: RegimeWords(
        "Loan against collateral", "equity to be kept", "Own part = (1 − loan to value) × collateral value.", _loan
    ),
    Regime.CASH: RegimeWords("Cash", "requirement", "All of the cost is paid.", _cash),
}


def requirement_words(venue: Venue, instrument: Instrument) -> tuple[str, ...]:
    """What the venue requires, in its own variant."""
    return REGIME_WORDS[venue.regime].formula(venue, instrument)


def demand_words(venue: Venue, instrument: Instrument, demand: Demand, currency: str) -> str:
    """The condition of a level."""
    if demand.money:
        return translated("equity = {money}", money=numbers.money(demand.money, currency))
    if demand.has_closing_fee:
        return translated("equity = the fee of closing")
    if not demand.ratio:
        return translated("equity = 0")
    if venue.regime in {Regime.MARGIN_LEVEL, Regime.SPOT_MARGIN}:
        return translated("margin level = equity / used margin = {ratio}", ratio=rate(demand.ratio))
    if instrument.loan is not None:
        kept = ENGINE.multiply(demand.ratio, ENGINE.subtract(ONE, instrument.loan.liquidation_ltv))
        return translated("loan to value = {ratio}", ratio=rate(ENGINE.subtract(ONE, kept)))
    return translated("equity = {compared}", compared=compared_words(venue, demand))


def compared_words(venue: Venue, demand: Demand) -> str:
    """A multiple of the requirement."""
    share = "" if demand.ratio == ONE else translated("{ratio} of ", ratio=rate(demand.ratio))
    return f"{share}{translated(REGIME_WORDS[venue.regime].required)}"


BEARERS = {
    DeficitPolicy.PROTECTED: "The venue: the account cannot fall below zero.",
    DeficitPolicy.INSURANCE_AND_ADL: "The venue's insurance fund first, then winning positions are reduced.",
    DeficitPolicy.SOCIALISED: "Winning traders share it.",
    DeficitPolicy.OWED: "You owe it.",
}
RESTORES = {CallRestores.INITIAL: "the initial margin", CallRestores.MAINTENANCE: "the maintenance margin"}
CLOSED_FIRST = {
    CloseOrder.ALL: "All positions at once.",
    CloseOrder.LARGEST_LOSS: "The largest loss first.",
    CloseOrder.OLDEST: "The oldest first.",
}
DAY_TRADES = {
    DayTradeRule.NONE: "No easing for day trades.",
    DayTradeRule.PATTERN_DAY_TRADER: "Pattern day trader: a multiple of equity within the day.",
    DayTradeRule.INTRADAY_MARGIN: "Within the day only what must be maintained.",
}


def partial_words(venue: Venue) -> str:
    """How much a liquidation closes."""
    rules = venue.liquidation
    if rules.partial is PartialLiquidation.SLICES and rules.slice_rate is not None:
        least = (
            ""
            if rules.slice_from is None
            else translated(" of a position of {slice_from} or more", slice_from=numbers.exact(rules.slice_from))
        )
        return translated("First {slice_rate}{least}.", slice_rate=rate(rules.slice_rate), least=least)
    if rules.partial is PartialLiquidation.TO_TARGET and rules.target_ratio is not None:
        return translated(
            "As much as brings equity back to {target_ratio} of what is required.",
            target_ratio=rate(rules.target_ratio),
        )
    return translated("All of the position.")
