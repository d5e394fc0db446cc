"""Numbers that are often said of leveraged trading, and what holds, with the plan's own figures."""

from collections.abc import Callable
from decimal import Decimal, localcontext

from planner.assess import Assessment
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ENGINE, ONE
from planner.domain.venue import MarginMode
from planner.report import numbers
from planner.report.question_words import TITLES
from planner.report.sections import Line, Section
from planner.simulation.drawdowns import left_after, losses_of_fixed_money, losses_to_fall
from planner.simulation.streaks import run_probability
from planner.words import counted, translated

FIFTH, HALF = Decimal("0.2"), Decimal("0.5")
COLLATERAL = Decimal("1.5")


def often_said(assessment: Assessment, *questions: str) -> Section:
    """What is said about some of the questions (none named: all), and what holds for this plan.

    A line is left out where the plan has no such figure.
    """
    with localcontext(ENGINE):
        lines = [tell(assessment) for question in questions or _TOLD for tell in _TOLD[question]]
    return Section(translated(TITLES["often_said"]), tuple(line for line in lines if line is not None))


def _losses(assessment: Assessment) -> Line | None:
    """33 to 100 losses in a row lose everything: only where size is not cut with equity, and runs are not rare."""
    risk = assessment.evaluation.risk_rate
    if risk is None or not 0 < risk < 1:
        return None
    count = losses_of_fixed_money(risk) or 0
    left, fifth, half = left_after(count, risk), losses_to_fall(FIFTH, risk), losses_to_fall(HALF, risk)
    eight = Decimal(run_probability(8, 100, 0.6))
    return Line(
        translated("33 to 100 losses in a row lose everything"),
        translated(
            "At {risk} a trade {all} at fixed money; at a fixed fraction {left} is left then. {fifth} and {half}.",
            risk=numbers.percent(risk),
            all=counted("{count} loss takes all", "{count} losses take all", count),
            left=numbers.percent(left),
            fifth=counted("{count} loss takes a fifth", "{count} losses take a fifth", fifth or 0),
            half=counted("{count} loss takes half", "{count} losses take half", half or 0),
        ),
        translated(
            "Where six in ten lose, a run of 8 within 100 trades comes with {eight}.", eight=numbers.percent(eight, 0)
        ),
    )


def _leverage(assessment: Assessment) -> Line | None:
    """50x is liquidated by a fall of 2 to 3 %: margin is gone at 1 / leverage, and the venue comes before."""
    evaluation, plan = assessment.evaluation, assessment.draft.plan
    root, entry, is_isolated = (
        evaluation.roots.liquidation,
        evaluation.entry_price,
        plan.margin_mode is MarginMode.ISOLATED,
    )
    if root is None or entry is None or not REGIMES[assessment.draft.situation.venue.regime].has_leverage:
        return None
    distance = plan.side.sign * (entry - root) / entry
    backing = translated("its own margin") if is_isolated else translated("the account behind it")
    return Line(
        translated("50× is liquidated by 2 to 3 %"),
        translated(
            "At 50× a margin of 2 % is gone at 2 % and liquidation comes before. This plan at "
            "{leverage}, with {backing}, is liquidated at {distance}.",
            leverage=numbers.leverage(plan.leverage),
            backing=backing,
            distance=numbers.percent(distance),
        ),
    )


def _collateral(assessment: Assessment) -> Line | None:
    """Collateral above 150 %: with the position as collateral that is leverage below 3x."""
    leverage = assessment.evaluation.effective_leverage
    if leverage is None:
        return None
    most = COLLATERAL / (COLLATERAL - ONE)
    own = (
        translated("nothing is borrowed")
        if leverage <= ONE
        else translated("collateral is {leverage}", leverage=numbers.percent(leverage / (leverage - ONE), 0))
    )
    return Line(
        translated("Keep collateral above 150 %"),
        translated(
            "With the position as collateral that is leverage below {most}; the account with this plan "
            "is at {leverage}: {own}.",
            most=numbers.leverage(most),
            leverage=numbers.leverage(leverage),
            own=own,
        ),
        translated("The margin level is another figure."),
    )


_TOLD: dict[str, tuple[Callable[[Assessment], Line | None], ...]] = {
    "losing_run": (_losses,),
    "against": (_leverage, _collateral),
}
