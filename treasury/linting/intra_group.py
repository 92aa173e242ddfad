"""Lints of loans between legal persons: what is lent on without effect, what bears no interest."""

from treasury.credit import OnLending
from treasury.linting.remark import Remark, Remarks
from treasury.plan.on_lending import sparing
from treasury.plan.problems_facts import Facts
from treasury.plan.problems_on_lending import links_of, loans_of
from treasury.scenario import Scenario


def intra_group_remarks(scenario: Scenario) -> Remarks:
    """What on-lending and interest-free loans say and hardly mean."""
    facts = Facts(scenario=scenario)
    for index, line in enumerate(scenario.on_lending):
        key, message, suggestion = without_effect(facts, line)
        if message:
            yield Remark(
                name="on_lending_without_effect", severity="warning",
                path=("on_lending", index, key), message=message, suggestion=suggestion,
            )  # fmt: skip
    for index, structure in enumerate(scenario.structures):
        links = [link for _, link in facts.links.get(structure.id, [])]
        apart = [one for one in links if facts.person(one.participant) != facts.person(one.header)]
        if structure.form == "interest_free" and apart:
            yield Remark(
                name="interest_free_loans",
                severity="warning",
                path=("structures", index, "form"),
                message=(
                    f"the loans of {structure.id!r} bear no interest: no VAT is due, but the tax "
                    "office may add interest at arm's length to the lender's income "
                    f"(特别纳税调整), first of what {apart[0].participant!r} and "
                    f"{apart[0].header!r} owe each other"
                ),
                suggestion="internal_terms at arm's length and another form, or documents",
            )


def without_effect(facts: Facts, line: OnLending) -> tuple[str, str, str]:
    """Key, what is said and what to do where a line can never spare any tax; empty if it can."""
    if not sparing(facts.scenario, line.structure):
        said = f"no tax of {line.structure!r} spares what is lent on, so the line changes nothing"
        return "structure", said, "the form on_lending, a tax with exempt_on_lending, or no line"
    if line.funds == "other":
        said = f"{line.loan!r} comes neither from a financial institution nor from bonds"
        return "funds", f"{said}: its interest is taxed all the same", "other funds, or no line"
    if not line.published:
        said = "it is not published that borrower and members are one group of companies"
        return "published", f"{said}: the interest is taxed all the same", "published, or no line"
    links = links_of(facts, line, loans_of(facts)[line.loan])
    if not any(map(facts.price_of, links)):
        said = f"nobody pays interest on what is lent on of {line.loan!r}"
        return "participant", f"{said}: there is nothing to spare", "internal_terms, or no line"
    return "", "", ""
