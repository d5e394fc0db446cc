"""A real PostgreSQL server for the tests, in a temporary folder, on a Unix socket, asking for a password."""

import os
import pwd
import secrets
import shutil
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
_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=20 -c shared_buffers=64MB "
    "-c autovacuum=off -c log_min_messages=fatal"
)


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
        secret = Path(home) / "password"
        secret.write_text(password, encoding="ascii")
        account = _unprivileged()
        if account is not None:
            for path in (Path(home), secret):
                os.chown(path, account.pw_uid, account.pw_gid)
        data = Path(home) / "data"
        initdb = ["initdb", "-D", str(data), "-U", USER, "-A", "scram-sha-256", "--pwfile", str(secret), "-N"]
        _run(folder, home, [*initdb, "-E", "UTF8", "--locale=C.UTF-8"])
        _run(
            folder, home, ["pg_ctl", "-D", str(data), "-w", "-o", f"{_OPTIONS} -k {home}", "-l", f"{home}/log", "start"]
        )
        try:
            yield Server(Path(home), password)
        finally:
            _run(folder, home, ["pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop"])


def _unprivileged() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _run(programs_folder: Path, home: str, command: list[str]) -> None:
    account = _unprivileged()
    done = subprocess.run(  # noqa: S603 - a program of Debian's package
        [str(programs_folder / command[0]), *command[1:]],
        cwd=home,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if command[0] == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        check=False,
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=None if account is None else [],
    )
    assert done.returncode == 0, done.stdout
