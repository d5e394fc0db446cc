"""The three questions in short: what stands on the cards at the bottom of the window."""

from dataclasses import dataclass
from decimal import localcontext

from planner.assess import Assessment
from planner.domain.number import ENGINE
from planner.domain.venue import Regime, Venue
from planner.report import numbers
from planner.report.liquidation import BEARERS
from planner.report.question_words import CARD_TITLES, NEWS_DUE, OPENS, REFUSALS, SHORT_TITLES
from planner.report.questions import after, capital, chance, event_name, fill_text, order_sentence, pause_name
from planner.report.rows import Tone, liquidation_label
from planner.report.rules import day
from planner.report.sentences import Units, units_of
from planner.simulation.against import Against, Event
from planner.simulation.cards import LOSSES, Cards
from planner.simulation.losing_run import LosingRow, LosingRun
from planner.simulation.questions import TRADES, GapAnswer

BARS = 8
"""After so many losses, none among them, equity is drawn."""


@dataclass(frozen=True, slots=True)
class EquityBar:
    """Equity after so many losses: its share of the first, and whether a warning or a pause has come by then."""

    losses: int
    share: float
    is_caution: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One question: its title, the answer in a few words with what it means, and two or three lines.

    `short` is the title where there is little room.
    """

    key: str
    title: str
    short: str
    headline: str
    tone: Tone
    lines: tuple[str, ...] = ()
    bars: tuple[EquityBar, ...] = ()

    @property
    def spoken(self) -> str:
        """All of it in one text."""
        return ". ".join(text.removesuffix(".") for text in (self.headline, *self.lines)) + "."

    @property
    def hint(self) -> str:
        """All of it, line by line, and how its page is opened."""
        return "\n".join((self.headline, *self.lines, OPENS))


def question_cards(assessment: Assessment, found: Cards) -> tuple[Card, Card, Card]:
    """The three cards."""
    with localcontext(ENGINE):
        return _against(assessment, found.against), _losing(assessment, found), _gap(assessment, found)


def _said(key: str, headline: str, tone: Tone, lines: list[str], bars: tuple[EquityBar, ...] = ()) -> Card:
    return Card(key, CARD_TITLES[key], SHORT_TITLES[key], headline, tone, tuple(line for line in lines if line), bars)


def _unsaid(key: str) -> Card:
    return _said(key, "Not known yet", Tone.PLAIN, ["It follows once entry, stop and size can be read."])


def _against(assessment: Assessment, found: Against) -> Card:
    units, venue = units_of(assessment.draft), assessment.draft.situation.venue
    if not found.steps:
        return _unsaid("against")
    costs, order = _costs(found, units, venue), order_sentence(found, venue)
    if found.loss_at_stop is None:
        return _said("against", "No stop: no bound to the loss", Tone.DANGER, [costs, order])
    lost = f"{numbers.money(found.loss_at_stop.copy_negate(), units.currency)} at the stop"
    if found.ends_by is Event.LIQUIDATION:
        headline = f"{liquidation_label(venue)} before the stop"
        return _said("against", headline, Tone.DANGER, [costs, order, f"It would be {lost}."])
    at = found.at_stop
    is_warned = at is not None and at.room is not None and at.room <= 0
    return _said("against", lost, Tone.CAUTION if is_warned else Tone.PLAIN, [costs, order, _level_at_stop(found)])


def _costs(found: Against, units: Units, venue: Venue) -> str:
    share = "" if found.risk_rate is None else f"{numbers.percent(found.risk_rate)} of equity, all costs in."
    if found.if_liquidated is None:
        return share
    lost = numbers.money(found.if_liquidated.loss.copy_negate(), units.currency)
    return f"{share} {lost} at {liquidation_label(venue).lower()}.".strip()


def _level_at_stop(found: Against) -> str:
    """The margin level at the stop, against the warning line: a venue may compare equity with another requirement."""
    at = found.at_stop
    if at is None:
        return ""
    level, ratio = numbers.level(at.margin_level), numbers.level(at.requirement_ratio)
    if at.warning_ratio is None:
        return f"Margin level at the stop {level}."
    warning = f"warning at {numbers.percent(at.warning_ratio, 0)}"
    if level == ratio:
        return f"Margin level at the stop {level}, {warning}."
    return f"Equity at the stop {ratio} of what is required, warning {numbers.percent(at.warning_ratio, 0)}."


def _losing(assessment: Assessment, found: Cards) -> Card:
    run, units = found.losing_run, units_of(assessment.draft)
    if run is None:
        return _unsaid("losing_run")
    row = next((row for row in run.rows if row.losses == LOSSES), run.rows[-1])
    equity = numbers.money(row.equity, units.currency)
    odds = f"{numbers.percent(found.odds.loss_rate, 0)} losers"
    streak = f"{LOSSES} in a row within {TRADES} trades: {chance(found.streak)} at {odds}."
    headline = f"{equity} {after(row.losses)}" if row.losses else "No trade can be opened"
    lines = [_level_then(row, run, assessment), _last_trade(run), streak]
    return _said("losing_run", headline, _tone_of(run), lines, _bars(run))


def _tone_of(run: LosingRun) -> Tone:
    """Whether the run ends, or comes to the warning line, within the losses that the card tells of."""
    if run.refused_at is not None and run.refused_at <= LOSSES:
        return Tone.DANGER
    return Tone.CAUTION if run.warned_at is not None and run.warned_at <= LOSSES else Tone.PLAIN


def _level_then(row: LosingRow, run: LosingRun, assessment: Assessment) -> str:
    is_cash = assessment.draft.situation.venue.regime is Regime.CASH
    level = "" if is_cash else f"Margin level {numbers.level(row.margin_level)}; "
    if run.paused_at is None:
        return capital(f"{level}no pause rule stops it.")
    return capital(f"{level}paused {after(run.paused_at)}: {pause_name(run, assessment)}.")


def _last_trade(run: LosingRun) -> str:
    if run.refused_at is None:
        return f"Every trade up to {run.rows[-1].losses} losses can be opened."
    return f"No trade {after(run.refused_at)}: {REFUSALS[run.rows[-1].refused or '']}."


def _bars(run: LosingRun) -> tuple[EquityBar, ...]:
    first = run.rows[0].equity
    if first <= 0:
        return ()
    marks = [mark for mark in (run.warned_at, run.paused_at, run.refused_at) if mark is not None]
    caution = min(marks, default=BARS)
    return tuple(
        EquityBar(row.losses, max(0.0, float(row.equity / first)), row.losses >= caution) for row in run.rows[:BARS]
    )


def _gap(assessment: Assessment, found: Cards) -> Card:
    if not found.against.steps:
        return _unsaid("gap")
    units, worst = units_of(assessment.draft), found.worst
    zero, is_due = _zero(found), assessment.draft.plan.news_blackout
    if is_due:
        zero = f"{NEWS_DUE} {zero}"
    if worst is None:
        tone = Tone.CAUTION if is_due else Tone.PLAIN
        return _said("gap", "No scenario goes against it", tone, [zero])
    result, currency = worst.result, units.currency
    moved, ended = _moved(worst), _ended(worst, units, assessment.draft.situation.venue)
    if result.deficit > 0:
        lines = [moved, capital(f"{ended}borne by: {', '.join(BEARERS[result.policy])}."), zero]
        return _said(
            "gap", f"{numbers.money(result.deficit.copy_negate(), currency)} beyond what is there", Tone.DANGER, lines
        )
    tone = Tone.CAUTION if is_due or result.is_called or result.ends_by is Event.LIQUIDATION else Tone.PLAIN
    lines = [moved, capital(f"{ended}nothing is missing."), zero]
    return _said("gap", f"{numbers.money(result.state.equity, currency)} left", tone, lines)


def _moved(worst: GapAnswer) -> str:
    """What happened when."""
    historic = worst.historic
    like = ", analogue" if historic.applied.reach.is_analogue else ""
    name = f"{day(historic.scenario.day)} {historic.scenario.name}"
    return f"{name}: {numbers.signed_percent(historic.rate, 1)}{like}."


def _ended(worst: GapAnswer, units: Units, venue: Venue) -> str:
    """What ends the plan in it, and where."""
    result = worst.result
    if result.ends_by is None:
        return ""
    ended = "stop filled" if result.ends_by is Event.STOP else event_name(result.ends_by, venue)
    return f"{ended} at {fill_text(result.price, units)}; "


def _zero(found: Cards) -> str:
    zero = found.zero_gap
    what = "its margin" if zero.is_isolated else "the account"
    if zero.plan is None:
        because = ": the stop is guaranteed" if zero.is_guaranteed else ""
        return f"No gap of this price alone empties {what}{because}."
    return f"Nothing is left of {what} at a gap of {numbers.percent(zero.plan, 1)}."
