"""Interest written as the hand calculation: balance x rate x days / basis, in fen.

The account usually holds 100,000.00 at 3.6 %, which is 10.00 a day on a base of 360 days.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.hand.tables import group, lived
from tests.reference.units import rounded
from tests.reference.world import Outcome
from treasury.accounts.chart import Entity
from treasury.credit import TermLoan
from treasury.interest import OpeningNumber, Terms
from treasury.rates import Rate
from treasury.scenario import Scenario

FIRST = datetime.date(2026, 3, 1)


def bank(
    opening: str, rates: tuple[Rate, ...], *, first: datetime.date = FIRST, last: datetime.date,
    **terms: Any,
) -> Scenario:  # fmt: skip
    """One account from the first to the last day, with terms `T`; overdrawn it costs nothing."""
    if not any(rate.side == "debit" for rate in rates):
        rates = (*rates, at("0%", "debit"))
    one = group(f"""
        account | opening   | overdraft | terms
        A       | {opening} | unlimited | T
        """)
    return replace(
        one, first_day=first, last_day=last, terms=(Terms(id="T", **terms),), rates=rates
    )


def at(rate: str, side: str = "credit", **fields: Any) -> Rate:
    """One line of the rate table of `T`."""
    return Rate(terms="T", side=side, rate=rate, **fields)  # type: ignore[arg-type]


def posted(outcome: Outcome) -> list[tuple[str, int]]:
    """Date and fen of every posting."""
    return [(f"{one.day:%m-%d}", one.amount) for one in outcome.postings]


def accrued(outcome: Outcome, side: str = "credit") -> int:
    """Fen not yet posted on one side of the account A."""
    return outcome.accrued.get(("account", "A", side), 0)


# --- capitalisation -----------------------------------------------------------------------------


def test_interest_settled_on_the_twentieth_is_posted_on_the_twenty_first():
    one = lived(bank("100000", (at("3.6%"),), last=datetime.date(2026, 3, 31)))
    # 20 days x 10.00; the 20th counts, the 21st bears interest on 100,200.00: 10.02 a day.
    assert posted(one) == [("03-21", 200_00)]
    assert one.book["A"][19:21] == [100_000_00, 100_200_00]
    assert accrued(one) == 11 * 10_02


def test_interest_settled_on_the_last_day_is_accrued_not_posted():
    one = lived(bank("100000", (at("3.6%"),), last=datetime.date(2026, 3, 20)))
    assert posted(one) == []
    assert accrued(one) == 200_00
    assert one.book["A"][-1] == 100_000_00


def test_a_settlement_day_beyond_the_month_s_end_is_its_last_day():
    one = lived(
        bank("100000", (at("3.6%"),), first=datetime.date(2026, 2, 1),
             last=datetime.date(2026, 3, 1), settles="monthly", settlement_day=31)
    )  # fmt: skip
    assert posted(one) == [("03-01", 28 * 10_00)]


@pytest.mark.parametrize(
    ("settles", "months"),
    [("monthly", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), ("quarterly", [3, 6, 9, 12]),
     ("yearly", [12]), ("never", [])],
)  # fmt: skip
def test_interest_is_posted_in_the_months_of_its_terms(settles, months):
    one = lived(
        bank("100000", (at("3.6%"),), first=datetime.date(2026, 1, 1),
             last=datetime.date(2026, 12, 31), settles=settles)
    )  # fmt: skip
    assert [posting.day for posting in one.postings] == [
        datetime.date(2026, month, 21) for month in months
    ]


def test_an_opening_number_is_settled_with_the_first_period():
    one = bank("100000", (at("3.6%"),), last=datetime.date(2026, 3, 21))
    number = OpeningNumber(account="A", number=Decimal(1_000_000))
    # 1,000,000.00 x 3.6 % / 360 = 100.00 besides the 200.00
    assert posted(lived(replace(one, opening_numbers=(number,)))) == [("03-21", 300_00)]


# --- rates and tiers ----------------------------------------------------------------------------

TWENTY = datetime.date(2026, 3, 21)
TENTH = datetime.date(2026, 3, 11)
UP_TO_60 = Decimal(60_000)
PERIODS = [
    ("one rate", "100000", [at("3.6%")], {}, 20 * 10_00),
    (
        "a rate that changes after ten days",
        "100000", [at("3.6%"), at("7.2%", valid_from=TENTH)], {}, 10 * 10_00 + 10 * 20_00,
    ),
    (
        "slice by slice: 60,000 at 3.6 %, 40,000 at 7.2 %",
        "100000", [at("3.6%", up_to=UP_TO_60), at("7.2%")], {}, 20 * (6_00 + 8_00),
    ),
    (
        "the whole balance at the rate of its tier",
        "100000", [at("3.6%", up_to=UP_TO_60), at("7.2%")], {"whole_balance": True}, 20 * 20_00,
    ),
    (
        "a balance equal to the bound lies in the lower tier",
        "60000", [at("3.6%", up_to=UP_TO_60), at("7.2%")], {"whole_balance": True}, 20 * 6_00,
    ),
    (
        "one fen above the bound lies in the upper tier",
        "60000.01", [at("0%", up_to=UP_TO_60), at("7.2%")], {"whole_balance": True},
        rounded(Fraction(60_000_01 * 20 * 72, 1000 * 360), "half_up"),
    ),
    (
        "tiers that change with the rate",
        "100000",
        [at("3.6%"), at("3.6%", up_to=UP_TO_60, valid_from=TENTH), at("0%", valid_from=TENTH)],
        {}, 10 * 10_00 + 10 * 6_00,
    ),
    ("a negative credit rate is paid", "100000", [at("-0.36%")], {}, -20 * 1_00),
    ("no rate, no interest", "100000", [at("0%")], {}, 0),
    ("an overdraft pays", "-1000", [at("3.6%"), at("7.2%", "debit")], {}, -20 * 20),
    ("a base of 365", "100000", [at("3.65%")], {"day_count": "ACT/365F"}, 20 * 10_00),
]  # fmt: skip


@pytest.mark.parametrize(
    ("opening", "rates", "terms", "fen"),
    [case[1:] for case in PERIODS],
    ids=[case[0] for case in PERIODS],
)
def test_twenty_days_of(opening, rates, terms, fen):
    outcome = lived(bank(opening, tuple(rates), last=TWENTY, **terms))
    assert posted(outcome) == ([("03-21", fen)] if fen else [])


# --- the rates of the settlement day --------------------------------------------------------------

ON_SETTLEMENT: list[Any] = [
    (
        "the rate of the 20th holds for all twenty days",
        "100000",
        [at("3.6%"), at("7.2%", valid_from=TENTH)],
        20 * 20_00,
    ),
    (
        "a rate from the settlement day itself holds for the days before it",
        "100000",
        [at("3.6%"), at("7.2%", valid_from=datetime.date(2026, 3, 20))],
        20 * 20_00,
    ),
    (
        "a rate from the day after it does not",
        "100000",
        [at("3.6%"), at("7.2%", valid_from=TWENTY)],
        20 * 10_00,
    ),
    (
        "the tiers are those of the settlement day, too: 60,000 at 3.6 %, the rest at nothing",
        "100000",
        [at("7.2%"), at("3.6%", up_to=UP_TO_60, valid_from=TENTH), at("0%", valid_from=TENTH)],
        20 * 6_00,
    ),
    (
        "an overdraft, likewise",
        "-100000",
        [at("0%"), at("3.6%", "debit"), at("7.2%", "debit", valid_from=TENTH)],
        -20 * 20_00,
    ),
]


@pytest.mark.parametrize(
    ("opening", "rates", "fen"),
    [case[1:] for case in ON_SETTLEMENT],
    ids=[case[0] for case in ON_SETTLEMENT],
)
def test_at_the_rates_of_the_settlement_day(opening, rates, fen):
    one = lived(bank(opening, tuple(rates), last=TWENTY, rate_change="settlement_day"))
    assert posted(one) == [("03-21", fen)]


def test_the_run_s_last_day_is_taken_for_a_settlement_day():
    rates = (
        at("3.6%"),
        at("7.2%", valid_from=TENTH),
        at("3.6%", valid_from=datetime.date(2026, 4, 1)),
    )
    one = lived(bank("100000", rates, last=datetime.date(2026, 4, 2), rate_change="settlement_day"))
    assert posted(one) == [("03-21", 20 * 20_00)]
    # 21 March to 2 April, 13 days on 100,400.00, all at the 3.6 % of 2 April: 10.04 a day.
    assert accrued(one) == 13 * 10_04


def test_an_opening_number_bears_the_rate_of_the_settlement_day():
    rates = at("3.6%"), at("7.2%", valid_from=TENTH)
    one = bank("100000", rates, last=TWENTY, rate_change="settlement_day")
    number = OpeningNumber(account="A", number=Decimal(1_000_000))
    # 1,000,000.00 x 7.2 % / 360 = 200.00 besides the 400.00
    assert posted(lived(replace(one, opening_numbers=(number,)))) == [("03-21", 600_00)]


# --- day counts ---------------------------------------------------------------------------------


def test_actual_actual_over_new_year_divides_each_year_by_its_own_days():
    # 28 to 31 December 2023 are 4 of 365; January and 27 days of February 58 of 366.
    terms = {"day_count": "ACT/ACT ISDA", "settles": "never"}
    one = lived(
        bank("100000", (at("3%"),), first=datetime.date(2023, 12, 28),
             last=datetime.date(2024, 2, 27), **terms)
    )  # fmt: skip
    exact = 100_000_00 * Fraction(3, 100) * (Fraction(4, 365) + Fraction(58, 366))
    assert accrued(one) == rounded(exact, "half_up") == 508_29


def test_thirty_e_360_gives_every_month_thirty_days():
    one = lived(
        bank("100000", (at("3.6%"),), first=datetime.date(2026, 1, 1),
             last=datetime.date(2026, 3, 1), day_count="30E/360", settles="monthly",
             settlement_day=31)
    )  # fmt: skip
    # January: 31 days count 30; February: 28 days count 30, on 100,300.00.
    assert posted(one) == [("02-01", 30 * 10_00), ("03-01", 30 * 10_03)]


def test_under_thirty_e_360_the_night_from_the_thirtieth_to_the_thirty_first_bears_nothing():
    days = [
        lived(
            bank("100000", (at("3.6%"),), first=datetime.date(2026, 1, day),
                 last=datetime.date(2026, 1, day), day_count="30E/360")
        )
        for day in (30, 31)
    ]  # fmt: skip
    assert [accrued(one) for one in days] == [0, 10_00]


# --- rounding -----------------------------------------------------------------------------------

# 45.00 at 1 % is an eighth of a fen a day.
EXACT_HALVES = [
    # rounding   days  exact   fen
    ("half_up", 4, "0.5", 1),
    ("half_up", 12, "1.5", 2),
    ("half_up", 20, "2.5", 3),
    ("half_up", 3, "0.375", 0),
    ("half_even", 4, "0.5", 0),
    ("half_even", 12, "1.5", 2),
    ("half_even", 20, "2.5", 2),
    ("half_even", 21, "2.625", 3),
    ("down", 4, "0.5", 0),
    ("down", 20, "2.5", 2),
    ("down", 23, "2.875", 2),
]


@pytest.mark.parametrize(("rounding", "days", "exact", "fen"), EXACT_HALVES)
def test_a_half_is_rounded_by_its_rule_the_same_on_both_sides(rounding, days, exact, fen):
    assert Fraction(45_00, 100 * 360) * days == Fraction(exact)
    rates = (at("1%"), at("1%", "debit"))
    last = FIRST + datetime.timedelta(days=days - 1)
    credit = lived(bank("45", rates, last=last, rounding=rounding, settles="never"))
    debit = lived(bank("-45", rates, last=last, rounding=rounding, settles="never"))
    assert (accrued(credit), accrued(debit, "debit")) == (fen, -fen)


@pytest.mark.parametrize(("carry", "february"), [(False, 4), (True, 3)])
def test_a_carried_remainder_counts_in_the_next_period(carry, february):
    # January: 31 x 1/8 = 3.875, posted 4, left over -0.125.
    # February: 45.04 x 1 % / 360 x 28 = 3.503; with the remainder 3.378.
    one = lived(
        bank("45", (at("1%"),), first=datetime.date(2026, 1, 1), last=datetime.date(2026, 3, 1),
             settles="monthly", settlement_day=31, carry_remainder=carry)
    )  # fmt: skip
    assert posted(one) == [("02-01", 4), ("03-01", february)]


@pytest.mark.parametrize(("carry", "february"), [(False, 3), (True, 4)])
def test_a_carried_remainder_can_make_the_next_interest_larger(carry, february):
    # January: 40.50 x 1 % / 360 x 31 = 3.4875, posted 3, left over 0.4875.
    # February: 40.53 x 1 % / 360 x 28 = 3.1523; with the remainder 3.6398.
    one = lived(
        bank("40.50", (at("1%"),), first=datetime.date(2026, 1, 1), last=datetime.date(2026, 3, 1),
             settles="monthly", settlement_day=31, carry_remainder=carry)
    )  # fmt: skip
    assert posted(one) == [("02-01", 3), ("03-01", february)]


# --- what bears interest ------------------------------------------------------------------------


def test_a_receipt_bears_interest_from_its_value_date():
    one = bank("0", (at("3.6%"),), last=TWENTY)
    items = group(
        "account | opening\nA | 0",
        """
        day | account | amount
        1   | A       | 100000
        """,
    ).items
    fifth, eighth = (FIRST + datetime.timedelta(days=day) for day in (4, 7))
    dated = replace(items[0], date=fifth, value_date=eighth)
    outcome = lived(replace(one, items=(dated,)))
    # The 8th to the 20th are 13 days.
    assert posted(outcome) == [("03-21", 13 * 10_00)]
    assert [outcome.book["A"][4], outcome.value["A"][4]] == [100_000_00, 0]
    assert [outcome.value["A"][6], outcome.value["A"][7]] == [0, 100_000_00]


def test_a_loan_bears_interest_from_the_day_it_is_drawn_to_the_day_before_it_is_repaid():
    one = bank("0", (at("3.6%", "debit"),), last=TWENTY, settles="monthly")
    account = replace(one.accounts[0], terms=None)
    loan = TermLoan(
        id="loan", account="A", principal=Decimal(100_000), terms="T",
        drawn_on=FIRST + datetime.timedelta(days=4), repaid_on=FIRST + datetime.timedelta(days=14),
    )  # fmt: skip
    outcome = lived(replace(one, accounts=(account,), term_loans=(loan,)))
    # The 5th to the 14th are 10 days; they are paid with the principal on the 15th.
    assert posted(outcome) == [("03-15", -10 * 10_00)]
    assert outcome.owed["loan"] == [0] * 4 + [100_000_00] * 10 + [0] * 7


def swept_between(people: tuple[str, str]) -> Scenario:
    """100,000 swept up by A on the first day to H, of the two entities; priced at T."""
    one = group(f"""
        account | opening | header | rule         | entity
        H       | 0       |        |              | {people[1]}
        A       | 100000  | H      | zero_balance | {people[0]}
        """)
    return replace(
        one,
        first_day=FIRST,
        last_day=TWENTY,
        terms=(Terms(id="T"),),
        rates=(at("3.6%"), at("7.2%", "debit")),
        structures=(replace(one.structures[0], internal_terms="T"),),
    )


def test_money_sent_up_between_legal_persons_earns_and_is_added_to_the_position():
    outcome = lived(swept_between(("Sub", "HQ")))
    assert outcome.position["A", "H"][19:] == [100_000_00, 100_200_00]
    assert [outcome.book["A"][20], outcome.book["H"][20]] == [0, 100_000_00]


def test_money_fetched_down_between_legal_persons_costs_the_debit_rate():
    one = swept_between(("Sub", "HQ"))
    openings = {"A": Decimal(-100_000), "H": Decimal(100_000)}
    accounts = tuple(
        replace(each, opening=openings[each.id], overdraft=Decimal(100_000))
        for each in one.accounts
    )
    outcome = lived(replace(one, accounts=accounts))
    assert outcome.position["A", "H"][19:] == [-100_000_00, -100_400_00]


def test_money_sent_up_inside_one_legal_person_earns_nothing():
    one = swept_between(("East", "HQ"))
    branch = Entity(id="East", legal_form="branch", branch_of="HQ")
    entities = tuple(branch if each.id == "East" else each for each in one.entities)
    other = group("""
        account | opening | header | rule         | entity
        S       | 0       | H      | zero_balance | Sub
        """)
    one = replace(
        one,
        entities=(*entities, Entity(id="Sub")),
        accounts=(*one.accounts, *other.accounts),
        rules=(*one.rules, *other.rules),
        links=(*one.links, *other.links),
    )
    outcome = lived(one)
    assert outcome.position["A", "H"][19:] == [100_000_00, 100_000_00]
    assert outcome.position["S", "H"][19:] == [0, 0]
    assert outcome.postings == []
