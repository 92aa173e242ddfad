"""Problems of fees by terms: what each base needs and takes, versions, bounds, days."""

from collections.abc import Iterator
from decimal import Decimal

from treasury.fees import OF_LIMITS, FeeTerm
from treasury.money import DIGITS
from treasury.plan.problems.facts import Facts, Found, amount, wrong
from treasury.plan.problems.levies import begun_late, once_at_no_time, rate_of, versions_of
from treasury.rates import NotARate, parse_rate
from treasury.tax import TaxTerm

LIST = "fee_terms"
NEEDS: dict[str, tuple[str, ...]] = {
    "loan_balance": ("rate",),
    "sweep_amount": ("rate",),
    "sweep_count": ("amount",),
    "credit_line": ("rate", "credit_line"),
    "undrawn_line": ("rate", "credit_line"),
    "undrawn_overdraft": ("rate", "account"),
}
TAKES: dict[str, tuple[str, ...]] = {
    "loan_balance": ("payer", "currency"),
    "sweep_amount": ("payer", "currency"),
    "sweep_count": ("payer", "currency"),
    **dict.fromkeys(OF_LIMITS, ()),
}
"""The keys that a fee on each base must have, and those it may have, of the keys that not every
fee has."""
SUCH = {
    "rate": "such as 0.1%", "amount": "such as 5.00", "credit_line": "the id of a line",
    "account": "the id of an account",
}  # fmt: skip
OF_SOME = ("rate", "amount", "payer", "credit_line", "account", "currency")
VARYING = ("valid_from", "rate", "amount", "minimum", "maximum", "text", "source", "confirmed")
PLAIN_DAY, PLAIN_COUNT = 21, "ACT/360"


def terms_of(facts: Facts) -> Iterator[tuple[int, FeeTerm]]:
    """The fees by terms with their places."""
    yield from enumerate(facts.scenario.fee_terms)


def keys_of_bases(facts: Facts) -> Found:
    """Keys that a fee on its base lacks, or that would not be obeyed."""
    for index, term in terms_of(facts):
        needs, takes = NEEDS[term.base], TAKES[term.base]
        for key in OF_SOME:
            given = getattr(term, key) is not None
            if key in needs and not given:
                yield wrong(LIST, index, key, f"a fee on {term.base} needs its {key}", SUCH[key])
            if given and key not in (*needs, *takes):
                expected = f"no {key}, or another base"
                yield wrong(LIST, index, key, f"a fee on {term.base} takes no {key}", expected)
        per_year = term.base in ("loan_balance", *OF_LIMITS) and term.every != "once"
        if term.day_count != PLAIN_COUNT and not per_year:
            message = "no rate a year is charged here, so days are not counted"
            yield wrong(LIST, index, "day_count", message, "no day_count")


def periods(facts: Facts) -> Found:
    """Days that no month has, fees charged once on what has no one day, days and dates mixed up."""
    for index, term in terms_of(facts):
        once = term.every == "once"
        if not 1 <= term.day <= 31:
            yield wrong(LIST, index, "day", f"{term.day} is not a day of a month", "1 to 31")
        if once and term.base != "credit_line":
            message = f"a fee on {term.base} is charged by period"
            yield wrong(LIST, index, "every", message, "month, quarter or year")
        if once and term.day != PLAIN_DAY:
            message = "a fee charged once takes no day of the month"
            yield wrong(LIST, index, "day", message, "only date, or every = month")
        if once and term.date is None:
            yield wrong(LIST, index, "date", "a fee charged once needs its date", "a date")
        if term.date is not None and not once:
            message = f"a fee charged every {term.every} takes no date"
            yield wrong(LIST, index, "date", message, "day, or every = once")


def rates_and_payers(facts: Facts) -> Found:
    """Rates that cannot be read or are below zero; payers that a base has not."""
    for index, term in terms_of(facts):
        yield from rate_of(LIST, index, term.rate)
        if term.payer in ("lender", "borrower") and term.base.startswith("sweep"):
            message = f"a sweep has no {term.payer}"
            yield wrong(LIST, index, "payer", message, "participant or header")


