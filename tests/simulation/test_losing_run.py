"""A losing run of the plan's own trade: every row is the plan assessed with the equity that is left."""

from decimal import Decimal, localcontext

import pytest

from planner.assess import assess
from planner.domain.edits import count
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE
from planner.domain.plan import Draft, SizeBy
from planner.simulation.losing_run import LosingRow, LosingRun, Sizing, losing_run, warning_equity
from tests.conftest import cfd_instrument, fx_draft, linear_instrument, linear_venue, make_draft, position
from tests.happenings import NOW
from tests.regimes import cash_draft, futures_draft, loan_draft, stock_draft

D = Decimal


def _evaluated(draft: Draft) -> Evaluation:
    return assess(draft).evaluation


def _run(draft: Draft, sizing: Sizing | None = None, most_losses: int = 20) -> LosingRun:
    found = losing_run(_evaluated(draft), sizing, most_losses=most_losses)
    assert found is not None
    return found


def _v16(**changes: object) -> Draft:
    """Notional 20,000 with 10,000, a loss of 100 at the stop, at 30:1, in hundredths of a lot."""
    return fx_draft(size="0.2", stop_price="0.995", **changes)


def test_doubling_after_losses_asks_32_times_the_size_after_five() -> None:
    row = _run(_v16(leverage="500"), Sizing.DOUBLING).rows[5]
    assert (row.equity, row.quantity, row.refused) == (D(6900), D("6.4"), None)


def test_doubling_after_losses_ends_where_the_margin_is_not_there() -> None:
    """After four losses 320,000 is wanted: at 30:1 that takes 10,666.67, and 8,500 are left."""
    run = _run(_v16(), Sizing.DOUBLING)
    assert [row.equity for row in run.rows] == [D(10000), D(9900), D(9700), D(9300), D(8500)]
    assert [row.refused for row in run.rows] == [None, None, None, None, "available_margin"]
    assert run.refused_at == 4


def test_a_constant_size_keeps_its_margin_level() -> None:
    row = _run(_v16(), Sizing.FIXED_SIZE).rows[5]
    assert (row.equity, row.quantity, row.margin_level) == (D(9500), D("0.2"), D("14.25"))


@pytest.mark.parametrize(
    ("size_by", "sizing"),
    [
        (SizeBy.RISK_RATE, Sizing.FIXED_FRACTION),
        (SizeBy.RISK_AMOUNT, Sizing.FIXED_MONEY),
        (SizeBy.QUANTITY, Sizing.FIXED_SIZE),
    ],
)
def test_the_plan_itself_says_how_the_next_trade_is_sized(size_by: SizeBy, sizing: Sizing) -> None:
    sizes = {SizeBy.RISK_RATE: "0.02", SizeBy.RISK_AMOUNT: "200", SizeBy.QUANTITY: "0.2"}
    assert _run(make_draft(size_by=size_by, size=sizes[size_by])).sizing is sizing


def test_a_fixed_fraction_loses_less_each_time() -> None:
    draft = make_draft(size="0.01", venue=linear_venue(linear_instrument(quantity_step="0.000000000001")))
    rows = _run(draft).rows
    assert [abs(row.equity - 10000 * D("0.99") ** row.losses) < D("1e-5") for row in rows] == [True] * 21


def test_a_size_below_the_smallest_ends_the_run() -> None:
    """A tenth of 30, 27, 25 ... 10 buys thousandths of a coin that lose 1 each; a tenth of 9 buys none."""
    run = _run(make_draft(size="0.1", wallet_balance="30"))
    last = run.rows[-1]
    assert (last.losses, last.equity, last.quantity, last.refused) == (15, D(9), D(0), "below_minimum")


def test_an_order_of_a_ladder_below_the_smallest_ends_the_run() -> None:
    """A coin loses 1,050; a tenth of 2 % of equity at that is below 0.015 coins once equity is below 7,875."""
    venue = linear_venue(linear_instrument(min_quantity="0.015"))
    ladder = [{"price": "50500", "share": "0.1"}]
    run = _run(make_draft(venue=venue, ladder=ladder, size="0.02", slippage_rate="0"))
    assert (run.refused_at, run.rows[-1].refused) == (12, "order_below_minimum")
    assert run.rows[-1].equity < D(7875) <= run.rows[-2].equity


def test_the_warning_line_is_told_before_the_trade_is_refused() -> None:
    draft = fx_draft(size="2", stop_price="0.98", leverage="30")
    run = _run(draft)
    assert [(row.losses, row.equity, row.is_warned, row.refused) for row in run.rows] == [
        (0, D(10000), True, None),
        (1, D(6000), True, "stop_beyond_liquidation"),
    ]


def test_the_pause_stops_the_run_before_the_account_does() -> None:
    run = _run(_v16(), Sizing.DOUBLING)
    assert (run.paused_at, run.refused_at) == (3, 4)
    assert run.rows[3].paused_by == "losing_streak"
    draft = _v16()
    again = _run(count("losing_streak", 2, at=NOW).change(draft), Sizing.DOUBLING)
    assert again.paused_at == 1


@pytest.mark.parametrize("draft", [make_draft(stop_price=None, size_by="quantity", size="0.1"), make_draft(size="0")])
def test_without_a_loss_at_the_stop_there_is_no_run(draft: Draft) -> None:
    assert losing_run(_evaluated(draft)) is None
    assert warning_equity(_evaluated(draft)) is None


