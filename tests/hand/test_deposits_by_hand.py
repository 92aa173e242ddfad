"""Notice and time deposits (通知存款, 定期存款) by hand: every case of a notice, every end.

Days count from 1, Monday 2 March 2026; ACT/360. The listed rate is 3.6 %: 10.00 a day on
100,000.00; the demand rate 0.36 %: 1.00 a day. What is placed on day 1 has borne 17 days on day 18.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import group, lived, on
from treasury.accounts.chart import Hold, Stop
from treasury.comparison import study
from treasury.deposits import Deposit, Withdrawal
from treasury.interest import Terms
from treasury.rates import Index, IndexRate, Rate
from treasury.scenario import Scenario

DEMAND = Rate(terms="demand", side="credit", rate="0.36%")
ALONE = """
    account | opening | terms
    A       | 3000000 | demand
    """


def taken(day: int | None, amount: int | None = None, told: int | None = None,
          agreed: int | None = None, named: int | None = None) -> Withdrawal:  # fmt: skip
    """A line of withdrawals from the deposit D."""
    return Withdrawal(
        deposit="D",
        date=None if day is None else on(day),
        amount=None if amount is None else Decimal(amount),
        notified_on=None if told is None else on(told),
        agreed_on=None if agreed is None else on(agreed),
        notified_amount=None if named is None else Decimal(named),
    )


def placed(*lines: Withdrawal, accounts: str = ALONE, days: int = 40, **given: Any) -> Scenario:
    """A group of which account A places 2,000,000.00 for seven days' notice on day 1."""
    fields = {
        "id": "D", "account": "A", "product": "notice_7", "amount": Decimal(2_000_000),
        "placed_on": on(1), "rate": "3.6%",
    }  # fmt: skip
    more = {key: given.pop(key) for key in ("items", "pool") if key in given}
    return group(
        accounts,
        days=days,
        terms=(Terms(id="demand", settles="never"),),
        rates=(DEMAND,),
        deposits=(Deposit(**(fields | given)),),
        withdrawals=lines,
        **more,
    )


def time(*lines: Withdrawal, **given: Any) -> Scenario:
    """The same with 1,000,000.00 for thirty days: 100.00 a day, 10.00 at demand."""
    fields = {"product": "time", "amount": Decimal(1_000_000), "matures_on": on(31)}
    return placed(*lines, **(fields | given))


