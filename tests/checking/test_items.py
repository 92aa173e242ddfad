"""What may be paid and how items end, on runs that an engine lived wrongly."""

from collections.abc import Callable
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from tests.made_runs import A, H, Made, T, account, event, group, item, link, made, made_group, pool
from treasury import tables as t
from treasury.credit import CreditLine


@cache
def short_group() -> Made:
    """A is in `full` below a root that keeps its participants' money; 570 come on the second day.

    On the first, `large` and `small` of A wait, on the second they are made. `abroad` may not
    wait. H has 80 in the end, 70 of it B's, and may not pay 30; B may not use the pool for 90.
    """
    accounts = (
        account("H", "HQ", 100),
        account("B", "BR", 70),
        account("A", "SUB", 40),
        account("T", "SUB2", 0),
    )
    items = (
        item("large", 0, "A", "-600"),
        item("small", 0, "A", "-30"),
        item("sale", 1, "H", "570"),
        item("abroad", 2, "A", "-5000", if_short="reject"),
        item("fine", 3, "H", "-3000"),
        item("wages", 3, "B", "-90"),
        item("more", 3, "B", "-1", priority=2),
        item("first", 4, "B", "-100", priority=-1),
        item("tax", 4, "T", "-10"),
    )
    return made(
        group(
            accounts=accounts, items=items, fees=(), rates=(),
            credit_lines=(CreditLine(id="line", account="T", limit=Decimal(7)),),
            term_loans=(), structures=(pool(root_payment_mode="standalone", internal_terms=None),),
            links=(link("A", "H"), link("B", "H", payment_mode="standalone"),
                   link("T", "A", direction="up", payment_mode="standalone")),
        )
    )  # fmt: skip


@cache
def guarded_group() -> Made:
    """H has sent nothing itself, and has A's 100."""
    accounts = (account("H", "HQ", 0), account("B", "BR", 0), account("A", "SUB", 100),
                account("T", "SUB2", 0))  # fmt: skip
    return made(
        group(
            accounts=accounts, items=(item("own", 1, "H", "-60"), item("bill", 2, "A", "-20")),
            fees=(), rates=(), credit_lines=(), term_loans=(),
            structures=(pool(root_payment_mode="standalone", internal_terms=None),),
        )
    )  # fmt: skip


def decided(run: Made) -> dict[str, list[tuple[int, int]]]:
    """Day and cause of each decision about each payment."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row in run.projection.events.tolist():
        if t.PAYMENT <= row[t.KIND] <= t.REFUSED:
            name = run.plan.names.items[row[t.REF]]
            found.setdefault(name, []).append((row[t.DAY], row[t.REASON]))
    return found


def test_an_honest_run_meets_every_cause_and_passes() -> None:
    for run in (short_group(), guarded_group(), made_group()):
        checks = run.checks()
        assert [one for one in checks.values() if one.passed is False] == []
        assert checks[18].passed is True and checks[19].passed is True
    short, guarded = decided(short_group()), decided(guarded_group())
    assert short["large"] == [(0, t.CAUSE_HEADER), (1, t.CAUSE_HEADER)]
    assert short["small"] == [(0, t.CAUSE_QUEUE), (1, t.CAUSE_QUEUE)]
    assert short["fine"][0] == (3, t.CAUSE_OWN_CASH)
    assert guarded["own"][0] == (1, t.CAUSE_ENTITLEMENT)
    assert short_group().checks()[19].examined == 9


def everybody_pays(run: Made) -> Made:
    """An engine to which every account has an overdraft."""
    return run.lived_by("accounts", "intraday", 10**9)


def nobody_protected(run: Made) -> Made:
    """An engine that lets a header spend its participants' money."""
    return run.lived_by("places", "protect", 0)


def nobody_helped(run: Made) -> Made:
    """An engine without linked draws."""
    return run.lived_by("places", "unbounded", 0)


