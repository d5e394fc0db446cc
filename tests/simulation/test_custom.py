"""A gap of the trader's own: kept as a scenario it moves what it moved before, and is held to what shipped ones are."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from planner.app import main
from planner.assess import assess
from planner.domain.evaluation import Evaluation
from planner.domain.plan import Draft
from planner.simulation.custom import CORRELATIONS, GAPS, Gap, custom_scenario, custom_stress, heat_map
from planner.simulation.gap import AS_IT_HAPPENED, Options, historic_gaps, scenario_stress
from planner.simulation.scenario import Kind, Reach, Scenario
from planner.simulation.stress import stressed
from planner.storage.folders import own_folders
from planner.storage.resources import resource
from planner.storage.scenario_files import load_scenarios, remove_scenario, save_scenario
from tests.conftest import cfd_instrument, cfd_venue, fx_draft, linear_instrument, linear_venue, make_draft, position

D = Decimal
DAY = date(2026, 4, 1)
ETH = linear_instrument(symbol="ETHUSDT", base_currency="ETH")


def _two(**changes: object) -> Draft:
    """0.2 BTC planned and 10 ETH open, both without a stop, in one account of 10,000."""
    held = position(instrument="ETHUSDT", quantity="10", entry_price="2000", mark_price="2000", stop_price=None)
    return make_draft(
        **{
            "venue": linear_venue(linear_instrument(), ETH),
            "margin_mode": "cross",
            "positions": [held.replace(margin_mode="cross")],
            "size_by": "quantity",
            "size": "0.2",
            "stop_price": None,
            **changes,
        }
    )


def _evaluated(draft: Draft) -> Evaluation:
    return assess(draft).evaluation


def _kept(evaluation: Evaluation, gap: Gap, options: Options = AS_IT_HAPPENED, name: str = "Mine") -> Scenario:
    return custom_scenario(evaluation, gap, options, name=name, source="mine", day=DAY)


GAP = Gap(D("0.2"), D("0.5"))


def test_what_is_kept_moves_what_the_gap_moved() -> None:
    """20 % down and the other half of it: 10,000 - 2,000 - 2,000."""
    evaluation = _evaluated(_two())
    kept = scenario_stress(evaluation, _kept(evaluation, GAP))
    assert kept == custom_stress(evaluation, GAP)
    assert kept.moves == {"BTCUSDT": D("-0.2"), "ETHUSDT": D("-0.1")}
    found = stressed(evaluation, kept)
    assert found is not None
    assert found.state.equity == 6000


def test_what_stands_still_is_kept_too() -> None:
    evaluation = _evaluated(_two())
    assert scenario_stress(evaluation, _kept(evaluation, Gap(D("0.2")))).moves["ETHUSDT"] == 0


def test_fill_margin_and_collateral_are_kept_as_they_were_assumed() -> None:
    evaluation = _evaluated(_two())
    options = Options(slip=D("0.5"), margin_hike=D("0.3"), haircut=D("0.1"))
    kept = _kept(evaluation, GAP, options)
    assert (kept.kind, kept.slip, kept.margin_hike, kept.haircut) == (Kind.FLASH, D("0.5"), D("0.3"), D("0.1"))
    assert scenario_stress(evaluation, kept) == custom_stress(evaluation, GAP, options)


def test_for_another_coin_it_is_an_analogue_and_for_a_pair_of_currencies_nothing() -> None:
    mine = _kept(_evaluated(make_draft()), Gap(D("0.2")))
    (row,) = historic_gaps(_evaluated(_two(instrument="ETHUSDT", entry_price="2000", positions=())), (mine,))
    assert (row.rate, row.applied.reach) == (D("-0.2"), Reach.CLASS)
    assert historic_gaps(_evaluated(fx_draft()), (mine,)) == ()


def test_a_pair_of_currencies_turned_round_moves_the_other_way() -> None:
    """EURUSD 20 % down is the dollar up by 25 % in euros."""
    mine = _kept(_evaluated(fx_draft()), Gap(D("0.2")))
    turned = cfd_instrument(symbol="USDEUR", base_currency="USD", quote_currency="EUR")
    draft = fx_draft(venue=cfd_venue(turned), instrument="USDEUR", currency="EUR")
    (row,) = historic_gaps(_evaluated(draft), (mine,))
    assert (row.rate, row.applied.reach) == (D("0.25"), Reach.INVERSE)


def test_a_short_is_kept_with_a_rise() -> None:
    mine = _kept(_evaluated(make_draft(side="short", stop_price="51000")), Gap(D("0.2")))
    assert mine.moves[0].rate == D("0.2")


def test_it_is_listed_with_shipped_ones_found_by_name_and_taken_away(tmp_path: Path) -> None:
    evaluation = _evaluated(_two())
    path = save_scenario(tmp_path / "scenarios", _kept(evaluation, GAP, name="Weekend / gap"))
    save_scenario(path.parent, _kept(evaluation, Gap(D("0.3")), name="Weekend / gap"))
    save_scenario(path.parent, _kept(evaluation, GAP, name="Other"))
    found, faults = load_scenarios(resource("scenarios"), path.parent)
    assert faults == ()
    own = {one.name: one for one in found if one.is_own}
    assert set(own) == {"Weekend / gap", "Other"}
    assert own["Weekend / gap"].moves[0].rate == D("-0.3")
    assert len(found) == 26
    assert remove_scenario(path.parent, "Other")
    assert not remove_scenario(path.parent, "Other")
    assert [one.name for one in load_scenarios(path.parent)[0]] == ["Weekend / gap"]


@pytest.mark.parametrize("damage", [{"moves": []}, {"rate": 1}, {"day": "2999-01-01"}, {"haircut": "2"}, {"name": ""}])
def test_it_is_checked_as_shipped_ones_are(tmp_path: Path, damage: dict[str, object]) -> None:
    path = save_scenario(tmp_path, _kept(_evaluated(_two()), GAP))
    document = Scenario.model_validate_json(path.read_bytes()).model_dump(mode="json")
    path.write_text(json.dumps({**document, **damage}), encoding="utf-8")
    found, faults = load_scenarios(tmp_path)
    assert found == ()
    assert len(faults) == 1


def test_a_scenario_without_a_name_cannot_be() -> None:
    with pytest.raises(ValidationError):
        _kept(_evaluated(_two()), GAP, name="")


def test_collateral_that_fell_is_that_of_accounts_that_hold_it() -> None:
    """USDe fell by 35 % on one venue in October 2025: what backs an account in USDT did not."""
    found, _ = load_scenarios(resource("scenarios"))
    oct25 = next(one for one in found if one.id == "oct25")
    assert (oct25.haircut_in("USDE"), oct25.haircut_in("USDT")) == (D("0.35"), D(0))
    evaluation = _evaluated(_two())
    assert scenario_stress(evaluation, oct25).haircut == 0
    assert scenario_stress(evaluation, oct25, Options(haircut=D("0.1"))).haircut == D("0.1")


def test_margin_and_collateral_count_in_gaps_of_ones_own_and_on_the_map() -> None:
    """A tenth of 10,000 is gone before 10 % of 10,000: 8,000 where nothing else moves."""
    cells = heat_map(_evaluated(_two()), options=Options(haircut=D("0.1")))
    assert cells is not None
    cell = cells[GAPS.index(D("0.1"))][CORRELATIONS.index(D(0))]
    assert cell is not None
    assert cell.state.equity == 8000
    hiked = stressed(_evaluated(_two()), custom_stress(_evaluated(_two()), GAP, Options(margin_hike=D(100))))
    assert hiked is not None
    assert {part.symbol for part in hiked.closed} == {"BTCUSDT", "ETHUSDT"}  # 130 x 101 is more than the 6,000 left


def test_the_report_of_the_command_line_knows_it_and_tells_a_damaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """60 % is more than all that is shipped: it stands first."""
    monkeypatch.setenv("PLANNER_HOME", str(tmp_path))
    folder, plan = own_folders().scenarios, resource("examples", "btc-breakout.plan.json")
    save_scenario(folder, _kept(_evaluated(_two()), Gap(D("0.6")), name="Weekend"))
    (folder / "broken.json").write_text("{")
    assert main(["report", str(plan), "--format", "json"]) == 0
    told = capfd.readouterr()
    assert json.loads(told.out)["questions"]["gap"]["scenarios"][0]["name"] == "Weekend"
    assert "broken.json" in told.err
    assert main(["report", str(plan)]) == 0
    assert "2026-04-01 Weekend, your own" in capfd.readouterr().out


def test_a_heat_map_that_nobody_wants_any_more_is_not_finished() -> None:
    """Told of each of eight gaps, stopped after the third."""
    told: list[tuple[int, int]] = []

    def go_on(done: int, total: int) -> bool:
        told.append((done, total))
        return done < 3

    assert heat_map(_evaluated(_two()), progress=go_on) is None
    assert told == [(1, 8), (2, 8), (3, 8)]
