"""A form that is scrolled where there is less room than it needs."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_LEAST = QSize(340, 120)


class Scrolled(QScrollArea):
    """Scrolls downwards alone: it is never narrower than what it holds, and asks for all of its height."""

    def __init__(self, content: QWidget) -> None:
        """Around a form, in its place."""
        super().__init__(content.parentWidget())
        self.content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        """All of the form, and a bar beside it."""
        wanted = self.content.sizeHint()
        return QSize(wanted.width() + self.verticalScrollBar().sizeHint().width(), wanted.height())

    def minimumSizeHint(self) -> QSize:
        """As wide as the form must be, and some lines."""
        least = self.content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(least, 0).expandedTo(_LEAST)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the form needs has changed, as with its first style."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
