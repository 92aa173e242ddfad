"""What a term loan bears, and when it is paid: the last of it with the principal (利随本清).

Balance x rate x days / 360, in fen: 100,000.00 at 3.6 % bear 10.00 a day, 1,234.00 bear 12.34 fen.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import lived
from tests.hand.test_interest_by_hand import FIRST, at, bank, posted
from treasury.credit import TermLoan
from treasury.rates import Rate
from treasury.scenario import Scenario

DAY = datetime.timedelta(days=1)


def borrowed(principal: str, drawn: int, repaid: int, *rates: Rate, **terms: Any) -> Scenario:
    """A loan to the account A, from one day of March to another; interest is due on the 21st."""
    settled = {"settles": "monthly", **terms}
    rates = rates or (at("3.6%", "debit"),)
    one = bank("0", rates, last=datetime.date(2026, 4, 21), **settled)
    loan = TermLoan(
        id="loan", account="A", principal=Decimal(principal), terms="T",
        drawn_on=FIRST + (drawn - 1) * DAY, repaid_on=FIRST + (repaid - 1) * DAY,
    )  # fmt: skip
    account = replace(one.accounts[0], terms=None)
    return replace(one, accounts=(account,), term_loans=(loan,))


def dearer(day: int) -> tuple[Rate, ...]:
    """3.6 %, and 7.2 % from a day of March."""
    later = at("7.2%", "debit", valid_from=datetime.date(2026, 3, day))
    return at("3.6%", "debit"), later


LAST_INTEREST = {
    "settled before, too: 5 to 20 March, then 21 to 24 March": (
        borrowed("100000", 5, 25), [("03-21", -16 * 10_00), ("03-25", -4 * 10_00)],
    ),
    "the last evening settles anyhow: once": (
        borrowed("100000", 5, 21), [("03-21", -16 * 10_00)],
    ),
    "repaid the day after it was drawn": (borrowed("100000", 5, 6), [("03-06", -10_00)]),
    "drawn before the run, whose first day repays it": (borrowed("100000", 0, 1), []),
    "drawn before the run, repaid on its second day": (borrowed("100000", 0, 2),
                                                       [("03-02", -10_00)]),
    "settled never but with the principal: 5 March to 9 April": (
        borrowed("100000", 5, 41, settles="never"), [("04-10", -36 * 10_00)],
    ),
    "repaid the day after the run: settled on its last evening, posted after it": (
        borrowed("100000", 5, 53, settles="never"), [],
    ),
    "a remainder is dropped: 16 x 12.34 = 197.44, 4 x 12.34 = 49.36": (
        borrowed("1234", 5, 25), [("03-21", -197), ("03-25", -49)],
    ),
    "a remainder is carried: 0.44 + 49.36 = 49.80": (
        borrowed("1234", 5, 25, carry_remainder=True), [("03-21", -197), ("03-25", -50)],
    ),
    "it bears the rate of its own last evening, 3.6 % until the 14th, not that of the 20th": (
        borrowed("100000", 5, 15, *dearer(15), rate_change="settlement_day"),
        [("03-15", -10 * 10_00)],
    ),
    "7.2 % from the 14th are those of all ten days": (
        borrowed("100000", 5, 15, *dearer(14), rate_change="settlement_day"),
        [("03-15", -10 * 20_00)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LAST_INTEREST)
def test_what_a_loan_bore_last_is_paid_with_its_principal(case):
    scenario, wanted = LAST_INTEREST[case]
    assert posted(lived(scenario)) == wanted


def test_a_loan_repaid_the_day_after_the_run_has_accrued_what_it_pays_then():
    outcome = lived(borrowed("100000", 5, 53, settles="never"))
    assert outcome.accrued == {("loan", "loan", "debit"): -48 * 10_00}


def test_what_is_late_bears_on_and_is_settled_on_the_settlement_days():
    one = borrowed("100000", 5, 15)
    account = replace(one.accounts[0], opening=Decimal(50), overdraft=Decimal(0))
    outcome = lived(replace(one, accounts=(account,), queue="carry"))
    # 50.00 do not pay the 100.00 of interest, so the principal waits from then on.
    wanted = [("03-15", -10 * 10_00), ("03-21", -6 * 10_00), ("04-21", -31 * 10_00)]
    assert posted(outcome) == wanted
    assert outcome.owed["loan"][-1] == 100_000_00
