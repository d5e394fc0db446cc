"""What orders pay and how stops fill: maker or taker, a guaranteed stop, a release in the holding time."""

from decimal import Decimal

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import edits, stop_rule_edits
from planner.domain.costs import GuaranteedStop, Liquidity, PremiumBy
from planner.domain.typed import PERCENT, FieldRule
from planner.report.glossary import label, meaning
from planner.ui.panels.content import Content
from planner.ui.panels.panel import objections
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.pair import pair
from planner.words import translated_choices

_ORDERS = ((Liquidity.TAKER, "Taker"), (Liquidity.MAKER, "Maker"))
_NONE = "none"
_GUARANTEES = ((_NONE, "No"), (PremiumBy.RATE, "In percent"), (PremiumBy.UNIT, "Per unit"))
_RULES = {
    PremiumBy.RATE: FieldRule(scale=PERCENT, nudge=Decimal("0.0001"), maximum=Decimal(1), allows_zero=True),
    PremiumBy.UNIT: FieldRule(nudge=Decimal("0.1"), allows_zero=True),
}


class CostsBox(Content):
    """Two choices of an order, whether the venue guarantees the stop, and whether a release is due."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Taker at both ends, no guarantee."""
        super().__init__(parent)
        self.entry, self.exit = ChoiceField("entry_liquidity", self), ChoiceField("exit_liquidity", self)
        self.guaranteed = ChoiceField("guaranteed_stop", self)
        self.premium = NumberField("stop_premium", _RULES[PremiumBy.RATE], unit="%", parent=self)
        self.news = QCheckBox(label("news_blackout"), self)
        self.news.setAccessibleName(label("news_blackout"))
        self.news.setToolTip(meaning("news_blackout"))
        self._assessment: Assessment | None = None
        for field in (self.entry, self.exit):
            field.offer(translated_choices(_ORDERS))
        self.guaranteed.offer(translated_choices(_GUARANTEES))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addLayout(pair(self.entry, self.exit))
        rows.addLayout(pair(self.guaranteed, self.premium))
        rows.addWidget(self.news)
        self.entry.chosen.connect(lambda v: self.edited.emit(stop_rule_edits.set_entry_liquidity(Liquidity(v))))
        self.exit.chosen.connect(lambda v: self.edited.emit(stop_rule_edits.set_exit_liquidity(Liquidity(v))))
        self.guaranteed.chosen.connect(self._guarantee)
        self.news.clicked.connect(lambda on: self.edited.emit(edits.set_news_blackout(news=on)))
        self.premium.edited.connect(self._pay)
        self.listen(self.premium)

    def fields(self) -> list[NumberField]:
        """The premium."""
        return [self.premium]

    def tab_order(self) -> list[QWidget]:
        """Top to bottom."""
        return [self.entry.list, self.exit.list, self.guaranteed.list, self.premium.input, self.news]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show the choices; where no maker fee is known only a plan that has one shows it."""
        self._assessment = assessment
        plan, instrument = assessment.draft.plan, assessment.draft.instrument
        makes = Liquidity.MAKER in {plan.entry_liquidity, plan.exit_liquidity}
        has_choice = makes or (instrument is not None and instrument.maker_fee_rate is not None)
        for field, value in ((self.entry, plan.entry_liquidity), (self.exit, plan.exit_liquidity)):
            if field.isHidden() is has_choice:
                field.setVisible(has_choice)
            field.show_value(value)
        self.news.setChecked(plan.news_blackout)
        guaranteed = plan.guaranteed_stop
        self.guaranteed.show_value(_NONE if guaranteed is None else guaranteed.premium_by)
        if self.premium.isHidden() is (guaranteed is not None):
            self.premium.setVisible(guaranteed is not None)
        if guaranteed is None:
            self.premium.show_objection("")
        else:
            self.premium.rule = _RULES[guaranteed.premium_by]
            quote = "" if instrument is None else instrument.quote_currency
            self.premium.set_unit("%" if guaranteed.premium_by is PremiumBy.RATE else quote)
            self.premium.show_value(guaranteed.premium)
            self.premium.show_objection(objections(assessment).get("stop_premium", ""))

    def _guarantee(self, chosen: str) -> None:
        guaranteed = None if chosen == _NONE else GuaranteedStop(premium_by=PremiumBy(chosen))
        self.edited.emit(stop_rule_edits.guarantee_stop(guaranteed))

    def _pay(self, premium: Decimal) -> None:
        guaranteed = None if self._assessment is None else self._assessment.draft.plan.guaranteed_stop
        if guaranteed is not None:
            changed = guaranteed.replace(premium=premium)
            self.edited.emit(stop_rule_edits.guarantee_stop(changed, continuing=True))