def overtaken(run: Made) -> Made:
    """An engine in which payments overtake."""
    return run.lived(overtaking=1)


def bent(what: int, where: int, **columns: int) -> Callable[[Made], Made]:
    """Sets columns of the first event of the kind at the account."""
    return lambda run: run.bent(run.row(what, where), rebook=False, **columns)


def moved(kind: int, where: int, by: int) -> Callable[[Made], Made]:
    """Moves the first event of the kind at the account so many rows down."""

    def later(run: Made) -> Made:
        row, events = run.row(kind, where), run.projection.events
        rest = np.delete(events, row, axis=0)
        return run.with_events(np.insert(rest, row + by, events[row], axis=0), rebook=False)

    return later


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


def drawn_for_nothing(run: Made) -> Made:
    """A linked draw of nothing stands at the end, no payment after it."""
    stray = event(t.DRAW, A, 0, other=H, day=4, minute=t.END_OF_DAY)
    return run.with_events(np.vstack([run.projection.events, stray]), rebook=False)


WRONG: list[tuple[int, str, Callable[[], Made], Callable[[Made], Made], str]] = [
    (18, "everything is paid", short_group, everybody_pays,
     "A, 600.00 CNY, 2026-03-18, was made beyond what the account may pay: it may pay 140.00"),
    (18, "participants' money is spent", guarded_group, nobody_protected,
     "of H, 60.00 CNY, 2026-03-19, was made beyond what the account may pay: it may pay 0.00"),
    (18, "nobody is helped", made_group, nobody_helped,
     "payment rent of T, 150.00 CNY, 2026-03-19, could have been made: it may pay 4,200.00 CNY"),
    (18, "payments overtake", short_group, overtaken,
     "payment small of A, 30.00 CNY, 2026-03-18, overtook one that waits"),
    (18, "other figures are given", short_group, bent(t.QUEUED, A, base=20000),
     "payment large of A, 600.00 CNY, 2026-03-18, saw other figures: it may pay 140.00 CNY"),
    (18, "other cash is seen", short_group, bent(t.QUEUED, A, seen=1), "saw other figures"),
    (18, "another cause is named", short_group, bent(t.QUEUED, A, reason=t.CAUSE_OWN_CASH),
     "payment large of A, 600.00 CNY, 2026-03-18, names another cause"),
    (18, "another draw is told", made_group, bent(t.PAYMENT, T, gives=1),
     "payment rent of T, 150.00 CNY, 2026-03-19, drew another amount from its header"),
    (18, "no draw was booked", made_group, without(t.DRAW, T), "drew another amount"),
    (18, "a draw without a payment", made_group, drawn_for_nothing,
     "linked draw A -> H, 2026-03-22 at end of day, for rent: no payment follows"),
    (19, "a payment is lost", short_group, without(t.PAYMENT, A),
     "item large of A, -600.00 CNY on 2026-03-18, was lost"),
    (19, "a receipt is booked twice", short_group, twice(t.RECEIPT, H),
     "item sale of H, 570.00 CNY on 2026-03-19, ended more than once"),
    (19, "a payment waits twice", short_group, twice(t.QUEUED, A), "ended more than once"),
    (19, "a receipt comes early", short_group, bent(t.RECEIPT, H, day=0),
     "came at another time, or with other figures"),
    (19, "another amount is booked", short_group, bent(t.PAYMENT, A, amount=-1),
     "came at another time, or with other figures"),
    (19, "a payment may not wait", short_group,
     lambda run: run.lived_by("items", "queues", 0), "did not end as its terms say"),
    (19, "a payment has to wait", short_group,
     lambda run: run.lived_by("items", "queues", 1), "did not end as its terms say"),
    (19, "a payment waits after it was made", short_group, moved(t.QUEUED, A, 12),
     "did not end as its terms say"),
    (19, "a receipt is refused", short_group, bent(t.RECEIPT, H, kind=t.REFUSED),
     "did not end as its terms say"),
    (19, "the queue is cancelled", short_group, lambda run: run.lived(queue_carries=0),
     "left the queue on another day"),
    (19, "another fate is reported", short_group,
     lambda run: run.projected("fate", (0,), 1), "is reported otherwise than it ended"),
    (19, "another day is reported", short_group,
     lambda run: run.projected("made_day", (0,), 1), "is reported otherwise"),
    (19, "another minute is reported", short_group,
     lambda run: run.projected("made_minute", (0,), 1), "is reported otherwise"),
    (19, "another cause is reported", short_group,
     lambda run: run.projected("cause", (0,), 1), "is reported otherwise"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "what", "honest", "lived", "words"), WRONG, ids=[f"{r[0]}-{r[1]}" for r in WRONG]
)
def test_a_run_lived_wrongly_is_found(
    number: int,
    what: str,
    honest: Callable[[], Made],
    lived: Callable[[Made], Made],
    words: str,
) -> None:
    found = lived(honest()).checks()[number]
    assert found.passed is False, what
    assert words in found.detail


