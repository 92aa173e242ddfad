"""A finance company at the head of a pool: members' deposits and loans, each kept gross."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.hand.tables import group
from treasury.accounts.ledger import Ledger, balances, closing, entries
from treasury.booking import book
from treasury.checking.books import positions_mirror
from treasury.checking.evidence import gather
from treasury.comparison import study
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve
from treasury.posting.gross import parts
from treasury.reporting.intercompany import movements
from treasury.scenario import Scenario
from treasury.simulation.simulate import simulate

ACCOUNTS = """
account | entity | opening | header | rule         | overdraft
F       | FC     | 1000    |        |              |
A       | MA     | 300     | F      | zero_balance | 500
B       | MB     | 0       | F      | zero_balance | 500
"""
ITEMS = """
day | account | amount
2   | A       | -450
3   | A       | 200
3   | B       | -120
"""


def with_finance_company(scenario: Scenario) -> Scenario:
    """The scenario in which FC is a finance company."""
    entities = tuple(
        replace(each, legal_form="finance_company") if each.id == "FC" else each
        for each in scenario.entities
    )
    return replace(scenario, entities=entities)


def booked() -> tuple[Plan, Ledger]:
    """The books of three days: A sends 300 up, fetches 450, sends 200; B fetches 120."""
    scenario = with_finance_company(group(ACCOUNTS, ITEMS, days=3))
    plan = resolve(scenario, "pool", "pool")
    return plan, book(plan, simulate(plan).events)


def told(ledger: Ledger, day: int) -> dict[str, int]:
    """The balances of deposits and loans at the end of a day, in major units, zeros left out."""
    found = zip(ledger.accounts, closing(ledger, day).tolist(), strict=True)
    return {
        f"{account.legal_entity}:{account.kind}:{account.subject}": balance // 100
        for account, balance in found
        if account.kind in ("deposit", "member_loan", "position") and balance
    }


def test_deposits_come_first_and_loans_are_what_is_fetched_beyond_them() -> None:
    _, ledger = booked()
    assert told(ledger, 0) == {"MA:deposit:FC": 300, "FC:deposit:MA": -300}
    # 450 fetched: the 300 sent up, then 150 lent
    assert told(ledger, 1) == {"FC:member_loan:MA": 150, "MA:member_loan:FC": -150}
    # 200 sent up: 150 repaid, 50 deposited; B borrows 120, and nothing is netted
    assert told(ledger, 2) == {
        "MA:deposit:FC": 50, "FC:deposit:MA": -50,
        "MB:member_loan:FC": -120, "FC:member_loan:MB": 120,
    }  # fmt: skip


def test_one_entry_holds_both_parts_of_a_transfer() -> None:
    plan, ledger = booked()
    second_day = [found for found in entries(ledger) if found.booking_day == 1]
    fetched = [found for found in second_day if len(found.pairs) == 4]
    assert [sorted(pair.amount for pair in found.pairs) for found in fetched] == [
        [15000, 15000, 30000, 30000]
    ]
    assert plan.names.accounts == ("A", "B", "F")


def test_another_header_owes_positions() -> None:
    plan = resolve(group(ACCOUNTS, ITEMS, days=3), "pool", "pool")
    ledger = book(plan, simulate(plan).events)
    assert {account.kind for account in ledger.accounts} >= {"position"}
    assert not {account.kind for account in ledger.accounts} & {"deposit", "member_loan"}


def test_the_check_of_positions_sees_deposits_and_loans_that_were_netted() -> None:
    plan, ledger = booked()
    projection = simulate(plan)
    alone = resolve(plan.scenario, None, "standalone")
    evidence = gather(plan, projection, ledger, (alone, simulate(alone)))
    assert positions_mirror(evidence).passed is True
    place = {account.kind: at for at, account in enumerate(ledger.accounts)
             if account.legal_entity == "MA"}  # fmt: skip
    netted = {
        side: np.where(getattr(ledger, side) == place["member_loan"], place["deposit"],
                       getattr(ledger, side))
        for side in ("debit", "credit")
    }  # fmt: skip
    wrong = gather(plan, projection, replace(ledger, **netted), (alone, simulate(alone)))
    assert positions_mirror(wrong).passed is False


def test_deposits_are_never_below_zero_and_loans_never_above_in_members_books() -> None:
    plan, ledger = booked()
    by_day = balances(ledger, plan.tables.days)
    for at, account in enumerate(ledger.accounts):
        if account.subject == "FC" and account.kind == "deposit":
            assert (by_day[:, at] >= 0).all()
        if account.subject == "FC" and account.kind == "member_loan":
            assert (by_day[:, at] <= 0).all()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-50, 50)), max_size=30))
def test_parts_add_up_and_neither_side_ever_turns(moves: list[tuple[int, int]]) -> None:
    link = np.array([move[0] for move in moves], dtype=np.int64)
    amount = np.array([move[1] for move in moves], dtype=np.int64)
    deposit, loan = parts(link, amount)
    assert (deposit + loan == amount).all()
    position = dict.fromkeys(range(4), 0)
    deposits, loans = dict(position), dict(position)
    for place, (at, moved) in enumerate(moves):
        position[at] += moved
        deposits[at] += int(deposit[place])
        loans[at] += int(loan[place])
        assert (deposits[at], loans[at]) == (max(position[at], 0), min(position[at], 0))


def test_the_report_says_deposit_and_loan() -> None:
    found = study(with_finance_company(replace(group(ACCOUNTS, ITEMS, days=3), as_is="pool")))
    forms = movements(found.runs[0]).data["form"]
    assert list(forms) == ["deposit and loan", "deposit and loan"]
