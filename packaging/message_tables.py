"""The texts of the program that stand in tables: they are translated where they are looked up."""

import ast
import importlib
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from pydantic import BaseModel

ROOT = Path(__file__).resolve().parents[1]

TABLES = {
    "report.asked": "ASKED CAN_BE NOTHING STEP ODDS BLOCKED",
    "report.at_price": "PLAN LIQUIDATED STOPPED_OUT UNCLOSED LEFT UNSAID _SUPPOSED",
    "report.backups": "NONE_YET SAME",
    "report.book": "OPEN_COLUMNS HISTORY_COLUMNS PLAN_COLUMNS DEVIATION_COLUMNS EXITS STATES RESULTS DEVIATIONS EMPTY",
    "report.book_curve": "CURVE_EMPTY COST_EMPTY COST_NOTE COST_COLUMNS BALANCE HIGHEST DRAWDOWN PAUSED",
    "report.book_limits": "VERSION_COLUMNS LIMITS RULES NOTHING_LAID_DOWN TIMING",
    "report.book_sentences": "BOOK_FAULTS TABLE_FAULTS QUESTIONS ROLES",
    "report.corrected": "CORRECTED FIGURES",
    "report.correlations": "ALONE METHODS _ORIGINS",
    "report.export_document": "COLUMNS VERDICT OBJECTION NOTE",
    "report.failure": "TITLE LEAD COPY GO_ON AGAIN PRIVATE",
    "report.file_sentences": "REASONS PARTS OTHER_PART FILE_FAULTS",
    "report.gap_table": "HEADINGS _MEANT",
    "report.glossary": "RULES EDITS RATIO_HINT HOLD HOLD_HINT",
    "report.importing": "KINDS ORDERS DECIMALS NET BEGIN CANDLE_COLUMNS",
    "report.level_names": "_SHORT _LIQUIDATION",
    "report.levels": "_BEARERS _REQUIREMENTS CALL_LABEL BEFORE_LABEL TRIED_LABEL "
    "EQUITY_LABEL POSITION_EQUITY CROSS_EQUITY",
    "report.limits": "_SIDES",
    "report.liquidation": "BEARERS _FIRST",
    "report.numbers": "_COUNTED",
    "report.order_costs": "FILLED",
    "report.order_ticket": "_OPEN _WAITS _CLOSE",
    "report.pause_words": "_ANCHORED _AT _APART _FROM _BASES _NEXT _OVER _MISSING",
    "report.pauses": "_WORDS ALLOWED_WHILE_PAUSED",
    "report.cash": "CASH_COLUMNS CASH_NUMBERS PAID_IN TAKEN_OUT STATED WITHDRAWN",
    "report.placing": "NO_ACCOUNT _FINAL _SEVERAL _ONCE",
    "report.portfolio": "UNBOUNDED _KINDS _WORSE",
    "report.position_liquidation": "ALREADY NOWHERE",
    "report.rows": "HINT PRICE_HINT",
    "report.question_pages": "UNKNOWN",
    "report.question_words": (
        "TITLES SHORT_TITLES OPENS DRAWDOWNS CUSTOM BREADTHS FILLS TOGETHER EVENTS STEPS SIZINGS REFUSALS KINDS "
        "REACHES NOTES STOP_ON_LAST NEWS NEWS_DUE OWN_SOURCE OWN_MARK MARKS HEAT"
    ),
    "report.rule_fields": "FORM_TITLE FORM_NOTE USE USE_AND_SAVE OBJECTIONS _MAKER _TARGET _SWAPPED",
    "report.rule_form": "KINDS FIELDS CHOICES",
    "report.rule_words": "_VALUED _FEES BEARERS RESTORES CLOSED_FIRST DAY_TRADES",
    "report.rules": "EDIT_WORDS EDIT RESTORE COPY CHANGED TYPICAL",
    "report.salvaging": "_TABLES",
    "report.sections": "MONTHS",
    "report.sentence_table": "WORDS FINDINGS FAULTS",
    "report.shortcuts": "ON_THE_CHART IN_A_FIELD",
    "report.simulated": "HEADINGS NAMES _COUNTED _LOST",
    "report.steps": "NO YES NOTHING SIDES MODES",
    "report.stop_rules": "_MOVED",
    "report.templates": "KEPT DECIDED",
    "report.terms": "PAID_IN_FULL POSITION_MODES",
    "report.together": "TITLE _LEAD",
    "report.units": "UNIT_NAMES UNIT_SIGNS AT_TARGET FROM_MARKET COST_NAMES COST_SIGNS ONE_OF POINTS",
    "report.verdict": "_SIZED_BY",
    "report.what_ifs": "_PLANNED _NOT_PLANNED",
    "report.why": "CHOICE",
    "report.why_liquidation": "_NO_LIQUIDATION _WHY_NONE",
    "report.why_outcome": "_CARRY_WORDS _DEBIT_WORDS _RANGE_LEFT_OUT",
    "report.why_positions": "_BEFORE _WITH _SIDES",
    "report.why_shock": "_BEFORE _WITH _LEFT_OUT",
    "report.why_size": "FORMULAS BASES",
    "ui.actions": "ALSO",
    "ui.book.import_columns": "NOTHING",
    "ui.book.open_tab": "_KINDS",
    "ui.dialogs.dialogs": "PLAN_FILES EXPORTS",
    "ui.docks": "TITLES",
    "ui.own_entries": "QUESTIONS",
    "ui.scenarios": "_UNCHANGED",
    "ui.templating": "_UNCHANGED",
    "ui.panels.chart_panel": "WHOLE_BOOK WHOLE_BOOK_HINT NO_CANDLES",
    "ui.panels.liquidation_box": "APPLY_HINT",
    "ui.panels.position_table": "COLUMNS",
}
"""Tables in which every text is read, by their module."""
CHOICES = {
    "report.size_methods": "BASE_NAMES",
    "ui.panels.costs_box": "_ORDERS _GUARANTEES",
    "ui.panels.stop_rule_rows": "_TRIGGERS _TRAILS _ENDS",
}
"""Tables of what can be chosen, each with its text."""


