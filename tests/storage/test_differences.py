from planner.domain.older_events import parted
from planner.storage.differences import Difference, differences
from tests.conftest import make_draft
from tests.happenings import counts


def test_equal_plans_differ_in_nothing() -> None:
    assert differences(make_draft(), make_draft(size="0.020")) == ()


def test_every_changed_field_is_named_with_both_texts() -> None:
    before = make_draft(stop_price="49000", targets=[{"price": "51000", "share": "1"}])
    after = make_draft(stop_price=None, size="0.01", side="short", rates={"EUR": "1.10"})
    assert differences(before, after) == (
        Difference("plan.side", "long", "short"),
        Difference("plan.stop_price", "49000", ""),
        Difference("plan.targets.0.price", "51000", ""),
        Difference("plan.targets.0.share", "1", ""),
        Difference("plan.size", "0.02", "0.01"),
        Difference("situation.rates.EUR", "", "1.10"),
    )


def test_of_older_events_their_number_is_told() -> None:
    before = make_draft()
    older, _ = parted(counts(losing_streak=2, deviations=1), 0)
    after = before.replace(situation=before.situation.replace(older_events=older))
    assert differences(before, after) == (Difference("situation.older_events", "0", "2"),)


def test_as_many_older_events_that_are_others_are_a_difference() -> None:
    before, after = (
        draft.replace(situation=draft.situation.replace(older_events=parted(counts(losing_streak=number), 0)[0]))
        for number, draft in enumerate((make_draft(), make_draft()))
    )
    assert differences(before, after) == (Difference("situation.older_events", "1", "1"),)
