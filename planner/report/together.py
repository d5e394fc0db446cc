"""The page on the book as one: contributions, bets, currencies, drivers, correlations with where they come from."""

from planner.assess import Assessment
from planner.domain.number import exactly
from planner.report.correlations import correlation_rows
from planner.report.portfolio import book_rows, cluster_rows, currency_rows, driver_rows, share_rows
from planner.report.sections import Line, Page, Section, section, sentence
from planner.words import translated

TITLE = "Open risk together"
_LEAD = (
    "What is lost if every stop is hit, and how much of it is one bet. No hedge counts: both stops can be hit, one "
    "after the other. Correlations say how prices moved, not how they will."
)


@exactly
def together_page(assessment: Assessment) -> Page:
    """Everything about the open positions and this plan as one book."""
    rows = book_rows(assessment)
    if not rows:
        return Page(translated(TITLE), translated("Nothing is open beside this plan."), ())
    return Page(
        translated(TITLE),
        translated(_LEAD),
        (section(translated("Now"), *(Line(r.label, r.value, r.detail) for r in rows)), *_parts(assessment)),
    )


def _parts(assessment: Assessment) -> tuple[Section, ...]:
    bets = (
        Line(row.name, row.total, " · ".join(p for p in (row.members, row.detail) if p))
        for row in cluster_rows(assessment)
    )
    shares = (
        Line(
            row.name,
            f"{row.amount} · {row.percent}",
            translated("without it {incremental} less", incremental=row.incremental),
        )
        for row in share_rows(assessment)
    )
    currencies = (
        Line(
            row.name,
            row.after,
            " · ".join(p for p in (translated("now {now}", now=row.now) if row.now else "", row.of_equity) if p),
        )
        for row in currency_rows(assessment)
    )
    drivers = (Line(row.name, row.after, f"{row.now} · {row.of_equity}") for row in driver_rows(assessment))
    pairs = (
        Line(row.name, row.value, " · ".join(p for p in (row.interval, row.source) if p))
        for row in correlation_rows(assessment)
    )
    found = (
        section(translated("Bets: what moves together"), *bets),
        section(translated("Part of the correlation-adjusted risk"), *shares),
        section(translated("Currencies, with this plan"), *currencies),
        section(translated("Drivers, with this plan"), *drivers),
        section(
            translated("Correlations"),
            *pairs,
            sentence(translated("Double-click a cell of the grid to enter one yourself.")),
        ),
    )
    return tuple(part for part in found if part.lines)
