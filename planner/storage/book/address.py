"""Which database a book is: a file, or a PostgreSQL database by address. A password is in neither."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct

from planner.domain.fault import FaultError, shown

PASSWORD_VARIABLE = "PGPASSWORD"  # noqa: S105 - the name of a variable, not a password

_SCHEMES = ("postgresql", "postgres")
_PORT = 5432
_OPTIONS = frozenset({"host", "sslmode"})


class FileAddress(Struct, frozen=True):
    """A book in a file."""

    path: Path

    @property
    def shown(self) -> str:
        """As a trader may read it."""
        return shown(str(self.path))


class ServerAddress(Struct, frozen=True):
    """A book in a PostgreSQL database. A `host` with a slash is the folder of a Unix socket."""

    host: str
    port: int
    user: str
    database: str
    verifies_server: bool = False

    @property
    def is_local(self) -> bool:
        """Whether the server is reached through a folder of this machine."""
        return self.host.startswith("/")

    @property
    def shown(self) -> str:
        """As a trader may read it."""
        return shown(f"postgresql://{self.user}@{self.host}:{self.port}/{self.database}")


Address = FileAddress | ServerAddress


def parse_address(text: str) -> Address:
    """A path, or `postgresql://USER@HOST:PORT/DATABASE`; raises `FaultError`, never repeating what may be secret.

    Options as libpq knows them: `host`, also the folder of a Unix socket, and `sslmode`, of which `verify-full` makes
    the server prove itself.
    """
    if not text.startswith(tuple(f"{scheme}:" for scheme in _SCHEMES)):
        return FileAddress(Path(text))
    try:
        parts = urlsplit(text)
        port = parts.port or _PORT
    except ValueError:
        raise FaultError("bad_address") from None
    if parts.password is not None:
        raise FaultError("password_in_address", variable=PASSWORD_VARIABLE)
    options = parse_qs(parts.query)
    database = unquote(parts.path.lstrip("/"))
    if not database or not parts.username or options.keys() - _OPTIONS or parts.fragment:
        raise FaultError("bad_address")
    host = options.get("host", [parts.hostname or "localhost"])[-1]
    return ServerAddress(
        host=host,
        port=port,
        user=unquote(parts.username),
        database=database,
        verifies_server=options.get("sslmode", [""])[-1] == "verify-full",
    )
