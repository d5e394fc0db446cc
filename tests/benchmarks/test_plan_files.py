"""A plan saved so that a power cut cannot take it, and loaded, beside bare writes of the same bytes."""

import os
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from planner.app import FIRST_EXAMPLE, example
from planner.storage.plan_files import load_plan, save_plan
from tests.benchmarks.figures import Figure, compare

ROUNDS = 200
SAVING = Figure("plan saved durably", "median ≤ 20 ms", "write and fsync of the same bytes")
LOADING = Figure("plan loaded", "median ≤ 10 ms", "read of the same bytes")


def _written(path: Path, raw: bytes) -> None:
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def test_a_plan_is_saved_soon(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    draft, path, bare = load_plan(example(FIRST_EXAMPLE)).draft, tmp_path / "one.plan.json", tmp_path / "bare"
    fingerprint = save_plan(path, draft, replacing=None, saved_at="2026-01-01T00:00:00Z")
    raw = path.read_bytes()

    def save() -> None:
        assert save_plan(path, draft, replacing=fingerprint, saved_at="2026-01-01T00:00:00Z") == fingerprint

    compare(benchmark, SAVING, save, lambda: _written(bare, raw), rounds=ROUNDS)
    assert path.read_bytes() == raw == bare.read_bytes()


def test_a_plan_is_loaded_soon(benchmark: BenchmarkFixture) -> None:
    path = example(FIRST_EXAMPLE)
    draft = load_plan(path).draft
    compare(benchmark, LOADING, lambda: load_plan(path), path.read_bytes, rounds=ROUNDS)
    assert load_plan(path).draft == draft
