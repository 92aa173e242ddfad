"""What every report of a scenario must say: its notices, each as one sentence with its accounts.

Beside those that the scenario gives stand those of fees by terms, taxes, agreements on
on-lending and laws of set-off that are unconfirmed, and of rates that are implausible.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

from treasury.accounts.chart import Notice
from treasury.credit import OnLending
from treasury.errors import printable
from treasury.fees import FeeTerm
from treasury.linting.rates import implausible_rates
from treasury.linting.taxes import tax_remarks
from treasury.plan.tariffs import fee_versions
from treasury.plan.taxes import tax_versions
from treasury.pooling.notional import SetOff
from treasury.reporting.explaining.notional_words import laws_used
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

Levy = TypeVar("Levy", bound=FeeTerm | TaxTerm)
ONE_DAY = timedelta(days=1)
ACCOUNTS_NAMED = 12
"""So many accounts are named beside a notice; of more it is said how many there are."""


def notices_of(scenario: Scenario) -> tuple[Notice, ...]:
    """The scenario's notices in its order, then one for each fee by terms, tax, on-lending and
    country where balances are set off of which something is unconfirmed, and for each rate that is
    implausible."""
    forms = {structure.form for structure in scenario.structures}
    priced, taxed = fee_versions(scenario), tax_versions(scenario)
    fees = ((fee, term) for fee, own in priced.items() for term in in_run(scenario, own))
    taxes = (
        (tax, term)
        for tax, own in taxed.items()
        for term in in_run(scenario, own)
        if term.due_in(forms)
    )
    lent_on = ((line.loan, line) for line in scenario.on_lending)
    laws = laws_used(scenario, {structure.id for structure in scenario.structures})
    return (
        *scenario.notices,
        *unconfirmed("fee", fees),
        *unconfirmed("tax", taxes),
        *unconfirmed("on-lending of", lent_on),
        *unconfirmed("set-off in", ((law.country, law) for law in laws)),
        *implausible(scenario, [term for own in taxed.values() for term in in_run(scenario, own)]),
    )


def in_run(scenario: Scenario, versions: list[Levy]) -> list[Levy]:
    """The versions, in order of date, that are in force on a day of the run, or on the one after
    it, as if which what has accrued is charged."""
    first, last = scenario.first_day, scenario.last_day + ONE_DAY
    begins = [term.valid_from or date.min for term in versions] + [date.max]
    return [
        term for at, term in enumerate(versions) if begins[at] <= last and begins[at + 1] > first
    ]


def implausible(scenario: Scenario, taxes: list[TaxTerm]) -> tuple[Notice, ...]:
    """What is said of rates outside the range that is plausible for their kind; `taxes` are the
    versions that the run meets."""
    used = {("tax_terms", at) for at, term in enumerate(scenario.tax_terms) if term in taxes}
    of_taxes = (one for one in tax_remarks(scenario) if one.path[:2] in used)
    found = (*implausible_rates(scenario), *of_taxes)
    told = (one.message for one in found if one.name == "implausible_rate")
    return tuple(Notice(text=f"{message[0].upper()}{message[1:]}.") for message in told)


def unconfirmed(
    what: str, terms: Iterable[tuple[str, FeeTerm | TaxTerm | OnLending | SetOff]]
) -> tuple[Notice, ...]:
    """What is said of fees, taxes, agreements or laws that are not confirmed in all, by their
    names; the sources in the order of their dates, whatever that of their lines."""
    sources: dict[str, list[str]] = {}
    for name, term in sorted(terms, key=lambda each: each[1].valid_from or date.min):
        if not term.confirmed:
            known = sources.setdefault(name, [])
            if term.source and term.source not in known:
                known.append(term.source)
    return tuple(
        Notice(text=f"The {what} {name} is not confirmed; {source_words(given)}.")
        for name, given in sorted(sources.items())
    )


def source_words(sources: list[str]) -> str:
    """Where terms come from, as a clause.

    >>> source_words(["the bank's tariff"]), source_words([])
    ("its source: the bank's tariff", 'no source is given')
    """
    return f"its source: {'; '.join(sources)}" if sources else "no source is given"


def notice_texts(scenario: Scenario) -> list[str]:
    """What is said with every figure, in the order of `notices_of`, a printable line each.

    >>> import datetime
    >>> from treasury.accounts.chart import Notice
    >>> day = datetime.date(2026, 1, 1)
    >>> told = (Notice(text="Two days are missing.", accounts=("N-1", "N-2")),)
    >>> notice_texts(Scenario(id="x", first_day=day, last_day=day, notices=told))
    ['N-1, N-2: Two days are missing.']
    """
    return [
        printable(named(notice.accounts) + " ".join(notice.text.split()))
        for notice in notices_of(scenario)
    ]


def named(accounts: tuple[str, ...]) -> str:
    """The accounts a notice is about, before its text; empty where it is about all."""
    if not accounts:
        return ""
    more = len(accounts) - ACCOUNTS_NAMED
    return ", ".join(accounts[:ACCOUNTS_NAMED]) + (f" and {more} more" if more > 0 else "") + ": "
