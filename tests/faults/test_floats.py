"""Where floats are allowed: in what is drawn, and in what is simulated."""

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy as np
from msgspec.structs import replace

from planner.assess import assess
from planner.domain.number import ENGINE
from planner.simulation.experiments import exact_of
from planner.simulation.monte_carlo import Experiment, simulate
from planner.simulation.walks import Odds
from planner.ui.panels.chart_model import _zones
from tests.conftest import exact, make_draft
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row

SEED = 4
MOST_APART = Fraction(1, 10**12)
STANDARD_ERRORS = 4
PATHS = 20_000
EVEN = Odds(Decimal("0.5"), Decimal(1))
ODDS = (EVEN, Odds(Decimal("0.4"), Decimal(2)), Odds(Decimal("0.7"), Decimal("0.5")))


def _drawn(count: int) -> Iterator[tuple[Fraction, float]]:
    """Liquidations as the engine has them, and as the chart draws them."""
    dice = Random(SEED)  # noqa: S311 - examples, not secrets
    for number in range(count):
        side, sign = ("long", 1) if number % 2 else ("short", -1)
        entry, leverage = Decimal(dice.randrange(1_000, 10**7)) / 10, dice.randrange(3, 100)
        stop = ENGINE.multiply(entry, 1 - sign * Decimal("0.001")).quantize(Decimal("0.1"))
        assessment = assess(
            make_draft(side=side, entry_price=str(entry), stop_price=str(stop), leverage=str(leverage),
                       size_by="quantity", size="0.001")
        )  # fmt: skip
        liquidation = assessment.evaluation.levels.liquidation
        zones = [zone for zone in _zones(assessment) if zone.kind == "liquidated"]
        assert (liquidation is None) is not bool(zones)
        if liquidation is not None:
            yield exact(liquidation), zones[0].high if side == "long" else zones[0].low


def _is_apart(liquidation: Fraction, shown: float) -> bool:
    return abs(Fraction(shown) - liquidation) > MOST_APART * liquidation


def test_a_liquidation_is_drawn_where_it_is(ledger: Ledger, *, full: bool) -> None:
    found = list(_drawn(5_000 if full else 60))
    control = sum(_is_apart(liquidation, float(np.float32(shown))) for liquidation, shown in found)
    assert control > 0
    ledger.enter(
        Row(id="N4", fault="liquidations as they are drawn, more than 1e-12 from the exact ones", runs=len(found),
            seed=SEED, violations=sum(_is_apart(*one) for one in found),
            control=f"floats of 32 bits: {control} of {len(found)}")
    )  # fmt: skip


def _outside(experiment: Experiment, odds: Odds) -> Iterator[bool]:
    """Of each figure that is known exactly, whether the simulated one is more than four standard errors from it."""
    found, known = simulate(replace(experiment, outcomes=odds)), exact_of(experiment)
    assert found is not None
    assert known is not None
    pairs = [(found.fall, known.fall), (found.pause, known.pause), *zip(found.drawdowns, known.drawdowns, strict=True)]
    for estimate, value in pairs:
        if estimate is not None and value is not None:
            yield abs(estimate.value - value) > STANDARD_ERRORS * math.sqrt(value * (1 - value) / experiment.paths)


def test_what_is_simulated_lies_within_four_standard_errors_of_what_is_known(ledger: Ledger, *, full: bool) -> None:
    experiments = [
        Experiment(odds, 0.02, trades=100, paths=PATHS, seed=seed, fixed_money=fixed, pause_after=6, fall=0.2,
                   drawdowns=(0.1, 0.2, 0.3))
        for odds in ODDS
        for fixed in (False, True)
        for seed in range(30 if full else 1)
    ]  # fmt: skip
    found = [wrong for experiment in experiments for wrong in _outside(experiment, experiment.outcomes)]  # type: ignore[arg-type]  # odds, as above
    better = Odds(Decimal("0.52"), Decimal(1))
    control = sum(_outside(replace(experiments[0], outcomes=EVEN), better))
    assert control > 0
    ledger.enter(
        Row(id="N4", fault="simulated shares more than four standard errors from the known ones", runs=len(found),
            violations=sum(found), control=f"a win in 52 of 100 taken for 50: {control} of 5")
    )  # fmt: skip
