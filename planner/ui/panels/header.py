"""The top of the window: the plan's name, the account, the pause pill, whose rules hold, and the verdict."""

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from planner.assess import Assessment, Decision
from planner.domain.venue import Venue
from planner.report.changed_rules import marked
from planner.report.pauses import pause_pill
from planner.report.rows import Row, Tone, account_rows, maintenance_note
from planner.report.rules import rules_line
from planner.report.verdict import verdict_text
from planner.ui.panels.panel import Panel
from planner.ui.widgets.asking import Asker
from planner.ui.widgets.covering import CoveringLabel, SelectableLabel
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.figure import Figure
from planner.ui.widgets.still import Still
from planner.ui.widgets.style import set_property
from planner.ui.widgets.tips import plain_tip
from planner.words import translated

_TONES = {
    Decision.TAKE: Tone.GOOD,
    Decision.SHRINK: Tone.CAUTION,
    Decision.DO_NOT_TAKE: Tone.DANGER,
    Decision.CANNOT_SAY: Tone.PLAIN,
}
_SIGNS = {Decision.TAKE: "✓", Decision.SHRINK: "↓", Decision.DO_NOT_TAKE: "✕", Decision.CANNOT_SAY: "?"}


class Header(Panel):
    """Account chips, the pause pill and whose rules hold; `rules_wanted` asks to read them.

    `pause_wanted` asks why there is a pause, or for one.
    """

    rules_wanted = Signal()
    pause_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """A header without figures yet."""
        super().__init__(parent)
        self.name = ElidedLabel(self)
        self.name.setProperty("role", "title")
        self.account = Figure(self, gives_way=True)
        self.chips = tuple(Figure(self) for _ in range(4))
        self.pill = QLabel(self)
        self.rules, self.origin = ElidedLabel(self), ElidedLabel(self)
        self._ruled: tuple[Venue, str] | None = None
        self._is_tight = False
        self._above, self._row, self._right = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(4)
        layout.addLayout(self._above)
        layout.addLayout(self._row)
        self._row.setSpacing(8)
        self._row.addWidget(self.name)
        self._row.addWidget(self.account)
        for chip in self.chips:
            self._row.addWidget(chip)
        self._row.addLayout(self._right, 1)
        self._fill_right()

    def _fill_right(self) -> None:
        """The pill above the lines on whose rules hold."""
        self.pill.setTextFormat(Qt.TextFormat.PlainText)
        self.pill.setProperty("role", "pill")
        Asker(self.pill).asked.connect(self.pause_wanted)
        self.pill.setAccessibleName(translated("Pause"))
        self._right.setSpacing(1)
        self._right.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignRight)
        for line in (self.rules, self.origin):
            line.setProperty("role", "rules")
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            Asker(line).asked.connect(self.rules_wanted)
            self._right.addWidget(line)
        self.origin.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_narrow(self, *, narrow: bool) -> None:
        """A narrow window leaves the account's name to the ticket."""
        self.account.setVisible(not narrow)

    def set_tight(self, *, tight: bool) -> None:
        """Where text is large and the window small: name and pill above the chips; rules are left to their page."""
        if tight is self._is_tight:
            return
        self._is_tight = tight
        for chip in self.chips:
            chip.set_compact(compact=tight)
        for line in (self.rules, self.origin):
            line.setVisible(not tight)
        if tight:
            self._above.addWidget(self.name, 1)
            self._above.addWidget(self.pill)
        else:
            self._row.insertWidget(0, self.name)
            self._right.insertWidget(0, self.pill, 0, Qt.AlignmentFlag.AlignRight)

    def show_name(self, name: str, *, changed: bool) -> None:
        """Show what the plan is called and whether it differs from its file."""
        text = f"● {name}" if changed else name
        if text != self.name.text():
            self.name.setText(text)
            self.name.setToolTip(plain_tip(f"{name}: {translated('not saved') if changed else translated('saved')}"))

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the account now and after the plan."""
        situation = assessment.draft.situation
        venue = situation.venue.name
        self.account.show_row(Row("account_name", situation.account.name or venue, venue))
        note = maintenance_note(assessment)
        rows = marked(assessment.draft, account_rows(assessment))
        for at, chip in enumerate(self.chips):
            if chip.isHidden() is (at < len(rows)):
                chip.setVisible(at < len(rows))
        for chip, row in zip(self.chips, rows, strict=False):
            hint = translated(
                "{meaning} After the arrow: with this plan. {note}", meaning=row.meaning, note=note
            ).strip()
            chip.show_row(replace(row, detail=f"→ {row.detail}"), hint)
        self._show_rules(assessment)
        pill = pause_pill(assessment)
        if self.pill.text() != f"● {pill.value}":
            self.pill.setText(f"● {pill.value}")
        set_property(self.pill, "tone", pill.tone.value)

    def _show_rules(self, assessment: Assessment) -> None:
        about = assessment.draft.situation.venue, assessment.draft.plan.instrument
        if self._ruled == about:
            return
        self._ruled = about
        line = rules_line(assessment.draft)
        if self.rules.text() != line.text:
            self.rules.setText(line.text)
            self.rules.setAccessibleName(translated("Rules: {text}", text=line.text))
        if self.origin.text() != line.origin:
            self.origin.setText(line.origin)
        if self.rules.toolTip() != line.hint:
            for part in (self.rules, self.origin):
                part.setToolTip(plain_tip(line.hint))
        set_property(self.rules, "tone", "caution" if line.is_changed else "plain")


class VerdictLine(Panel):
    """The answer in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A line without an answer yet."""
        super().__init__(parent)
        self.frame = QFrame(self)
        self.headline = CoveringLabel(self.frame)
        self.headline.setProperty("role", "headline")
        self.reason = SelectableLabel(self.frame)
        self.reason.setProperty("role", "reason")
        self.reason.setWordWrap(True)
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for part in (self.headline, self.reason):
            part.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QHBoxLayout(self.frame)
        inner.setContentsMargins(12, 7, 12, 7)
        inner.setSpacing(14)
        inner.addWidget(Still(self.headline, self.frame))
        inner.addWidget(Still(self.reason, self.frame), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 0, 12, 8)
        layout.addWidget(self.frame)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the verdict and why."""
        text = verdict_text(assessment)
        decision = assessment.verdict.decision
        self._say(f"{_SIGNS[decision]}  {text.headline}", text.reason, _TONES[decision])

    def show_fault(self, name: str, sentence: str) -> None:
        """Say that a field cannot be taken; what else is shown is the last good plan."""
        reason = translated(
            "{name}: {sentence} All figures shown are those of the last good plan.", name=name, sentence=sentence
        )
        self._say(translated("?  Cannot say"), reason, Tone.PLAIN)

    def _say(self, headline: str, reason: str, tone: Tone) -> None:
        self.headline.setText(headline)
        self.reason.show_text(reason)
        self.frame.setAccessibleName(translated("Verdict: {headline}", headline=headline[3:]))
        self.frame.setAccessibleDescription(reason)
        set_property(self.frame, "tone", tone.value)
        set_property(self.headline, "tone", tone.value)
