"""A finding that is made at one draft and just avoided at another."""

from dataclasses import dataclass

from planner.domain.plan import Draft
from tests.conftest import linear_instrument, linear_venue, make_draft


@dataclass(frozen=True)
class Objection:
    """A code with its weight and field, a draft it is raised at with some facts, and one it is not raised at."""

    code: str
    weight: str
    field: str
    raised: Draft
    silent: Draft
    facts: dict[str, str | None]

    def __str__(self) -> str:
        """The name a failing test is known by."""
        return f"{self.code} at {self.field}"


def at(code: str, where: str, raised: Draft, silent: Draft | None = None, **facts: str | None) -> Objection:
    """A finding about what was typed."""
    return Objection(code, "INPUT", where, raised, silent or make_draft(), facts)


def weighs(weight: str, code: str, where: str, raised: Draft, silent: Draft | None = None, **facts: str) -> Objection:
    """A finding of another weight."""
    return Objection(code, weight, where, raised, silent or make_draft(), dict(facts))


def sized(**changes: object) -> Draft:
    """A plan to trade 0.1."""
    return make_draft(**{"size_by": "quantity", "size": "0.1", **changes})


def aimed(price: str, share: str = "1", **changes: object) -> Draft:
    """A plan with one target."""
    return make_draft(targets=[{"price": price, "share": share}], **changes)


def at_venue(instrument: dict[str, object], **changes: object) -> Draft:
    """A plan at a venue whose instrument differs."""
    return make_draft(venue=linear_venue(linear_instrument(**instrument)), **changes)
