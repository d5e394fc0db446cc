"""Each cap is exact: at it the limit holds, a little more breaks it."""

from collections.abc import Callable
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.assess import Assessment, Decision, assess
from planner.discipline.bounds import Cap, Usage
from planner.discipline.limits import state_at_stop
from planner.domain.account import state_of
from planner.domain.edits import set_size
from planner.domain.number import ENGINE, ZERO
from planner.domain.plan import Draft, SizeBy
from planner.domain.venue import Side
from planner.portfolio.standing import Bet
from planner.report.verdict import verdict_text
from tests.conftest import cfd_venue, limits, linear_instrument, linear_venue, make_draft, position
from tests.portfolio.books import held, major, majors
from tests.regimes import cash_draft

OPEN = (
    held("GBPUSD"),
    held("EURUSD", side="short", stop_price="1.02"),
    held("USDCHF", side="short", stop_price="1.01"),
)
WIDE = {"single_trade_rate": "1", "total_open_rate": "1", "margin_level_floor": "0.5"}


def cap(assessment: Assessment, rule: str) -> Cap:
    return next(cap for cap in assessment.caps if cap.rule == rule)


def usage(assessment: Assessment, rule: str) -> Usage:
    return next(usage for usage in assessment.usages if usage.rule == rule)


def limited(**rates: str) -> Draft:
    return majors(*OPEN, limits=limits(**{**WIDE, **rates}))


CASES = [
    # one lot more loses 1,000; 100,000 of equity
    ({"instrument_rate": "0.05"}, "instrument_risk", "3", "EURUSD"),  # 5,000 less 2,000 of the short
    ({"cluster_rate": "0.03"}, "cluster_risk", None, ""),  # GBPUSD and the short of USDCHF are the same bet
    ({"direction_rate": "0.04"}, "direction_risk", "3", "long"),  # 4,000 less 1,000 of GBPUSD
    ({"currency_multiple": "2.5"}, "currency_exposure", "1.5", "USD"),  # -100,000 - q 100,000 >= -250,000
]


@pytest.mark.parametrize(("rates", "rule", "expected", "subject"), CASES, ids=[case[1] for case in CASES])
def test_a_limit_leaves_what_the_hand_calculates(
    rates: dict[str, str], rule: str, expected: str | None, subject: str
) -> None:
    found = cap(assess(limited(**rates)), rule)
    assert found.subject == subject
    if expected is not None:
        assert found.quantity == Decimal(expected)
    else:
        assert found.quantity == pytest.approx(Decimal("1.0099"), abs=Decimal("1e-4"))  # 3,000 - 1,000 - 1,000 / 1.01


def test_an_absent_limit_is_none() -> None:
    found = assess(limited())
    assert {cap.rule for cap in found.caps} == {"single_trade", "total_open_risk", "available_margin", "margin_level"}
    assert {usage.rule for usage in found.usages} == {"single_trade", "total_open_risk"}


def test_an_unbounded_position_leaves_nothing_of_what_it_belongs_to() -> None:
    rates = {"instrument_rate": "0.05", "cluster_rate": "0.05", "direction_rate": "0.05"}
    draft = majors(held("GBPUSD", stop_price=None), limits=limits(**WIDE, **rates))
    found = assess(draft)
    assert cap(found, "cluster_risk").quantity == cap(found, "direction_risk").quantity == 0
    assert cap(found, "instrument_risk").quantity == 5
    assert usage(found, "cluster_risk").used is None


def test_a_leg_that_shrinks_is_let_through() -> None:
    """The account is short of 200,000 dollars; buying them back is bounded where it would be as long."""
    draft = majors(held("GBPUSD", quantity="2"), limits=limits(**WIDE, currency_multiple="1.5"), rates={"JPY": "1"})
    short = draft.replace(plan=draft.plan.replace(side=Side.SHORT, stop_price=Decimal("1.01")))
    found = assess(short)
    assert cap(found, "currency_exposure") == Cap("currency_exposure", Decimal("1.5"), "EUR")
    assert usage(found, "currency_exposure") == Usage(
        "currency_exposure", Decimal(0), Decimal(100000), Decimal(150000), "EUR"
    )


