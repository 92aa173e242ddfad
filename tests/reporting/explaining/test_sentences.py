"""Sentences for hand-made events: every kind, every REASON bit, every CAUSE."""

import numpy as np
import pytest

from tests.reporting.made_pool import item, pool, simulated
from treasury import tables
from treasury.plan.plan import Plan
from treasury.plan.resolve import resolve
from treasury.reporting.explaining.causes import CAUSE_WORDS, cause_words
from treasury.reporting.explaining.sentences import (
    event_sentence,
    payment_sentence,
    sweep_sentence,
)
from treasury.tables import (
    BOUND_CAPACITY,
    BOUND_MAXIMUM,
    BOUND_MINIMUM,
    BOUND_MULTIPLE,
    BOUND_PASSED_OVER,
    BOUND_PRO_RATA,
    CAUSE_ENTITLEMENT,
    CAUSE_HEADER,
    CAUSE_OWN_CASH,
    CAUSE_QUEUE,
    CONCENTRATION,
    DRAW,
    END_OF_DAY,
    FEE,
    FUNDING,
    INTEREST,
    INTERNAL_INTEREST,
    KEPT_FOR_PARTICIPANTS,
    LINE_DRAW,
    LINE_REPAY,
    NUMBER,
    PAYMENT,
    QUEUED,
    RECEIPT,
    REFUSED,
    REJECTED,
    RESERVED_FOR_QUEUE,
    SETTLED,
    UNTIMED,
)

EAST, HQ, S1, S2 = 0, 1, 2, 3
EAST_LINK, S1_LINK, S2_LINK = 0, 1, 2


@pytest.fixture(scope="module")
def plan() -> Plan:
    return resolve(pool(), "P", "P")


def up(amount: int, seen: int, base: int, reason: int, gives: int = 0, aux: int = 0) -> list[int]:
    """A concentration of S1-1 to EAST-1 under rule ZBA."""
    return [
        4, END_OF_DAY, CONCENTRATION, S1, EAST, S1_LINK, amount, seen, base, reason, gives, aux
    ]  # fmt: skip


def down(amount: int, seen: int, base: int, reason: int, gives: int, **more: int) -> list[int]:
    """A funding of S1-1 from EAST-1 under rule ZBA; `asked` is the base unless given."""
    aux, asked = more.get("aux", 0), more.get("asked", base)
    return [
        4, END_OF_DAY, FUNDING, S1, EAST, S1_LINK, amount, seen, base, reason, gives, aux, asked,
        0, -1, 0,
    ]  # fmt: skip


ZBA = "Rule ZBA (zero balancing) saw"

