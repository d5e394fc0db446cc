"""Plans whose reports are known by heart."""

from planner.domain.plan import Draft
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, limits, linear_instrument, linear_venue, make_draft
from tests.conftest import position as held
from tests.happenings import counts

_TARGETS = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.3"}]


def btc(**changes: object) -> Draft:
    """Long BTC from 50,000 to a stop at 49,000 at 10x isolated, 200 of 10,000 at risk, 0.05 % fee and slippage.

    One unit loses 1,000 + 24.50 of slippage + 25 + 24.48775 of fees; 200 / 1,073.98775 = 0.18622..., so 0.186 BTC.
    """
    plan = {"size_by": "risk_amount", "size": "200", "fee_rate": "0.0005", "slippage_rate": "0.0005"}
    return make_draft(**{**plan, **changes})


def eurusd(**changes: object) -> Draft:
    """Long EURUSD from 1.1 to a stop at 1.095 at 30x, 100 of 10,000 dollars at risk, two days of swap.

    One lot loses 500 + 10 of spread + 6 of commission + 110,000 x 3.6 % x 2 / 360 = 22 of swap = 538; 100 / 538 =
    0.18587..., so 0.18 lots.
    """
    instrument = cfd_instrument(spread="0.0001", commission="3", swap_long_rate="0.036")
    plan = {
        "venue": cfd_venue(instrument),
        "entry_price": "1.1",
        "stop_price": "1.095",
        "targets": [{"price": "1.11", "share": "1"}],
        "size_by": "risk_amount",
        "size": "100",
        "holding_days": "2",
    }
    return fx_draft(**{**plan, **changes})


def quiet() -> Draft:
    """A plan to take with nothing to say against it: 0.2 BTC, no costs."""
    return make_draft(targets=[{"price": "52000", "share": "1"}])


def book() -> Draft:
    """A cross plan too large for the account, beside a winning and an unprotected position."""
    instrument = linear_instrument(typical=("fee_rate", "funding_rate"), fee_rate="0.0005")
    positions = [
        held(margin_mode="cross", mark_price="50500"),
        held(side="short", margin_mode="cross", quantity="0.04", stop_price="51000", mark_price="50500"),
    ]
    return make_draft(
        venue=linear_venue(instrument, client_class="retail", not_modelled=("Gaps.", "Funding paid until the stop.")),
        targets=_TARGETS,
        margin_mode="cross",
        size_by="quantity",
        size="1",
        positions=positions,
        limits=limits(single_trade_rate="0.03"),
        events=counts(losing_streak=2),
        note="A note | with `marks`",
    )


def doomed() -> Draft:
    """A plan not to take: at 50x its stop lies beyond liquidation."""
    return make_draft(leverage="50", targets=_TARGETS)


def unsaid() -> Draft:
    """A plan nothing can be said about: no entry, no rate."""
    return make_draft(entry_price=None, currency="EUR")