def measured(assessment: Assessment, rule: str) -> tuple[Decimal, Decimal]:
    """What a limit looks at and what it allows, from the account with the plan in it."""
    portfolio, evaluation = assessment.portfolio, assessment.evaluation
    situation = assessment.draft.situation
    assert portfolio is not None
    assert evaluation.before is not None
    assert evaluation.after is not None
    equity, own = evaluation.before.equity, portfolio.standing.clusters[portfolio.standing.own].nodes
    side = evaluation.draft.plan.side
    belongs: dict[str, Callable[[Bet], bool]] = {
        "instrument_risk": lambda bet: bet.instrument.symbol == "EURUSD",
        "direction_risk": lambda bet: bet.side is side,
        "cluster_risk": lambda bet: bet.node in own,
    }
    rates = {
        "instrument_risk": situation.limits.instrument_rate,
        "direction_risk": situation.limits.direction_rate,
        "cluster_risk": situation.limits.cluster_rate,
    }
    if rule == "currency_exposure":
        long = max(side.sign * portfolio.legs["EUR"], -side.sign * portfolio.legs["USD"])
        return long, (situation.limits.currency_multiple or ZERO) * equity
    if rule == "margin_use":
        return evaluation.after.used_margin, (situation.limits.margin_use_rate or ZERO) * evaluation.after.equity
    risks = [bet.risk or ZERO for bet in portfolio.bets if belongs[rule](bet)]
    return sum(risks, ZERO), (rates[rule] or ZERO) * equity


FIELDS = {
    "instrument_risk": "instrument_rate",
    "direction_risk": "direction_rate",
    "cluster_risk": "cluster_rate",
    "margin_use": "margin_use_rate",
    "currency_exposure": "currency_multiple",
}


@given(st.sampled_from(sorted(FIELDS)), st.integers(4, 90), st.sampled_from(Side))
def test_at_the_cap_the_limit_holds_and_one_step_more_breaks_it(rule: str, percent: int, side: Side) -> None:
    costly = cfd_venue(*(major(symbol, spread="0.0002", commission="3") for symbol in ("EURUSD", "GBPUSD", "USDCHF")))
    rate = Decimal(percent) / (20 if rule == "currency_exposure" else 100)
    draft = majors(
        *OPEN[::2],
        venue=costly,
        side=side,
        stop_price="0.985" if side is Side.LONG else "1.015",
        limits=limits(**{**WIDE, FIELDS[rule]: str(rate)}),
    )
    with localcontext(ENGINE):
        exact = cap(assess(draft), rule).quantity
        if exact < Decimal("0.02"):
            return
        below, step = exact.quantize(Decimal("0.01"), "ROUND_FLOOR"), Decimal("0.01")
        fits, allowed = measured(assess(set_size(SizeBy.QUANTITY, below).change(draft)), rule)
        assert fits <= allowed
        breaks, allowed = measured(assess(set_size(SizeBy.QUANTITY, below + step).change(draft)), rule)
        assert breaks > allowed or exact == below + step


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        ({"cluster_rate": "0.025"}, "Your limit for positions that are one bet"),
        ({"instrument_rate": "0.025"}, "Your limit for one instrument (EURUSD)"),
        ({"direction_rate": "0.015"}, "Your limit for one side (all longs)"),
        ({"currency_multiple": "1.5"}, "Your limit for one currency (USD)"),
        ({"margin_use_rate": "0.12"}, "Your limit for margin use"),
        ({"stop_margin_level_floor": "8"}, "Your floor for the margin level at the stop"),
    ],
)
def test_a_limit_that_binds_shrinks_the_size_and_is_named(rates: dict[str, str], words: str) -> None:
    found = assess(limited(**rates))
    assert found.verdict.decision is Decision.SHRINK
    assert verdict_text(found).reason == f"{words} allows no more; the plan asks 1.00 lot."
    taken = assess(set_size(SizeBy.QUANTITY, found.verdict.quantity or ZERO).change(found.draft))
    assert taken.verdict.decision is Decision.TAKE


def test_a_group_of_ones_own_is_named() -> None:
    draft = limited(cluster_rate="0.025").replace()
    grouped = draft.replace(situation=draft.situation.replace(groups={"EURUSD": "Europe", "GBPUSD": "Europe"}))
    assert verdict_text(assess(grouped)).reason.startswith(
        "Your limit for positions that are one bet (Europe) leaves no"
    )


