"""Walking the migrations, in the transaction of whoever calls: a book is of the version before, or of the one after."""

from pathlib import Path

from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).parent / "migrations"
APPLICATION_ID = 0x504C4E42
"""How a SQLite file says that it is a book: "PLNB" in ASCII."""


def upgrade(connection: Connection, version: str = "head") -> None:
    """Bring the tables up to a version."""
    from alembic import command  # noqa: PLC0415 - slow to import, and few books need it
    from alembic.config import Config  # noqa: PLC0415 - as above

    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, version)
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
