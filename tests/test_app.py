"""The commands, as a trader runs them: mostly in this process, as programs where that is the point."""

import ctypes
import json
import os
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from planner import __version__, app
from planner.display import has_display
from planner.domain.plan import Draft
from planner.storage.plan_files import save_plan
from tests.conftest import make_draft

ROOT = Path(__file__).parent.parent
NO_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or leaves anything in the home of whoever runs it."""
    monkeypatch.setenv("PLANNER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")


def plan_file(folder: Path, draft: Draft | None = None) -> Path:
    """A plan on disk."""
    path = folder / "mine.plan.json"
    save_plan(path, draft or make_draft(), replacing=None, saved_at="2026-01-02T03:04:05Z")
    return path


def run(folder: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program in its own process, in `folder`, on a machine without a display."""
    kept = {name: value for name, value in os.environ.items() if name not in NO_DISPLAY}
    home = {"PLANNER_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-W", "error", "-m", "planner", *map(str, words)],
        cwd=folder,
        env={**kept, **home, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def is_one_sentence(text: str) -> bool:
    """Whether the program said one line, in words."""
    return bool(re.fullmatch(r"planner: [^\n]+\.\n", text)) and "Traceback" not in text and "Error" not in text


def test_a_report_is_printed_in_three_formats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = plan_file(tmp_path)
    assert app.main(["report", str(path)]) == 0
    assert "Take 0.200 BTC." in capsys.readouterr().out
    assert app.main(["report", str(path), "--format", "markdown"]) == 0
    assert "**Take 0.200 BTC.**" in capsys.readouterr().out
    assert app.main(["report", str(path), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == {"decision": "take", "binding": None, "quantity": "0.200"}


def test_a_report_is_utf_8_whatever_the_terminal_says(tmp_path: Path) -> None:
    done = run(tmp_path, "report", plan_file(tmp_path), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Loss at stop −200.00 USDT" in re.sub(r" +", " ", done.stdout)


def test_a_plan_that_opens_nothing_leaves_no_traces(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    before = path.read_bytes()
    assert app.main(["report", str(path)]) == 0
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:700])


def _future(path: Path) -> None:
    envelope = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**envelope, "version": "9.0", "minimum_reader": "9.0"}) + "\n", encoding="utf-8")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _changed(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace('"50000"', '"60000"'), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_truncated, "mine.plan.json is no file of the planner: "),
        (_future, "mine.plan.json was written by a newer planner"),
        (lambda path: path.write_text("EURUSD\n", encoding="utf-8"), "mine.plan.json is no file of the planner: "),
        (lambda path: path.write_text("{}\n", encoding="utf-8"), "mine.plan.json is not a plan. Choose a file that"),
        (lambda path: path.write_bytes(b""), "mine.plan.json is empty."),
        (lambda path: path.write_bytes(b"\xff\xfe{}"), "mine.plan.json is not text in UTF-8."),
        (_changed, "mine.plan.json is damaged or was changed by hand: its content does not fit its checksum."),
        (Path.unlink, "mine.plan.json is not there"),
        (_folder, "mine.plan.json is a folder. Choose a file."),
        (_sparse, "mine.plan.json is larger than 32 MB"),
    ],
)
@pytest.mark.parametrize("command", ["report", "screenshot"])
def test_a_bad_plan_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, spoil: object, words: str
) -> None:
    path = plan_file(tmp_path)
    assert callable(spoil)
    spoil(path)
    out = tmp_path / "out.png"
    assert app.main([command, str(path), *([str(out)] if command == "screenshot" else [])]) == 1
    said = capsys.readouterr()
    assert is_one_sentence(said.err)
    assert words in said.err
    assert said.out == ""
    assert not out.exists()


def test_a_bad_plan_ends_the_program_with_one_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "report", "gone.plan.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr)


def test_a_name_that_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["report", str(tmp_path / "a\nb\x1b[2J\udcff.plan.json")]) == 1
    said = capsys.readouterr().err
    assert is_one_sentence(said)
    assert "\x1b" not in said


@pytest.mark.parametrize(
    "words",
    [
        ["report", "x.plan.json", "--format", "xml"],
        ["report"],
        ["screenshot", "x.plan.json"],
        ["screenshot", "x.plan.json", "out.png", "--theme", "pink"],
        ["one.plan.json", "two.plan.json"],
        ["--unknown"],
    ],
)
def test_a_command_that_makes_no_sense_shows_its_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        app.main(words)
    said = capsys.readouterr()
    assert caught.value.code == app.USAGE_ERROR == 2
    assert said.err.startswith("usage: planner")
    assert said.out == ""


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        ("1440", "write width and height as 1440x900"),
        ("1440x", "write width and height as 1440x900"),
        ("x900", "write width and height as 1440x900"),
        ("-5x900", "write width and height as 1440x900"),
        ("1440.5x900", "write width and height as 1440x900"),
        ("1440x900x2", "write width and height as 1440x900"),
        ("\u0661\u0664\u0664\u0660x900", "write width and height as 1440x900"),
        ("199x900", "width and height lie between 200 and 8000"),
        ("1440x8001", "width and height lie between 200 and 8000"),
        (f"{'9' * 300}x900", "width and height lie between 200 and 8000"),
    ],
)
def test_a_bad_size_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], size: str, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        app.main(["screenshot", "x.plan.json", "out.png", f"--size={size}"])
    assert caught.value.code == 2
    assert sentence in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        app.main(["--help"])
    assert caught.value.code == 0
    said = capsys.readouterr().out
    assert "planner report PLAN" in said
    assert "planner screenshot PLAN OUT.png" in said


