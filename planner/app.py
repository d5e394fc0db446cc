"""The commands: open the window, print a report, save a picture.

Qt is imported only by the commands that need it, so that a report starts at once.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from planner import __version__
from planner.assess import Assessment, assess
from planner.display import has_display
from planner.domain.fault import FaultError, shown
from planner.report.sentences import fault_sentence
from planner.storage.file_faults import file_facts
from planner.storage.folders import own_folders
from planner.storage.languages import speak_as_set
from planner.storage.plan_files import SUFFIX, load_plan
from planner.storage.resources import resource
from planner.storage.settings_file import load_settings
from planner.words import languages_of, translated

FIRST_EXAMPLE = "eurusd-pullback"
USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    settings, _ = load_settings(own_folders().settings_file)  # the window tells what could not be taken
    speak_as_set(settings, languages_of(os.environ))
    command = _COMMANDS.get(words[0]) if words else None
    try:
        return command(words[1:]) if command is not None else _window(words)
    except FaultError as error:
        _complain(fault_sentence(error.fault))
        return 1


def _complain(sentence: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"planner: {sentence}\n")


def _print(text: str) -> int:
    """Write an answer to standard output in UTF-8; a reader who has gone away is no error."""
    if sys.stdout is None:
        return 0
    try:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a real stream has it
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        cause = error.strerror
        _complain(translated("The report could not be written ({cause}). Write it elsewhere.", cause=cause))
        return 1
    return 0


def _window(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="planner",
        description=translated("Plan a leveraged trade before placing it."),
        epilog=translated(
            "planner report PLAN prints a plan's report; planner screenshot PLAN OUT.png saves a picture of it."
        ),
    )
    opened = translated("a *{suffix} file; an example without one", suffix=SUFFIX)
    parser.add_argument("plan", nargs="?", type=Path, metavar="PLAN", help=opened)
    parser.add_argument("--version", action="version", version=f"planner {__version__}")
    path: Path | None = parser.parse_args(words).plan
    if not has_display():
        return _without_display(path)
    from planner.ui.start import run_window  # noqa: PLC0415 - Qt, only where a window opens

    return run_window(path, example(FIRST_EXAMPLE))


def _without_display(path: Path | None) -> int:
    """No window can be shown: say so, save its picture, print the report."""
    plan = path if path is not None else example(FIRST_EXAMPLE)
    draft = load_plan(plan).draft
    name = plan.name.removesuffix(SUFFIX)
    picture = _writable_folder() / f"planner-{name}.png"
    _take_picture(plan, picture, (1440, 900), None)
    said = translated("There is no display to open a window on; its picture is {picture}.", picture=shown(str(picture)))
    return _print(f"{said}\n\n{_formats()['text'](assess(draft, now=datetime.now(UTC)))}")


def _writable_folder() -> Path:
    try:
        here = Path.cwd()
    except OSError:
        return Path(tempfile.gettempdir())
    return here if os.access(here, os.W_OK) else Path(tempfile.gettempdir())


def _formats() -> dict[str, Callable[[Assessment], str]]:
    """How a report is written, by the name of the format."""
    from planner.report.export import report_json, report_markdown, report_text  # noqa: PLC0415 - not for a window
    from planner.storage.scenario_files import known_scenarios  # noqa: PLC0415 - as above

    scenarios, faults = known_scenarios(own_folders().scenarios)
    for fault in faults:
        _complain(fault_sentence(fault))
    writers = {"text": report_text, "json": report_json, "markdown": report_markdown}
    return {name: partial(write, scenarios=scenarios) for name, write in writers.items()}


def _report(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="planner report", description=translated("Print the report of a plan."))
    parser.add_argument("plan", type=Path, metavar="PLAN")
    formats = _formats()
    parser.add_argument("--format", choices=formats, default="text")
    options = parser.parse_args(words)
    opened = load_plan(options.plan)
    if opened.read_only:
        _complain(translated("A newer planner wrote this plan; what this one does not know is left out."))
    return _print(formats[options.format](assess(opened.draft, now=datetime.now(UTC))))


def _screenshot(words: list[str]) -> int:
    described = translated("Save a picture of the window with a plan.")
    parser = argparse.ArgumentParser(prog="planner screenshot", description=described)
    parser.add_argument("plan", type=Path, metavar="PLAN")
    parser.add_argument("out", type=Path, metavar="OUT.png")
    parser.add_argument("--size", type=_size, default=(1440, 900), metavar="1440x900")
    parser.add_argument("--theme", choices=("dark", "light"))
    replaced = translated("replace OUT.png where it is there already")
    parser.add_argument("--overwrite", action="store_true", help=replaced)
    options = parser.parse_args(words)
    if options.out.suffix.lower() != ".png":
        raise FaultError("picture_name", **file_facts(options.out))
    if not options.overwrite and os.path.lexists(options.out):
        raise FaultError("picture_exists", **file_facts(options.out))
    _take_picture(options.plan, options.out, options.size, options.theme)
    return 0


def _take_picture(plan: Path, out: Path, size: tuple[int, int], theme: str | None) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from planner.ui.start import take_picture  # noqa: PLC0415 - Qt, only where a window is drawn

    take_picture(plan, out, size, theme)


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.partition("x")
    if not (cross and width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise argparse.ArgumentTypeError(translated("write width and height as 1440x900"))
    size = int(width), int(height)
    if not all(200 <= side <= 8000 for side in size):  # noqa: PLR2004 - smaller shows nothing, larger fills memory
        raise argparse.ArgumentTypeError(translated("width and height lie between 200 and 8000"))
    return size


def example(name: str) -> Path:
    """The shipped example of that name."""
    return resource("examples", f"{name}{SUFFIX}")


_COMMANDS: dict[str, Callable[[list[str]], int]] = {"report": _report, "screenshot": _screenshot}
