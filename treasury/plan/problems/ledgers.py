"""Problems of virtual ledgers: who they are, what belongs to them, how they bear interest."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from treasury.accounts.virtual import UNASSIGNED, VirtualLedger
from treasury.loading.nearest import guesses
from treasury.plan.problems.dates import VALUE_DAYS_MAX, outside, run_words
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.rates import Side

NEEDED: dict[str, tuple[Side, ...]] = {
    "credit": ("credit",),
    "both": ("credit", "debit"),
    "net": ("credit", "debit"),
}
"""The sides whose rates a way of bearing interest needs."""
NAMED = (("items", "ledger"), ("adjustments", "from_ledger"), ("adjustments", "to_ledger"))
"""Which key of which list names a virtual ledger."""


def ids_that_are_taken(facts: Facts) -> Found:
    """Ledgers with the id of the ledger that every account has."""
    for index, ledger in enumerate(facts.scenario.ledgers):
        if ledger.id == UNASSIGNED:
            message = f"{UNASSIGNED!r} is the ledger of what belongs to no other; it always exists"
            yield wrong("ledgers", index, "id", message, "another id")


class Naming(NamedTuple):
    """One place where a ledger of an account is named: list, place, key, account, ledger."""

    name: str
    place: int
    key: str
    account: str
    ledger: str


def namings(facts: Facts) -> Iterator[Naming]:
    """Every ledger that items and adjustments of known accounts name."""
    for name, key in NAMED:
        for index, each in enumerate(getattr(facts.scenario, name)):
            ledger: str | None = getattr(each, key)
            if ledger is not None and each.account in facts.accounts:
                yield Naming(name, index, key, each.account, ledger)


def places_that_are_no_ledgers(facts: Facts) -> Found:
    """Items and adjustments of ledgers that are not there, or are another account's."""
    holders = {ledger.account for ledger in facts.scenario.ledgers}
    guess = guesses({*facts.ledgers, UNASSIGNED})
    for name, index, key, account, ledger in namings(facts):
        found = facts.ledgers.get(ledger)
        if ledger == UNASSIGNED:
            if account not in holders and not facts.any_broken("ledgers"):
                message = f"account {account!r} has no virtual ledgers"
                expected = "an account with ledgers, or nothing here"
                yield wrong(name, index, key, message, expected)
        elif found is None and not facts.is_broken("ledgers", ledger):
            expected = f"an id from ledgers, or {UNASSIGNED}{guess(ledger)}"
            yield wrong(name, index, key, f"there is no virtual ledger {ledger!r}", expected)
        elif found is not None and found.account != account:
            message = f"{ledger!r} is a ledger of account {found.account!r}"
            yield wrong(name, index, key, message, own_ledgers(facts, account))


def own_ledgers(facts: Facts, account: str) -> str:
    """Which ledgers an account has, for a sentence."""
    own = sorted(one.id for one in facts.scenario.ledgers if one.account == account)
    if not own:
        return f"no ledger: account {account!r} has none"
    return f"a ledger of account {account!r}: {', '.join((*own[:5], UNASSIGNED))}"


def adjustments_to_themselves(facts: Facts) -> Found:
    """Adjustments that end where they begin."""
    for index, each in enumerate(facts.scenario.adjustments):
        if each.from_ledger == each.to_ledger:
            message = f"the adjustment moves money from {each.from_ledger!r} to itself"
            yield wrong("adjustments", index, "to_ledger", message, "another ledger")


def interest_without_rates(facts: Facts) -> Found:
    """Ledgers whose way of bearing interest lacks its terms or rates, or has them for nothing."""
    for index, ledger in enumerate(facts.scenario.ledgers):
        if ledger.interest == "none":
            if ledger.terms is not None:
                message = f"{ledger.id!r} bears no interest, so its terms would do nothing"
                expected = "no terms, or interest credit, both or net"
                yield wrong("ledgers", index, "terms", message, expected)
        elif ledger.terms is None:
            message = f"interest {ledger.interest} needs rates, and {ledger.id!r} has no terms"
            yield wrong("ledgers", index, "terms", message, "the id of interest terms")
        elif ledger.terms in facts.terms and not facts.is_broken("rates", ledger.terms):
            yield from sides(facts, index, ledger)


def sides(facts: Facts, index: int, ledger: VirtualLedger) -> Found:
    """Sides without a rate (credit is seen to with all other terms), or with tiers under `net`."""
    lines = [rate for _, rate in facts.rates.get(ledger.terms or "", [])]
    needed = NEEDED[ledger.interest]
    if "debit" in needed and not any(rate.side == "debit" for rate in lines):
        message = f"interest {ledger.interest} charges debit balances, and {ledger.terms!r} has no "
        expected = f"a line in rates for {ledger.terms!r}, 0% if it is free"
        yield wrong("ledgers", index, "terms", f"{message}debit rate", expected)
    if ledger.interest == "net" and any(rate.up_to is not None for rate in lines):
        message = (
            f"interest net takes one rate a side, and {ledger.terms!r} has tiers: "
            "numbers of several tiers cannot be netted"
        )
        yield wrong("ledgers", index, "terms", message, "terms without tiers, or interest both")


def adjustment_dates(facts: Facts) -> Found:
    """Adjustments outside the run, or with a value date that cannot be meant."""
    latest = timedelta(days=VALUE_DAYS_MAX)
    if facts.scenario.last_day < facts.scenario.first_day:
        return
    for index, each in enumerate(facts.scenario.adjustments):
        if outside(facts, each.date):
            message = f"{each.date} is outside the run"
            yield wrong("adjustments", index, "date", message, run_words(facts))
        value = each.value_date or each.date
        if value < each.date:
            message = f"value date {value} is before the date {each.date}"
            expected = "the date or later; adjustments are not corrected with back value"
            yield wrong("adjustments", index, "value_date", message, expected)
        elif value - each.date > latest:
            message = f"value date {value} is {(value - each.date).days} days after {each.date}"
            expected = f"at most {VALUE_DAYS_MAX} days after it"
            yield wrong("adjustments", index, "value_date", message, expected)


LEDGER_PROBLEMS = (
    ids_that_are_taken,
    places_that_are_no_ledgers,
    adjustments_to_themselves,
    interest_without_rates,
)
