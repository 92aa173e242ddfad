"""Problems of taxes: what each base needs and takes, versions, forms, dates."""

from collections.abc import Iterator
from datetime import date

from treasury.errors import Complaint
from treasury.loading.taxes import builtin_taxes, taxes_built_in
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.levies import (
    begun_late,
    first_of,
    once_at_no_time,
    rate_of,
    versions_of,
)
from treasury.plan.problems.rates import number_of
from treasury.pooling.structure import Link
from treasury.tax import TaxTerm

LIST = "tax_terms"
TAKES: dict[str, tuple[str, ...]] = {
    "bank_interest": (),
    "pool_result": (),
    "fund_income": (),
    "internal_interest": ("payer", "direction", "price_includes_tax", "exempt_on_lending"),
    "loan_drawn": ("payer", "direction"),
    "agreed_limit": ("payer", "date"),
    "tax": ("on",),
}
"""The keys that a tax on each base may have, of those that not every tax has."""
NEEDS = {"agreed_limit": "date", "tax": "on"}
USUAL = {
    "payer": None, "direction": "both", "price_includes_tax": False, "date": None, "on": None,
    "exempt_on_lending": False,
}  # fmt: skip
ACCRUES = ("bank_interest", "internal_interest")
"""What may be taxed as it accrues."""
VARYING = ("valid_from", "rate", "exempt_on_lending", "text", "source", "confirmed")


def terms_of(facts: Facts) -> Iterator[tuple[int, TaxTerm]]:
    """The taxes with their places."""
    yield from enumerate(facts.scenario.tax_terms)


def written_by_the_user(facts: Facts) -> Iterator[tuple[int, TaxTerm]]:
    """The taxes that are not built in, with their places."""
    built = taxes_built_in(facts.scenario)
    yield from ((index, term) for index, term in terms_of(facts) if term not in built)


def keys_of_bases(facts: Facts) -> Found:
    """Keys that a tax on its base lacks, or that would not be obeyed."""
    for index, term in terms_of(facts):
        for key, usual in USUAL.items():
            given = getattr(term, key) != usual
            if NEEDS.get(term.base) == key and not given:
                such = {"date": "the day of the agreement", "on": "the name of a tax"}[key]
                yield wrong(LIST, index, key, f"a tax on {term.base} needs its {key}", such)
            if given and key not in TAKES[term.base]:
                expected = f"no {key}, or another base"
                yield wrong(LIST, index, key, f"a tax on {term.base} takes no {key}", expected)


def as_it_accrues(facts: Facts) -> Found:
    """What cannot be taxed as it accrues, and ends of what is taxed when it is paid.

    What is lent on is exempt by a rate that is tested on the whole interest period, which nobody
    knows before its end.
    """
    for index, term in terms_of(facts):
        if term.taxed == "accrued" and term.base not in ACCRUES:
            message = f"a tax on {term.base} is taken when that is paid or falls due"
            expected = f"taxed = paid, or a tax on {' or '.join(ACCRUES)}"
            yield wrong(LIST, index, "taxed", message, expected)
        elif term.taxed == "accrued" and term.exempt_on_lending:
            message = "a tax that spares what is lent on is taken when the interest is posted"
            expected = "taxed = paid, or no exempt_on_lending"
            yield wrong(LIST, index, "taxed", message, expected)
        elif term.taxed == "paid" and term.accrues != "monthly":
            message = f"{term.tax!r} is taken when it is paid, so no end counts at which it accrues"
            expected = "taxed = accrued, or no accrues"
            yield wrong(LIST, index, "accrues", message, expected)


def rates(facts: Facts) -> Found:
    """Rates that cannot be read, or are below zero."""
    for index, term in terms_of(facts):
        yield from rate_of(LIST, index, term.rate)


def interest_of_free_loans(facts: Facts) -> Found:
    """Taxes on the interest of interest-free loans alone, other than at 0 % (looked at: exempt)."""
    for index, term in terms_of(facts):
        own = term.base == "internal_interest" and set(term.forms) == {"interest_free"}
        if own and (number_of(term.rate) or 0) > 0:
            message = (
                f"interest-free loans bear no interest, so {term.tax!r} is never due; "
                "a loan that the law deems a sale (视同销售) is not taxed here"
            )
            expected = "0% with the law that exempts, or forms whose loans bear interest"
            yield wrong(LIST, index, "rate", message, expected)


def taxes_on_taxes(facts: Facts) -> Found:
    """Taxes on a tax that is not there, or that is itself on a tax; names that a fee has."""
    base = {term.tax: term.base for _, term in terms_of(facts)}
    fees = {term.fee for term in facts.scenario.fee_terms}
    for index, term in terms_of(facts):
        if term.tax in fees:
            yield wrong(LIST, index, "tax", f"{term.tax!r} is a fee by terms", "another name")
        if term.base != "tax" or term.on is None:
            continue
        if term.on not in base:
            if not facts.is_broken(LIST, term.on):
                yield wrong(LIST, index, "on", f"there is no tax {term.on!r}", "the name of a tax")
        elif base[term.on] == "tax":
            message = f"{term.on!r} is itself a tax on a tax"
            yield wrong(LIST, index, "on", message, "a tax on interest, a loan or a limit")


def versions(facts: Facts) -> Found:
    """Versions of one tax from one date, or that differ in what does not change by date."""
    yield from versions_of(LIST, "tax", terms_of(facts), VARYING)


def forms(facts: Facts) -> Found:
    """Structures whose legal form their members or prices contradict."""
    for index, structure in enumerate(facts.scenario.structures):
        own = facts.links.get(structure.id, [])
        if structure.form == "interest_free":
            yield from priced_for_free(facts, own, index)
        if structure.form == "finance_company":
            yield from lent_by_others(facts, [link for _, link in own], index)


