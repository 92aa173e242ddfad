"""On-lending (统借统还) written as the hand calculation, in fen.

On the evening of 2 March 2026 head office lends 400,000.00 to South and 200,000.00 to Two. The
internal rate of 3.6 % makes 40.00 and 20.00 a day; interest is settled at the close of the 20th (19
days: 760.00 and 380.00) and posted on the 21st. Outside a loan bears 3.6 % too. VAT is 6/106.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group, lived
from treasury.comparison import Run, study
from treasury.credit import CreditLine, OnLending, TermLoan
from treasury.dates import DayCount
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.reporting.explaining.story import explain_day
from treasury.reporting.page.structure import details_part
from treasury.reporting.run_tables import run_tables
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

POOL = """
    account | opening    | header | rule         | entity
    HQ-1    | 2000000.00 |        |              | HQ
    S-1     | -400000.00 | HQ-1   | zero_balance | South
    T-1     | -200000.00 | HQ-1   | zero_balance | Two
    """
BELOW = POOL.replace("| -200000.00 | HQ-1", "| -200000.00 | S-1 ")
VAT = TaxTerm(
    tax="VAT", base="internal_interest", rate="6%", price_includes_tax=True, exempt_on_lending=True,
    source="the law",
)  # fmt: skip
TOP = replace(VAT, price_includes_tax=False)
LINE = OnLending(loan="L", structure="pool", published=True)
IN, OUT = (Rate(terms=name, side="debit", rate="3.6%") for name in ("in", "out"))


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


def loan(amount: str = "600000.00", **fields: Any) -> TermLoan:
    """The loan from outside, drawn before the run and repaid after it."""
    usual = {
        "drawn_on": datetime.date(2026, 1, 5), "repaid_on": datetime.date(2027, 1, 5),
        "terms": "out",
    }  # fmt: skip
    return TermLoan(id="L", account="HQ-1", principal=Decimal(amount), **{**usual, **fields})


def pool(
    *lines: OnLending, outside: TermLoan | None = None, accounts: str = POOL, last: int = 21,
    **more: Any,
) -> Scenario:  # fmt: skip
    """The pool up to a day of March, its loan lent on as the lines say."""
    fields: dict[str, Any] = {
        "term_loans": (outside or loan(),),
        "tax_terms": (VAT,),
        "rates": (IN, OUT, replace(IN, side="credit", rate="0%")),
    }
    found = group(
        accounts,
        terms=(Terms(id="in"), Terms(id="out")),
        pool={"internal_terms": "in"},
        on_lending=lines,
        **{**fields, **more},
    )
    return replace(found, last_day=march(last))


def charged(scenario: Scenario) -> list[tuple[str, int]]:
    """Account and fen of every charge; all are of the 21st."""
    found = lived(scenario).levies
    assert all(one.day == march(21) for one in found)
    return [(one.account, one.amount) for one in found]


def run_of(scenario: Scenario) -> Run:
    """The pool's run, whose checks all pass."""
    run = study(scenario).runs[1]
    assert [one for one in run.checks if one.passed is False] == []
    return run


def lines_of(scenario: Scenario, *names: str, open_: bool = False) -> list[tuple[Any, ...]]:
    """These columns of the report's table, without what has accrued since the 21st."""
    data = run_tables(run_of(scenario)).on_lending.data
    rows = zip(data["posted"], *(data[name] for name in names), strict=True)
    return [row[1:] for row in rows if row[0] or open_]


def test_without_on_lending_the_whole_interest_is_taxed():
    # 760.00 x 6 / 106 = 43.02; 380.00 x 6 / 106 = 21.51.
    assert charged(pool()) == [("HQ-1", 43_02), ("HQ-1", 21_51)]
    assert lines_of(pool(), "loan") == []


def test_what_the_loan_covers_is_exempt():
    assert charged(pool(LINE)) == []
    assert lines_of(pool(LINE), "borrower", "interest", "exempt", "taxed", "reason", "source") == [
        ("S-1", 760_00, 760_00, 0, "lent on of L at no more than its rate", "the law"),
        ("T-1", 380_00, 380_00, 0, "lent on of L at no more than its rate", "the law"),
    ]


