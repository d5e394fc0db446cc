"""Terms: the label of each figure and what it means, in one sentence. The one source of labels and tooltips."""

from msgspec import Struct

from planner.words import translated


class Term(Struct, frozen=True):
    """A label and its meaning."""

    label: str
    meaning: str


TERMS: dict[str, Term] = {
    "venue": Term("Venue", "Whose margin rules apply."),
    "instrument": Term("Instrument", "What is traded."),
    "account_name": Term("Account", "A name for the account the trade is planned in."),
    "currency": Term("Currency", "The currency the account is kept in."),
    "wallet_balance": Term("Balance", "Cash with all realised results; profit of open positions comes on top."),
    "side": Term("Side", "Long wins when the price rises, short when it falls."),
    "entry_price": Term("Entry", "The price at which the trade opens."),
    "rung": Term("Entry", "A further price at which a share of the position is added; the first entry has the rest."),
    "rung_share": Term("Share", "How much of the whole position is added here, in percent."),
    "stop_price": Term(
        "Stop-loss", "The price at which closing at a loss is attempted: a stop promises the attempt, not the price."
    ),
    "target": Term("Target", "A price at which a share of the position is closed with profit."),
    "share": Term("Share", "How much of the position is closed at this target, in percent."),
    "margin_mode": Term(
        "Margin", "Isolated: only the position's own margin is at stake. Cross: the account backs all positions."
    ),
    "leverage": Term("Leverage", "Sets the margin and the distance to liquidation, never the loss at the stop."),
    "loan_to_value_asked": Term("Loan to value", "How much is borrowed of the collateral; empty: the most there is."),
    "intraday": Term("Day trade", "Closed before the day ends: the broker may ask for less margin, by day alone."),
    "paid_in_full": Term("Payment", "Nothing is borrowed: the whole value is paid."),
    "news_blackout": Term(
        "News blackout", "A scheduled release falls into the holding time: stops may fill as in a gap."
    ),
    "added_margin": Term(
        "Added margin", "Isolated margin posted on top: it moves liquidation away, and is at stake too."
    ),
    "size_by": Term("Size by", "What you fix; the quantity follows from it."),
    "risk_rate": Term("Risk", "Loss at the stop, all costs paid, as percent of equity."),
    "risk_of_balance": Term("Risk", "Loss at the stop, all costs paid, as percent of the balance."),
    "risk_of_rest": Term("Risk", "Loss at the stop, all costs paid, as percent of equity less all open risk."),
    "risk_of_base": Term("Risk", "Loss at the stop, all costs paid, as percent of the base you enter."),
    "risk_amount": Term("Risk", "Loss at the stop, all costs paid, in account currency."),
    "quantity_asked": Term("Quantity", "How much to trade; rounded down to the step of the venue."),
    "margin_to_commit": Term("Margin", "How much margin to commit; the quantity follows from what a unit asks."),
    "most": Term("Of the most", "Which share of the largest quantity that the available margin carries."),
    "volatility_risk": Term("Risk per ATR", "What a move of one average true range may cost, as percent of the base."),
    "step_quantity": Term("A step", "The quantity that fixed-ratio sizing adds at each step."),
    "kelly_share": Term("Of Kelly", "Which share of the Kelly fraction to risk: full Kelly halves accounts often."),
    "equity_base": Term("Percent of", "What a risk in percent is a percentage of. The limits stay percent of equity."),
    "base_amount": Term("Base", "The amount that the risk in percent is of."),
    "atr": Term("ATR", "Average true range: the usual move of one candle, in price."),
    "win_rate": Term("Wins", "The share of such trades that win."),
    "payoff": Term("Payoff", "Average win over average loss; empty: this plan's targets over its stop."),
    "closed_profit": Term("Closed profit", "What has been earned since fixed-ratio sizing began."),
    "delta": Term("Delta", "Profit per step at which one step more is traded."),
    "risk_to_stop": Term(
        "Stop at a loss of", "Enter what may be lost: the stop moves to where this quantity loses it."
    ),
    "fee_rate": Term("Fee", "Fee of one side of its notional, beside any commission; empty: the venue's own."),
    "entry_liquidity": Term("Entry order", "A taker is filled at once, a maker waits in the book for another fee."),
    "exit_liquidity": Term("Target orders", "How targets are closed; a stop always pays the taker fee."),
    "guaranteed_stop": Term("Guaranteed stop", "The venue fills the stop at its price, also in a gap, for a premium."),
    "stop_premium": Term("Premium", "What the guaranteed stop costs, paid when it is placed whatever happens then."),
    "premium_by": Term("Premium by", "Whether the premium is a percentage of the notional or an amount for a unit."),
    "break_even_rule": Term("Break-even rule", "After its trigger the stop moves to where the trade loses nothing."),
    "break_even_at": Term("Moves to", "The entry alone, or the price at which closing pays all costs back."),
    "trailing_rule": Term("Trailing stop", "After its trigger the stop follows the best price at a distance."),
    "trigger": Term("Trigger", "What must be reached: a multiple of the risk, a price, or a target by its number."),
    "trigger_by": Term("Trigger by", "What the trigger is counted in."),
    "trail_distance": Term("Distance", "How far behind the best price the stop stays."),
    "trail_by": Term("Distance in", "What the distance is counted in; R is the way from the entry to the first stop."),
    "tags": Term("Tags", "Short names to find the plan by, with commas between them."),
    "signal_source": Term("Signal source", "Where the idea comes from."),
    "review_by": Term("Review by", "The day on which the plan is to be looked at again, as 2026-03-26."),
    "checklist": Term("Checklist", "What must be true before the trade; an open item is told beside the verdict."),
    "check_required": Term("Required", "Until it is done, the trade is not taken."),
    "stop_rule": Term("Stop after", "Where a rule of the plan puts the stop once a price has been reached."),
    "slippage_rate": Term(
        "Slippage", "How much worse than its price the stop may fill; kept as a share of that price."
    ),
    "holding_days": Term(
        "Holding",
        "How long the trade may stay open, for funding, swap or interest; what might be received is not counted.",
    ),
    "position_mode": Term(
        "Position mode", "Hedge: long and short in one instrument stand side by side. One-way: they close each other."
    ),
    "beta": Term("Beta", "How many percent its price moves when all move one percent; set it for the row selected."),
    "rate": Term("Rate", "What one unit of the instrument's quote currency is worth in account currency."),
    "note": Term("Note", "Why this trade."),
    "opening_balance": Term("Opening balance", "What the account held when it began: losses are measured against it."),
    "cash_amount": Term("Amount", "Money that came from elsewhere or went there: no profit and no loss."),
    "stated_balance": Term("Balance", "Cash with all realised results, as the venue states it."),
    "stated_equity": Term("Equity", "The balance with the profit of open positions; empty: not stated."),
    "fill_price": Term("Price", "The price at which it was filled."),
    "fill_quantity": Term("Quantity", "How much was filled."),
    "fill_fee": Term("Fee", "What the venue charged for the fill; below zero where it paid."),
    "new_stop": Term("Stop", "Where the stop stands now; empty: it was taken away."),
    "trade_entry": Term("Entry", "The price at which it was entered, on average."),
    "trade_exit": Term("Exit", "The price at which it was closed, on average."),
    "trade_quantity": Term("Quantity", "All that was entered."),
    "trade_fees": Term("Fees", "What the venue charged for it, within the profit or loss; below zero where it paid."),
    "trade_risk": Term("Risk", "What its stop was meant to lose, one R; empty: not known."),
    "trade_pnl": Term("Profit or loss", "What the whole trade brought, all costs paid; a loss is below zero."),
    "quantity": Term("Quantity", "The size of the position, rounded down to the venue's step."),
    "notional": Term("Notional", "What the position is worth at entry, in account currency."),
    "initial_margin": Term("Initial margin", "What the venue blocks for the position."),
    "loss_at_stop": Term("Loss at stop", "All costs, slippage and carry included."),
    "reward_risk": Term("Reward : risk", "Gain at the targets over loss at the stop, all costs paid in both."),
    "average": Term("Average", "What a unit costs once all entries have filled."),
    "break_even": Term("Break-even", "The price at which closing gives back exactly all costs."),
    "break_even_win_rate": Term("Break-even wins", "The share of such trades that must win to lose nothing."),
    "mark": Term("Mark", "What the position open in this instrument is valued at."),
    "last_close": Term("Last close", "The newest price of the candles."),
    "margin_call": Term("Margin call", "Where the venue warns: equity has fallen to its warning multiple."),
    "liquidation": Term(
        "Liquidation",
        "Where the venue closes the position: an estimate. A touch of the mark is enough, whatever the last trade was.",
    ),
    "bankruptcy": Term(
        "Bankruptcy",
        "Where nothing is left of what backs the position; beyond it the venue's rule on deficits decides who pays.",
    ),
    "all_fall": Term(
        "All prices fall", "How far all may fall together, each by its beta, before the account is liquidated."
    ),
    "all_rise": Term(
        "All prices rise", "How far all may rise together, each by its beta, before the account is liquidated."
    ),
    "liquidated_loss": Term(
        "Loss if liquidated",
        "All that a liquidation after the holding time costs: the way there, entry fee, spread, carry, its own fee.",
    ),
    "entry_cost": Term("Opening costs in it", "Fee, commission and spread, paid at the entry."),
    "carry_paid": Term(
        "Holding costs in it", "Funding, swap or interest of all that shares the pool, paid until then."
    ),
    "liquidation_fee": Term("Liquidation fee", "What the venue charges for closing by force."),
    "residual": Term("What is left", "What remains of what backs the position, the fee paid."),
    "closed_first": Term("Closed first", "How much the venue closes at once, and in which order."),
    "deficit": Term(
        "Deficit borne by",
        "Who pays when a gap takes equity below zero. An insurance fund is a venue's promise, not protection by law.",
    ),
    "liquidation_range": Term(
        "Liquidation range",
        "Now, and after the holding time: funding, swap or interest are paid from equity and bring liquidation nearer.",
    ),
    "loan_to_value": Term("Loan to value", "How much of the position's value is borrowed."),
    "effective_leverage": Term("Effective leverage", "The value of all positions and this plan over equity."),
    "top_up": Term("To keep the stop", "What must be added so that the stop is reached before liquidation."),
    "tick_value": Term(
        "Value of a tick", "What the smallest step that is counted, a tick or a pip, is worth for the size."
    ),
    "buying_power": Term("Buying power", "The largest value that what is available can carry."),
    "call_at_stop": Term("Margin call at the stop", "What would have to be paid in if the price stood at the stop."),
    "more_margin": Term("Add margin", "What if that much more stood behind the position? The plan stays as it is."),
    "less_size": Term("Reduce size", "What if the position were that much smaller? The plan stays as it is."),
    "other_leverage": Term("Leverage", "What if the leverage were another? The plan stays as it is."),
    "margin_hike": Term(
        "Margin hike", "What if the venue asked that much more, as in stress? The plan stays as it is."
    ),
    "mark_price": Term("Mark", "The venue's price of the position now; profit is valued at it."),
    "isolated_margin": Term("Isolated margin", "What is posted for the position; empty: notional over leverage."),
    "equity": Term("Equity", "Balance and unrealised profit of open positions at their marks."),
    "used_margin": Term("Used margin", "Margin blocked by open positions."),
    "free_margin": Term(
        "Free margin",
        "What can back a new position: equity less used margin, and less what isolated positions gain.",
    ),
    "invested": Term("Invested", "What open positions have cost, at the price of today."),
    "cash_left": Term("Cash left", "Equity less what is invested."),
    "margin_level": Term(
        "Margin level",
        "Equity over used margin; falling is bad. Collateral of 150 % is something else: leverage below 3×.",
    ),
    "single_trade": Term("Single trade", "Loss at the stop of this plan against your limit for one trade."),
    "total_open_risk": Term("Open risk, plain sum", "Loss against entry if every stop is hit, this plan included."),
    "instrument_risk": Term("One instrument", "Loss at the stops of all positions in this plan's instrument."),
    "cluster_risk": Term("One bet", "Loss at the stops of all positions that are one bet with this plan."),
    "direction_risk": Term("One side", "Loss at the stops of all positions on this plan's side."),
    "currency_exposure": Term("One currency", "What the account is long or short of one currency, against equity."),
    "margin_use": Term("Margin use", "How much of equity is blocked as margin once the plan is open."),
    "margin_level_at_stop": Term(
        "Margin level at the stop", "Equity over used margin when the price stands at the stop of this plan."
    ),
    "plain_sum": Term("All stops hit", "Loss against entry if every stop is hit, one after another: no hedge helps."),
    "correlation_adjusted": Term(
        "Correlation-adjusted", "The same risk where prices move together as their correlations say; no limit is on it."
    ),
    "stressed": Term("Stressed", "Correlations turn out lower, higher, or all positions turn out to be one bet."),
    "effective_bets": Term("Effective bets", "How many independent bets of equal size the positions are worth."),
    "top_contributor": Term("Largest part", "The position that adds most to the correlation-adjusted risk."),
    "without_stop": Term("Without a stop", "Positions whose loss has no bound; every sum with them is unbounded."),
    "correlation": Term("Correlation", "How alike two prices move: 1 as one, 0 without regard, −1 as opposites."),
    "run_trades": Term("Within trades", "How many trades runs of losses and drawdowns are looked for in; empty: 100."),
    "paths": Term("Paths", "How many futures are drawn: the more, the smaller the error."),
    "trades_ahead": Term("Trades", "How many trades each future holds."),
    "trades_per_day": Term(
        "Trades a day", "How many trades a day holds: a limit of a day, a week or a month begins anew after so many."
    ),
    "seed": Term("Seed", "The same seed draws the same futures again."),
    "cluster": Term("Trades drawn together", "Neighbours in the list of results stay together, so losses cluster."),
    "draws": Term("Drawn from", "Your own closed trades, or two outcomes at the odds above."),
    "gap_rate": Term("Gap against you", "How far this price jumps against the plan, in percent."),
    "gap_together": Term("Others move with it", "The part of the gap, by beta, that every other price makes."),
    "gap_breadth": Term("What moves", "This instrument alone, all of its asset class, or the whole book."),
    "gap_fill": Term("Stops fill", "As it happened, at the far end of the gap, or half of the way there."),
    "gap_hike": Term("Margin raised by", "By how much the venue raises its margins; empty: as it happened."),
    "gap_haircut": Term(
        "Collateral falls by", "By how much what backs the account falls itself; empty: as it happened."
    ),
    "group": Term("Group", "Your own name for instruments that are one bet, whichever side they are on."),
    "margin_level_floor": Term("Margin level after entry", "Equity over used margin once the plan is open."),
    "pause_rules": Term("Pause rules", "What you promised to stop for: the rule that binds most."),
    "count_threshold": Term("Count", "At how many the rule warns, and at how many no new trade is taken."),
}

