"""The venues there are to choose from."""

from planner.domain.fault import Fault
from planner.domain.venue import Venue
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.storage.venue_files import load_venues
from planner.ui.workspace import Workspace


def known_venues(folders: Folders) -> tuple[tuple[Venue, ...], tuple[Fault, ...]]:
    """The shipped venues and the trader's own, and what is wrong with the files that are left out."""
    return load_venues(resource("venues"), folders.venues)


def learn_venues(workspace: Workspace, venues: tuple[Venue, ...], faults: tuple[Fault, ...]) -> None:
    """Offer these venues, and say what is wrong with the others."""
    workspace.learn(venues)
    for fault in faults:
        workspace.warn(fault)
