"""Every check passes on an honest run and fails on one that was bent."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.made_runs import (
    A_TO_H,
    B_TO_H,
    A,
    B,
    H,
    Made,
    T,
    day,
    group,
    made,
    made_group,
    pool,
)
from treasury import tables as t
from treasury.arrays import Amounts
from treasury.checking.books import entitlements_hold
from treasury.checking.evidence import passed
from treasury.dates import Calendar


def pairs_with(run: Made, kind: str) -> Amounts:
    """The pairs that debit a ledger account of the kind."""
    kinds = np.array([found.kind for found in run.ledger.accounts])
    return np.flatnonzero(kinds[run.ledger.debit] == kind)


def in_the_books(run: Made, column: str, row: int, number: int) -> Made:
    """The run with one number of its ledger set."""
    array = getattr(run.ledger, column).copy()
    array[row] = number
    return replace(run, ledger=replace(run.ledger, **{column: array}))


def in_the_accounts(run: Made, column: str, where: int, number: int) -> Made:
    """The run with one number of its plan's accounts set."""
    array = getattr(run.plan.tables.accounts, column).copy()
    array[where] = number
    accounts = run.plan.tables.accounts._replace(**{column: array})
    return replace(run, plan=replace(run.plan, tables=run.plan.tables._replace(accounts=accounts)))


def valued_at_once(run: Made) -> Made:
    """The run whose ledger forgot value dates."""
    return replace(run, ledger=replace(run.ledger, value_day=run.ledger.booking_day))


def closed_on_day_1(run: Made) -> Made:
    """The run beside a scenario whose calendar closes its second day."""
    closed = Calendar(
        id="closed", weekend=(), closed=(day(1),), valid_from=day(0), valid_until=day(4)
    )
    scenario = replace(
        run.plan.scenario, calendars=(closed,), structures=(pool(calendar="closed"),)
    )
    return replace(run, plan=replace(run.plan, scenario=scenario))


def bend(kind: int, where: int, *, rebook: bool = False, **add: int) -> Callable[[Made], Made]:
    """Adds to columns of the first event of the kind at the account."""

    def bent(run: Made) -> Made:
        row = run.row(kind, where)
        event = run.projection.events[row]
        columns = {name: int(event[getattr(t, name.upper())]) + by for name, by in add.items()}
        return run.bent(row, rebook=rebook, **columns)

    return bent


def without(kind: int, where: int) -> Callable[[Made], Made]:
    """Takes the first event of the kind at the account away."""
    return lambda run: run.with_events(
        np.delete(run.projection.events, run.row(kind, where), axis=0), rebook=False
    )


def twice(kind: int, where: int) -> Callable[[Made], Made]:
    """Writes the first event of the kind at the account twice."""

    def doubled(run: Made) -> Made:
        row, events = run.row(kind, where), run.projection.events
        return run.with_events(np.insert(events, row, events[row], axis=0), rebook=False)

    return doubled


def twice_in_vain(run: Made) -> Made:
    """Writes after the first concentration of B that there was nothing left to send up."""
    row, events = run.row(t.CONCENTRATION, B), run.projection.events
    again = events[row].copy()
    again[[t.AMOUNT, t.SEEN, t.BASE]] = 0
    return run.with_events(np.insert(events, row + 1, again, axis=0), rebook=False)


def drawn_too_deep(run: Made) -> Made:
    """H may not go below 3,200.00 with its line, and what it gave to funding is told so."""
    bent = in_the_accounts(run, "lowest", H, 370000)
    return bent.bent(run.row(t.FUNDING, B), gives=25000, rebook=False)


