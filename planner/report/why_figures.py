"""Why a figure of the trade is what it is: quantity, margin, loss, reward, break-even."""

from collections.abc import Callable
from decimal import Decimal

from planner.assess import Assessment
from planner.domain.number import ENGINE
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import Regime
from planner.domain.venue_rules import FeeBase, FuturesUnit
from planner.report import numbers
from planner.report.rule_words import REGIME_WORDS, rate, requirement_words
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentences import units_of
from planner.report.why_crossing import digits
from planner.report.why_levels import leverage_lines
from planner.report.why_parts import Sections, fee_lines, money, premium_line, size
from planner.report.why_size import quantity
from planner.words import translated


def entry_line(assessment: Assessment) -> Line:
    """The entry; the average of several, in the digits it is counted with."""
    price = assessment.evaluation.entry_price
    if not assessment.draft.plan.ladder or price is None:
        return Line(translated("Entry"), _price(assessment, price))
    orders, units = assessment.evaluation.orders, units_of(assessment.draft)
    parts = ", ".join(
        translated(
            "{quantity} at {price}",
            quantity=numbers.quantity(order.quantity, units.quantity_step),
            price=numbers.price(order.price, units.price_tick),
        )
        for order in orders
    )
    return Line(translated("Average entry"), f"{digits(price)} {units.quote_currency}", parts)


def _price(assessment: Assessment, value: Decimal | None) -> str:
    units = units_of(assessment.draft)
    return f"{numbers.price(value, units.price_tick)} {units.quote_currency}"


def _notional(assessment: Assessment) -> Sections:
    evaluation, instrument = assessment.evaluation, assessment.draft.instrument
    inverse = assessment.draft.situation.venue.regime.is_inverse
    text = (
        translated("quantity × face value of one contract")
        if inverse
        else translated("quantity × contract size × entry")
    )
    lines = [Line(translated("Quantity"), size(assessment, evaluation.quantity))]
    if instrument is not None:
        coin = instrument.quote_currency if inverse else instrument.base_currency
        lines.append(Line(translated("Contract size"), f"{numbers.exact(instrument.contract_size)} {coin}"))
    lines.append(entry_line(assessment))
    return (
        section(translated("Formula"), sentence(translated("Notional = {text}, in account currency.", text=text))),
        section(translated("Inputs"), *lines, *_rate_lines(assessment)),
        section(
            translated("Result"),
            Line(translated("Notional"), money(assessment, evaluation.notional), translated("to 20 digits")),
        ),
    )


def _rate_lines(assessment: Assessment) -> list[Line]:
    unit, quote = assessment.evaluation.unit, units_of(assessment.draft).quote_currency
    currency = assessment.draft.situation.account.currency
    if unit is None or quote == currency:
        return []
    return [
        Line(
            f"1 {quote}",
            f"{digits(unit.conversion.amount(Decimal(1), unit.entry_price))} {currency}",
            translated("at entry"),
        )
    ]


def _initial_margin(assessment: Assessment) -> Sections:
    evaluation, unit = assessment.evaluation, assessment.evaluation.unit
    quantity = evaluation.quantity
    check = []
    if unit is not None and quantity:
        each = translated("Margin of 1 {quantity_unit}", quantity_unit=units_of(assessment.draft).quantity_unit)
        check = [Line(each, money(assessment, unit.margin)), Line(translated("Quantity"), size(assessment, quantity))]
    return (
        section(translated("Formula"), *map(sentence, _margin_words(assessment))),
        section(
            translated("Inputs"),
            *check,
            Line(translated("Notional"), money(assessment, evaluation.notional)),
            *_margin_terms(assessment),
        ),
        section(
            translated("Result"),
            Line(
                translated("Initial margin"), money(assessment, evaluation.initial_margin), translated("to 20 digits")
            ),
        ),
    )


def _margin_words(assessment: Assessment) -> list[str]:
    venue, instrument = assessment.draft.situation.venue, assessment.draft.instrument
    found = [translated(REGIME_WORDS[venue.regime].initial)]
    if venue.perpetual.initial_margin_has_fee and venue.perpetual.fee_base is not FeeBase.NONE:
        found.append(translated("The reserved fee of closing is posted with it."))
    if venue.perpetual.component_step is not None:
        found.append(
            translated(
                "Every component is rounded up to {component_step}.",
                component_step=numbers.exact(venue.perpetual.component_step),
            )
        )
    if venue.regime is Regime.MARGIN_STOCK and instrument is not None:
        found += requirement_words(venue, instrument)
    return found


