"""Every text a trader reads, in the language in use.

A text is written in English where it is used; that English is its name in a catalogue (`resources/languages/`), which
says it in another language. Without a catalogue, and wherever one does not fit, English is what is read.

A template names its facts in braces. Numbers, prices and days are facts and keep their form in every language; so do
the keys of files, what a book or a log holds, and the names of commands.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations, find
from pathlib import Path
from string import Formatter
from typing import TypeVar

V = TypeVar("V")

DOMAIN = "planner"
ENGLISH = "en"
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class _Spoken(dict[str, str]):
    """Texts by their English, each looked up in the catalogue when it is first read."""

    def __init__(self) -> None:
        super().__init__()
        self.catalogue = NullTranslations()

    def __missing__(self, text: str) -> str:
        said = self.catalogue.gettext(text) if text else text  # nothing is the name of a catalogue's own header
        self[text] = said if said == text or _fields(said) == _fields(text) else text
        return self[text]


_SPOKEN = _Spoken()


def translated(text: str, /, **facts: object) -> str:
    """The text in the language in use, with its facts.

    A translation that does not name the same facts is not taken: no figure may be lost on the way.
    """
    said = _SPOKEN[text]
    return said.format_map(facts) if facts else said


def translated_each(texts: Iterable[str]) -> list[str]:
    """The texts of a table in the language in use: headings."""
    return [translated(text) for text in texts]


def translated_choices(choices: Iterable[tuple[V, str]]) -> list[tuple[V, str]]:
    """What can be chosen, each with its text in the language in use."""
    return [(value, translated(text)) for value, text in choices]


def counted(one: str, several: str, count: Decimal | int, /, **facts: object) -> str:
    """A text about one thing, or about another number of them; `count` is a fact of it unless it is given in words."""
    known = {"count": count} | facts
    whole = int(count) if count == int(count) else max(2, int(count))
    said = _SPOKEN.catalogue.ngettext(one, several, whole)
    english = one if count == 1 else several
    return (said if _fields(said) <= _fields(english) else english).format_map(known)


def spelled(name: str) -> str:
    """A name of a field or of a choice, as it stands in a file, in words."""
    return translated(name.replace("_", " "))


def speak(folder: Path, languages: Sequence[str]) -> str:
    """Use the first of these languages there is a catalogue of in `folder`; returns it, or English."""
    for language in languages:
        code = language.replace("-", "_")
        if code.partition("_")[0] == ENGLISH:
            break
        found = find(DOMAIN, folder, [code])
        catalogue = None if found is None else _read(Path(found))
        if catalogue is not None:
            _use(catalogue)
            return code
    _use(NullTranslations())
    return ENGLISH


def languages_of(environment: Mapping[str, str]) -> list[str]:
    """The languages that the variables of a terminal ask for, the first that is set of `LANGUAGE` to `LANG`."""
    said = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return [name.partition(".")[0] for name in said.split(":") if name]


def _read(path: Path) -> GNUTranslations | None:
    """The catalogue of a file; none where it is damaged."""
    try:
        with path.open("rb") as file:
            return GNUTranslations(file)
    except (OSError, ValueError, struct.error):
        return None


def _use(catalogue: NullTranslations) -> None:
    _SPOKEN.clear()
    _SPOKEN.catalogue = catalogue


@lru_cache(maxsize=8192)
def _fields(text: str) -> frozenset[tuple[str, str | None, str | None]]:
    """The facts a template names, as they are written; a text that is no template names none that could be given."""
    try:
        return frozenset((name, form, kind) for _, name, form, kind in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({("{", None, None)})
