"""The checks of virtual ledgers pass on an honest run and fail on one that was bent."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from tests.made_runs import Made, day, group, item, made, made_group
from treasury.accounts.virtual import Adjustment, VirtualLedger
from treasury.checking.evidence import Evidence
from treasury.checking.virtual import ledger_interest_is_exact, ledgers_sum_to_accounts
from treasury.interest import Terms
from treasury.rates import Rate
from treasury.scenario import Scenario
from treasury.virtual_ledgers import VirtualLedgers

LEDGERS = (
    VirtualLedger(id="net", account="H", interest="net", terms="demand", opening=Decimal(300)),
    VirtualLedger(id="both", account="T", interest="both", terms="demand"),
    VirtualLedger(id="credit", account="T", interest="credit", terms="demand"),
    VirtualLedger(id="none", account="T"),
)


def adjusted(offset: int, account: str, ends: tuple[str, str], amount: int) -> Adjustment:
    """An adjusting posting `offset` days after the first."""
    return Adjustment(
        date=day(offset), account=account, from_ledger=ends[0], to_ledger=ends[1],
        amount=Decimal(amount),
    )  # fmt: skip


def divided_group(**more: object) -> Scenario:
    """The small group with ledgers inside H and T."""
    changes: dict[str, object] = {
        "ledgers": LEDGERS,
        "items": (
            item("rent", 1, "T", "-150", ledger="both"),
            item("sale", 2, "T", "300", ledger="credit", value_date=day(3)),
            item("sure", 2, "T", "70", ledger="unassigned"),
            item("late", 4, "T", "40", ledger="none", value_date=day(9)),
        ),
        "adjustments": (
            adjusted(1, "H", ("net", "unassigned"), 500),
            adjusted(2, "T", ("credit", "both"), 100),
        ),
    }
    return group(**changes | more)


@cache
def honest() -> Made:
    """The group's run in its pool; nobody writes into it."""
    return made(divided_group())


def bent(change: Callable[[VirtualLedgers], VirtualLedgers]) -> Evidence:
    """The evidence of the honest run, with what is told of ledgers changed."""
    evidence = honest().evidence()
    return replace(evidence, virtual=change(evidence.virtual))


def moved(told: VirtualLedgers, basis: str, at: tuple[int, str], amount: int) -> VirtualLedgers:
    """An amount more on one ledger at the close of one day; `at` is (day, ledger)."""
    balances: np.ndarray[tuple[int, int], np.dtype[np.int64]] = getattr(told, basis).copy()
    balances[at[0], told.table.ids.index(at[1])] += amount
    return replace(told, **{basis: balances})


def test_an_honest_run_passes_both_checks() -> None:
    checks = honest().checks()
    assert checks[22].passed is True and checks[22].examined == 2 * 5 * 6
    assert checks[23].passed is True and checks[23].examined == 4 * 5


def at_settlement() -> Scenario:
    """The group with ledgers, their demand rates those of the settlement day, 20 March.

    They change on the 20th, and again after it.
    """
    base = divided_group()
    later = tuple(
        Rate(terms="demand", side="credit", rate=rate, valid_from=day(offset))
        for offset, rate in ((2, "9%"), (4, "1%"))
    )
    terms = tuple(
        replace(one, rate_change="settlement_day") if one.id == "demand" else one
        for one in base.terms
    )
    return replace(base, rates=(*base.rates, *later), terms=terms)


def test_ledgers_bear_the_rates_of_the_settlement_day_where_their_terms_say_so() -> None:
    run = made(at_settlement())
    assert run.checks()[23].passed is True
    segmented = tuple(replace(one, rate_change="segmented") for one in run.plan.scenario.terms)
    scenario = replace(run.plan.scenario, terms=segmented)
    evidence = replace(run, plan=replace(run.plan, scenario=scenario)).evidence()
    told = replace(evidence, virtual=run.evidence().virtual)
    assert ledger_interest_is_exact(told).passed is False


def test_a_run_without_ledgers_has_nothing_to_check() -> None:
    checks = made_group().checks()
    assert [(checks[n].passed, checks[n].examined) for n in (22, 23)] == [(None, 0), (None, 0)]
    assert checks[22].detail == "no account has virtual ledgers"


@pytest.mark.parametrize(
    ("basis", "ledger", "words"),
    [
        ("book", "net", "book balance of H on 2026-03-19: the account holds"),
        ("value", "none", "value balance of T on 2026-03-19: the account holds"),
    ],
)
def test_a_ledger_with_a_unit_more_does_not_sum_to_its_account(
    basis: str, ledger: str, words: str
) -> None:
    found = ledgers_sum_to_accounts(bent(lambda told: moved(told, basis, (1, ledger), 1)))
    assert found.passed is False and found.detail.startswith(words)