def priced_for_free(facts: Facts, links: list[tuple[int, Link]], index: int) -> Found:
    """An interest-free structure whose loans have a price: its own, or that of single links."""
    priced = [(at, link) for at, link in links if facts.price_of(link)]
    if any(link.internal_terms is None for _, link in priced):
        message = "the loans of an interest-free structure have a price"
        yield wrong("structures", index, "form", message, "no internal_terms, or another form")
    for at, link in priced:
        if link.internal_terms is not None:
            message = f"{link.structure!r} is interest-free, and this link's loans have a price"
            expected = f"no internal_terms, or another form of {link.structure!r}"
            yield wrong("links", at, "internal_terms", message, expected)


def lent_by_others(facts: Facts, links: list[Link], index: int) -> Found:
    """A structure in the form of a finance company, where another lends or takes deposits."""
    for link in links:
        pair = facts.person(link.participant), facts.person(link.header)
        lender = facts.entities.get(pair[1] or "")
        if pair[0] and lender and pair[0] != pair[1] and lender.legal_form != "finance_company":
            message = f"{link.header}, header of {link.participant}, is not of a finance company"
            expected = "another form, or headers of a finance company between legal persons"
            yield wrong("structures", index, "form", message, expected)
            return


def limit_dates(facts: Facts) -> Found:
    """Taxes on limits agreed on a day outside the run, or before the tax is in force."""
    run = facts.scenario.first_day, facts.scenario.last_day
    once = [(index, term) for index, term in terms_of(facts) if term.base == "agreed_limit"]
    yield from once_at_no_time(LIST, "tax", once, run, "due")


def never_in_force(facts: Facts) -> Found:
    """Taxes whose first version begins after the run."""
    run = facts.scenario.first_day, facts.scenario.last_day
    yield from begun_late(LIST, "tax", written_by_the_user(facts), run)


def replaces_what_is_built_in(facts: Facts) -> Found:
    """Taxes of a built-in name that begin during the run, although the built-in one begins before.

    Who names a tax has all of it in hand: none of its built-in versions is in force any more.
    """
    first, last = facts.scenario.first_day, facts.scenario.last_day
    forms = {one.form for one in facts.scenario.structures}
    there = taxes_built_in(facts.scenario)
    built = first_of("tax", ((at, term) for at, term in enumerate(there) if term.due_in(forms)))
    for name, (begin, index) in first_of("tax", terms_of(facts)).items():
        if name in built and max(first, built[name][0]) < begin <= last:
            message = (
                f"{name!r} is named here, so no built-in version of it is in force, "
                f"and nothing is due before {begin}"
            )
            expected = "its built-in line here too, or a version from the beginning"
            yield wrong(LIST, index, "valid_from", message, expected)


def never_due(facts: Facts) -> Found:
    """Taxes in legal forms that no structure has, or on limits that no link has on their date.

    Where there are no structures, or no links, nobody is told: taxes stand beside what is still to
    be made.
    """
    seen: set[str] = set()
    broken = any(map(facts.any_broken, ("structures", "links", "accounts", "entities")))
    for index, term in written_by_the_user(facts):
        own = [one for one in facts.scenario.structures if term.due_in([one.form])]
        if term.tax in seen or not facts.scenario.structures or broken:
            continue
        seen.add(term.tax)
        if not own:
            message = f"no structure has such a form, so {term.tax!r} is never due"
            yield wrong(LIST, index, "forms", message, "the form of a structure, or no forms")
        elif term.base == "agreed_limit" and term.date and facts.scenario.links:
            links = [link for one in own for _, link in facts.links.get(one.id, [])]
            if not any(has_limit(facts, link, term.date) for link in links):
                message = (
                    f"no link between two legal persons has an internal limit on {term.date}"
                    f"{' in a structure of such a form' if term.forms else ''}, "
                    f"so {term.tax!r} is never due"
                )
                expected = "a link with an internal_limit in force on that day, or another base"
                yield wrong(LIST, index, "date", message, expected)


def has_limit(facts: Facts, link: Link, day: date) -> bool:
    """Whether the link is one between two legal persons, with a limit agreed on the day."""
    agreed = (link.valid_from or date.min) <= day <= (link.valid_until or date.max)
    apart = facts.person(link.participant) != facts.person(link.header)
    return agreed and apart and bool(link.internal_limit)


def countries(facts: Facts) -> Found:
    """A country of which no taxes are built in, or whose taxes no structure's form asks for."""
    named, forms = facts.scenario.taxes_of, {each.form for each in facts.scenario.structures}
    if named is None:
        return
    known, built = sorted(builtin_taxes()), builtin_taxes().get(named, ())
    asked_for = sorted({form for term in built for form in term.forms})
    if not built:
        message = f"no taxes of {named!r} are built in"
        expected = f"{', '.join(known)}, or none and tax_terms of your own"
        yield Complaint(path=("taxes_of",), message=message, expected=expected)
    elif not any(term.due_in(forms) for term in built):
        message = f"no structure has a legal form by which taxes of {named!r} are due"
        expected = f"structures with a form ({', '.join(asked_for)}), or no taxes_of"
        yield Complaint(path=("taxes_of",), message=message, expected=expected)


TAX_PROBLEMS = (
    countries,
    keys_of_bases,
    as_it_accrues,
    rates,
    interest_of_free_loans,
    taxes_on_taxes,
    versions,
    forms,
    never_due,
)
TAX_DATES = (limit_dates, never_in_force, replaces_what_is_built_in)
