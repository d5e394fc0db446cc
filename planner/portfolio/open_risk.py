"""What is lost if every stop is hit: the plain sum, the honest figure for "all stops hit".

The risk of an open position is its loss against its entry when the stop fills, the closing fee and half the spread
paid; a stop in profit risks nothing. A position without a stop is unbounded, its own state and never a number, and
makes the sum unbounded. No hedge credit: both stops can be hit.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from planner.domain.account import Holding
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE, ZERO


@dataclass(frozen=True, slots=True)
class OpenRisk:
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
        return OpenRisk(tuple(risk_at_stop(holding) for holding in evaluation.holdings))


def risk_at_stop(holding: Holding) -> Decimal | None:
    """Loss against entry when the stop fills; None without a stop."""
    stop = holding.position.stop_price
    if stop is None:
        return None
    return ZERO if holding.leg.pnl_at(stop) >= 0 else loss_when_closed(holding, stop)


def loss_when_closed(holding: Holding, price: Decimal) -> Decimal:
    """Loss against entry, below nothing where it is a gain, when a position is closed at a price: costs included."""
    closing = holding.leg.units * (price * holding.instrument.fee_rate + holding.instrument.spread / 2)
    commission = holding.position.quantity * holding.instrument.commission
    return holding.conversion.amount(closing + commission - holding.leg.pnl_at(price), price)