def test_the_margin_level_at_the_stop_is_that_of_the_account_there() -> None:
    """Beside a long lot of the same pair: equity 100,000 - 1,000 - q 1,000, margin of 100,000 / 30 a lot."""
    draft = majors(held("EURUSD", stop_price="0.98"), limits=limits(**WIDE, stop_margin_level_floor="10"))
    found = state_at_stop(assess(draft).evaluation)
    assert found is not None
    level = found.level(Decimal(1))
    assert level == pytest.approx(Decimal(98000) / (Decimal(200000) / 30), abs=Decimal("1e-9"))
    assert cap(assess(draft), "margin_level_at_stop").quantity == pytest.approx(
        (Decimal(99000) - Decimal(1000000) / 30) / (1000 + Decimal(1000000) / 30), abs=Decimal("1e-9")
    )


@given(
    st.sampled_from(["open", "current"]),
    st.sampled_from(Side),
    st.integers(1, 60),
    st.booleans(),
)
def test_the_level_at_the_stop_is_that_of_a_book_marked_there(
    basis: str,
    side: Side,
    size: int,
    beside: bool,  # noqa: FBT001 - drawn
) -> None:
    venue = cfd_venue(
        *(major(symbol, spread="0.0002", commission="3") for symbol in ("EURUSD", "GBPUSD")), margin_basis=basis
    )
    own = [held("EURUSD", side=side, stop_price=None)] if beside else []
    stop = "0.96" if side is Side.LONG else "1.05"
    draft = majors(
        held("GBPUSD"),
        *own,
        venue=venue,
        side=side,
        stop_price=stop,
        size=str(Decimal(size) / 10),
        limits=limits(**WIDE, stop_margin_level_floor="2"),
    )
    evaluation = assess(draft).evaluation
    found = state_at_stop(evaluation)
    assert found is not None
    assert evaluation.quantity is not None
    moved = [p.replace(mark_price=stop) if p.instrument == "EURUSD" else p for p in draft.situation.positions]
    there = draft.replace(situation=draft.situation.replace(positions=tuple(moved)))
    book, planned = assess(there).evaluation.book, evaluation.planned
    assert book is not None
    assert planned is not None
    fee = evaluation.quantity * (evaluation.unit.entry_fee if evaluation.unit else ZERO)
    state = state_of(book.adding(planned._replace(mark=Decimal(stop)), cost=fee))
    with localcontext(ENGINE):
        assert found.level(evaluation.quantity) == pytest.approx(state.equity / state.used_margin, abs=Decimal("1e-20"))


def test_an_isolated_plan_keeps_the_margin_it_posts() -> None:
    venue = linear_venue(linear_instrument(fee_rate="0.0005"))
    draft = make_draft(
        venue=venue, added_margin="100", limits=limits(**WIDE, stop_margin_level_floor="3", margin_use_rate="0.5")
    )
    found = state_at_stop(assess(draft).evaluation)
    assert found is not None
    assert [found.equity, found.used, found.unit_margin, found.unit_loss] == [10000, 100, 5000, 1025]
    assert cap(assess(draft), "margin_use").quantity == ENGINE.divide(Decimal(4900), Decimal("5012.5"))


def test_what_is_paid_in_full_uses_no_margin() -> None:
    cash = cash_draft()
    strict = {"limits": limits(margin_use_rate="0.01", stop_margin_level_floor="9")}
    found = assess(cash.replace(situation=cash.situation.replace(**strict)))
    assert {cap.rule for cap in found.caps} <= {"single_trade", "total_open_risk", "available_margin", "max_quantity"}
    assert {usage.rule for usage in found.usages} == {"single_trade", "total_open_risk"}


def test_no_stop_and_no_floor_have_no_state_at_the_stop() -> None:
    assert state_at_stop(assess(limited()).evaluation) is None
    bare = make_draft(stop_price=None, size_by="quantity", size="0.1", limits=limits(stop_margin_level_floor="2"))
    assert state_at_stop(assess(bare).evaluation) is None
    assert (
        state_at_stop(assess(make_draft(entry_price=None, limits=limits(stop_margin_level_floor="2"))).evaluation)
        is None
    )
    inverse = make_draft(positions=[position()], limits=limits(**WIDE, stop_margin_level_floor="2"))
    assert state_at_stop(assess(inverse).evaluation) is not None
