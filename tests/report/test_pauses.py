"""What the pause rules say: rows, the pill, sentences and the preview."""

from datetime import timedelta

import pytest

from planner.assess import assess
from planner.domain.pause_rules import PauseRule
from planner.domain.plan import Draft
from planner.report.export import report_text
from planner.report.pause_words import duration, rule_sentence
from planner.report.pauses import pause_lines, pause_pill, pause_rows, preview_rows
from planner.report.rows import Tone
from planner.storage.resources import resource
from planner.storage.rule_presets import load_rule_presets
from tests.conftest import make_draft, position
from tests.happenings import NOW, counts, marked, rule
from tests.report.plans import book

HOUR = timedelta(hours=1)
PERCENT = "\u202f%"


def _counted(losses: int, deviations: int) -> Draft:
    return make_draft(events=counts(losing_streak=losses, deviations=deviations))


def test_the_pause_rules_say_what_a_loss_would_make_of_them() -> None:
    rows = pause_rows(assess(book()))
    assert [(row.key, row.name, row.text, row.state, row.if_loss, row.tone) for row in rows] == [
        (
            "losing_streak",
            "Losses in a row",
            "2 / 3",
            "warning",
            "paused until 09:00 tomorrow if this trade loses",
            Tone.CAUTION,
        ),
        ("deviations", "Deviations in a row", "0 / 3", "clear", "", Tone.GOOD),
    ]
    assert [(row.counted, row.count) for row in rows] == [("losing_streak", 2), ("deviations", 0)]


@pytest.mark.parametrize(
    ("losses", "deviations", "text", "tone"),
    [
        (1, 1, "No pause", Tone.GOOD),
        (2, 0, "Caution: 2 of 3 losses in a row", Tone.CAUTION),
        (2, 3, "Paused: 3 of 3 deviations in a row · 1 d 0 h left", Tone.DANGER),
        (5, 3, "Paused: 5 of 3 losses in a row · 1 d 0 h left", Tone.DANGER),
    ],
)
def test_the_pill_shows_the_worst_rule(losses: int, deviations: int, text: str, tone: Tone) -> None:
    pill = pause_pill(assess(_counted(losses, deviations)))
    assert (pill.value, pill.tone) == (text, tone)


def test_a_plan_without_rules_is_not_paused_and_has_no_section_of_them() -> None:
    assessment = assess(make_draft(rules=()))
    assert pause_pill(assessment).value == "No pause"
    assert "Pause rules" not in report_text(assessment)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (
            rule("deviations", pause={"probation": {"size": "0.5", "trades": 5}}),
            (
                "After 3 deviations in a row: no new trades for 24 hours, then half size until 5 trades in a row were "
                "as planned."
            ),
        ),
        (
            rule("losses", pause={"probation": {"size": "0.25", "trades": 1, "trades_per_day": 2}}),
            (
                f"After 3 losses in a row: no new trades for 24 hours, then 25{PERCENT} of the size and 2 a day until "
                "1 trade was as planned."
            ),
        ),
        (
            rule("losses", in_a_row=False, window_minutes=1440, pause_at=8, scope="instrument", action="warn"),
            "After 8 losses within 24 hours of one instrument: a warning.",
        ),
        (
            rule("losses", minimum_loss="50", stops_only=True, break_even="is_left_out", hedge_legs=True),
            (
                "After 3 losses in a row, those of 50.00 USD or more, by stop or liquidation alone, an even trade is "
                "left out, legs of hedges too: no new trades for 24 hours."
            ),
        ),
        (
            rule("losses", break_even="is_a_loss"),
            "After 3 losses in a row, an even trade is one too: no new trades for 24 hours.",
        ),
        (
            rule("loss", anchor="day_start", amount="100", include_unrealised=False, include_costs=False),
            (
                "At a daily loss of 100.00 USD from the balance at the start of the day, of closed trades alone, costs "
                "left out: no new trades for 24 hours."
            ),
        ),
        (
            rule("losses", pause_at=1, warn_at=1, pause={"ends": "at_review"}),
            "After 1 loss in a row: no new trades until it is reviewed.",
        ),
        (
            rule(
                "loss", anchor="day_start", rate="0.05", rate_of="initial", initial="100000", pause={"ends": "next_day"}
            ),
            (
                f"At a daily loss of 5.00{PERCENT} of the initial balance from the balance at the start of the day: "
                "no new trades until the next day."
            ),
        ),
        (
            rule("loss", anchor="initial", rate="0.1", initial="100000", pause={"ends": "never"}),
            f"At a drawdown of 10.00{PERCENT} of the initial balance: no new trades any more.",
        ),
        (
            rule(
                "loss",
                anchor="high_water_intraday",
                basis="equity",
                amount="2500",
                initial="50000",
                lock_at="50100",
                pause={"ends": "next_week", "periods": 2, "review": True},
            ),
            (
                "At an intraday drawdown of 2,500.00 USD from the highest equity so far, its floor never above "
                "50,100.00 USD: no new trades until 2 weeks are over and until it is reviewed."
            ),
        ),
        (
            rule("trades", pause={"ends": "at_clock", "clock": "08:30"}),
            "After 3 trades in a day: no new trades until 08:30.",
        ),
        (rule("size_up"), "At a larger size than that of the trade before, which lost: a warning."),
        (rule("cool_down", minutes=90, after_loss_only=True), "For 90 minutes after a losing exit: no new trades."),
        (rule("news", minutes_after=60), "From 2 minutes before a release to 1 hour after it: no new trades."),
        (rule("margin_level"), f"Below a margin level of 150{PERCENT}: no new trades."),
        (rule("by_hand"), "When you pause by hand: no new trades until it is reviewed."),
        (
            rule("trades", pause_at=2, scope="cluster", instruments=["EURUSD", "GBPUSD"], pause={"ends": "next_day"}),
            "After 2 trades of the cluster (EURUSD, GBPUSD) in a day: no new trades until the next day.",
        ),
        (
            rule("losses", pause_at=3, pause={"minutes": 60, "can_be_overridden": False}),
            "After 3 losses in a row: no new trades for 1 hour; it cannot be broken off.",
        ),
        (
            rule("loss", anchor="day_start", rate="0.03125", pause={"ends": "never"}),
            f"At a daily loss of 3.125{PERCENT} of the balance at the start of the day: no new trades any more.",
        ),
        (rule("margin_level", floor="1.105"), f"Below a margin level of 110.5{PERCENT}: no new trades."),
    ],
)
def test_a_rule_is_one_sentence(made: PauseRule, sentence: str) -> None:
    assert rule_sentence(made, "USD") == sentence


