import pytest

from planner.report.failure import failure_report, shortened


def test_a_report_names_kinds_and_places() -> None:
    places = [("/home/joe/src/planner/ui/files.py", 12, "save"), ("/usr/lib/python3.11/json/__init__.py", 3, "loads")]
    assert failure_report(["KeyError", "ValueError"], places, [("planner", "1.0"), ("Python", "3.11")]) == (
        "planner 1.0, Python 3.11\nKeyError → ValueError\n  planner/ui/files.py:12 in save\n  __init__.py:3 in loads"
    )


@pytest.mark.parametrize(
    ("file", "short"),
    [
        ("/home/joe/planner/planner/ui/files.py", "planner/ui/files.py"),
        ("C:\\Users\\Joe\\planner\\ui\\files.py", "planner/ui/files.py"),
        ("/home/joe/.venv/lib/python3.11/site-packages/pydantic/main.py", "pydantic/main.py"),
        ("/usr/lib/python3/dist-packages/numpy/core.py", "numpy/core.py"),
        ("<string>", "<string>"),
        ("/home/joe/secret.py", "secret.py"),
        ("", ""),
    ],
)
def test_a_file_is_named_without_the_folders_of_a_person(file: str, short: str) -> None:
    assert shortened(file) == short
