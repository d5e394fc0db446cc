import os
import sys
from pathlib import Path

import pytest

from planner.storage.file_locks import is_alive, try_lock


def test_a_lock_has_one_owner_and_ends_with_its_file(tmp_path: Path) -> None:
    first, second = (os.open(tmp_path / "a", os.O_RDWR | os.O_CREAT) for _ in range(2))
    assert try_lock(first)
    assert not try_lock(second)
    os.close(first)
    assert try_lock(second)
    os.close(second)


@pytest.mark.skipif(sys.platform == "win32", reason="it cannot be told there")
def test_processes_are_alive_until_they_end() -> None:
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    assert not is_alive(child)
    assert not is_alive(9_999_999_999)
    assert is_alive(os.getpid())
    assert is_alive(1)
