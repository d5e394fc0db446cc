"""Cases as data: a draft and the figures it must lead to."""

from dataclasses import dataclass, field

from planner.domain.plan import Draft


@dataclass(frozen=True)
class Case:
    """`figures` are dotted paths from the assessment; `findings` must be among those found."""

    name: str
    draft: Draft
    figures: dict[str, str | None] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    tolerance: str = "1e-6"

    def __str__(self) -> str:
        """The name a failing test is known by."""
        return self.name
