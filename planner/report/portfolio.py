"""The open positions and the plan as one book, as it is read: figures, bets, contributions, currencies, drivers."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from planner.assess import Assessment
from planner.domain.number import ENGINE, ZERO, exactly
from planner.domain.plan import Situation
from planner.domain.venue_rules import AssetClass
from planner.portfolio.clusters import Cluster, Node
from planner.portfolio.portfolio_risk import ClusterRisk, PortfolioRisk, bet_shares, cluster_risks
from planner.portfolio.standing import Bet
from planner.report import numbers
from planner.report.limits import tone_of
from planner.report.rows import Row, Tone
from planner.report.sentence_table import WORDS
from planner.words import counted, translated

UNBOUNDED = "unbounded"
_KINDS = {
    AssetClass.FX: "Currencies",
    AssetClass.EQUITY: "Shares",
    AssetClass.EQUITY_INDEX: "Indices",
    AssetClass.COMMODITY: "Commodities",
    AssetClass.METAL: "Precious metals",
    AssetClass.CRYPTO: "Coins",
    AssetClass.BOND: "Bonds",
    AssetClass.OTHER: "Others",
}

_ONE_PERCENT = Decimal("0.01")
_WORSE = {True: "a fall of {rate} costs {loss}", False: "a rise of {rate} costs {loss}"}
"""What one percent against a driver costs; the move goes against a book that is long of it where prices fall."""


class ClusterRow(Struct, frozen=True):
    """Positions that are one bet as a bar: `used` and `added` are shares of the limit, of the whole where none is set.

    `name` is the trader's own, or that of its `size` members; `members` are told where it has a name of its own.
    """

    name: str
    members: str
    total: str
    detail: str
    used: float
    added: float
    tone: Tone
    has_plan: bool
    size: int


class ShareRow(Struct, frozen=True):
    """What a position adds to the correlation-adjusted whole; `share` as part of one, None where unbounded."""

    name: str
    amount: str
    percent: str
    incremental: str
    share: float | None
    is_plan: bool


class AmountRow(Struct, frozen=True):
    """What the account is long of (below zero: short), and how many times equity that is.

    `now` is what it is without this plan; of a driver, what a move of one percent costs.
    """

    name: str
    now: str
    after: str
    of_equity: str


@exactly
def book_rows(assessment: Assessment) -> tuple[Row, ...]:
    """The whole in three ways, how many bets it is, and what is largest in it; nothing where no position is open."""
    portfolio = assessment.portfolio
    if portfolio is None or portfolio.is_alone:
        return ()
    currency = assessment.draft.situation.account.currency
    after, before = portfolio.after, portfolio.before
    stressed = translated(
        "low {low} · high {high} · all one bet", low=_amount(after.low, currency), high=_amount(after.high, currency)
    )
    money = (
        ("plain_sum", after.plain_sum, _from(before.plain_sum, currency)),
        ("correlation_adjusted", after.correlation_adjusted, _from(before.correlation_adjusted, currency)),
        ("stressed", after.stressed, stressed),
    )
    rows = [Row(key, _money(value, currency), detail if value is not None else "") for key, value, detail in money]
    bets = numbers.NONE if after.effective_bets is None else numbers.plain(after.effective_bets, 1)
    rows.append(
        Row("effective_bets", bets, counted("of {count} position", "of {count} positions", len(portfolio.bets)))
    )
    return (*rows, *_top(portfolio), *_unbounded(portfolio))


def _from(before: Decimal | None, currency: str) -> str:
    return translated("without this plan {before}", before=_amount(before, currency))


def _top(portfolio: PortfolioRisk) -> list[Row]:
    """The position that adds most."""
    found = [share for share in bet_shares(portfolio) if share.amount is not None]
    top = max(found, key=lambda share: share.amount or ZERO, default=None)
    return [] if top is None else [Row("top_contributor", bet_name(top.bet), numbers.percent(top.share, 0))]


def _unbounded(portfolio: PortfolioRisk) -> list[Row]:
    names = ", ".join(bet_name(bet) for bet in portfolio.bets if bet.risk is None)
    return [Row("without_stop", names, "", Tone.DANGER)] if names else []


def bet_name(bet: Bet) -> str:
    """A position in words; the plan with its mark."""
    return f"{node_name(bet.node)}{'*' if bet.is_plan else ''}"


def node_name(node: Node) -> str:
    """An instrument and its side."""
    return f"{node[0]} {translated(WORDS[node[1]])}"


def cluster_name(cluster: Cluster) -> str:
    """The trader's own name for a bet, or its members."""
    return cluster.group or _members(cluster)


def _members(cluster: Cluster) -> str:
    return " + ".join(node_name(node) for node in cluster.nodes)


