from decimal import Decimal

import pytest
from msgspec.structs import replace

from planner.assess import Decision, Verdict, assess
from planner.domain.plan import Draft
from planner.report.verdict import VerdictText, verdict_text
from planner.storage.plan_files import load_plan
from planner.storage.resources import resource
from tests.cases.case import Case
from tests.cases.verdicts import VERDICTS
from tests.conftest import fx_draft, limits, linear_instrument, linear_venue, make_draft, position
from tests.happenings import counts
from tests.regimes import halves_by_kelly
from tests.report.plans import book, btc, doomed, eurusd, quiet, unsaid

PERCENT = "\u202f%"


@pytest.mark.parametrize(
    ("stop", "days", "headline", "reason"),
    [
        (
            "85000",
            "30",
            "Do not take",
            "Over 30 days carry brings liquidation to 85,241.7, before the stop fills at 84,983.0. Move",
        ),
        (
            "84400",
            "0",
            "Do not take",
            "The stop fills at 84,383.1 with slippage, past liquidation at 84,397.7: the venue",
        ),
        (
            "84600",
            "0",
            "Take 0.011 BTC",
            "The stop fills at 84,583.0, close to liquidation: 84,397.7. Leave",
        ),
    ],
)
def test_a_stop_is_weighed_against_liquidation_where_it_fills_and_after_the_holding_time(
    stop: str, days: str, headline: str, reason: str
) -> None:
    """Long at 93,400, 10x: (84,060 + 0.1) / 0.996 = 84,397.69; 90 fundings of 9.34 make it 85,241.67."""
    draft = load_plan(resource("examples", "btc-breakout.plan.json")).draft
    plan = draft.plan.replace(stop_price=Decimal(stop), holding_days=Decimal(days))
    found = verdict_text(assess(draft.replace(plan=plan)))
    assert found.headline == headline
    assert reason in found.reason


@pytest.mark.parametrize(
    ("draft", "headline", "reason"),
    [
        (
            quiet(),
            "Take 0.200 BTC",
            f"The stop costs 200.00 USDT, 2.00{PERCENT} of equity, all costs in; your risk sets the size.",
        ),
        (
            btc(),
            "Take 0.186 BTC",
            f"The stop costs 199.76 USDT, 2.00{PERCENT} of equity, all costs in; your risk sets the size.",
        ),
        (
            eurusd(size_by="quantity", size="0.1"),  # 0.1 x 538
            "Take 0.10 lot",
            f"The stop costs 53.80 USD, 0.54{PERCENT} of equity, all costs in; within every limit.",
        ),
        (
            # two of 40 losses / 12; three would close two at 1 R and one at 2 R
            halves_by_kelly("1", limits=limits(single_trade_rate="0.1", total_open_rate="0.1")),
            "Take 2 BTC",
            (
                f"The stop costs 1,000.00 USD, 5.00{PERCENT} of equity, all costs in; a share of Kelly sets the size. "
                "All costs in and closed in whole steps, 3 BTC would pay 1.33 R, "
                "not the 1.50 R of the targets' shares: Kelly takes 2 BTC."
            ),
        ),
        (
            book(),  # 3 % of 10,030 over 1,049.50 is 0.2867
            "Shrink to 0.286 BTC",
            "Your limit for a single trade allows no more; the plan asks 1.000 BTC.",
        ),
        (
            make_draft(venue=linear_venue(linear_instrument(max_quantity="0.1"))),
            "Shrink to 0.100 BTC",
            "The venue's largest order allows no more; the plan asks 0.200 BTC.",
        ),
        (
            doomed(),  # 200 + 0.2 (P - 50,000) = 0.001 P at 49,246.23...
            "Do not take",
            (
                "The stop 49,000.0 lies beyond liquidation at 49,246.3: the venue closes the position first. "
                "Move the stop nearer or put more margin behind the position."
            ),
        ),
        (
            make_draft(events=counts(losing_streak=4)),
            "Do not take",
            "Losses in a row 4 of 3: no new trades until 09:00 tomorrow.",
        ),
        (
            make_draft(events=counts(deviations=3)),
            "Do not take",
            "Deviations in a row 3 of 3: no new trades until 09:00 tomorrow.",
        ),
        (
            make_draft(positions=[position(quantity="0.7")]),
            "Do not take",
            "Your limit for total open risk leaves no size that can be taken.",
        ),
        (
            make_draft(positions=[position(stop_price=None)]),
            "Do not take",
            "An open position without a stop: total open risk is unbounded.",
        ),
        (
            unsaid(),
            "Cannot say",
            "Say what 1 USDT is worth in EUR; without that rate nothing can be told in EUR.",
        ),
        (make_draft(size="0"), "Cannot say", "Enter a risk in percent above zero."),
        (
            fx_draft(instrument="GBPUSD"),
            "Cannot say",
            "GBPUSD is not listed at Broker; choose one that is.",
        ),
    ],
)
def test_a_verdict_names_what_binds(draft: Draft, headline: str, reason: str) -> None:
    assert verdict_text(assess(draft)) == VerdictText(headline, reason)


@pytest.mark.parametrize("case", VERDICTS, ids=str)
def test_no_verdict_shows_a_code_or_a_gap(case: Case) -> None:
    text = verdict_text(assess(case.draft))
    assert text.reason.endswith(".")
    assert not {"_", "—"} & set(text.headline + text.reason)


def test_an_answer_without_an_objection_is_still_a_sentence() -> None:
    unsized = replace(assess(quiet()), verdict=Verdict(Decision.CANNOT_SAY, "size_missing"))
    assert "_" not in verdict_text(unsized).reason