def test_the_program_tells_its_version_at_once(tmp_path: Path) -> None:
    done = run(tmp_path, "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"planner {__version__}\n", "")


def test_the_installed_command_is_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"planner": "planner.__main__:main"}
    assert project["version"] == __version__


@pytest.mark.parametrize(("theme", "size"), [("dark", (1280, 720)), ("light", (801, 603))])
def test_a_screenshot_has_the_size_and_the_theme_asked_for(tmp_path: Path, theme: str, size: tuple[int, int]) -> None:
    text = "{}x{}".format(*size)
    done = run(tmp_path, "screenshot", plan_file(tmp_path), "out.png", "--size", text, "--theme", theme)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    image = QImage(str(tmp_path / "out.png"))
    assert (image.width(), image.height()) == size
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")
    assert (_brightness(image) < 80) is (theme == "dark")


def _brightness(image: QImage) -> float:
    """The mean grey of the picture, 0 to 255."""
    points = [(x, y) for x in range(5, image.width(), 37) for y in range(5, image.height(), 31)]
    return sum(image.pixelColor(x, y).lightness() for x, y in points) / len(points)


def test_a_picture_replaces_no_file_without_being_asked_to(tmp_path: Path) -> None:
    plan, out = plan_file(tmp_path), tmp_path / "out.png"
    out.write_text("my holidays", encoding="utf-8")
    done = run(tmp_path, "screenshot", plan, out, "--size", "300x200")
    assert (done.returncode, out.read_text(encoding="utf-8")) == (1, "my holidays")
    assert is_one_sentence(done.stderr)
    assert "out.png is there already" in done.stderr
    assert run(tmp_path, "screenshot", plan, out, "--size", "300x200", "--overwrite").returncode == 0
    assert QImage(str(out)).width() == 300


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "screenshot", plan_file(tmp_path), tmp_path / "gone" / "out.png")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_sentence(done.stderr)
    assert f"{tmp_path / 'gone'} is not there" in done.stderr


def test_without_a_display_the_picture_is_saved_and_the_report_printed(tmp_path: Path) -> None:
    path = plan_file(tmp_path)
    done = run(tmp_path, path)
    assert (done.returncode, done.stderr) == (0, "")
    first, _, report = done.stdout.partition("\n\n")
    picture = tmp_path / "planner-mine.png"
    assert first == f"There is no display to open a window on; its picture is {picture}."
    assert "Take 0.200 BTC." in report
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1440, 900)


def test_a_display_that_does_not_answer_is_none_and_the_example_is_shown(tmp_path: Path) -> None:
    done = run(tmp_path, DISPLAY=":987", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("There is no display to open a window on")
    assert "EURUSD long" in done.stdout
    assert (tmp_path / "planner-eurusd-pullback.png").is_file()


def test_a_bad_plan_without_a_display_is_one_sentence_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main([str(tmp_path / "gone.plan.json")]) == 1
    assert is_one_sentence(capsys.readouterr().err)


def _has_xcb() -> bool:
    try:
        ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    return True


needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
needs_xcb = pytest.mark.skipif(not _has_xcb(), reason="the X server can only be asked with libxcb")


@needs_linux
@pytest.mark.parametrize(
    "environment",
    [
        {"QT_QPA_PLATFORM": "vnc"},
        {"QT_QPA_PLATFORM": "vnc:size=800x600"},
    ],
)
def test_a_window_can_be_seen_on_a_display(environment: dict[str, str]) -> None:
    assert has_display(environment)


@needs_linux
def test_a_wayland_compositor_that_listens_is_a_display(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        assert has_display({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path)})


@needs_linux
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ""},
        {"WAYLAND_DISPLAY": ""},
        {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/nowhere"},
        {"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "offscreen"},
        {"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "offscreen:size=9x9"},
        {"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "minimal"},
        {"QT_QPA_PLATFORM": "xcb"},
    ],
)
def test_without_a_display_no_window_can_be_seen(environment: dict[str, str]) -> None:
    assert not has_display(environment)


@needs_linux
@needs_xcb
@pytest.mark.parametrize("display", [":987", ":987.0", "nonsense", ":"])
def test_a_display_that_does_not_answer_is_none(display: str) -> None:
    assert has_display({"DISPLAY": display}) is False


def _report_into(target: int, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "planner", "report", str(path)],
        cwd=ROOT,
        stdout=target,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_reader_that_has_gone_is_no_crash(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = _report_into(writing, plan_file(tmp_path))
    finally:
        os.close(writing)
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a disk that is always full")
def test_a_report_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = _report_into(full.fileno(), plan_file(tmp_path))
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)
