"""The guarantee of own deposits: a group in which it holds, and what breaks without a condition.

Each broken case is made by hand, as small as it can be: one condition is missing, and somebody is
disturbed. The check of the run says which condition it is.
"""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.hand.tables import MONDAY, group
from treasury.accounts.chart import Stop
from treasury.comparison import Run, study
from treasury.fees import Fee, FeeTerm
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario

# Day 1: 100 of A and 60 of B go up to H. Day 2: each spends what it has.
POOL = """
    account | opening | header | rule         | priority | limit | reserve
    H       | {h}     |        |              |          |       | {reserve}
    A       | 100     | H      | zero_balance | 1        | {a}   |
    B       | 60      | H      | zero_balance | 2        |       |
    """
SPENT = """
    day | time  | account | amount | short
    2   | 10:00 | A       | -100   | reject
    2   | 11:00 | B       | -60    | reject
    """


def own_deposits(
    items: str = SPENT, *, pool: Any = None, accounts: str = POOL, **more: Any
) -> Scenario:
    """Everybody on own deposits; nothing comes down but by payments."""
    cells = {"h": "0", "reserve": "", "a": "", **more.pop("cells", {})}
    one = group(
        accounts.format(**cells), items, days=3,
        pool={"payment_mode": "own_deposits", **(pool or {})}, **more,
    )  # fmt: skip
    return replace(one, links=tuple(replace(link, direction="up") for link in one.links))


def examined(scenario: Scenario) -> tuple[bool | None, str, list[str]]:
    """What check 17 says, and the payments that are disturbed in the pool."""
    run: Run = study(scenario).runs[-1]
    (found,) = (check for check in run.checks if check.name.startswith("17 "))
    names = run.plan.names.items
    return found.passed, found.detail, [names[payment.item] for payment in run.disturbed]


def test_where_every_condition_holds_nobody_is_disturbed():
    assert examined(own_deposits()) == (True, "2 payments of pooled accounts", [])


def with_fee() -> Scenario:
    fee = Fee(id="pool-fee", account="A", amount=Decimal(1), every="once",
              date=MONDAY + datetime.timedelta(days=1), structure="pool")  # fmt: skip
    return own_deposits(fees=(fee,))


def with_commitment_fee() -> Scenario:
    """The money of A pays back H's loan of 360: from then on H pays 100 % / 360 x 360 = 1 a day."""
    accounts = """
        account | opening | header | rule         | line
        H       | 0       |        |              | 360/360
        A       | 720     | H      | zero_balance |
        """
    items = """
        day | time  | account | amount | short
        3   | 09:00 | H       | 50     |
        3   | 10:00 | H       | -50    | reject
        """
    fee = FeeTerm(fee="commitment", base="undrawn_line", credit_line="line-H", rate="100%",
                  every="month", day=4)  # fmt: skip
    return own_deposits(items, accounts=accounts, fee_terms=(fee,))


def test_a_fee_that_is_the_same_alone_breaks_no_guarantee():
    # A pays 100 % / 360 x 360 = 1 a day for its own line on day 4, in the pool as alone.
    accounts = """
        account | opening | header | rule         | line
        H       | 0       |        |              |
        A       | 100     | H      | zero_balance | 360/0
        """
    items = """
        day | time  | account | amount | short
        2   | 10:00 | A       | -90    | reject
        """
    fee = FeeTerm(fee="facility", base="credit_line", credit_line="line-A", rate="100%",
                  every="month", day=4)  # fmt: skip
    scenario = own_deposits(items, accounts=accounts, fee_terms=(fee,))
    assert examined(scenario) == (True, "1 payments of pooled accounts", [])