@exactly
def cluster_rows(assessment: Assessment) -> tuple[ClusterRow, ...]:
    """Every bet in which something is at risk, unbounded ones first, then the largest."""
    portfolio = assessment.portfolio
    if portfolio is None or portfolio.is_alone:
        return ()
    at_risk = (risk for risk in cluster_risks(portfolio) if risk.total != ZERO)
    return tuple(_cluster_row(risk, portfolio, assessment) for risk in at_risk)


def _cluster_row(risk: ClusterRisk, portfolio: PortfolioRisk, assessment: Assessment) -> ClusterRow:
    currency, limit = assessment.draft.situation.account.currency, _cluster_limit(assessment)
    size = len(risk.cluster.nodes)
    name, members = cluster_name(risk.cluster), _members(risk.cluster) if risk.cluster.group else ""
    if risk.before is None or risk.added is None:
        return ClusterRow(name, members, translated(UNBOUNDED), "", 1.0, 0.0, Tone.DANGER, risk.has_plan, size)
    whole = limit or portfolio.after.plain_sum or (risk.before + risk.added)
    used, added = (float(ENGINE.divide(part, whole)) for part in (risk.before, risk.added))
    parts = [translated("this plan {added}", added=numbers.amount(risk.added, currency))] if risk.has_plan else []
    if limit is not None:
        left = ENGINE.subtract(limit, ENGINE.add(risk.before, risk.added))
        parts.append(translated("left {left}", left=numbers.amount(left, currency)))
    tone = Tone.PLAIN if limit is None else tone_of(used + added)
    total = numbers.money(risk.total, currency)
    return ClusterRow(name, members, total, " · ".join(parts), used, added, tone, risk.has_plan, size)


def _cluster_limit(assessment: Assessment) -> Decimal | None:
    rate, before = assessment.draft.situation.limits.cluster_rate, assessment.evaluation.before
    return None if not rate or before is None or before.equity <= 0 else ENGINE.multiply(rate, before.equity)


@exactly
def share_rows(assessment: Assessment) -> tuple[ShareRow, ...]:
    """What each position adds to the correlation-adjusted whole, the largest first."""
    portfolio, currency = assessment.portfolio, assessment.draft.situation.account.currency
    if portfolio is None or portfolio.is_alone:
        return ()
    found = sorted(bet_shares(portfolio), key=lambda share: -(share.amount or ZERO))
    return tuple(
        ShareRow(
            bet_name(share.bet),
            _money(share.amount, currency),
            numbers.percent(share.share, 1),
            numbers.amount(share.incremental, currency),
            None if share.share is None else float(share.share),
            share.bet.is_plan,
        )
        for share in found
    )


@exactly
def currency_rows(assessment: Assessment) -> tuple[AmountRow, ...]:
    """What the account is long and short of, and the net open position; nothing where no currencies are exchanged."""
    portfolio = assessment.portfolio
    if portfolio is None or portfolio.is_alone or not portfolio.legs:
        return ()
    rows = [
        _amount_row(currency, portfolio.standing.legs.get(currency, ZERO), amount, assessment)
        for currency, amount in portfolio.legs.items()
    ]
    net = portfolio.net_open_position
    return (*rows, _amount_row(translated("Net open position"), None, net, assessment))


@exactly
def driver_rows(assessment: Assessment) -> tuple[AmountRow, ...]:
    """What the book is long of each driver, by the betas of the plan, and what one percent of a move costs."""
    portfolio, currency = assessment.portfolio, assessment.draft.situation.account.currency
    if portfolio is None or portfolio.is_alone:
        return ()
    rows = []
    for kind, amount in portfolio.driver_exposures().items():
        row = _amount_row(translated(_KINDS[kind]), None, amount, assessment)
        loss = numbers.amount(ENGINE.multiply(abs(amount), _ONE_PERCENT), currency)
        rows.append(
            replace(
                row,
                now=translated(_WORSE[amount > 0], rate=numbers.percent(_ONE_PERCENT, 0), loss=loss),
            )
        )
    return tuple(rows)


def _amount_row(name: str, now: Decimal | None, after: Decimal, assessment: Assessment) -> AmountRow:
    situation: Situation = assessment.draft.situation
    currency, before = situation.account.currency, assessment.evaluation.before
    equity = before.equity if before is not None and before.equity > 0 else None
    share = (
        "" if equity is None else translated("{after}× equity", after=numbers.multiple(ENGINE.divide(after, equity)))
    )
    held = "" if now is None else numbers.amount(now, currency)
    return AmountRow(name, held, numbers.money(after, currency), share)


def _money(value: Decimal | None, currency: str) -> str:
    return translated(UNBOUNDED) if value is None else numbers.money(value, currency)


def _amount(value: Decimal | None, currency: str) -> str:
    return translated(UNBOUNDED) if value is None else numbers.amount(value, currency)
