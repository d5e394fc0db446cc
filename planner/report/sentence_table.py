"""The sentences themselves: words only."""

WORDS: dict[str, str] = {
    "long": "long",
    "short": "short",
    "isolated": "isolated",
    "cross": "cross",
    "risk_rate": "risk in percent",
    "risk_amount": "risk in money",
    "quantity": "quantity",
    "margin": "margin to commit",
    "most": "share of the most",
    "volatility": "risk in percent",
    "fixed_ratio": "quantity of one step",
    "kelly": "share of Kelly",
    "less_leverage": "less leverage, more margin behind the position or nearer entries",
    "smaller_size": "a smaller size, fewer entries or more margin in the account",
}

FINDINGS: dict[str, str] = {
    "unknown_instrument": "{symbol} is not listed at {venue}; choose one that is.",
    "balance_not_positive": "A balance above zero is needed to plan a trade.",
    "rate_missing": "Say what 1 {quote} is worth in {currency}; without that rate nothing can be told in {currency}.",
    "marks_differ": "The open positions in {symbol} have different marks; one instrument has one mark.",
    "stop_already_hit": "The mark of {symbol} has passed its stop; enter the stop that still protects the position.",
    "currency_not_offered": "{venue} keeps no account in {currency}; choose one of {offered}.",
    "leverage_below_one": "{leverage} is below 1×; without borrowing the leverage is 1×.",
    "short_not_offered": "At {venue} nothing can be sold short; choose long, or another venue.",
    "margin_mode_not_offered": "{venue} has no {mode} margin; choose the other mode.",
    "entry_missing": "Enter the price at which you would open the trade.",
    "off_tick": "{price} lies between two ticks of {tick_price}; {below_price} or {above_price} would be right.",
    "below_first_tick": "{price} is below the first tick; {above_price} would be right.",
    "entry_within_spread": "Nothing trades at {price}, all of it is spread ({spread_price}); enter a higher price.",
    "stop_wrong_side": (
        "The stop of a {side} trade lies on its losing side: {stop_price} is not, seen from the entry {entry_price}."
    ),
    "target_wrong_side": (
        "The target of a {side} trade lies on its winning side: {target_price} is not, seen from entry {entry_average}."
    ),
    "rung_beyond_stop": "At {rung_price} the stop {stop_price} has been passed: an entry lies on its winning side.",
    "nothing_left_to_enter": "Further entries take {total_rate} of the position; something must be left for the first.",
    "rung_without_share": "Enter the share of the position that is added here, above zero.",
    "shares_over_one": "The targets close {total_rate} of the position; together they may close 100 % at most.",
    "size_missing": "Enter a {size_by} above zero.",
    "risk_over_equity": "{size_rate} is more than all equity; a risk between 0.25 % and 3 % is usual.",
    "share_over_one": "{size_rate} is more than all of it; enter 100 % at most.",
    "atr_missing": "Enter the average true range, in price: it sets the size.",
    "win_rate_missing": "Enter the share of such trades that win: the Kelly fraction follows from it.",
    "payoff_missing": "Enter the average win over the average loss, or set a target: the Kelly fraction needs it.",
    "delta_missing": "Enter the profit per step at which one step more is traded.",
    "base_missing": "Enter the amount that the risk in percent is of.",
    "base_unbounded": "An open position has no stop: what is left beside open risk cannot be said.",
    "base_used_up": "Nothing is left that a risk in percent could be of; choose another base.",
    "no_edge": "With {win_rate} of wins at {payoff} R each the odds lose money: Kelly takes no such trade.",
    "no_edge_in_steps": (
        "Closed in whole steps the targets pay {payoff} R, not the {shares_payoff} R of their shares: "
        "with {win_rate} of wins the odds lose money, and Kelly takes no such trade."
    ),
    "kelly_in_steps": (
        "All costs in and closed in whole steps, {whole_quantity} would pay {payoff} R, "
        "not the {shares_payoff} R of the targets' shares: Kelly takes {taken_quantity}."
    ),
    "stop_needed_to_size": "A stop is needed to size by risk: without one the loss is unbounded.",
    "quantity_out_of_range": "These figures ask for a quantity beyond what can be planned; check stop and size.",
    "equity_gone": "Equity is {equity_money}: there is nothing to trade with.",
    "already_liquidatable": (
        "Cannot be opened: {equity_money} would back the position, the venue liquidates at {required_money}. "
        "Trade a smaller size or put more margin behind it."
    ),
    "stop_beyond_liquidation": (
        "The stop {stop_price} lies beyond liquidation at {liquidation_price}: the venue closes the position first. "
        "Move the stop nearer or put more margin behind the position."
    ),
    "stop_fills_beyond_liquidation": (
        "The stop fills at {fill_price} with slippage, past liquidation at {liquidation_price}: the venue closes the "
        "position first. Move the stop nearer or put more margin behind the position."
    ),
    "stop_beyond_later_liquidation": (
        "Over {holding_days} carry brings liquidation to {liquidation_price}, before the stop fills at {fill_price}. "
        "Move the stop nearer, hold for less time or put more margin behind the position."
    ),
    "stop_near_liquidation": (
        "The stop fills at {fill_price}, close to liquidation: {liquidation_price}. "
        "Leave at least {buffer_rate} of the way from the entry between them."
    ),
    "stop_near_later_liquidation": (
        "The stop fills at {fill_price}, close to liquidation: {liquidation_price} after the holding time. "
        "Leave at least {buffer_rate} of the way from the entry between them."
    ),
    "ladder_cut_off": (
        "After entry {count} the venue would close the position at {liquidation_price}, before {next_price} is "
        "reached. What helps: {remedy}."
    ),
    "order_below_minimum": (
        "Entry {count} would order {order_quantity}; the smallest order is {least_quantity}. "
        "Give it a larger share, or enter at fewer prices."
    ),
    "trigger_target_missing": "There is no target {count}: the plan has {most}. Choose another target or trigger.",
    "trigger_stop_missing": "A trigger in R needs a stop: without one there is no R.",
    "trigger_wrong_side": (
        "The trigger of a {side} trade lies on its winning side: {trigger_price} is not, seen from entry "
        "{entry_average}."
    ),
    "target_before_entries": (
        "Place this target once entry {count} is filled: before, {target_price} lies on the losing side of what the "
        "position costs, {entry_average}."
    ),
    "target_not_held": (
        "The price passes this target before entry {count} fills: only {held_quantity} of what it closes is held "
        "there, and the figures suppose that all entries are filled. Choose a target beyond that entry, or close less."
    ),
    "target_below_costs": "This target does not pay the costs of what it closes: it would end at {gain_money}.",
    "trail_atr_missing": "Enter the average true range, in price: it sets the distance of the trailing stop.",
    "trail_stop_missing": "A distance in R needs a stop: without one there is no R.",
    "trail_over_one": "{distance_rate} of the price is more than all of it; enter less than 100 %.",
    "premium_over_one": "A premium of {premium_rate} is more than the whole notional; enter 100 % at most.",
    "break_even_beyond_trigger": (
        "At {trigger_price} the stop cannot stand at break-even {stop_price}: the price has not been there. "
        "The rule waits for a price beyond; choose a later trigger."
    ),
    "checklist_required": "Required before this trade, and not done: {names}.",
    "checklist_open": "Not checked yet: {names}.",
    "maker_fee_unknown": "No maker fee is known here; the taker fee of {taker_rate} is counted instead.",
    "stop_missing": "There is no stop: the loss of this trade is unbounded.",
    "leverage_above_maximum": "{leverage} is above the maximum of this instrument, {max_leverage}.",
    "leverage_above_tier": (
        "{leverage} is not allowed for {notional_amount}: at that size the maximum is {max_leverage}."
    ),
    "above_tiers": "{asked_quantity} is more than the venue's tiers hold; {largest_quantity} is left of them.",
    "below_minimum": "{asked_quantity} is below the smallest order, {least_quantity}.",
    "mode_conflict": "{symbol} already has an open position with {mode} margin; a venue keeps one mode per instrument.",
    "targets_below_costs": "The targets do not pay the costs: the trade would end at {gain_money}.",
    "nothing_to_close": (
        "There is nothing to close here: {share_rate} of {open_quantity} is less than a step. "
        "Give this target a larger share, or trade a larger size."
    ),
    "exit_below_minimum": (
        "Target {count} would close {order_quantity}; the smallest order there is {least_quantity}. "
        "Give it a larger share, or trade a larger size."
    ),
    "margin_call_at_entry": "The margin call would come at once, at the entry.",
    "margin_call_before_stop": "The margin call at {call_price} comes before the stop at {stop_price}.",
    "far_liquidation": "Other positions of the account would be liquidated on the winning side, at {far_price}.",
    "marks_old": "Marks of open positions are up to {oldest_minutes} old: margin and levels follow from those prices.",
    "atr_old": (
        "The ATR is of {history}, whose last candle is of {day}: open a current price history or type the ATR."
    ),
    "hedge": "An open {side} in {symbol} stays open beside this one (hedge mode); the other way is netting.",
    "unplanned_share": "{open_rate} of the position has no target; only planned shares count as reward.",
    "other_coin": "Contracts settled in {coin} do not belong in an account kept in {currency}; choose {coin}.",
    "only_closes": (
        "In one-way mode {order_quantity} only close what you hold {side}, {open_quantity}: nothing is opened that a "
        "stop or a target could belong to. Plan more than that, or the other side."
    ),
    "closes_position": (
        "In one-way mode this closes the {open_quantity} you hold {side} before it opens the rest of {order_quantity}. "
        "Loss, reward and limits are those of the whole order, as if all of it were new."
    ),
    "overnight_missing": (
        "Only for the day: with what is open beside it {missing_money} of margin would be missing overnight."
    ),
    "added_margin_not_free": (
        "The added margin needs {missing_money} more than is free: add {free_money} at most, or trade a smaller size."
    ),
    "loan_above_maximum": "{ltv_rate} of the collateral is more than the lender gives; at most {max_rate}.",
    "equity_below_minimum": "The account holds {equity_money}; a margin account needs at least {least_money}.",
    "day_trade_equity": "The account holds {equity_money}; day trading on this margin needs at least {least_money}.",
    "changed_rules": "Rules you changed yourself: {names}. Every figure follows them, not the venue's.",
    "typical_rules": "Typical, not dated values: {names}. Check them at your venue.",
}

