"""A corrected trade in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.domain.trades import ClosedTrade
from planner.report.corrected import FIGURES, corrected_mark, correction_lines
from planner.report.veil import veiled_account
from planner.storage.book.corrections import CORRECTABLE
from tests.happenings import NOW
from tests.report.test_book import ACCOUNT, CLOSED

NOW_TOLD = ClosedTrade.model_validate(CLOSED)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Once:
    """A correction."""

    recorded_at: datetime
    reason: str
    before: ClosedTrade


FIRST = Once(NOW + A_DAY, "sign", NOW_TOLD.replace(pnl="75", exit_reason="by_hand", closed_at=NOW))
LAST = Once(NOW + 2 * A_DAY, "no risk", NOW_TOLD.replace(risk=None, quantity="20"))


def test_every_figure_that_can_be_corrected_has_a_word() -> None:
    assert set(FIGURES) == set(CORRECTABLE)


def test_a_row_bears_the_day_of_its_last_correction() -> None:
    assert corrected_mark((FIRST, LAST), ACCOUNT) == "2026-04-03"
    assert corrected_mark((), ACCOUNT) == ""


def test_what_differed_before_is_told_the_newest_first() -> None:
    first = Once(FIRST.recorded_at, FIRST.reason, LAST.before.replace(pnl="75", exit_reason="by_hand", closed_at=NOW))
    # Berlin is two hours ahead in summer
    assert correction_lines((first, LAST), NOW_TOLD, ACCOUNT) == [
        "Corrected 2026-04-03 11:00 (no risk). Before: quantity 20, risk —.",
        "Corrected 2026-04-02 11:00 (sign). Before: closed 2026-04-01 11:00, result 75.00 EUR, ended: by hand.",
    ]
    assert correction_lines((), NOW_TOLD, ACCOUNT) == []


def test_a_hidden_amount_stays_hidden() -> None:
    (line,) = correction_lines((Once(NOW, "sign", NOW_TOLD.replace(pnl="75")),), NOW_TOLD, veiled_account(ACCOUNT))
    assert "75" not in line
