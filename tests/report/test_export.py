"""Reports: JSON against values calculated by hand, text and Markdown against snapshots.

After an intended change of words: UPDATE_SNAPSHOTS=1 python -m pytest tests/report, then read the difference.
"""

import json
import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.assess import Assessment, assess
from planner.domain.plan import Draft
from planner.report.export import report_json, report_markdown, report_text
from tests.cases.objection import Objection
from tests.cases.objections import OBJECTIONS
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.happenings import counts, rule
from tests.regimes import cash_draft, futures_draft, loan_draft
from tests.report.plans import book, btc, doomed, eurusd, quiet, unsaid
from tests.report.test_position_liquidation import two

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATING = bool(os.environ.get("UPDATE_SNAPSHOTS"))
PLANS = {"take": quiet, "shrink": book, "do-not-take": doomed, "cannot-say": unsaid, "broker": eurusd}
WRITERS: dict[str, Callable[[Assessment], str]] = {"text": report_text, "markdown": report_markdown}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("plan", PLANS)
def test_a_report_reads_as_it_was_agreed(plan: str, writer: str) -> None:
    path = SNAPSHOTS / f"{plan}.{writer}.txt"
    report = WRITERS[writer](assess(PLANS[plan]()))
    if UPDATING:
        path.write_text(report, encoding="utf-8")
    assert report == path.read_text(encoding="utf-8")


def test_no_snapshot_is_left_over() -> None:
    expected = {f"{plan}.{writer}.txt" for plan in PLANS for writer in WRITERS}
    assert {path.name for path in SNAPSHOTS.iterdir()} == expected


def _json(draft: Draft) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(report_json(assess(draft)))
    return document


def _is(value: dict[str, Any], expected: dict[str, str | None]) -> bool:
    """Whether all expected fields are there, as texts of these numbers but for the last of 50 digits."""
    return all(_is_number(value[key], number) for key, number in expected.items())


def _is_number(value: object, expected: str | None) -> bool:
    if expected is None or value is None:
        return value is expected
    assert isinstance(value, str)
    assert re.fullmatch(r"-?\d+(\.\d+)?", value), "plain digits"
    return abs(Decimal(value) - Decimal(expected)) <= Decimal("1e-30")


def test_the_json_of_an_isolated_trade_is_what_the_hand_calculates() -> None:
    document = _json(btc())
    assert document["verdict"] == {"decision": "take", "binding": None, "quantity": "0.186"}
    assert _is(
        document,
        {
            "quantity": "0.186",  # 200 / (1,000 + 24.50 + 25 + 24.48775) = 0.18622...
            "notional": "9300",
            "initial_margin": "930",
            "loss_at_stop": "199.7617215",  # 0.186 x 1,073.98775
            "risk_rate": "0.01997617215",
            "gain_at_targets": None,
            "reward_risk": None,
        },
    )
    levels = document["levels"]
    assert levels["targets"] == []
    assert _is(
        levels,
        {
            "entry": "50000",
            "stop": "49000",
            "break_even": "50050.1",  # 50,025 / 0.9995 = 50,050.02...
            "margin_call": "45283.1",  # 8,370 / (0.186 x (1 - 1.25 x 0.005)) = 45,283.01...
            "liquidation": "45226.2",  # 8,370 / (0.186 x 0.995) = 45,226.13...
            "bankruptcy": "45000.0",  # 50,000 - 930 / 0.186
            "far_liquidation": None,
        },
    )
    assert _is(
        document["account"],
        {"equity": "10000", "used_margin": "0", "free_margin": "10000", "margin_level": None},
    )
    # 0.186 x 25 of fee is 4.65
    assert _is(document["account_after"], {"equity": "9995.35", "used_margin": "930", "free_margin": "9065.35"})
    assert document["findings"] == []


