"""Rates compounded in arrears, by hand: which fixing of which day, compounded how.

A deposit of 36,000,000.00 bears 10.00 a day for each basis point, on a base of 360 days. Its rate
is in force from Monday 9 March 2026 and is settled at the close of the 20th, a Friday. Fixings are
published on every business day; Tuesday 17 March is a holiday.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.hand.tables import group, lived
from tests.hand.test_interest_by_hand import accrued, at, bank, posted
from tests.reference.units import rounded
from treasury.credit import TermLoan
from treasury.dates import Calendar
from treasury.plan.problems.every import complaints
from treasury.rates import Index, IndexRate
from treasury.scenario import Scenario

HOLIDAY = datetime.date(2026, 3, 17)
WORKS = Calendar(
    id="US", closed=(HOLIDAY,), valid_from=datetime.date(2025, 1, 1),
    valid_until=datetime.date(2026, 12, 31),
)  # fmt: skip
FIXED = {9: 400, 10: 410, 11: 420, 12: 430, 13: 440, 16: 450, 18: 460, 19: 470, 20: 480}
"""The fixings of March by day, in basis points."""


def march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


def compounding(
    last: int = 21, rate: str = "SOFR", *, since: int = 9, items: str = "", more: Any = None,
    **terms: Any,
) -> Scenario:  # fmt: skip
    """A deposit from 9 March at a rate that is compounded in arrears and settled on the 20th."""
    fixed = {5: 380, 6: 390, 2: 350, 3: 360, 4: 370} | FIXED | (more or {})
    given: dict[str, Any] = {"settles": "monthly", "settlement_day": 20} | terms
    floor = given.pop("floor", None)
    line = replace(at(rate), valid_from=march(since), floor=floor)
    found = bank("36000000", (line,), first=march(since), last=march(last),
                 compounded_in_arrears=True, **given)  # fmt: skip
    return replace(
        found,
        calendars=(WORKS,),
        indices=(Index(id="SOFR", calendar="US"),),
        index_rates=tuple(
            IndexRate(index="SOFR", date=march(day), rate=f"{points} bps")
            for day, points in fixed.items()
        ),
        items=group("account\nA", items).items if items else (),
    )


def earned(*args: Any, **more: Any) -> int:
    """The fen that are posted on 21 March."""
    ((day, fen),) = posted(lived(compounding(*args, **more)))
    assert day == "03-21"
    return fen


def compounded(*pieces: tuple[int, int]) -> Fraction:
    """The rate a year of fixings in basis points, each for so many days, to 0.00001 %."""
    growth, days = Fraction(1), 0
    for points, count in pieces:
        growth *= 1 + Fraction(points, 10_000) * count / 360
        days += count
    return Fraction(rounded((growth - 1) * 360 / days * 10**7, "half_up"), 10**7)


def on_twelve_days(rate: Fraction) -> int:
    """Interest of 36,000,000.00 from the 9th to the 20th, in fen."""
    return rounded(36_000_000_00 * rate * 12 / 360, "half_up")


def test_five_days_are_compounded_as_in_a_textbook():
    # From Monday 9 to Friday 13: 4.00, 4.10, 4.20, 4.30 and 4.40 %, each for a day.
    # (1 + 4.00 % / 360) x (1 + 4.10 % / 360) x ... x (1 + 4.40 % / 360) - 1 = 0.058346942 %,
    # x 360 / 5 = 4.2009798 %, published as 4.20098 %; 36,000,000 x 4.20098 % x 5 / 360 = 21,004.90.
    found = lived(compounding(14, settlement_day=13))
    assert posted(found) == [("03-14", 21_004_90)]


PLAIN = ((400, 1), (410, 1), (420, 1), (430, 1), (440, 3), (450, 2), (460, 1), (470, 1), (480, 1))
"""From Monday 9 to Friday 20: Friday 13 holds for a weekend, Monday 16 for the holiday, too."""


@pytest.mark.parametrize(
    ("terms", "pieces"),
    [
        ({}, PLAIN),
        # Two business days before: Monday 9 takes Thursday 5, Wednesday 18 takes Friday 13.
        ({"fixing_lag": 2}, ((380, 1), (390, 1), (400, 1), (410, 1), (420, 3), (430, 2), (440, 1),
                             (450, 1), (460, 1))),
        ({"fixing_lag": 5}, ((350, 1), (360, 1), (370, 1), (380, 1), (390, 3), (400, 2), (410, 1),
                             (420, 1), (430, 1))),
        # The last two business days, from Thursday 19, take the fixing of the 19th.
        ({"lockout": 2}, (*PLAIN[:-1], (470, 1))),
        ({"lockout": 4}, (*PLAIN[:-4], (450, 2), (450, 1), (450, 1), (450, 1))),
        ({"lockout": 2, "fixing_lag": 2}, ((380, 1), (390, 1), (400, 1), (410, 1), (420, 3),
                                           (430, 2), (440, 1), (450, 1), (450, 1))),
    ],
)  # fmt: skip
@pytest.mark.parametrize("change", ["segmented", "settlement_day"])
def test_which_fixing_holds_for_how_many_days(terms, pieces, change):
    # On a balance that does not change, day by day and by the period's rate come to the same.
    assert earned(rate_change=change, **terms) == on_twelve_days(compounded(*pieces))


def test_an_observation_shift_weighs_the_days_that_are_observed():
    # Observed from Thursday 5 to Thursday 19, excluded: Friday 6 holds for a weekend, too. These
    # are 14 days; their rate a year bears interest for the 12 days of the period.
    pieces = ((380, 1), (390, 3), (400, 1), (410, 1), (420, 1), (430, 1), (440, 3), (450, 2),
              (460, 1))  # fmt: skip
    shift = {"observation_shift": True, "fixing_lag": 2, "rate_change": "settlement_day"}
    assert earned(**shift) == on_twelve_days(compounded(*pieces))
    # Without the shift Friday 6 would weigh one day.
    assert earned(fixing_lag=2) != earned(**shift)


def test_until_an_observed_day_is_over_the_rate_is_that_of_the_first():
    # From Saturday 14 to its evening: one business day before is Friday 13, and before Sunday, too.
    shift = {"observation_shift": True, "fixing_lag": 1, "rate_change": "settlement_day"}
    one = lived(compounding(14, since=14, settlement_day=13, more={13: 440}, **shift))
    assert accrued(one) == 440 * 10_00


def test_the_margin_is_added_and_not_compounded():
    rate = compounded(*PLAIN) + Fraction(2, 100)
    assert earned(rate="SOFR + 2%") == on_twelve_days(rate)


def test_a_floor_holds_each_fixing_with_its_margin():
    # At least 6.35 % with the margin of 2 %: at least 4.35 % without it, day by day.
    pieces = tuple((max(points, 435), count) for points, count in PLAIN)
    assert earned(rate="SOFR + 2%", floor="6.35%") == on_twelve_days(
        compounded(*pieces) + Fraction(2, 100)
    )


def test_other_decimals_and_another_year():
    growth = Fraction(1)
    for points, count in PLAIN:
        growth *= 1 + Fraction(points, 10_000) * count / 365
    rate = Fraction(rounded((growth - 1) * 365 / 12 * 10**6, "half_up"), 10**6)
    wanted = rounded(36_000_000_00 * rate * 12 / 365, "half_up")
    assert earned(day_count="ACT/365F", compounded_decimals=4) == wanted


WITHDRAWN = """
    day | account | amount
    9   | A       | -18000000.00
    """


def test_each_day_bears_what_is_due_by_it_less_what_was_due_the_day_before():
    # Half of the money leaves on Tuesday 10 (day 9 of the tables): 1 day on all, 11 on half of it.
    # Up to the 9th the rate is 4.00 %; up to the 20th that of the period, of twelve days.
    period = compounded(*PLAIN)
    later = period * 12 - Fraction(4, 100)
    wanted = rounded((36_000_000_00 * Fraction(4, 100) + 18_000_000_00 * later) / 360, "half_up")
    assert earned(items=WITHDRAWN) == wanted
    # By settlement day every day bears the rate of the period.
    number = 36_000_000_00 + 11 * 18_000_000_00
    by_period = rounded(number * period / 360, "half_up")
    assert earned(items=WITHDRAWN, rate_change="settlement_day") == by_period != wanted


def test_a_period_begins_before_the_run_where_its_rate_was_in_force():
    # In force since Monday 9; the run begins on Wednesday 18, the tenth day of the period.
    whole = compounding()
    late = replace(whole, first_day=march(18))
    before = compounded(*PLAIN[:6])
    wanted = 36_000_000_00 * (compounded(*PLAIN) * 12 - before * 9) / 360
    assert posted(lived(late)) == [("03-21", rounded(wanted, "half_up"))]


def test_the_next_period_begins_with_nothing():
    # From Saturday 21 on: Friday's fixing holds for two days, Monday's for one.
    found = lived(compounding(23, more={23: 500}))
    balance = found.book["A"][-1]
    rate = compounded((480, 2), (500, 1))
    assert accrued(found) == rounded(balance * rate * 3 / 360, "half_up")


def changed(lines: tuple[tuple[int, str], ...], **terms: Any) -> Scenario:
    """The deposit, its rate written anew from days of March; from the 9th under SOFR."""
    base = compounding(**terms)
    line = base.rates[0]
    later = tuple(replace(line, valid_from=march(day), rate=rate) for day, rate in lines)
    return replace(base, rates=(*base.rates, *later))


@pytest.mark.parametrize("change", ["segmented", "settlement_day"])
def test_another_margin_does_not_begin_the_compounding_anew(change):
    # From Monday 9 compounded over twelve days; a margin of 1 % from Thursday 12 and of 1.50 % from
    # Saturday 14, so that three days are without, two bear 1 % and seven 1.50 %.
    one = changed(((12, "SOFR + 1%"), (14, "SOFR + 1.50%")), rate_change=change)
    whole = compounded(*PLAIN) * 12 + Fraction(2 * 100 + 7 * 150, 10_000)
    assert posted(lived(one)) == [("03-21", rounded(36_000_000_00 * whole / 360, "half_up"))]


def test_shifted_another_margin_does_not_begin_the_compounding_anew_either():
    shift = {"observation_shift": True, "fixing_lag": 2, "rate_change": "settlement_day"}
    pieces = ((380, 1), (390, 3), (400, 1), (410, 1), (420, 1), (430, 1), (440, 3), (450, 2),
              (460, 1))  # fmt: skip
    one = changed(((12, "SOFR + 1%"),), **shift)
    whole = compounded(*pieces) * 12 + Fraction(9 * 100, 10_000)
    assert posted(lived(one)) == [("03-21", rounded(36_000_000_00 * whole / 360, "half_up"))]


@pytest.mark.parametrize("change", ["segmented", "settlement_day"])
def test_another_floor_holds_the_fixings_of_the_days_from_its_own_on(change):
    # At least 4.55 % from Saturday 14: of Friday's three days two, then Monday and Wednesday 18
    # (4.50 and 4.60 %): (4.40 + 2 x 4.55) / 3 = 4.50 % on the weekend's three days.
    base = changed(((14, "SOFR"),), rate_change=change)
    one = replace(base, rates=(*base.rates[:-1], replace(base.rates[-1], floor="4.55%")))
    pieces = (*PLAIN[:4], (450, 3), (455, 2), (460, 1), (470, 1), (480, 1))
    assert posted(lived(one)) == [("03-21", on_twelve_days(compounded(*pieces)))]


@pytest.mark.parametrize("change", ["segmented", "settlement_day"])
def test_another_index_begins_a_new_period(change):
    # Three days of SOFR, then nine of another index, compounded for themselves.
    base = changed(((12, "OTHER + 1%"),), rate_change=change)
    fixed = tuple(replace(one, index="OTHER") for one in base.index_rates)
    one = replace(
        base, indices=(*base.indices, Index(id="OTHER", calendar="US")),
        index_rates=(*base.index_rates, *fixed),
    )  # fmt: skip
    whole = compounded(*PLAIN[:3]) * 3 + (compounded(*PLAIN[3:]) + Fraction(1, 100)) * 9
    assert posted(lived(one)) == [("03-21", rounded(36_000_000_00 * whole / 360, "half_up"))]


def lent(drawn: int, repaid: int, *, first: int = 9, **terms: Any) -> Scenario:
    """A loan of 36,000,000.00 at the rate, which the deposit's account takes up."""
    base = compounding(22, **terms)
    account = replace(base.accounts[0], terms=None)
    loan = TermLoan(
        id="L", account="A", principal=Decimal(36_000_000), drawn_on=march(drawn),
        repaid_on=march(repaid), terms=account.terms or base.terms[0].id,
    )  # fmt: skip
    rates = (replace(base.rates[0], side="debit", valid_from=None),)
    return replace(
        base, first_day=march(first), accounts=(account, *base.accounts[1:]), rates=rates,
        term_loans=(loan,),
    )  # fmt: skip


