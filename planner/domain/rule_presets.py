"""Rule tables that others live by: what a file of shipped pause rules holds."""

from planner.domain.pause_rules import Reset, RuleTable
from planner.domain.record import Day, Key, Name, Record, Text


class RulePreset(Record):
    """A rule table with its reset, and where and when it was read. `reset` is None where the account's own will do."""

    id: Key
    name: Name
    as_of: Day
    source: Text
    reset: Reset | None = None
    rules: RuleTable
