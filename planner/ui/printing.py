"""Bytes of a document and of a picture; no widget is touched, so any thread may make them."""

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QMarginsF, QUrl
from PySide6.QtGui import QFont, QImage, QImageWriter, QPageSize, QPdfWriter, QTextDocument

TEXT_WIDTH = 640
"""Pixels between the margins of an A4 page, of which an inch has 96."""
POINT_SIZE = 8.0
PIXELS_PER_INCH = 300


def pdf_bytes(markup: str, pictures: Mapping[str, QImage], family: str) -> bytes:
    """A document of A4 pages, its text selectable; `pictures` are the images the markup names."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("Planner")
    writer.setResolution(PIXELS_PER_INCH)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())  # the document leaves its own of 20 mm
    document = QTextDocument()
    document.setDefaultFont(_font(family))
    for name, picture in pictures.items():
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), picture)
    document.setHtml(markup)
    writer.setTitle(document.metaInformation(QTextDocument.MetaInformation.DocumentTitle))
    document.print_(writer)
    return bytes(buffer.data().data())


def _font(family: str) -> QFont:
    """The font as its characters are mapped, none replaced by look: a reader finds no text behind a replaced one."""
    font = QFont(family)
    font.setPointSizeF(POINT_SIZE)
    for replacement in ("calt", "ccmp", "liga", "clig"):
        font.setFeature(QFont.Tag(replacement), 0)
    return font


def png_bytes(picture: QImage) -> bytes:
    """A picture as PNG."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(picture)
    return bytes(buffer.data().data())