@pytest.mark.parametrize("change", ["segmented", "settlement_day"])
def test_a_loan_is_compounded_from_its_drawdown_up_to_its_repayment(change):
    # Drawn on Wednesday 11, repaid on Thursday 19: eight days to Wednesday 18, inside the period
    # that began on 21 February and ends on Friday 20.
    pieces = ((420, 1), (430, 1), (440, 3), (450, 2), (460, 1))
    wanted = rounded(36_000_000_00 * compounded(*pieces) * 8 / 360, "half_up")
    assert posted(lived(lent(11, 19, rate_change=change))) == [("03-19", -wanted)]


def test_of_a_loan_no_fixing_from_before_it_is_asked_for():
    # Two business days before Wednesday 11 is Monday 9; nothing was published before.
    one = lent(11, 21, fixing_lag=2)
    one = replace(one, index_rates=tuple(x for x in one.index_rates if x.date >= march(9)))
    pieces = ((400, 1), (410, 1), (420, 3), (430, 2), (440, 1), (450, 1), (460, 1))
    wanted = rounded(36_000_000_00 * compounded(*pieces) * 10 / 360, "half_up")
    assert said(one) == []
    assert posted(lived(one)) == [("03-21", -wanted)]


def test_an_observation_shift_and_a_lockout_of_a_loan_count_from_its_own_ends():
    # From Wednesday 11 to Wednesday 18, repaid on the 19th. Two business days earlier these are
    # Monday 9 to Monday 16 (excluded): seven days, as Tuesday 17 is no business day.
    shift = {"observation_shift": True, "fixing_lag": 2, "rate_change": "settlement_day"}
    observed = compounded((400, 1), (410, 1), (420, 1), (430, 1), (440, 3))
    wanted = rounded(36_000_000_00 * observed * 8 / 360, "half_up")
    assert posted(lived(lent(11, 19, **shift))) == [("03-19", -wanted)]
    # The last two business days before Thursday 19 are Monday 16, which counts for two days, and
    # Wednesday 18, which takes the fixing of the 16th.
    locked = compounded((420, 1), (430, 1), (440, 3), (450, 2), (450, 1))
    wanted = rounded(36_000_000_00 * locked * 8 / 360, "half_up")
    assert posted(lived(lent(11, 19, lockout=2))) == [("03-19", -wanted)]


def test_a_lockout_longer_than_a_broken_period_begins_with_it():
    # Drawn on Saturday 14: the fixing that holds then is Friday's, and holds up to the 20th.
    wanted = rounded(36_000_000_00 * compounded((440, 2), (440, 2), (440, 1), (440, 1), (440, 1))
                     * 7 / 360, "half_up")  # fmt: skip
    assert posted(lived(lent(14, 21, lockout=15))) == [("03-21", -wanted)]


def said(scenario: Scenario) -> list[str]:
    return [found.sentence() for found in complaints(scenario)]


def test_a_business_day_without_a_fixing_is_named_whatever_its_age():
    scenario = compounding()
    missing = tuple(one for one in scenario.index_rates if one.date != march(12))
    (words,) = said(replace(scenario, index_rates=missing))
    assert "'SOFR' has no fixing for 2026-03-12: the last before it is of 2026-03-11" in words
    assert "one for each business day, as compounding in arrears needs them" in words


def test_a_lockout_longer_than_its_period_is_refused():
    (words,) = said(compounding(lockout=15))
    assert (
        "a lockout of 15 business days is longer than the interest period from 2026-03-09" in words
    )