def test_a_queue_that_should_not_be_carried_is_found() -> None:
    run = made(group(queue="cancel", items=(item("rent", 1, "A", "-99999"),)))
    assert run.checks()[19].passed is True
    assert "left the queue" in run.lived(queue_carries=1).checks()[19].detail


def test_without_items_there_is_nothing_to_pay() -> None:
    checks = made(group(items=(), term_loans=())).checks()
    assert (checks[18].passed, checks[19].passed) == (None, None)


def test_an_account_without_bound_may_pay_whatever_its_line() -> None:
    accounts = (account("H", "HQ", 0), account("B", "BR", -5, overdraft="unlimited"),
                account("A", "SUB", 0), account("T", "SUB2", 0))  # fmt: skip
    run = made(
        group(
            accounts=accounts, items=(item("rent", 1, "B", "-99999"),), fees=(), term_loans=(),
            credit_lines=(CreditLine(id="line", account="B", limit=Decimal(200)),),
            links=(link("B", "H", direction="up"),),
        )
    )  # fmt: skip
    assert run.checks()[18].passed is True


def test_what_a_cancelled_payment_leaves_free_at_close_is_paid_to_nobody() -> None:
    """A's 80 are kept for its own payments; when all are cancelled, T's finds them free."""
    accounts = (account("B", "BR", 0), account("H", "HQ", 0), account("A", "HQ", 80),
                account("T", "SUB2", 0))  # fmt: skip
    items = (item("tax", 0, "A", "-90"), item("rent", 0, "T", "-50"), item("rest", 0, "A", "-9"))
    run = made(
        group(queue="cancel", accounts=accounts, items=items, fees=(), term_loans=(), rates=(),
              links=(link("T", "A"),), credit_lines=())
    )  # fmt: skip
    assert decided(run)["rent"] == [(0, t.CAUSE_HEADER), (0, t.CAUSE_HEADER)]
    assert run.checks()[18].passed is True


def test_a_header_in_standalone_fetches_only_what_it_sent_up_itself() -> None:
    accounts = (account("H", "HQ", 500), account("B", "BR", 0), account("A", "SUB", 80),
                account("T", "SUB2", 0))  # fmt: skip
    run = made(
        group(accounts=accounts, items=(item("rent", 1, "T", "-81"), item("fee", 2, "T", "-80")),
              fees=(), term_loans=(), rates=(), credit_lines=(), queue="cancel",
              links=(link("A", "H", payment_mode="standalone"), link("T", "A")))
    )  # fmt: skip
    assert decided(run)["fee"] == [(2, 0)]
    assert decided(run)["rent"][0] == (1, t.CAUSE_HEADER)
    assert run.checks()[18].passed is True
    without_bound = run.lived_by("places", "unbounded", 1).checks()[18]
    assert "rent of T, 81.00 CNY, 2026-03-19, was made beyond" in without_bound.detail
