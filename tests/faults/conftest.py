"""How much the harnesses run, and where they write down what they found."""

import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from tests.faults.ledger import Row, found, read, with_part
from tests.faults.long_runs import Run, begun

TABLE = Path(__file__).parents[2] / "packaging" / "RELIABILITY.md"
INTRODUCTION = """\
# Reliability

What was done to the program on purpose, and what broke. A violation is a file that is corrupt, a save that was
acknowledged and lost, a file taken for another plan, or an error that nobody is told in words. The negative control is
something known to be wrong that the same harness must find wrong. An ordinary test run does a sample of each row.

Not covered: disks that lie about having written, file systems other than those named, other programs of the account.

"""

_rows = pytest.StashKey[list[Row]]()
_not_passed = pytest.StashKey[list[str]]()
_begun = pytest.StashKey[dict[str, Run]]()


class Ledger:
    """Takes the rows of this run."""

    def __init__(self, rows: list[Row]) -> None:
        """Add to `rows`."""
        self._rows = rows

    def enter(self, row: Row) -> None:
        """Write a row down; a violation fails the test."""
        self._rows.append(row)
        assert row.violations == 0, row


def pytest_configure(config: pytest.Config) -> None:
    """Begin with no rows."""
    config.stash[_rows] = []
    config.stash[_not_passed] = []


@pytest.fixture(scope="session")
def ledger(pytestconfig: pytest.Config) -> Ledger:
    """Where a harness writes down what it found."""
    return Ledger(pytestconfig.stash[_rows])


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether every point is asked for, not a sample."""
    return bool(pytestconfig.getoption("--full"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Whatever did not pass is told under the table: a harness that did not run has found nothing."""
    report = yield
    if not report.passed:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.outcome
        item.config.stash[_not_passed].append(f"{item.name.replace('_', ' ')}: {why.removeprefix('Skipped: ')}")
    return report


@pytest.fixture(scope="session")
def runs(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, *, full: bool
) -> Iterator[dict[str, Run]]:
    """The long runs: in full they begin with the first test and go on beside all others."""
    made = pytestconfig.stash[_begun] = begun(tmp_path_factory, full=full)
    yield made
    for run in made.values():
        run.process.kill()
        run.process.wait()


@pytest.fixture
def alone(pytestconfig: pytest.Config) -> Iterator[None]:
    """The long runs stand still meanwhile.

    A thread that has lost its processor to them keeps the interpreter, and the window waits for that.
    """
    beside = [run.process for run in pytestconfig.stash.get(_begun, {}).values()]
    for process in beside:
        process.send_signal(signal.SIGSTOP)
    yield
    for process in beside:
        process.send_signal(signal.SIGCONT)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the table, where it is asked for; whole files that are run again renew their own rows."""
    rows, not_passed = session.config.stash[_rows], session.config.stash[_not_passed]
    options = [option for option in ("--full", "--table") if session.config.getoption(option)]
    some = session.config.option.keyword or any("::" in argument for argument in session.config.args)
    if not rows or not options or some:
        return
    before = read(TABLE.read_text(encoding="utf-8"))
    part = _part(session) if any(f"{options[0]}`" in line for line in before.taken) else ""
    findings = found(rows, options[0], not_passed, part)
    if part:
        findings = with_part(before, findings, {item.name.replace("_", " ") for item in session.items})
    TABLE.write_text(INTRODUCTION + findings.text, encoding="utf-8")


def _part(session: pytest.Session) -> str:
    """Which harnesses were run, where those were not all."""
    ran = {item.path.stem for item in session.items}
    there = {path.stem for path in Path(__file__).parent.glob("test_*.py")}
    return "" if ran >= there else ", ".join(sorted(name.removeprefix("test_") for name in ran))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In full a harness may take an hour, and the long runs go on beside all others: looked at in the end."""
    if not config.getoption("--full"):
        return
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(3600))
    items.sort(key=lambda item: item.path.stem == "test_long_runs")
    if items and isinstance(items[0], pytest.Function) and items[-1].path.stem == "test_long_runs":
        items[0].fixturenames.append("runs")
