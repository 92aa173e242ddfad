"""An account's virtual ledgers on a day, in sentences: what each opened with, what moved it.

Amounts are written in major units of the account's currency.
"""

from fractions import Fraction

import numpy as np

from treasury.accounts.ledger import Ledger
from treasury.plan.plan import Plan
from treasury.rates import RATE_ONE, written_rate
from treasury.reporting.explaining.interest_words import ROUNDINGS, finely
from treasury.reporting.explaining.rule_words import money, one_line
from treasury.reporting.ledger_lines import Line, ledger_lines
from treasury.tables import Projection
from treasury.virtual_ledgers import LedgerNumber, LedgerPosting, VirtualLedgers, virtual_ledgers

UNASSIGNED_NAME = "待清分"
METHODS = {
    "none": "none (不计息)",
    "credit": "credit side (贷方计息)",
    "both": "both sides (借贷方分别计息)",
    "net": "net of both (轧差计息)",
}


def virtual_words(
    plan: Plan, projection: Projection, books: Ledger, at: tuple[int, int]
) -> list[str]:
    """The ledgers of an account at the close of a day, `at` (account, day); [] without any."""
    account, day = at
    virtual = virtual_ledgers(plan, projection.events, books)
    own = np.flatnonzero(virtual.table.account == account).tolist()
    if not own:
        return []
    lines = ledger_lines(virtual, plan, projection.events, books)
    book = money(plan, account, int(virtual.book[day, own].sum()))
    told = [f"Its {len(own)} virtual ledgers hold {book} book together:"]
    for ledger in own:
        of_day = [line for line in lines if line.ledger == ledger and line.day == day]
        told.append(f"  {ledger_words(plan, virtual, (ledger, day), of_day)}")
        told += [
            f"  {settlement_words(plan, virtual, posting)}"
            for posting in virtual.settled
            if posting.day == day and virtual.table.bearings[posting.bearing].ledger == ledger
        ]
    return told


def ledger_words(
    plan: Plan, virtual: VirtualLedgers, at: tuple[int, int], lines: list[Line]
) -> str:
    """One ledger's day: opening, every posting, closing; `at` is (ledger, day)."""
    ledger, day = at
    account, record = int(virtual.table.account[ledger]), virtual.table.records[ledger]
    name = one_line(record.name) if record else UNASSIGNED_NAME
    title = f"{virtual.table.ids[ledger]} {name}".strip()
    book, value = int(virtual.book[day, ledger]), int(virtual.value[day, ledger])
    before = int(virtual.book[day - 1, ledger]) if day else 0
    moved = [
        f"{'+' if line.amount > 0 else ''}{money(plan, account, line.amount)} "
        f"({line.text[:1].lower()}{line.text[1:]})"
        for line in lines
    ]
    words = f"{title}: {money(plan, account, before)} before, "
    words += f"{'; '.join(moved) or 'nothing moved'}; closed with {money(plan, account, book)} book"
    return f"{words} and {money(plan, account, value)} value." if value != book else f"{words}."


def settlement_words(plan: Plan, virtual: VirtualLedgers, posting: LedgerPosting) -> str:
    """Settled internal interest of a ledger with its calculation, as one sentence."""
    bearing = virtual.table.bearings[posting.bearing]
    record, account = (
        virtual.table.records[bearing.ledger],
        int(virtual.table.account[bearing.ledger]),
    )
    assert record is not None, "the unassigned ledger bears no internal interest"
    own = [one for one in virtual.numbers if one.bearing == posting.bearing]
    now = [one for one in own if one.settled == posting.day]
    exact = sum((share(virtual, one) for one in now), Fraction(0))
    terms = (
        netted_words(plan, virtual, now)
        if len(bearing.sides) > 1
        else [number_words(plan, virtual, one) for one in now]
    )
    if bearing.carry:
        before = [one for one in own if 0 <= one.settled < posting.day]
        carried = sum((share(virtual, one) for one in before), Fraction(0))
        carried -= sum(
            one.amount
            for one in virtual.settled
            if one.bearing == posting.bearing and one.day < posting.day
        )
        exact += carried
        terms += [f"{finely(plan, account, carried)} carried over"] if before else []
    way = "earned by" if posting.amount >= 0 else "charged to"
    side = f", {bearing.sides[0].side} side" if record.interest == "both" else ""
    return (
        f"Internal interest of {record.id}, {METHODS[record.interest]}{side}, settled: "
        f"{' + '.join(terms)} = "
        f"{finely(plan, account, exact)}, rounded {ROUNDINGS[bearing.rounding]} to "
        f"{money(plan, account, abs(posting.amount))} {way} the ledger; it is posted the next day "
        "against the unassigned ledger."
    )


def share(virtual: VirtualLedgers, number: LedgerNumber) -> Fraction:
    """The exact interest of one number in minor units, signed as the ledger sees it."""
    sign = virtual.table.bearings[number.bearing].sides[number.side].sign
    return Fraction(sign * number.borne * number.rate, RATE_ONE * number.basis)


def number_words(plan: Plan, virtual: VirtualLedgers, number: LedgerNumber) -> str:
    """One term of the sum, for example `-4,500,000.00 x 3.60 % / 360`."""
    bearing = virtual.table.bearings[number.bearing]
    account, sign = int(virtual.table.account[bearing.ledger]), bearing.sides[number.side].sign
    days = money(plan, account, sign * number.number)
    return f"{days} x {written_rate(number.rate)} / {number.basis}"


def netted_words(plan: Plan, virtual: VirtualLedgers, numbers: list[LedgerNumber]) -> list[str]:
    """One term a rate period: `(18,020.00 credit - 4,500.00 debit) x 0.72 % / 360`."""
    terms = []
    for day in sorted({one.day for one in numbers}):
        own = sorted((one for one in numbers if one.day == day), key=lambda one: -one.borne)
        bearing = virtual.table.bearings[own[0].bearing]
        account = int(virtual.table.account[bearing.ledger])
        sides = [
            f"{money(plan, account, one.number)} {bearing.sides[one.side].side}" for one in own
        ]
        sign = "-" if bearing.sides[own[0].side].sign < 0 else ""
        rate = f"x {written_rate(own[0].rate)} / {own[0].basis}"
        terms.append(f"{sign}({' - '.join(sides)}) {rate}")
    return terms
