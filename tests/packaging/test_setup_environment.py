import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.packaging.scripts import FOLDER, ROOT, script

setup = script("setup_environment")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with locks and a `.venv` whose Python is this one, but no stamp."""
    (tmp_path / "packaging").mkdir()
    for name in (setup.RUN_LOCK, setup.TEST_LOCK):
        shutil.copy(FOLDER / name, tmp_path / "packaging" / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    python = setup.venv_python(tmp_path)
    python.parent.mkdir(parents=True)
    python.write_text("stands for a Python", encoding="ascii")
    return tmp_path


def finish(checkout: Path, lock: str) -> None:
    """Puts the stamp of a finished set-up in place."""
    setup.write_stamp(checkout, setup.expected_stamp(checkout, lock))


def work(checkout: Path) -> list[str]:
    """What is to do to run, and to test."""
    return [setup.work_to_do(checkout, with_tests=with_tests) for with_tests in (False, True)]


def test_without_a_stamp_everything_is_to_do(checkout: Path) -> None:
    assert work(checkout) == ["everything", "everything"]


def test_after_setting_up_to_run_only_the_test_packages_are_to_add(checkout: Path) -> None:
    finish(checkout, setup.RUN_LOCK)
    assert work(checkout) == ["nothing", "add the test packages"]


def test_after_setting_up_to_test_there_is_nothing_to_do_to_run(checkout: Path) -> None:
    finish(checkout, setup.TEST_LOCK)
    assert work(checkout) == ["nothing", "nothing"]


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/requirements.txt"])
def test_a_changed_file_asks_for_a_new_environment(checkout: Path, name: str) -> None:
    finish(checkout, setup.RUN_LOCK)
    with (checkout / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert work(checkout) == ["everything", "everything"]


def test_a_moved_checkout_asks_for_a_new_environment(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    finish(checkout, setup.TEST_LOCK)
    moved = tmp_path_factory.mktemp("elsewhere") / "checkout"
    checkout.rename(moved)
    assert work(moved) == ["everything", "everything"]


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Path) -> None:
    finish(checkout, setup.TEST_LOCK)
    setup.venv_python(checkout).unlink()
    assert work(checkout) == ["everything", "everything"]


def test_a_damaged_stamp_counts_as_none(checkout: Path) -> None:
    setup.stamp_file(checkout).write_bytes(b"\xff\xfe")
    assert setup.read_stamp(checkout) == ""


def test_a_failing_command_shows_its_output_and_the_advice(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; print('no such package'); sys.exit(3)"]
    with pytest.raises(setup.SetupError, match=r"(?s)no such package.*Check the network"):
        setup.run_quietly(command, tmp_path, "Check the network.")


def test_a_package_with_two_versions_counts_once(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "a==1 ; python_version < '3.12' \\\n    --hash=x\na==2 \\\n    --hash=y\nb==1 \\\n", encoding="ascii"
    )
    assert setup.count_packages(lock) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no lock on a folder")
def test_the_set_up_lock_is_free_again_after_a_failure(checkout: Path) -> None:
    with pytest.raises(OSError, match="disk full"), setup.one_at_a_time(checkout):
        raise OSError("disk full")
    with setup.one_at_a_time(checkout):
        pass


def test_an_interruption_ends_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.say_and_fail(KeyboardInterrupt()) == 130
    assert setup.say_and_fail(setup.SetupError("Do this.")) == 1
    assert "Do this." in capsys.readouterr().err
