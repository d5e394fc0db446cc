import gettext
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from planner.settings import Appearance, Language, Settings
from planner.storage.languages import CODES, speak_as_set
from planner.words import counted, languages_of, speak, spelled, translated, translated_choices, translated_each
from tests.packaging.scripts import script

PLURALS = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=3; plural=n==1 ? 0 : n<5 ? 1 : 2;\n"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """What is spoken here is spoken here alone."""
    yield
    speak(Path("nowhere"), [])


def write_catalogue(folder: Path, code: str, **said: str | list[str]) -> None:
    """A catalogue of one language; texts are named as in `TEXTS`."""
    entries = {TEXTS[name]: [text] if isinstance(text, str) else text for name, text in said.items()}
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "planner.mo").write_bytes(script("catalogue").compiled({"": [PLURALS], **entries}))


TEXTS = {
    "plan": "Plan",
    "left": "left {left}",
    "of": "{used} of {limit}",
    "trades": "{count} trade\0{count} trades",
    "once": "once\0{count} times",
    "dark": "colour blind safe",
}


def test_without_a_catalogue_english_is_read(tmp_path: Path) -> None:
    assert speak(tmp_path, ["de"]) == "en"
    assert translated("Plan") == "Plan"
    assert translated("left {left}", left="5 EUR") == "left 5 EUR"


def test_a_text_is_read_in_the_first_language_there_is_a_catalogue_of(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", plan="Plan (de)", left="{left} übrig")
    assert speak(tmp_path, ["fr-CH", "de-CH", "en"]) == "de_CH"
    assert (translated("Plan"), translated("left {left}", left=5)) == ("Plan (de)", "5 übrig")
    assert translated("never heard of") == "never heard of"
    assert translated_each(["Plan", "Stop"]) == ["Plan (de)", "Stop"]
    assert translated_choices([(1, "Plan")]) == [(1, "Plan (de)")]


def test_who_wants_english_before_another_language_reads_english(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", plan="Plan (de)")
    assert speak(tmp_path, ["en-GB", "de"]) == "en"
    assert translated("Plan") == "Plan"


def test_another_language_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", plan="Plan (de)")
    write_catalogue(tmp_path, "fr", left="reste {left}")
    for language, plan in (("de", "Plan (de)"), ("fr", "Plan"), ("en", "Plan")):
        speak(tmp_path, [language])
        assert translated("Plan") == plan


@pytest.mark.parametrize(
    "said",
    ["{used} von", "{used} von {limit} {limits}", "{used} von {Limit}", "{used} von {limit", "{used} von {limit:>9}"],
)
def test_a_translation_that_does_not_name_the_same_facts_is_not_taken(tmp_path: Path, said: str) -> None:
    write_catalogue(tmp_path, "de", of=said)
    speak(tmp_path, ["de"])
    assert translated("{used} of {limit}", used=1, limit=2) == "1 of 2"


def test_facts_can_stand_in_another_order(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", of="von {limit}: {used}")
    speak(tmp_path, ["de"])
    assert translated("{used} of {limit}", used=1, limit=2) == "von 2: 1"


def test_nothing_is_nothing_in_every_language(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", plan="Plan (de)")
    speak(tmp_path, ["de"])
    assert translated("") == ""


@pytest.mark.parametrize(("count", "said"), [(1, "1 Handel"), (3, "3 Händel"), (7, "7 Händeln")])
def test_every_language_has_plurals_of_its_own(tmp_path: Path, count: int, said: str) -> None:
    write_catalogue(tmp_path, "xx", trades=["{count} Handel", "{count} Händel", "{count} Händeln"])
    speak(tmp_path, ["xx"])
    assert counted("{count} trade", "{count} trades", count) == said


def test_english_counts_in_ones_and_others() -> None:
    assert [counted("{count} trade", "{count} trades", count) for count in (0, 1, 2)] == [
        "0 trades",
        "1 trade",
        "2 trades",
    ]
    assert counted("once", "{count} times", 1) == "once"
    assert counted("{count} day", "{count} days", Decimal("1.5")) == "1.5 days"
    assert counted("{count} day", "{count} days", Decimal("0.5"), count="a half") == "a half days"


def test_a_plural_with_facts_there_are_not_is_not_taken(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", trades=["{anzahl} Handel", "{anzahl} Händel"], once=["einmal", "{count} Mal"])
    speak(tmp_path, ["de"])
    assert counted("{count} trade", "{count} trades", 2) == "2 trades"
    assert (counted("once", "{count} times", 1), counted("once", "{count} times", 2)) == ("einmal", "2 Mal")


def test_names_of_fields_are_read_in_words(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", dark="für Farbenblinde")
    speak(tmp_path, ["de"])
    assert (spelled("colour_blind_safe"), spelled("week_start")) == ("für Farbenblinde", "week start")


def test_a_damaged_catalogue_is_not_read(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "de", plan="Plan (de)")
    for damage in (b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 40):
        (tmp_path / "de" / "LC_MESSAGES" / "planner.mo").write_bytes(damage)
        assert speak(tmp_path, ["de"]) == "en"


def test_a_terminal_says_which_languages_it_wants() -> None:
    assert languages_of({"LANG": "de_DE.UTF-8"}) == ["de_DE"]
    assert languages_of({"LANGUAGE": "fr:de", "LANG": "C"}) == ["fr", "de"]
    assert languages_of({}) == []


def test_the_settings_choose_the_language_or_leave_it_to_the_system() -> None:
    english = Settings(appearance=Appearance(language=Language.ENGLISH))
    assert speak_as_set(english, ["xx"]) == speak_as_set(Settings(), ["xx"]) == "en"
    assert set(CODES) == set(Language) - {Language.SYSTEM}


def test_a_catalogue_is_written_as_the_standard_library_reads_it(tmp_path: Path) -> None:
    tool = script("catalogue")
    text = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '# a note\nmsgid "Plan"\nmsgstr "Pl\\"a\\"n\\n"\n"zwei"\n\n'
        '#, fuzzy\nmsgid "Stop"\nmsgstr "Halt"\n\nmsgid "Entry"\nmsgstr ""\n\n'
        'msgid "{count} day"\nmsgid_plural "{count} days"\nmsgstr[0] "{count} Tag"\nmsgstr[1] "{count} Tage"\n'
    )
    path = tmp_path / "planner.mo"
    path.write_bytes(tool.compiled(tool.read_catalogue(text)))
    with path.open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert [read.gettext(name) for name in ("Plan", "Stop", "Entry")] == ['Pl"a"n\nzwei', "Stop", "Entry"]
    assert [read.ngettext("{count} day", "{count} days", count) for count in (1, 2)] == ["{count} Tag", "{count} Tage"]
