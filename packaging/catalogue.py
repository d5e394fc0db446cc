"""Collects every text a trader reads into one catalogue, and makes catalogues of translations ready to be read.

`python packaging/catalogue.py` writes `resources/languages/planner.pot`, and beside each `planner.po` of a translation
the `planner.mo` that the program reads. A translation begins as a copy of the former at
`resources/languages/<language>/LC_MESSAGES/planner.po`; it is offered in the settings once its language is a member of
`planner.settings.Language`.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ROOT / "resources" / "languages"
TEMPLATE = LANGUAGES / "planner.pot"
HEADER = (
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
CALLED = re.compile(r"\b(translated|counted)\(")
MAGIC, HEAD_SIZE = 0x950412DE, 28
"""Of the binary format, in the order of bytes it is written in here, the least significant first."""
ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})

KEY = ("msgid", "msgid_plural")

Messages = dict[str, str]
"""Every text, with its plural where it is about a number of things; nothing where it is not."""
Entries = dict[str, list[str]]
"""What a translation says of each text, several where there are plurals; a plural follows its text after a zero."""


def messages() -> Messages:
    """Every text, from the calls in the program and from its tables."""
    from message_tables import table_texts  # noqa: PLC0415 - imports the program, which only this needs

    found = {text: "" for text in table_texts() if any(sign.isalpha() for sign in text)}
    for path in sorted((ROOT / "planner").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        calls = called(ast.parse(code)) if CALLED.search(code) else ()
        for one, several in calls:
            found[one] = several or found.get(one, "")
    return found


def called(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What is given to `translated` and `counted` as it stands in the program, a plural beside its text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "translated":
                yield from ((text, "") for text in literals(node.args[0]))
            elif node.func.id == "counted":
                (one,), (several,) = literals(node.args[0]), literals(node.args[1])
                yield one, several


def literals(node: ast.expr) -> list[str]:
    """A text, or both of which one is chosen on the spot; none where it is looked up in a table."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    if isinstance(node, ast.Name | ast.Subscript | ast.Attribute | ast.Call | ast.BoolOp):
        return []
    raise SystemExit(f"A text is put together where it is translated: {ast.unparse(node)}")


def template(found: Messages) -> str:
    """The catalogue without translations, in the order of the texts, without the places they come from."""
    parts = [f'msgid ""\nmsgstr ""\n{_quoted_lines(HEADER)}']
    for one, several in sorted(found.items()):
        plural = f'msgid_plural {_quoted(several)}\nmsgstr[0] ""\nmsgstr[1] ""' if several else 'msgstr ""'
        parts.append(f"msgid {_quoted(one)}\n{plural}")
    return "\n\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return f'"{text.translate(ESCAPES)}"'


def _quoted_lines(text: str) -> str:
    return "\n".join(_quoted(line) for line in text.splitlines(keepends=True))


def texts_of(text: str) -> list[tuple[str, ...]]:
    """The texts of a catalogue, each with its plural where it has one."""
    blocks = (_fields(block.splitlines()) for block in text.split("\n\n"))
    return [tuple(fields[name] for name in KEY if name in fields) for fields in blocks if fields.get("msgid")]


def read_catalogue(text: str) -> Entries:
    """What a catalogue says of each text, its own header included; what is marked as fuzzy is left out."""
    found: Entries = {}
    for block in text.split("\n\n"):
        fields = _fields(block.splitlines())
        said = [value for name, value in fields.items() if name not in KEY]
        if said and all(said) and "#, fuzzy" not in block:
            found["\0".join(fields[name] for name in KEY if name in fields)] = said
    return found


def _fields(lines: Iterable[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith('"'):
            name, _, line = line.partition(" ")  # noqa: PLW2901 - what is left of the line
        fields[name] = fields.get(name, "") + str(ast.literal_eval(line))
    return fields


def compiled(entries: Entries) -> bytes:
    """A catalogue as `gettext` reads it: two tables of lengths and places, then the texts, each with a zero behind."""
    pairs = sorted((key.encode(), "\0".join(said).encode()) for key, said in entries.items())
    count, at = len(pairs), HEAD_SIZE + 16 * len(pairs)
    tables, texts = [], bytearray()
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), at + len(texts)))
            texts += pair[column] + b"\0"
    head = struct.pack("<7I", MAGIC, 0, count, HEAD_SIZE, HEAD_SIZE + 8 * count, 0, at)
    return head + b"".join(tables) + bytes(texts)


def write_all() -> None:
    """Write the template, and every translation as it is read."""
    TEMPLATE.write_text(template(messages()), encoding="utf-8", newline="\n")
    for path in sorted(LANGUAGES.glob("*/LC_MESSAGES/planner.po")):
        path.with_suffix(".mo").write_bytes(compiled(read_catalogue(path.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))  # the tables are those of this tree
    write_all()
