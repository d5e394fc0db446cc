import os
import sys
import time
import tracemalloc
from pathlib import Path

import pytest

from planner.storage.strict_json import MAX_BYTES, canonical, load, parse, readable
from tests.storage.plans import FILE, refusal

REFUSED = [
    (b"", "empty_file"),
    (b"  \n", "empty_file"),
    (b"\xef\xbb\xbf", "empty_file"),
    (b"{", "not_json"),
    (b"{'a': 1}", "not_json"),
    (b'{"a": 1,}', "not_json"),
    (b'{"a": 0x10}', "not_json"),
    (b'{"a": 01}', "not_json"),
    (b'{"a": 1_000}', "not_json"),
    (b'{"a": +1}', "not_json"),
    (b'{"a": "\n"}', "not_json"),
    (b'{"a": "\\x"}', "not_json"),
    (b'{"a": "', "not_json"),
    (b'"a\\', "not_json"),
    (b"\xef\xbb\xbf\xef\xbb\xbf{}", "not_json"),
    (b"{} {}", "trailing_data"),
    (b"{}x", "trailing_data"),
    (b"1 2", "trailing_data"),
    (b'{"a": 1, "a": 1}', "duplicate_key"),
    (b'{"b": [{"a": 1, "\\u0061": 2}]}', "duplicate_key"),
    (b'{"a": NaN}', "not_finite"),
    (b'{"a": Infinity}', "not_finite"),
    (b'{"a": -Infinity}', "not_finite"),
    (b'{"a": 1e400}', "not_finite"),
    (b'{"a": -1e999999999}', "not_finite"),
    (b'{"a": 1234567890123456789}', "number_too_long"),
    (b'{"a": ' + b"9" * 200_000 + b"}", "number_too_long"),
    (b'{"a": 0.' + b"1" * 2_000_000 + b"}", "number_too_long"),
    (b'{"a": "\xff"}', "not_utf8"),
    (b'{"a": "\xed\xa0\x80"}', "not_utf8"),
    ('{"a": 1}'.encode("utf-16"), "bad_character"),
    (b'{"a": "\x00"}', "bad_character"),
    (b'{"a": "\\u0000"}', "bad_character"),
    (b'{"a": ["\\ud800"]}', "bad_character"),
    (b'{"\\udfff": 1}', "bad_character"),
    (b"[" * 200_000, "too_deep"),
    (b'{"a":' * 100_000, "too_deep"),
    (b"[" * 65 + b"]" * 65, "too_deep"),
    (b'["\\\\",' * 65, "too_deep"),
    (b"[" * 2_000_000, "too_many_values"),
    (b"[" + b"[]," * 7_000_000 + b"[]]", "too_many_values"),
    (b"[" + b'{"a":0},' * 3_000_000 + b"0]", "too_many_values"),
    (b"[" + b"0," * 10_000_000 + b"0]", "too_many_values"),
    (b'"' + b"\\\\" * 5_000_000, "too_many_values"),
]


@pytest.mark.parametrize(("raw", "code"), REFUSED, ids=[f"{n}-{code}" for n, (_, code) in enumerate(REFUSED)])
def test_hostile_bytes_are_refused_by_name_and_at_once(raw: bytes, code: str) -> None:
    started = time.process_time()
    assert refusal(lambda: parse(raw, FILE)).code == code
    assert time.process_time() - started < 1


def test_a_syntax_error_has_a_line_and_a_column() -> None:
    assert refusal(lambda: parse(b'{\n  "a": ?\n}', FILE)).facts == {
        "file": "x.plan.json",
        "folder": ".",
        "line": "2",
        "column": "8",
    }


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'\xef\xbb\xbf{"a": "b"}', {"a": "b"}),
        (b'{"a": 1,\r\n"b": [true, null]}\r\n', {"a": 1, "b": [True, None]}),
        (b"[" * 64 + b"]" * 64, None),
        (b'{"a": "[[[\\"{{{\\\\"}', {"a": '[[["{{{\\'}),
        (b'"\\ud83d\\udcc8"', "📈"),
        (b'["' + b"[" * 100 + b'"]', ["[" * 100]),
    ],
)
def test_sound_bytes_are_read(raw: bytes, value: object) -> None:
    assert value is None or parse(raw, FILE) == value


def test_both_ways_of_writing_are_read_back() -> None:
    value = {"b": ["ü", 1, None, False], "a": {"z": "0.10"}}
    assert canonical(value) == '{"a":{"z":"0.10"},"b":["ü",1,null,false]}'.encode()
    assert parse(canonical(value), FILE) == parse(readable(value), FILE) == value


def test_a_file_for_people_hides_no_order_of_signs_and_is_read_back() -> None:
    value = {"note": "sell \u202e001 ta\u2069"}
    assert readable(value) == b'{\n  "note": "sell \\u202e001 ta\\u2069"\n}\n'
    assert parse(readable(value), FILE) == value


def test_what_passes_stays_small_in_memory() -> None:
    raw = b"[" + b'{"a":0},' * 124_000 + b"0]"
    tracemalloc.start()
    parse(raw, FILE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 2**20


def test_a_huge_sparse_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.touch()
    os.truncate(path, 200 * 2**20)
    started = time.process_time()
    assert refusal(lambda: load(path)).code == "too_large"
    assert time.process_time() - started < 0.1


def test_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b'"' + b"a" * (MAX_BYTES - 2) + b'"')
    assert load(path) == "a" * (MAX_BYTES - 2)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(lambda: load(tmp_path / "pipe")).code == "not_a_file"


@pytest.mark.skipif(sys.platform == "win32", reason="no such devices there")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    assert refusal(lambda: load(Path(device))).code == "not_a_file"


def test_what_is_no_file_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "file").touch()
    assert refusal(lambda: load(tmp_path)).code == "is_a_folder"
    assert refusal(lambda: load(tmp_path / "none")).code == "file_missing"
    assert refusal(lambda: load(tmp_path / "file" / "below")).code == "folder_missing"
    assert refusal(lambda: load(tmp_path / "loop")).code == "link_loop"
    assert refusal(lambda: load(tmp_path / ("n" * 300))).code == "name_too_long"
    assert refusal(lambda: load(tmp_path / "a\0b")).code == "bad_name"
    assert refusal(lambda: load(tmp_path / "\ud800")).code == "bad_name"
