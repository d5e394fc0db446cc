"""What is said of a template that is applied."""

from planner.domain.templates import Kept
from planner.report.templates import KEPT, applied_line


def test_everything_that_can_stay_as_it_was_has_a_sentence() -> None:
    assert set(Kept) == KEPT.keys()


def test_what_the_margin_follows_from_is_told_behind_the_name() -> None:
    assert applied_line("My setup", (Kept.ADDED_MARGIN, Kept.DAY_TRADE)) == (
        "Decided as in “My setup”; undo takes all of it back. The added margin stays as it was: a template has none. "
        "The plan stays a day trade: a template does not decide that."
    )
