"""Every check passes on an honest run and fails on one that was bent."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

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
    account,
    day,
    group,
    item,
    link,
    made,
    made_group,
    pool,
)
from treasury import tables as t
from treasury.arrays import Amounts
from treasury.checking.books import entitlements_hold
from treasury.checking.capitalisation import observed, rate_periods
from treasury.checking.evidence import Evidence, gather, passed
from treasury.checking.payments import fared
from treasury.checking.sweeps import beside, rule_columns
from treasury.interest import Terms
from treasury.pooling.rules import Rule
from treasury.rates import Rate
from treasury.scenario import Scenario


def evidence_of(run: Made) -> Evidence:
    """What the checks look at."""
    return gather(run.plan, run.projection, run.ledger, run.alone)


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
    """The run on a calendar that closes its second day."""
    links = run.plan.tables.links
    closed = links.open_days.copy()
    closed[1] = 0
    tables = run.plan.tables._replace(links=links._replace(open_days=closed))
    return replace(run, plan=replace(run.plan, tables=tables))


def row_of(run: Made, kind: int, where: int, on: int | None = None) -> int:
    """The first event of the kind at the account."""
    events = run.projection.events
    return next(
        row
        for row in run.rows(kind)
        if events[row, t.ACCOUNT] == where and on in (None, events[row, t.DAY])
    )


def bend(kind: int, where: int, *, rebook: bool = False, **add: int) -> Callable[[Made], Made]:
    """Adds to columns of the first event of the kind at the account."""

    def bent(run: Made) -> Made:
        row = row_of(run, kind, where)
        event = run.projection.events[row]
        columns = {name: int(event[getattr(t, name.upper())]) + by for name, by in add.items()}
        return run.bent(row, rebook=rebook, **columns)

    return bent


def without(kind: int, where: int) -> Callable[[Made], Made]:
    """Takes the first event of the kind at the account away."""
    return lambda run: run.with_events(
        np.delete(run.projection.events, row_of(run, kind, where), axis=0), rebook=False
    )


def twice(kind: int, where: int) -> Callable[[Made], Made]:
    """Writes the first event of the kind at the account twice."""

    def doubled(run: Made) -> Made:
        row, events = row_of(run, kind, where), run.projection.events
        return run.with_events(np.insert(events, row, events[row], axis=0), rebook=False)

    return doubled


def drawn_too_deep(run: Made) -> Made:
    """H may not go below 3,200.00 with its line, and what it gave to funding is told so."""
    bent = in_the_accounts(run, "lowest", H, 370000)
    return bent.bent(row_of(run, t.FUNDING, B), gives=25000, rebook=False)


BENT: list[tuple[int, str, Callable[[Made], Made], str]] = [
    (1, "a pair leaves the entity's books",
     lambda run: in_the_books(run, "credit", 8, 0), "HQ:bank:H:CNY / SUB:bank:A:CNY, 1,100.00"),
    (1, "a pair without an amount", lambda run: in_the_books(run, "amount", 9, 0), ", 0.00"),
    (1, "entries out of order", lambda run: in_the_books(run, "entry", 9, 2), "entry"),
    (2, "a wrong event is planted", bend(t.PAYMENT, A, rebook=True, amount=-1),
     "book balance of A on 2026-03-20: ledger -0.01 CNY, projection 0.00 CNY"),
    (2, "an event is missing", lambda run: run.with_events(
        np.delete(run.projection.events, row_of(run, t.FEE, B), axis=0)),
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


def test_the_checks_of_a_run_are_1_to_10_and_17() -> None:
    assert list(made_group().checks()) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17]


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
    assert evidence_of(made_group()).day(7) == "day 7"


def test_a_link_between_two_currencies_breaks_the_sum_of_entitlements() -> None:
    evidence = evidence_of(made_group())
    names = replace(evidence.plan.names, currencies=("CNY", "CNY", "CNY", "USD"))
    found = entitlements_hold(replace(evidence, plan=replace(evidence.plan, names=names)))
    assert found.passed is False
    assert "CNY on 2026-03-18: entitlements sum to 3,500.00 CNY, books to" in found.detail


# --- 5: what each rule does ---------------------------------------------------------------

RULES = (
    Rule(id="zero", preset="zero_balance", minimum=Decimal(100), maximum=Decimal(700)),
    Rule(id="constant", preset="target_constant", target=Decimal(300), multiple=Decimal(50)),
    Rule(id="fixed", preset="target_fixed", target=Decimal(300), maximum_deficit=Decimal(90)),
    Rule(id="threshold", preset="threshold", threshold=Decimal(500)),
    Rule(id="range", preset="range", low=Decimal(200), high=Decimal(900), to=Decimal(600)),
    Rule(id="keep", preset="keep", keep=Decimal(50), times=(datetime.time(9), datetime.time(16))),
)
NAMES = tuple(f"P{at}" for at in range(len(RULES)))


def six_presets(**more: object) -> Scenario:
    """One participant for each preset, with balances above, at and below its points."""
    moves = (950, -1200, 300, -150, 500, -301)
    return group(
        rules=RULES,
        accounts=(
            account("H", "HQ", 400, overdraft=Decimal(600)),
            *(account(name, "SUB", 0, overdraft=Decimal(2000)) for name in NAMES),
        ),
        credit_lines=(), term_loans=(), fees=(),
        structures=(pool(payment_mode="standalone", **more),),
        links=tuple(
            link(name, "H", rule.id) for name, rule in zip(NAMES, RULES, strict=True)
        ),
        items=tuple(
            item(f"{name}-{at}", at % 5, name, str(move + 7 * at))
            for name in NAMES
            for at, move in enumerate(moves)
        ),
    )  # fmt: skip


@pytest.mark.parametrize("more", [{}, {"partial": False}, {"when_short": "pro_rata"}])
def test_every_preset_with_its_limits_is_replayed(more: dict[str, object]) -> None:
    checks = made(six_presets(**more)).checks()
    assert all(found.passed is not False for found in checks.values())
    assert checks[5].examined > 15


def test_a_rule_read_otherwise_leaves_accounts_beside_its_point() -> None:
    evidence = evidence_of(made_group())
    rules, rows = rule_columns(evidence), evidence.rows(t.CONCENTRATION, t.FUNDING)
    assert not beside(evidence, rules, rows).any()
    keeps = rules._replace(preset=np.full_like(rules.preset, 5), at=np.full_like(rules.at, 1))
    assert beside(evidence, keeps, rows).any()


def test_money_kept_for_participants_and_for_the_queue_is_seen() -> None:
    scenario = group(
        accounts=(account("H", "HQ", 0), account("B", "BR", 0), account("A", "SUB", 900),
                  account("T", "SUB2", -300, overdraft=Decimal(300))),
        structures=(pool(payment_mode="standalone"),),
        links=(link("A", "H", direction="up"), link("T", "A")),
        items=(item("large", 0, "A", "-1000"),),
        credit_lines=(), term_loans=(), fees=(),
    )  # fmt: skip
    run = made(scenario)
    assert all(found.passed is not False for found in run.checks().values())
    sent = run.projection.events[row_of(run, t.CONCENTRATION, A)]
    assert (sent[t.GIVES], sent[t.AUX], sent[t.AMOUNT]) == (90000, 30000, 0)


def test_a_draw_may_pass_through_a_header_that_is_below_its_lowest_balance() -> None:
    scenario = group(
        accounts=(account("H", "HQ", 900), account("B", "BR", 0), account("A", "SUB", -50),
                  account("T", "SUB2", 0)),
        links=(link("A", "H", direction="up"), link("T", "A", direction="up")),
        items=(item("rent", 0, "T", "-100"),),
        credit_lines=(), term_loans=(), fees=(),
    )  # fmt: skip
    run = made(scenario)
    assert len(run.rows(t.DRAW)) == 2
    assert run.checks()[6].passed is True


def test_a_pool_that_only_collects_has_no_grants() -> None:
    collects = group(
        structures=(pool(payment_mode="standalone"),), items=(), fees=(),
        rules=(Rule(id="zero", preset="keep", keep=Decimal(0)),),
    )  # fmt: skip
    assert made(collects).checks()[6].passed is None


def test_a_pool_inside_one_legal_person_has_no_positions() -> None:
    inside = group(links=(link("B", "H"),), structures=(pool(internal_terms=None),))
    assert made(inside).checks()[7].passed is None


# --- 9: shares ----------------------------------------------------------------------------


def shared() -> Made:
    """H has 90.01 for A, who lacks 100, and B, who lacks 50: 60.01 (tie of 2/3) and 30.00."""
    scenario = group(
        accounts=(account("H", "HQ", 90), account("B", "BR", -50, overdraft=Decimal(50)),
                  account("A", "SUB", -100, overdraft=Decimal(100)), account("T", "SUB2", 0)),
        structures=(pool(payment_mode="standalone", when_short="pro_rata"),),
        links=(link("A", "H"), link("B", "H")),
        items=(item("cent", 0, "H", "0.01"),),
        credit_lines=(), term_loans=(), fees=(), first_day=day(0), last_day=day(0),
    )  # fmt: skip
    return made(scenario)


def test_pro_rata_shares_sum_to_what_the_header_had() -> None:
    run = shared()
    assert run.checks()[9].passed is True
    assert run.projection.events[run.rows(t.FUNDING), t.AMOUNT].tolist() == [6001, 3000]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"amount": 6000}, "is not its share of 60.01 CNY"),
        ({"gives": 20000}, "was shared although there was enough"),
    ],
)
def test_a_share_that_is_not_exact_is_found(columns: dict[str, int], words: str) -> None:
    run = shared()
    found = run.bent(run.rows(t.FUNDING)[0], rebook=False, **columns).checks()[9]
    assert found.passed is False
    assert words in found.detail


# --- 10: interest -------------------------------------------------------------------------


def test_tiers_versions_bases_carries_and_roundings_are_recomputed() -> None:
    rates = (
        Rate(terms="demand", side="credit", up_to=Decimal(700), rate="0.37%"),
        Rate(terms="demand", side="credit", rate="1.113%"),
        Rate(terms="demand", side="debit", rate="7.2%"),
        Rate(terms="demand", valid_from=day(6), side="credit", rate="-0.51%"),
        Rate(terms="borrowing", side="debit", rate="10.8%", valid_from=day(2)),
        Rate(terms="internal", side="credit", rate="1.7%"),
        Rate(terms="internal", side="debit", rate="5.4%"),
    )
    terms = (
        Terms(id="demand", day_count="ACT/ACT ISDA", settles="monthly", settlement_day=25,
              carry_remainder=True, rounding="half_even"),
        Terms(id="borrowing", day_count="30E/360", rounding="down", settles="monthly"),
        Terms(id="internal", whole_balance=True, settles="never"),
    )  # fmt: skip
    scenario = group(
        first_day=datetime.date(2023, 12, 20), last_day=datetime.date(2024, 3, 26),
        rates=tuple(
            replace(rate, valid_from=datetime.date(2023, 12, 28) if rate.valid_from else None)
            for rate in rates
        ),
        terms=terms, items=(), term_loans=(), fees=(),
    )  # fmt: skip
    for structure in ("pool", None):
        found = made(scenario, structure).checks()[10]
        assert found.passed is True, found.detail
        assert found.examined >= 10


def one_day(balance: str, **more: object) -> Made:
    """One day that is a settlement day, with so much on one account."""
    terms = Terms(id="demand", **more)  # type: ignore[arg-type]
    return made(
        group(
            first_day=day(2), last_day=day(2), items=(), fees=(), term_loans=(), credit_lines=(),
            accounts=(replace(account("H", "HQ", 0), opening=Decimal(balance)),),
            links=(), terms=(terms,),
            rates=(Rate(terms="demand", side="credit", rate="3.6%"),),
        ),
        None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "carries",
    [
        False,
        pytest.param(
            True,
            marks=pytest.mark.xfail(strict=True, reason="the remainder carried is rounded again"),
        ),
    ],
)
def test_half_a_cent_settled_on_the_last_day_is_accrued_once(carries: bool) -> None:
    run = one_day("50.00", carry_remainder=carries)
    assert run.projection.accrued.tolist() == [1]
    assert run.checks()[10].passed is True


def test_interest_numbers_beyond_64_bits_are_summed_exactly() -> None:
    run = made_group()
    accruals = run.plan.tables.accruals
    balance = observed(evidence_of(run))
    large = np.full_like(balance, 2**60)
    numbers = rate_periods(accruals, large, run.plan.tables.days).numbers
    assert numbers.dtype == object
    assert set(numbers[:, 0].tolist()) == {3 * 2**60, 2 * 2**60}


# --- 17: the guarantee --------------------------------------------------------------------


def boundless() -> Made:
    """Every account in mode full, under a root whose overdraft has no limit."""
    accounts = tuple(
        replace(found, overdraft="unlimited") if found.id == "H" else found
        for found in group().accounts
    )
    return made(group(accounts=accounts))


def test_no_payment_is_disturbed_under_the_guarantee() -> None:
    found = boundless().checks()[17]
    assert (found.passed, found.examined) == (True, 4)


def test_a_disturbed_payment_breaks_the_guarantee() -> None:
    run = boundless()
    wages = run.plan.names.items.index("wages")
    found = run.projected("made_day", (wages,), 1).checks()[17]
    assert found.passed is False
    assert "payment wages of A, 200.00 CNY on 2026-03-20, is disturbed" in found.detail


def test_the_guarantee_says_nothing_of_other_modes() -> None:
    standalone = made(group(structures=(pool(root_payment_mode="standalone"),)))
    assert "H is not" in standalone.checks()[17].detail
    assert "H has one" in made_group().checks()[17].detail


def test_a_payment_made_sooner_than_alone_is_enabled_one_made_later_disturbed() -> None:
    run = made_group()
    items = run.plan.names.items
    found = fared(run.plan, run.projection, run.alone)
    assert [items[at] for at in found.enabled] == ["rent"]
    assert len(found.disturbed) == 0
    bent = run.projected("made_minute", (items.index("tax"),), 60)
    later = fared(bent.plan, bent.projection, bent.alone)
    assert [items[at] for at in later.disturbed] == ["tax"]
    assert [run.alone[0].names.items[at] for at in later.disturbed_alone] == ["tax"]


def test_a_payment_refused_alone_and_here_fares_the_same() -> None:
    run = made(group(items=(item("rent", 1, "T", "-15000"),)))
    found = fared(run.plan, run.projection, run.alone)
    assert len(found.disturbed) == len(found.enabled) == 0
