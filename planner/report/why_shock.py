"""Why all prices may fall or rise together as far as they may: every price, profit and requirement at that move."""

from collections.abc import Callable
from decimal import Decimal

from planner.assess import Assessment
from planner.domain.book import Book, Exposure
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.shock import CommonShock
from planner.domain.venue import MarginMode
from planner.report import numbers
from planner.report.position_liquidation import account_shock, shock_rows, watched_demand
from planner.report.rule_words import demand_words, requirement_words
from planner.report.sections import Line, Section, section, sentence
from planner.report.why_crossing import Backing, all_digits, compared_lines, digits, tier_lines
from planner.report.why_parts import Sections, left_out
from planner.words import translated

SHOCKS: dict[str, Callable[[CommonShock], Decimal | None]] = {
    "all_fall": lambda shock: shock.fall,
    "all_rise": lambda shock: shock.rise,
}
"""What can be asked about the account when all prices move."""
_BEFORE, _WITH = "before this plan", "with this plan"
_LEFT_OUT = (
    "Isolated positions have their own margin and are not in it.",
    "Betas are your own estimate; in a crash most prices move together, and more than their beta says.",
    "Conversion rates are held, all prices move at once, and nothing is paid for closing.",
)


def shock_answer(assessment: Assessment, key: str) -> str:
    """The move as it is read."""
    return next((row.value for row in shock_rows(assessment) if row.key == key), translated("none"))


def shock_sections(assessment: Assessment, key: str) -> Sections:
    """All that leads to a move."""
    evaluation, demand, instrument = assessment.evaluation, watched_demand(assessment), assessment.draft.instrument
    found = [
        (book, shock, when)
        for book, when in ((evaluation.book, translated(_BEFORE)), (evaluation.book_after, translated(_WITH)))
        if book is not None and (shock := account_shock(assessment, book)) is not None
    ]
    if demand is None or instrument is None or not found:
        reason = translated("No position is backed by the account as a whole, or the venue has no such level.")
        return (section(translated("Why there is none"), sentence(reason)),)
    venue, currency = assessment.draft.situation.venue, assessment.draft.situation.account.currency
    words = section(
        translated("Formula"),
        sentence(translated("A move t of the market takes every price to P = mark × (1 + beta × t).")),
        sentence(translated("Equity = wallet + profit of all cross positions at those prices.")),
        sentence(translated("The move is where {demand}.", demand=demand_words(venue, instrument, demand, currency))),
        *map(sentence, requirement_words(venue, instrument)),
    )
    parts = [part for book, shock, when in found for part in _sections(assessment, (book, shock), demand, (key, when))]
    rounding = section(
        translated("Rounding"), sentence(translated("Told to a tenth of a percent; the nearest, half to even."))
    )
    return (words, *parts, rounding, left_out(*map(translated, _LEFT_OUT)))


def _sections(
    assessment: Assessment, found: tuple[Book, CommonShock], demand: Demand, asked: tuple[str, str]
) -> list[Section]:
    (book, shock), (key, when), currency = found, asked, assessment.draft.situation.account.currency
    inputs = section(
        translated("Inputs, {when}", when=when),
        Line(translated("Wallet"), all_digits(book.wallet, currency)),
        *_mark_lines(shock),
    )
    move = SHOCKS[key](shock)
    if move is None:
        reason = (
            translated("It is reached already, without any move.")
            if shock.already
            else translated("No move: equity covers it all the way.")
        )
        return [inputs, section(translated("Why there is none, {when}", when=when), sentence(reason))]
    backings = [Backing(book, name, currency) for name in book.exposures if name[1] is MarginMode.CROSS]
    betas = {id(exposure): beta for exposure, beta in shock.moves}
    lines, equity, required = [Line("t", digits(move), translated("unrounded, to 20 digits"))], book.wallet, ZERO
    for backing in backings:
        exposure = backing.exposure
        price = ENGINE.multiply(exposure.mark, ENGINE.add(ONE, ENGINE.multiply(betas[id(exposure)], move)))
        profit, asks = _amounts(book, exposure, price)
        equity, required = ENGINE.add(equity, profit), ENGINE.add(required, asks)
        lines += _exposure_lines(backing, price, profit, asks)
    checked = compared_lines(backings[0], demand, equity, required, ZERO)
    return [
        inputs,
        section(translated("At that move, {when}", when=when), *lines),
        section(translated("Check, {when}", when=when), *checked),
    ]


def _mark_lines(shock: CommonShock) -> list[Line]:
    return [
        Line(
            e.legs[0].instrument.symbol,
            f"{digits(e.mark)} {e.legs[0].instrument.quote_currency}",
            translated("beta {beta:f}", beta=beta),
        )
        for e, beta in shock.moves
    ]


def _amounts(book: Book, exposure: Exposure, price: Decimal) -> tuple[Decimal, Decimal]:
    """Profit and requirement of an exposure at a price, in account currency."""
    profit, required = book.curves(exposure)
    amount = exposure.conversion.amount
    return amount(profit.at(price), price), amount(required.at(price), price)


def _exposure_lines(backing: Backing, price: Decimal, profit: Decimal, asks: Decimal) -> list[Line]:
    symbol, quote = backing.instrument.symbol, backing.instrument.quote_currency
    tick = backing.instrument.price_tick
    return [
        Line(translated("{symbol} at", symbol=symbol), f"{numbers.plain(price, numbers.places_of(tick))} {quote}"),
        Line(translated("Profit"), backing.money(profit)),
        Line(translated("Required"), backing.money(asks)),
        *tier_lines(backing, price),
    ]
