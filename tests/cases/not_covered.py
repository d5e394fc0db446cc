"""Published examples of margin this planner does not reproduce, and why. Each would be another rule of a venue."""

AT_ENTRY = "maintenance is valued at the entry price; here it is valued at the liquidation price"
WITH_FEE = "a closing or liquidation fee is part of the requirement"
COMPONENTS = "the requirement is summed from rounded parts: bankruptcy fee, funding, added margin"
FIXED = "the requirement is frozen at the last price, with an absolute keeper fee"
AT_MARK = "maintenance is frozen at the present mark, so the published price moves with it"
RATIO = "a ratio of requirement to equity with maintenance at entry, or with open orders, not a price"
BUFFERED = "a safety buffer of another program on top of the venue's price"
MIXED = "the requirement of an order added to a position is valued at the order price, that of the position at the mark"
CURVE = "a maintenance rate that is a curve of notional, not tiers"
AMM = "the position itself follows from the curve of an automated market maker"
BORN = "equity is below the requirement at entry: the planner says so instead of a price"
NO_FIGURE = "states leverage as one over the margin rate; a plan takes the leverage itself"

NOT_COVERED: dict[str, str] = {
    "bitmex-lin-iso-pay": COMPONENTS,
    "kucoin-iso-pay-3": COMPONENTS,
    "kucoin-iso-pay-4": COMPONENTS,
    "kucoin-iso-pay-5": COMPONENTS,
    "bybit-doc-1": AT_ENTRY,
    "bybit-doc-2": AT_ENTRY,
    "bybit-doc-3": AT_ENTRY,
    "bybit-iso-pay-1": AT_ENTRY,
    "coinexlike-iso-pay": AT_ENTRY,
    "delta-iso-pay-1": AT_ENTRY,
    "delta-iso-pay-2": AT_ENTRY,
    "ft-bybit-18": AT_ENTRY,
    "ft-bybit-19": AT_ENTRY,
    "ft-bybit-20": AT_ENTRY,
    "ft-bybit-24": AT_ENTRY,
    "jesse-iso-long": AT_ENTRY,
    "jesse-iso-short": AT_ENTRY,
    "kucoin-doc-1": AT_ENTRY,
    "mexc-doc-1": AT_ENTRY,
    "mexc-iso-pay-1": AT_ENTRY,
    "phemex-iso-pay-1": AT_ENTRY,
    "bitmex-cross-doc": AT_ENTRY,
    "bybit-doc-cross-1": AT_ENTRY,
    "moonxbt-doc-3": AT_ENTRY,
    "ft-gate-10": WITH_FEE,
    "ft-gate-11": WITH_FEE,
    "ft-gate-12": WITH_FEE,
    "ft-gate-15": WITH_FEE,
    "ft-okx-13": WITH_FEE,
    "gate-iso-pay-1": WITH_FEE,
    "phemex-doc-1": WITH_FEE,
    "kucoin-cross-pay-1": WITH_FEE,
    "okx-lin-cross-pay-1": WITH_FEE,
    "okx-lin-cross-pay-2": WITH_FEE,
    "phemex-cross-pay-1": WITH_FEE,
    "ft-adjust-1": BUFFERED,
    "ft-adjust-4": BUFFERED,
    "ft-buffer-1": BUFFERED,
    "ft-buffer-exec-2": BUFFERED,
    "snx-01": FIXED,
    "snx-02": FIXED,
    "snx-03": FIXED,
    "snx-04": FIXED,
    "snx-05": FIXED,
    "snx-08": FIXED,
    "snx-09": FIXED,
    "snx-11": FIXED,
    "snx-13": FIXED,
    "snx-15": FIXED,
    "snx-16": FIXED,
    "bitget-cross-pay-1": AT_MARK,
    "toobit-doc-1": RATIO,
    "kucoin-doc-3": RATIO,
    "orderly-est-2": MIXED,
    "orderly-cross-short": CURVE,
    "vega-amm-1": AMM,
    "vega-amm-2": AMM,
    "orderly-iso-doc": BORN,
    "oanda-leverage": NO_FIGURE,
}
