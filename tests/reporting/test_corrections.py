"""The words and tables of a correction: what was posted, what is right, and how it comes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from rich.console import Console

from tests.hand.back_value import correct, correct_in_turn, correct_terms
from tests.hand.notional import member, pooled
from tests.hand.tables import on
from tests.hand.test_back_value_by_hand import CREDIT, MONTHLY, TIERS, alone
from tests.hand.test_right_terms_by_hand import TWICE, internal, shared_at
from treasury.checks import CheckResult
from treasury.correction.correcting import Correction, books
from treasury.correction.postings import OPEN
from treasury.fees import FeeTerm
from treasury.rates import Index, IndexRate, Rate
from treasury.reporting.correcting.tables import balance_table, entry_table, touched_table
from treasury.reporting.correcting.terminal import Shown, show, totals
from treasury.reporting.correcting.words import earlier_words, sentence
from treasury.reporting.table import cells
from treasury.scenario import Scenario
from treasury.tables import TAX
from treasury.tax import TaxTerm

RECEIPT = "value | account | amount\n1 | A | 20"


@pytest.fixture(scope="module")
def taxed() -> Correction:
    """A late receipt over two tiers, with a tax on the interest."""
    tax = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    return correct(alone("1000", *TIERS, tax_terms=(tax,)), RECEIPT, 25)


def test_interest_is_told_by_its_balance_days_tier_by_tier(taxed):
    assert sentence(taxed, taxed.touched[0]) == (
        "Credit interest of A (terms own): 1.90 was posted on 2026-03-21, 1.96 is right, "
        "difference 0.06 (190.00 CNY-days more x 3.60 % / 360 + 190.00 CNY-days more x 7.20 % / "
        "360 = 0.057, rounded 0.06)."
    )


def test_a_tax_is_told_by_its_base(taxed):
    assert sentence(taxed, taxed.touched[1]) == (
        "Tax WHT (NOT CONFIRMED), on what its bank pays on A: -0.19 was posted on 2026-03-21, "
        "-0.20 is right, difference -0.01 (0.06 x 10.00 % more = -0.006, rounded -0.01)."
    )


def test_what_is_open_is_told_as_accrued(taxed):
    told = sentence(taxed, taxed.touched[2])
    assert "not posted yet; up to today 0.62 instead of 0.60 has accrued (" in told


def test_a_tax_on_what_is_open_is_told_as_such():
    tax = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    late = RECEIPT.replace("20", "2000")
    found = correct(alone("1000", *TIERS, tax_terms=(tax,)), late, 25)
    (one,) = (one for one in found.touched if (one.day, one.kind) == (OPEN, TAX))
    assert "(it is charged on what has accrued and is not posted yet)." in sentence(found, one)


def test_the_sums_name_internal_interest_beside_what_moves_cash():
    found = correct_terms(internal("3.6%"), internal("36%"), 25)
    assert totals(found, books(found, "delta")) == [
        "S: 1.71 CNY of internal interest in all, on its position: no cash moves"
    ]


def test_where_the_first_rounding_made_the_unit_it_is_said():
    found = correct(alone("523.16", CREDIT), "value | account | amount\n1 | A | 2", 25)
    assert sentence(found, found.touched[0]).endswith(
        "= 0.0038, with what the first rounding left over 0.01)."
    )


def test_a_remainder_that_is_carried_is_said():
    own = replace(MONTHLY, carry_remainder=True)
    found = correct(alone("523.16", CREDIT, own=own), "value | account | amount\n1 | A | 2", 25)
    assert "with the remainders that are carried over -0.01" in sentence(found, found.touched[1])


def test_a_minimum_that_holds_is_said():
    fee = FeeTerm(
        fee="line", base="undrawn_overdraft", account="A", rate="0.36%", every="month", day=21,
        minimum=Decimal("0.17"),
    )  # fmt: skip
    found = correct(alone("100", fee_terms=(fee,)), "value | account | amount\n10 | A | -600", 25)
    assert sentence(found, found.touched[1]).endswith(
        "-0.19 was posted on 2026-03-21, -0.17 is right, difference 0.02 (5,000.00 CNY-days x "
        "0.36 % / 360 less = 0.05, within the minimum and the maximum of a charge 0.02)."
    )


def test_a_share_is_told_by_the_pool_s_numbers():
    accounts = "account | opening | terms\nH | 100 | own\nB | -50 | own"
    both = (member("H"), member("B"))
    scenario = pooled(accounts, both, days=30, own=(MONTHLY,), allocation="central", method="net")
    found = correct(scenario, "value | account | amount\n1 | H | -100", 25)
    assert sentence(found, found.touched[0]) == (
        "Share of H in the result of notional pool P (terms own): 0.10 was posted on 2026-03-21, "
        "-0.19 is right, difference -0.29 (the pool's result changes by 950.00 CNY-days fewer x "
        "3.60 % / 360 - 950.00 CNY-days more x 7.20 % / 360 = -0.285 in all, the share of H by "
        "-0.29)."
    )


def test_of_many_rates_only_the_first_are_written_out():
    rates = [
        replace(CREDIT, rate=f"3.{at:02d}%", valid_from=on(at + 1) if at else None)
        for at in range(15)
    ]
    found = correct(alone("1000", *rates), RECEIPT, 25)
    assert "+ 7 more of such terms, one for each rate and tier = " in sentence(
        found, found.touched[0]
    )


def test_the_tables_say_what_is_posted_and_why(taxed):
    entries = entry_table(taxed, books(taxed, "full"))
    assert entries.data["step"] == ["late", "reversal", "replayed", "reversal", "replayed"]
    assert entries.data["why"][1].endswith(": as it was posted, taken back")
    assert entries.data["why"][2].startswith("Credit interest of A (terms own): as it is right (")
    assert entries.data["why"][4].startswith("Tax WHT (NOT CONFIRMED), on what its bank pays")
    assert set(entries.data["booking_date"]) == {"2026-03-26"}
    assert touched_table(taxed).data["posted_on"] == ["2026-03-21", "2026-03-21", None]
    told = balance_table(taxed)
    assert len(told) == 25 and cells(told)[-1][0] == "1020.00"
    assert cells(told)[3][-1] == "1001.71" and cells(told)[4][-1] == "1021.76"


def test_the_terminal_shows_a_failed_check_with_its_detail(taxed):
    console = Console(width=80)
    wrong = CheckResult(name="books", passed=False, examined=1, detail="one fen too much")
    with console.capture() as shown:
        show(Shown(taxed, books(taxed, "delta"), "delta", (wrong,)), console)
    assert "Checks: 1 FAILED" in shown.get() and "books: one fen too much" in shown.get()
    assert "…" not in shown.get(), "nothing is cut off at 80 columns"
    assert "A: 0.05 CNY of interest, fees and taxes in all" in shown.get()
    assert "! The tax WHT is not confirmed; no source is given." in shown.get()


def test_a_posting_that_comes_to_the_same_amount_is_not_listed():
    # 500.00 x 19 x 0.01 % = 0.95; 1.00 more makes 0.9519, still 0.95. Open: 0.300285 and 0.300885.
    found = correct(alone("500", CREDIT), "value | account | amount\n1 | A | 1", 25)
    assert [one.posted for one in found.touched] == [one.right for one in found.touched] == [95, 30]
    assert len(touched_table(found)) == 0
    console = Console(width=80)
    with console.capture() as shown:
        show(Shown(found, books(found, "delta"), "delta", ()), console)
    assert "0.95" not in shown.get() and "difference" not in shown.get()
    assert "No interest, fee or tax that was posted changes." in shown.get()


def test_a_posting_that_moves_to_another_day_is_listed_on_both():
    own = replace(MONTHLY, settlement_day=18)
    found = correct_terms(alone("1000", CREDIT), alone("1000", CREDIT, own=own), 25)
    table = touched_table(found)
    assert table.data["posted_on"][:2] == ["2026-03-19", "2026-03-21"]
    assert (table.data["posted"][0], table.data["right"][1]) == (0, 0)
    assert all(table.data["difference"])


RAISED = correct_terms(alone("1000", CREDIT), alone("1000", CREDIT, TWICE), 25)


def test_which_rate_was_used_and_which_is_right_is_told():
    assert sentence(RAISED, RAISED.touched[0]) == (
        "Credit interest of A (terms own): 1.90 was posted on 2026-03-21, 2.80 is right, "
        "difference 0.90 (3.60 % was used, 7.20 % is right from 2026-03-12: 9,000.00 CNY-days "
        "fewer x 3.60 % / 360 + 9,000.00 CNY-days more x 7.20 % / 360 = 0.90)."
    )


def test_of_interest_that_is_open_a_rate_is_told_from_its_own_day():
    # The period is open since the 21st; the rate is right from the 12th.
    told = sentence(RAISED, RAISED.touched[1])
    assert "(3.60 % was used, 7.20 % is right from 2026-03-12: " in told


def test_of_interest_that_is_open_the_period_begins_after_the_last_settlement():
    # Other rates before it are none of its own: the first that counts is that of day 20.
    first, later = replace(TWICE, rate="5.4%"), replace(TWICE, valid_from=on(20))
    known = alone("1000", CREDIT)
    found = correct_terms(known, alone("1000", CREDIT, first, later), 25)
    past, still_open = (sentence(found, one) for one in found.touched)
    assert "(3.60 % was used, 5.40 % is right from 2026-03-12: " in past
    assert "(3.60 % was used, 7.20 % is right from 2026-03-21: " in still_open
    always = alone("1000", replace(CREDIT, rate="7.2%"))
    found = correct_terms(alone("1000", CREDIT, first), always, 25)
    assert "(5.40 % was used, 7.20 % is right from 2026-03-02: " in sentence(
        found, found.touched[1]
    )


def told_of(known: Scenario, right: Scenario) -> str:
    """The sentence of the first posting that is corrected."""
    found = correct_terms(known, right, 25)
    return sentence(found, found.touched[0])


def test_the_tier_that_bears_another_rate_is_told():
    right = (TIERS[0], replace(TIERS[1], rate="10.8%"))
    told = told_of(alone("2000", *TIERS), alone("2000", *right))
    assert "(7.20 % was used, 10.80 % is right from 2026-03-02: " in told


def test_other_bounds_of_tiers_are_told():
    right = (replace(TIERS[0], up_to=Decimal(500)), TIERS[1])
    told = told_of(alone("2000", *TIERS), alone("2000", *right))
    assert "(a tier up to 1,010.00 was used, up to 500.00 is right from 2026-03-02: " in told


def test_another_day_count_is_told():
    right = alone("2000", *TIERS, own=replace(MONTHLY, day_count="ACT/365F"))
    told = told_of(alone("2000", *TIERS), right)
    assert "(another day count was used than is right from 2026-03-02: " in told


def test_a_tier_that_was_not_known_is_told():
    told = told_of(alone("2000", CREDIT), alone("2000", *TIERS))
    assert "(no rate was used, 7.20 % is right from 2026-03-02: " in told


def test_terms_that_nobody_knew_and_terms_that_are_none_are_told():
    known = alone("1000", CREDIT)
    free = replace(known, accounts=tuple(replace(one, terms=None) for one in known.accounts))
    assert "(no rate was used, 3.60 % is right from 2026-03-02: " in told_of(free, known)
    assert "(3.60 % was used, no rate is right from 2026-03-02: " in told_of(known, free)


def test_a_fixing_that_was_published_otherwise_is_told_with_its_day():
    follows = Rate(terms="own", side="credit", rate="IX + 10 bps")
    known, right = (
        alone(
            "1000", follows, indices=(Index(id="IX", oldest=60),),
            index_rates=(IndexRate(index="IX", date=on(1), rate=rate),),
        )
        for rate in ("1.8%", "3.6%")
    )  # fmt: skip
    told = told_of(known, right)
    assert (
        "(1.90 % (IX 1.80 % of 2026-03-02 + 0.10 %) was used, 3.70 % (IX 3.60 % of 2026-03-02 + "
        "0.10 %) is right from 2026-03-02: "
    ) in told


def test_a_rounding_or_a_bound_that_was_another_one_is_told():
    known = alone("523.16", CREDIT)
    told = told_of(known, alone("523.16", CREDIT, own=replace(MONTHLY, settlement_day=21)))
    assert "0.99 was posted on 2026-03-21, 0.00 is right" in told
    fee = FeeTerm(
        fee="line", base="undrawn_overdraft", account="A", rate="0.36%", every="month", day=21
    )
    least = replace(fee, minimum=Decimal("0.50"))
    told = told_of(alone("100", fee_terms=(fee,)), alone("100", fee_terms=(least,)))
    assert told.endswith("(the minimum or the maximum of a charge was another one).")


def test_numbers_that_are_rounded_otherwise_are_told():
    # 555.00 x 19 x 0.01 % = 1.0545: 1.05; 558.00: 1.0602. Down instead of half up: 529.00, 1.0051.
    known = alone("529.5", CREDIT)  # 1.00605
    down = alone("529.5", CREDIT, own=replace(MONTHLY, rounding="down"))
    told = told_of(known, down)
    assert told.endswith("1.00 is right, difference -0.01 (the terms round or carry otherwise).")


def test_the_share_of_a_fee_and_of_a_tax_that_were_others_are_told():
    fee = FeeTerm(
        fee="line", base="undrawn_overdraft", account="A", rate="0.36%", every="month", day=21
    )
    later = replace(fee, rate="0.72%", valid_from=on(11))
    told = told_of(alone("100", fee_terms=(fee,)), alone("100", fee_terms=(fee, later)))
    assert "(0.36 % was used, 0.72 % is right from 2026-03-12: " in told
    told = told_of(alone("100"), alone("100", fee_terms=(later,)))
    assert "(no rate was used, 0.72 % is right from 2026-03-12: " in told
    tax = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    told = told_of(alone("1000", CREDIT), alone("1000", CREDIT, tax_terms=(tax,)))
    assert "(no rate was used, 10.00 % is right from 2026-03-21: 1.90 x 10.00 % more" in told


def test_of_a_tax_that_was_right_nothing_is_said_but_its_base():
    tax = TaxTerm(tax="WHT", base="bank_interest", rate="10%")
    known, right = (
        alone("1000", *rates, tax_terms=(tax,)) for rates in ((CREDIT,), (CREDIT, TWICE))
    )
    found = correct_terms(known, right, 25)
    assert sentence(found, found.touched[1]).endswith(
        "difference -0.09 (0.90 x 10.00 % more = -0.09)."
    )


def test_what_earlier_corrections_made_known_is_told():
    first, second = correct_in_turn(
        alone("1000", CREDIT), ((RECEIPT, 22), ("value | account | amount\n2 | A | 5", 25))
    )
    assert earlier_words(first) == []
    assert earlier_words(second) == [
        "After the correction of 2026-03-23, which made 1 late item known."
    ]
    assert earlier_words(replace(second, after=replace(RAISED, today=21))) == [
        "After the correction of 2026-03-23, which made other terms known."
    ]
    console = Console(width=80)
    with console.capture() as shown:
        show(Shown(second, books(second, "delta"), "delta", ()), console)
    assert "which made 1 late item known." in shown.get()


def test_a_pool_that_was_joined_is_told():
    accounts = "account | opening | terms\nH | 100 | own\nB | 300 | own"
    known, right = (
        pooled(accounts, members, days=30, own=(MONTHLY,))
        for members in ((member("H"),), (member("H"), member("B")))
    )
    found = correct_terms(known, right, 25)
    told = [sentence(found, one) for one in found.touched]
    assert any(one.startswith("Share of B in the result of notional pool P") for one in told)


def test_a_share_at_internal_rates_is_told_by_its_own_part():
    found = correct_terms(shared_at("1.8%"), shared_at("3.6%"), 25)
    told = sentence(found, found.touched[0])
    assert told.startswith("Share of B in the result of notional pool P")
    assert told.endswith(
        "(1.80 % was used, 3.60 % is right from 2026-03-02: its part at internal rates changes by "
        "190,000.00 CNY-days fewer x 1.80 % / 360 + 190,000.00 CNY-days more x 3.60 % / 360)."
    )


def test_the_share_of_a_header_is_what_internal_rates_leave():
    found = correct_terms(shared_at("1.8%"), shared_at("3.6%"), 25)
    told = [sentence(found, one) for one in found.touched]
    (of_header,) = (one for one in told if one.startswith("Share of H") and "posted on" in one)
    assert of_header.endswith("(what shares at internal rates leave changes).")


def test_interest_between_companies_is_a_line_in_the_books_of_each():
    found = correct_terms(internal("3.6%"), internal("36%"), 25)
    table = entry_table(found, books(found, "full"))
    assert table.data["account"] == ["S", "HQ", "S", "HQ"]
    assert table.data["amount"] == [-19, 19, 1_90, -1_90]
    assert set(table.data["kind"]) == {"internal interest"}
    console = Console(width=80)
    with console.capture() as shown:
        show(Shown(found, books(found, "delta"), "delta", ()), console)
    said = " ".join(shown.get().split())
    assert "The terms of the run were other than they are right" in said
    assert "of interest, fees and taxes in all" not in said, "no cash moves"
    assert "Late items" not in said and "late money" not in said
    assert "Facts are frozen: no payment, sweep or draw is done again." in said


def test_where_nothing_of_the_past_changes_that_is_said():
    found = correct(alone("1000", CREDIT), RECEIPT, 10)
    console = Console(width=80)
    with console.capture() as shown:
        show(Shown(found, books(found, "delta"), "delta", ()), console)
    assert "No interest, fee or tax that was posted changes." in shown.get()