def test_only_what_the_loan_covers_is_exempt_spread_in_proportion():
    # 450,000.00 of 600,000.00 are three quarters: 190.00 and 95.00 are taxed: 10.75 and 5.38.
    found = pool(LINE, outside=loan("450000.00"))
    assert charged(found) == [("HQ-1", 10_75), ("HQ-1", 5_38)]
    assert lines_of(found, "owed", "lent_on", "exempt", "reason")[0] == (
        400000_00, 300000_00, 570_00,
        "lent on of L at no more than its rate; more is owed than it covers",
    )  # fmt: skip


def test_a_fen_that_is_left_over_goes_to_the_largest_remainder():
    # 100,000.01 x 4 / 6 = 66,666.67(3), 100,000.01 x 2 / 6 = 33,333.33(6), which takes the fen.
    found = pool(LINE, outside=loan("100000.01"))
    assert lines_of(found, "lent_on") == [(66666_67,), (33333_34,)]


def test_a_fen_that_is_left_over_is_exempt():
    # Of 0.04 and 0.02 the loan of 0.01 covers 0.0067 and 0.0033: the fen is South's. At 100 % a
    # year 294 days make 0.0327 and 0.0163; a quarter of 0.03 is 0.0075: 0.02 are taxed, and 0.02.
    small = POOL.replace("-400000.00", "-0.04").replace("-200000.00", "-0.02")
    dear = (replace(IN, rate="100%"), replace(OUT, rate="100%"))
    found = pool(
        LINE, accounts=small, outside=loan("0.01"), tax_terms=(replace(TOP, rate="100%"),),
        rates=(*dear, replace(IN, side="credit", rate="0%")),
    )  # fmt: skip
    terms = (replace(found.terms[0], settles="yearly"), found.terms[1])
    found = replace(found, terms=terms, last_day=datetime.date(2026, 12, 21))
    assert [one.amount for one in lived(found).levies] == [2, 2]


def test_a_member_that_is_named_has_the_whole_loan():
    found = pool(replace(LINE, participant="T-1"), outside=loan("200000.00"))
    assert charged(found) == [("HQ-1", 43_02)]


def test_a_rate_above_that_outside_on_one_day_taxes_the_whole_period():
    # 17 x 40.00 + 2 x 400,000.00 x 3.7 % / 360 = 680.00 + 82.22: 762.22 x 6 / 106 = 43.14.
    dearer = (
        IN, OUT, replace(IN, valid_from=march(10), rate="3.7%"), replace(IN, valid_from=march(12)),
    )  # fmt: skip
    found = pool(LINE, rates=(*dearer, replace(IN, side="credit", rate="0%")))
    assert charged(found) == [("HQ-1", 43_14), ("HQ-1", 21_57)]
    assert lines_of(found, "exempt", "reason")[0] == (
        0, "taxed whole: on 2026-03-10 the internal rate, 3.70 %, is above the 3.60 % of L"
    )  # fmt: skip


LATER = (
    IN, OUT, replace(IN, valid_from=march(10), rate="3.7%"), replace(IN, side="credit", rate="0%"),
)  # fmt: skip
TWO_LINES = (replace(LINE, valid_until=march(9)), replace(LINE, valid_from=march(10)))


def test_one_agreement_in_two_dated_lines_loses_the_whole_period_too():
    # 8 x 40.00 + 11 x 400,000.00 x 3.7 % / 360 = 320.00 + 452.22: 772.22 x 6 / 106 = 43.71.
    for lines in ((LINE,), TWO_LINES):
        found = pool(*lines, rates=LATER)
        assert charged(found) == [("HQ-1", 43_71), ("HQ-1", 21_86)]
        assert lines_of(found, "loan", "exempt", "reason")[0] == (
            "L", 0,
            "taxed whole: on 2026-03-10 the internal rate, 3.70 %, is above the 3.60 % of L",
        )  # fmt: skip


