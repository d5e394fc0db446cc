"""What the status line says of a template that is applied: also what it has left as it was."""

from collections.abc import Iterable

from planner.domain.templates import Kept
from planner.words import translated

KEPT = {
    Kept.EVERYTHING: "Nothing is decided: the venue does not know the instrument.",
    Kept.SIZE: "The size stays as it was: that of the template is in another currency.",
    Kept.STOP: "The stop stays where it was: its distance cannot be counted yet.",
    Kept.NO_STOP: "The stop is left out: its distance cannot be counted yet.",
    Kept.ENTRIES: "Further entries are left out: they are counted from the first one.",
    Kept.TARGETS: "The targets stay where they were: R cannot be counted yet. Once it can, apply the template again.",
    Kept.NO_TARGETS: "The targets are left out: R cannot be counted yet. Once it can, apply the template again.",
    Kept.SOME_TARGETS: "A target for which there is no price is left out.",
    Kept.OWN_TARGETS: "The plan keeps its own targets: the template has none.",
    Kept.ADDED_MARGIN: "The added margin stays as it was: a template has none.",
    Kept.NO_ADDED_MARGIN: "The added margin is left out: cross margin takes none.",
    Kept.LOAN: "The loan to value stays as it was: a template has none.",
    Kept.DAY_TRADE: "The plan stays a day trade: a template does not decide that.",
}
DECIDED = "Decided as in “{name}”; undo takes all of it back."


def applied_line(name: str, kept: Iterable[Kept]) -> str:
    """That a template of that name is applied, and a sentence for all that stays as it was."""
    told = [translated(KEPT[each]) for each in kept]
    first = [] if translated(KEPT[Kept.EVERYTHING]) in told else [translated(DECIDED, name=name)]
    return " ".join((*first, *told))