BENT: list[tuple[int, str, Callable[[Made], Made], str]] = [
    (1, "a pair leaves the entity's books",
     lambda run: in_the_books(run, "credit", 8, 0), "HQ:bank:H:CNY / SUB:bank:A:CNY, 1,100.00"),
    (1, "a pair without an amount", lambda run: in_the_books(run, "amount", 9, 0), ", 0.00"),
    (1, "entries out of order", lambda run: in_the_books(run, "entry", 9, 2), "entry"),
    (2, "a wrong event is planted", bend(t.PAYMENT, A, rebook=True, amount=-1),
     "book balance of A on 2026-03-20: ledger -0.01 CNY, projection 0.00 CNY"),
    (2, "an event is missing", lambda run: run.with_events(
        np.delete(run.projection.events, run.row(t.FEE, B), axis=0)),
     "book balance of B on 2026-03-19: ledger 5.00 CNY, projection 0.00 CNY"),
    (2, "value dates are lost", valued_at_once,
     "value balance of A on 2026-03-20: ledger 0.00 CNY, projection 200.00 CNY"),
    (2, "a loan differs", lambda run: run.projected("owed", (3, 1), 1),
     "loan of loan on 2026-03-21: ledger 0.00 CNY, projection -0.01 CNY"),
    (3, "a sweep makes money", lambda run: run.projected("book", (1, H), 7),
     "CNY cash on 2026-03-19 changed by -154.93 CNY, of which from outside -155.00 CNY"),
    (4, "a position moves without cash", lambda run: run.projected("position", (1, A_TO_H), 1),
     "entitlement of A on 2026-03-19"),
    (5, "a sweep goes to another header", bend(t.CONCENTRATION, B, other=-H),
     "concentration B -> H, 2026-03-18 at end of day, crossed a link that is not open then"),
    (5, "a sweep on a closed day", closed_on_day_1, "funding B -> H, 2026-03-19"),
    (5, "a sweep at another time", bend(t.CONCENTRATION, B, minute=-600),
     "2026-03-18 at 14:00, crossed a link"),
    (5, "a sweep without a time", bend(t.CONCENTRATION, B, minute=-1441), "2026-03-18, crossed"),
    (5, "another balance was seen", bend(t.CONCENTRATION, T, seen=1),
     "concentration T -> A, 2026-03-18 at end of day, saw another balance: seen 100.01 CNY"),
    (5, "reserved cash was made up", bend(t.CONCENTRATION, T, gives=1), "saw another balance"),
    (5, "needs were made up", bend(t.CONCENTRATION, T, aux=1), "saw another balance"),
    (5, "funding saw another balance", bend(t.FUNDING, B, seen=1), "funding B -> H"),
    (5, "funding made up its needs", bend(t.FUNDING, B, aux=1), "saw another balance"),
    (5, "a limit is named that did not bind", bend(t.CONCENTRATION, A, reason=1),
     "concentration A -> H, 2026-03-18 at end of day, is not what its rule and limits say"),
    (5, "another base", bend(t.CONCENTRATION, A, base=1), "is not what its rule"),
    (5, "another amount", bend(t.FUNDING, B, amount=1), "is not what its rule"),
    (5, "a share where nothing is shared", bend(t.FUNDING, B, reason=t.BOUND_PRO_RATA),
     "is not what its rule"),
    (5, "no sweep is made at all", lambda run: run.lived_by("links", "passes", 0),
     "concentration T -> A, 2026-03-18 at end of day: its rule wants 100.00 CNY, recorded nothing"),
    (5, "nothing is sent up", lambda run: run.lived_by("links", "up", 0),
     "concentration T -> A, 2026-03-18 at end of day: its rule wants 100.00 CNY, recorded nothing"),
    (5, "nothing is fetched down", lambda run: run.lived_by("links", "down", 0),
     "funding B -> H, 2026-03-19 at end of day: its rule wants 5.00 CNY, recorded nothing"),
    (5, "every second day is left out", lambda run: run.lived_by(
        "links", "open_days", np.array([[1], [0], [1], [0], [1]])),
     "concentration A -> H, 2026-03-21 at end of day: its rule wants 0.02 CNY, recorded nothing"),
    (5, "a level goes before the one below it", lambda run: run.lived_by("links", "level", 1),
     "concentration A -> H, 2026-03-18 at end of day: its rule wants 1,100.00 CNY, recorded 1,000"),
    (5, "a sweep is written down twice", twice_in_vain,
     "2026-03-18 at end of day: its rule wants 500.00 CNY, recorded 0.00 CNY more than once"),
    (6, "the header had less", lambda run: in_the_accounts(run, "lowest", H, 394600),
     "funding B -> H, 2026-03-19 at end of day, was not covered"),
    (6, "what the header could give was made up", bend(t.FUNDING, B, gives=-1), "was not covered"),
    (6, "a draw went too deep", drawn_too_deep,
     "linked draw B -> H, 2026-03-21, was not covered"),
    (7, "only one side is booked", lambda run: in_the_books(
        run, "amount", int(pairs_with(run, "position")[0]), 1), "mirrored"),
    (7, "the link has another position", lambda run: run.projected("position", (2, A_TO_H), 5),
     "on 2026-03-20: books 1,050.00 CNY, links 1,050.05 CNY"),
    (7, "a position nothing explains", lambda run: run.projected("position", (2, B_TO_H), 5),
     "B -> H on 2026-03-20: sweeps, draws and interest make 495.00 CNY"),
    (10, "another interest number", bend(t.NUMBER, A, amount=1),
     "A (credit), tier 1, up to 2026-03-20: recomputed 20,000, recorded 20,001"),
    (10, "an interest number is missing", without(t.NUMBER, T), "position T -> A (credit)"),
    (10, "an interest number counts twice", twice(t.NUMBER, H), "recorded twice"),
    (10, "another settlement", bend(t.SETTLED, A, amount=1),
     "interest of A (credit) on 2026-03-20: recomputed 0.02 CNY, settled 0.03 CNY"),
    (10, "settled twice", twice(t.SETTLED, A), "interest of A (credit) on 2026-03-20 was settled"),
    (10, "posted a day late", bend(t.INTEREST, H, day=1), "of H (credit) on 2026-03-21"),
    (10, "not posted", without(t.INTEREST, H),
     "interest of H (credit) on 2026-03-21: recomputed 1.06 CNY, posted 0.00 CNY"),
    (10, "internal interest not posted", without(t.INTERNAL_INTEREST, A),
     "interest number of position A -> H (credit), tier 1, up to 2026-03-22"),
    (10, "accrued wrongly", lambda run: run.projected("accrued", (0,), 1),
     "interest of A (credit) accrued at the end: recomputed 0.02 CNY, reported 0.03 CNY"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "what", "bent", "words"), BENT, ids=[f"{row[0]}-{row[1]}" for row in BENT]
)
def test_a_bent_run_fails_its_check(
    number: int, what: str, bent: Callable[[Made], Made], words: str
) -> None:
    honest = made_group().checks()[number]
    assert honest.passed is True and honest.examined > 0
    found = bent(made_group()).checks()[number]
    assert found.passed is False, what
    assert words in found.detail


