"""What Monte Carlo found, beside what is known exactly."""

from decimal import Decimal

from planner.discipline.calendar import Period
from planner.domain.number import exactly
from planner.report import numbers
from planner.report.questions import chance
from planner.simulation.experiments import Exact
from planner.simulation.monte_carlo import Band, Estimate, Experiment, Simulated
from planner.simulation.period_limits import DAYS, PeriodLimit
from planner.words import counted, translated

HEADINGS = ("What", "Exact", "Simulated", "Error")
NUMBERS = HEADINGS[1:]
NAMES = ("5 % end below", "half end below", "95 % end below")

_COUNTED = {0.0: "in no path", 1.0: "in every path"}
"""What was never or always met is not told as a probability: that it is not known better stands beside it."""

Row = tuple[str, str, str, str]


@exactly
def simulated_rows(found: Simulated, exact: Exact | None) -> list[Row]:
    """Probabilities with their errors, then what equity and drawdown come to."""
    asked = found.experiment
    drawdowns = zip(asked.drawdowns, found.drawdowns, strict=True)
    rows = [
        _row(
            translated("Falls by {fall} below the start", fall=_share(asked.fall)),
            found.fall,
            None if exact is None else exact.fall,
        )
    ]
    rows += [
        _row(
            translated("Drawdown of {depth}", depth=_share(depth)),
            estimate,
            None if exact is None else exact.drawdowns[at],
        )
        for at, (depth, estimate) in enumerate(drawdowns)
    ]
    if found.pause is not None:
        rows.append(_row(_pause_name(asked), found.pause, None if exact is None else exact.pause))
    if found.call is not None:
        rows.append(_row(translated("Margin warning"), found.call, None if exact is None else exact.call))
    return [
        *rows,
        *_bands(translated("Equity at the end"), found.final),
        *_bands(translated("Largest drawdown"), found.deepest),
    ]


def _pause_name(asked: Experiment) -> str:
    """What pauses: any of these."""
    named = (
        (
            ""
            if asked.pause_after is None
            else counted("{count} loss in a row", "{count} losses in a row", asked.pause_after)
        ),
        (
            ""
            if asked.pause_drawdown is None
            else translated("{pause_drawdown} drawdown", pause_drawdown=_share(asked.pause_drawdown))
        ),
        (
            ""
            if asked.pause_fall is None
            else translated("{pause_fall} below the start", pause_fall=_share(asked.pause_fall))
        ),
        *(_period_name(limit) for limit in asked.pause_periods),
        (
            ""
            if asked.pause_trades is None
            else translated("{pause_trades} trades in a day", pause_trades=asked.pause_trades)
        ),
    )
    return translated("Pause: {names}", names=translated(" or ").join(name for name in named if name))


_LOST = {
    Period.DAY: "{share} lost in a day",
    Period.WEEK: "{share} lost in a week",
    Period.MONTH: "{share} lost in a month",
}


def _period_name(limit: PeriodLimit) -> str:
    return translated(_LOST[limit.period], share=numbers.percent(Decimal(repr(limit.share)), 1))


def pace_text(trades_per_day: int) -> str:
    """What limits of a day, a week and a month are taken to span, as a path knows trades alone."""
    return translated(
        "Limits of a day, a week and a month span {day}, {week} and {month} trades: {day} a trading day,"
        " 5 days a week, 21 a month. Every pause rule starts with a clean record, whatever is lost or counted by now.",
        day=trades_per_day,
        week=trades_per_day * DAYS[Period.WEEK],
        month=trades_per_day * DAYS[Period.MONTH],
    )


def _row(name: str, found: Estimate, exact: float | None) -> Row:
    known = numbers.NONE if exact is None else chance(exact)
    return name, known, _counted(found.value), chance(found.error)


def _counted(value: float) -> str:
    return translated(_COUNTED[value]) if value in _COUNTED else chance(value)


def _bands(name: str, band: Band) -> list[Row]:
    shares = ("5 %", translated("half"), "95 %")
    return [
        (translated("{name}: {share} at most", name=name, share=share), numbers.NONE, _share(value), numbers.NONE)
        for share, value in zip(shares, band, strict=True)
    ]


def _share(value: float) -> str:
    return numbers.percent(Decimal(repr(value)), 0)


def progress_text(done: int, total: int) -> str:
    """How far a simulation is."""
    return translated(
        "{done} of {total} paths", done=numbers.plain(Decimal(done), 0), total=numbers.plain(Decimal(total), 0)
    )
