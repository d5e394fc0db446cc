"""What holds after a step: what and where, the figure beside it, and where it leads below."""

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from planner.ui.widgets.still import Still
from planner.ui.widgets.style import set_property
from planner.ui.widgets.tips import plain_tip


class StepText(Struct, frozen=True):
    """The texts of a line; `hint` is what is told when the mouse rests on it, `tone` is that of what is below."""

    head: str
    figure: str
    below: str
    hint: str
    tone: str = "plain"


def flowing() -> QLabel:
    """Plain text that flows in whatever width there is."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


class StepLine(QWidget):
    """One step in two rows, each as many lines as it needs: no figure is cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty line."""
        super().__init__(parent)
        self.head, self.figure, self.below = flowing(), QLabel(self), flowing()
        self.figure.setProperty("role", "limit")
        self.below.setProperty("role", "label")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(0, 1)
        layout.addWidget(Still(self.head, self), 0, 0)
        layout.addWidget(self.figure, 0, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(Still(self.below, self), 1, 0, 1, 2)

    def show_step(self, step: StepText) -> None:
        """Show what holds then."""
        for part, text in ((self.head, step.head), (self.figure, step.figure), (self.below, step.below)):
            if part.text() != text:
                part.setText(text)
        self.setToolTip(plain_tip(f"{step.head}\n{step.hint}"))
        self.setAccessibleName(step.head)
        self.setAccessibleDescription(step.hint)
        set_property(self.below, "tone", step.tone)


class StepList(QWidget):
    """As many lines as there are steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """No lines yet."""
        super().__init__(parent)
        self.lines: list[StepLine] = []
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(4)
        self.hide()

    def show_steps(self, steps: list[StepText]) -> None:
        """Show a line for each step."""
        while len(self.lines) > len(steps):
            line = self.lines.pop()
            self.rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        while len(self.lines) < len(steps):
            self.lines.append(StepLine(self))
            self.rows.addWidget(self.lines[-1])
        for line, step in zip(self.lines, steps, strict=True):
            line.show_step(step)
        if self.isHidden() is bool(steps):
            self.setVisible(bool(steps))
