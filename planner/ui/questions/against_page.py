"""If price goes against me: all of the answer, and equity and requirement over price."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from planner.assess import Assessment
from planner.report.question_pages import against_page, hides_money, money_name, places
from planner.simulation.against import against
from planner.ui.charts.curve_model import Curve, CurveModel
from planner.ui.charts.curve_plot import CurvePlot
from planner.ui.panels.chart_model import chart_model
from planner.ui.questions.page import QuestionPage, ThemeNow, marks_of
from planner.words import translated

_BEYOND = 0.25
"""How far beyond the outermost mark the curves are drawn, of the way between the outermost ones."""
_DRAWN = {"equity": False, "requirement": True}
"""The curves of the margin path that are drawn, and whether they are dashed."""


class AgainstPage(QuestionPage):
    """Words at the left, the curves at the right."""

    def __init__(self, theme: ThemeNow, parent: QWidget | None = None) -> None:
        """A page about no plan yet."""
        super().__init__(theme, parent)
        self.plot = CurvePlot(translated("Equity and requirement over price"), self.colours(), self)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.view)
        halves.addWidget(self.plot)
        halves.setChildrenCollapsible(False)
        halves.setSizes([420, 500])
        self.column.addWidget(halves, 1)
        self.column.addWidget(self.buttons)

    def follow(self, assessment: Assessment) -> None:
        """Show the plan."""
        self.show_page(against_page(assessment, against(assessment.evaluation)))
        model = curves_of(assessment)
        if model is not None:
            self.plot.show_curves(model, self.colours())
        self.plot.setVisible(model is not None)


def curves_of(assessment: Assessment) -> CurveModel | None:
    """Equity and requirement between and around the marked prices: the corners of the margin path, exact between."""
    path, marked = chart_model(assessment).path, places(assessment)
    if path is None or not marked:
        return None
    drawn = [curve for curve in path.curves if curve.kind in _DRAWN and not curve.is_faint]
    corners, prices = drawn[0].prices, [place.price for place in marked]
    room = (max(prices) - min(prices)) * _BEYOND or max(prices) * _BEYOND
    low, high = max(min(corners), min(prices) - room), min(max(corners), max(prices) + room)
    inner = (price for price in corners if low < price < high)
    xs = tuple(sorted({low, high, *prices, *inner}))
    curves = tuple(
        Curve(
            curve.label,
            xs,
            tuple(_at(curve.prices, curve.amounts, x) for x in xs),
            curve.kind,
            is_dashed=_DRAWN[curve.kind],
        )
        for curve in drawn
    )
    told = "; ".join(translated("{name} at {price:g}", name=place.name, price=place.price) for place in marked)
    return CurveModel(
        translated("Price"), money_name(assessment), curves, marks_of(marked), told, hides_money(assessment)
    )


def _at(xs: tuple[float, ...], ys: tuple[float, ...], x: float) -> float:
    """A curve between its corners."""
    after = next((at for at, corner in enumerate(xs) if corner >= x), len(xs) - 1)
    if not after or xs[after] == x:
        return ys[after]
    share = (x - xs[after - 1]) / (xs[after] - xs[after - 1])
    return ys[after - 1] + share * (ys[after] - ys[after - 1])
