"""The same plan otherwise: more margin, less size, another leverage, a higher requirement. Each gives a new draft."""

from decimal import Decimal, localcontext

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.account import AccountState
from planner.domain.edits import Edit
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation, Finding, Severity
from planner.domain.margin.futures import margin_of
from planner.domain.number import ENGINE, ONE, ZERO, ceil_to_step, floor_to_step
from planner.domain.order_findings import minimum_quantity
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


class Trial(Struct, frozen=True):
    """What is tried together: None where nothing is."""

    more_margin: Decimal | None = None
    less_size: Decimal | None = None
    other_leverage: Decimal | None = None
    margin_hike: Decimal | None = None

    @property
    def is_any(self) -> bool:
        """Whether anything is tried."""
        return any((self.more_margin, self.less_size, self.other_leverage, self.margin_hike))

    @property
    def can_be_applied(self) -> bool:
        """Whether anything is tried that is the trader's to decide: the venue alone raises its requirements."""
        return any((self.more_margin, self.less_size, self.other_leverage))


def with_trial(draft: Draft, quantity: Decimal, trial: Trial) -> Draft:
    """With all that is tried, at the quantity it is tried with."""
    return _hiked_as_tried(_decided(with_share(draft, quantity, _kept(trial)), trial), trial)


def apply_trial(quantity: Decimal, trial: Trial) -> Edit:
    """Plan what is tried, but for a hike; where its size would follow from what has changed, it stays as tried."""

    def change(draft: Draft) -> Draft:
        kept, tried = _decided(draft, trial), _decided(with_share(draft, quantity, _kept(trial)), trial)
        return kept if evaluate(kept).quantity == tried.plan.size else tried

    return Edit("apply_trial", change)


_REFUSED = frozenset({"below_minimum", "order_below_minimum", "added_margin_not_free"})


def refusal(planned: Evaluation, tried: Evaluation, trial: Trial) -> Finding | None:
    """What keeps `tried` from being a plan: it cannot be said, an order is too small, or less is free than is added.

    None where nothing does that the plan as it is has not met already.
    """
    known = {finding.code for finding in planned.findings}
    new = (finding for finding in tried.findings if finding.code not in known)
    found = next((one for one in new if one.severity is Severity.INPUT or one.code in _REFUSED), None)
    if found is None or found.code != "size_missing" or not planned.quantity:
        return found
    asked = ENGINE.multiply(planned.quantity, _kept(trial))  # rounded down to the step nothing is left of it
    return Finding(
        "below_minimum", found.severity, "size", {"asked_quantity": asked, "least_quantity": minimum_quantity(planned)}
    )


def _kept(trial: Trial) -> Decimal:
    return ENGINE.subtract(ONE, trial.less_size or ZERO)


def _decided(draft: Draft, trial: Trial) -> Draft:
    draft = with_margin(draft, trial.more_margin) if trial.more_margin else draft
    return with_leverage(draft, trial.other_leverage) if trial.other_leverage else draft


def _hiked_as_tried(draft: Draft, trial: Trial) -> Draft:
    return with_margin_hike(draft, trial.margin_hike) if trial.margin_hike else draft


MOST_EQUITIES = Decimal(100)
"""Nobody pays more into an account than so many times what there is."""


def most_margin(evaluation: Evaluation, trial: Trial) -> Decimal:
    """The most margin that can be added with all else that is tried, in account currency.

    To an isolated position what is free beside it, never below nothing; into the account a hundred times equity, up to
    a round number.
    """
    if evaluation.draft.plan.margin_mode is MarginMode.ISOLATED:
        others, quantity = replace(trial, more_margin=None, margin_hike=None), evaluation.quantity
        tried = evaluate(with_trial(evaluation.draft, quantity, others)) if quantity and others.is_any else evaluation
        return max(ZERO, tried.spendable if tried.after is None else tried.after.free_margin)
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


def account_with_hike(tried: Evaluation, hike: Decimal | None) -> AccountState | None:
    """The account with what is tried in it, where `hike` more margin is asked of it; None where it cannot be said.

    A hike raises what is asked, never what the trader added: margin posted beyond what was asked for an isolated
    position counts toward it. What it leaves missing there is told as used, though it is not posted. A hike of margins
    in money, as futures have, is in them already.
    """
    after, book = tried.after, tried.book_after
    if after is None or book is None or not hike or tried.draft.situation.venue.regime is Regime.FUTURES:
        return after
    with localcontext(ENGINE):
        used = after.used_margin * (ONE + hike)
        for key, exposure in book.exposures.items():
            if key[1] is MarginMode.ISOLATED:
                asked = book.initial_margin(key, exposure.mark)
                missing = max(ZERO, asked * (ONE + hike) - max(asked, exposure.margin))
                used -= exposure.margin * hike - missing
        return replace(after, used_margin=used, free_margin=after.free_margin + after.used_margin - used)
