"""Worked examples of leveraged trades, recomputed by hand, as the planner must tell them.

Each is named V1 to V16 as in the list of examples they were collected in; figures there are rounded to six digits.
"""

from planner.domain.plan import Draft
from planner.domain.venue import Venue
from tests.cases.case import Case
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, linear_instrument, linear_venue, make_draft
from tests.conftest import position as held

ROOTS = "evaluation.roots"
UNIT = {
    "symbol": "X",
    "contract_size": "1",
    "price_tick": "0.0001",
    "quantity_step": "0.00001",
    "min_quantity": "0.00001",
    "max_leverage": "1000",
}


def broker(**changes: object) -> Venue:
    """A margin-level venue that trades X in single units."""
    return cfd_venue(cfd_instrument(**UNIT), **changes)


def exchange(rate: str) -> Venue:
    """A perpetual exchange that trades X with one maintenance rate."""
    tier = {"notional_cap": "1000000000", "maintenance_margin_rate": rate, "max_leverage": "1000"}
    return linear_venue(
        linear_instrument(**{**UNIT, "margin_tiers": [tier], "quote_currency": "USD"}), margin_call_ratio="1"
    )


def of_x(**changes: object) -> Draft:
    """A cross plan for 250 X at 100: 25,000 of notional on 1,000 of equity, at 1:100 unless changed."""
    plan = {"instrument": "X", "entry_price": "100", "stop_price": "99.9", "size": "250", "leverage": "100"}
    return fx_draft(**{"venue": broker(), "wallet_balance": "1000", **plan, **changes})


def marked(price: str) -> Draft:
    """The account of `of_x` with its 250 X open and now trading at `price`."""
    position = held(
        instrument="X",
        quantity="250",
        entry_price="100",
        mark_price=price,
        stop_price="1",
        leverage="100",
        margin_mode="cross",
    )
    return of_x(positions=[position], entry_price=price, stop_price=None, size="1")


V1 = tuple(
    Case(
        f"V1 a fall to {price}",
        marked(price),
        {
            "evaluation.before.equity": equity,
            "evaluation.before.free_margin": free,
            "evaluation.before.margin_level": level,
        },
    )
    for price, equity, free, level in (
        ("100", "1000", "750", "4"),
        ("99", "750", "500", "3"),
        ("98", "500", "250", "2"),
        ("97", "250", "0", "1"),
        ("96.5", "125", "-125", "0.5"),
        ("96", "0", "-250", "0"),
        ("94.8", "-300", "-550", "-1.2"),
    )
)
V1_STOP_OUT = (
    *(
        Case(f"V1 stop-out at {ratio}", of_x(venue=broker(liquidation_ratio=ratio)), {f"{ROOTS}.liquidation": price})
        for ratio, price in (("1", "97"), ("0.8", "96.8"), ("0.5", "96.5"), ("0.3", "96.3"), ("0.2", "96.2"))
    ),
    Case("V1 cross perpetual", of_x(venue=exchange("0.005")), {f"{ROOTS}.liquidation": "96.482412060"}),
    Case(
        "V1 isolated perpetual, long",
        of_x(venue=exchange("0.005"), margin_mode="isolated"),
        {f"{ROOTS}.liquidation": "99.497487437"},
    ),
    Case(
        "V1 isolated perpetual, short",
        of_x(venue=exchange("0.005"), margin_mode="isolated", side="short", stop_price="100.1"),
        {f"{ROOTS}.liquidation": "100.497512438"},
    ),
)
V2 = (
    Case(
        "V2 a fill beyond nothing",
        marked("94.8"),
        {"evaluation.before.equity": "-300", "verdict.decision": "do_not_take", "verdict.binding": "equity_gone"},
        ("equity_gone",),
    ),
)
V3 = tuple(
    Case(
        f"V3 1:{leverage} with a stop-out at {ratio}",
        fx_draft(
            leverage=leverage,
            venue=cfd_venue(liquidation_ratio=ratio),
            targets=[{"price": "1.0001", "share": "1"}],
            stop_price="0.9999",
        ),
        {
            "evaluation.initial_margin": margin,
            "evaluation.after.margin_level": level,
            f"{ROOTS}.liquidation": price,
            "evaluation.gain_at_targets": "10",
            "evaluation.loss_at_stop": "10",
        },
    )
    for leverage, margin, level, prices in (
        ("30", "3333.333333333", "3", ("0.9333333333", "0.9266666667", "0.9166666667", "0.91", "0.9066666667")),
        ("100", "1000", "10", ("0.91", "0.908", "0.905", "0.903", "0.902")),
        ("500", "200", "50", ("0.902", "0.9016", "0.901", "0.9006", "0.9004")),
    )
    for ratio, price in zip(("1", "0.8", "0.5", "0.3", "0.2"), prices, strict=True)
)
V4 = (
    *(
        Case(
            f"V4 a fully used account at {leverage}:1",
            of_x(leverage=leverage, size=f"{leverage}0", stop_price="99.99"),
            {f"{ROOTS}.bankruptcy": price},
        )
        for leverage, price in (
            ("30", "96.6666666667"),
            ("25", "96"),
            ("20", "95"),
            ("10", "90"),
            ("5", "80"),
            ("2", "50"),
        )
    ),
    Case("V4 the account of V1", of_x(), {f"{ROOTS}.bankruptcy": "96"}),
    Case("V4 a gap of 29.23 %", marked("70.77"), {"evaluation.before.equity": "-6307.5"}),
)
V5 = (
    *(
        Case(
            f"V5 risk {risk} of 10,000, stop at {stop}",
            of_x(wallet_balance="10000", size_by="risk_rate", size=risk, stop_price=stop),
            {"evaluation.notional": notional, "evaluation.effective_leverage": leverage},
        )
        for risk, stop, notional, leverage in (
            ("0.02", "98", "10000", "1"),
            ("0.02", "97", "6666.666", "0.6666666"),
            ("0.01", "99.5", "20000", "2"),
            ("0.02", "99", "20000", "2"),
            ("0.03", "99.5", "60000", "6"),
            ("0.005", "95", "1000", "0.1"),
        )
    ),
    *(
        Case(
            f"V5 10x on 1,000, stop at {stop}",
            of_x(size="100", leverage="10", stop_price=stop),
            {
                "evaluation.loss_at_stop": loss,
                "evaluation.risk_rate": rate,
                "evaluation.effective_leverage": "10",
                "verdict.decision": "shrink",
                "verdict.binding": "single_trade",
            },
        )
        for stop, loss, rate in (("98", "200", "0.2"), ("97", "300", "0.3"))
    ),
)
_V9_VENUE = linear_venue(linear_instrument(max_leverage="200"))


