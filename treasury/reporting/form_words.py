"""The legal form of a structure's loans in words, and why the law takes nothing of them.

A tax at 0 % that names its source says that somebody looked; that is repeated here, so that a
column of zeros is not read as a column that was forgotten.
"""

from datetime import date

from treasury.plan.taxes import tax_versions
from treasury.pooling.structure import Structure
from treasury.rates import parse_rate
from treasury.scenario import Scenario
from treasury.tax import Form, TaxTerm

FORMS: dict[Form, str] = {
    "entrusted_loans": "entrusted loans (委托贷款), for each of which a bank is the agent",
    "finance_company": "deposits with and loans by a finance company (财务公司), each kept gross",
    "interest_free": "interest-free loans in the group (无偿借贷)",
    "on_lending": "money from outside that is lent on (统借统还)",
}
ON_LOANS = ("internal_interest", "loan_drawn", "agreed_limit")
NETTED = (
    "What the same two legal persons owe each other over several links is one loan at each day's "
    "end (日终轧差)."
)
ONE_WAY = {"up": "lent by a participant", "down": "lent by a header"}


def form_words(scenario: Scenario, structure: str | None) -> list[str]:
    """The legal form of the structure's loans, a sentence, whether they are netted by pair, and a
    sentence for each tax by which they, or one way of them, owe nothing."""
    found = next((one for one in scenario.structures if one.id == structure), None)
    if found is None:
        return []
    told = [NETTED] if found.netting == "pair" else []
    if found.form is None:
        return told
    named = f"Legal form of the loans between its legal persons: {FORMS[found.form]}."
    return [named, *told, *untaxed_words(scenario, found)]


def untaxed_words(scenario: Scenario, structure: Structure) -> list[str]:
    """Of what the taxes on loans in this form take nothing, a sentence each, as their lines say."""
    told = []
    for tax, versions in tax_versions(scenario).items():
        for at, term in enumerate(versions):
            since = term.valid_from or date.min
            until = versions[at + 1].valid_from if at + 1 < len(versions) else None
            in_run = since <= scenario.last_day and (until or date.max) > scenario.first_day
            if in_run and term.base in ON_LOANS and term.due_in([structure.form]):
                told += [f"{tax}: {words}" for words in nothing_due(term)]
    return told


def nothing_due(term: TaxTerm) -> list[str]:
    """What one version of a tax says is free of it, and why; nothing where it takes all.

    >>> free = TaxTerm(tax="VAT", base="internal_interest", rate="0%", source="notice 68")
    >>> nothing_due(free)
    ['nothing is due (source: notice 68).']
    >>> nothing_due(TaxTerm(tax="VAT", base="internal_interest", rate="6%", direction="down"))
    ['due only on what is lent by a header (no source is given).']
    >>> nothing_due(TaxTerm(tax="stamp", base="loan_drawn", rate="0.005%"))
    []
    """
    if parse_rate(term.rate) == 0:
        told = "nothing is due"
    elif term.exempt_on_lending:
        told = "not due on what is lent on at no more than its price"
    elif term.direction in ONE_WAY:
        told = f"due only on what is {ONE_WAY[term.direction]}"
    else:
        return []
    since = f" from {term.valid_from}" if term.valid_from else ""
    why = f": {term.text}" if term.text else ""
    where = f"source: {term.source}" if term.source else "no source is given"
    return [f"{told}{since}{why} ({where})."]