def test_every_shipped_rule_has_a_sentence() -> None:
    for preset in load_rule_presets(resource("rules")):
        assert all(rule_sentence(made, "USD").endswith(".") for made in preset.rules)


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (90, "90 minutes"), (2880, "2 days")]
)
def test_a_time_is_told_in_the_largest_unit_that_divides_it(minutes: int, words: str) -> None:
    assert duration(minutes) == words


def test_the_preview_names_what_the_trade_would_set_off() -> None:
    # the stop costs 200 of 10,000; 5 % of the day's start are 500: 40 %, or 80 % where it gaps
    rules = (rule("losses"), rule("loss", anchor="day_start", rate="0.05", pause={"ends": "next_day"}))
    draft = make_draft(rules=rules, events=counts(losing_streak=2), targets=[{"price": "52000", "share": "1"}])
    assert preview_rows(assess(draft)) == (
        ("If it stops out", f"Losses in a row 3 of 3: pause until 09:00 tomorrow; daily loss 40{PERCENT} used."),
        ("If it wins", "Losses in a row 0 of 3."),
        (
            "If it gaps twice as far",
            f"Losses in a row 3 of 3: pause until 09:00 tomorrow; daily loss 80{PERCENT} used.",
        ),
    )


def test_times_are_those_of_the_account() -> None:
    draft = make_draft(events=counts(losing_streak=3), reset={"zone": "America/New_York"})
    assert pause_rows(assess(draft))[0].state == "paused until 05:00 tomorrow"


def test_what_is_missing_is_named() -> None:
    unknown = rule("loss", anchor="day_start", basis="equity", amount="100")
    row = pause_rows(assess(make_draft(rules=(unknown,))))[0]
    assert (row.state, row.text) == (
        "cannot say: what the account held where the loss is measured from is not known",
        "— of 100.00",
    )
    assert assess(make_draft()).pauses.at == NOW


def test_a_rule_that_closes_everything_says_so_while_something_is_open() -> None:
    made = rule("loss", anchor="day_start", amount="100", action="flatten", pause={"ends": "next_day"})
    assert rule_sentence(made, "USD") == (
        "At a daily loss of 100.00 USD from the balance at the start of the day: everything open closed, no new trades "
        "until the next day."
    )
    lost = [marked(NOW - HOUR, 10_000), marked(NOW, 9_900)]
    told = {"rules": [made], "events": lost, "wallet_balance": "9900"}
    blocked = "Daily loss 100\u202f% used: no new trades until 00:00 tomorrow."
    flat = assess(make_draft(**told))
    assert (flat.verdict.binding, pause_lines(flat)) == ("loss", (blocked,))
    assert pause_lines(assess(make_draft(**told, positions=[position()]))) == (f"{blocked} Close what is open.",)