FAULTS: dict[str, str] = {
    "beyond_plan": "That change is beyond what a plan holds: nothing is changed.",
    "most_targets": "A plan holds {most} targets at most: move one of them, or remove one first.",
    "no_share_left": "The last target closes too little to share it with one more: give it a larger share first.",
    "no_such_distance": "There is no price that far away, on this side of the entry.",
    "no_stop_for_loss": (
        "No stop loses just that: entering and leaving alone cost more, or all that it is worth costs less."
    ),
    "stop_without_size": "A loss leads to a stop once entry and quantity can be read.",
    "reward_risk_without_stop": "Reward over risk needs a size, and a stop on the losing side of every entry.",
    "reward_risk_waits": "The target waits until all that was entered can be judged; then the ratio is kept again.",
    "reward_risk_unknown": (
        "It cannot be told with these shares: give the last target one that is no less than a step of the size, "
        "and all no more than 100 %."
    ),
    "reward_risk_nothing_to_hold": "There is nothing to hold: the targets bring nothing yet.",
    "reward_risk_last_idle": (
        "The last target closes nothing of this size, so it can keep no ratio: give it a larger share, "
        "or trade a larger size."
    ),
    "reward_risk_in_the_way": (
        "Farther away the target would close nothing of this size, another one is reached before it: "
        "ask for less, or move the other one farther."
    ),
    "reward_risk_before_entry": "The last target would lie at the entry or on its losing side; ask for more.",
    "reward_risk_beyond_prices": "No price pays that much; ask for less.",
    "tag_too_long": "The tag “{text}” has more than {most} signs; shorten it.",
    "too_many_tags": "A plan has {most} tags at most; leave some out.",
    "empty": "Enter a number, for example 1.5.",
    "comma": "“{text}” has a comma; write {point} with a point, and no separators between thousands.",
    "comma_or_group": "“{text}” can be read in two ways; write {whole} or {point}.",
    "point_or_group": "“{text}” can be read in two ways; press Enter if the point begins decimals, else write {whole}.",
    "grouped": "“{text}” has separators; write the digits together, with a point before decimals.",
    "exponent": "“{text}” has an exponent; write all digits out.",
    "not_a_number": "“{text}” is not a number; write digits with a point, for example 1.5.",
    "too_long": "“{text}” has more than {digits} digits.",
    "out_of_range": "This is beyond what can be planned: write up to 18 digits before the point and 18 behind it.",
    "not_positive": "{text} is not above zero; enter a number above zero.",
    "negative": "{text} is below zero; enter zero or more.",
    "off_step": "{text} is not a multiple of {step}; {below} or {above} would be right.",
    "not_a_day": "“{text}” is not a day since 2000; write year, month and day as 2026-03-26.",
    "below_first_step": "{text} is below the first step; {above} would be right.",
    "below_least": "{text} is below the least, {least}.",
    "not_all_prices": "The prices of {symbol} are not all above zero; a correlation needs a close in every row.",
    "no_clock": "The times of {symbol} do not rise; a correlation needs at least two closes in order.",
    "too_few_series": "A correlation takes the prices of two instruments at least.",
    "too_few_observations": ("Returns in common that do not overlap: {found}; a correlation takes {least} at least."),
    "no_variance": "The price of {symbol} hardly moves: a pegged price looks riskless until it is not.",
    "toolkit_unfit": (
        "PySide6 {toolkit} cannot be used with Python {python}: it would end the program in the midst of work. "
        "Install PySide6 below 6.12, or use Python 3.12 or newer."
    ),
    "above_maximum": "{text} is above the maximum of {maximum}.",
    "more_than_free": "{text} is more than is free: {maximum} at most.",
}
