"""Runs of losses among independent trades, exactly.

With q the share of losers and B(n) the probability of a run of k losses within n trades

    B(n) = 0 below k,   B(k) = q^k,   B(n) = B(n-1) + (1 - q) q^k (1 - B(n-k-1))
    trades until the first run of k, on average = (1 - q^k) / ((1 - q) q^k)
    longest run in n, on average                = sum of B(n) over k = 1, 2, ...

All terms are positive, so nothing cancels. Real losses cluster: the truth is worse than independence says.
"""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

Number = TypeVar("Number", Decimal, Fraction, float)

NEGLIGIBLE = 1e-18


@lru_cache(maxsize=512)
def run_probability(losses: int, trades: int, loss_rate: Number) -> Number:
    """How probable a run of at least `losses` losses in a row is within `trades` trades."""
    nothing = loss_rate * 0
    if losses <= 0:
        return nothing + 1
    if trades < losses:
        return nothing
    run = loss_rate**losses
    starts = (1 - loss_rate) * run
    by_trades = [nothing] * losses + [run]
    for n in range(losses + 1, trades + 1):
        by_trades.append(by_trades[-1] + starts * (1 - by_trades[n - losses - 1]))
    return by_trades[trades]


def trades_until_run(losses: int, loss_rate: Number) -> Number | None:
    """How many trades it takes on average to meet a first run of `losses` losses; None where it never comes."""
    run = loss_rate**losses
    if not run:
        return None
    return run * 0 + losses if run == 1 else (1 - run) / ((1 - loss_rate) * run)


@lru_cache(maxsize=64)
def expected_longest_run(trades: int, loss_rate: Number) -> Number:
    """The longest run of losses that `trades` trades hold on average."""
    found = loss_rate * 0
    for losses in range(1, trades + 1):
        probability = run_probability(losses, trades, loss_rate)
        found += probability
        if probability < NEGLIGIBLE:
            break
    return found
