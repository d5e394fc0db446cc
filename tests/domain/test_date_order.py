import pytest

from planner.domain.date_order import DateOrder, first_proofs, is_doubtful, proven_order, readings


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["01/02/2026", "13/02/2026"], DateOrder.DAY_FIRST),
        (["01/02/2026", "02/13/2026"], DateOrder.MONTH_FIRST),
        (["13/02/2026", "02/13/2026"], None),
        (["01/02/2026"], None),
        (["2026-02-13", "x"], None),
    ],
)
def test_a_day_above_twelve_proves_the_order_of_its_column(texts: list[str], order: DateOrder | None) -> None:
    assert proven_order(texts) is order


def test_the_first_date_that_proves_an_order_is_found_by_its_place() -> None:
    dates = ["01/02/2026", "13/02/2026", "14/02/2026", "02/13/2026"]
    assert first_proofs(dates) == {DateOrder.DAY_FIRST: 1, DateOrder.MONTH_FIRST: 3}


def test_a_date_that_is_another_day_in_either_order_has_two_readings() -> None:
    assert is_doubtful("1/02/2026 10:00")
    assert readings("1/02/2026 10:00") == ("2026-02-01 10:00", "2026-01-02 10:00")
    assert not is_doubtful("1/01/2026")
    assert not is_doubtful("2026-01-02")


def test_a_text_that_is_no_such_date_is_read_as_it_stands() -> None:
    assert readings("2026-01-02 10:00") == ("2026-01-02 10:00", "2026-01-02 10:00")
