"""Events are booked as balanced pairs, in each legal person's own books."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.made_pools import pooled_group
from tests.made_runs import A_TO_H, B_TO_H, T_TO_A, A, B, H, T, event, group, made, made_group
from treasury import tables as t
from treasury.accounts.ledger import Ledger, closing, entries
from treasury.booking import book
from treasury.comparing.results import results
from treasury.plan.resolve import resolve
from treasury.pooling.notional import NotionalMember

PLAN = made_group().plan
ITEM = {name: at for at, name in enumerate(PLAN.names.items)}


def accrual(kind: int, subject: int) -> int:
    """The row of the accrual table."""
    table = PLAN.tables.accruals
    return int(np.flatnonzero((table.kind == kind) & (table.subject == subject))[0])


def told(ledger: Ledger, opening: bool = False) -> list[str]:
    """Every pair as `debit / credit amount`, opening balances or the rest."""
    return [
        f"{pair.debit.name} / {pair.credit.name} {pair.amount}".replace(":CNY", "")
        for found in entries(ledger)
        for pair in found.pairs
        if (found.event < 0) == opening
    ]


EARNED = accrual(t.CREDIT_SIDE, A)
PAID = accrual(t.DEBIT_SIDE, H)
ON_LOAN = accrual(t.LOAN, 0)
SENT_UP = accrual(t.UPSTREAMED, A_TO_H)
FETCHED = accrual(t.BORROWED, T_TO_A)

TABLE = [
    ("a receipt", event(t.RECEIPT, T, 300, ref=ITEM["sale"]),
     ["SUB2:bank:T / SUB2:receipts:SUB2 300"]),
    ("a payment", event(t.PAYMENT, B, -450, ref=ITEM["tax"]),
     ["HQ:payments:BR / HQ:bank:B 450"]),
    ("the repayment of a loan", event(t.PAYMENT, H, -400, ref=ITEM["loan:repaid"]),
     ["HQ:loan:loan / HQ:bank:H 400"]),
    ("a sweep to another legal person", event(t.CONCENTRATION, A, 500, other=H, ref=A_TO_H),
     ["SUB:position:HQ / SUB:bank:A 500", "HQ:bank:H / HQ:position:SUB 500"]),
    ("a sweep inside one legal person", event(t.CONCENTRATION, B, 500, other=H, ref=B_TO_H),
     ["HQ:bank:H / HQ:bank:B 500"]),
    ("funding from another legal person", event(t.FUNDING, T, 70, other=A, ref=T_TO_A),
     ["SUB2:bank:T / SUB2:position:SUB 70", "SUB:position:SUB2 / SUB:bank:A 70"]),
    ("funding inside one legal person", event(t.FUNDING, B, 70, other=H, ref=B_TO_H),
     ["HQ:bank:B / HQ:bank:H 70"]),
    ("a sweep that is returned", event(t.RETURN, A, 70, other=H, ref=A_TO_H),
     ["SUB:bank:A / SUB:position:HQ 70", "HQ:position:SUB / HQ:bank:H 70"]),
    ("a linked draw", event(t.DRAW, A, 70, other=H, ref=A_TO_H, aux=ITEM["wages"]),
     ["SUB:bank:A / SUB:position:HQ 70", "HQ:position:SUB / HQ:bank:H 70"]),
    ("interest earned", event(t.INTEREST, A, 9, ref=EARNED),
     ["SUB:bank:A / SUB:interest_earned:SUB 9"]),
    ("negative interest on a deposit", event(t.INTEREST, A, -9, ref=EARNED),
     ["SUB:interest_earned:SUB / SUB:bank:A 9"]),
    ("interest paid on an overdraft", event(t.INTEREST, H, -9, ref=PAID),
     ["HQ:interest_paid:HQ / HQ:bank:H 9"]),
    ("interest paid on a credit line", event(t.INTEREST, H, -9, ref=ON_LOAN),
     ["HQ:interest_paid:HQ / HQ:bank:H 9"]),
    ("internal interest earned",
     event(t.INTERNAL_INTEREST, A, 4, other=H, ref=SENT_UP, aux=A_TO_H),
     ["SUB:position:HQ / SUB:internal_interest_earned:SUB 4",
      "HQ:internal_interest_paid:HQ / HQ:position:SUB 4"]),
    ("internal interest paid",
     event(t.INTERNAL_INTEREST, T, -4, other=A, ref=FETCHED, aux=T_TO_A),
     ["SUB2:internal_interest_paid:SUB2 / SUB2:position:SUB 4",
      "SUB:position:SUB2 / SUB:internal_interest_earned:SUB 4"]),
    ("a fee", event(t.FEE, B, -5), ["HQ:fees:BR / HQ:bank:B 5"]),
    ("a credit line drawn", event(t.LINE_DRAW, H, 250), ["HQ:bank:H / HQ:loan:line 250"]),
    ("a credit line repaid", event(t.LINE_REPAY, H, 250), ["HQ:loan:line / HQ:bank:H 250"]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "row", "pairs"), TABLE, ids=[row[0] for row in TABLE])
def test_each_event_is_booked_as_its_pairs(what: str, row: list[int], pairs: list[str]) -> None:
    assert told(book(PLAN, np.array([row]))) == pairs


@pytest.mark.parametrize("kind", [t.QUEUED, t.REJECTED, t.REFUSED, t.NUMBER, t.SETTLED])
def test_events_that_only_tell_are_not_booked(kind: int) -> None:
    assert told(book(PLAN, np.array([event(kind, A, 77)]))) == []


def test_a_sweep_that_moved_nothing_is_not_booked() -> None:
    nothing = event(t.CONCENTRATION, A, 0, other=H, ref=A_TO_H, base=500)
    assert told(book(PLAN, np.array([nothing]))) == []


def test_opening_balances_and_loans_stand_before_the_first_day() -> None:
    ledger = book(PLAN, np.zeros((0, t.EVENT_COLUMNS), dtype=np.int64))
    assert told(ledger, opening=True) == [
        "SUB:bank:A / SUB:opening:SUB 100000",
        "HQ:bank:B / HQ:opening:HQ 50000",
        "HQ:bank:H / HQ:opening:HQ 200000",
        "SUB2:bank:T / SUB2:opening:SUB2 10000",
        "HQ:opening:HQ / HQ:loan:loan 40000",
    ]
    assert ledger.booking_day.tolist() == ledger.value_day.tolist() == [-1] * 5


def test_an_overdrawn_opening_balance_is_a_credit() -> None:
    overdrawn = replace(group().accounts[0], opening=Decimal(-20))
    plan = resolve(group(accounts=(overdrawn, *group().accounts[1:])), "pool", "pool")
    ledger = book(plan, np.zeros((0, t.EVENT_COLUMNS), dtype=np.int64))
    assert "HQ:opening:HQ / HQ:bank:H 2000" in told(ledger, opening=True)


def test_the_value_day_is_the_items_own_where_it_is_later() -> None:
    wages = event(t.PAYMENT, A, -200, ref=ITEM["wages"], day=2)
    ledger = book(PLAN, np.array([wages]))
    assert (ledger.booking_day[-1], ledger.value_day[-1]) == (2, 4)


def test_a_payment_made_late_has_value_on_the_day_it_is_made() -> None:
    late = event(t.PAYMENT, T, -150, ref=ITEM["rent"], day=3)
    ledger = book(PLAN, np.array([late]))
    assert (ledger.booking_day[-1], ledger.value_day[-1]) == (3, 3)


def test_both_pairs_of_a_sweep_between_legal_persons_are_one_entry_of_its_event() -> None:
    rows = [
        event(t.FEE, B, -5),
        event(t.NUMBER, A, 1),
        event(t.CONCENTRATION, A, 500, other=H, ref=A_TO_H),
    ]
    ledger = book(PLAN, np.array(rows))
    assert ledger.event.tolist() == [-1] * 5 + [0, 2, 2]
    assert ledger.entry.tolist() == [0, 1, 2, 3, 4, 5, 6, 6]


def test_bank_accounts_come_first_in_the_chart_then_loans() -> None:
    accounts = made_group().ledger.accounts
    assert [found.subject for found in accounts[:6]] == ["A", "B", "H", "T", "line", "loan"]
    assert [found.kind for found in accounts[:6]] == ["bank"] * 4 + ["loan"] * 2
    assert len({found.name for found in accounts}) == len(accounts)


def test_the_books_of_a_whole_run_end_at_the_projected_balances() -> None:
    run = made_group()
    assert closing(run.ledger)[:4].tolist() == run.projection.book[-1].tolist()


def test_a_group_without_links_or_loans_is_booked() -> None:
    run = made(group(credit_lines=(), term_loans=()), None)
    assert closing(run.ledger)[:4].tolist() == run.projection.book[-1].tolist()


def test_a_share_of_a_pool_s_loss_is_interest_paid() -> None:
    """A is overdrawn by 300, T has 100, -50 and 250: 600 x 0.02 % = 0.12, by 900 and 400."""
    members = (NotionalMember(pool="P", account="A"), NotionalMember(pool="P", account="T"))
    run = made(pooled_group(allocation="absolute_pro_rata", notional_members=members))
    told_here = told(run.ledger)
    assert "SUB:interest_paid:SUB / SUB:bank:A 8" in told_here
    assert "SUB2:interest_paid:SUB2 / SUB2:bank:T 4" in told_here
    found = results(run.plan, run.projection, run.ledger)["SUB", "CNY"]
    assert found.interest_earned == 0 and found.interest_paid > 8
