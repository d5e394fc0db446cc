import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.storage import recovery
from planner.storage.recovery import Journal, claimed, discard_journal, left_over, read_journal
from planner.storage.unknown_fields import Unknown, UnknownField
from tests.storage.machine import file_size_limit
from tests.storage.plans import noted, refusal

DOCUMENT = Path("/plans/ü.plan.json")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "recovery", DOCUMENT, "f" * 64)
    yield journal
    journal.close()


def path_of(journal: Journal) -> Path:
    assert journal.path is not None
    return journal.path


def test_an_untouched_document_leaves_no_journal(journal: Journal, tmp_path: Path) -> None:
    journal.discard()
    assert journal.path is None
    assert not list(tmp_path.iterdir())
    assert left_over(tmp_path / "recovery") == ()


def test_the_last_state_comes_back_with_what_it_builds_on(journal: Journal) -> None:
    for sync in (False, True, True):
        journal.append(noted(f"synced: {sync}"), sync=sync)
    journal.append(noted("last\nline"), sync=False)
    found = read_journal(path_of(journal))
    assert (found.draft, found.damaged) == (noted("last\nline"), 0)
    assert (found.header.document_path, found.header.base, found.header.process) == (DOCUMENT, "f" * 64, os.getpid())
    assert stat.S_IMODE(path_of(journal).stat().st_mode) == 0o600


def test_a_document_never_saved_has_no_path(tmp_path: Path) -> None:
    journal = Journal(tmp_path, None, None)
    journal.append(noted("new"), sync=False)
    assert read_journal(path_of(journal)).header.document_path is None
    journal.close()


UNKNOWN = Unknown(
    version="1.9",
    minimum_reader="1.2",
    envelope={"signature": {"by": "x"}},
    fields=(
        UnknownField(("plan", "trailing_stop"), None, ()),
        UnknownField(("situation", "positions", 1, "ticket"), {"numbers": [7, None]}, (({"side": "long"}, 2),)),
    ),
)


def test_what_a_newer_planner_wrote_into_the_file_is_kept_with_its_states(tmp_path: Path) -> None:
    journal = Journal(tmp_path, DOCUMENT, "f" * 64, UNKNOWN)
    journal.append(noted("one"), sync=False)
    found = read_journal(path_of(journal))
    assert (found.draft, found.header.unknown, found.damaged) == (noted("one"), UNKNOWN, 0)
    journal.close()


def sealed(raw: bytes) -> bytes:
    """A line of a journal: its checksum, and what it holds."""
    return hashlib.sha256(raw).hexdigest().encode() + b" " + raw


def test_the_journal_of_an_older_planner_knows_of_no_unknown_fields(tmp_path: Path) -> None:
    header = b'{"app_version":"0.1.0","base":null,"document":"/plans/a.plan.json","host":"","process":7}'
    path = tmp_path / "1.journal"
    path.write_bytes(sealed(header) + b"\n" + recovery._line(noted("typed")))
    found = read_journal(path)
    assert (found.draft, found.damaged) == (noted("typed"), 0)
    assert (found.header.document_path, found.header.unknown) == (Path("/plans/a.plan.json"), None)