def _margin_terms(assessment: Assessment) -> list[Line]:
    plan, venue, instrument = assessment.draft.plan, assessment.draft.situation.venue, assessment.draft.instrument
    if instrument is None:
        return []
    found = leverage_lines(assessment.draft)
    if venue.stock is not None:
        asked = venue.stock.initial_long if plan.side.sign > 0 else venue.stock.initial_short
        found.append(
            Line(translated("Initial rate"), rate(asked), translated("a day trade follows the broker's own rule"))
        )
    if instrument.futures_margin is not None:
        margin = instrument.futures_margin
        asked = margin.day if plan.intraday and margin.day is not None else margin.initial
        is_share = margin.unit is FuturesUnit.NOTIONAL
        text = rate(asked) if is_share else numbers.money(asked, instrument.quote_currency)
        found.append(
            Line(translated("Margin of one contract"), text, translated("of its notional") if is_share else "")
        )
    if instrument.loan is not None:
        found.append(Line(translated("Loan to value"), rate(plan.loan_to_value or instrument.loan.initial_ltv)))
    return found


def _loss_formula(unit: UnitTrade) -> Section:
    filled = translated(
        "A guaranteed stop fills at its price; carry received does not count."
        if unit.is_guaranteed
        else "The stop fills beyond its price by the slippage allowance; carry received does not count."
    )
    return section(
        translated("Formula"),
        sentence(translated("Loss = entry cost − what closing at the fill returns; the parts below add up to it.")),
        sentence(filled),
    )


def _loss_at_stop(assessment: Assessment) -> Sections:
    plan, evaluation = assessment.draft.plan, assessment.evaluation
    unit, quantity = evaluation.unit, evaluation.quantity
    if unit is None or quantity is None or plan.stop_price is None:
        return ()
    fill = unit.fill_price(plan.stop_price)
    return (
        _loss_formula(unit),
        section(
            translated("Inputs"),
            Line(translated("Quantity"), size(assessment, quantity)),
            entry_line(assessment),
            Line(translated("Stop-loss"), _price(assessment, plan.stop_price)),
            Line(translated("Slippage"), rate(unit.slippage_rate)),
            Line(translated("Filled at"), f"{digits(fill)} {units_of(assessment.draft).quote_currency}"),
            *fee_lines(unit, unit.fees.stop),
            premium_line(unit, units_of(assessment.draft).quote_currency),
            Line(translated("Holding"), numbers.days(plan.holding_days)),
            *_lent_lines(assessment, unit),
        ),
        section(
            translated("Parts"),
            *(Line(name, money(assessment, quantity * part)) for name, part in _loss_parts(unit, fill)),
        ),
        section(
            translated("Result"),
            Line(
                translated("Loss at stop"),
                money(assessment, evaluation.loss_at_stop),
                translated("the sum, to 20 digits"),
            ),
        ),
    )


def _lent_lines(assessment: Assessment, unit: UnitTrade) -> list[Line]:
    """What is borrowed for one unit and costs interest."""
    rule = unit.leg.instrument.interest
    if rule is None:
        return []
    each = money(assessment, unit.conversion.amount(unit.lent_quote, unit.entry_price))
    return [
        Line(
            translated("Borrowed for 1 {quantity_unit}", quantity_unit=units_of(assessment.draft).quantity_unit), each
        ),
        Line(
            translated("Interest"),
            translated("{rate} in {hours}", rate=rate(rule.rate), hours=numbers.hours(rule.rate_hours)),
        ),
    ]


def _loss_parts(unit: UnitTrade, fill: Decimal) -> list[tuple[str, Decimal]]:
    """What one unit loses, in account currency."""
    leg, amount = unit.leg, unit.conversion.amount
    spread = leg.spread_paid * fill if leg.is_inverse else leg.spread_paid
    premium = amount(unit.premium_quote, unit.entry_price)
    return [
        (translated("From entry to fill"), -amount(leg.pnl_at(fill) + spread, fill)),
        (translated("Spread"), amount(spread, fill)),
        (translated("Fee and commission of opening"), unit.entry_fee - premium),
        *([(translated("Premium of the guaranteed stop"), premium)] if unit.is_guaranteed else []),
        (
            translated("Fee and commission of closing"),
            amount(unit.fees.stop * leg.value_at(fill) + leg.instrument.commission, fill),
        ),
        (translated("Funding, swap, interest"), amount(unit.carry_quote, fill)),
    ]


