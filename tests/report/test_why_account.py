"""Why open positions and the account are liquidated where they are, before a plan and with it.

One coin long at 50,000 in a cross account of 10,000, maintenance 0.5 %; the plan buys ten ether at 2,000.
"""

from planner.assess import Assessment, assess
from planner.domain.plan import Draft
from planner.report.position_liquidation import position_subject
from planner.report.why import is_subject, subject_name, subjects, why_page
from planner.report.why_positions import position_index
from tests.conftest import make_draft, position
from tests.regimes import cash_draft, futures_draft
from tests.report.plans import book, quiet
from tests.report.test_position_liquidation import two

COIN = position_subject(0)


def _lines(assessment: Assessment, key: str, title: str) -> dict[str, str]:
    return {line.label: line.value for line in why_page(assessment, key).section(title).lines if line.label}


def _sentence(draft: Draft, key: str, title: str) -> str:
    return " ".join(line.value for line in why_page(assess(draft), key).section(title).lines if not line.label)


def test_a_position_is_solved_before_the_plan_and_with_it() -> None:
    assessment = assess(two())
    page = why_page(assessment, COIN)
    assert page.title == "Liquidation of BTCUSDT long (1): ↓ 40,201.1 → 40,301.6"
    # 10,000 + P - 50,000 = 0.005 P
    before = _lines(assessment, COIN, "Below the mark, before this plan")
    assert before["Equity(P)"] == "−40,000 + 1 × P"
    assert before["Required(P)"] == "0.005 × P"
    assert before["P"] == "40,201.005025125628141"
    assert before["Tier 1"] == "0 to 1,000,000,000 USDT"
    # 100 more are required for the ether
    after = _lines(assessment, COIN, "Below the mark, with this plan")
    assert after["Required(P)"] == "100 + 0.005 × P"
    assert after["P"] == "40,301.507537688442211"
    assert _lines(assessment, COIN, "Inputs, with this plan")["Required for other cross positions"] == "100 USDT"
    assert "Up to 40,201.1, the tick of 0.1 nearer to the market" in _sentence(
        two(), COIN, "Below the mark, before this plan"
    )


def test_a_position_without_a_price_says_why() -> None:
    rich = two(wallet_balance="100000")
    assert "equity covers what is compared with it" in _sentence(rich, COIN, "Why there is none, before this plan")
    poor = two(wallet_balance="200")
    assert "It is reached already" in _sentence(poor, COIN, "Why there is none, before this plan")


def test_a_position_that_the_plan_closes_has_no_level_with_it() -> None:
    held = position(side="short", quantity="0.2", stop_price="51000", margin_mode="cross")
    draft = make_draft(size_by="quantity", size="0.2", margin_mode="cross", positions=[held])
    account = draft.situation.account.replace(position_mode="one_way")
    closed = draft.replace(situation=draft.situation.replace(account=account))
    assert _sentence(closed, COIN, "With this plan") == "This plan closes the position."


def test_only_what_is_there_can_be_asked() -> None:
    assert position_index("liquidation") is None
    assert COIN in subjects(assess(two()))
    assert not is_subject(assess(two()), position_subject(1))
    assert subject_name(assess(book()), position_subject(1)) == "Liquidation of BTCUSDT short (2)"
    assert not any(key.startswith("position.") for key in subjects(assess(cash_draft())))


def test_the_move_of_all_prices_is_checked_at_its_prices() -> None:
    assessment = assess(two())
    assert why_page(assessment, "all_fall").title.startswith("All prices fall: −19.6")
    # 10,000 + 50,000 t = 250 (1 + t)
    before = _lines(assessment, "all_fall", "At that move, before this plan")
    assert before["t"] == "−0.19597989949748743719"
    # 10,000 + 70,000 t = 350 (1 + t); equity there is 350 x 60,000 / 69,650
    after = _lines(assessment, "all_fall", "At that move, with this plan")
    assert after["t"] == "−0.13854989231873653984"
    assert after["BTCUSDT at"] == "43,072.5 USDT"
    assert after["ETHUSDT at"] == "1,722.90 USDT"
    assert (
        _sentence(two(), "all_fall", "Check, with this plan")
        == "Equity = maintenance margin: both are 301.50753768844221106 USDT."
    )
    assert _sentence(two(), "all_rise", "Why there is none, with this plan") == (
        "No move: equity covers it all the way."
    )


def test_betas_are_named_beside_the_marks() -> None:
    page = why_page(assess(two(betas={"ETHUSDT": "2"})), "all_fall")
    notes = {line.label: line.note for line in page.section("Inputs, with this plan").lines}
    assert notes == {"Wallet": "", "BTCUSDT": "beta 1", "ETHUSDT": "beta 2"}
    assert any("Betas are your own estimate" in line.value for line in page.section("What this leaves out").lines)


def test_an_account_that_backs_nothing_has_no_move() -> None:
    assert "No position is backed by the account" in _sentence(quiet(), "all_fall", "Why there is none")


def test_where_the_broker_decides_the_call_is_asked_about() -> None:
    held = position(instrument="ES", quantity="1", entry_price="4000", mark_price="4000", stop_price=None,
                    margin_mode="cross")  # fmt: skip
    assessment = assess(futures_draft(wallet_balance="50000", positions=[held]))
    assert subject_name(assessment, COIN) == "Margin call of ES long (1)"
    # 50,000 + 50 (P - 4,000) = 10,000
    assert _lines(assessment, COIN, "Below the mark, before this plan")["P"] == "3,200"
