"""What a run and its scenario as it is right may differ in, and what of it is a fact."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.hand.tables import group, on
from tests.hand.test_back_value_by_hand import CREDIT, DEBIT, MONTHLY
from tests.hand.test_conversions_by_hand import DOLLARS, across
from treasury.account_analysis import AccountAnalysis
from treasury.accounts.chart import Bank, Hold
from treasury.clearing import ClearingWindow
from treasury.correction.facts import alike, fact_complaints, in_run_order, moved_facts
from treasury.deposits import Deposit, Withdrawal
from treasury.fees import Fee
from treasury.interest import AgreedDeposit
from treasury.loading.calendars import with_builtin
from treasury.money_market import MoneyMarketSweep
from treasury.plan.resolve import resolve
from treasury.pooling.benefit import BenefitSplit
from treasury.rates import Index
from treasury.scenario import Scenario

ACCOUNTS = """
    account | opening | header | rule         | entity | terms
    HQ      | 1000    |        |              | HQ     | own
    S       | 100     | HQ     | zero_balance | Sub    | own
    """
ITEMS = """
    day | account | amount
    2   | S       | 50
    3   | S       | -20
    """
NINE, FIVE = datetime.time(9), datetime.time(17)
EXPECTED = "; expected as in the run: only what prices may differ"


def scenario(**more: object) -> Scenario:
    """Two companies for a month, with terms."""
    fields = {"terms": (MONTHLY,), "rates": (CREDIT, DEBIT), **more}
    return group(ACCOUNTS, ITEMS, days=30, **fields)


def said(right: Scenario) -> list[str]:
    """What is said of a scenario as it is right."""
    return [one.sentence() for one in fact_complaints(scenario(), right)]


def test_what_prices_and_what_is_only_told_may_differ():
    rates = (replace(CREDIT, rate="7.2%"), DEBIT)
    contract = AgreedDeposit(account="S", basic_amount=Decimal(10), rate="7.2%")
    assert said(scenario(rates=rates, title="As it is right")) == []
    assert said(scenario(agreed_deposits=(contract,))) == []
    known = scenario()
    named = tuple(replace(one, terms=None) for one in known.accounts)
    assert said(replace(known, accounts=named)) == []
    structures = tuple(replace(one, internal_terms="own") for one in known.structures)
    assert said(replace(known, structures=structures)) == []


def test_terms_that_are_those_of_the_run_correct_nothing():
    assert said(scenario()) == [
        (
            "scenario: has the terms of the run: there is nothing to correct by it; expected the "
            "scenario of the run with its terms as they are right"
        )
    ]
    (only_told,) = said(
        scenario(title="x", benefit_splits=(BenefitSplit(structure="pool", leader="HQ"),))
    )
    assert only_told.startswith("scenario: has the terms of the run")


def test_each_fact_that_differs_is_said_at_its_place():
    known = scenario()
    first, second = known.items
    assert said(replace(known, items=(first, replace(second, amount=Decimal(-30))))) == [
        f"items[1].amount: is -30, and -20 in the run, which is a fact of it{EXPECTED}"
    ]
    other = replace(second, id="other")
    assert said(replace(known, items=(first, other))) == [
        f"items[1]: other is not in the run, and would be a fact of it{EXPECTED}",
        f"items: {second.id}, a fact of the run, is missing{EXPECTED}",
    ]
    assert said(replace(known, last_day=on(29), queue="carry")) == [
        f"last_day: is 2026-03-30, and 2026-03-31 in the run, which is a fact of it{EXPECTED}",
        f"queue: is carry, and cancel in the run, which is a fact of it{EXPECTED}",
    ]
    link = replace(known.links[0], priority=7)
    assert said(replace(known, links=(link,))) == [
        f"links[0].priority: is 7, and 1 in the run, which is a fact of it{EXPECTED}"
    ]
    hold = Hold(account="S", amount=Decimal(5))
    assert said(replace(known, holds=(hold,))) == [
        f"holds[0]: S is not in the run, and would be a fact of it{EXPECTED}"
    ]


def test_of_an_account_analysis_what_a_balance_earns_may_differ_and_who_is_analysed_may_not():
    own = AccountAnalysis(id="AN", accounts=("HQ",), settlement_account="HQ", terms="own")
    known = scenario(account_analyses=(own,))

    def told(**fields: object) -> list[str]:
        other = replace(own, **fields)  # type: ignore[arg-type]
        right = replace(known, account_analyses=(other,))
        return [one.sentence() for one in fact_complaints(known, right)]

    for fields in (
        {"reserve_share": "10%"},
        {"negative": "offset"},
        {"excess": "lost"},
        {"terms": "other"},
    ):
        assert told(**fields) == []
    assert told(day=20, reserve_share="10%") == [
        f"account_analyses[0].day: is 20, and 31 in the run, which is a fact of it{EXPECTED}"
    ]
    assert told(settlement_account="S")[0].startswith("account_analyses[0].settlement_account: is")
    assert told(charge_day=15)[0].startswith("account_analyses[0].charge_day: is 15, and nothing")


def test_facts_are_the_same_in_any_order():
    # Fees of one day, and links of one header, are told by their places.
    fees = tuple(
        Fee(id=name, account="HQ", amount=Decimal(1), every="month", day=10) for name in ("F", "E")
    )
    own = AccountAnalysis(id="AN", accounts=("S", "HQ"), settlement_account="HQ", terms="own")
    more = """
        account | opening | header | rule         | entity | terms
        HQ      | 1000    |        |              | HQ     | own
        S       | 100     | HQ     | zero_balance | Sub    | own
        T       | 100     | HQ     | zero_balance | Sub    | own
        """
    known = group(
        more, ITEMS, days=30, terms=(MONTHLY,), rates=(CREDIT, DEBIT), fees=fees,
        account_analyses=(own,),
    )  # fmt: skip
    first, second = known.links
    right = replace(
        known,
        rates=(replace(CREDIT, rate="7.2%"), DEBIT),
        links=(replace(second, internal_terms="own"), first),
        fees=fees[::-1],
        account_analyses=(replace(own, accounts=("HQ", "S"), reserve_share="10%"),),
    )
    assert fact_complaints(known, right) == []
    plan, as_given = (resolve(one, "pool", "pool") for one in (known, right))
    assert "(charges" in moved_facts(plan, as_given)[0].message
    ordered = in_run_order(known, right)
    assert moved_facts(plan, resolve(ordered, "pool", "pool")) == []
    assert ordered.fees == fees and ordered.links[1].internal_terms == "own"
    same = replace(known, account_analyses=(replace(own, accounts=("HQ", "S")),), fees=fees[::-1])
    (nothing,) = fact_complaints(known, same)
    assert "there is nothing to correct by it" in nothing.message
    backwards = replace(known, items=known.items[::-1])
    assert in_run_order(known, backwards).items == backwards.items, "items happen in their order"


def shifted(**more: object) -> Scenario:
    """The month with interest that is moved by the calendar of China."""
    own = replace(MONTHLY, holiday_shift="following", calendar="CN")
    return with_builtin(scenario(terms=(own,), **more))


def closed_on(known: Scenario, day: datetime.date) -> Scenario:
    """The scenario with one more day off in its calendar of China, as announced late."""
    (china,) = known.calendars
    return replace(known, calendars=(replace(china, closed=(*china.closed, day)),))


def test_a_calendar_that_only_terms_or_indices_name_prices():
    plain, moved = scenario(), shifted()
    assert plain.calendars == () and [one.id for one in moved.calendars] == ["CN"]
    late = closed_on(moved, on(20))
    for known, right in ((plain, moved), (moved, plain), (moved, late)):
        assert fact_complaints(known, right) == []
        assert alike(in_run_order(known, right).calendars, right.calendars)
    (nothing,) = fact_complaints(late, late)
    assert "there is nothing to correct by it" in nothing.message
    assert fact_complaints(plain, late, moved) == [], "after an earlier correction of terms"
    (nothing,) = fact_complaints(plain, late, late)
    assert "has the terms of the earlier correction" in nothing.message

    def index(calendar: str | None) -> Scenario:
        return with_builtin(scenario(indices=(Index(id="IX", calendar=calendar),)))

    for known, right in ((index(None), index("CN")), (index("CN"), closed_on(index("CN"), on(20)))):
        assert fact_complaints(known, right) == []


def test_a_calendar_that_nobody_names_corrects_nothing():
    unused = replace(scenario(), calendars=shifted().calendars)
    (nothing,) = fact_complaints(scenario(), unused)
    assert "there is nothing to correct by it" in nothing.message


SWEEP = MoneyMarketSweep(id="M", account="HQ", terms="own", calendar="CN")
DECIDING: dict[str, Callable[[Scenario], Scenario]] = {
    "banks": lambda one: replace(one, banks=(*one.banks, Bank(id="B", name="B", calendar="CN"))),
    "structures": lambda one: replace(
        one, structures=tuple(replace(each, calendar="CN") for each in one.structures)
    ),
    "clearing": lambda one: replace(
        one,
        clearing=(
            ClearingWindow(system="HVPS", calendar="CN", currency="CNY", opens=NINE, closes=FIVE),
        ),
    ),
    "money market sweeps": lambda one: replace(one, money_market_sweeps=(SWEEP,)),
}


@pytest.mark.parametrize("who", DECIDING)
def test_a_calendar_by_which_something_happens_is_a_fact(who):
    known = with_builtin(DECIDING[who](scenario()))
    known = replace(known, calendars=shifted().calendars)
    right = with_builtin(DECIDING[who](shifted()))
    assert fact_complaints(known, right) == [], "it is in the run, and terms may name it too"
    (wrong,) = fact_complaints(known, closed_on(right, on(20)))
    assert wrong.sentence() == (
        f"calendars[0].closed: has 2026-03-21 more than in the run, which is a fact of it{EXPECTED}"
    )
    said = [one.sentence() for one in fact_complaints(shifted(), right)]
    assert said and not any(one.startswith("calendars") for one in said), "who names it is new"
    found = [one.sentence() for one in fact_complaints(scenario(), right)]
    assert f"calendars[0]: CN is not in the run, and would be a fact of it{EXPECTED}" in found
    found = [one.sentence() for one in fact_complaints(known, scenario())]
    assert f"calendars: CN, a fact of the run, is missing{EXPECTED}" in found


def test_terms_that_change_a_deposit_with_a_principal_are_refused():
    deposit = Deposit(
        id="D", account="HQ", product="time", amount=Decimal(100), placed_on=on(2), rate="1%",
        matures_on=on(20),
    )  # fmt: skip
    early = Withdrawal(deposit="D", date=on(12))  # at the demand rate of the account's terms
    known, right = (
        resolve(
            scenario(
                rates=(replace(CREDIT, rate=rate), DEBIT), deposits=(deposit,), withdrawals=(early,)
            ),
            "pool",
            "pool",
        )
        for rate in ("3.6%", "36%")
    )
    (found,) = moved_facts(known, right)
    assert found.message.startswith("changes the interest of deposits with a principal")


def test_a_rate_at_which_sweeps_are_converted_is_a_fact():
    known = across("1000")
    right = replace(known, fx_rates=(replace(DOLLARS, mid=Decimal("0.91")),))
    (found,) = moved_facts(*(resolve(one, "pool", "pool") for one in (known, right)))
    assert found.sentence() == (
        "fx_rates: changes rates of exchange at which sweeps are converted, which stay as made; "
        "expected the rates of pairs and days at which this structure converts as in the run"
    )


def test_what_would_have_been_decided_otherwise_is_told_by_its_table():
    known = resolve(scenario(), "pool", "pool")
    table = known.tables.accounts._replace(overdraft=known.tables.accounts.overdraft + 1)
    moved = replace(known, tables=known.tables._replace(accounts=table))
    (found,) = moved_facts(known, moved)
    assert found.message == "changes what happened in the run (accounts)"
    assert moved_facts(known, known) == []
