from dataclasses import dataclass

from planner.report.recovery import differences_text


@dataclass(frozen=True)
class Change:
    """A field before and after."""

    field: str
    before: str
    after: str


def test_each_field_is_a_line() -> None:
    changes = [
        Change("plan.stop_price", "49000", "49100"),
        Change("situation.account.wallet_balance", "10000", "9000"),
        Change("plan.targets.0.price", "", "52000"),
        Change("plan.note", "Breakout", ""),
    ]
    assert differences_text(changes).splitlines() == [
        "stop price: 49000 → 49100",
        "account wallet balance: 10000 → 9000",
        "targets 0 price: — → 52000",
        "note: Breakout → —",
    ]


def test_what_does_not_fit_is_counted() -> None:
    lines = differences_text([Change(f"plan.f{index}", "1", "2") for index in range(11)]).splitlines()
    assert len(lines) == 9
    assert lines[-1] == "and 3 more"
    assert len(differences_text([Change("plan.note", "a", "b")] * 8).splitlines()) == 8


def test_without_a_saved_version_that_is_said() -> None:
    assert differences_text([]) == "There is no saved version to compare it with."
