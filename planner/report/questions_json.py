"""The three questions as JSON: figures as text, null where something does not exist or cannot be said."""

from decimal import Decimal

from planner.domain.account import AccountState
from planner.domain.number import to_text
from planner.report.json_values import Json, digits
from planner.simulation.against import Against
from planner.simulation.losing_run import LosingRow, LosingRun
from planner.simulation.questions import Chances, GapAnswer, Questions


def questions_json(asked: Questions) -> Json:
    """The figures of the three cards."""
    return {
        "against": _against(asked.against),
        "losing_run": {**_run(asked.losing_run), "chances": _chances(asked.chances)},
        "gap": {
            "zero_gap": digits(asked.zero_gap.plan),
            "is_isolated": asked.zero_gap.is_isolated,
            "is_guaranteed": asked.zero_gap.is_guaranteed,
            "book_fall": digits(asked.zero_gap.fall),
            "book_rise": digits(asked.zero_gap.rise),
            "scenarios": [_gap(answer) for answer in asked.gaps],
        },
    }


def chance(probability: float) -> str:
    """A probability in plain digits: nine that count, or more where they would round to certainty."""
    told = Decimal(f"{probability:.9g}")
    return to_text(told if told < 1 or probability >= 1 else Decimal(repr(probability)))


def _against(found: Against) -> Json:
    liquidated, at_stop = found.if_liquidated, found.at_stop
    liquidation = {name: digits(getattr(liquidated, name, None)) for name in ("price", "loss", "fee", "residual")}
    names = ("equity", "margin_level", "requirement_ratio", "warning_ratio", "room")
    return {
        "loss_at_stop": digits(found.loss_at_stop),
        "risk_rate": digits(found.risk_rate),
        "if_liquidated": {**liquidation, "in_r": digits(found.liquidated_r)},
        "steps": {one.step.value: {"size": digits(one.size), "loss": digits(one.loss)} for one in found.steps},
        "at_stop": {name: digits(getattr(at_stop, name, None)) for name in names},
        "order": [
            {"event": met.event.value, "price": digits(met.price), "distance": digits(met.distance)}
            for met in found.order
        ],
        "ends_by": None if found.ends_by is None else found.ends_by.value,
        "gap_to_stop": digits(None if found.gap_to_stop is None else found.gap_to_stop.rate),
        "gap_to_stop_r": digits(None if found.gap_to_stop is None else found.gap_to_stop.r),
        "stop_on_last": found.stop_on_last,
    }


def _run(run: LosingRun | None) -> Json:
    if run is None:
        return {"sizing": None, "rows": [], "refused_at": None, "warned_at": None, "paused_at": None}
    return {
        "sizing": run.sizing.value,
        "rows": [_row(row) for row in run.rows],
        "refused_at": run.refused_at,
        "warned_at": run.warned_at,
        "paused_at": run.paused_at,
    }


def _row(row: LosingRow) -> Json:
    return {
        "losses": row.losses,
        "equity": digits(row.equity),
        "next_quantity": digits(row.quantity),
        "next_loss": digits(row.loss),
        "margin_level": digits(row.margin_level),
        "refused": row.refused,
        "warned": row.is_warned,
        "paused_by": row.paused_by,
    }


def _chances(found: Chances | None) -> Json | None:
    if found is None:
        return None
    return {
        "win_rate": digits(found.odds.win_rate),
        "payoff": digits(found.odds.payoff),
        "trades": found.trades,
        "runs": {str(losses): chance(probability) for losses, probability in found.runs},
        "expected_longest_run": chance(found.longest_run),
        "ruin_at_fixed_money": chance(found.ruin_money),
        "fall_by_half_at_fixed_fraction": chance(found.ruin_fraction),
        "falls": [
            {
                "fall": digits(one.fall),
                "recovery": digits(one.recovery),
                "losses": one.losses,
                "drawdown_probability": chance(one.probability),
            }
            for one in found.falls
        ],
    }


def _gap(answer: GapAnswer) -> Json:
    scenario, result, reached = answer.historic.scenario, answer.result, answer.historic.applied
    return {
        "id": scenario.id,
        "name": scenario.name,
        "source": scenario.source,
        "day": scenario.day.isoformat(),
        "kind": scenario.kind.value,
        "as_of": scenario.as_of.isoformat(),
        "move": digits(answer.historic.rate),
        "reach": reached.reach.value,
        "of": reached.move.name,
        "beyond_zero_gap": answer.historic.is_beyond,
        "prices": {symbol: digits(price) for symbol, price in result.prices.items()},
        "ends_by": None if result.ends_by is None else result.ends_by.value,
        "fill": digits(result.price) if result.ends_by is not None else None,
        "loss": digits(result.loss),
        **_state(result.state),
        "liquidated": [
            {"instrument": part.symbol, "side": part.side.value, "quantity": digits(part.quantity)}
            for part in result.closed
        ],
        "deficit": digits(result.deficit),
        "borne_by": result.policy.value,
        "owed": digits(result.owed),
        "notes": [note.value for note in answer.notes],
    }


def _state(state: AccountState) -> Json:
    return {"equity": digits(state.equity), "margin_level": digits(state.margin_level)}