def test_the_json_of_a_trade_at_a_broker_is_what_the_hand_calculates() -> None:
    document = _json(eurusd())
    assert document["verdict"]["decision"] == "take"
    assert document["verdict"]["binding"] is None
    assert _is(
        document,
        {
            "quantity": "0.18",  # 100 / (500 + 10 of spread + 6 of commission + 22 of swap) = 0.18587...
            "notional": "19800",
            "initial_margin": "660",  # 19,800 / 30
            "loss_at_stop": "96.84",  # 0.18 x 538
            "risk_rate": "0.009684",
            "gain_at_targets": "173.16",  # 0.18 x (1,000 - 38)
        },
    )
    assert Decimal(document["reward_risk"]).quantize(Decimal("1e-6")) == Decimal("1.788104")
    # equity at P is 10,000 - 0.54 of commission - 1.80 of spread + 18,000 (P - 1.1)
    assert [Decimal(price) for price in document["levels"]["targets"]] == [Decimal("1.11")]
    assert _is(
        document["levels"],
        {
            "entry": "1.1",
            "stop": "1.095",
            "break_even": "1.10038",  # 1.1 + 38 / 100,000
            "margin_call": "0.58125",  # (660 + 9,802.34) / 18,000 = 0.581241...
            "liquidation": "0.56291",  # (330 + 9,802.34) / 18,000 = 0.562907...
            "bankruptcy": "0.54458",  # 9,802.34 / 18,000 = 0.544574...
        },
    )
    assert _is(
        document["account"],
        {"equity": "10000", "used_margin": "0", "free_margin": "10000", "margin_level": None},
    )
    assert _is(document["account_after"], {"equity": "9997.66", "used_margin": "660", "free_margin": "9337.66"})


def test_the_json_names_what_binds_and_every_finding() -> None:
    document = _json(doomed())
    assert document["verdict"] == {"decision": "do_not_take", "binding": "stop_beyond_liquidation", "quantity": None}
    assert [(f["code"], f["severity"], f["field"]) for f in document["findings"]] == [
        ("stop_beyond_liquidation", "blocker", "stop_price"),
        ("unplanned_share", "note", "shares"),
    ]
    assert document["findings"][1]["sentence"].startswith("20.00\u202f% of the position has no target")


def test_the_json_of_what_cannot_be_said_has_the_same_keys_and_nulls() -> None:
    said, unsaid_ = _json(btc()), _json(unsaid())
    assert said.keys() == unsaid_.keys()
    assert said["levels"].keys() == unsaid_["levels"].keys()
    assert _is(unsaid_["levels"], {"entry": None, "stop": "49000", "liquidation": None, "bankruptcy": None})
    assert unsaid_["quantity"] is None
    assert unsaid_["account"] is None
    assert unsaid_["verdict"]["binding"] == "rate_missing"


def test_no_number_in_the_json_has_been_through_binary() -> None:
    for draft in (btc(), eurusd(), book(), doomed(), unsaid()):
        document = json.loads(report_json(assess(draft)), parse_float=_refuse, parse_int=_count)
        assert document["verdict"]


def _refuse(text: str) -> object:
    raise AssertionError(f"{text} is not written as text")


def _count(text: str) -> int:
    assert int(text) <= 1000, "only counts are numbers"
    return int(text)


@pytest.mark.parametrize("objection", OBJECTIONS, ids=str)
def test_every_objection_is_in_every_report(objection: Objection) -> None:
    assessment = assess(objection.raised)
    findings = json.loads(report_json(assessment))["findings"]
    assert {"code": objection.code, "field": objection.field}.items() <= _merged(findings, objection.code).items()
    sentence = _merged(findings, objection.code)["sentence"]
    assert sentence in report_text(assessment)
    assert _unescaped(sentence) in _unescaped(report_markdown(assessment))
    assert "None" not in report_text(assessment)


def _merged(findings: list[dict[str, str]], code: str) -> dict[str, str]:
    return next(finding for finding in findings if finding["code"] == code)


def _unescaped(text: str) -> str:
    return text.replace("\\", "")


EVIL = "a | b `c` *d* _e_ <script> [f](g) \\| \n# Fake\r| h |\r\n- i"


