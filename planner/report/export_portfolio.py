"""The correlated open risk as JSON: the open positions together with the plan, money in account currency as text."""

from planner.assess import Assessment
from planner.discipline.bounds import Usage
from planner.domain.correlation import CorrelationSource
from planner.domain.number import ENGINE
from planner.portfolio.network import Link
from planner.portfolio.portfolio_risk import (
    BetShare,
    ClusterRisk,
    PortfolioRisk,
    Totals,
    bet_shares,
    cluster_risks,
    told,
)
from planner.portfolio.standing import Bet
from planner.report.json_values import Json, digits

_FIGURES = ("plain_sum", "correlation_adjusted", "stressed", "effective_bets")
_LISTS = ("clusters", "contributions", "currency_legs")


def portfolio_json(assessment: Assessment) -> Json:
    """The figures of the book; null where they are unbounded, all of them where positions cannot be valued."""
    portfolio = assessment.portfolio
    if portfolio is None:
        return dict.fromkeys((*_FIGURES, *_LISTS))
    return {
        **_totals(portfolio.after),
        "scenarios": _scenarios(portfolio.after),
        "before": _totals(portfolio.before),
        "incremental": _incremental(portfolio),
        "without_stop": [_position(bet) for bet in portfolio.bets if bet.risk is None],
        "clusters": [_cluster(risk) for risk in cluster_risks(portfolio)],
        "contributions": [_contribution(share) for share in bet_shares(portfolio)],
        "currency_legs": {currency: digits(amount) for currency, amount in portfolio.legs.items()},
        "net_open_position": digits(portfolio.net_open_position),
        "drivers": {kind.value: digits(amount) for kind, amount in portfolio.driver_exposures().items()},
        "correlations": _correlations(portfolio),
        "changed_correlations": [
            {"first": one.first, "second": one.second, "asked": digits(told(one.asked)), "used": digits(told(one.used))}
            for one in portfolio.standing.network.changes
        ],
        "limits": [_limit(usage) for usage in assessment.usages],
    }


def _totals(totals: Totals) -> Json:
    return {name: digits(getattr(totals, name)) for name in _FIGURES}


def _scenarios(totals: Totals) -> Json:
    """Every correlation lower, as it is, higher, and all positions one bet."""
    named = {"low": totals.low, "medium": totals.correlation_adjusted, "high": totals.high, "aligned": totals.plain_sum}
    return {name: digits(value) for name, value in named.items()}


def _incremental(portfolio: PortfolioRisk) -> Json:
    """What this plan adds to each figure."""
    found: Json = {}
    for name in _FIGURES:
        before, after = getattr(portfolio.before, name), getattr(portfolio.after, name)
        found[name] = None if before is None or after is None else digits(ENGINE.subtract(after, before))
    return found


def _position(bet: Bet) -> Json:
    return {"instrument": bet.instrument.symbol, "side": bet.side.value, "is_plan": bet.is_plan}


def _cluster(risk: ClusterRisk) -> Json:
    members = [{"instrument": symbol, "side": side.value} for symbol, side in risk.cluster.nodes]
    return {
        "group": risk.cluster.group or None,
        "members": members,
        "before": digits(risk.before),
        "added": digits(risk.added),
        "risk": digits(risk.total),
        "has_plan": risk.has_plan,
    }


def _contribution(found: BetShare) -> Json:
    return {
        **_position(found.bet),
        "risk": digits(found.bet.risk),
        "contribution": digits(found.amount),
        "share": digits(found.share),
        "incremental": digits(found.incremental),
    }


def _correlations(portfolio: PortfolioRisk) -> list[Json]:
    network = portfolio.standing.network
    return [_correlation(link, portfolio) for link in network.links()]


def _correlation(link: Link, portfolio: PortfolioRisk) -> Json:
    said, window = link.said, portfolio.standing.network.known.correlations.window
    is_estimated = said is not None and said.source is CorrelationSource.CANDLES
    day = window.as_of if is_estimated and window is not None else None if said is None else said.as_of
    found: Json = {
        "first": link.first,
        "second": link.second,
        "value": digits(told(link.value)),
        "low": None if said is None else digits(said.low),
        "high": None if said is None else digits(said.high),
        "source": link.origin.value,
        "as_of": None if day is None else day.isoformat(),
    }
    seen = window if is_estimated else None
    return {
        **found,
        "method": None if seen is None else seen.method.value,
        "bars": None if seen is None else seen.bars,
        "interval": None if seen is None else seen.interval,
    }


def _limit(usage: Usage) -> Json:
    is_open = usage.used is None or usage.added is None
    left = None if is_open or usage.used is None or usage.added is None else usage.limit - usage.used - usage.added
    return {
        "rule": usage.rule,
        "subject": usage.subject or None,
        "used": digits(usage.used),
        "added": digits(usage.added),
        "limit": digits(usage.limit),
        "left": digits(left),
    }