def test_an_older_planner_can_read_the_header_of_a_file_without_unknown_fields(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    header = path_of(journal).read_bytes().partition(b"\n")[0]
    assert set(json.loads(header.partition(b" ")[2])) == {"app_version", "base", "document", "host", "process"}


def test_a_header_whose_unknown_fields_make_no_sense_loses_no_state(tmp_path: Path) -> None:
    path = tmp_path / "1.journal"
    path.write_bytes(sealed(b'{"unknown":{"version":1}}') + b"\n" + recovery._line(noted("typed")))
    found = read_journal(path)
    assert (found.draft, found.header.unknown, found.damaged) == (noted("typed"), None, 1)


def test_a_journal_cut_anywhere_gives_the_last_whole_state(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    first = path_of(journal).stat().st_size
    journal.append(noted("two"), sync=False)
    raw = path_of(journal).read_bytes()
    torn = path_of(journal).with_name("torn.journal")
    for length in range(first, len(raw), 5):
        torn.write_bytes(raw[:length])
        assert read_journal(torn).draft == noted("one")
    for length in range(0, first, 7):
        torn.write_bytes(raw[:length])
        assert read_journal(torn).draft is None


def test_damaged_lines_are_passed_over(journal: Journal) -> None:
    for note in ("one", "two", "three"):
        journal.append(noted(note), sync=False)
    raw = path_of(journal).read_bytes()
    path_of(journal).write_bytes(raw.replace(b'"three"', b'"threx"'))
    found = read_journal(path_of(journal))
    assert (found.draft, found.damaged) == (noted("two"), 1)


def test_a_line_after_a_torn_one_is_read(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    with path_of(journal).open("ab") as file:
        file.write(b"\n0123 half a li")
    journal.append(noted("two"), sync=False)
    assert read_journal(path_of(journal)).draft == noted("two")


def test_a_state_behind_a_damaged_header_is_not_lost(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    path_of(journal).write_bytes(b"x" + path_of(journal).read_bytes())
    found = read_journal(path_of(journal))
    assert (found.draft, found.header.document, found.damaged) == (noted("one"), None, 1)


def test_a_line_of_another_version_is_passed_over(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    other = recovery._line(noted("one").plan)
    with path_of(journal).open("ab") as file:
        file.write(b"\n" + other)
    assert read_journal(path_of(journal)).draft == noted("one")


def test_the_journal_of_a_living_owner_is_not_left_over(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    folder = path_of(journal).parent
    assert left_over(folder) == ()
    journal.close()
    assert [found.draft for found in left_over(folder)] == [noted("one")]


def test_the_journal_of_a_dead_process_is_left_over_until_discarded(tmp_path: Path) -> None:
    child = os.fork()
    if not child:
        Journal(tmp_path, DOCUMENT, None).append(noted("typed"), sync=False)
        os._exit(0)
    os.waitpid(child, 0)
    (found,) = left_over(tmp_path)
    assert (found.draft, found.header.process, found.header.document_path) == (noted("typed"), child, DOCUMENT)
    discard_journal(found.path)
    assert left_over(tmp_path) == ()


def left_behind(folder: Path, note: str, at: int) -> Path:
    """A journal without an owner, last written `at` that second."""
    journal = Journal(folder, DOCUMENT, None)
    journal.append(noted(note), sync=False)
    path = path_of(journal)
    journal.close()
    os.utime(path, (at, at))
    return path


def test_what_was_written_last_comes_first(tmp_path: Path) -> None:
    for note, at in (("second", 200), ("newest", 300), ("oldest", 100)):
        left_behind(tmp_path, note, at)
    assert [found.draft for found in left_over(tmp_path)] == [noted("newest"), noted("second"), noted("oldest")]


def test_a_claimed_journal_is_nobody_elses_until_it_is_let_go_of(tmp_path: Path) -> None:
    path = left_behind(tmp_path, "typed", 100)
    claim = claimed(path)
    assert claim is not None
    assert claim.found.draft == noted("typed")
    assert claimed(path) is None
    assert left_over(tmp_path) == ()
    claim.release()
    assert [found.path for found in left_over(tmp_path)] == [path]


def test_a_discarded_claim_removes_its_journal_once(tmp_path: Path) -> None:
    path = left_behind(tmp_path, "typed", 100)
    claim = claimed(path)
    assert claim is not None
    claim.discard()
    assert not path.exists()
    path.write_text("another file of that name", encoding="utf-8")
    claim.discard()
    claim.release()
    assert path.exists()


def test_what_is_no_journal_left_over_cannot_be_claimed(journal: Journal, tmp_path: Path) -> None:
    journal.append(noted("mine"), sync=False)
    (tmp_path / "empty.journal").write_bytes(b"")
    for path in (path_of(journal), tmp_path / "empty.journal", tmp_path / "gone.journal", tmp_path):
        assert claimed(path) is None


def test_the_journal_of_another_host_is_left_alone_for_a_day(tmp_path: Path) -> None:
    path = tmp_path / "1.journal"
    header = recovery._line(recovery.Header(host="another"))
    path.write_bytes(header + b"\n" + recovery._line(noted("theirs")))
    assert left_over(tmp_path) == ()
    os.utime(path, (0, 0))
    assert [found.draft for found in left_over(tmp_path)] == [noted("theirs")]


def test_what_cannot_be_read_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "1.journal").mkdir()
    (tmp_path / "2.journal").write_bytes(b"")
    (tmp_path / "3.journal").write_bytes(b"rubbish\n\xff")
    assert left_over(tmp_path) == ()


def test_a_saved_document_begins_another_journal(journal: Journal) -> None:
    journal.append(noted("one"), sync=True)
    folder = path_of(journal).parent
    journal.discard()
    assert not list(folder.iterdir())
    journal.append(noted("two"), sync=False)
    assert read_journal(path_of(journal)).draft == noted("two")


def test_a_full_journal_goes_on_in_a_new_file(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    full = path_of(journal)
    os.truncate(full, recovery.FULL + 1)
    journal.append(noted("two"), sync=False)
    assert list(full.parent.iterdir()) == [path_of(journal)]
    assert path_of(journal) != full
    assert read_journal(path_of(journal)).draft == noted("two")
    assert left_over(full.parent) == ()


def test_a_state_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "recovery", None, None)
    assert refusal(lambda: journal.append(noted(""), sync=False)).code == "folder_missing"


def test_a_journal_that_cannot_even_begin_leaves_nothing_and_may_try_again(journal: Journal, tmp_path: Path) -> None:
    with file_size_limit(100):
        assert refusal(lambda: journal.append(noted("one"), sync=False)).code == "file_too_big"
    assert not list((tmp_path / "recovery").iterdir())
    journal.append(noted("two"), sync=False)
    assert read_journal(path_of(journal)).draft == noted("two")


def test_a_line_that_is_cut_short_spoils_no_other(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    with file_size_limit(path_of(journal).stat().st_size + 100):
        assert refusal(lambda: journal.append(noted("two"), sync=False)).code == "file_too_big"
    assert read_journal(path_of(journal)).draft == noted("one")
    journal.append(noted("three"), sync=False)
    found = read_journal(path_of(journal))
    assert (found.draft, found.damaged) == (noted("three"), 0)


def test_a_full_journal_is_kept_while_a_new_one_cannot_be_made(journal: Journal) -> None:
    journal.append(noted("one"), sync=False)
    full, size = path_of(journal), path_of(journal).stat().st_size
    with full.open("ab") as file:
        file.write(b"\n" + b"x" * recovery.FULL)
    with file_size_limit(size // 2):
        assert refusal(lambda: journal.append(noted("two"), sync=False)).code == "file_too_big"
    assert (path_of(journal), list(full.parent.iterdir())) == (full, [full])
    assert read_journal(full).draft == noted("one")
