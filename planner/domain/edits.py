"""Everything that can be done to a draft: each edit is a name and a function from a draft to a draft.

An edit is the undo step, the body of a menu action and what a panel emits. It may raise `FaultError` or
`ValidationError`; then the draft stays as it was.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, localcontext
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.fault import FaultError
from planner.domain.fitting import account_at, fitted, is_like_money, rescaled, sized_in_other_money
from planner.domain.journal import CountsEntered
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ENGINE, ONE, ZERO, ceil_to_step, floor_to_step
from planner.domain.plan import (
    MOST_TARGETS,
    Beta,
    Draft,
    EquityBase,
    MeasuredAtr,
    Position,
    PositionMode,
    Situation,
    SizeBy,
    Target,
)
from planner.domain.venue import Instrument, MarginMode, Side, Venue


class Edit(Struct, frozen=True):
    """A named change; `continuing` extends the edit of the same name before it, as in a drag or in typing.

    `named` is what the trader calls the thing that decides, where no draft holds that.
    """

    name: str
    change: Callable[[Draft], Draft]
    continuing: bool = False
    named: str = ""


def _plan_edit(name: str, *, continuing: bool = False, **changes: Any) -> Edit:  # noqa: ANN401 - checked by validation
    return Edit(name, lambda draft: draft.replace(plan=draft.plan.replace(**changes)), continuing)


def _situation_edit(name: str, part: str, changes: dict[str, Any], *, continuing: bool = False) -> Edit:
    def change(draft: Draft) -> Draft:
        changed = getattr(draft.situation, part).replace(**changes)
        return draft.replace(situation=draft.situation.replace(**{part: changed}))

    return Edit(name, change, continuing)


def move_entry(price: Decimal | None, *, continuing: bool = False) -> Edit:
    """Enter at `price`."""
    return _plan_edit("move_entry", continuing=continuing, entry_price=price)


def move_stop(price: Decimal | None, *, continuing: bool = False) -> Edit:
    """Put the stop at `price`, or take it away."""
    return _plan_edit("move_stop", continuing=continuing, stop_price=price)


def move_target(index: int, price: Decimal, *, continuing: bool = False) -> Edit:
    """Put a target at `price`."""
    return Edit("move_target", lambda draft: _with_target(draft, index, price=price), continuing)


def share_target(index: int, share: Decimal, *, continuing: bool = False) -> Edit:
    """Close `share` of the position at a target."""
    return Edit("share_target", lambda draft: _with_target(draft, index, share=share), continuing)


def _with_target(draft: Draft, index: int, **changes: Decimal) -> Draft:
    targets = list(draft.plan.targets)
    targets[index] = targets[index].replace(**changes)
    return _with_targets(draft, targets)


def _with_targets(draft: Draft, targets: list[Target]) -> Draft:
    """With other targets: who puts the last one elsewhere no longer holds the ratio that it kept."""
    before = draft.plan.targets[-1:]
    stays = bool(targets and before) and targets[-1].price == before[0].price
    kept = draft.plan.held_reward_risk if stays else None
    return draft.replace(plan=draft.plan.replace(targets=tuple(targets), held_reward_risk=kept))


def add_target() -> Edit:
    """One more target, a stop distance beyond the last; else as `add_target_at`."""

    def change(draft: Draft) -> Draft:
        with localcontext(ENGINE):
            return _with_one_more_target(draft)

    return Edit("add_target", change)


def add_target_at(price: Decimal) -> Edit:
    """One more target at `price`, for the share that is left, or half of the last one's.

    Raises "most_targets" or "no_share_left" where there can be none.
    """

    def change(draft: Draft) -> Draft:
        with localcontext(ENGINE):
            return _with_target_at(draft, price)

    return Edit("add_target", change)


def _with_one_more_target(draft: Draft) -> Draft:
    plan, instrument = draft.plan, draft.instrument
    if plan.entry_price is None or instrument is None:
        return draft
    distance = abs(plan.entry_price - plan.stop_price) if plan.stop_price is not None else plan.entry_price / 50
    last = plan.targets[-1].price if plan.targets else plan.entry_price + plan.side.sign * distance
    return _with_target_at(draft, floor_to_step(last + plan.side.sign * distance, instrument.price_tick))


def _with_target_at(draft: Draft, price: Decimal) -> Draft:
    plan = draft.plan
    if len(plan.targets) >= MOST_TARGETS:
        raise FaultError("most_targets", most=str(MOST_TARGETS))
    left = ONE - sum((target.share for target in plan.targets), ZERO)
    if left > 0:
        return _with_targets(draft, [*plan.targets, Target(price=price, share=left)])
    before, final = plan.targets[:-1], plan.targets[-1]
    half = ceil_to_step(final.share / 2, Decimal("0.01"))
    if half >= final.share:
        raise FaultError("no_share_left")
    return _with_targets(draft, [*before, final.replace(share=final.share - half), Target(price=price, share=half)])


def remove_target(index: int) -> Edit:
    """One target less."""

    def change(draft: Draft) -> Draft:
        return _with_targets(draft, [target for at, target in enumerate(draft.plan.targets) if at != index])

    return Edit("remove_target", change)


def take_side(side: Side) -> Edit:
    """Trade in that direction; stop and targets keep their distances on the other side of the entry."""

    def change(draft: Draft) -> Draft:
        plan, instrument = draft.plan, draft.instrument
        if plan.side is side:
            return draft
        if plan.entry_price is None or instrument is None:
            return draft.replace(plan=plan.replace(side=side))
        mirror = _mirror(plan.entry_price, instrument)
        stop = None if plan.stop_price is None else mirror(plan.stop_price)
        targets = tuple(target.replace(price=mirror(target.price)) for target in plan.targets)
        ladder = tuple(rung.replace(price=mirror(rung.price)) for rung in plan.ladder)
        rules = plan.stop_rules.moved(mirror, lambda distance: distance)
        mirrored = {"ladder": ladder, "stop_price": stop, "targets": targets, "stop_rules": rules}
        return draft.replace(plan=plan.replace(side=side, **mirrored))

    return Edit("take_side", change)


def _mirror(entry: Decimal, instrument: Instrument) -> Callable[[Decimal], Decimal]:
    def mirrored(price: Decimal) -> Decimal:
        return max(ENGINE.subtract(ENGINE.multiply(entry, Decimal(2)), price), instrument.price_tick)

    return mirrored


def flip_side() -> Edit:
    """Trade the other direction."""
    return Edit("take_side", lambda draft: take_side(draft.plan.side.opposite).change(draft))


def set_leverage(leverage: Decimal, *, continuing: bool = False) -> Edit:
    """Set the leverage; it sets the margin, never the loss at the stop."""
    return _plan_edit("set_leverage", continuing=continuing, leverage=leverage)


def set_margin_mode(mode: MarginMode) -> Edit:
    """Back the position by its own margin or by the account."""
    return _plan_edit("set_margin_mode", margin_mode=mode)


def set_loan_to_value(rate: Decimal | None, *, continuing: bool = False) -> Edit:
    """Borrow that share of the collateral, or (None) the most the lender gives."""
    return _plan_edit("set_loan_to_value", continuing=continuing, loan_to_value=rate)


def set_intraday(*, intraday: bool) -> Edit:
    """Close before the day ends, or hold overnight."""
    return _plan_edit("set_intraday", intraday=intraday)


def set_news_blackout(*, news: bool) -> Edit:
    """Say whether a scheduled release falls into the holding time."""
    return _plan_edit("set_news_blackout", news_blackout=news)


def add_margin(amount: Decimal | None, *, continuing: bool = False) -> Edit:
    """Post that much isolated margin on top of the initial one."""
    return _plan_edit("add_margin", continuing=continuing, added_margin=amount or ZERO)


def set_size(size_by: SizeBy, size: Decimal, *, continuing: bool = False) -> Edit:
    """Fix the risk or the quantity."""
    return _plan_edit("set_size", continuing=continuing, size_by=size_by, size=size)


def choose_sizing(size_by: SizeBy, size: Decimal, terms: Mapping[str, object]) -> Edit:
    """Size by another method, with what it looks at."""
    return Edit(
        "set_size",
        lambda draft: draft.replace(
            plan=draft.plan.replace(size_by=size_by, size=size, sizing=draft.plan.sizing.replace(**terms))
        ),
    )


def set_sizing(field: str, value: Decimal | EquityBase | None, *, continuing: bool = False) -> Edit:
    """Set one of the terms that methods of sizing look at; an ATR that is typed is of no price history."""

    def change(draft: Draft) -> Draft:
        plan = draft.plan.replace(sizing=draft.plan.sizing.replace(**{field: value}))
        return draft.replace(plan=plan.replace(measured_atr=None) if field == "atr" else plan)

    return Edit("set_sizing", change, continuing)


def take_atr(measured: MeasuredAtr) -> Edit:
    """Take the average true range of a price history."""
    return measured_in(set_sizing("atr", measured.atr), measured)


def measured_in(edit: Edit, measured: MeasuredAtr | None) -> Edit:
    """The same edit, of a plan that takes the average true range of that price history with it; None: as it is."""
    if measured is None:
        return edit

    def change(draft: Draft) -> Draft:
        changed = edit.change(draft)
        is_taken = changed.plan.sizing.atr == measured.atr
        return changed.replace(plan=changed.plan.replace(measured_atr=measured)) if is_taken else changed

    return replace(edit, change=change)


def set_cost(field: str, value: Decimal | None, *, continuing: bool = False) -> Edit:
    """Set `fee_rate`, `slippage_rate` or `holding_days`."""
    return _plan_edit("set_cost", continuing=continuing, **{field: value})


def write_note(note: str, *, continuing: bool = False) -> Edit:
    """Write down why."""
    return _plan_edit("write_note", continuing=continuing, note=note)


def choose_instrument(venue: Venue, symbol: str, reference_price: Decimal | None) -> Edit:
    """Trade another instrument: prices keep their distances in percent from the reference price, or are cleared.

    What the venue does not offer takes its nearest value. At another venue the open positions of the old account are
    left behind.
    """

    def change(draft: Draft) -> Draft:
        situation, instrument = draft.situation, venue.instrument(symbol)
        if instrument is None:
            return draft
        positions = situation.positions if situation.venue.id == venue.id else ()
        kept = frozenset({symbol, *(position.instrument for position in positions)})
        account = account_at(situation.account, venue)
        is_same = account.currency == situation.account.currency
        plan = rescaled(draft.plan, instrument, reference_price)
        if not is_like_money(account.currency, situation.account.currency):
            plan = sized_in_other_money(plan, situation.limits.single_trade_rate)
        plan = fitted(plan if is_same else plan.replace(added_margin=ZERO), venue, instrument)
        situation = situation.replace(
            venue=venue.only(kept),
            positions=positions,
            account=account,
            rates=situation.rates if is_same else {},
            betas={name: beta for name, beta in situation.betas.items() if name in kept},
            correlations=situation.correlations.only(kept),
            groups={name: group for name, group in situation.groups.items() if name in kept},
        )
        return _on_offered_side(draft.replace(plan=plan, situation=situation))

    return Edit("choose_instrument", change)


def _on_offered_side(draft: Draft) -> Draft:
    """Long where nothing can be sold short."""
    has_shorts = REGIMES[draft.situation.venue.regime].has_shorts
    return draft if has_shorts else take_side(Side.LONG).change(draft)


def set_account(field: str, value: Decimal | str, *, continuing: bool = False) -> Edit:
    """Set `name`, `currency` or `wallet_balance` of the account; rates into another currency are forgotten."""

    def change(draft: Draft) -> Draft:
        account, rates = draft.situation.account, draft.situation.rates
        changed = account.replace(**{field: value})
        kept = rates if changed.currency == account.currency else {}
        return draft.replace(situation=draft.situation.replace(account=changed, rates=kept))

    return Edit("set_account", change, continuing)


def set_position_mode(mode: PositionMode) -> Edit:
    """Let long and short in one instrument stand beside each other, or net."""
    return _situation_edit("set_position_mode", "account", {"position_mode": mode})


def set_beta(symbol: str, beta: Decimal | None, *, continuing: bool = False) -> Edit:
    """Say how many percent a price moves when all move one; one where nothing is said."""
    return Edit(
        "set_beta",
        lambda draft: draft.replace(situation=_with_betas(draft.situation, {symbol: ONE if beta is None else beta})),
        continuing,
    )


def _with_betas(situation: Situation, betas: Mapping[str, Decimal]) -> Situation:
    known = {**situation.betas, **betas}
    return situation.replace(betas={symbol: beta for symbol, beta in known.items() if beta != ONE})


def set_rate(currency: str, rate: Decimal | None, *, continuing: bool = False) -> Edit:
    """Say what one unit of a currency is worth in account currency, or forget it."""

    def change(draft: Draft) -> Draft:
        rates = {name: known for name, known in draft.situation.rates.items() if name != currency}
        if rate is not None:
            rates[currency] = rate
        return draft.replace(situation=draft.situation.replace(rates=rates))

    return Edit("set_rate", change, continuing)


def count(field: str, value: int, at: datetime) -> Edit:
    """Enter a count of `CountsEntered`, as it stands at that moment; what was entered of it before is forgotten."""
    entered = {"id": f"counts.{field}", "at": at, "recorded_at": at, field: value}

    def change(draft: Draft) -> Draft:
        kept = tuple(event for event in draft.situation.events if event.id != entered["id"])
        events = (*kept, CountsEntered.model_validate(entered))
        return draft.replace(situation=draft.situation.replace(events=events))

    return Edit("count", change)


class Entered(Position):
    """An open position as entered, with what its instrument moves when all prices move.

    `is_marked` where its mark was typed, be it the same as before.
    """

    beta: Beta = ONE
    is_marked: bool = False


def set_positions(positions: tuple[Position, ...], venue: Venue) -> Edit:
    """Replace the open positions; `venue` lends the rules of instruments the plan did not have yet."""

    def change(draft: Draft) -> Draft:
        situation = draft.situation
        needed = {draft.plan.instrument, *(position.instrument for position in positions)}
        kept = [instrument for instrument in situation.venue.instruments if instrument.symbol in needed]
        known = {instrument.symbol for instrument in kept}
        lent = [i for i in venue.instruments if i.symbol in needed - known]
        rules = situation.venue.replace(instruments=(*kept, *lent))
        betas = {position.instrument: position.beta for position in positions if isinstance(position, Entered)}
        plain = tuple(_plain(position) for position in positions)
        return draft.replace(situation=_with_betas(situation.replace(positions=plain, venue=rules), betas))

    return Edit("set_positions", change)


def _plain(position: Position) -> Position:
    if not isinstance(position, Entered):
        return position
    return Position.model_validate({name: getattr(position, name) for name in Position.model_fields})
