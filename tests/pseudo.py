"""Languages made up for tests: one of Greek letters, so that what was not translated shows, and one of longer words."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from planner.storage.resources import RESOURCES
from planner.words import DOMAIN, speak
from tests.packaging.scripts import script

CODE = "el"
GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβγδεφγηιϳκλμνοπχρστυβωξψζΑΒΓΔΕΦΓΗΙϳΚΛΜΝΟΠΧΡΣΤΥΒΩΞΨΖ"
)
KEPT = re.compile(r"(\{[^}]*\}|\([*][^)]*\))")
"""Facts of templates, and endings of files."""
_LONG = re.compile(r"[A-Za-z]{3,}")
WORD = re.compile(r"[A-Za-z]{2,}")
KEYS = frozenset({"Alt", "Ctrl", "Shift", "Esc", "Return", "Home", "Tab", "CSV", "PLANNER", "Planner", "POSTGRESQL"})
"""Names of keys and of the program."""
DATA_KEYS = {
    *("name", "symbol", "source", "client_class", "not_modelled", "note", "text", "tags", "title", "codes", "sector"),
    *(
        "quantity_unit",
        "base_currency",
        "quote_currency",
        "currency",
        "account_currencies",
        "interval",
        "mover",
        "quote",
    ),
    *("time_zone", "zone", "instrument", "EURUSD", "GBPUSD", "USDCHF"),
}
"""Keys of shipped files whose texts are data: the same in every language."""


def pseudo(text: str) -> str:
    """The text in that language."""
    return "".join(part if KEPT.fullmatch(part) else part.translate(GREEK) for part in KEPT.split(text))


def longer(text: str) -> str:
    """The text with words longer by a third, about as those of German are."""
    return "".join(part if KEPT.fullmatch(part) else _LONG.sub(_lengthened, part) for part in KEPT.split(text))


def _lengthened(word: re.Match[str]) -> str:
    return word[0] + "aeiou"[: (len(word[0]) + 1) // 3]


@cache
def _catalogue(said: Callable[[str], str]) -> bytes:
    tool = script("catalogue")
    texts = tool.texts_of(tool.TEMPLATE.read_text(encoding="utf-8"))
    entries = {"\0".join(text): [said(part) for part in text] for text in texts}
    found: bytes = tool.compiled({"": [tool.HEADER]} | entries)
    return found


def speak_pseudo(folder: Path, said: Callable[[str], str] = pseudo) -> None:
    """Use one of these languages."""
    place = folder / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / f"{DOMAIN}.mo").write_bytes(_catalogue(said))
    assert speak(folder, [CODE]) == CODE


def english_in(texts: Iterable[str], more_data: Iterable[str] = ()) -> list[str]:
    """The texts in which words are left that no catalogue has changed, the data of shipped files apart."""
    known = _data() | KEYS | frozenset(more_data)
    return sorted(text for text in set(texts) if WORD.search(text) and WORD.search(_without(text, known)))


def _without(text: str, known: frozenset[str]) -> str:
    for data in sorted((one for one in known if one in text), key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z]){re.escape(data)}(?![A-Za-z])", "", text)
    return text


@cache
def _data() -> frozenset[str]:
    files = [*RESOURCES.glob("*/*.json")]
    found = {text for path in files for text in _texts(json.loads(path.read_text("utf-8")), "")}
    names = {path.name.partition(".")[0] for path in files}
    spelled = {name.replace("-", " ") for name in names}
    return frozenset({*found, *names, *spelled, *(text.upper() for text in found)})


def _texts(value: object, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)
    elif isinstance(value, str) and key in DATA_KEYS and WORD.search(value):
        yield value
