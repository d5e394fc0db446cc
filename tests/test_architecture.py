"""What holds for the tree as a whole. The import contracts stand in pyproject.toml."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "planner"
FILES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN = ("PySide6", "pyqtgraph", "numpy")


@pytest.mark.parametrize("module", ["planner.domain.evaluate", "planner.assess", "planner.report"])
def test_what_needs_no_window_loads_no_qt_and_no_numpy(module: str) -> None:
    code = f"import sys, {module}; print(*(name for name in {FORBIDDEN} if name in sys.modules))"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_is_over_400_lines_and_no_function_over_40(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in long.items() if lines > 40} == {}


def test_a_painter_is_let_go_of_where_painting_fails() -> None:
    # one that still holds its widget ends the program with the next picture of it
    lines = [(path, line.strip()) for path in FILES for line in path.read_text(encoding="utf-8").splitlines()]
    painters = [(path, line) for path, line in lines if "QPainter(" in line]
    assert painters
    assert [found for found in painters if not found[1].startswith("with QPainter(")] == []


def test_there_is_a_tree() -> None:
    assert len(FILES) > 20
