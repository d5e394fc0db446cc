"""The cells of one row by their roles, as numbers, moments and words. What is wrong names its column."""

from datetime import datetime
from decimal import Decimal

from planner.domain.fault import FaultError
from planner.domain.journal import ExitReason
from planner.domain.number import ENGINE, ZERO, parse_number
from planner.domain.venue import Side
from planner.storage.book_csv.cells import shown, unguarded
from planner.storage.book_csv.roles import Mapping, Role
from planner.storage.book_csv.table import Table, TableRow
from planner.storage.book_csv.times import TimeRule, read_time

_SIDES = {"buy": Side.LONG, "long": Side.LONG, "sell": Side.SHORT, "short": Side.SHORT}
_REASONS = {
    **{reason.value: reason for reason in ExitReason},
    **dict.fromkeys(("stoploss", "stop loss", "sl"), ExitReason.STOP),
    **dict.fromkeys(("takeprofit", "take profit", "tp"), ExitReason.TARGET),
    **dict.fromkeys(("bust", "busttrade", "liq"), ExitReason.LIQUIDATION),
}


class RowReader:
    """Reads the rows of one table in one way."""

    def __init__(self, table: Table, mapping: Mapping) -> None:
        """Take note of where each role stands."""
        self.mapping = mapping
        self._names = table.names
        self._width = len(table.names)
        self._places: dict[Role, list[int]] = {}
        for place, role in enumerate(mapping.columns):
            if role is not None:
                self._places.setdefault(role, []).append(place)
        self._times = TimeRule(mapping.zone, mapping.date_order)

    def check_width(self, row: TableRow) -> None:
        """Refuse a row that has not as many cells as the table has columns; empty ones at the end do not count."""
        cells = len(row.cells)
        if cells < self._width or any(cell.strip() for cell in row.cells[self._width :]):
            raise FaultError("row_width", fields=str(cells), expected=str(self._width))

    def has(self, role: Role) -> bool:
        """Whether there is such a column."""
        return role in self._places

    def text(self, row: TableRow, role: Role) -> str:
        """What stands there, empty without such a column."""
        places = self._places.get(role)
        return unguarded(row.cells[places[0]].strip()) if places else ""

    def number(self, row: TableRow, role: Role) -> Decimal:
        """A number that must be there."""
        return self._number(row, self._places[role][0])

    def positive(self, row: TableRow, role: Role) -> Decimal:
        """A number above zero that must be there."""
        value = self.number(row, role)
        if value <= 0:
            raise FaultError("cell_not_positive", column=self._name(self._places[role][0]))
        return value

    def optional(self, row: TableRow, role: Role) -> Decimal | None:
        """A number above zero, None where there is none or it is zero, as exports write a stop that is not set."""
        if not self.text(row, role):
            return None
        return (self.number(row, role) and self.positive(row, role)) or None

    def costs(self, row: TableRow) -> Decimal:
        """All costs of a row together, above zero where they were paid."""
        total = ZERO
        for place in self._places.get(Role.COST, []):
            if row.cells[place].strip():
                total = ENGINE.add(total, self._number(row, place))
        return ENGINE.multiply(Decimal(self.mapping.cost_sign), total) if total else ZERO

    def net(self, pnl: Decimal, costs: Decimal) -> Decimal:
        """A profit with all costs taken off."""
        return pnl if self.mapping.pnl_is_net else ENGINE.subtract(pnl, costs)

    def moment(self, row: TableRow, role: Role) -> datetime:
        """A moment that must be there."""
        place = self._places[role][0]
        try:
            return read_time(row.cells[place], self._times)
        except FaultError as error:
            raise FaultError(error.fault.code, **error.fault.facts, column=self._name(place)) from None

    def side(self, row: TableRow) -> Side:
        """The direction of the position; of a closing order, the other one, unless it says what it closes."""
        role = Role.SIDE if self.has(Role.SIDE) else Role.CLOSING_SIDE
        words = self.text(row, role).casefold().split()
        found = _SIDES.get(words[-1]) if words else None
        if found is None:
            raise FaultError("not_a_side", text=shown(self.text(row, role)))
        return found.opposite if role is Role.CLOSING_SIDE and words[0] != "close" else found

    def instrument(self, row: TableRow) -> str:
        """The instrument of the row, or that of the whole table."""
        return self.text(row, Role.INSTRUMENT) if self.has(Role.INSTRUMENT) else self.mapping.instrument or ""

    def exit_reason(self, row: TableRow) -> ExitReason:
        """Why it was closed; by hand where nothing else is said."""
        return _REASONS.get(self.text(row, Role.EXIT_REASON).casefold(), ExitReason.BY_HAND)

    def _number(self, row: TableRow, place: int) -> Decimal:
        written = row.cells[place].strip().replace("\u2212", "-")
        try:
            return parse_number(_with_point(written) if self.mapping.decimal_comma else written)
        except FaultError as error:
            raise FaultError(error.fault.code, **error.fault.facts, column=self._name(place)) from None

    def _name(self, place: int) -> str:
        return shown(self._names[place]) or str(place + 1)


def _with_point(written: str) -> str:
    """A number written with a decimal comma; where that is known, a point can only be a separator."""
    if "." in written:
        raise FaultError("grouped", text=shown(written))
    return written.replace(",", ".", 1)