RULES: dict[str, str] = {
    "single_trade": "your limit for a single trade",
    "total_open_risk": "your limit for total open risk",
    "available_margin": "the margin available",
    "margin_level": "your floor for the margin level after entry",
    "instrument_risk": "your limit for one instrument",
    "cluster_risk": "your limit for positions that are one bet",
    "direction_risk": "your limit for one side",
    "currency_exposure": "your limit for one currency",
    "margin_use": "your limit for margin use",
    "margin_level_at_stop": "your floor for the margin level at the stop",
    "leverage_tier": "the venue's position limit at this leverage",
    "max_quantity": "the venue's largest order",
    "already_liquidatable": "the margin the venue asks to hold it",
    "stop_beyond_liquidation": "a stop that comes before liquidation",
    "stop_fills_beyond_liquidation": "a stop that fills before liquidation",
    "stop_beyond_later_liquidation": "a stop that comes before liquidation over the holding time",
    "ladder_cut_off": "a liquidation that comes after all entries",
    "order_below_minimum": "the venue's smallest order at every entry",
    "size_missing": "the size cannot be told from these figures",
    "position_without_stop": "an open position without a stop: total open risk is unbounded",
}

EDITS: dict[str, str] = {
    "move_entry": "entry",
    "move_stop": "stop-loss",
    "add_rung": "new entry",
    "move_rung": "further entry",
    "share_rung": "share of an entry",
    "remove_rung": "removed entry",
    "move_target": "target",
    "set_reward_risk": "reward : risk",
    "hold_reward_risk": "held reward : risk",
    "share_target": "target share",
    "add_target": "new target",
    "remove_target": "removed target",
    "take_side": "side",
    "set_leverage": "leverage",
    "apply_trial": "what was tried",
    "set_loan_to_value": "loan to value",
    "set_intraday": "day trade",
    "set_news_blackout": "news blackout",
    "add_margin": "added margin",
    "set_margin_mode": "margin mode",
    "set_size": "size",
    "set_sizing": "sizing",
    "set_rules": "pause rules",
    "note": "event",
    "use_account": "account of the book",
    "set_cost": "costs",
    "set_liquidity": "maker or taker",
    "guarantee_stop": "guaranteed stop",
    "set_break_even": "break-even rule",
    "set_trailing": "trailing stop",
    "set_tags": "tags",
    "set_source": "signal source",
    "set_review": "review day",
    "set_checklist": "checklist",
    "apply_template": "template",
    "write_note": "note",
    "choose_instrument": "instrument",
    "set_account": "account",
    "set_position_mode": "position mode",
    "set_rate": "conversion rate",
    "set_beta": "beta",
    "count": "count",
    "set_positions": "open positions",
    "set_limits": "limits",
    "set_correlations": "correlations",
    "enter_correlation": "correlation",
    "forget_correlation": "correlation",
    "set_group": "group",
}

RATIO_HINT = (
    "Type it and the last target that closes anything moves there, up to its tick; a plan without one gets one. "
    "Ctrl+U or a click on the unit: 1, 2 or 3 to 1."
)
RATIO_UNIT = ": 1"
HOLD, HOLD_HINT = "Hold", "Hold it: the last target follows entry, stop and costs, until it is moved itself."


def label(term: str) -> str:
    """The label of a term."""
    return translated(TERMS[term].label)


def meaning(term: str) -> str:
    """The meaning of a term."""
    return translated(TERMS[term].meaning)
