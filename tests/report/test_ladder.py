"""What is told after each of several entries."""

import pytest

from planner.assess import assess
from planner.domain.plan import Draft
from planner.report.ladder import ladder_rows
from planner.report.sentences import finding_sentence, units_of
from tests.conftest import fx_draft, make_draft


def _halves(price: str) -> list[dict[str, str]]:
    return [{"price": price, "share": "0.5"}]


def _cut_off(price: str = "49500", size: str = "0.2", **changes: object) -> Draft:
    """Half of it is bought at 50,000, the other half to be bought lower."""
    return make_draft(ladder=_halves(price), size_by="quantity", size=size, **changes)


def test_the_end_of_a_position_is_called_as_the_venue_does() -> None:
    stopped_out = ladder_rows(assess(fx_draft(ladder=_halves("0.995"))))[0]
    assert stopped_out.end.startswith("stop-out ")
    assert " · stop-out " in stopped_out.detail
    assert ladder_rows(assess(_cut_off()))[0].end.startswith("liquidation 45,226.2")


def _objection(draft: Draft) -> str:
    found = (one for one in assess(draft).evaluation.findings if one.code == "ladder_cut_off")
    return finding_sentence(next(found), units_of(draft))


@pytest.mark.parametrize("size", ["0.2", "0.02"])
def test_what_helps_an_isolated_ladder_that_is_cut_off_is_no_smaller_size(size: str) -> None:
    """At 125x a half is gone at 49,600 / 0.995, whatever the size."""
    assert _objection(_cut_off(leverage="125", size=size)) == (
        "After entry 1 the venue would close the position at 49,849.3, before 49,500.0 is reached. "
        "What helps: less leverage, more margin behind the position or nearer entries."
    )


def test_what_helps_a_cross_ladder_that_is_cut_off_is_a_smaller_size() -> None:
    """0.1 bought at 50,000 with 300: 4,700 / 0.1 / 0.995 = 47,236.2, before 46,000."""
    assert _objection(_cut_off("46000", margin_mode="cross", wallet_balance="300", leverage="125")) == (
        "After entry 1 the venue would close the position at 47,236.2, before 46,000.0 is reached. "
        "What helps: a smaller size, fewer entries or more margin in the account."
    )
