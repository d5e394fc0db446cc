"""The three questions in short: what stands on the cards at the bottom of the window."""

from decimal import Decimal, localcontext

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.number import ENGINE
from planner.domain.venue import Regime, Venue
from planner.report import numbers
from planner.report.liquidation import bearer_words
from planner.report.question_words import NEWS_DUE, OPENS, REFUSALS, SHORT_TITLES, card_number, card_title
from planner.report.questions import after, capital, chance, event_name, fill_text, order_sentence, pause_name
from planner.report.rows import Tone, liquidation_label
from planner.report.rules import day
from planner.report.sentences import Units, units_of
from planner.simulation.against import Against, Event
from planner.simulation.cards import LOSSES, Cards
from planner.simulation.losing_run import LosingRow, LosingRun
from planner.simulation.questions import TRADES, GapAnswer
from planner.words import counted, translated

BARS = 8
"""After so many losses, none among them, equity is drawn."""


class EquityBar(Struct, frozen=True):
    """Equity after so many losses: its share of the first, and whether a warning or a pause has come by then."""

    losses: int
    share: float
    is_caution: bool


class Card(Struct, frozen=True):
    """One question: its title, the answer in a few words with what it means, and two or three lines.

    `short` is the title where there is little room, `number` where there is hardly any.
    """

    key: str
    title: str
    short: str
    number: str
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
        return "\n".join((self.headline, *self.lines, translated(OPENS)))


def question_cards(assessment: Assessment, found: Cards, atr: Decimal | None = None) -> tuple[Card, Card, Card]:
    """The three cards; `atr` is the average true range of the chart, where the plan has none of its own."""
    with localcontext(ENGINE):
        return (
            _against(assessment, found.against, assessment.draft.plan.sizing.atr or atr),
            _losing(assessment, found),
            _gap(assessment, found),
        )


def _said(key: str, headline: str, tone: Tone, lines: list[str], bars: tuple[EquityBar, ...] = ()) -> Card:
    return Card(
        key,
        card_title(key),
        translated(SHORT_TITLES[key]),
        card_number(key),
        headline,
        tone,
        tuple(line for line in lines if line),
        bars,
    )


def _unsaid(key: str) -> Card:
    return _said(
        key, translated("Not known yet"), Tone.PLAIN, [translated("It follows once entry, stop and size can be read.")]
    )


def _against(assessment: Assessment, found: Against, atr: Decimal | None) -> Card:
    units, venue = units_of(assessment.draft), assessment.draft.situation.venue
    if not found.steps:
        return _unsaid("against")
    costs, order = _costs(found, units, venue), order_sentence(found, venue, atr)
    if found.loss_at_stop is None:
        return _said("against", translated("No stop: no bound to the loss"), Tone.DANGER, [costs, order])
    lost = translated(
        "{loss_at_stop} at the stop", loss_at_stop=numbers.money(found.loss_at_stop.copy_negate(), units.currency)
    )
    if found.ends_by is Event.LIQUIDATION:
        headline = translated("{liquidation} before the stop", liquidation=liquidation_label(venue))
        return _said("against", headline, Tone.DANGER, [costs, order, translated("It would be {lost}.", lost=lost)])
    at = found.at_stop
    is_warned = at is not None and at.room is not None and at.room <= 0
    return _said("against", lost, Tone.CAUTION if is_warned else Tone.PLAIN, [costs, order, _level_at_stop(found)])


def _costs(found: Against, units: Units, venue: Venue) -> str:
    share = (
        ""
        if found.risk_rate is None
        else translated("{risk_rate} of equity, all costs in.", risk_rate=numbers.percent(found.risk_rate))
    )
    if found.if_liquidated is None:
        return share
    lost = numbers.money(found.if_liquidated.loss.copy_negate(), units.currency)
    return translated(
        "{share} {lost} at {liquidation}.",
        share=share,
        lost=lost,
        liquidation=liquidation_label(venue).lower(),
    ).strip()


def _level_at_stop(found: Against) -> str:
    """The margin level at the stop, against the warning line: a venue may compare equity with another requirement."""
    at = found.at_stop
    if at is None:
        return ""
    level, ratio = numbers.level(at.margin_level), numbers.level(at.requirement_ratio)
    if at.warning_ratio is None:
        return translated("Margin level at the stop {level}.", level=level)
    warning = translated("warning at {warning_ratio}", warning_ratio=numbers.percent(at.warning_ratio, 0))
    if level == ratio:
        return translated("Margin level at the stop {level}, {warning}.", level=level, warning=warning)
    return translated(
        "Equity at the stop {ratio} of what is required, warning {warning_ratio}.",
        ratio=ratio,
        warning_ratio=numbers.percent(at.warning_ratio, 0),
    )


