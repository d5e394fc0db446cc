"""What a step of the history has come to, behind what it is called: one table for all edits."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from planner.domain.number import ENGINE
from planner.domain.plan import Draft, Plan, Rung, Target
from planner.domain.sizing import SHARES
from planner.domain.venue import MarginMode, Side
from planner.report import numbers
from planner.report.glossary import label
from planner.report.sentences import units_of
from planner.report.size_methods import CURRENCY, method_of, unit_of_size
from planner.report.terms import POSITION_MODES
from planner.report.veil import veiled_draft
from planner.words import translated

NO, YES, NOTHING = "no", "yes", "none"
SIDES = {Side.LONG: "long", Side.SHORT: "short"}
MODES = {MarginMode.CROSS: "cross", MarginMode.ISOLATED: "isolated"}
MOST_SIGNS = 40
"""Of what the trader has written."""
_PERCENT = Decimal(100)
_FIRST_TARGET, _FIRST_RUNG = 1, 2

Became = Callable[[Draft, Draft], str]
Priced = Sequence[Target | Rung]


def became(name: str, before: Draft, after: Draft, *, hides_money: bool, named: str = "") -> str:
    """What the edit of that name has made of a draft, in words; where there is too much to tell, what it is `named`."""
    told = _BECAME.get(name)
    if told is None:
        return _words(named) if named else ""
    return told(before, veiled_draft(after) if hides_money else after)


def _price(value: Decimal | None, draft: Draft) -> str:
    return translated(NOTHING) if value is None else numbers.price(value, units_of(draft).price_tick)


def _share(rate: Decimal) -> str:
    return f"{numbers.shortest(ENGINE.multiply(rate, _PERCENT))}{numbers.NARROW_SPACE}%"


def _yes(is_so: object) -> str:
    return translated(YES if is_so else NO)


def _words(text: str) -> str:
    short = text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 1]}…"
    return f"“{short}”" if text else translated(NOTHING)


def _rows(of: Callable[[Plan], Priced], first: int, part: str) -> Became:
    """Number and price, or share, of every row that is another than before."""

    def told(before: Draft, after: Draft) -> str:
        known, rows = of(before.plan), of(after.plan)
        changed = [
            f"{index + first}: {_share(row.share) if part == 'share' else _price(row.price, after)}"
            for index, row in enumerate(rows)
            if index >= len(known) or getattr(row, part) != getattr(known[index], part)
        ]
        return ", ".join(changed)

    return told


def _removed(of: Callable[[Plan], Priced], first: int) -> Became:
    """The number of the row that is gone."""

    def told(before: Draft, after: Draft) -> str:
        known, rows = of(before.plan), of(after.plan)
        pairs = zip(known, rows, strict=False)
        gone = next((index for index, (one, other) in enumerate(pairs) if one.price != other.price), len(rows))
        return str(gone + first)

    return told


def _targets(plan: Plan) -> Priced:
    return plan.targets


def _ladder(plan: Plan) -> Priced:
    return plan.ladder


def _size(_before: Draft, after: Draft) -> str:
    plan, unit = after.plan, unit_of_size(after)
    if plan.size_by in SHARES:
        return f"{numbers.shortest(ENGINE.multiply(plan.size, _PERCENT))}{numbers.NARROW_SPACE}{unit}"
    if method_of(plan).unit == CURRENCY:
        return numbers.money(plan.size, unit)
    return f"{numbers.shortest(plan.size)} {unit}".strip()


def _costs(before: Draft, after: Draft) -> str:
    plan, told = after.plan, []
    for field in ("fee_rate", "slippage_rate"):
        rate = getattr(plan, field)
        if rate != getattr(before.plan, field):
            told.append(f"{label(field).lower()} {translated(NOTHING) if rate is None else _share(rate)}")
    if plan.holding_days != before.plan.holding_days:
        told.append(f"{label('holding_days').lower()} {numbers.days(plan.holding_days)}")
    return ", ".join(told)


def _account(before: Draft, after: Draft) -> str:
    one, other = before.situation.account, after.situation.account
    told = [
        _words(other.name) if other.name != one.name else "",
        numbers.money(other.wallet_balance, other.currency) if other.wallet_balance != one.wallet_balance else "",
        str(other.currency) if str(other.currency) != str(one.currency) else "",
    ]
    return ", ".join(part for part in told if part)


def _named(of: Callable[[Draft], dict[str, Decimal]]) -> Became:
    """What has another number than before, with it."""

    def changed(before: Draft, after: Draft) -> Iterator[str]:
        known, now = of(before), of(after)
        for name in dict.fromkeys((*known, *now)):
            if known.get(name) != now.get(name):
                value = now.get(name)
                yield f"{name} {translated(NOTHING) if value is None else numbers.shortest(value)}"

    return lambda before, after: ", ".join(changed(before, after))


def _moved_target(before: Draft, after: Draft) -> str:
    """The target that has followed a ratio; nothing where it stood there already."""
    known = before.plan.targets
    for index, target in enumerate(after.plan.targets):
        if index >= len(known) or target.price != known[index].price:
            price = _price(target.price, after)
            return translated("target {number} at {price}", number=index + _FIRST_TARGET, price=price)
    return ""


def _held(_before: Draft, after: Draft) -> str:
    ratio = after.plan.held_reward_risk
    return translated(NO) if ratio is None else f"{numbers.plain(ratio, 2)} : 1"


def _loan(_before: Draft, after: Draft) -> str:
    rate = after.plan.loan_to_value
    return translated(NOTHING) if rate is None else _share(rate)


_BECAME: dict[str, Became] = {
    "move_entry": lambda _, after: _price(after.plan.entry_price, after),
    "move_stop": lambda _, after: _price(after.plan.stop_price, after),
    "add_rung": _rows(_ladder, _FIRST_RUNG, "price"),
    "move_rung": _rows(_ladder, _FIRST_RUNG, "price"),
    "share_rung": _rows(_ladder, _FIRST_RUNG, "share"),
    "remove_rung": _removed(_ladder, _FIRST_RUNG),
    "add_target": _rows(_targets, _FIRST_TARGET, "price"),
    "move_target": _rows(_targets, _FIRST_TARGET, "price"),
    "share_target": _rows(_targets, _FIRST_TARGET, "share"),
    "remove_target": _removed(_targets, _FIRST_TARGET),
    "set_reward_risk": _moved_target,
    "hold_reward_risk": _held,
    "take_side": lambda _, after: translated(SIDES[after.plan.side]),
    "set_leverage": lambda _, after: numbers.shortest(after.plan.leverage),
    "set_loan_to_value": _loan,
    "set_intraday": lambda _, after: _yes(after.plan.intraday),
    "set_news_blackout": lambda _, after: _yes(after.plan.news_blackout),
    "add_margin": lambda _, after: numbers.money(after.plan.added_margin, after.situation.account.currency),
    "set_margin_mode": lambda _, after: translated(MODES[after.plan.margin_mode]),
    "set_size": _size,
    "set_cost": _costs,
    "guarantee_stop": lambda _, after: _yes(after.plan.guaranteed_stop),
    "set_break_even": lambda _, after: _yes(after.plan.stop_rules.break_even),
    "set_trailing": lambda _, after: _yes(after.plan.stop_rules.trailing),
    "set_tags": lambda _, after: ", ".join(after.plan.tags) or translated(NOTHING),
    "set_source": lambda _, after: _words(after.plan.signal_source),
    "set_review": lambda _, after: str(after.plan.review_by or translated(NOTHING)),
    "write_note": lambda _, after: _words(after.plan.note),
    "choose_instrument": lambda _, after: f"{after.plan.instrument} · {after.situation.venue.name}",
    "set_account": _account,
    "use_account": _account,
    "set_position_mode": lambda _, after: translated(POSITION_MODES[after.situation.account.position_mode]),
    "set_rate": _named(lambda draft: dict(draft.situation.rates)),
    "set_beta": _named(lambda draft: dict(draft.situation.betas)),
    "set_positions": lambda _, after: str(len(after.situation.positions)),
}