def paid(scenario: Scenario) -> list[tuple[int, int, int]]:
    """The payouts: day, principal in yuan, interest in fen."""
    return [
        ((one.day - on(1)).days + 1, one.principal // 100, one.interest)
        for one in lived(scenario).paid_out
    ]


NOTICES = {
    "as notified": ([taken(18, 500_000, 11)], [(18, 500_000, 850_00)]),
    "without notice": ([taken(18, 500_000)], [(18, 500_000, 85_00)]),
    "with a notice of six days": ([taken(18, 500_000, 12, 18)], [(18, 500_000, 85_00)]),
    "with a longer notice": ([taken(18, 500_000, 9, 18)], [(18, 500_000, 850_00)]),
    "a day early": ([taken(17, 500_000, 11, 18)], [(17, 500_000, 80_00)]),
    "a day late": ([taken(19, 500_000, 11)], [(19, 500_000, 90_00)]),
    "held for six days": ([taken(7, 500_000, 1, 7)], [(7, 500_000, 30_00)]),
    "held for seven days": ([taken(8, 500_000, 1)], [(8, 500_000, 350_00)]),
    "more than notified": (
        [taken(18, 700_000, 11, named=500_000)],
        [(18, 700_000, 850_00 + 34_00)],
    ),
    "less than notified, and the rest later": (
        # 300,000 at 30.00; of 1,700,000 the missing 200,000 bear 2.00 for 17 days, 20.00 for 10
        [taken(18, 300_000, 11, named=500_000), taken(28, told=21)],
        [(18, 300_000, 510_00), (28, 1_700_000, 27 * 150_00 + 17 * 2_00 + 10 * 20_00)],
    ),
    "less than is taken at least": ([taken(18, 90_000, 11)], [(18, 90_000, 17 * 90)]),
    "just what is taken at least": ([taken(18, 100_000, 11)], [(18, 100_000, 170_00)]),
    "so that too little stays": (
        [taken(18, 1_600_000, 11)],
        [(18, 2_000_000, 17 * (160_00 + 4_00))],
    ),
    "so that just enough stays": ([taken(18, 1_500_000, 11)], [(18, 1_500_000, 17 * 150_00)]),
    "a notice that is not used, and another": (
        # of 600,000 the 500,000 notified before lose seven of 27 days, the others none
        [taken(None, told=11, named=500_000), taken(28, 600_000, 21)],
        [(28, 600_000, 20 * 50_00 + 27 * 10_00)],
    ),
    "a notice for everything that is not used": (
        [taken(None, told=11), taken(28, 600_000, 21)],
        [(28, 600_000, 20 * 60_00)],
    ),
    "what stays keeps its first day": (
        [taken(18, 500_000, 11), taken(28, told=21)],
        [(18, 500_000, 850_00), (28, 1_500_000, 27 * 150_00)],
    ),
    "all at once": ([taken(18, told=11)], [(18, 2_000_000, 17 * 200_00)]),
}


@pytest.mark.parametrize("name", NOTICES)
def test_what_a_notice_costs(name):
    lines, expected = NOTICES[name]
    assert paid(placed(*lines)) == expected


def test_one_day_s_notice_is_given_the_day_before():
    assert paid(placed(taken(18, 500_000, 17), product="notice_1")) == [(18, 500_000, 850_00)]
    assert paid(placed(taken(18, 500_000, 18), product="notice_1")) == [(18, 500_000, 85_00)]


def test_amounts_that_are_usual_in_yuan_may_be_agreed_otherwise():
    small = {"minimum": Decimal(0), "minimum_withdrawal": Decimal(50_000)}
    assert paid(placed(taken(18, 90_000, 11), **small)) == [(18, 90_000, 17 * 9_00)]
    assert paid(placed(taken(18, 1_600_000, 11), **small)) == [(18, 1_600_000, 17 * 160_00)]


def test_the_listed_and_the_demand_rate_are_those_of_the_day_of_the_withdrawal():
    listed = [("2026-03-01", "3.6%"), ("2026-03-19", "7.2%"), ("2026-03-20", "1%")]
    fixings = tuple(
        IndexRate(index="LISTED", date=datetime.date.fromisoformat(day), rate=rate)
        for day, rate in listed
    )
    later = replace(DEMAND, valid_from=on(18), rate="0.72%")
    one = placed(taken(18, 700_000, 11, named=500_000), rate="LISTED", days=20)
    one = replace(one, indices=(Index(id="LISTED"),), index_rates=fixings, rates=(DEMAND, later))
    assert paid(one) == [(18, 700_000, 17 * 100_00 + 17 * 4_00)]


TERMS = {
    "paid out at maturity": ([], {}, [(31, 1_000_000, 30 * 100_00)]),
    "in part withdrawn early": (
        [taken(11, 400_000)], {},
        [(11, 400_000, 10 * 4_00), (31, 600_000, 30 * 60_00)],
    ),
    "withdrawn early so that too little stays": (
        [taken(11, 995_000)], {}, [(11, 1_000_000, 10 * 10_00)],
    ),
    "withdrawn early, all of it": ([taken(30)], {}, [(30, 1_000_000, 29 * 10_00)]),
    "left there after maturity": (
        [taken(36)], {"at_maturity": "stay"}, [(36, 1_000_000, 30 * 100_00 + 5 * 10_00)],
    ),
    "in part left there": (
        [taken(36, 300_000)], {"at_maturity": "stay"}, [(36, 300_000, 30 * 30_00 + 5 * 3_00)],
    ),
    "renewed, and withdrawn early": (
        [taken(36, 300_000)], {"at_maturity": "renew"},
        [(31, 0, 30 * 100_00), (36, 300_000, 5 * 3_00)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TERMS)
def test_how_a_time_deposit_ends(name):
    lines, given, expected = TERMS[name]
    assert paid(time(*lines, **given)) == expected


def test_a_term_of_months_is_renewed_by_months():
    # from 31 March a month is 30 days, the next one 31
    day = datetime.date.fromisoformat
    one = time(placed_on=day("2026-03-31"), matures_on=day("2026-04-30"), at_maturity="renew",
               days=100)  # fmt: skip
    found = [(str(each.day), each.principal, each.interest) for each in lived(one).paid_out]
    assert found == [("2026-04-30", 0, 30 * 100_00), ("2026-05-31", 0, 31 * 100_00)]


def test_a_renewed_term_bears_the_rate_of_its_own_first_day():
    fixings = [IndexRate(index="L", date=on(1), rate="3.6%"),
               IndexRate(index="L", date=on(31), rate="7.2%")]  # fmt: skip
    one = time(rate="L", at_maturity="renew", matures_on=on(11), days=45)
    one = replace(one, indices=(Index(id="L", oldest=20),), index_rates=tuple(fixings))
    one = replace(one, deposits=(replace(one.deposits[0], rate="L + 0.36%"),))
    assert [interest for _, _, interest in paid(one)] == [1_100_00, 1_100_00, 1_100_00, 2_100_00]


def test_days_before_the_run_are_paid_out_with_it():
    before = on(1) - datetime.timedelta(days=30)
    assert paid(placed(taken(18, 500_000, 11), placed_on=before)) == [(18, 500_000, 47 * 50_00)]


def test_each_year_has_its_own_days():
    # 18,000.00 a year: 15 of 366 days, a year, 77 of 365 days; 737.7049 + 18,000 + 3,797.2603
    one = placed(taken(18, 500_000, 11), placed_on=datetime.date(2024, 12, 17))
    one = replace(one, terms=(replace(one.terms[0], day_count="ACT/ACT ISDA"),))
    assert paid(one) == [(18, 500_000, 22_534_97)]


def test_what_is_withdrawn_after_the_run_is_still_there():
    outcome = lived(placed(taken(18, 500_000, 11), taken(60, told=50)))
    assert outcome.deposited["D"][-1] == 1_500_000_00
    assert outcome.deposit_accrued["D"] == 40 * 150_00


def test_each_withdrawal_is_rounded_once():
    # 1,000,001.00 at 3.6 % and 1.00 at 0.36 % for 17 days: 1,700.0017 + 0.00017 -> 1,700.00,
    # and 500,050.00 notified with 500,050.00 above: 850.085 + 85.0085 -> 935.09, not 850.09 + 85.01
    one = taken(18, 1_000_100, 11, named=500_050)
    assert paid(placed(one, minimum=Decimal(0))) == [(18, 1_000_100, 935_09)]


POOL = """
    account | opening | terms  | header | rule
    A       | {head}  | demand |        |
    B       | {low}   | demand | A      | zero_balance
    """


@pytest.mark.parametrize(
    ("head", "low", "there"),
    [("1500000", "500000", 2_000_000), ("1500000", "499999.99", 0), ("2000000", "0", 2_000_000)],
)
def test_a_header_places_what_the_evening_s_sweeps_have_brought(head, low, there):
    one = placed(accounts=POOL.format(head=head, low=low), days=2)
    assert [each // 100 for each in lived(one).deposited["D"]] == [there, there]
    # alone, B's money never reaches it
    alone = lived(replace(one, structures=(), links=(), rules=()), None)
    assert alone.deposited["D"][-1] // 100 == (2_000_000 if head == "2000000" else 0)


def test_what_a_participant_has_sent_up_it_does_not_place():
    one = placed(accounts=POOL.format(head="0", low="3000000"), account="B", days=2)
    assert lived(one).deposited["D"] == [0, 0]
    assert lived(one, None).deposited["D"][0] == 2_000_000_00


def test_held_money_and_that_of_a_frozen_account_is_not_placed():
    held = Hold(account="A", valid_from=on(1), amount=Decimal("1000000.01"))
    assert lived(replace(placed(), holds=(held,))).deposited["D"][-1] == 0
    just = replace(held, amount=Decimal(1_000_000))
    assert lived(replace(placed(), holds=(just,))).deposited["D"][-1] == 2_000_000_00
    frozen = Stop(account="A", valid_from=on(1), valid_until=on(1))
    assert lived(replace(placed(), stops=(frozen,))).deposited["D"][-1] == 0


@pytest.mark.parametrize(("reserve", "there"), [("1000000", 2_000_000_00), ("1000000.01", 0)])
def test_what_an_account_keeps_as_a_reserve_is_not_placed(reserve, there):
    # its line would be drawn the next evening to make up for it
    accounts = f"""
        account | opening | terms  | reserve   | line
        A       | 3000000 | demand | {reserve} | 500
        """
    assert lived(placed(accounts=accounts, days=2)).deposited["D"] == [there, there]


def test_of_a_deposit_that_was_not_placed_nothing_comes_back():
    one = placed(taken(18, 500_000, 11), accounts=ALONE.replace("3000000", "1999999.99"))
    assert paid(one) == []


def test_what_comes_back_is_there_for_the_payments_of_its_day():
    items = """
        day | account | amount
        18  | A       | -1500850
        """
    outcome = lived(placed(taken(18, 500_000, 11), items=items))
    assert {fate.what for fate in outcome.fates.values()} == {"made"}
    assert outcome.book["A"][16:18] == [1_000_000_00, 0]


def test_a_deposit_of_one_structure_is_its_benefit():
    one = placed(taken(18, 500_000, 11), structure="pool", days=20,
                 accounts=POOL.format(head="1500000", low="1000000"))  # fmt: skip
    as_is, pool = study(one).runs
    assert as_is.figures[0].deposits == 0
    # 1,500,000 still there for 20 nights, 850.00 paid; on the account 17 x 5.00 and 3 x 10.0085
    assert pool.figures[0].interest_earned == 20 * 150_00 + 850_00 + 115_03
    assert as_is.figures[0].interest_earned == 20 * 25_00
    assert pool.figures[0].deposits == (17 * 2_000_000_00 + 3 * 1_500_000_00) // 20