def test_the_checks_of_a_run_are_1_to_10_and_17_to_25() -> None:
    assert list(made_group().checks()) == [*range(1, 11), *range(17, 26)]


def test_an_interest_number_of_a_loan_is_told_as_the_loan() -> None:
    run = made_group()
    rows = [row for row in run.rows(t.NUMBER) if run.projection.events[row, t.AMOUNT] == 120000]
    found = run.bent(rows[0], amount=0, rebook=False).checks()[10]
    assert "interest number of loan loan, tier 1" in found.detail


def test_a_run_without_a_structure_has_nothing_to_check_in_sweeps() -> None:
    checks = made(group(), None).checks()
    assert {n: checks[n].passed for n in (4, 5, 6, 7, 8, 9, 17)} == dict.fromkeys(
        (4, 5, 6, 7, 8, 9, 17)
    )
    assert "no structure" in checks[5].detail
    assert all(checks[n].passed for n in (1, 2, 3, 10))


def test_nothing_bears_interest_without_terms() -> None:
    bare = group(
        accounts=tuple(replace(found, terms=None) for found in group().accounts),
        credit_lines=(), term_loans=(), structures=(pool(internal_terms=None),),
    )  # fmt: skip
    assert made(bare).checks()[10].passed is None


def test_nothing_examined_is_no_pass() -> None:
    assert passed(0, "things", "there was nothing") == (None, 0, "there was nothing")


def test_a_day_beyond_the_run_is_told_by_its_number() -> None:
    assert made_group().evidence().day(7) == "day 7"


def test_a_link_between_two_currencies_breaks_the_sum_of_entitlements() -> None:
    evidence = made_group().evidence()
    names = replace(evidence.plan.names, currencies=("CNY", "CNY", "CNY", "USD"))
    found = entitlements_hold(replace(evidence, plan=replace(evidence.plan, names=names)))
    assert found.passed is False
    assert "CNY on 2026-03-18: entitlements sum to 3,500.00 CNY, books to" in found.detail
