"""Lints of taxes: those that begin inside the run, taxes of one country on companies of another,
and rates that no law asks for, or that lie far above the one that is built in."""

from datetime import date, timedelta

from treasury.linting.rates import Place, implausible_number
from treasury.linting.remark import Remark, Remarks
from treasury.loading.taxes import builtin_taxes, taxes_built_in
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.levies import first_of
from treasury.plan.problems.rates import number_of
from treasury.pooling.structure import Structure
from treasury.rates import written_rate
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

HIGHEST_OF_INCOME, HIGHEST_OF_LOANS, HIGHEST_OF_TAX = 40 * 10**6, 2 * 10**6, 50 * 10**6
"""The plausible range, whole 1e-8: taxes on interest and income go to 35 % (Switzerland's
Verrechnungssteuer), stamp duties on loans to about 1 %, surcharges to a third of the tax."""
HIGHEST = {"loan_drawn": HIGHEST_OF_LOANS, "agreed_limit": HIGHEST_OF_LOANS, "tax": HIGHEST_OF_TAX}
FAR = 5
"""So many times the highest built-in rate is far above it: a point that has slipped makes it ten
times."""
ONE_DAY = timedelta(days=1)


def tax_remarks(scenario: Scenario) -> Remarks:
    """What taxes say and hardly mean."""
    facts = Facts(scenario=scenario)
    yield from begun_inside_the_run(scenario)
    yield from other_countries(facts)
    for index, term in enumerate(scenario.tax_terms):
        if term not in taxes_built_in(scenario):
            yield from doubtful_rate(facts, index, term)


def begun_inside_the_run(scenario: Scenario) -> Remarks:
    """Taxes whose first version begins after the run's first day: until then nothing is due.

    Of a tax on a tax that begins no later than the other one is enough said with that.
    """
    begins = first_of("tax", enumerate(scenario.tax_terms))
    for name, (begin, index) in begins.items():
        term = scenario.tax_terms[index]
        with_other = term.on in begins and begin <= begins[term.on][0]
        if begin <= scenario.first_day or term.base == "agreed_limit" or with_other:
            continue
        yield Remark(
            name="tax_begins_inside_run",
            severity="warning",
            path=("tax_terms", index, "valid_from"),
            message=(
                f"{name!r} is in force from {begin} on: what falls due from {scenario.first_day} "
                f"to {begin - ONE_DAY} is not taxed"
            ),
            suggestion="a version from the beginning, 0% where nothing was due",
        )


def other_countries(facts: Facts) -> Remarks:
    """Structures in which the built-in taxes of one country are on companies of another."""
    scenario, country = facts.scenario, facts.scenario.taxes_of
    built = taxes_built_in(scenario)
    for index, structure in enumerate(scenario.structures):
        if not any(term.due_in([structure.form]) for term in built):
            continue
        elsewhere = sorted(
            f"{one!r} ({where})"
            for one, where in countries_of(facts, structure)
            if where != country
        )
        if elsewhere:
            yield Remark(
                name="taxes_of_another_country",
                severity="warning",
                path=("structures", index, "form"),
                message=(
                    f"the built-in taxes of {country} are on all that the members of "
                    f"{structure.id!r} lend each other, also on what {', '.join(elsewhere)} "
                    "lends or borrows"
                ),
                suggestion=f"tax_terms by the law of each country, or members in {country} alone",
            )


def countries_of(facts: Facts, structure: Structure) -> set[tuple[str, str]]:
    """The legal persons that lend each other in the structure, each with its country."""
    found = set()
    for _, link in facts.links.get(structure.id, []):
        pair = facts.person(link.participant), facts.person(link.header)
        if pair[0] != pair[1]:
            found |= {(one, facts.entities[one].country) for one in pair if one}
    return found


def doubtful_rate(facts: Facts, index: int, term: TaxTerm) -> Remarks:
    """A rate that no law asks for, or far above those that are built in for a member's country."""
    place: Place = ("tax_terms", index, "rate")
    number, most = number_of(term.rate), HIGHEST.get(term.base, HIGHEST_OF_INCOME)
    found = list(implausible_number(place, term.tax, number, (0, most), of="that a tax has"))
    yield from found
    highest, country = highest_built_in(facts, term)
    if found or number is None or not highest or number < FAR * highest:
        return
    yield Remark(
        name="tax_far_above_built_in",
        severity="warning",
        path=place,
        message=(
            f"{term.tax!r} is {written_rate(number)} on {term.base}, and what is built in of "
            f"{country} is at most {written_rate(highest)} on that"
        ),
        suggestion=f"{written_rate(highest)}, or leave it if it is meant",
    )


def highest_built_in(facts: Facts, term: TaxTerm) -> tuple[int, str]:
    """The highest rate that is built in on the same base for a country of the group, with the
    country; 0 where there is none."""
    own = {entity.country for entity in facts.scenario.entities}
    rates = [
        (number_of(one.rate) or 0, country)
        for country, terms in builtin_taxes().items()
        for one in terms
        if country in own and one.base == term.base and in_force_of(one, facts.scenario)
    ]
    return max(rates, default=(0, ""))


def in_force_of(term: TaxTerm, scenario: Scenario) -> bool:
    """Whether the version begins by the run's last day."""
    return (term.valid_from or date.min) <= scenario.last_day
