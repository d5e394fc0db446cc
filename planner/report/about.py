"""What a plan says of itself, as labelled lines."""

from planner.assess import Assessment
from planner.domain.checklist import CheckItem
from planner.domain.plan import Plan
from planner.report.glossary import label
from planner.report.order_costs import FILLED, order_costs
from planner.report.sections import MONTHS
from planner.report.stop_rules import rule_sentences, stop_rows
from planner.words import translated


def about_rows(plan: Plan) -> list[tuple[str, str]]:
    """Tags, source, review day and checklist; nothing where nothing is said."""
    day = plan.review_by
    told = [
        (label("tags"), ", ".join(plan.tags)),
        (label("signal_source"), plan.signal_source),
        (label("review_by"), "" if day is None else f"{day.day} {translated(MONTHS[day.month - 1])} {day.year}"),
        *((item.text, check_words(item)) for item in plan.checklist),
    ]
    return [(name, text) for name, text in told if text]


def note_rows(plan: Plan) -> list[tuple[str, ...]]:
    """The note as it was written, a row for each of its lines; none where nothing is noted."""
    return [(line.expandtabs(),) for line in plan.note.strip().splitlines()]


def notes_state(assessment: Assessment) -> str:
    """How far the checklist is; without one, whether there is a note."""
    plan = assessment.draft.plan
    done, count = sum(item.done for item in plan.checklist), len(plan.checklist)
    return (
        translated("{done} of {count} done", done=done, count=count)
        if count
        else translated("noted")
        if plan.note
        else ""
    )


def cost_state(assessment: Assessment) -> str:
    """How the orders at the entry and at the targets are filled, a guaranteed stop, and a release that is due."""
    plan = assessment.draft.plan
    told = f"{translated(FILLED[plan.entry_liquidity])} / {translated(FILLED[plan.exit_liquidity])}"
    guaranteed = "" if plan.guaranteed_stop is None else translated(", guaranteed")
    return f"{told}{guaranteed}{translated(', news') if plan.news_blackout else ''}"


def check_words(item: CheckItem) -> str:
    """Whether an item of the checklist is done, and what if not."""
    if item.done:
        return translated("done")
    return translated("required, not done") if item.required else translated("not done")


def plan_sections(assessment: Assessment) -> list[tuple[str, list[tuple[str, ...]]]]:
    """What a report tells of the orders, of how the stop moves and of the plan itself, where anything is set."""
    moves: list[tuple[str, ...]] = [
        (
            translated("At {reached}", reached=row.reached),
            translated("stop {stop}", stop=row.stop),
            row.moved_by,
            f"{row.r_multiple} · {row.outcome}",
        )
        for row in stop_rows(assessment)
    ]
    told: list[tuple[str, list[tuple[str, ...]]]] = [
        (translated("Orders and their costs"), [*order_costs(assessment)]),
        (translated("Rules of the stop"), [(sentence,) for sentence in rule_sentences(assessment.evaluation)]),
        (translated("How the stop moves, and what ending there brings"), moves),
        (translated("About the plan"), [*about_rows(assessment.draft.plan)]),
        (translated("Note of the plan"), note_rows(assessment.draft.plan)),
    ]
    return [(title, rows) for title, rows in told if rows]
