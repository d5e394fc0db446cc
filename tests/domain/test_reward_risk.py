"""Reward over risk asked for. Every price is worked out by hand beside its case."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from planner.domain.edits import choose_sizing
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.fault import FaultError
from planner.domain.plan import Draft, SizeBy
from planner.domain.reward_risk import (
    check_hold,
    held,
    hold_reward_risk,
    kept_ratio,
    moving_target,
    price_for,
    set_reward_risk,
)
from planner.storage.plan_files import load_plan
from planner.storage.resources import resource
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.regimes import futures_draft, halves_by_kelly, inverse_draft

ONE_TARGET = [{"price": "51000", "share": "1"}]
TWO = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
COSTLY = {"venue": linear_venue(linear_instrument(fee_rate="0.0005"))}
SHORT = {"side": "short", "stop_price": "51000", "targets": [{"price": "49000", "share": "1"}]}


def inverse() -> Draft:
    """Long 100 contracts of 100 dollars each at 50,000, stop 40,000, an account of coins."""
    return inverse_draft(entry_price="50000", stop_price="40000", targets=ONE_TARGET)


CASES = {
    "no costs: 2.5 times a stop 1,000 away": (make_draft(targets=ONE_TARGET), "2.5", "52500"),
    # loss 1,000 + 25 + 24.50 = 1,049.50; 2,099 = P - 50,000 - 25 - 0.0005 P, P = 52,124 / 0.9995 = 52,150.075
    "fees in, up to the tick": (make_draft(targets=ONE_TARGET, **COSTLY), "2", "52150.1"),
    # loss 1,000 + 25 + 25.50 = 1,050.50; 2,101 = 50,000 - P - 25 - 0.0005 P, P = 47,874 / 1.0005 = 47,850.0749
    "short, down to the tick": (make_draft(**SHORT, **COSTLY), "2", "47850.0"),
    # half brings 1,000 at 52,000; the other half must bring 2,000
    "several targets: the last one moves": (make_draft(targets=TWO), "3", "54000"),
    # three steps lose 3; two of them bring 4 at 52,000, the third must bring 5
    "halves of three steps: the farther one closes one": (
        make_draft(targets=TWO, size_by="quantity", size="0.003"), "3", "55000"
    ),
    # one step brings 2 at 52,000; the last target comes nearer and closes two, that must bring 2.5
    "halves of three steps: the nearer one closes two": (
        make_draft(targets=TWO, size_by="quantity", size="0.003"), "1.5", "51250"
    ),
    # half of the position alone counts, so it must bring twice as much
    "a share without a target brings nothing": (
        make_draft(targets=[{"price": "51000", "share": "0.5"}]), "2", "54000"
    ),
    # halves of 0.2 at 50,000 and 49,000 are 49,500; the stop at 48,000 is 1,500 away
    "several entries: from their average": (
        make_draft(
            targets=ONE_TARGET, stop_price="48000", ladder=[{"price": "49000", "share": "0.5"}],
            size_by="quantity", size="0.2",
        ), "2", "52500"
    ),
    # 1/40,000 - 1/50,000 = 0.000005 coins a dollar; twice that is 1/50,000 - 1/P, P = 1 / 0.00001
    "inverse: in coins": (inverse(), "2", "100000"),
    "a plan without a target gets one": (make_draft(), "3", "53000"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_last_target_lies_where_a_hand_would_put_it(name: str) -> None:
    draft, ratio, expected = CASES[name]
    price = price_for(evaluate(draft), Decimal(ratio))
    assert price == Decimal(expected)
    moved = set_reward_risk(price, Decimal(ratio)).change(draft)
    assert moved.plan.targets[:-1] == draft.plan.targets[:-1]
    found = evaluate(moved)
    assert found.reward_risk is not None
    assert found.reward_risk >= Decimal(ratio)
    tick = moved.instrument.price_tick if moved.instrument else Decimal(0)
    nearer = set_reward_risk(price - moved.plan.side.sign * tick, Decimal(ratio)).change(draft)
    before = evaluate(nearer).reward_risk
    assert before is not None
    assert before < Decimal(ratio), "one tick nearer would promise too little"


IMPOSSIBLE = {
    "reward_risk_without_stop": (make_draft(stop_price=None, targets=ONE_TARGET), "2"),
    "reward_risk_unknown": (make_draft(targets=[{"price": "51000", "share": "1"}] * 2), "2"),
    # half at 52,000 already brings 1,000: the other half would have to lose
    "reward_risk_before_entry": (make_draft(targets=TWO), "0.5"),
    # a short brings 50,000 at most, its stop costs 1,000
    "reward_risk_beyond_prices": (make_draft(**SHORT), "50"),
}


@pytest.mark.parametrize("code", IMPOSSIBLE)
def test_what_no_target_brings_is_refused_with_its_reason(code: str) -> None:
    draft, ratio = IMPOSSIBLE[code]
    with pytest.raises(FaultError) as refused:
        price_for(evaluate(draft), Decimal(ratio))
    assert refused.value.fault.code == code


@pytest.mark.parametrize(
    ("targets", "ratio", "code"),
    [
        # 50,000 - 49,999.95 is below the smallest price
        (None, "49.99995", "reward_risk_beyond_prices"),
        ([{"price": "49000", "share": "0"}], "2", "reward_risk_unknown"),
    ],
)
def test_a_price_below_every_tick_and_a_target_for_nothing_bring_no_ratio(
    targets: list[dict[str, str]] | None, ratio: str, code: str
) -> None:
    with pytest.raises(FaultError) as refused:
        price_for(evaluate(make_draft(**{**SHORT, "targets": targets or SHORT["targets"]})), Decimal(ratio))
    assert refused.value.fault.code == code


ONE_STEP = make_draft(targets=TWO, size_by="quantity", size="0.001")
"""One step cannot be halved: the nearer target, at 52,000, closes it; the farther, at 54,000, nothing."""


@pytest.mark.parametrize(("ratio", "price"), [("0.5", "50500"), ("1", "51000"), ("2", "52000"), ("4", "54000")])
def test_where_the_last_target_closes_nothing_the_one_that_does_is_moved(ratio: str, price: str) -> None:
    evaluation = evaluate(ONE_STEP)
    assert moving_target(evaluation) == 0
    assert price_for(evaluation, Decimal(ratio)) == Decimal(price)
    moved = set_reward_risk(Decimal(price), Decimal(ratio), 0).change(ONE_STEP)
    assert [target.price for target in moved.plan.targets] == [Decimal(price), 54000]
    assert evaluate(moved).reward_risk == Decimal(ratio)


def test_a_target_that_another_would_be_reached_before_brings_no_more() -> None:
    with pytest.raises(FaultError) as refused:
        price_for(evaluate(ONE_STEP), Decimal("4.0001"))
    assert refused.value.fault.code == "reward_risk_in_the_way"


def test_where_others_bring_more_and_the_last_closes_nothing_nearer_more_is_to_be_asked_for() -> None:
    # of 1.9 steps one is closed: beyond 4,030 at the last target, else at 4,030, whatever nearer price that has
    rows = (("4031.25", "0.16"), ("4030", "0.45"), ("4030.75", "0.34"))
    targets = [{"price": price, "share": share} for price, share in rows]
    draft = futures_draft(size="2", stop_price="3990", intraday=True, targets=targets)
    assert price_for(evaluate(draft), Decimal("1.525")) == Decimal("4030.5")
    assert _refused(lambda found: price_for(found, Decimal("0.53")), evaluate(draft)) == "reward_risk_before_entry"


def test_a_ratio_that_is_held_waits_while_the_last_target_closes_nothing() -> None:
    assert _refused(check_hold, evaluate(ONE_STEP)) == "reward_risk_last_idle"
    draft = ONE_STEP.replace(plan=ONE_STEP.plan.replace(held_reward_risk=Decimal(3)))
    assert held(draft) is draft, "what is typed on the way to a larger size moves no other target"
    assert _refused(kept_ratio, evaluate(draft)) == "reward_risk_last_idle"


@pytest.mark.parametrize("targets", [[], [{"price": "50010", "share": "1"}]])
def test_what_brings_nothing_is_not_held(targets: list[dict[str, str]]) -> None:
    # 0.2 coins at 50,000 pay 5 to enter and 5.001 to leave; the target is 2 above
    draft = make_draft(targets=targets, size_by="quantity", size="0.2", **COSTLY)
    assert _refused(check_hold, evaluate(draft)) == "reward_risk_nothing_to_hold"


def test_shares_of_which_none_is_a_step_bring_no_ratio() -> None:
    draft = make_draft(targets=[{"price": "52000", "share": "0.4"}], size_by="quantity", size="0.001")
    assert _refused(lambda found: price_for(found, Decimal(2)), evaluate(draft)) == "reward_risk_unknown"


def _refused(asked: Callable[[Evaluation], object], evaluation: Evaluation) -> str:
    with pytest.raises(FaultError) as refused:
        asked(evaluation)
    return refused.value.fault.code


def test_a_coin_that_becomes_worth_anything_pays_no_more_than_what_was_put_in() -> None:
    # 1/50,000 is four times 0.000005: a ratio of 4 lies at no price
    with pytest.raises(FaultError) as refused:
        price_for(evaluate(inverse()), Decimal(4))
    assert refused.value.fault.code == "reward_risk_beyond_prices"


@pytest.mark.parametrize("changes", [{"stop_price": None}, {"stop_price": "50500"}, {"entry_price": None}])
def test_without_a_stop_that_loses_there_is_no_ratio(changes: dict[str, object]) -> None:
    with pytest.raises(FaultError):
        price_for(evaluate(make_draft(targets=ONE_TARGET, **changes)), Decimal(2))


def test_a_held_ratio_moves_the_last_target_with_the_stop() -> None:
    draft = make_draft(targets=TWO)  # half at +2,000, half at +4,000: 3 to 1
    holding = hold_reward_risk(evaluate(draft), holds=True).change(draft)
    assert holding.plan.held_reward_risk == 3
    assert held(holding) == holding
    wider = holding.replace(plan=holding.plan.replace(stop_price=Decimal(48000)))
    assert [target.price for target in held(wider).plan.targets] == [52000, 60000]  # 0.5 x 2,000 + 0.5 x 10,000
    let_go = hold_reward_risk(evaluate(holding), holds=False).change(holding)
    assert let_go == draft
    assert held(let_go) is let_go


def test_a_ratio_with_endless_digits_is_held_without_moving_anything() -> None:
    draft = make_draft(targets=[{"price": "50777.7", "share": "1"}], stop_price="49300", **COSTLY)
    holding = hold_reward_risk(evaluate(draft), holds=True).change(draft)
    assert held(holding) == holding


def test_a_ratio_that_other_sizes_bring_too_is_held_without_moving_anything() -> None:
    # three contracts close two at 1 R and one at 2 R, 4 / 3; at 4,016.75 two would bring 1.3375
    draft = halves_by_kelly("0.25", "0.6")
    holding = hold_reward_risk(evaluate(draft), holds=True).change(draft)
    assert holding.plan.held_reward_risk == pytest.approx(Decimal(4) / 3)
    assert held(holding) == holding


def test_entries_whose_average_has_endless_digits_have_a_target_too() -> None:
    """One step at 50,000 and two at 49,999 are 49,999.333...; the stop at 49,000 is as far below as 2 R is above."""
    draft = make_draft(
        ladder=[{"price": "49999", "share": "0.5"}], size_by="quantity", size="0.003", stop_price="49000", targets=[]
    )
    assert price_for(evaluate(draft), Decimal(2)) == Decimal("51998.0")


def test_a_ratio_that_cannot_be_held_leaves_the_target_where_it_is() -> None:
    draft = make_draft(targets=TWO, held_reward_risk="0.5")
    assert held(draft) is draft


PAST_THE_STOP = {"stop_price": "49000", "ladder": [{"price": "48500", "share": "0.5"}]}


def test_a_stop_past_one_of_the_entries_is_no_risk_to_hold_a_ratio_to() -> None:
    draft = make_draft(targets=TWO, held_reward_risk="3", **PAST_THE_STOP)
    assert held(draft) is draft
    with pytest.raises(FaultError) as refused:
        price_for(evaluate(draft), Decimal(3))
    assert refused.value.fault.code == "reward_risk_without_stop"


def test_a_plan_that_holds_no_ratio_is_as_it_is() -> None:
    draft = make_draft(targets=TWO)
    assert kept_ratio(evaluate(draft)) is draft


def test_a_ratio_waits_while_an_input_is_wrong() -> None:
    draft = make_draft(targets=[{"price": "49500", "share": "0.5"}, TWO[1]], held_reward_risk="1")
    assert held(draft) is draft
    with pytest.raises(FaultError) as refused:
        kept_ratio(evaluate(draft))
    assert refused.value.fault.code == "reward_risk_waits"


def test_a_target_that_the_first_digits_of_a_price_took_away_comes_back() -> None:
    """Of 49000 the first four digits are a stop 45,100 away, and three times that no target to stay with."""
    began = make_draft(targets=TWO, held_reward_risk="3", **{**PAST_THE_STOP, "stop_price": "48000"})
    typed = held(began.replace(plan=began.plan.replace(stop_price=Decimal(4900))), began)
    assert typed.plan.targets[-1].price > 200_000
    ended = typed.replace(plan=typed.plan.replace(stop_price=Decimal(49000)))
    assert held(ended, began).plan == began.plan.replace(stop_price=Decimal(49000))
    let_go = began.replace(plan=began.plan.replace(held_reward_risk=None))
    assert held(ended, let_go) is ended, "it was put there while no ratio was held"


@pytest.mark.parametrize("ratio", ["1.25", "3.53", "6.92", "8.83"])
def test_a_size_that_follows_from_the_targets_keeps_the_ratio_too(ratio: str) -> None:
    # what is borrowed costs interest, and more of it is borrowed the larger Kelly makes the trade
    draft = load_plan(resource("examples", "stock-margin.plan.json")).draft
    whole = draft.plan.targets[-1].replace(share=Decimal(1))
    draft = draft.replace(plan=draft.plan.replace(targets=(whole,)))
    terms: dict[str, object] = {"win_rate": Decimal("0.6"), "payoff": None}
    draft = choose_sizing(SizeBy.KELLY, Decimal("0.25"), terms).change(draft)
    price = price_for(evaluate(draft), Decimal(ratio))
    found = evaluate(set_reward_risk(price, Decimal(ratio)).change(draft)).reward_risk
    assert found is not None
    assert Decimal(ratio) <= found < Decimal(ratio) + Decimal("0.01")
    nearer = evaluate(set_reward_risk(price - Decimal("0.01"), Decimal(ratio)).change(draft)).reward_risk
    assert nearer is not None
    assert nearer < Decimal(ratio), "one tick nearer would promise too little"


@pytest.mark.parametrize(
    ("ratio", "price"),
    [
        # halves at 1 R and 1.6 R are 1.3 R, f = 0.6 - 0.4 / 1.3 allows 2.9 contracts, and two close halves
        ("1.3", "4016"),
        # at 4,020 halves are 1.5 R and three contracts 4 / 3 R; at 4,025 three are (1 + 1 + 2.5) / 3
        ("1.5", "4025"),
        # at 4,028 halves are 1.9 R and three contracts 1.6 R; at 4,030 four are allowed, a tick nearer still three
        ("1.9", "4030"),
        ("2", "4030"),
    ],
)
def test_where_the_size_jumps_with_the_target_a_ratio_has_one_price_wherever_it_lies(ratio: str, price: str) -> None:
    drafts = [
        halves_by_kelly("0.25", "0.6", targets=[{"price": "4010", "share": "0.5"}, {"price": lies_at, "share": "0.5"}])
        for lies_at in ("4015", "4020", "4031.75", "4100")
    ]
    assert {price_for(evaluate(draft), Decimal(ratio)) for draft in drafts} == {Decimal(price)}
    found, nearer = (
        evaluate(set_reward_risk(Decimal(price) - ticks, Decimal(ratio)).change(drafts[0])).reward_risk
        for ticks in (Decimal(0), Decimal("0.25"))
    )
    assert found is not None
    assert nearer is not None
    assert nearer < Decimal(ratio) <= found


def test_where_there_is_a_ratio_it_can_be_held() -> None:
    check_hold(evaluate(make_draft(targets=ONE_TARGET)))


def test_where_kelly_buys_nothing_the_target_is_where_shares_alone_would_bring_the_ratio() -> None:
    # half at 1 R, so the other half at 3 R makes 2; one win in ten is no edge at either
    assert price_for(evaluate(halves_by_kelly("0.1", won="0.1")), Decimal(2)) == 4030


def test_where_kelly_never_buys_a_second_contract_the_last_target_cannot_bring_more_than_the_first() -> None:
    # 0.03 of 40 contracts are 1.2: less than two at any odds, and by those of one, 0.95 - 0.05 / 1, still 1.08
    evaluation = evaluate(halves_by_kelly("0.03", won="0.95"))
    assert evaluation.quantity == 1
    assert _refused(lambda found: price_for(found, Decimal("1.5")), evaluation) == "reward_risk_in_the_way"
