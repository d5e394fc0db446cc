"""Which pause rule ends a losing run: the rules, one losing trade of the plan further each time."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from planner.discipline.judging import Proposal, judge
from planner.discipline.pauses import moment_of, replayed_in
from planner.discipline.preview import after_trade
from planner.discipline.replay import Replayed
from planner.domain.evaluation import Evaluation
from planner.domain.pause_rules import LossesRule
from planner.domain.plan import Situation


@dataclass(frozen=True, slots=True)
class Watched:
    """The rules of an account at a moment, in a run of trades like the plan."""

    evaluation: Evaluation
    replayed: Replayed
    at: datetime

    def after_loss(self, quantity: Decimal, loss: Decimal, equity: Decimal) -> "Watched":
        """One trade of that quantity further, which lost so much of that equity."""
        further = after_trade(self.replayed, self._proposal(quantity), self.at, loss.copy_negate(), equity)
        return Watched(self.evaluation, further, self.at)

    def paused_by(self, quantity: Decimal) -> str | None:
        """The rule that keeps the next trade off; None where none does."""
        standings = judge(self.replayed, self._proposal(quantity), self.at)
        return next((standing.rule.id for standing in standings if standing.blocks), None)

    def _proposal(self, quantity: Decimal) -> Proposal:
        plan, before = self.evaluation.draft.plan, self.evaluation.before
        level = None if before is None else before.margin_level
        return Proposal(plan.instrument, plan.side, quantity, level, is_known=before is not None)


def watched(evaluation: Evaluation, known: Replayed | None = None) -> Watched:
    """The rules before the first trade of a run; `known` is the account after its events, where they were replayed."""
    situation = evaluation.draft.situation
    replayed = known or replayed_in(situation, None)
    return Watched(evaluation, replayed, moment_of(situation, replayed, None))


def losses_to_pause(situation: Situation) -> int | None:
    """How many losses in a row pause an account with a clean record; None where none do."""
    counted = (rule for rule in situation.rules if isinstance(rule, LossesRule) and rule.action.blocks)
    return min((rule.pause_at for rule in counted if rule.in_a_row), default=None)
