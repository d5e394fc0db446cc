"""A part of the ticket that is seldom needed: one line until it is opened, and built when it is."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.ui.panels.content import Content, Typed
from planner.ui.panels.panel import objections
from planner.ui.widgets.fold_button import FoldButton
from planner.ui.widgets.style import set_property
from planner.ui.widgets.tips import plain_tip
from planner.words import translated


class FoldedBox(Content):
    """A heading that opens and closes; `state` says in a few words what is inside.

    A finding about one of the `named` fields colours it, and is read in its tooltip.
    """

    def __init__(
        self,
        title: str,
        make: Callable[[QWidget], Content],
        state: Callable[[Assessment], str],
        named: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        """A closed box."""
        super().__init__(parent)
        self.title, self.state, self.named = title, state, tuple(named)
        self.content: Content | None = None
        self._make = make
        self._assessment: Assessment | None = None
        self.header = FoldButton(self)
        self.header.toggled.connect(self._turn)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(6)
        self.rows.addWidget(self.header)

    def unfold(self) -> Content:
        """Open it, and what is inside."""
        self.header.setChecked(True)
        return self._opened()

    def fields(self) -> Sequence[Typed]:
        """Those inside, once they are there."""
        return [] if self.content is None else self.content.fields()

    def tab_order(self) -> list[QWidget]:
        """The heading, and what is inside while it is open."""
        inside = self.content.tab_order() if self.content is not None and self.header.isChecked() else []
        return [self.header, *inside]

    def show_assessment(self, assessment: Assessment) -> None:
        """Say what is inside and what is wrong with it."""
        self._assessment = assessment
        state, wrong = self.state(assessment), objections(assessment)
        text = f"{self.title} · {state}" if state else self.title
        self.header.say(text)
        if self.header.accessibleName() != text:
            self.header.setAccessibleName(text)
        said = next((wrong[name] for name in self.named if name in wrong), "")
        if self.header.toolTip() != (said or text):
            self.header.setToolTip(plain_tip(said or text))
        is_open = translated("open") if self.header.isChecked() else translated("closed")
        self.header.setAccessibleDescription(f"{is_open}. {said}".strip())
        set_property(self.header, "tone", "caution" if said else "plain")
        if self.content is not None and self.header.isChecked():
            self.content.show_assessment(assessment)

    def _turn(self, is_open: bool) -> None:  # noqa: FBT001 - what the signal carries
        if is_open:
            self._opened()
        if self.content is not None:
            self.content.setVisible(is_open)
            if not is_open:
                self.content.forget_typing()
        if self._assessment is not None:
            self.show_assessment(self._assessment)

    def _opened(self) -> Content:
        if self.content is None:
            self.content = self._make(self)
            self.follow(self.content)
            self.rows.addWidget(self.content)
        return self.content