def table_texts() -> Iterator[str]:
    """Every text of every table."""
    for name, tables in TABLES.items():
        yield from texts_in([getattr(_module(name), table) for table in tables.split()])
    for name, tables in CHOICES.items():
        yield from (text for table in tables.split() for _, text in getattr(_module(name), table))
    yield from _of_the_glossary()
    yield from _of_rules()
    yield from _of_the_window()
    yield from _of_settings()
    yield from _of_objections()
    yield from spelled_out([_module("domain.plan").Draft, _module("report.rows").Tone])


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"planner.{name}")


def texts_in(table: object) -> Iterator[str]:
    """All texts below a value; keys are names, not texts."""
    if isinstance(table, dict):
        yield from texts_in(list(table.values()))
    elif isinstance(table, str):
        yield table
    elif isinstance(table, Iterable):
        for one in table:
            yield from texts_in(one)


def _of_the_glossary() -> Iterator[str]:
    for term in _module("report.glossary").TERMS.values():
        yield from (term.label, term.meaning)
    for method in _module("report.size_methods").METHODS:
        yield from (method.name, method.unit)


def _of_rules() -> Iterator[str]:
    for words in _module("report.rule_words").REGIME_WORDS.values():
        yield from (words.name, words.required, words.initial)
    for choices in _module("report.rule_fields").CHOICES.values():
        yield from (text for _, text in choices)


def _of_the_window() -> Iterator[str]:
    actions = _module("ui.actions")
    yield from (action.text for action in actions.ACTIONS)
    for title, entries in actions.MENUS.items():
        yield from (title, *(entry.title for entry in entries if isinstance(entry, actions.Submenu)))
    yield from (tab.title for tab in _module("ui.book.window").TABS)
    for name, table in (("targets_box", "_TARGETS"), ("ladder_box", "_LADDER")):
        listed = getattr(_module(f"ui.panels.{name}"), table)
        yield from (listed.add_text, listed.more_text)


def _of_settings() -> Iterator[str]:
    groups = _module("settings").Settings.model_fields.values()
    for group in groups:
        for field in (group, *getattr(group.annotation, "model_fields", {}).values()):
            yield from (field.title or "", field.description or "")
            if isinstance(field.annotation, type) and issubclass(field.annotation, Enum):
                yield from (member.value.replace("_", " ") for member in field.annotation)


def _of_objections() -> Iterator[str]:
    """What the records of pause rules object to."""
    tree = ast.parse((ROOT / "planner" / "domain" / "pause_rules.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Raise)
            and isinstance(node.exc, ast.Call)
            and isinstance(node.exc.args[0], ast.Constant)
        ):
            yield str(node.exc.args[0].value)


def spelled_out(kinds: Iterable[Any], known: set[Any] | None = None) -> Iterator[str]:
    """The names of all fields and choices of records and of what they hold, as `planner.words.spelled` spells them."""
    known = set() if known is None else known
    for kind in kinds:
        if kind in known:
            continue
        known.add(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (name.replace("_", " ") for name in kind.model_fields)
            yield from spelled_out((field.annotation for field in kind.model_fields.values()), known)
        elif isinstance(kind, type) and issubclass(kind, Enum):
            yield from (str(member.value).replace("_", " ") for member in kind)
        else:
            yield from spelled_out(get_args(kind), known)
