"""The steps of a plan: every one can be gone back to, and forward again."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from planner.domain.history import History, Step
from planner.domain.plan import Draft
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.theme import in_text_size
from planner.words import translated

SIZE = (400, 420)


class HistoryDialog(ClosingDialog):
    """The steps from the first to the newest; choosing one goes there."""

    wanted = Signal(int)

    def __init__(
        self, words: Mapping[str, str], became: Callable[[Step[Draft], Draft], str], parent: QWidget | None = None
    ) -> None:
        """A list without steps yet; `words` names each edit, `became` tells what a step has made of the one before."""
        super().__init__(parent)
        self.setWindowTitle(translated("History of this plan"))
        self.words, self.became = words, became
        self.list = QListWidget(self)
        self.list.setAccessibleName(translated("Steps"))
        self.hint = QLabel(translated("Choose a step to stand there; nothing is lost until the next edit."), self)
        self.hint.setProperty("role", "detail")
        self.hint.setWordWrap(True)
        self.list.itemActivated.connect(lambda item: self.wanted.emit(self.list.row(item)))
        self.list.itemClicked.connect(lambda item: self.wanted.emit(self.list.row(item)))
        layout = QVBoxLayout(self)
        for part in (self.hint, self.list, self.buttons):
            layout.addWidget(part)
        self.resize(in_text_size(*SIZE))

    def show_history(self, history: History[Draft]) -> None:
        """Follow the plan; what lies ahead of where it stands is quiet."""
        texts = [self._text(history, index) for index in range(len(history.steps))]
        for index, text in enumerate(texts):
            item = self.list.item(index)
            if item is None:
                item = QListWidgetItem(self.list)
            item.setText(text)
            item.setForeground(
                self.palette().placeholderText() if index > history.index else self.palette().windowText()
            )
            font = self.list.font()
            font.setBold(index == history.index)
            item.setFont(font)
        while self.list.count() > len(texts):
            self.list.takeItem(len(texts))
        self.list.setCurrentRow(history.index)

    def _text(self, history: History[Draft], index: int) -> str:
        step = history.steps[index]
        if not step.label:
            return translated("{index}  opened", index=index)
        came_to = self.became(step, history.steps[index - 1].state) if index else ""
        text = f"{index}  {self.words.get(step.label, step.label)} {came_to}".rstrip()
        is_saved = history.saved is not None and step.state == history.saved
        return translated("{step} · saved", step=text) if is_saved else text
