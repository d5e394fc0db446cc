"""Events that were wrong."""

from datetime import timedelta

from planner.domain.journal import withdrawn
from tests.happenings import NOW, closed, event


def test_an_event_that_was_corrected_counts_no_more() -> None:
    wrong, right = closed(NOW, -100, id="wrong"), closed(NOW, -10, id="right", late=timedelta(days=1))
    fix = event("corrected", NOW, timedelta(days=1), of="wrong", by="right")
    assert withdrawn((wrong, fix, right)) == {"wrong"}
    assert withdrawn((wrong, right)) == frozenset()
