"""Lints of levies: taxes and fees by terms on what a scenario has not, which are never due.

Warnings: a country's taxes, or a bank's tariff, may be copied whole.
"""

from datetime import date

from treasury.fees import FeeTerm
from treasury.linting.remark import Remark, Remarks
from treasury.loading.taxes import taxes_built_in
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.levies import first_of
from treasury.plan.problems.rates import number_of
from treasury.plan.problems.taxes import has_limit
from treasury.pooling.structure import Link
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

MISSING = {
    "bank_interest": "no account bears interest at its bank",
    "pool_result": "no notional pool has a result to share",
    "fund_income": "there is no money market sweep",
    "internal_interest": "no loan between two legal persons has a price",
    "loan_drawn": "no link joins two legal persons",
    "agreed_limit": "no link between two legal persons has an internal limit",
}
"""What lacks where a tax on the base is never due."""


def levy_remarks(scenario: Scenario) -> Remarks:
    """Taxes, then fees by terms, of which nothing in the scenario could ever be charged."""
    facts = Facts(scenario=scenario)
    yield from taxes_on_nothing(facts)
    yield from fees_on_nothing(facts)


def taxes_on_nothing(facts: Facts) -> Remarks:
    """Taxes above 0 % whose base no run of the scenario has; a tax on such a tax says no more."""
    written = [*enumerate(facts.scenario.tax_terms)]
    built = taxes_built_in(facts.scenario)
    for name, (_, index) in first_of("tax", written).items():
        term = facts.scenario.tax_terms[index]
        charges = any(number_of(one.rate) for _, one in written if one.tax == name)
        if term in built or not charges or term.base == "tax" or is_there(facts, term):
            continue
        where = " in a structure of such a form" if term.forms else ""
        yield Remark(
            name="tax_on_nothing",
            severity="warning",
            path=("tax_terms", index, "base"),
            message=f"{name!r} is never due: {MISSING[term.base]}{where}",
            suggestion="another base, or leave it if it stands ready for what is still to come",
        )


def is_there(facts: Facts, term: TaxTerm) -> bool:
    """Whether a run of the scenario has what the tax is on."""
    scenario, links = facts.scenario, links_taxed(facts, term)
    results = [one for one in scenario.notional_pools if one.method != "register"]
    if term.base in ("bank_interest", "pool_result"):
        bears = term.base == "bank_interest" and any(one.terms for one in scenario.accounts)
        return bears or any(term.due_in([facts.structures[one.structure].form]) for one in results)
    if term.base == "fund_income":
        return bool(scenario.money_market_sweeps)
    if term.base == "internal_interest":
        return any(facts.price_of(link) for link in links)
    if term.base == "agreed_limit":
        return any(has_limit(facts, link, term.date or date.min) for link in links)
    return any(apart(facts, link) for link in links)


def links_taxed(facts: Facts, term: TaxTerm) -> list[Link]:
    """The links of structures in whose legal form the tax is due."""
    own = {one.id for one in facts.scenario.structures if term.due_in([one.form])}
    return [link for link in facts.scenario.links if link.structure in own]


def fees_on_nothing(facts: Facts) -> Remarks:
    """Fees on loans or sweeps that no link of the scenario, or of their structure, could make."""
    begins = first_of("fee", enumerate(facts.scenario.fee_terms))
    for name, (_, index) in begins.items():
        term = facts.scenario.fee_terms[index]
        why = missing_of(facts, term)
        if why:
            yield Remark(
                name="fee_on_nothing",
                severity="warning",
                path=("fee_terms", index, "base"),
                message=f"{name!r} is never charged: {why}",
                suggestion="another base or structure, or leave it if links are still to come",
            )


def missing_of(facts: Facts, term: FeeTerm) -> str:
    """What lacks where the fee is never charged; empty where it may be."""
    own = [one for one in facts.scenario.links if term.structure in (None, one.structure)]
    where = f" of {term.structure!r}" if term.structure else ""
    if term.base == "loan_balance" and not any(apart(facts, link) for link in own):
        return f"no link{where} joins two legal persons, and none owes another anything"
    if term.base.startswith("sweep") and not own:
        return f"{term.structure!r} has no link" if term.structure else "there is no link"
    return ""


def apart(facts: Facts, link: Link) -> bool:
    """Whether the link joins two legal persons."""
    return facts.person(link.participant) != facts.person(link.header)
