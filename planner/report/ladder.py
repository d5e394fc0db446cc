"""Several entries as they are read: what is open, what it costs and where it ends after each of them."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from planner.assess import Assessment
from planner.domain.number import ENGINE
from planner.report import numbers
from planner.report.sentences import Units, units_of

AVERAGE_PLACES = 2
"""How many more digits than its tick an average is told with."""


@dataclass(frozen=True, slots=True)
class LadderRow:
    """What holds after an entry has filled. `is_cut_off` where the next one would never be reached."""

    name: str
    filled: str
    average: str
    margin: str
    liquidation: str
    r_multiple: str
    loss: str
    is_cut_off: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands under each of `HEADINGS`."""
        return self.name, self.filled, self.average, self.liquidation, self.r_multiple

    @property
    def value(self) -> str:
        """What is open then."""
        return f"{self.filled} at {self.average}"

    @property
    def detail(self) -> str:
        """The rest of it in one line."""
        parts = [f"margin {self.margin}", f"liquidation {self.liquidation}", f"at the stop {self.r_multiple} · {self.loss}"]
        return " · ".join([*parts, *(["liquidated before the next entry"] if self.is_cut_off else [])])


HEADINGS = ("After", "Filled", "Average", "Liquidation", "At stop")


def ladder_rows(assessment: Assessment) -> tuple[LadderRow, ...]:
    """A row for each of several entries; none for one alone."""
    units, evaluation = units_of(assessment.draft), assessment.evaluation
    with localcontext(ENGINE):
        return tuple(
            LadderRow(
                str(number),
                numbers.with_unit(numbers.quantity(step.quantity, units.quantity_step), units.quantity_unit),
                average_text(step.entry_price, units),
                numbers.money(step.initial_margin, units.currency),
                numbers.price(step.levels.liquidation, units.price_tick),
                _r_multiple(step.loss_at_stop, evaluation.loss_at_stop),
                numbers.NONE if step.loss_at_stop is None else numbers.money(-step.loss_at_stop, units.currency),
                step.is_cut_off,
            )
            for number, step in enumerate(evaluation.steps, start=1)
        )


def average_text(price: Decimal | None, units: Units) -> str:
    """An average price: it need not be on a tick."""
    if price is None:
        return numbers.NONE
    return numbers.plain(price, numbers.places_of(units.price_tick) + AVERAGE_PLACES)


def _r_multiple(loss: Decimal | None, whole: Decimal | None) -> str:
    if loss is None or whole is None or whole <= 0:
        return numbers.NONE
    return f"{numbers.MINUS}{numbers.multiple(loss / whole)} R"
