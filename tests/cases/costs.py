"""What a trade costs and returns, calculated by hand."""

from tests.cases.case import Case
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, linear_instrument, linear_venue, make_draft

LOSS, GAIN, QUANTITY = "evaluation.loss_at_stop", "evaluation.gain_at_targets", "evaluation.quantity"
BREAK_EVEN = "evaluation.roots.break_even"
ONE = {"size_by": "quantity", "size": "1"}
FEES = {"fee_rate": "0.0005", "slippage_rate": "0.0005"}
FUNDED = linear_venue(linear_instrument(funding_rate="0.0001", funding_interval_hours="8"))
FUNDED_DOWN = linear_venue(linear_instrument(funding_rate="-0.0001", funding_interval_hours="8"))
SWAPPED = cfd_venue(cfd_instrument(swap_long_rate="0.036", swap_short_rate="-0.01"))
CHARGED = cfd_venue(cfd_instrument(spread="0.0002", commission="3.5"))
YEN = cfd_venue(
    cfd_instrument(
        symbol="USDJPY",
        base_currency="USD",
        quote_currency="JPY",
        price_tick="0.001",
        pip="0.01",
        quantity_step="0.001",
    )
)
_YEN_PLAN = {"venue": YEN, "instrument": "USDJPY", "entry_price": "150", "stop_price": "149.5"}
_SHORT = {"side": "short", "stop_price": "51000"}


def _targets(*rows: tuple[str, str]) -> list[dict[str, str]]:
    return [{"price": price, "share": share} for price, share in rows]


