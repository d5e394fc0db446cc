import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from planner.domain.venue import MarginMode, Side
from planner.storage.atomic import write_file
from planner.storage.plan_files import load_plan, save_plan
from planner.storage.plan_format import STEPS, decode, encode
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row
from tests.storage.plans import FILE, refusal, sealed

GOLDEN = {
    path.name.split("-")[1].removesuffix(".plan.json"): path
    for path in (Path(__file__).parents[1] / "data").glob("plan-*.plan.json")
}
EXPECTED = {
    "1.0": {
        "side": Side.LONG,
        "entry_price": Decimal(50000),
        "stop_price": Decimal(49000),
        "margin_mode": MarginMode.ISOLATED,
        "note": "Breakout above 50’000 – small size",
    },
    "1.1": {
        "side": Side.LONG,
        "entry_price": Decimal(50000),
        "holding_days": Decimal("2.5"),
        "stop_price": Decimal(49000),
        "margin_mode": MarginMode.ISOLATED,
        "note": "Breakout above 50’000 – small size",
    },
    "1.2": {
        "side": Side.LONG,
        "entry_price": Decimal(50500),
        "stop_price": Decimal(49500),
        "margin_mode": MarginMode.ISOLATED,
        "tags": ("breakout",),
    },
    "1.3": {
        "side": Side.LONG,
        "entry_price": Decimal("1.22900"),
        "stop_price": Decimal("1.22580"),
        "margin_mode": MarginMode.CROSS,
        "note": "Two stops already today: before the third trade, see what it would set off.",
    },
    "1.4": {
        "side": Side.LONG,
        "entry_price": Decimal("1.22900"),
        "stop_price": Decimal("1.22580"),
        "margin_mode": MarginMode.CROSS,
        "measured_atr": None,
    },
}
"""What was planned in each file, written down when the file was made."""


def test_every_older_version_has_a_file_that_is_kept_for_ever() -> None:
    assert {"{}.{}".format(*version) for version in STEPS} <= GOLDEN.keys()
    assert EXPECTED.keys() <= GOLDEN.keys()


@pytest.mark.parametrize("version", sorted(GOLDEN))
def test_a_plan_of_every_released_version_opens_and_saves_as_it_was(
    tmp_path: Path, ledger: Ledger, version: str
) -> None:
    path = Path(shutil.copy(GOLDEN[version], tmp_path))
    opened = load_plan(path)
    assert json.loads(path.read_bytes())["version"] == version
    assert not opened.read_only
    assert EXPECTED.get(version, {}).items() <= dict(opened.draft.plan).items()
    save_plan(path, opened.draft, replacing=opened.fingerprint)
    again = load_plan(path)
    assert again.draft == opened.draft
    save_plan(path, again.draft, replacing=again.fingerprint, saved_at="2026-01-02T03:04:05Z")
    assert decode(encode(again.draft), FILE).draft == load_plan(path).draft
    control = _changed(GOLDEN[version], tmp_path)
    ledger.enter(
        Row(id="S11", fault=f"load, save, load a plan of version {version}", runs=1, violations=0,
            control=f"another price in it: {control}")
    )  # fmt: skip


@pytest.mark.parametrize("version", sorted(GOLDEN))
def test_when_a_position_of_an_older_version_was_marked_is_not_known(version: str) -> None:
    positions = load_plan(GOLDEN[version]).draft.situation.positions
    assert {position.marked_at for position in positions} == ({None} if positions else set())
    assert positions or version != "1.2"


@pytest.mark.parametrize("version", sorted(GOLDEN))
def test_a_plan_of_a_future_version_is_read_only_and_never_rewritten(
    tmp_path: Path, ledger: Ledger, version: str
) -> None:
    future = {**json.loads(GOLDEN[version].read_bytes()), "version": "9.0"}
    path = tmp_path / "a.plan.json"
    path.write_bytes(sealed(future))
    before, opened = path.read_bytes(), load_plan(path)
    assert opened.read_only
    for overwrite in (False, True):
        fault = refusal(
            lambda overwrite=overwrite: save_plan(  # type: ignore[misc]  # bound now
                path, opened.draft, replacing=opened.fingerprint, overwrite=overwrite
            )
        )
        assert fault.code == "newer_on_disk"
    assert path.read_bytes() == before
    write_file(path, encode(opened.draft))
    assert json.loads(path.read_bytes())["version"] != "9.0", "the control: a writer that does not look rewrites it"
    path.write_bytes(sealed({**future, "minimum_reader": "9.0"}))
    assert refusal(lambda: load_plan(path)).code == "future_version"
    ledger.enter(
        Row(
            id="S11",
            fault=f"a future version of the plan of {version}",
            runs=4,
            violations=0,
            control="a writer that does not look: rewritten",
        )
    )


def _changed(golden: Path, folder: Path) -> str:
    """What becomes of a plan whose price somebody has changed in the file."""
    path = folder / "changed.plan.json"
    path.write_bytes(golden.read_bytes().replace(b'"entry_price": "', b'"entry_price": "9', 1))
    assert path.read_bytes() != golden.read_bytes()
    assert refusal(lambda: load_plan(path)).code == "damaged"
    return "refused"