def _losing(assessment: Assessment, found: Cards) -> Card:
    run, units = found.losing_run, units_of(assessment.draft)
    if run is None:
        return _unsaid("losing_run")
    row = next((row for row in run.rows if row.losses == LOSSES), run.rows[-1])
    equity = numbers.money(row.equity, units.currency)
    odds = translated("{loss_rate} losers", loss_rate=numbers.percent(found.odds.loss_rate, 0))
    streak = translated(
        "{losses} in a row within {trades} trades: {streak} at {odds}.",
        losses=LOSSES,
        trades=TRADES,
        streak=chance(found.streak),
        odds=odds,
    )
    headline = f"{equity} {after(row.losses)}" if row.losses else translated("No trade can be opened")
    lines = [_level_then(row, run, assessment), _last_trade(run), streak]
    return _said("losing_run", headline, _tone_of(run), lines, _bars(run))


def _tone_of(run: LosingRun) -> Tone:
    """Whether the run ends, or comes to the warning line, within the losses that the card tells of."""
    if run.refused_at is not None and run.refused_at <= LOSSES:
        return Tone.DANGER
    return Tone.CAUTION if run.warned_at is not None and run.warned_at <= LOSSES else Tone.PLAIN


def _level_then(row: LosingRow, run: LosingRun, assessment: Assessment) -> str:
    is_cash = assessment.draft.situation.venue.regime is Regime.CASH
    level = "" if is_cash else translated("Margin level {margin_level}; ", margin_level=numbers.level(row.margin_level))
    if run.paused_at is None:
        return capital(translated("{level}no pause rule stops it.", level=level))
    return capital(
        translated(
            "{level}paused {paused_at}: {rule}.",
            level=level,
            paused_at=after(run.paused_at),
            rule=pause_name(run, assessment),
        )
    )


def _last_trade(run: LosingRun) -> str:
    if run.refused_at is None:
        return counted(
            "Every trade up to {count} loss can be opened.",
            "Every trade up to {count} losses can be opened.",
            run.rows[-1].losses,
        )
    return translated(
        "No trade {refused_at}: {refusal}.",
        refused_at=after(run.refused_at),
        refusal=translated(REFUSALS[run.rows[-1].refused or ""]),
    )


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
        zero = f"{translated(NEWS_DUE)} {zero}"
    if worst is None:
        tone = Tone.CAUTION if is_due else Tone.PLAIN
        return _said("gap", translated("No scenario goes against it"), tone, [zero])
    result, currency = worst.result, units.currency
    moved, ended = _moved(worst), _ended(worst, units, assessment.draft.situation.venue)
    if result.deficit > 0:
        lines = [
            moved,
            capital(translated("{ended}borne by: {bearer}.", ended=ended, bearer=bearer_words(result.policy)[0])),
            zero,
        ]
        return _said(
            "gap",
            translated("{deficit} beyond what is there", deficit=numbers.money(result.deficit.copy_negate(), currency)),
            Tone.DANGER,
            lines,
        )
    tone = Tone.CAUTION if is_due or result.is_called or result.ends_by is Event.LIQUIDATION else Tone.PLAIN
    lines = [moved, capital(translated("{ended}nothing is missing.", ended=ended)), zero]
    return _said("gap", translated("{equity} left", equity=numbers.money(result.state.equity, currency)), tone, lines)


def _moved(worst: GapAnswer) -> str:
    """What happened when."""
    historic = worst.historic
    like = translated(", analogue") if historic.applied.reach.is_analogue else ""
    name = f"{day(historic.scenario.day)} {historic.scenario.name}"
    return f"{name}: {numbers.signed_percent(historic.rate, 1)}{like}."


def _ended(worst: GapAnswer, units: Units, venue: Venue) -> str:
    """What ends the plan in it, and where."""
    result = worst.result
    if result.ends_by is None:
        return ""
    ended = translated("stop filled") if result.ends_by is Event.STOP else event_name(result.ends_by, venue)
    return translated("{ended} at {price}; ", ended=ended, price=fill_text(result.price, units))


def _zero(found: Cards) -> str:
    zero = found.zero_gap
    what = translated("its margin") if zero.is_isolated else translated("the account")
    if zero.plan is None:
        because = translated(": the stop is guaranteed") if zero.is_guaranteed else ""
        return translated("No gap of this price alone empties {what}{because}.", what=what, because=because)
    return translated("Nothing is left of {what} at a gap of {plan}.", what=what, plan=numbers.percent(zero.plan, 1))
