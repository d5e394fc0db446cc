"""How a clock is set while a pause is on."""

from datetime import timedelta

PAUSE = timedelta(minutes=90)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JUMPS = (
    ("a step back by NTP", -timedelta(seconds=2), True),
    ("an hour back", -HOUR, True),
    ("forty minutes on", timedelta(minutes=40), True),
    ("a hundred minutes on", timedelta(minutes=100), False),
    ("back again", timedelta(0), True),
    ("a day on", DAY, False),
    ("a year back", -365 * DAY, True),
    ("thirteen years on, after 2038", 13 * 365 * DAY, False),
    ("as it was", timedelta(0), True),
)
"""What is done, how far the clock is then from where it began, and whether the pause holds."""
