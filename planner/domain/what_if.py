"""The same plan otherwise: more margin, less size, another leverage, a higher requirement. Each gives a new draft."""

from decimal import Decimal, localcontext

from planner.domain.evaluation import Evaluation
from planner.domain.margin.futures import margin_of
from planner.domain.number import ENGINE, ONE, ceil_to_step, floor_to_step
from planner.domain.plan import Draft, SizeBy
from planner.domain.venue import Instrument, MarginMode, Regime, Venue
from planner.domain.venue_rules import FuturesMargin


def with_margin(draft: Draft, amount: Decimal) -> Draft:
    """With `amount` more behind the position: posted for an isolated one, else paid into the account."""
    with localcontext(ENGINE):
        if draft.plan.margin_mode is MarginMode.ISOLATED:
            return draft.replace(plan=draft.plan.replace(added_margin=draft.plan.added_margin + amount))
        account = draft.situation.account
        richer = account.replace(wallet_balance=account.wallet_balance + amount)
        return draft.replace(situation=draft.situation.replace(account=richer))


MOST_EQUITIES = Decimal(100)
"""Nobody puts more behind a trade than so many times what there is."""


def most_margin(evaluation: Evaluation) -> Decimal:
    """The most margin worth trying: a hundred times equity, up to a round number."""
    equity = evaluation.before.equity if evaluation.before is not None else ONE
    with localcontext(ENGINE):
        most = max(ONE, equity) * MOST_EQUITIES
        return ceil_to_step(most, ONE.scaleb(most.adjusted()))


def with_share(draft: Draft, quantity: Decimal, share: Decimal) -> Draft:
    """With only a share of `quantity`, rounded down to the step."""
    instrument = draft.instrument
    size = ENGINE.multiply(quantity, share)
    size = size if instrument is None else floor_to_step(size, instrument.quantity_step)
    return draft.replace(plan=draft.plan.replace(size_by=SizeBy.QUANTITY, size=size))


def with_leverage(draft: Draft, leverage: Decimal) -> Draft:
    """At another leverage setting."""
    return draft.replace(plan=draft.plan.replace(leverage=leverage))


def with_margin_hike(draft: Draft, hike: Decimal) -> Draft:
    """With every requirement of the venue higher by a rate, as exchanges do in stress."""
    with localcontext(ENGINE):
        venue = _hiked(draft.situation.venue, ONE + hike)
    return draft.replace(situation=draft.situation.replace(venue=venue))


def _hiked(venue: Venue, factor: Decimal) -> Venue:
    """Margins in money or rates are raised themselves, elsewhere equity must cover a larger multiple."""
    if venue.regime is Regime.FUTURES:
        return venue.replace(instruments=tuple(_dearer(instrument, factor) for instrument in venue.instruments))
    ratio = venue.liquidation_ratio
    return venue.replace(
        margin_call_ratio=venue.margin_call_ratio * factor, liquidation_ratio=None if ratio is None else ratio * factor
    )


def _dearer(instrument: Instrument, factor: Decimal) -> Instrument:
    margin = margin_of(instrument)
    dearer: FuturesMargin = margin.replace(
        initial=margin.initial * factor,
        maintenance=margin.maintenance * factor,
        day=None if margin.day is None else margin.day * factor,
    )
    return instrument.replace(futures_margin=dearer)