def test_a_unit_on_the_wrong_ledger_is_found_although_the_sum_is_right() -> None:
    def wrong(told: VirtualLedgers) -> VirtualLedgers:
        return moved(moved(told, "book", (2, "both"), 1), "book", (2, "credit"), -1)

    found = ledgers_sum_to_accounts(bent(wrong))
    assert found.passed is False
    assert (
        "book balance of virtual ledger both on 2026-03-20: its own postings make" in found.detail
    )


def test_another_settlement_is_found() -> None:
    def more(told: VirtualLedgers) -> VirtualLedgers:
        first, *others = told.settled
        return replace(told, settled=(first._replace(amount=first.amount + 1), *others))

    found = ledger_interest_is_exact(bent(more))
    assert found.passed is False
    assert "interest of virtual ledger net on 2026-03-20: recomputed -0.02 CNY" in found.detail


def test_an_interest_number_that_makes_something_else_is_found() -> None:
    def more(told: VirtualLedgers) -> VirtualLedgers:
        first, *others = told.numbers
        return replace(told, numbers=(first._replace(borne=first.borne + 1), *others))

    found = ledger_interest_is_exact(bent(more))
    assert found.passed is False
    assert "net on 2026-03-20: its interest numbers do not make what is settled" in found.detail


def test_another_accrual_is_found() -> None:
    def more(told: VirtualLedgers) -> VirtualLedgers:
        return replace(told, accrued=(*told.accrued[:-1], told.accrued[-1] + 1))

    found = ledger_interest_is_exact(bent(more))
    assert found.passed is False
    assert "credit accrued at the end: recomputed" in found.detail


def test_interest_of_other_sides_is_found() -> None:
    def fewer(told: VirtualLedgers) -> VirtualLedgers:
        return replace(told, table=replace(told.table, bearings=told.table.bearings[:-1]))

    found = ledger_interest_is_exact(bent(fewer))
    assert found.passed is False
    assert "other ledgers or sides than their own" in found.detail


def test_tiers_versions_bases_carries_and_roundings_are_recomputed() -> None:
    first = datetime.date(2023, 12, 20)
    rates = (
        Rate(terms="demand", side="credit", up_to=Decimal(70), rate="36%"),
        Rate(terms="demand", side="credit", rate="11.13%"),
        Rate(terms="demand", side="debit", rate="7.2%"),
        Rate(terms="demand", side="debit", valid_from=datetime.date(2024, 1, 15), rate="8.1%"),
        Rate(terms="whole", side="credit", up_to=Decimal(100), rate="3%"),
        Rate(terms="whole", side="credit", rate="5%"),
        Rate(terms="flat", side="credit", rate="1.7%"),
        Rate(terms="flat", side="debit", rate="5.4%"),
    )
    terms = (
        Terms(id="demand", day_count="ACT/ACT ISDA", settles="monthly", settlement_day=25,
              carry_remainder=True, rounding="half_even"),
        Terms(id="whole", day_count="30E/360", rounding="down", settles="monthly",
              whole_balance=True, settlement_day=31),
        Terms(id="flat", day_count="ACT/ACT ISDA", settles="never"),
    )  # fmt: skip
    ways = (("both", "demand"), ("credit", "whole"), ("net", "flat"), ("credit", "demand"))
    ledgers = tuple(
        VirtualLedger(
            id=f"{way}-{name}",
            account="T",
            interest=way,
            terms=name,
            opening=Decimal(sum_),  # type: ignore[arg-type]
        )
        for (way, name), sum_ in zip(ways, (-50, 80, -20, 90), strict=True)
    )
    adjustments = tuple(
        Adjustment(
            date=first + datetime.timedelta(days=3 + 11 * at), account="T", from_ledger=low,
            to_ledger=high, amount=Decimal("33.33"),
        )
        for at, (low, high) in enumerate(
            [("unassigned", "net-flat"), ("credit-demand", "both-demand"),
             ("net-flat", "credit-whole"), ("unassigned", "both-demand")]
        )
    )  # fmt: skip
    scenario = group(
        first_day=first, last_day=datetime.date(2024, 3, 26), ledgers=ledgers, items=(),
        adjustments=adjustments, rates=rates, terms=terms, term_loans=(), fees=(),
        credit_lines=(), structures=(), links=(),
    )  # fmt: skip
    scenario = replace(
        scenario, accounts=tuple(replace(one, terms=None) for one in scenario.accounts)
    )
    found = made(scenario, None).checks()
    assert found[22].passed is True, found[22].detail
    assert found[23].passed is True, found[23].detail
    assert found[23].examined == 5 * 98
