"""The language of everything that is read: the one that was chosen, else that of the system."""

from collections.abc import Sequence

from planner.settings import Language, Settings
from planner.storage.resources import resource
from planner.words import speak

CODES = {Language.ENGLISH: "en"}
"""The languages that can be chosen, as their folders in `resources/languages` are called."""


def speak_as_set(settings: Settings, system: Sequence[str]) -> str:
    """Use the chosen language, or the first of the system's there is a catalogue of; returns its code."""
    chosen = settings.appearance.language
    return speak(resource("languages"), system if chosen is Language.SYSTEM else [CODES[chosen]])
