"""How long it takes to go through the events of an account, and what one more costs."""

import random
from datetime import UTC, datetime, timedelta

from pytest_benchmark.fixture import BenchmarkFixture

from planner.discipline.judging import Proposal
from planner.discipline.preview import Outcomes, outlook
from planner.discipline.replay import replay
from planner.domain.journal import Event
from planner.domain.number import ONE
from planner.domain.pause_rules import Reset
from planner.storage.resources import resource
from planner.storage.rule_presets import load_rule_presets
from tests.happenings import closed, marked, opened

EVENTS = 100_000
RULES = next(preset.rules for preset in load_rule_presets(resource("rules")) if preset.id == "source-texts")
BERLIN = Reset(zone="Europe/Berlin")


def _events(count: int) -> list[Event]:
    """Trades one after another, nearly as many won as lost, and a mark after every fourth."""
    dice = random.Random(7)  # noqa: S311 - the same trades in every run
    at = datetime(2016, 1, 4, tzinfo=UTC)
    events: list[Event] = []
    while len(events) < count:
        number = len(events)
        at += timedelta(minutes=dice.randint(5, 90))
        events.append(opened(at, id=f"o{number}", trade=f"t{number}"))
        at += timedelta(minutes=dice.randint(5, 90))
        events.append(closed(at, dice.randint(-100, 105), id=f"c{number}", trade=f"t{number}"))
        if number % 4 == 0:
            events.append(marked(at, 10_000 + number, id=f"m{number}"))
    return events[:count]


def test_a_hundred_thousand_events(benchmark: BenchmarkFixture) -> None:
    events = _events(EVENTS if benchmark.enabled else 1000)
    replayed = benchmark(lambda: replay(RULES, BERLIN, events))
    assert replayed.recorded_at == events[-1].recorded_at


def test_a_preview_after_a_thousand_events(benchmark: BenchmarkFixture) -> None:
    replayed = replay(RULES, BERLIN, _events(1000))
    proposal, results = Proposal("EURUSD", "long", ONE), Outcomes(-ONE, ONE, -2 * ONE)
    found = benchmark(lambda: outlook(replayed, proposal, replayed.standing.at, results, ONE))
    assert len(found.if_gap) == len(RULES)