def test_of_two_loans_in_one_period_the_dear_one_alone_is_taxed_and_named():
    # 8 of 19 days are lent on of L, 320.00 of 760.00; the other 440.00 x 6 / 106 = 24.91.
    other = replace(loan(), id="M", terms="cheap")
    lines = (TWO_LINES[0], replace(TWO_LINES[1], loan="M"))
    rates = (IN, OUT, replace(OUT, terms="cheap", rate="3.5%"))
    found = pool(
        *lines, term_loans=(loan(), other), rates=(*rates, replace(IN, side="credit", rate="0%"))
    )
    found = replace(found, terms=(*found.terms, Terms(id="cheap")))
    assert charged(found)[0] == ("HQ-1", 24_91)
    assert lines_of(found, "loan", "exempt", "reason")[0] == (
        "L, M", 320_00,
        ("lent on of L at no more than its rate; taxed on every day of its agreement: on "
        "2026-03-10 the internal rate, 3.60 %, is above the 3.50 % of M (11 of 19 days)"),
    )  # fmt: skip


def counted(inside: DayCount, outside: DayCount) -> Scenario:
    """The pool with these day counts."""
    found = pool(LINE)
    terms = (Terms(id="in", day_count=inside), Terms(id="out", day_count=outside))
    return replace(found, terms=terms)


def test_the_same_rate_is_dearer_by_days_of_360_than_of_365():
    # 3.6 % / 360 a day is above 3.6 % / 365; 30E/360 bears 3.6 % in 365 days.
    outside: DayCount
    for outside in ("ACT/365F", "30E/360", "ACT/ACT ISDA"):
        assert lines_of(counted("ACT/360", outside), "exempt", "reason")[0] == (
            0, ("taxed whole: on 2026-03-02 the internal rate, 3.60 % (ACT/360), is above the "
            f"3.60 % ({outside}) of L"),
        )  # fmt: skip
        assert lines_of(counted(outside, "ACT/360"), "taxed")[0] == (0,)


def test_averages_are_over_the_days_of_the_day_count():
    # 2 to 31 March are 30 days, of which 30E/360 makes 29.
    found = counted("30E/360", "ACT/360")
    terms = (replace(found.terms[0], settles="monthly", settlement_day=31), found.terms[1])
    found = replace(found, terms=terms, last_day=datetime.date(2026, 4, 1))
    assert lines_of(found, "owed", "lent_on")[0] == (400000_00, 400000_00)


def test_a_tier_is_named_as_one():
    cheap = replace(OUT, up_to=Decimal(100), rate="3.5%")
    found = pool(LINE, rates=(IN, cheap, OUT, replace(IN, side="credit", rate="0%")))
    assert lines_of(found, "reason")[0] == (
        (
            "taxed whole: on 2026-03-02 the internal rate, 3.60 %, is above the 3.50 % (cheapest "
            "tier) of L"
        ),
    )


def test_a_rate_above_that_outside_in_the_next_period_taxes_none_of_this_one():
    later = (IN, OUT, replace(IN, valid_from=march(21), rate="3.7%"))
    found = pool(LINE, last=25, rates=(*later, replace(IN, side="credit", rate="0%")))
    assert charged(found) == []
    # From the 21st on 400,760.00 bear 3.7 %: 5 x 41.1892 = 205.95, of it 6/106 accrued.
    assert lines_of(found, "posted", "interest", "exempt", open_=True)[:2] == [
        ("2026-03-21", 760_00, 760_00),
        (None, 205_95, 0),
    ]


def test_of_tiers_the_dearest_inside_is_held_against_the_cheapest_outside():
    low = replace(IN, up_to=Decimal(100), rate="3.7%")
    cheap = replace(OUT, up_to=Decimal(100), rate="3.5%")
    free = replace(IN, side="credit", rate="0%")
    assert len(charged(pool(LINE, rates=(low, IN, OUT, free)))) == 2
    assert len(charged(pool(LINE, rates=(IN, cheap, OUT, free)))) == 2


def test_a_loan_without_interest_makes_every_internal_rate_too_high():
    found = pool(LINE, rates=(IN, replace(OUT, rate="0%"), replace(IN, side="credit", rate="0%")))
    assert lines_of(found, "exempt", "reason")[0] == (
        0, "taxed whole: on 2026-03-02 the internal rate, 3.60 %, is above the 0.00 % of L"
    )  # fmt: skip


