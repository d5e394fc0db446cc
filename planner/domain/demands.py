"""What a venue compares equity with at each level."""

from msgspec import Struct

from planner.domain.margin import loan
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.venue import Instrument, Regime, Venue


class Demands(Struct, frozen=True):
    """The demand at each level; None where the venue has no such level."""

    margin_call: Demand | None = None
    liquidation: Demand | None = None
    bankruptcy: Demand | None = None

    def named(self) -> tuple[tuple[str, Demand | None], ...]:
        """Each level by its name."""
        return ("margin_call", self.margin_call), ("liquidation", self.liquidation), ("bankruptcy", self.bankruptcy)


NO_DEMANDS = Demands()


def demands_of(venue: Venue, instrument: Instrument) -> Demands:
    """The levels of an instrument at a venue: a share of the requirement, or an amount of money."""
    if venue.regime is Regime.CASH:
        return NO_DEMANDS
    call = ENGINE.multiply(venue.margin_call_ratio, loan.call_ratio(instrument) if venue.regime is Regime.LOAN else ONE)
    return Demands(
        margin_call=Demand(call) if venue.margin_call_money is None else Demand(ZERO, venue.margin_call_money),
        liquidation=liquidation_demand(venue),
        bankruptcy=Demand(has_closing_fee=venue.perpetual.bankruptcy_has_fee),
    )


def liquidation_demand(venue: Venue) -> Demand | None:
    """The demand at liquidation, the same for all instruments; None where the venue does not liquidate by a rule."""
    if venue.regime is Regime.CASH:
        return None
    if venue.liquidation_money is not None:
        return Demand(ZERO, venue.liquidation_money)
    return None if venue.liquidation_ratio is None else Demand(venue.liquidation_ratio)


def first_demand(venue: Venue, instrument: Instrument) -> Demand | None:
    """What is watched of an open position: liquidation, or the margin call where the broker decides after it."""
    return liquidation_demand(venue) or demands_of(venue, instrument).margin_call
