from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.assembly import Execution, assembled
from planner.domain.number import nearest_writable, parse_number, to_text
from planner.domain.trades import FillKind
from planner.domain.venue import Side

D = Decimal
START = datetime(2026, 1, 5, tzinfo=UTC)


def _done(n: int, side: str, quantity: str, *, fee: str = "0", pnl: str = "0", instrument: str = "X") -> Execution:
    at = START + timedelta(minutes=n)
    return Execution(instrument, Side(side), at, D(quantity), D(100), D(fee), D(pnl), name=str(n), line=n)


def test_a_position_grows_shrinks_and_closes() -> None:
    executions = [_done(0, "long", "1"), _done(1, "long", "2"), _done(2, "short", "1"), _done(3, "short", "2")]
    (found,) = assembled(executions)
    assert (found.side, found.is_open) == (Side.LONG, False)
    kinds = [FillKind.ENTRY, FillKind.ENTRY, FillKind.EXIT, FillKind.EXIT]
    assert found.parts == tuple(zip(kinds, executions, strict=True))


def test_an_execution_through_zero_closes_one_and_opens_another_with_its_share_of_the_fee() -> None:
    first, second = assembled([_done(0, "short", "1", fee="0.1"), _done(1, "long", "4", fee="0.8", pnl="5")])
    assert (first.is_open, first.fees, first.pnl) == (False, D("0.3"), D(5))
    assert (second.side, second.is_open, second.fees, second.pnl) == (Side.LONG, True, D("0.6"), D(0))
    assert second.parts[0][1].quantity == D(3)


def test_instruments_do_not_net() -> None:
    found = assembled([_done(0, "long", "1", instrument="A"), _done(1, "short", "1", instrument="B")])
    assert [(position.instrument, position.is_open) for position in found] == [("A", True), ("B", True)]


_EXECUTIONS = st.lists(
    st.builds(
        _done,
        st.just(0),
        st.sampled_from(["long", "short"]),
        st.integers(1, 30).map(lambda n: str(D(n) / 10)),
        fee=st.integers(-5, 50).map(str),
        pnl=st.integers(-50, 50).map(str),
        instrument=st.sampled_from(["A", "B"]),
    ),
    max_size=25,
)


@given(_EXECUTIONS)
def test_nothing_is_lost_on_the_way(executions: list[Execution]) -> None:
    found = assembled(executions)
    for name in ("A", "B"):
        own = [e for e in executions if e.instrument == name]
        net = sum((e.side.sign * e.quantity for e in own), D(0))
        parts = [part for position in found if position.instrument == name for _, part in position.parts]
        assert sum((part.side.sign * part.quantity for part in parts), D(0)) == net
        assert abs(sum((part.fee for part in parts), D(0)) - sum((e.fee for e in own), D(0))) < D("1e-25")
        assert sum(position.is_open for position in found if position.instrument == name) == bool(net)
    for position in (p for p in found if not p.is_open):
        held = sum((part.quantity * (1 if kind is FillKind.ENTRY else -1) for kind, part in position.parts), D(0))
        assert held == 0


@given(st.decimals(min_value=-(10**18), max_value=10**18, places=30, allow_nan=False))
def test_the_nearest_number_that_can_be_written_can_be_read(value: Decimal) -> None:
    found = nearest_writable(value)
    assert parse_number(to_text(found)) == found
    assert abs(found - value) <= max(abs(value) * D("1e-28"), D("5e-19"))


def test_a_number_that_can_be_written_stays_as_it_is() -> None:
    assert str(nearest_writable(D("10.500"))) == "10.500"
