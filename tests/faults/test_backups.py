"""Years of saves and the backups that stay of them, each restored."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.storage.backups import backups_of, keep_backup
from planner.storage.plan_files import load_plan
from planner.storage.plan_format import encode
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row
from tests.storage.plans import SAVED_AT, noted

BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)
EIGHT_HOURS = timedelta(hours=8)


def _staying(moments: list[datetime]) -> set[datetime]:
    """The last ten, and the newest of the last 12 days, 10 weeks and 9 months that have any: as the list has it."""
    staying = set(sorted(moments)[-10:])
    for count, form in ((12, "%Y-%m-%d"), (10, "%G-%V"), (9, "%Y-%m")):
        newest = {moment.strftime(form): moment for moment in sorted(moments)}
        staying |= {newest[name] for name in sorted(newest)[-count:]}
    return staying


def test_what_stays_of_years_of_saves_can_be_restored(tmp_path: Path, ledger: Ledger, *, full: bool) -> None:
    moments = [BEGIN + number * EIGHT_HOURS for number in range(2_000 if full else 150)]
    document, wrong = tmp_path / "a.plan.json", 0
    for number, moment in enumerate(moments):
        keep_backup(tmp_path / "backups", document, encode(noted(str(number)), saved_at=SAVED_AT), moment)
    found = backups_of(tmp_path / "backups", document)
    wrong += len(_staying(moments) ^ {backup.saved_at for backup in found})
    wrong += sum(load_plan(one.path).draft.plan.note != str(moments.index(one.saved_at)) for one in found)
    control = len(_staying(moments) - set(moments[-10:]))
    assert control > 0
    ledger.enter(
        Row(id="S7", fault="saves three times a day: backups that are missing, too many, or not what was saved",
            runs=len(moments), violations=wrong, control=f"the last ten alone: {control} missing")
    )  # fmt: skip