def with_less_interest() -> Scenario:
    """A earns 100 x 360 % x 1/360 = 1 alone, posted on the second day; in the pool nothing."""
    items = SPENT.replace("-100 ", "-101 ")
    terms = (Terms(id="T", settles="monthly", settlement_day=2),)
    rates = (
        Rate(terms="T", side="credit", rate="100%"), Rate(terms="T", side="debit", rate="0%")
    )  # fmt: skip
    one = own_deposits(items, terms=terms, rates=rates)
    accounts = tuple(
        replace(each, terms="T", opening=Decimal(360)) if each.id == "A" else each
        for each in one.accounts
    )
    items_of_a = tuple(
        replace(each, amount=Decimal(-361)) if each.account == "A" else each for each in one.items
    )
    return replace(one, accounts=accounts, items=items_of_a)


def with_limit() -> Scenario:
    """Mid keeps what Low sent up, and passes down by its limit what Top holds of B."""
    accounts = """
        account | opening | header | rule         | limit | reserve
        Top     | 0       |        |              |       |
        Mid     | 0       | Top    | keep keep=99 | 60    | 60
        Low     | 60      | Mid    | zero_balance |       |
        B       | 60      | Top    | zero_balance |       |
        """
    items = """
        day | time  | account | amount | short
        2   | 10:00 | Low     | -60    | reject
        2   | 11:00 | B       | -60    | reject
        """
    return own_deposits(items, accounts=accounts)


def funded() -> Scenario:
    """100 are granted to A and spent, 300 come and are swept: A owed 100 of them."""
    accounts = """
        account | opening | header | rule
        H       | 1000    |        |
        A       | 0       | H      | range low=100 high=150 at=09:00,11:00
        """
    items = """
        time  | account | amount | short
        10:00 | A       | -100   | reject
        10:30 | A       | 300    |
        12:00 | A       | -300   | reject
        """
    one = own_deposits(items, accounts=accounts)
    return replace(one, links=tuple(replace(link, direction=None) for link in one.links))


def unprotected() -> Scenario:
    """H, which has nothing of its own, spends the money of A."""
    items = """
        day | time  | account | amount | short
        2   | 09:00 | H       | -100   | reject
        2   | 10:00 | A       | -100   | reject
        """
    return own_deposits(
        items, pool={"protect_participants": False}, cells={"h": "0"}, accounts=POOL
    )


UNCOVERED = (
    "every header must be able to give its participants' positions; above A, 2026-03-03 at 10:00"
)
BROKEN = [
    # what is missing, the group, who is disturbed, what the check says
    (
        "no pool fee",
        with_fee,
        ["A1"],
        "the pool may charge no fee or tax; pool-fee is one",
    ),
    (
        "no fee on what the pool leaves undrawn",
        with_commitment_fee,
        ["H2"],
        "the pool may charge no fee or tax; commitment is one",
    ),
    (
        "interest at least the account's own",
        with_less_interest,
        ["A1"],
        "nobody may earn less than alone; A has by 2026-03-03",
    ),
    (
        "headers that can give whole positions",
        lambda: own_deposits(cells={"reserve": "50"}),
        ["B2"],
        UNCOVERED,
    ),
    (
        "headers that are never frozen",
        lambda: own_deposits(
            stops=(Stop(account="H", valid_from=MONDAY + datetime.timedelta(days=1)),)
        ),
        ["A1", "B2"],
        UNCOVERED,
    ),
    (
        "no internal limit",
        with_limit,
        ["B2"],
        "it needs links without internal limits; that of Mid has one",
    ),
    (
        "the mode",
        lambda: own_deposits(pool={"payment_mode": "standalone"}),
        ["A1", "B2"],
        "it speaks of accounts all in mode full, or all in own_deposits; A is not",
    ),
    (
        "nothing funded downwards",
        funded,
        ["A3"],
        "nothing may be funded downwards; A -> H is, 2026-03-02 at 09:00",
    ),
    (
        "protected participants",
        unprotected,
        ["A2"],
        "it needs protected participants; headers may spend their money here",
    ),
]


@pytest.mark.parametrize(
    ("missing", "broken", "disturbed", "says"), BROKEN, ids=[row[0] for row in BROKEN]
)
def test_without_a_condition_somebody_is_disturbed_and_the_check_says_which(
    missing, broken, disturbed, says
):
    assert examined(broken()) == (None, says, disturbed)
