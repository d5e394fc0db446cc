"""The whole program with a book while somebody sets its clock: `python -m tests.faults.jumping FOLDER`.

The clock of this process is that of libfaketime, which looks at FAKETIME each time it is asked. A pause of 90 minutes
is taken by hand; after every jump the plan is judged and saved, and the book is read. Prints what went wrong,
and after which jumps a pause would be misjudged that holds until the clock on the wall shows 90 minutes more.
"""

import json
import os
import sys
import time
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtWidgets import QApplication

from planner.app import FIRST_EXAMPLE, example
from planner.domain import edits
from planner.domain.journal import PausedByHand, RulesSet
from planner.domain.trades import BookAccount
from planner.settings import Settings
from planner.storage.book.events import add_event, journal
from planner.storage.folders import Folders
from planner.storage.plan_files import load_plan
from planner.ui import files
from planner.ui.document import universal_time
from planner.ui.start import build_window
from tests.faults.clock_jumps import JUMPS, PAUSE
from tests.happenings import rule
from tests.ui.conftest import Script

CLOCK = "FAKETIME"
"""Seconds that the clock is ahead."""


MINUTE = 60.0


class Trader:
    """A window with its book, and a pause taken in it."""

    def __init__(self, folder: Path) -> None:
        """Take the pause at once."""
        self.script, self.number = Script(), 0
        folders = Folders(folder / "config", folder / "state")
        self.window = build_window(example(FIRST_EXAMPLE), folders, Settings(), self.script)
        self.window.show()
        self.document, self.path = self.window.workspace.document, folder / "a.plan.json"
        self.script.save_path = self.path
        situation = self.document.draft.situation.replace(judged_at=None)
        self.document.open(self.document.draft.replace(situation=situation), path=None, title="test")
        self.book = self.window.asides.show_book()
        currency = situation.account.currency
        self.book._keep_new(BookAccount(name="Main", venue="x", currency=currency, equity_base=Decimal(10_000)))
        self.began = universal_time()
        minutes = int(PAUSE.total_seconds()) // 60
        by_hand = rule("by_hand", pause={"minutes": minutes, "can_be_overridden": False})
        self.note(RulesSet(id="rules", at=self.began, recorded_at=self.began, rules=(by_hand,)))
        self.note(PausedByHand(id="break", at=self.began, recorded_at=self.began))

    def note(self, happening: RulesSet | PausedByHand) -> None:
        """Keep something in the book."""
        assert self.book.account is not None
        self.book.session.do(partial(add_event, account=self.book.account.id, happening=happening))
        assert self.book.session.fault is None, self.book.session.fault

    def is_paused(self) -> bool:
        """Whether the book keeps a plan off now."""
        self.script.told.clear()
        self.window.asides.place()
        QApplication.processEvents()
        return any("Paused" in told for told in self.script.told)

    def save(self) -> bool:
        """Whether an edit comes back from the disk."""
        self.number += 1
        self.document.apply(edits.move_stop(Decimal(10_600 + self.number) / 10_000))
        files.save(self.window.workspace)
        return load_plan(self.path).draft == self.document.draft

    def events(self) -> list[str]:
        """What the book holds, in its order."""
        assert self.book.account is not None
        account = self.book.account.id
        found = self.book.session.attempt(lambda book: journal(book, account))
        return [each.id for each in found or ()]


def main(folder: Path) -> dict[str, list[str]]:
    """Jump, and look at everything after each jump."""
    trader, wrong, naive, start = Trader(folder), list[str](), list[str](), float(os.environ[CLOCK])
    local, known = datetime.now(), trader.events()  # noqa: DTZ005 - the clock on the wall
    for name, after, holds in JUMPS:
        before = time.monotonic()
        os.environ[CLOCK] = f"{start + after.total_seconds():+.0f}"
        if trader.is_paused() is not holds:
            wrong.append(f"{name}: {'not ' * holds}paused")
        if (local <= datetime.now() < local + PAUSE) is not holds:  # noqa: DTZ005 - the control
            naive.append(name)
        if not trader.save():
            wrong.append(f"{name}: not saved")
        if trader.events()[: len(known)] != known:
            wrong.append(f"{name}: the book tells {trader.events()}")
        if not 0 <= time.monotonic() - before < MINUTE:
            wrong.append(f"{name}: timers jump")
    trader.window.close()
    return {"wrong": wrong, "naive": naive}


if __name__ == "__main__":
    time.sleep = lambda seconds: Event().wait(float(seconds))  # type: ignore[assignment]  # libfaketime 0.9.10 fails that
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
