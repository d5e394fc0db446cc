"""What can be done to the further entries of a plan."""

from decimal import Decimal, localcontext

from planner.domain.edits import Edit
from planner.domain.ladder import shares
from planner.domain.number import ENGINE, ONE, ZERO, ceil_to_step, floor_to_step
from planner.domain.plan import Draft, Plan, Rung
from planner.domain.venue import Instrument

_HUNDREDTH = Decimal("0.01")


def add_rung() -> Edit:
    """One more entry, halfway from the last one to the stop; all take the same share while they do so already."""

    def change(draft: Draft) -> Draft:
        if draft.plan.entry_price is None or draft.instrument is None:
            return draft
        with localcontext(ENGINE):
            ladder = (*draft.plan.ladder, Rung(price=_next_price(draft.plan, draft.instrument), share=ZERO))
            return _with_ladder(draft, _shared(draft.plan, ladder))

    return Edit("add_rung", change)


def _next_price(plan: Plan, instrument: Instrument) -> Decimal:
    """On the losing side of the last entry, on its tick."""
    *_, (last, _) = shares(plan)
    stop = plan.stop_price if plan.stop_price is not None else last * (1 - plan.side.sign * _HUNDREDTH * 2)
    middle = (last + stop) / 2
    rounded = ceil_to_step if plan.side.sign > 0 else floor_to_step
    return max(rounded(middle, instrument.price_tick), instrument.price_tick)


def _shared(plan: Plan, ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
    """The new entry takes its part from all where all had the same, else half of what the first has."""
    first, *others = [share for _, share in shares(plan)]
    if all(abs(first - share) <= _HUNDREDTH * len(others) for share in others):
        equal = floor_to_step(ONE / (len(ladder) + 1), _HUNDREDTH)
        return tuple(rung.replace(share=equal) for rung in ladder)
    return *ladder[:-1], ladder[-1].replace(share=floor_to_step(max(ZERO, first) / 2, _HUNDREDTH))


def move_rung(index: int, price: Decimal, *, continuing: bool = False) -> Edit:
    """Enter there at `price`."""
    return Edit("move_rung", lambda draft: _with_rung(draft, index, price=price), continuing)


def share_rung(index: int, share: Decimal, *, continuing: bool = False) -> Edit:
    """Add `share` of the whole there; the first entry has what the others leave."""
    return Edit("share_rung", lambda draft: _with_rung(draft, index, share=share), continuing)


def remove_rung(index: int) -> Edit:
    """One entry less."""

    def change(draft: Draft) -> Draft:
        return _with_ladder(draft, tuple(rung for at, rung in enumerate(draft.plan.ladder) if at != index))

    return Edit("remove_rung", change)


def _with_rung(draft: Draft, index: int, **changes: Decimal) -> Draft:
    ladder = list(draft.plan.ladder)
    ladder[index] = ladder[index].replace(**changes)
    return _with_ladder(draft, tuple(ladder))


def _with_ladder(draft: Draft, ladder: tuple[Rung, ...]) -> Draft:
    return draft.replace(plan=draft.plan.replace(ladder=ladder))
