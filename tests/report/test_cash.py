"""What moved an account besides its trades, in words."""

from datetime import timedelta

from planner.domain.journal import Corrected, Transferred
from planner.domain.trades import BookAccount
from planner.report.cash import cash_row, withdrawn_why
from tests.happenings import NOW, event, marked

ACCOUNT = BookAccount.model_validate(
    {"name": "Main", "venue": "x", "currency": "EUR", "equity_base": "1", "zone": "Europe/Berlin"}
)


def test_money_and_balances_are_told_with_when_they_were_and_when_they_were_entered() -> None:
    out = event("transferred", NOW, late=timedelta(hours=1), amount="-1234.5")
    assert isinstance(out, Transferred)
    assert cash_row(out, ACCOUNT, None) == ("2026-04-01 11:00", "taken out", "1,234.50 EUR", "", "2026-04-01 12:00", "")
    paid = out.replace(amount=-out.amount)
    assert cash_row(paid, ACCOUNT, "typed twice")[1:3] == ("paid in", "1,234.50 EUR")
    assert cash_row(paid, ACCOUNT, "typed twice")[-1] == "withdrawn: typed twice"
    stated = marked(NOW, "-5", "7")
    assert stated.kind == "equity_marked"
    assert cash_row(stated, ACCOUNT, None)[1:4] == ("balance as stated", "−5.00 EUR", "7.00 EUR")


def test_what_counts_no_more_is_known_by_its_id() -> None:
    wrong = event("corrected", NOW, of="a", reason="why")
    assert isinstance(wrong, Corrected)
    assert withdrawn_why([wrong]) == {"a": "why"}