def _reward_risk(assessment: Assessment) -> Sections:
    evaluation = assessment.evaluation
    return (
        section(
            translated("Formula"),
            sentence(translated("Gain at the targets / loss at the stop, all costs paid in both.")),
        ),
        section(translated("Inputs"), *_gain_and_loss(assessment)),
        section(
            translated("Result"),
            Line(translated("Reward : risk"), digits(evaluation.reward_risk or Decimal(0)), translated("to 20 digits")),
        ),
    )


def _gain_and_loss(assessment: Assessment) -> list[Line]:
    evaluation, unit = assessment.evaluation, assessment.evaluation.unit
    found = []
    for order in evaluation.exits:
        if unit is not None and order.quantity:
            gain = ENGINE.multiply(order.quantity, unit.profit_at(order.price))
            name = translated(
                "{quantity} at {price}",
                quantity=size(assessment, order.quantity),
                price=_price(assessment, order.price),
            )
            found.append(Line(name, money(assessment, gain)))
    return [
        *found,
        Line(translated("Gain at the targets"), money(assessment, evaluation.gain_at_targets)),
        Line(translated("Loss at the stop"), money(assessment, evaluation.loss_at_stop)),
    ]


def _win_rate(assessment: Assessment) -> Sections:
    evaluation = assessment.evaluation
    share = ENGINE.multiply(evaluation.break_even_win_rate or Decimal(0), Decimal(100))
    return (
        section(
            translated("Formula"),
            sentence(translated("1 / (1 + reward : risk): so many of such trades must win to lose nothing.")),
        ),
        section(
            translated("Inputs"),
            *_gain_and_loss(assessment),
            Line(translated("Reward : risk"), digits(evaluation.reward_risk or Decimal(0))),
        ),
        section(
            translated("Result"),
            Line(translated("Break-even wins"), f"{digits(share)}{numbers.NARROW_SPACE}%", translated("to 20 digits")),
        ),
    )


def _break_even_formula() -> Section:
    where = translated(
        "Where closing gives back exactly all costs: profit(P) − spread − carry − fees of both sides = 0."
    )
    fee = translated(
        "The fee of closing is a share of the value at P itself, of an inverse contract of its face value."
    )
    return section(translated("Formula"), sentence(where), sentence(fee))


def _break_even_inputs(assessment: Assessment, unit: UnitTrade) -> Section:
    units = units_of(assessment.draft)
    return section(
        translated("Inputs"),
        entry_line(assessment),
        *fee_lines(unit, unit.fees.exit),
        premium_line(unit, units.quote_currency),
        Line(
            translated("Commission of one side"),
            f"{numbers.exact(unit.leg.instrument.commission)} {units.quote_currency}",
        ),
        Line(translated("Spread"), f"{numbers.exact(unit.leg.instrument.spread)} {units.quote_currency}"),
        Line(translated("Carry of one unit"), f"{digits(unit.carry_quote)} {units.quote_currency}"),
    )


def _break_even(assessment: Assessment) -> Sections:
    evaluation, unit, root = assessment.evaluation, assessment.evaluation.unit, assessment.evaluation.roots.break_even
    if unit is None:
        return ()
    units, plan = units_of(assessment.draft), assessment.draft.plan
    formula, inputs = _break_even_formula(), _break_even_inputs(assessment, unit)
    if root is None:
        return (
            section(translated("Why there is none"), sentence(translated("No price pays these costs back."))),
            formula,
            inputs,
        )
    way = translated("Up") if plan.side.sign > 0 else translated("Down")
    shown, tick = _price(assessment, evaluation.levels.break_even), numbers.exact(units.price_tick)
    on_tick = evaluation.levels.break_even == root
    text = (
        translated("The root lies on the tick of {tick}.", tick=tick)
        if on_tick
        else translated("{way} to {shown}: the next tick of {tick} that pays.", way=way, shown=shown, tick=tick)
    )
    left = unit.profit_at(root)
    zero = abs(left) <= Decimal("1e-24") * max(Decimal(1), unit.notional)
    check = Line(
        translated("Profit of 1 {quantity_unit} there", quantity_unit=units.quantity_unit),
        money(assessment, Decimal(0) if zero else left),
    )
    return (
        formula,
        inputs,
        section(translated("With these numbers"), Line("P", digits(root), translated("unrounded, to 20 digits"))),
        section(translated("Rounding"), sentence(text)),
        section(translated("Check"), check),
    )


FIGURES: dict[str, Callable[[Assessment], Sections]] = {
    "quantity": quantity,
    "notional": _notional,
    "initial_margin": _initial_margin,
    "loss_at_stop": _loss_at_stop,
    "reward_risk": _reward_risk,
    "break_even_win_rate": _win_rate,
    "break_even": _break_even,
}
