"""Several entries as they are read: what is open, what it costs and where it ends after each of them."""

from decimal import Decimal, localcontext

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.number import ENGINE
from planner.report import numbers
from planner.report.rows import liquidation_label
from planner.report.sentences import average_text, units_of
from planner.words import translated


class LadderRow(Struct, frozen=True):
    """What holds after an entry has filled.

    `ended_by` is what the venue calls a liquidation; `is_cut_off` where it comes before the next entry.
    """

    ended_by: str
    name: str
    filled: str
    average: str
    margin: str
    liquidation: str
    r_multiple: str
    loss: str
    is_cut_off: bool

    @property
    def headline(self) -> str:
        """After which entry, and what is open then."""
        return translated("After {name}: {value}", name=self.name, value=self.value)

    @property
    def end(self) -> str:
        """Where it ends."""
        if self.is_cut_off:
            return translated(
                "{name} at {liquidation}, before the next entry", name=self.ended_by, liquidation=self.liquidation
            )
        return translated(
            "{name} {liquidation} · margin {margin}",
            name=self.ended_by,
            liquidation=self.liquidation,
            margin=self.margin,
        )

    @property
    def value(self) -> str:
        """What is open then."""
        return translated("{filled} at {average}", filled=self.filled, average=self.average)

    @property
    def detail(self) -> str:
        """The rest of it in one line."""
        parts = [
            translated("margin {margin}", margin=self.margin),
            f"{self.ended_by} {self.liquidation}",
            translated("at the stop {r_multiple} · {loss}", r_multiple=self.r_multiple, loss=self.loss),
        ]
        cut_off = [translated("{name} before the next entry", name=self.ended_by)] if self.is_cut_off else []
        return " · ".join([*parts, *cut_off])


def ladder_rows(assessment: Assessment) -> tuple[LadderRow, ...]:
    """A row for each of several entries; none for one alone."""
    units, evaluation = units_of(assessment.draft), assessment.evaluation
    ended_by = liquidation_label(assessment.draft.situation.venue).lower()
    with localcontext(ENGINE):
        return tuple(
            LadderRow(
                ended_by,
                str(step.number),
                numbers.with_unit(numbers.quantity(step.quantity, units.quantity_step), units.quantity_unit),
                average_text(step.entry_price, units),
                numbers.money(step.initial_margin, units.currency),
                numbers.price(step.levels.liquidation, units.price_tick),
                _r_multiple(step.loss_at_stop, evaluation.loss_at_stop),
                numbers.NONE if step.loss_at_stop is None else numbers.money(-step.loss_at_stop, units.currency),
                step.is_cut_off,
            )
            for step in evaluation.steps
        )


def _r_multiple(loss: Decimal | None, whole: Decimal | None) -> str:
    if loss is None or whole is None or whole <= 0:
        return numbers.NONE
    return f"{numbers.MINUS}{numbers.multiple(loss / whole)} R"
