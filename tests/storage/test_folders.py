from pathlib import Path

from planner.storage.folders import own_folders


def test_an_argument_goes_before_the_environment(tmp_path: Path) -> None:
    folders = own_folders(tmp_path, {"PLANNER_HOME": "/elsewhere"})
    assert (folders.config, folders.state) == (tmp_path / "config", tmp_path / "state")
    assert folders.settings_file == tmp_path / "config" / "settings.json"
    assert folders.window_file == tmp_path / "state" / "window.json"
    assert folders.book_file == tmp_path / "state" / "book" / "trader.book"
    assert folders.book_copies == tmp_path / "state" / "book" / "copies"
    assert folders.recovery == tmp_path / "state" / "recovery"


def test_the_environment_goes_before_the_platform() -> None:
    assert own_folders(environment={"PLANNER_HOME": "/elsewhere"}).config == Path("/elsewhere/config")


def test_the_platform_has_the_last_word() -> None:
    folders = own_folders(environment={"PLANNER_HOME": ""})
    assert folders.config.name == folders.state.name == "planner"
    assert folders.config.is_absolute()