COSTLY = linear_instrument(fee_rate="0.0005", spread="0.1", quantity_step="0.001")
BOOK = [
    position(margin_mode="cross", quantity="0.05", side="short", entry_price="50500", stop_price="51000"),
    position(margin_mode="cross", quantity="0.03", entry_price="49800", stop_price="49000"),
]
PLANS = {
    "isolated": make_draft(venue=linear_venue(COSTLY)),
    "cross beside a book": make_draft(
        venue=linear_venue(COSTLY), margin_mode="cross", positions=BOOK, targets=[{"price": "52000", "share": "1"}]
    ),
    "added margin": make_draft(venue=linear_venue(COSTLY), added_margin="100", size_by="risk_amount", size="300"),
    "one-way beside a book": make_draft(
        venue=linear_venue(COSTLY), margin_mode="cross", positions=BOOK[:1], position_mode="one_way"
    ),
    "broker": fx_draft(size_by="risk_rate", size="0.02", venue=_v16().situation.venue),
    "futures": futures_draft(stop_price="3990", wallet_balance="25000"),
    "stock": stock_draft(stop_price="49", wallet_balance="20000"),
    "loan": loan_draft(stop_price="49000", wallet_balance="90000"),
    "cash": cash_draft(stop_price="49"),
}


def _poorer(draft: Draft, row: LosingRow, sizing: Sizing) -> Draft:
    """The plan typed anew into an account with what is left."""
    with localcontext(ENGINE):
        account = draft.situation.account
        start = _evaluated(draft).before
        assert start is not None
        balance = account.wallet_balance - (start.equity - row.equity)
        poorer = draft.situation.replace(account=account.replace(wallet_balance=_short(balance)))
    plan = draft.plan
    if sizing is Sizing.FIXED_SIZE or sizing is Sizing.DOUBLING:
        plan = plan.replace(size_by=SizeBy.QUANTITY, size=row.quantity)
    return draft.replace(plan=plan, situation=poorer)


def _short(balance: Decimal) -> Decimal:
    """Thirty digits, all a file holds: less than a cent away."""
    return +balance.quantize(D("1e-18"))


@pytest.mark.parametrize("name", PLANS)
def test_every_row_is_the_plan_assessed_with_that_equity(name: str) -> None:
    draft = PLANS[name]
    run = _run(draft, most_losses=6)
    assert len(run.rows) > 3
    for row in run.rows:
        if row.equity <= 0:
            continue
        found = _evaluated(_poorer(draft, row, run.sizing))
        assert found.quantity == row.quantity, row
        assert found.loss_at_stop is not None
        assert abs(found.loss_at_stop - row.loss) <= D("1e-15")
        level = None if found.after is None else found.after.margin_level
        assert (level is None) == (row.margin_level is None)
        assert level is None or row.margin_level is None or abs(level - row.margin_level) <= D("1e-12") * abs(level)


@pytest.mark.parametrize("sizing", Sizing)
def test_what_is_refused_and_warned_agrees_with_the_objections_to_that_plan(sizing: Sizing) -> None:
    draft = make_draft(
        venue=linear_venue(COSTLY), margin_mode="cross", positions=BOOK, leverage="20", size_by="quantity", size="2"
    )
    run = _run(draft, sizing)
    for row in run.rows:
        if row.equity <= 0:
            continue
        found = assess(_poorer(draft, row, Sizing.FIXED_SIZE))
        codes = {finding.code for finding in found.evaluation.findings}
        if row.refused in {"below_minimum", "already_liquidatable", "stop_beyond_liquidation"}:
            assert row.refused in codes
        if row.is_warned:
            assert codes & {
                "margin_call_before_stop",
                "margin_call_at_entry",
                "already_liquidatable",
                "stop_beyond_liquidation",
            }
    assert run.rows[-1].refused is not None or len(run.rows) == 21


def test_the_equity_at_the_warning_line_of_a_fixed_size_is_where_the_hand_puts_it() -> None:
    """One lot bought at 1.00 with the stop at 0.99: at the stop equity is 1,000 less, the margin is 3,333.33."""
    found = warning_equity(_evaluated(fx_draft()))
    assert found is not None
    assert D(0) <= found - (D(1000) + D(100000) / 30) <= D(10000) / 1024


def test_a_fixed_fraction_without_other_positions_never_comes_nearer_to_the_warning_line() -> None:
    venue = fx_draft(venue=_v16().situation.venue.replace(instruments=(cfd_instrument(quantity_step="0.0000001"),)))
    draft = venue.replace(plan=venue.plan.replace(size_by=SizeBy.RISK_RATE, size=D("0.02")))
    assert warning_equity(_evaluated(draft)) is None


@pytest.mark.parametrize(
    ("rule", "after"),
    [
        ({"kind": "loss", "id": "day", "anchor": "day_start", "rate": "0.03"}, 2),  # 396 of 10,000
        ({"kind": "loss", "id": "floor", "anchor": "initial", "rate": "0.05", "initial": "10000"}, 3),  # 588
        ({"kind": "losses", "id": "row", "pause_at": 4}, 4),
    ],
)
def test_a_limit_on_losses_stops_a_run_though_nothing_was_recorded_yet(rule: dict[str, object], after: int) -> None:
    """2 % of what is left each time; what the account holds now is what losses are measured from."""
    streak = {"kind": "losses", "id": "streak", "pause_at": 5}
    run = losing_run(assess(make_draft(rules=[streak, rule])).evaluation)
    assert run is not None
    assert (run.paused_at, run.rows[after].paused_by) == (after, rule["id"])
