"""A real PostgreSQL server for the tests, in a temporary folder, on a Unix socket, asking for a password."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from planner.storage.book.address import ServerAddress

PROGRAMS = Path("/usr/lib/postgresql")
USER = "trader"
PORT = 5432
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "20",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "log_min_messages": "log",
}
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8"}
_AS = ("-A", "scram-sha-256", "-N", "-E", "UTF8", "--locale=C.UTF-8")
_READY = b"ready to accept connections"


@dataclass(frozen=True)
class Server:
    """A running server."""

    folder: Path
    password: str

    def address(self, database: str) -> ServerAddress:
        """One of its databases."""
        return ServerAddress(str(self.folder), PORT, USER, database)


def programs() -> Path | None:
    """Where the newest server's programs lie; None where none is installed."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name.split(".")[0]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """A new server for as long as the block lasts. It refuses to run as root, so then somebody else runs it."""
    with tempfile.TemporaryDirectory(prefix="planner-postgresql-") as home:
        password = secrets.token_hex(8)
        data = _make_data(folder, Path(home), password)
        options = [part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")]
        with _ending_with_us([str(folder / "postgres"), "-D", str(data), "-k", home, *options], home) as process:
            assert process.stderr is not None
            assert any(_READY in line for line in process.stderr), "the server did not start"
            try:
                yield Server(Path(home), password)
            finally:
                process.send_signal(signal.SIGQUIT)  # an immediate end: nothing in there is wanted any more
                process.stderr.read()


def _make_data(folder: Path, home: Path, password: str) -> Path:
    """The folder of a server that knows one user."""
    secret, data = home / "password", home / "data"
    secret.write_text(password, encoding="ascii")
    account = _unprivileged()
    if account is not None:
        for path in (home, secret):
            os.chown(path, account.pw_uid, account.pw_gid)
    done = subprocess.run(  # noqa: S603 - a program of Debian's package
        [str(folder / "initdb"), "-D", str(data), "-U", USER, "--pwfile", str(secret), *_AS],
        cwd=home,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=None if account is None else [],
    )
    assert done.returncode == 0, done.stdout
    return data


def _unprivileged() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _ending_with_us(command: list[str], home: str) -> subprocess.Popen[bytes]:
    """Start a server that ends when we do, however we do."""
    account = _unprivileged()
    who = [] if account is None else ["--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups"]
    return subprocess.Popen(  # noqa: S603 - a program of Debian's package
        ["setpriv", "--pdeathsig", "QUIT", *who, *command],  # noqa: S607 - found on the path on purpose
        cwd=home,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
