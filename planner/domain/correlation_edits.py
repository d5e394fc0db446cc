"""What can be done to the correlations and groups of a plan."""

from planner.domain.correlation import Correlation, Correlations
from planner.domain.edits import Edit
from planner.domain.plan import Draft


def set_correlations(correlations: Correlations) -> Edit:
    """Take over correlations as they were estimated, or none."""
    return Edit("set_correlations", lambda draft: _with(draft, correlations=correlations))


def enter_correlation(entered: Correlation, *, continuing: bool = False) -> Edit:
    """Say by hand how two instruments move together."""

    def change(draft: Draft) -> Draft:
        return _with(draft, correlations=draft.situation.correlations.saying(entered))

    return Edit("enter_correlation", change, continuing)


def forget_correlation(first: str, second: str) -> Edit:
    """Leave two instruments to what is usual."""

    def change(draft: Draft) -> Draft:
        return _with(draft, correlations=draft.situation.correlations.without(first, second))

    return Edit("forget_correlation", change)


def set_group(symbol: str, group: str | None, *, continuing: bool = False) -> Edit:
    """Put an instrument into a group of one's own, or out of all."""

    def change(draft: Draft) -> Draft:
        groups = {name: known for name, known in draft.situation.groups.items() if name != symbol}
        return _with(draft, groups={**groups, symbol: group} if group else groups)

    return Edit("set_group", change, continuing)


def _with(draft: Draft, **changes: object) -> Draft:
    return draft.replace(situation=draft.situation.replace(**changes))
