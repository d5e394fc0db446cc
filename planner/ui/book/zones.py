"""The time zones a trader may choose from."""

from functools import cache
from zoneinfo import available_timezones

from planner.ui.background import in_background


@cache
def zone_names() -> tuple[str, ...]:
    """All that the machine knows, sorted; looked up on its disk once."""
    return in_background(lambda: tuple(sorted(available_timezones())))