def _v9(**changes: object) -> Draft:
    return make_draft(**{"venue": _V9_VENUE, "size_by": "quantity", "size": "0.2", **changes})


V9 = (
    Case("V9 long", _v9(), {f"{ROOTS}.liquidation": "45226.1306533", f"{ROOTS}.bankruptcy": "45000"}),
    Case(
        "V9 short",
        _v9(side="short", stop_price="51000"),
        {f"{ROOTS}.liquidation": "54726.3681592", f"{ROOTS}.bankruptcy": "55000"},
    ),
    Case(
        "V9 long, half of it open with 500 of margin added to its 500",
        _v9(size="0.1", positions=[held(quantity="0.1", margin="1000")]),
        {f"{ROOTS}.liquidation": "42713.5678392", f"{ROOTS}.bankruptcy": "42500"},
    ),
)
V10 = (
    Case(
        "V10 maintenance at the price itself",
        of_x(
            venue=exchange("0.005"),
            entry_price="20000",
            stop_price="19990",
            size="1",
            leverage="50",
            margin_mode="isolated",
            wallet_balance="1000",
        ),
        {f"{ROOTS}.liquidation": "19698.4924623", f"{ROOTS}.bankruptcy": "19600"},
    ),
)
V14 = tuple(
    Case(
        f"V14 close-out of a full account at {leverage}:1",
        of_x(leverage=leverage, size=f"{leverage}0", stop_price="99.99"),
        {f"{ROOTS}.liquidation": price},
    )
    for leverage, price in (("30", "98.3333333333"), ("20", "97.5"), ("10", "95"), ("5", "90"), ("2", "75"))
)
V16 = (
    Case(
        "V16 five losses",
        of_x(wallet_balance="9500", size="200", leverage="30", stop_price="99.5"),
        {"evaluation.after.margin_level": "14.25"},
    ),
    Case(
        "V16 the sixth doubling",
        of_x(wallet_balance="6900", size="6400", leverage="30", stop_price="99.5"),
        {
            "evaluation.initial_margin": "21333.333333",
            "evaluation.after.free_margin": "-14433.333333",
            "verdict.decision": "shrink",
        },
        ("already_liquidatable",),
    ),
)
_V12 = {
    "0.005": ("49.7487/49.2537", "32.9983/32.6700", "19.5980/19.4030", "9.5477/9.4527", "4.5226/4.4776"),
    "0.01": ("49.4949/48.5149", "32.6599/32.0132", "19.1919/18.8119", "9.0909/8.9109", "4.0404/3.9604"),
    "0.025": ("48.7179/46.3415", "31.6239/30.0813", "17.9487/17.0732", "7.6923/7.3171", "2.5641/2.4390"),
    "0.05": ("47.3684/42.8571", "29.8246/26.9841", "15.7895/14.2857", "5.2632/4.7619", None),
}
_V12_HIGH = {
    "0.005": ("1.5075/1.4925", "0.5025/0.4975"),
    "0.01": ("1.0101/0.9901", None),
    "0.025": (None, None),
    "0.05": (None, None),
}
_V11 = (("0.004", "1.6064"), ("0.005", "1.5075"), ("0.01", "1.0101"), ("0.02", None), ("0.03", None))
DISTANCES: tuple[tuple[str, str, str, str | None], ...] = (
    *(
        (side, leverage, rate, None if cell is None else cell.split("/")[index])
        for rate in _V12
        for leverage, cell in zip(
            ("2", "3", "5", "10", "20", "50", "100"), (*_V12[rate], *_V12_HIGH[rate]), strict=True
        )
        for index, side in enumerate(("long", "short"))
    ),
    *(("long", "50", rate, distance) for rate, distance in _V11),
    *(("long", leverage, "0.005", None) for leverage in ("200", "400")),
)
"""V11, V12 and V13: side, leverage, maintenance rate, distance to liquidation in % (None: cannot be opened)."""

PUBLISHED = (*V1, *V1_STOP_OUT, *V2, *V3, *V4, *V5, *V9, *V10, *V14, *V16)
