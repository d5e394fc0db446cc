"""The text of a PDF as a reader extracts it: glyphs through each font's own map to Unicode (ISO 32000-1, 9.10)."""

import re
import zlib

_OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_FONT = re.compile(rb"/F(\d+) [\d.]+ Tf")
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> (?:\[(.*?)\]|<([0-9A-Fa-f]{4})>)", re.DOTALL)
"""The first glyph and the last, and the text of each, or of the first where the others follow it."""


def pdf_text(data: bytes) -> str:
    """All text of all pages in the order it is drawn."""
    return "".join(pdf_pages(data))


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page."""
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(data)}
    streams = [content for body in objects.values() if _FONT.search(content := _stream(body))]
    fonts = {int(name): _map(objects, int(name)) for content in streams for name in _FONT.findall(content)}
    return [_page(content, fonts) for content in streams]


def _stream(body: bytes) -> bytes:
    head, _, rest = body.partition(b"stream")
    content = rest.lstrip(b"\r\n")
    return zlib.decompressobj().decompress(content) if b"/FlateDecode" in head else content


def _map(objects: dict[int, bytes], font: int) -> dict[int, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert found, "a font without a map to Unicode"
    characters: dict[int, str] = {}
    for first, last, texts, follows in _RANGE.findall(_stream(objects[int(found[1])])):
        start, many = int(first, 16), int(last, 16) - int(first, 16) + 1
        listed = [bytes.fromhex(text.decode()).decode("utf-16-be") for text in re.findall(rb"<([0-9A-Fa-f]*)>", texts)]
        each = listed or [chr(int(follows, 16) + offset) for offset in range(many)]
        characters |= dict(enumerate(each, start))
    return characters


def _page(content: bytes, fonts: dict[int, dict[int, str]]) -> str:
    text, font = "", 0
    for name, glyphs in _SHOWN.findall(content):
        if name:
            font = int(name)
        else:
            codes = (int(glyphs[at : at + 4], 16) for at in range(0, len(glyphs), 4))
            text += "".join(fonts[font][code] for code in codes)
    return text
