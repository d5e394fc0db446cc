"""What is meant where a file can be read in two ways: what the trader says, or the only way that can be right."""

from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.fault import FaultError

ANSWERS = {"candles_decimals": "in_thousands", "candles_days": "month_first"}
"""The faults that are questions, and where in `Meant` the answer to each stands."""
T = TypeVar("T")


class Meant(Struct, frozen=True):
    """What a trader answered where a file can be read in two ways; None: not asked.

    `in_thousands` to "candles_decimals", `month_first` to "candles_days".
    """

    in_thousands: bool | None = None
    month_first: bool | None = None


NOT_ASKED = Meant()


def in_the_only_way(read: Callable[[Meant], T], meant: Meant) -> T:
    """What `read` gives in the one way that can be right, where what is meant leaves several.

    Raises `FaultError`: the question where more than one way can be right, and what is wrong where none can be.
    """
    outcome = _outcome(read, meant)
    if isinstance(outcome, FaultError):
        raise outcome
    return outcome


def _outcome(read: Callable[[Meant], T], meant: Meant) -> T | FaultError:
    """What is read, or the fault; where every answer to a question is refused, that of the one that led furthest."""
    try:
        return read(meant)
    except FaultError as error:
        asked = error
    name = ANSWERS.get(asked.fault.code)
    if name is None:
        return asked
    ways = [_outcome(read, replace(meant, **{name: answer})) for answer in (False, True)]
    refused = [way for way in ways if isinstance(way, FaultError) and way.fault.code not in ANSWERS]
    if not refused:
        return asked
    if len(refused) == len(ways):
        return max(refused, key=_line)
    return next(way for way in ways if way not in refused)


def _line(refused: FaultError) -> int:
    return int(refused.fault.facts.get("line", "0"))
