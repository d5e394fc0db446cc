"""Price files of a few lines, and what becomes of them."""

from pathlib import Path

import pytest

from planner.domain.fault import Fault, FaultError
from planner.market.candles import Candles, load_candles

HEADER = "time,open,high,low,close\n"
ROWS = "2024-01-01,10,12,9,11\n2024-01-02,11,13,10,12.5\n"


def written(folder: Path, content: str | bytes, name: str = "prices.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def candles(folder: Path, content: str | bytes) -> Candles:
    return load_candles(written(folder, content))


def refusal(path: Path) -> Fault:
    with pytest.raises(FaultError) as caught:
        load_candles(path)
    return caught.value.fault