def bounds(facts: Facts) -> Found:
    """Amounts without a currency, or a minimum above the maximum."""
    for index, term in terms_of(facts):
        given = (term.amount, term.minimum, term.maximum) != (None, None, None)
        if given and term.currency is None and term.base not in OF_LIMITS:
            message = "amounts are given, and not in which currency"
            yield wrong(LIST, index, "currency", message, "a currency such as CNY")
        if term.currency is not None and term.currency not in DIGITS:
            message = f"{term.currency!r} is not a currency"
            yield wrong(LIST, index, "currency", message, "an ISO 4217 code such as CNY")
        lower, upper = term.minimum, term.maximum
        if lower is not None and upper is not None and lower > upper:
            message = f"the minimum {amount(lower)} is above the maximum"
            yield wrong(LIST, index, "minimum", message, f"at most {amount(upper)}")


def overdrafts_without_bound(facts: Facts) -> Found:
    """Fees on what is not used of an overdraft that is none, or has no bound."""
    for index, term in terms_of(facts):
        account = facts.accounts.get(term.account or "")
        if account is None or term.base != "undrawn_overdraft":
            continue
        if account.overdraft == "unlimited" or not account.overdraft:
            given = "has no bound" if account.overdraft else "is none"
            message = f"the overdraft of {account.id!r} {given}, so nothing of it is undrawn"
            yield wrong(LIST, index, "account", message, "an account with an overdraft limit")


def versions(facts: Facts) -> Found:
    """Versions of one fee from one date, or that differ in what does not change by date."""
    yield from versions_of(LIST, "fee", terms_of(facts), VARYING)


def dates_of_single_fees(facts: Facts) -> Found:
    """Fees charged once on a day outside the run, or before their first version."""
    run = facts.scenario.first_day, facts.scenario.last_day
    once = [(index, term) for index, term in terms_of(facts) if term.every == "once"]
    yield from once_at_no_time(LIST, "fee", once, run, "charged")


def currencies_of_links(facts: Facts) -> Found:
    """Fees on what crosses links, in a currency that no link they could be charged on has.

    Where there are no links at all, nobody is told: fees stand beside structures still to be made.
    """
    for index, term in terms_of(facts):
        there = {
            facts.currency(link.participant)
            for structure, links in facts.links.items()
            if term.structure in (None, structure)
            for _, link in links
        }
        if term.currency not in DIGITS or not there or None in there or term.currency in there:
            continue
        where = f"the structure {term.structure!r}" if term.structure else "any structure"
        message = f"no link of {where} is in {term.currency}, so {term.fee!r} is never charged"
        expected = " or ".join(sorted(one for one in there if one))
        yield wrong(LIST, index, "currency", message, expected)


def never_in_force(facts: Facts) -> Found:
    """Fees whose first version begins after the run."""
    run = facts.scenario.first_day, facts.scenario.last_day
    yield from begun_late(LIST, "fee", terms_of(facts), run)


def highest_growth(facts: Facts) -> Decimal:
    """By what share fees by terms and taxes could lower amounts, at most; as a rate a year.

    A rate of sweeps counts for every pass of the day, one of loans drawn for every day.
    """
    times = max((len(rule.times) for rule in facts.scenario.rules), default=0)
    times_a_year = {"sweep_amount": 360 * (times + 3), "loan_drawn": 360}
    terms: tuple[FeeTerm | TaxTerm, ...] = facts.scenario.fee_terms + facts.scenario.tax_terms
    total = Decimal(0)
    for term in terms:
        try:
            rate = parse_rate(term.rate) if term.rate else 0
        except NotARate:
            continue
        total += Decimal(abs(rate)) * times_a_year.get(term.base, 1)
    return total


def charges_at_most(facts: Facts, days: int) -> int:
    """How often an amount of a fee by terms can be charged in the run."""
    scenario = facts.scenario
    times = max((len(rule.times) for rule in scenario.rules), default=0)
    return (days * (times + 3) + len(scenario.items)) * (len(scenario.links) + 1)


def payers_at_most(facts: Facts) -> int:
    """How many charges a fee by terms can have in one period: two for each link that runs."""
    return max([1, *(2 * len(links) for links in facts.links.values())])


FEE_TERM_PROBLEMS = (
    keys_of_bases, periods, rates_and_payers, bounds, overdrafts_without_bound, versions,
    currencies_of_links,
)  # fmt: skip
FEE_TERM_DATES = (dates_of_single_fees, never_in_force)