def test_days_on_which_nothing_is_agreed_are_taxed_in_proportion_to_balance_days():
    # Of 19 days the 10 from the 11th on are exempt: 400.00 of 760.00; 360.00 x 6 / 106 = 20.38.
    found = pool(replace(LINE, participant="S-1", valid_from=march(11)), accounts=POOL)
    assert charged(found) == [("HQ-1", 20_38), ("HQ-1", 21_51)]
    agreed = "lent on of L at no more than its rate"
    ((exempt, reason),) = lines_of(found, "exempt", "reason")
    assert exempt == 400_00
    assert reason == f"{agreed}; taxed: no on-lending agreement is in force (9 of 19 days)"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"published": False}, "taxed: it is not published that they are one group of companies"),
        ({"funds": "other"}, "taxed: L is neither of a financial institution nor of bonds"),
    ],
)
def test_a_condition_that_fails_taxes_all_of_it(changes, reason):
    found = pool(replace(LINE, **changes))
    assert charged(found) == [("HQ-1", 43_02), ("HQ-1", 21_51)]
    assert {why for (why,) in lines_of(found, "reason")} == {reason}


def test_bonds_are_as_good_as_a_bank():
    assert charged(pool(replace(LINE, funds="bonds"))) == []


def test_what_a_member_may_lend_to_a_third_person_is_not_lent_on_to_it():
    # South owes 600,000.00, 60.00 a day: 1,140.00 x 6 / 106 = 64.53; Two owes South 380.00.
    found = pool(LINE, accounts=BELOW)
    assert charged(found) == [("HQ-1", 64_53), ("S-1", 21_51)]
    assert lines_of(found, "borrower", "exempt", "reason") == [
        ("S-1", 0, "taxed: the member may lend it to a third legal person")
    ]


def test_a_branch_or_money_that_goes_up_alone_is_no_second_hop():
    branch = BELOW.replace("| Two", "| South")
    assert charged(pool(LINE, accounts=branch)) == []
    up = BELOW.replace("entity", "entity | direction").replace("| South", "| South | both")
    up = up.replace("| Two", "| Two | up").replace("| HQ\n", "| HQ |\n")
    assert charged(pool(LINE, accounts=up)) == []


def test_what_was_repaid_outside_covers_nothing_any_more():
    # The loan is owed on 9 of 19 days: 360.00 of 760.00 are exempt, 400.00 x 6 / 106 = 22.64.
    found = pool(LINE, outside=loan(repaid_on=march(11)))
    assert charged(found)[0] == ("HQ-1", 22_64)
    gone = pool(LINE, outside=loan(repaid_on=march(2)))
    assert lines_of(gone, "exempt", "reason")[0] == (0, "nothing is owed outside on L")


def dearer_from(day: int) -> tuple[Rate, ...]:
    """Inside 3.6 %, and 3.7 % from a day of March."""
    free = replace(IN, side="credit", rate="0%")
    return IN, replace(IN, rate="3.7%", valid_from=march(day)), OUT, free


def test_a_rate_that_rises_after_the_loan_was_repaid_costs_nothing_of_its_days():
    # 13 days at 40.00, 6 at 41.1111: 766.67. The loan is owed on 9 of the 19 days: 363.16 are
    # exempt; 403.51 x 6 / 106 = 22.84.
    found = pool(LINE, outside=loan(repaid_on=march(11)), rates=dearer_from(15))
    assert charged(found)[0] == ("HQ-1", 22_84)
    assert lines_of(found, "interest", "exempt", "reason")[0] == (
        766_67, 363_16,
        ("lent on of L at no more than its rate; more is owed than it covers; taxed: L is due on "
        "2026-03-11, and the internal rate is above its rate after that (6 of 19 days)"),
    )  # fmt: skip
    # On its last day the loan is still owed: 8 days at 40.00 and 11 at 41.1111, all of it taxed.
    found = pool(LINE, outside=loan(repaid_on=march(11)), rates=dearer_from(10))
    assert lines_of(found, "interest", "exempt", "reason")[0] == (
        772_22, 0,
        "taxed whole: on 2026-03-10 the internal rate, 3.70 %, is above the 3.60 % of L",
    )  # fmt: skip


