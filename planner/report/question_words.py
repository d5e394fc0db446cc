"""Words of the three questions."""

from planner.simulation.against import Event, Step
from planner.simulation.gap import Breadth, Note
from planner.simulation.losing_run import Sizing
from planner.simulation.scenario import Kind, Reach
from planner.words import translated

TITLES = {
    "against": "If price goes against me",
    "losing_run": "If I keep losing",
    "gap": "If the market gaps",
    "often_said": "Often said, and what holds for this plan",
}

CARDS = ("against", "losing_run", "gap")
SHORT_TITLES = {"against": "1 · Against me", "losing_run": "2 · Losing run", "gap": "3 · Gap"}
OPENS = "Click, or Enter: all of it."

DRAWDOWNS = "Falls, and the way back"
CUSTOM = "A gap of your own"
OWN_SOURCE = "Your own: a gap entered by hand."
OWN_MARK = "your own"
BREADTHS = {
    Breadth.BOOK: "the whole book",
    Breadth.ASSET_CLASS: "its asset class",
    Breadth.INSTRUMENT: "this instrument alone",
}
FILLS = {"happened": "as it happened", "gap": "at the far end", "partial": "half of the way"}
TOGETHER = "Correlations go to 1"

EVENTS = {
    Event.STOP: "stop",
    Event.MARGIN_CALL: "margin call",
    Event.LIQUIDATION: "liquidation",
    Event.BANKRUPTCY: "bankruptcy",
    Event.TARGET: "last target",
}

STEPS = {Step.TICK: "A tick", Step.PIP: "A pip", Step.PERCENT: "One percent"}

SIZINGS = {
    Sizing.FIXED_FRACTION: "the same share of what is left at risk",
    Sizing.FIXED_MONEY: "the same money at risk",
    Sizing.FIXED_SIZE: "the same size",
    Sizing.DOUBLING: "twice the size after each loss",
}

REFUSALS = {
    "available_margin": "the margin is not there",
    "leverage_tier": "above the venue's position limit",
    "max_quantity": "above the venue's largest order",
    "below_minimum": "below the venue's smallest order",
    "order_below_minimum": "one of its orders is below the venue's smallest",
    "equity_gone": "nothing is left",
    "equity_below_minimum": "equity is below what the venue asks",
    "day_trade_equity": "equity is below what a day trade needs",
    "already_liquidatable": "it would be liquidated at once",
    "stop_beyond_liquidation": "liquidation comes before the stop",
}

KINDS = {
    Kind.GAP: "gap",
    Kind.FLASH: "flash",
    Kind.CLOSE: "day",
    Kind.CASCADE: "cascade",
}

REACHES = {
    Reach.NAMED: "",
    Reach.INVERSE: "turned round",
    Reach.CURRENCY: "analogue, the same currency",
    Reach.CLASS: "analogue, the same class",
    Reach.AGAINST: "analogue, as large against you",
}

MARKS = {reach: words.partition(",")[0] for reach, words in REACHES.items()}
"""The same in a table: of what a scenario is an analogue is told beside its source."""

HEAT = "Equity left after each gap against you, by the part of it, by beta, that every other price makes"

NOTES = {
    Note.PARTIAL_FIRST: "The venue closes a part first and the rest only if that is not enough.",
    Note.REDUCED_BY_ADL: "A winning position can be reduced by auto-deleveraging, those with the highest profit times "
    "leverage first.",
    Note.INSURANCE_FIRST: "The insurance fund pays first, then winning traders, by auto-deleveraging: a promise of the "
    "venue, not a protection by law.",
    Note.BROKER_DECIDES: "Equity is below the requirement: the broker calls, and decides what to close.",
}

STOP_ON_LAST = "Liquidation looks at the mark, a stop usually at the last trade: each can be reached without the other."
NEWS_DUE = "A release is due."
NEWS = "A scheduled release falls into the holding time: a stop may fill as in a gap."


def card_title(key: str) -> str:
    """A question with its number, as its card is headed."""
    return f"{card_number(key)} · {translated(TITLES[key])}"


def card_number(key: str) -> str:
    """Which of the questions it is, counted from one."""
    return str(CARDS.index(key) + 1)
