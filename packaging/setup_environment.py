"""Makes what the program and its checks run in: system packages, `.venv` and the locked packages in it."""

import hashlib
import importlib
import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import system_libraries

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = "requirements.txt"
TEST_LOCK = "requirements-test.txt"

Work = Literal["nothing", "add the test packages", "everything"]


class SetupError(Exception):
    """Tells the person at the terminal what went wrong and what to do."""


def set_up(root: Path, *, with_tests: bool, environment: Mapping[str, str]) -> Path:
    """Makes everything that is missing; the Python to run with."""
    if needs_setup(root, environment, with_tests=with_tests):
        with one_at_a_time(root):
            started = time.monotonic()
            say("Setting up; the first time takes a minute or two.")
            # Asked again: another start may have done it while this one waited.
            work = work_to_do(root, with_tests=with_tests)
            provide_system_packages(environment, for_venv=work == "everything")
            if with_tests:
                provide_server()
            make_environment(root, work, with_tests=with_tests)
            say(f"Set up in {time.monotonic() - started:.0f} s.")
    return venv_python(root)


def needs_setup(root: Path, environment: Mapping[str, str], *, with_tests: bool) -> bool:
    """Whether anything is missing; the server of the tests counts only where it can be installed."""
    wants_server = with_tests and is_root() and system_libraries.has("apt-get")
    return bool(
        work_to_do(root, with_tests=with_tests) != "nothing"
        or system_libraries.missing_libraries(environment)
        or (wants_server and system_libraries.missing_server())
    )


def work_to_do(root: Path, *, with_tests: bool) -> Work:
    """Compares the stamp in `.venv` with what the stamp of a finished set-up would be."""
    stamp = read_stamp(root)
    if not venv_python(root).exists() or not stamp:
        return "everything"
    if stamp == expected_stamp(root, TEST_LOCK):
        return "nothing"
    if stamp == expected_stamp(root, RUN_LOCK):
        return "add the test packages" if with_tests else "nothing"
    return "everything"


def expected_stamp(root: Path, lock: str) -> str:
    """SHA-256 over all that `.venv` depends on: its place, the Python, the lock and the project's description."""
    parts = (
        os.fsencode(root),
        os.fsencode(sys.base_prefix),
        str(sys.implementation.cache_tag).encode(),
        (root / "packaging" / lock).read_bytes(),
        (root / "pyproject.toml").read_bytes(),
    )
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def stamp_file(root: Path) -> Path:
    """Written last, so that an interrupted set-up has none."""
    return root / ".venv" / "set-up-complete"


def read_stamp(root: Path) -> str:
    """The stamp of the last finished set-up, empty if there is none."""
    try:
        return stamp_file(root).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def write_stamp(root: Path, stamp: str) -> None:
    """Puts the stamp in place in one step."""
    draft = stamp_file(root).with_suffix(".new")
    draft.write_text(f"{stamp}\n", encoding="ascii")
    draft.replace(stamp_file(root))


def programs_folder(root: Path) -> Path:
    """Where `.venv` keeps its programs."""
    return root / ".venv" / ("Scripts" if sys.platform == "win32" else "bin")


def venv_python(root: Path) -> Path:
    """The Python of `.venv`."""
    return programs_folder(root) / ("python.exe" if sys.platform == "win32" else "python")


def provide_system_packages(environment: Mapping[str, str], *, for_venv: bool) -> None:
    """Installs the system packages that are missing, or fails with what to type."""
    libraries = system_libraries.missing_libraries(environment)
    packages = system_libraries.packages_of(libraries) + (missing_venv_package() if for_venv else [])
    if not packages:
        return
    apt = system_libraries.has("apt-get")
    if not (apt and is_root()):
        sudo = system_libraries.has("sudo")
        raise SetupError(system_libraries.what_to_type(packages, libraries, apt=apt, sudo=sudo))
    say(f"  system packages: {' '.join(packages)}")
    said = system_libraries.install_with_apt(packages)
    importlib.invalidate_caches()
    if said or system_libraries.missing_libraries(environment) or (for_venv and missing_venv_package()):
        command = system_libraries.install_command(packages, sudo=False)
        raise SetupError(f"{said}\nThe system packages could not be installed. To see why, type:\n\n  {command}\n")


def provide_server() -> None:
    """Installs what the tests start as their PostgreSQL server; where that cannot be, they say so and go without."""
    packages = system_libraries.missing_server()
    if packages and is_root() and system_libraries.has("apt-get"):
        say(f"  system packages: {' '.join(packages)}")
        system_libraries.keep_server_unmade()
        if system_libraries.install_with_apt(packages):
            say("  not installed; the tests that need a PostgreSQL server are skipped")


def missing_venv_package() -> list[str]:
    """The Debian package with venv and ensurepip, if this Python came without them."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def is_root() -> bool:
    """True for the system's administrator; Windows has no such user id."""
    return sys.platform != "win32" and os.geteuid() == 0


def make_environment(root: Path, work: Work, *, with_tests: bool) -> None:
    """Does the work, the stamp last."""
    if work == "nothing":
        return
    stamp_file(root).unlink(missing_ok=True)
    if work == "everything":
        say("  Python environment: .venv")
        command = [sys.executable, "-m", "venv", "--clear", str(root / ".venv")]
        run_quietly(command, root, "The environment could not be made.")
    lock = TEST_LOCK if with_tests else RUN_LOCK
    say(f"  Python packages: {count_packages(root / 'packaging' / lock)}, about 100 MB to fetch the first time")
    install_packages(root, lock)
    write_stamp(root, expected_stamp(root, lock))


def count_packages(lock: Path) -> int:
    """How many packages a lock names."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return len({line.partition("==")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))})


def install_packages(root: Path, lock: str) -> None:
    """Installs the locked packages, then the project itself in place, and compiles the latter."""
    # No index is named: the user's or the system's configuration of pip decides where packages come from.
    pip = [str(venv_python(root)), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    locked = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement", f"packaging/{lock}"]
    no_network = "The packages could not be installed. Check the network and pip's settings, then start again."
    run_quietly([*pip, *locked], root, no_network)
    in_place = ["--no-deps", "--no-index", "--no-build-isolation", "--editable", "."]
    run_quietly([*pip, *in_place], root, "The program itself could not be installed.")
    # pip has compiled the packages; the program's own files would be compiled at each start
    # where PYTHONDONTWRITEBYTECODE is set. A file that does not compile shows itself when used.
    subprocess.run(
        [str(venv_python(root)), "-m", "compileall", "-q", "planner"], cwd=root, capture_output=True, check=False
    )


def run_quietly(command: Sequence[str], folder: Path, if_it_fails: str) -> None:
    """Runs a command without showing its output, unless it fails."""
    result = subprocess.run(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if result.returncode:
        raise SetupError(f"{result.stdout.rstrip()}\n\n{if_it_fails}")


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Makes a second start wait until the first has set up; Windows goes without."""
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    folder = os.open(root / "packaging", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def say(line: str) -> None:
    """Shows progress, apart from the program's own output."""
    print(line, file=sys.stderr, flush=True)


def say_and_fail(problem: SetupError | OSError | KeyboardInterrupt) -> int:
    """Shows a problem without a traceback; the exit code."""
    interrupted = isinstance(problem, KeyboardInterrupt)
    say("\nInterrupted." if interrupted else f"{problem}")
    return 130 if interrupted else 1
