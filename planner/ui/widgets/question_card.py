"""A card of one question: what is asked, the answer, and two or three lines; it opens the page behind it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from planner.ui.theme import Theme
from planner.ui.widgets.asking import Asker
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.equity_bars import WIDTH, EquityBars
from planner.ui.widgets.spoken import tell_value
from planner.ui.widgets.style import set_property
from planner.ui.widgets.tips import plain_tip

if TYPE_CHECKING:
    from planner.report.question_cards import Card, EquityBar

LINES = 3
BESIDE, ABOVE, GAP = 12, 7, 1
_FOLDED_ABOVE = 4
_OF_FONT = (QEvent.Type.FontChange, QEvent.Type.StyleChange)


class QuestionCard(QFrame):
    """It places its lines itself in a height that follows the font alone: what it says lays out nothing around it."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """A card without an answer yet."""
        super().__init__(parent)
        self.title, self.headline = self._line("label"), self._line("headline")
        self.lines = tuple(self._line("detail") for _ in range(LINES))
        self.bars = EquityBars(self)
        self.is_folded = False
        self._shown: tuple[Card, str] | None = None
        self._room = 0
        Asker(self).asked.connect(self.opened)

    def _line(self, role: str) -> ElidedLabel:
        made = ElidedLabel(self)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setProperty("role", role)
        made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return made

    def fold(self, *, folded: bool) -> None:
        """Leave the lines to the tooltip."""
        if folded is not self.is_folded:
            self.is_folded = folded
            for part in self.lines:
                part.setVisible(not folded)
            set_property(self.headline, "role", "value" if folded else "headline")
            self._show_title()
            self._show_bars()
            self.updateGeometry()
            self._place()

    def show_card(self, card: "Card", theme: Theme) -> None:
        """Show an answer."""
        if self._shown == (card, theme.name):
            return
        before, self._shown = self._worn(), (card, theme.name)
        texts = (card.headline, *card.lines, *("" for _ in range(LINES - len(card.lines))))
        for part, text in zip((self.headline, *self.lines), texts, strict=True):
            if part.text() != text:
                part.setText(text)
        self._show_title()
        set_property(self.headline, "tone", card.tone.value)
        self.setAccessibleName(card.title)
        self.setAccessibleDescription(card.spoken)
        tell_value(self, card.headline)
        self.setToolTip(plain_tip(card.hint))
        self.bars.show_bars(card.bars, theme)
        if before != self._worn():
            self._show_bars()
            self._ask_for_room()
            self._place()
        elif self.is_folded:
            self._place()

    def _worn(self) -> tuple[object, ...]:
        """What places and heights follow besides font and size; where folded, the words too."""
        return () if self._shown is None else (self._shown[1], self._shown[0].tone, bool(self._shown[0].bars))

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs another height."""
        super().changeEvent(event)
        if event.type() in _OF_FONT and self._shown is not None:
            self._ask_for_room()
            self._place()

    def _ask_for_room(self) -> None:
        """The first answer brings the style of its line, which may be higher."""
        if self._room != self._height():
            self._room = self._height()
            self.updateGeometry()

    def _show_title(self) -> None:
        if self._shown is not None:
            card = self._shown[0]
            self.title.short = card.number if self.is_folded else ""  # half of a question says nothing
            self.title.setText(card.short if self.is_folded else card.title)

    def _drawn(self) -> "tuple[EquityBar, ...]":
        return () if self._shown is None or self.is_folded else self._shown[0].bars

    def _show_bars(self) -> None:
        if self.bars.isHidden() is bool(self._drawn()):
            self.bars.setVisible(bool(self._drawn()))

    def sizeHint(self) -> QSize:
        """The room its lines need; in width they give way."""
        return QSize(260, self._height())

    def line_width(self, *, brief: bool = False) -> int:
        """What its one line needs to be read whole, or `brief` with its number alone before the answer.

        Nothing while it has more lines, which give way.
        """
        title = self.title.short if brief else self.title.text()
        return _needed(self.title, title) + _needed(self.headline) + 3 * BESIDE if self.is_folded else 0

    def minimumSizeHint(self) -> QSize:
        """A few words."""
        return QSize(120, self._height())

    def _height(self) -> int:
        title, headline = self.title.sizeHint().height(), self.headline.sizeHint().height()
        if self.is_folded:
            return max(title, headline) + 2 * _FOLDED_ABOVE
        lines = LINES * (self.lines[0].sizeHint().height() + GAP)
        return title + headline + lines + GAP + 2 * ABOVE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new room."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        if self.is_folded:
            self._place_in_a_line()
            return
        bars = WIDTH + BESIDE if self._drawn() else 0
        width, top = self.width() - 2 * BESIDE, ABOVE
        for part in (self.title, self.headline, *self.lines):
            height = part.sizeHint().height()
            part.setGeometry(BESIDE, top, width - bars, height)
            top += height + GAP
        self.bars.setGeometry(self.width() - BESIDE - WIDTH, ABOVE, WIDTH, self.height() - 2 * ABOVE)

    def _place_in_a_line(self) -> None:
        """The answer first to be given room: what is asked gives way, or stands above it where the card is high."""
        asked, answer = self.title.sizeHint().height(), self.headline.sizeHint().height()
        spare = self.height() - asked - answer - GAP - 2 * _FOLDED_ABOVE
        if spare >= 0:
            top, width = _FOLDED_ABOVE + spare // 2, self.width() - 2 * BESIDE
            self.title.setGeometry(BESIDE, top, width, asked)
            self.headline.setGeometry(BESIDE, top + asked + GAP, width, answer)
            return
        width, height = self.width() - 2 * BESIDE, self.height() - 2 * _FOLDED_ABOVE
        needed = min(_needed(self.headline), width)
        room = max(0, width - needed - BESIDE)
        self.title.setGeometry(BESIDE, _FOLDED_ABOVE, room, height)
        self.headline.setGeometry(BESIDE + width - needed, _FOLDED_ABOVE, needed, height)


def _needed(label: QLabel, text: str | None = None) -> int:
    return label.fontMetrics().horizontalAdvance(label.text() if text is None else text) + 2