def test_a_rate_that_was_higher_before_the_loan_was_drawn_costs_nothing_of_its_days():
    # 9 days at 41.1111, 10 at 40.00: 770.00; on 10 of 19 days the loan is there: 405.26.
    free = replace(IN, side="credit", rate="0%")
    fell = (replace(IN, rate="3.7%"), replace(IN, valid_from=march(11)), OUT, free)
    found = pool(LINE, outside=loan(drawn_on=march(11)), rates=fell)
    assert lines_of(found, "interest", "exempt", "reason")[0] == (
        770_00, 405_26, "lent on of L at no more than its rate; more is owed than it covers",
    )  # fmt: skip


def test_what_is_late_of_a_loan_is_lent_on_while_the_rate_inside_is_no_higher():
    # Head office has lent all it had, so that nothing repays the loan on the 11th: it is owed on
    # all days, on 6 of 19 the rate is higher: 766.67 x 13 / 19 = 524.56.
    poor = POOL.replace("2000000.00", " 600000.00")
    found = pool(LINE, outside=loan(repaid_on=march(11)), rates=dearer_from(15), accounts=poor)
    found = replace(found, queue="carry")
    assert lines_of(found, "interest", "exempt")[0] == (766_67, 524_56)
    # 242.11 x 6 / 106 = 13.70.
    assert charged(found)[0] == ("HQ-1", 13_70)


def test_a_credit_line_covers_what_is_drawn_of_it():
    line = CreditLine(
        id="L", account="HQ-1", limit=Decimal(900000), drawn=Decimal(600000), terms="out"
    )
    # Head office has 1,400,000.00 in the evening and repays the line at once.
    found = pool(LINE, credit_lines=(line,), term_loans=())
    assert lines_of(found, "reason")[0] == ("nothing is owed outside on L",)


def test_an_exemption_that_ends_by_law_ends_on_its_day():
    ended = replace(VAT, valid_from=march(11), exempt_on_lending=False)
    found = pool(LINE, tax_terms=(VAT, ended))
    assert charged(found)[0] == ("HQ-1", 22_64)
    assert lines_of(found, "exempt", "reason")[0] == (
        360_00,
        "lent on of L at no more than its rate; taxed: no exemption is in force (10 of 19 days)",
    )


def test_a_tax_that_spares_nothing_is_charged_whole_beside_one_that_does():
    held = replace(VAT, tax="held", rate="10%", price_includes_tax=False, exempt_on_lending=False)
    more = TaxTerm(tax="more", base="tax", on="VAT", rate="12%")
    found = pool(LINE, outside=loan("450000.00"), tax_terms=(VAT, held, more))
    # 10.75 x 12 % = 1.29, 5.38 x 12 % = 0.65; 10 % of 760.00 and 380.00.
    assert sorted(amount for _, amount in charged(found)) == [
        65, 1_29, 5_38, 10_75, 38_00, 76_00,
    ]  # fmt: skip


def test_a_period_settled_in_the_past_is_not_counted_again():
    # To 20 June: 400,760.00 and 200,380.00, of 601,140.00 the loan covers 600,000.00.
    longer = replace(pool(LINE), last_day=datetime.date(2026, 6, 20))
    names = "borrower", "first", "owed", "lent_on", "exempt", "taxed"
    found = lines_of(longer, *names, open_=True)
    # 400,760.00 x 3.6 % x 92 / 360 = 3,686.99, of which the loan covers 400,000.00 in 400,760.00.
    assert found[1] == ("S-1", "2026-03-21", 400760_00, 400000_00, 3680_00, 6_99)


def test_it_is_explained_where_the_interest_is_posted_and_listed_in_the_report():
    run = run_of(pool(LINE, outside=loan("450000.00")))
    told = explain_day(run.plan, run.projection, run.plan.names.accounts.index("HQ-1"), 19)
    agreed = "lent on of L at no more than its rate; more is owed than it covers"
    amounts = "570.00 of this interest is exempt, 190.00 is taxed"
    assert f"  On-lending (统借统还; NOT CONFIRMED): {amounts}: {agreed}." in told
    sure = run_of(pool(replace(LINE, confirmed=True), outside=loan("450000.00")))
    told = explain_day(sure.plan, sure.projection, sure.plan.names.accounts.index("HQ-1"), 19)
    assert f"  On-lending (统借统还): {amounts}: {agreed}." in told
    assert "On-lending and what of its interest is exempt (4)" in details_part(run_tables(run))