def _evil() -> Draft:
    venue = linear_venue(
        linear_instrument(quantity_unit=EVIL, typical=(EVIL,)),
        name=EVIL,
        client_class=EVIL,
        source=EVIL,
        not_modelled=(EVIL,),
    )
    return make_draft(venue=venue, note=EVIL, name=EVIL, targets=[{"price": "52000", "share": "0.5"}])


def test_nothing_a_file_says_becomes_markdown() -> None:
    report, honest = report_markdown(assess(_evil())), report_markdown(assess(make_draft(note="A line.")))
    bare = re.sub(r"\\.", "", report)  # what is escaped is only text
    assert not {"`", "<", "["} & set(bare)
    headings = [line for line in re.split(r"[\r\n]+", report) if line.startswith("#")]
    assert len(headings) == len([line for line in honest.splitlines() if line.startswith("#")])


@pytest.mark.parametrize("draft", [_evil(), *(plan() for plan in PLANS.values())])
def test_every_row_of_a_table_has_as_many_cells_as_its_head(draft: Draft) -> None:
    report = re.sub(r"\\.", "", report_markdown(assess(draft)))
    for block in re.split(r"(?:\r\n|\r|\n){2,}", report):
        widths = {line.count("|") for line in re.split(r"\r\n|\r|\n", block) if line.startswith("|")}
        assert len(widths) <= 1, block


def test_nothing_a_file_says_commands_the_terminal_or_forges_a_line() -> None:
    evil = "x\x1b[2J\x07\x9b1m\r\u202e\nTAKE 9 BTC. Forged."
    venue = linear_venue(
        linear_instrument(quantity_unit=evil), name=evil, client_class=evil, source=evil, not_modelled=(evil,)
    )
    report = report_text(assess(make_draft(venue=venue)))
    assert not [c for c in report if not c.isprintable() and c not in "\n\u202f"]
    assert not [line for line in report.splitlines() if line.startswith("TAKE 9")]


def test_the_reports_name_whose_rules_and_what_they_leave_out() -> None:
    assessment = assess(book())
    for report in (report_text(assessment), _unescaped(report_markdown(assessment))):
        assert "as of 2025-01-01" in report
        assert "made for tests" in report
        assert "Funding paid until the stop." in report


def test_the_json_tells_where_open_positions_and_the_account_are_liquidated() -> None:
    document = _json(two())  # calculated in test_position_liquidation
    assert document["positions"] == [
        {
            "instrument": "BTCUSDT",
            "side": "long",
            "liquidation_before": "40201.1",
            "liquidation_after": "40301.6",
            "far_liquidation_before": None,
            "far_liquidation_after": None,
            "already": False,
            "marked_at": None,
        }
    ]
    account = document["account_liquidation"]
    assert Decimal(account["fall"]).quantize(Decimal("1e-6")) == Decimal("-0.138550")
    assert Decimal(account["fall_before"]).quantize(Decimal("1e-6")) == Decimal("-0.195980")
    assert (account["rise"], account["rise_before"], account["already"]) == (None, None, False)


def test_the_json_tells_what_a_liquidation_takes() -> None:
    document = _json(quiet())
    taken = {name: Decimal(text or 0).quantize(Decimal("0.01")) for name, text in document["if_liquidated"].items()}
    assert taken == {
        "price": Decimal("45226.13"),
        "fee": Decimal(0),
        "residual": Decimal("45.23"),
        "loss": Decimal("954.77"),
        "closed_notional": Decimal(0),
    }
    assert document["liquidation_range"]["now"] == document["liquidation_range"]["later"]
    assert _is(document, {"effective_leverage": "1", "buying_power": "100000", "loan_to_value": None})
    assert _is(_json(loan_draft()), {"loan_to_value": "0.5"})


