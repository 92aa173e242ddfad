"""The words and tables of a correction that settles account analyses anew."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from tests.hand.back_value import correct, correct_terms
from tests.hand.tables import on
from tests.hand.test_account_analysis_by_hand import RATE, analysed, flat
from tests.hand.test_corrected_analyses_by_hand import HEAD, RECEIPT, UNUSED, small, two_periods
from treasury.account_analysis import AccountAnalysis
from treasury.correction.correcting import Correction, books
from treasury.rates import Rate
from treasury.reporting.correcting.folder import write_correction
from treasury.reporting.correcting.tables import entry_table, period_table
from treasury.reporting.correcting.terminal import Shown, show
from treasury.reporting.correcting.words import sentence
from treasury.reporting.table import cells
from treasury.scenario import Scenario


def said(found: Correction, at: int = 0) -> str:
    """The sentence of a posting that is corrected."""
    return sentence(found, found.touched[at])


def used(known: Scenario, right: Scenario) -> str:
    """What was used and what is right, of the charge on day 4."""
    words = said(correct_terms(known, right, 10)).partition(" (")[2]
    return words.partition(": 2026")[0].partition(": brought")[0]


def test_a_charge_is_told_by_its_period():
    assert said(correct(small(), RECEIPT, 10)) == (
        "Account analysis AN: -0.70 was posted on 2026-03-05, -0.40 is right, difference 0.30 "
        "(2026-03-02 to 2026-03-04: average collected balance 2,000.00 instead of 1,000.00, "
        "earnings credit 0.60 instead of 0.30, fees 1.00)."
    )


def test_what_is_brought_forward_is_told_where_it_changes():
    found = correct(two_periods(), HEAD + "1 | A | 100\n4 | A | -100", 38)
    assert said(found).endswith("difference 0.03 (brought forward 0.13 instead of 0.10).")


def test_what_is_not_charged_yet_is_told_as_open():
    found = correct(small(), RECEIPT, 3)
    assert said(found) == (
        "Account analysis AN: not charged yet; as of today 0.40 would be due instead of 0.70 "
        "(2026-03-02 to 2026-03-04: average collected balance 2,000.00 instead of 1,000.00, "
        "earnings credit 0.60 instead of 0.30, fees 1.00)."
    )


def test_the_months_of_a_quarter_are_told_each():
    # Settled on 4 March, and on 4 June for the three periods since then, charged the day after.
    known = analysed(1000, days=100, fee="20.00")
    quarterly = replace(known.account_analyses[0], settles="quarter")
    known = replace(known, account_analyses=(quarterly,))
    found = correct(known, HEAD + "1 | A | 100", 99)
    assert "posted on 2026-06-05" in said(found, 1)
    assert said(found, 1).count("average collected balance 1,") == 3


def test_more_periods_than_can_be_read_are_counted():
    known = analysed(1000, days=320, fee="20.00")
    yearly = replace(known.account_analyses[0], settles="year")
    known = replace(known, account_analyses=(yearly,))
    found = correct(known, HEAD + "1 | A | 100", 319)
    assert said(found).count("average collected") == 8
    assert said(found).endswith("; 2 more periods).")


def test_a_fee_by_terms_is_named_in_its_period():
    known = analysed(-1000, fees=(), fee_terms=(UNUSED,), days=12)
    found = correct(known, HEAD + "1 | A | 500", 10)
    assert said(found).endswith("fees 0.26 instead of 0.24 (unused 0.26 instead of 0.24)).")
    assert said(found, 1).endswith("fees 0.59 instead of 0.56).")


def test_two_fees_of_which_one_changes():
    other = replace(UNUSED, fee="least", minimum=Decimal(3))
    known = analysed(-1000, fees=(), fee_terms=(UNUSED, other), days=12)
    found = correct(known, HEAD + "1 | A | 500", 10)
    assert "fees 3.26 instead of 3.24 (unused 0.26 instead of 0.24)" in said(found)


def test_what_was_used_and_what_is_right_is_said_first():
    twice = Rate(terms="ecr", side="credit", rate="7.3%", valid_from=on(3))
    assert used(small(reserve_share="10%"), small(rates=(RATE, twice))) == (
        "an earnings credit rate of 3.65 % was used, 7.30 % is right from 2026-03-04 and a "
        "reserve of 10.00 % was used, 0.00 % is right"
    )
    known, right = (analysed(8000, -2000, fee="5.00", days=12, negative=way)
                    for way in ("zero", "offset"))  # fmt: skip
    assert used(known, right) == (
        "overdrawn accounts counted nothing, they should have been set off against the others"
    )
    assert used(right, known) == (
        "overdrawn accounts were set off against the others, they should have counted nothing"
    )
    known = small()
    (terms,) = known.terms
    right = replace(known, terms=(replace(terms, day_count="ACT/360"),), rates=(RATE,))
    many = tuple(replace(one, amount=Decimal(90)) for one in known.fees)
    rich = tuple(replace(one, opening=Decimal(90_000)) for one in known.accounts)
    known, right = (replace(one, fees=many, accounts=rich) for one in (known, right))
    assert used(known, right) == "another day count was used than is right"


def test_credit_that_should_have_been_lost_is_said():
    known = two_periods()
    lost = tuple(replace(one, excess="lost") for one in known.account_analyses)
    found = correct_terms(known, replace(known, account_analyses=lost), 38)
    assert (
        "(credit left over was carried on, it should have been lost: brought forward 0.00 instead"
    ) in said(found)


def test_a_fee_that_goes_another_way_is_said():
    at_once = replace(UNUSED, analysis=None)
    known, right = (
        analysed(-1000, 400, fees=(), fee_terms=(fee,), days=12) for fee in (at_once, UNUSED)
    )
    found = correct_terms(known, right, 10)
    assert said(found).endswith(
        "(it was charged at once, and goes through account analysis AN as is right)."
    )
    back = correct_terms(right, known, 10)
    assert said(back).endswith(
        "(it went through account analysis AN, and is charged at once as is right)."
    )
    gone = correct_terms(known, replace(known, fee_terms=()), 10)
    assert "account analysis" not in said(gone)


def test_the_periods_stand_in_a_table_of_their_own():
    found = correct(two_periods(), HEAD + "1 | A | 100", 38)
    rows = list(zip(*cells(period_table(found)), strict=True))
    assert rows == [
        ("AN", "2026-03-02", "2026-03-04", "", "CNY", "0.00", "0.00", "1000.00", "1100.00", "0.30",
         "0.33", "0.20", "0.20", "0.00", "0.00", "0.10", "0.13", "0.00", "0.00"),
        ("AN", "2026-03-05", "2026-04-04", "2026-04-05", "CNY", "0.10", "0.13", "1000.00",
         "1100.00", "3.10", "3.41", "3.25", "3.25", "0.05", "0.00", "0.00", "0.29", "0.00", "0.00"),
        ("AN", "2026-04-05", "2026-04-08", "open", "CNY", "0.00", "0.29", "999.95", "1100.00",
         "0.40", "0.44", "0.00", "0.00", "0.00", "0.00", "0.40", "0.73", "0.00", "0.00"),
    ]  # fmt: skip
    kinds = entry_table(found, books(found, "delta")).data["kind"]
    assert kinds == ["item", "account analysis"]


def two_in_one(**fields: str) -> Scenario:
    """Settled on the 4th, with 0.30 - 0.20 = 0.10 left, and when the analysis ends on the 9th, with
    0.50 against 3.05; charged once, on the 15th: 2.45."""
    once = flat("3.05", id="G", every="once", day=1, date=on(6))
    return analysed(
        1000, days=20, fees=(flat("0.20"), once), charge_day=15, valid_until=on(8), **fields
    )


def test_what_a_settlement_inside_a_charge_leaves_is_told():
    found = correct_terms(two_in_one(), two_in_one(excess="lost"), 18)
    assert said(found).endswith(
        "-2.45 was posted on 2026-03-15, -2.55 is right, difference -0.10 (credit left over "
        "was carried on, it should have been lost: 2026-03-02 to 2026-03-04: average collected "
        "balance 1,000.00, earnings credit 0.30, fees 0.20, credit carried on 0.00 instead of "
        "0.10, credit lost 0.10 instead of 0.00)."
    )
    rows = list(zip(*cells(period_table(found)), strict=True))
    assert [(*row[1:4], row[5:7], row[13:]) for row in rows] == [
        ("2026-03-02", "2026-03-04", "", ("0.00", "0.00"),
         ("0.00", "0.00", "0.10", "0.00", "0.00", "0.10")),
        ("2026-03-05", "2026-03-09", "2026-03-15", ("0.10", "0.00"),
         ("2.45", "2.55", "0.00", "0.00", "0.00", "0.00")),
    ]  # fmt: skip
    assert "Due right" in printed(found) and "Carried right" in printed(found)


def test_credit_that_should_have_been_lost_between_two_analyses_has_both_periods():
    known = two_periods()
    (old,) = (replace(one, valid_until=on(3)) for one in known.account_analyses)
    new = replace(old, id="NEW", follows="AN", valid_from=on(4), valid_until=None)
    known, right = (
        replace(known, account_analyses=(replace(old, excess=excess), new))
        for excess in ("carry", "lost")
    )
    found = correct_terms(known, right, 38)
    assert said(found).endswith("difference -0.10 (brought forward 0.00 instead of 0.10).")
    first, second, _ = zip(*cells(period_table(found)), strict=True)
    assert (first[0], first[15:]) == ("AN", ("0.10", "0.00", "0.00", "0.10"))
    assert (second[0], second[5:7], second[13:15]) == ("NEW", ("0.10", "0.00"), ("0.05", "0.15"))


def test_of_several_analyses_each_has_its_own_periods():
    known = small(fees=(flat("1.00"), flat("1.00", id="G", account="B", analysis="BN")))
    one = replace(known.account_analyses[0], accounts=("A",))
    other = AccountAnalysis(id="BN", accounts=("B",), settlement_account="B", terms="ecr", day=4)
    found = correct(replace(known, account_analyses=(one, other)), RECEIPT, 10)
    assert said(found).startswith("Account analysis AN: -0.82 was posted on 2026-03-05, -0.52 is")
    assert set(period_table(found).data["analysis"]) == {"AN"}


def test_the_files_and_the_terminal_have_the_periods(tmp_path: Path):
    found = correct(small(), RECEIPT, 10)
    out = tmp_path / "out"
    files = write_correction(out, found, books(found, "delta"), "delta")
    assert [file.name for file in files][-1] == "analysis_periods.csv"
    assert (out / "analysis_periods.csv").read_text(encoding="utf-8").startswith("analysis,first,")
    again = write_correction(out, found, books(found, "full"), "full")
    assert again == files
    told = printed(found)
    assert "Periods of account analyses as known then" in told
    assert "Interest, fees, taxes and charges of account analyses corrected" in told
    assert "of interest, fees, taxes and charges of account analyses in all" in told


def test_where_no_period_changes_none_is_shown():
    # The analysis ends on day 3: an item of day 9 is collected by none.
    known = small()
    ended = replace(known.account_analyses[0], valid_until=on(3))
    known = replace(known, account_analyses=(ended,))
    assert "Periods of account" not in printed(correct(known, HEAD + "9 | A | 100", 10))


def test_where_no_charge_of_the_past_changes_that_is_said():
    found = correct(small(), RECEIPT, 3)
    assert (
        "No interest, fee, tax or charge of an account analysis that was posted changes."
    ) in printed(found)


def printed(found: Correction) -> str:
    """What is printed of a correction."""
    console = Console(width=200)
    with console.capture() as captured:
        show(Shown(found, books(found, "delta"), "delta", ()), console)
    return captured.get()
