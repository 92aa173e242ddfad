"""Problems of on-lending (统借统还): of which loan, to whom, and whether twice at once."""

from datetime import date

from treasury.credit import CreditLine, OnLending, TermLoan
from treasury.loading.nearest import perhaps
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.pooling.structure import Link
from treasury.tax import TaxTerm

LIST = "on_lending"
Loan = CreditLine | TermLoan


def loans_of(facts: Facts) -> dict[str, Loan]:
    """The credit lines and term loans by id; no two have the same."""
    return {**facts.by_id("term_loans"), **facts.by_id("credit_lines")}


def unknown_loans(facts: Facts) -> Found:
    """Loans that are not there."""
    known = loans_of(facts)
    broken = facts.any_broken("credit_lines") or facts.any_broken("term_loans")
    for index, line in enumerate(facts.scenario.on_lending):
        if line.loan not in known and not broken:
            message = f"there is no credit line and no term loan {line.loan!r}"
            expected = f"an id from credit_lines or term_loans{perhaps(line.loan, known)}"
            yield wrong(LIST, index, "loan", message, expected)


def lent_to_nobody(facts: Facts) -> Found:
    """Lines by which nobody owes the borrower anything that could be lent on."""
    if any(map(facts.any_broken, ("structures", "links", "accounts", "entities"))):
        return
    known = loans_of(facts)
    for index, line in enumerate(facts.scenario.on_lending):
        named = line.participant in (None, *facts.accounts) and line.structure in facts.structures
        if named and line.loan in known and not links_of(facts, line, known[line.loan]):
            message = (
                f"in {line.structure!r} {line.participant!r} is no participant of an account of "
                f"the borrower of {line.loan!r}, in its currency and of another legal person"
                if line.participant
                else f"in {line.structure!r} the borrower of {line.loan!r} has no participant of "
                "another legal person in its currency"
            )
            key = "participant" if line.participant else "structure"
            expected = "a direct participant of the borrower's account, another legal person"
            yield wrong(LIST, index, key, message, expected)


def links_of(facts: Facts, line: OnLending, loan: Loan) -> list[Link]:
    """The links over which money is lent on by the line."""
    person = facts.person(loan.account)
    return [
        link
        for _, link in facts.links.get(line.structure, [])
        if line.participant in (None, link.participant)
        and facts.person(link.header) == person != facts.person(link.participant)
        and facts.currency(link.header) == facts.currency(loan.account)
    ]


def lent_on_twice(facts: Facts) -> Found:
    """What one participant owes, lent on of two loans, or twice of one, on the same day."""
    lines = facts.scenario.on_lending
    for index, line in enumerate(lines):
        for other in lines[:index]:
            both = {line.participant, other.participant}
            same = line.structure == other.structure and (len(both) == 1 or None in both)
            if same and together(line, other):
                who = line.participant or other.participant or "everybody"
                message = (
                    f"what {who} owes in {line.structure!r} is lent on of {other.loan!r} already "
                    "on the same days"
                )
                expected = "one line at a time for each participant"
                yield wrong(LIST, index, "participant", message, expected)
                break


def together(line: OnLending, other: OnLending) -> bool:
    """Whether both are in force on some day."""
    begins = max(one.valid_from or date.min for one in (line, other))
    return begins <= min(one.valid_until or date.max for one in (line, other))


def spared_on_other_days(facts: Facts) -> Found:
    """Two taxes due in one structure that spare what is lent on, each on days of its own."""
    scenario, told = facts.scenario, set[str]()
    for line in scenario.on_lending:
        own = facts.structures.get(line.structure)
        first: tuple[str, list[date]] | None = None
        for tax in dict.fromkeys(one.tax for one in scenario.tax_terms if one.exempt_on_lending):
            versions = [one for one in scenario.tax_terms if one.tax == tax]
            if own is None or not versions[0].due_in([own.form]):
                continue
            turns = turning_days(versions)
            first = first or (tax, turns)
            if turns != first[1] and tax not in told:
                told.add(tax)
                at = next(n for n, one in enumerate(scenario.tax_terms) if one.tax == tax)
                message = f"spares what is lent on on other days than {first[0]!r}"
                expected = "the same days for every tax that ever spares it"
                yield wrong("tax_terms", at, "exempt_on_lending", message, expected)


def turning_days(versions: list[TaxTerm]) -> list[date]:
    """The days on which the versions of a tax begin or cease to spare what is lent on."""
    found, sparing = list[date](), False
    for one in sorted(versions, key=lambda one: one.valid_from or date.min):
        if one.exempt_on_lending != sparing:
            found.append(one.valid_from or date.min)
            sparing = one.exempt_on_lending
    return found


ON_LENDING_PROBLEMS = (unknown_loans, lent_to_nobody, lent_on_twice, spared_on_other_days)
