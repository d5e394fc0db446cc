"""Labels of what a pause rule is made of, and of its kinds."""

from planner.words import spelled, translated

KINDS = {
    "deviations": "deviations from the plan",
    "losses": "losing trades",
    "loss": "a loss or drawdown",
    "trades": "trades a day",
    "size_up": "a larger size after a loss",
    "cool_down": "a wait after an exit",
    "news": "news",
    "margin_level": "the margin level",
    "by_hand": "a pause by hand",
}
FIELDS = {
    "action": "What it does",
    "pause": "The pause",
    "warned_size": "Size after a warning",
    "reset": "Days of its own",
    "warn_at": "Warn at",
    "pause_at": "Pause at",
    "in_a_row": "In a row",
    "window_minutes": "Within minutes",
    "scope": "Counted by",
    "instruments": "Instruments of the cluster",
    "minimum_loss": "Losses below this are even",
    "break_even": "An even trade",
    "stops_only": "Only exits by stop or liquidation",
    "hedge_legs": "Legs of hedges count",
    "anchor": "Measured from",
    "basis": "Of the",
    "rate": "Limit in percent",
    "amount": "Limit in money",
    "rate_of": "Percent of",
    "include_unrealised": "Open losses count",
    "include_costs": "Costs count",
    "initial": "Initial balance",
    "lock_at": "Floor never above",
    "warn_share": "Warn at this share",
    "minutes": "Minutes",
    "after_loss_only": "Only after a loss",
    "minutes_before": "Minutes before",
    "minutes_after": "Minutes after",
    "warn_below": "Warn below",
    "floor": "Pause below",
    "ends": "Ends",
    "clock": "At the time of day",
    "periods": "Days, weeks or months",
    "review": "Not before its review",
    "can_be_overridden": "Can be overridden",
    "probation": "Smaller trades afterwards",
    "size": "Share of the size",
    "trades": "Trades as planned",
    "trades_per_day": "At most a day",
    "zone": "Time zone",
    "week_starts": "The week starts on",
}
PERCENT_FIELDS = frozenset({"warned_size", "rate", "warn_share", "warn_below", "floor", "size"})
"""What is a fraction of one and read as percent."""
MONEY_FIELDS = frozenset({"minimum_loss", "amount", "initial", "lock_at"})
"""What is an amount of the account's currency."""


CHOICES = {
    "block_new": "no new trades",
    "flatten": "close everything, no new trades",
    "warn": "a warning alone",
    "account": "the whole account",
    "instrument": "each instrument",
    "cluster": "one cluster",
    "direction": "each side",
    "initial": "the initial balance",
    "anchor": "what it is measured from",
    "day_start": "the start of the day",
    "week_start": "the start of the week",
    "month_start": "the start of the month",
    "high_water_day_end": "the highest at the end of a day",
    "high_water_intraday": "the highest at any moment",
    "larger": "the larger of balance and equity",
    "never": "never: for good",
}


def field_words(name: str) -> str:
    """What a field is called."""
    return translated(FIELDS[name]) if name in FIELDS else spelled(name)


def choice_words(value: str) -> str:
    """A choice as it is read."""
    return translated(CHOICES[value]) if value in CHOICES else spelled(value)


def fault_words(said: str) -> str:
    """What validation objects to, as a sentence."""
    text = translated(said.removeprefix("Value error, "))
    return f"{text[:1].upper()}{text[1:]}." if text else ""
