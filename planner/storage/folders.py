"""Where settings, the book, recovery journals and backups live."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs
from msgspec import Struct

HOME_VARIABLE = "PLANNER_HOME"


class Folders(Struct, frozen=True):
    """The program's own folders; they need not exist yet."""

    config: Path
    state: Path

    @property
    def settings_file(self) -> Path:
        """What the trader set."""
        return self.config / "settings.json"

    @property
    def window_file(self) -> Path:
        """Recent files and window geometry."""
        return self.state / "window.json"

    @property
    def venues(self) -> Path:
        """The folder of the trader's own venue files."""
        return self.config / "venues"

    @property
    def templates(self) -> Path:
        """The folder of the trader's own templates."""
        return self.config / "templates"

    @property
    def scenarios(self) -> Path:
        """The folder of the trader's own scenarios."""
        return self.config / "scenarios"

    @property
    def book_file(self) -> Path:
        """The trader's book, where no other is chosen."""
        return self.state / "book" / "trader.book"

    @property
    def book_copies(self) -> Path:
        """The folder of copies of the book."""
        return self.state / "book" / "copies"

    @property
    def recovery(self) -> Path:
        """The folder of recovery journals."""
        return self.state / "recovery"

    @property
    def backups(self) -> Path:
        """The folder of backups of plans."""
        return self.state / "backups"


def own_folders(home: Path | None = None, environment: Mapping[str, str] = os.environ) -> Folders:
    """The folders below `home`, else below PLANNER_HOME, else where the platform wants them."""
    if home is None and environment.get(HOME_VARIABLE):
        home = Path(environment[HOME_VARIABLE])
    if home is not None:
        return Folders(home.absolute() / "config", home.absolute() / "state")
    return Folders(
        platformdirs.user_config_path("planner", appauthor=False),
        platformdirs.user_state_path("planner", appauthor=False),
    )