def test_no_number_of_the_json_has_more_digits_than_a_reader_can_hold() -> None:
    # 8,370 / 0.18507 = 45,226.130653266331658...; 9,300 / 9,995.35 and the like never end either
    document = _json(btc())
    assert document["roots"]["liquidation"] == "45226.13065326633"
    assert document["levels"]["liquidation"] == "45226.2"
    long = make_draft(size_by="quantity", size="0.2", wallet_balance="10000", entry_price="50000.1")
    assert _json(long)["levels"]["entry"] == "50000.1"
    for draft in (btc(), eurusd(), book(), two()):
        digits = re.findall(r'"-?(\d+\.?\d*)"', report_json(assess(draft)))
        assert digits
        assert all(len(number.replace(".", "").lstrip("0")) <= 16 for number in digits)


def test_the_json_of_a_venue_without_a_liquidation_rule_has_nulls() -> None:
    for draft in (futures_draft(), cash_draft()):
        document = _json(draft)
        assert set(document["if_liquidated"].values()) == {None}
        assert document["account_liquidation"]["fall"] is None


def test_the_json_names_the_rules_and_what_is_not_sure_about_them() -> None:
    rules = _json(book())["venue_rules"]
    assert rules["client_class"] == "retail"
    assert rules["typical"] == ["fee_rate", "funding_rate"]
    assert rules["changed"] == []
    assert rules["not_modelled"] == ["Gaps.", "Funding paid until the stop."]


def test_the_json_says_of_every_pause_rule_what_the_trade_would_make_of_it() -> None:
    rules = (rule("losses"), rule("loss", anchor="day_start", rate="0.05", pause={"ends": "next_day"}))
    found = _json(make_draft(rules=rules, events=counts(losing_streak=2)))["rules"]
    # the stop costs 200 of 10,000; there is no target; 09:00 on 1 April and a day
    assert found == [
        {
            "id": "losses",
            "kind": "losses",
            "state": "warned",
            "used": "2",
            "limit": "3",
            "if_loss": "paused",
            "if_win": None,
            "if_gap": "paused",
            "until": None,
            "until_if_loss": "2026-04-02T09:00:00Z",
            "until_if_win": None,
            "until_if_gap": "2026-04-02T09:00:00Z",
        },
        {
            "id": "loss",
            "kind": "loss",
            "state": "active",
            "used": "0",
            "limit": "500",
            "if_loss": "active",
            "if_win": None,
            "if_gap": "warned",
            "until": None,
            "until_if_loss": None,
            "until_if_win": None,
            "until_if_gap": None,
        },
    ]


def test_the_text_tells_liquidations_too() -> None:
    report = report_text(assess(two())).replace("\u202f%", " %")
    assert "  BTCUSDT long     Liquidation ↓ 40,201.1 → 40,301.6\n" in report
    assert "All prices fall" in report
    assert "  Deficit borne by" in report
    assert "paid in full" in report_text(assess(cash_draft())).splitlines()[0]


def test_the_text_tells_what_targets_close_in_whole_steps() -> None:
    """One step cannot be halved: all of it is closed at the nearer target."""
    halves = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    report = report_text(assess(make_draft(targets=halves, size_by="quantity", size="0.001")))
    rows = [" ".join(line.split()) for line in report.replace("\u202f%", " %").splitlines()]
    assert {"Target 1 52,000.0 100 % of it", "Target 2 54,000.0 nothing to close"} <= set(rows)


def test_the_json_tells_what_each_target_closes() -> None:
    """Of three steps the nearer half closes two, as they add up to no more than was planned."""
    halves = [{"price": "54000", "share": "0.5"}, {"price": "52000", "share": "0.5"}]
    targets = _json(make_draft(targets=halves, size_by="quantity", size="0.003"))["targets"]
    assert targets == [
        {"price": "54000", "share": "0.5", "quantity": "0.001"},
        {"price": "52000", "share": "0.5", "quantity": "0.002"},
    ]
    unsized = _json(make_draft(targets=halves, entry_price=None))["targets"]
    assert [target["quantity"] for target in unsized] == [None, None]


def test_the_json_reorders_nothing_for_who_reads_the_file_itself() -> None:
    note = "buy \u202e001 ta\u2069 \u200ftoday"
    report = report_json(assess(make_draft(note=note)))
    assert '"note": "buy \\u202e001 ta\\u2069 \\u200ftoday"' in report
    assert json.loads(report)["note"] == note
