"""What Monte Carlo found, in words: what was never or always met is counted, not told as a probability."""

from decimal import Decimal

from msgspec.structs import replace

from planner.discipline.calendar import Period
from planner.report.simulated import pace_text, simulated_rows
from planner.simulation.experiments import exact_of
from planner.simulation.monte_carlo import Experiment, simulate
from planner.simulation.period_limits import PeriodLimit
from planner.simulation.walks import Odds

EVEN = Experiment(Odds(Decimal("0.5"), Decimal(2)), 0.01, trades=250, paths=500, pause_after=2, call_below=0.5)


def _rows(experiment: Experiment) -> dict[str, tuple[str, str, str]]:
    found = simulate(experiment)
    assert found is not None
    return {
        name: (exact, simulated, error) for name, exact, simulated, error in simulated_rows(found, exact_of(experiment))
    }


def test_what_no_path_met_and_every_path_met_is_said_so() -> None:
    """Two losses in a row within 250 even trades fail with 1e-20; one per cent a trade halves nobody in 250 of them."""
    rows = _rows(EVEN)
    assert rows["Pause: 2 losses in a row"] == ("above 99.99\u202f%", "in every path", "0.20\u202f%")
    assert rows["Falls by 50\u202f% below the start"] == ("below 0.01\u202f%", "in no path", "0.20\u202f%")


def test_no_error_is_told_as_nothing() -> None:
    rows = _rows(replace(EVEN, paths=40_000))
    assert rows["Margin warning"][1:] == ("in no path", "below 0.01\u202f%")


def test_what_pauses_names_the_limits_of_periods_and_the_trades_of_a_day() -> None:
    limits = (PeriodLimit(Period.DAY, 0.03), PeriodLimit(Period.WEEK, 0.065))
    rows = _rows(replace(EVEN, pause_after=None, pause_periods=limits, pause_trades=4, paths=100, trades=20))
    expected = "Pause: 3.0\u202f% lost in a day or 6.5\u202f% lost in a week or 4 trades in a day"
    assert expected in rows


def test_the_pace_says_how_many_trades_each_limit_spans() -> None:
    assert pace_text(2).startswith("Limits of a day, a week and a month span 2, 10 and 42 trades")
    assert "clean record" in pace_text(2)