COSTS = (
    Case("one unit with fees and slippage of 0.05 %", make_draft(**ONE, **FEES), {LOSS: "1073.98775"}),
    Case(
        "200 at risk with these costs",
        make_draft(size_by="risk_amount", size="200", **FEES),
        {"evaluation.asked_quantity": "0.186221863331308946494", QUANTITY: "0.186", LOSS: "199.7617215"},
    ),
    Case(
        "the size that ignores them loses more", make_draft(size_by="quantity", size="0.2", **FEES), {LOSS: "214.79755"}
    ),
    Case(
        "100 dollars, 20 pips, 7 dollars a round turn",
        fx_draft(
            venue=cfd_venue(cfd_instrument(commission="3.5")),
            entry_price="1.2",
            stop_price="1.198",
            size_by="risk_amount",
            size="100",
        ),
        {"evaluation.asked_quantity": "0.483091787439613526570", QUANTITY: "0.48", LOSS: "99.36"},
    ),
    Case(
        "100 dollars on dollar yen, the pip valued at the stop",
        fx_draft(**_YEN_PLAN, size_by="risk_amount", size="100"),
        {QUANTITY: "0.299", LOSS: "100.00", "evaluation.notional": "29900"},
        tolerance="1e-3",
    ),
    Case(
        "dollar yen in an account in euros at a fixed rate",
        fx_draft(**_YEN_PLAN, currency="EUR", rates={"JPY": "0.00625"}),
        {"evaluation.notional": "93750", "evaluation.initial_margin": "3125", LOSS: "312.5"},
    ),
    Case("nine payments of funding", make_draft(**ONE, venue=FUNDED, holding_days="3"), {LOSS: "1045"}),
    Case("a started payment counts", make_draft(**ONE, venue=FUNDED, holding_days="0.1"), {LOSS: "1005"}),
    Case(
        "funding received is not counted", make_draft(**ONE, **_SHORT, venue=FUNDED, holding_days="3"), {LOSS: "1000"}
    ),
    Case(
        "a short pays a falling rate", make_draft(**ONE, **_SHORT, venue=FUNDED_DOWN, holding_days="1"), {LOSS: "1015"}
    ),
    Case("ten days of swap", fx_draft(venue=SWAPPED, holding_days="10"), {LOSS: "1100"}),
    Case("a started day counts", fx_draft(venue=SWAPPED, holding_days="0.5"), {LOSS: "1010"}),
    Case(
        "swap received is not counted",
        fx_draft(venue=SWAPPED, holding_days="10", side="short", stop_price="1.01"),
        {LOSS: "1000"},
    ),
    Case(
        "the spread of 20 and the commission of 3.50 are gone at once, another 3.50 at the end",
        fx_draft(venue=CHARGED, targets=_targets(("1.01", "1"))),
        {
            "evaluation.entry_cost": "23.5",
            "evaluation.after.equity": "9976.5",
            LOSS: "1027",
            GAIN: "973",
        },
    ),
    Case(
        "two targets",
        make_draft(targets=_targets(("51000", "0.5"), ("52000", "0.5"))),
        {GAIN: "300", "evaluation.reward_risk": "1.5", "evaluation.break_even_win_rate": "0.4"},
    ),
    Case(
        "a share left open is no gain",
        make_draft(targets=_targets(("52000", "0.5"))),
        {GAIN: "200", "evaluation.reward_risk": "1"},
    ),
    Case(
        "twice the risk",
        make_draft(targets=_targets(("52000", "1"))),
        {"evaluation.reward_risk": "2", "evaluation.break_even_win_rate": "0.3333333333"},
    ),
    Case(
        "no number of wins pays for a target below the costs",
        make_draft(**ONE, fee_rate="0.0005", targets=_targets(("50050", "1"))),
        {GAIN: "-0.025", LOSS: "1049.5", "evaluation.break_even_win_rate": None},
    ),
    Case(
        "no target", make_draft(), {GAIN: None, "evaluation.reward_risk": None, "evaluation.break_even_win_rate": None}
    ),
    Case("break-even without costs", make_draft(), {BREAK_EVEN: "50000", "evaluation.levels.break_even": "50000"}),
    Case(
        "break-even of a long, 50,000 x 1.0005 / 0.9995",
        make_draft(**FEES),
        {BREAK_EVEN: "50050.025012506253126563", "evaluation.levels.break_even": "50050.1"},
        tolerance="1e-20",
    ),
    Case(
        "break-even of a short, 50,000 x 0.9995 / 1.0005",
        make_draft(**_SHORT, **FEES),
        {BREAK_EVEN: "49950.0249875062468766", "evaluation.levels.break_even": "49950"},
        tolerance="1e-20",
    ),
    Case("break-even with spread and commission", fx_draft(venue=CHARGED), {BREAK_EVEN: "1.00027"}, tolerance="0"),
    Case(
        "break-even in the base currency, 1 / (1 - 2 x 0.0005)",
        fx_draft(currency="EUR", fee_rate="0.0005"),
        {BREAK_EVEN: "1.001001001001001001001"},
        tolerance="1e-20",
    ),
    Case(
        "break-even of a short in the base currency, 1 / (1 + 2 x 0.0005)",
        fx_draft(currency="EUR", fee_rate="0.0005", side="short", stop_price="1.01"),
        {BREAK_EVEN: "0.999000999000999000999"},
        tolerance="1e-20",
    ),
    Case("a fee of everything is never earned back", make_draft(fee_rate="1"), {BREAK_EVEN: None}),
)
LEVELS = (
    Case(
        "the levels of a long are rounded up to the tick, towards the market",
        make_draft(),
        {
            "evaluation.levels.liquidation": "45226.2",
            "evaluation.levels.margin_call": "45283.1",
            "evaluation.levels.bankruptcy": "45000",
        },
        tolerance="0",
    ),
    Case(
        "the levels of a short are rounded down",
        make_draft(**_SHORT),
        {
            "evaluation.levels.liquidation": "54726.3",
            "evaluation.levels.margin_call": "54658.3",
            "evaluation.levels.bankruptcy": "55000",
        },
        tolerance="0",
    ),
    Case(
        "nothing borrowed, nothing lost but the price",
        make_draft(leverage="1", venue=linear_venue(linear_instrument(margin_tiers=[]))),
        {
            "evaluation.levels.liquidation": None,
            "evaluation.levels.bankruptcy": None,
            "evaluation.levels.far_liquidation": None,
        },
    ),
    Case(
        "without a requirement liquidation is bankruptcy",
        make_draft(venue=linear_venue(linear_instrument(margin_tiers=[]))),
        {"evaluation.levels.liquidation": "45000", "evaluation.levels.bankruptcy": "45000"},
        tolerance="0",
    ),
    Case(
        "a level beyond every number is none",
        make_draft(
            side="short",
            stop_price="51000",
            margin_mode="cross",
            size_by="quantity",
            size="0.001",
            wallet_balance="1000000000000000000",
        ),
        {"evaluation.roots.bankruptcy": None, "evaluation.roots.liquidation": None},
    ),
    Case(
        "a euro account on euro dollar, margin 1/30 of its euros",
        fx_draft(currency="EUR"),
        # 10,000 + 100,000 (1 - 1 / P) = 0.5 x 100,000 / 30
        {"evaluation.initial_margin": "3333.3333333", "evaluation.roots.liquidation": "0.923076923077"},
    ),
    Case(
        "the spread and the entry fee leave the wallet first",
        fx_draft(venue=cfd_venue(cfd_instrument(spread="0.0002", fee_rate="0.001"))),
        # 10,000 - 100 - 20 + 100,000 (P - 1) = 0
        {"evaluation.roots.bankruptcy": "0.9012"},
        tolerance="1e-20",
    ),
)
