"""What is lost if every stop is hit: the plain sum, the honest figure for "all stops hit".

The risk of an open position is its loss against its entry when the stop fills, the closing fee and half the spread
paid; a stop in profit risks nothing. A position without a stop is unbounded, its own state and never a number, and
makes the sum unbounded. No hedge credit: both stops can be hit.
"""

from decimal import Decimal, localcontext

from msgspec import Struct

from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ZERO


class OpenRisk(Struct, frozen=True):
    """Risk at the stop of each holding (None: unbounded) and their sum, in account currency."""

    risks: tuple[Decimal | None, ...]

    @property
    def total(self) -> Decimal | None:
        """The plain sum; None when one is unbounded."""
        known = [risk for risk in self.risks if risk is not None]
        with localcontext(ENGINE):
            return sum(known, ZERO) if len(known) == len(self.risks) else None


def open_risk(evaluation: Evaluation) -> OpenRisk:
    """The risk of every open position of the plan's account."""
    with localcontext(ENGINE):
        return OpenRisk(tuple(holding.risk_at_stop for holding in evaluation.holdings))