SWEEPS = [
    (up(50000, 50000, 50000, 0), f"{ZBA} 500.00 on S1-1 and sent 500.00 up to EAST-1."),
    (
        up(123400000, 123456789, 123456789, BOUND_MULTIPLE),
        (f"{ZBA} 1,234,567.89 on S1-1 and sent 1,234,000.00 up to EAST-1; the multiple of 100.00 "
        "rounded it down from 1,234,567.89."),
    ),
    (
        up(9000000, 9500000, 9500000, BOUND_MAXIMUM),
        (f"{ZBA} 95,000.00 on S1-1 and sent 90,000.00 up to EAST-1; the maximum of 90,000.00 cut "
        "it from 95,000.00."),
    ),
    (
        up(0, 4000, 4000, BOUND_MINIMUM),
        (f"{ZBA} 40.00 on S1-1 and wanted to send 40.00 up to EAST-1; 40.00 is below the minimum "
        "of 50.00; nothing was sent."),
    ),
    (
        up(0, 8000, 8000, BOUND_MULTIPLE),
        (f"{ZBA} 80.00 on S1-1 and wanted to send 80.00 up to EAST-1; the multiple of 100.00 "
        "rounded it down from 80.00; nothing was sent."),
    ),
    (
        up(50000, 50000, 50000, RESERVED_FOR_QUEUE, gives=30000),
        (f"{ZBA} 500.00 on S1-1 after 300.00 reserved for queued payments and sent 500.00 up to "
        "EAST-1."),
    ),
    (
        up(50000, 50000, 50000, KEPT_FOR_PARTICIPANTS, aux=20000),
        (f"{ZBA} 500.00 on S1-1 after 200.00 kept for its participants' needs and sent 500.00 up "
        "to EAST-1."),
    ),
    (
        up(0, -5, 0, RESERVED_FOR_QUEUE + KEPT_FOR_PARTICIPANTS, gives=30000, aux=20000),
        (f"{ZBA} -0.05 on S1-1 after 300.00 reserved for queued payments and 200.00 kept for its "
        "participants' needs; nothing was left to send up to EAST-1."),
    ),
    (
        down(20000, -20000, 20000, 0, 100000),
        (f"{ZBA} -200.00 on S1-1 and asked EAST-1 for 200.00; EAST-1 could give 1,000.00, so all "
        "of it came."),
    ),
    (
        down(5000, -20000, 20000, BOUND_CAPACITY, 5000, aux=15000),
        (f"{ZBA} -200.00 on S1-1 after 150.00 of its own participants' needs and asked EAST-1 for "
        "200.00; EAST-1 could give 50.00, so 50.00 came."),
    ),
    (
        down(0, -20000, 20000, BOUND_CAPACITY, 0),
        (f"{ZBA} -200.00 on S1-1 and asked EAST-1 for 200.00; EAST-1 could give 0.00, so nothing "
        "came."),
    ),
    (
        down(0, -20000, 20000, BOUND_PASSED_OVER, 5000),
        (f"{ZBA} -200.00 on S1-1 and asked EAST-1 for 200.00; EAST-1 could give 50.00, not all of "
        "it, and gives no part: it was passed over and nothing came."),
    ),
    (
        down(2500, -20000, 20000, BOUND_PRO_RATA, 5000),
        (f"{ZBA} -200.00 on S1-1 and asked EAST-1 for 200.00; EAST-1 could not give all that was "
        "asked of it and shares pro rata; it had 50.00 left to share: 25.00 came."),
    ),
    (
        down(30000, -40005, 40005, BOUND_MAXIMUM, 2**60, asked=30000),
        (f"{ZBA} -400.05 on S1-1 and asked EAST-1 for 400.05; the maximum on deficits of 300.00 "
        "cut it from 400.05; EAST-1 can give without bound, so 300.00 came."),
    ),
    (
        down(30000, -40005, 40005, BOUND_MAXIMUM, 2**60 - 5000, asked=30000),  # overdrawn by 50.00
        (f"{ZBA} -400.05 on S1-1 and asked EAST-1 for 400.05; the maximum on deficits of 300.00 "
        "cut it from 400.05; EAST-1 can give without bound, so 300.00 came."),
    ),
    (
        down(20000, -20005, 20005, BOUND_MULTIPLE, 20000, asked=20000),
        (f"{ZBA} -200.05 on S1-1 and asked EAST-1 for 200.05; the multiple on deficits of 10.00 "
        "rounded it down from 200.05; EAST-1 could give 200.00, so all of it came."),
    ),
    (
        down(0, -1505, 1505, BOUND_MULTIPLE + BOUND_MINIMUM, 20000, asked=0),
        (f"{ZBA} -15.05 on S1-1 and asked EAST-1 for 15.05; the multiple on deficits of 10.00 "
        "rounded it down from 15.05; 10.00 is below the minimum on deficits of 20.00; nothing "
        "came."),
    ),
    (
        [4, END_OF_DAY, FUNDING, EAST, HQ, EAST_LINK, 700, -700, 700, 0, 150000, 0, 700, 0, -1, 0],
        ("Rule ZT (zero balancing) saw -7.00 on EAST-1 and asked HQ-1 for 7.00; HQ-1 could give "
        "1,500.00 with its credit line, so all of it came."),
    ),
    (
        [4, 660, FUNDING, EAST, HQ, EAST_LINK, 700, -700, 700, 0, 100000, 0, 700, 0, -1, 0],
        ("Rule ZT (zero balancing) saw -7.00 on EAST-1 and asked HQ-1 for 7.00; HQ-1 could give "
        "1,000.00, so all of it came."),
    ),
    (
        [4, END_OF_DAY, CONCENTRATION, S2, EAST, S2_LINK, 10000, 30000, 10000, 0, 0, 0],
        "Rule TT (constant target of 200.00) saw 300.00 on S2-1 and sent 100.00 up to EAST-1.",
    ),
    (
        [5, 600, DRAW, S2, EAST, S2_LINK, 50000, 20000, 0, 0, 0, 1],
        ("Linked draw: EAST-1 passed 500.00 down to S2-1 for payment p1; 200.00 of it was its own "
        "cash."),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("event", "sentence"), SWEEPS)
def test_a_sweep_says_rule_balance_limit_and_what_moved(
    plan: Plan, event: list[int], sentence: str
) -> None:
    assert sweep_sentence(plan, event) == sentence
    assert event_sentence(plan, np.array(event, dtype=np.int64)) == sentence


def paid(kind: int, item_row: int, amount: int, numbers: tuple[int, int, int, int]) -> list[int]:
    """An item's event on S2-1 on its own day at 10:00; numbers are SEEN, BASE, REASON, GIVES."""
    return [5, 600, kind, S2, -1, item_row, amount, *numbers, 0]


ITEMS = [
    (
        [4, UNTIMED, RECEIPT, S1, -1, 0, 123456, -945, 0, 0, 0, 0],
        "Received 1,234.56 on S1-1: r1 (Dealer); -9.45 was there before.",
    ),
    (
        [29, UNTIMED, RECEIPT, HQ, -1, 5, 10000, 0, 0, 0, 0, 0],
        "Received 100.00 on HQ-1: v1; 0.00 was there before; its value date is 4 days later.",
    ),
    (
        paid(PAYMENT, 1, -70000, (20000, 308000, 0, 50000)),
        (
            "Paid 700.00 from S2-1: p1; 200.00 from its own balance, 500.00 drawn from its header "
            "(it could pay 3,080.00)."
        ),
    ),
    (
        paid(PAYMENT, 1, -70000, (-100, 2**60, 0, 0)),
        (
            "Paid 700.00 from S2-1: p1; 700.00 from its overdraft or credit line (it could pay "
            "without bound)."
        ),
    ),
    (
        [6, 540, PAYMENT, S2, -1, 1, -70000, 70000, 70000, CAUSE_HEADER, 0, 0],
        (
            "Paid 700.00 from S2-1: p1, late: it was due on 2026-01-06, when own money fell short "
            "and the header could not give enough; 700.00 from its own balance (it could "
            "pay 700.00)."
        ),
    ),
    (
        [5, 660, PAYMENT, S2, -1, 1, -70000, 70000, 70000, CAUSE_QUEUE, 0, 0],
        (
            "Paid 700.00 from S2-1: p1, late: it was due at 10:00, when an earlier payment of the "
            "account waited and may not be overtaken; 700.00 from its own balance (it could pay "
            "700.00)."
        ),
    ),
    (
        paid(QUEUED, 1, -70000, (20000, 20000, CAUSE_OWN_CASH, CAUSE_OWN_CASH)),
        (
            "Queued 700.00 from S2-1: p1; own money and overdraft fell short, and no header "
            "helps in "
            "this mode (200.00 was free, it could pay 200.00)."
        ),
    ),
    (
        paid(REJECTED, 1, -70000, (90000, 20000, CAUSE_ENTITLEMENT, CAUSE_ENTITLEMENT)),
        (
            "Rejected 700.00 from S2-1: p1; the account would have spent its participants' money "
            "(900.00 was free, it could pay 200.00)."
        ),
    ),
    (
        paid(REFUSED, 1, -70000, (20000, 20000, CAUSE_HEADER, CAUSE_QUEUE)),
        (
            "Refused 700.00 from S2-1 at the close: p1; own money fell short and the header could "
            "not give enough, at first because an earlier payment of the account waited and "
            "may not "
            "be overtaken (200.00 was free, it could pay 200.00)."
        ),
    ),
]


@pytest.mark.parametrize(("event", "sentence"), ITEMS)
def test_a_payment_says_what_it_used_or_what_stopped_it(
    plan: Plan, event: list[int], sentence: str
) -> None:
    assert payment_sentence(plan, event) == sentence
    assert event_sentence(plan, event) == sentence


def test_every_cause_has_words_of_its_own() -> None:
    causes = {getattr(tables, name) for name in vars(tables) if name.startswith("CAUSE_")}
    assert set(CAUSE_WORDS) == causes
    assert len({cause_words(cause) for cause in (0, *causes)}) == len(causes) + 1


def accrual(plan: Plan, terms: str, kind: int, subject: int) -> int:
    """The index of an accrual."""
    table, names = plan.tables.accruals, plan.names.accrual_terms
    return next(
        row
        for row in range(len(names))
        if (names[row], table.kind[row], table.subject[row]) == (terms, kind, subject)
    )


def test_interest_fees_and_lines_are_told(plan: Plan) -> None:
    credit = accrual(plan, "cur", 0, S1)
    sent_up, borrowed = accrual(plan, "int", 3, S1_LINK), accrual(plan, "int", 4, S1_LINK)
    loan = accrual(plan, "cur", 2, 0)
    version = int(plan.tables.accruals.version[0, credit])

    def said(kind: int, account: int, ref: int, amount: int, aux: int = 0) -> str:
        return event_sentence(plan, [4, 0, kind, account, -1, ref, amount, 360, 0, 0, 0, aux])

    assert said(INTEREST, S1, credit, 146319) == (
        "Credit interest of S1-1 (terms cur): 1,463.19 was credited to S1-1."
    )
    assert said(INTEREST, HQ, loan, -5) == (
        "Loan interest of L (terms cur): 0.05 was charged to HQ-1."
    )
    assert said(INTERNAL_INTEREST, S1, sent_up, 80, S1_LINK) == (
        "Internal interest of S1-1 on money sent up to EAST-1 (terms int): 0.80 was added to the "
        "position, S1-1 earns it; no cash moved."
    )
    assert said(INTERNAL_INTEREST, S1, borrowed, -80, S1_LINK) == (
        "Internal interest of S1-1 on money fetched down from EAST-1 (terms int): 0.80 was added "
        "to what S1-1 owes; no cash moved."
    )
    assert said(FEE, S1, 0, -1000) == "Fee f (account fee): 10.00 left S1-1."
    assert said(LINE_DRAW, HQ, 0, 30000) == (
        "Credit line L: 300.00 drawn into HQ-1, because 3.60 was there."
    )
    assert said(LINE_REPAY, HQ, 0, 30000) == (
        "Credit line L: 300.00 repaid from HQ-1, because 3.60 was there."
    )
    assert said(NUMBER, S1, credit, 15050000000, version) == (
        "Credit interest of S1-1 (terms cur): interest number 150,500,000.00 x days in tier 1 at "
        "0.35 %, divided by 360 days a year."
    )
    assert said(SETTLED, S1, credit, -146319) == (
        "Credit interest of S1-1 (terms cur): 1,463.19 owed, settled at the close, posted next day."
    )


def test_names_of_others_stay_on_one_line() -> None:
    scenario = pool(items=(item("r", 5, "S1-1", "1", counterparty="A\nB", text="x"),))
    sentence = payment_sentence(
        resolve(scenario, "P", "P"), [4, UNTIMED, RECEIPT, S1, -1, 0, 100, 0, 0, 0, 0, 0]
    )
    assert "r (A B);" in sentence and "\n" not in sentence


def test_every_event_of_a_run_can_be_told() -> None:
    plan, projection = simulated(pool())
    sentences = [event_sentence(plan, event) for event in projection.events]
    assert len(sentences) > 100
    assert all(sentence.endswith(".") and "  " not in sentence for sentence in sentences)
