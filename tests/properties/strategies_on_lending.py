"""Random on-lending: whose debts, of which loan, under which conditions, on which days."""

import datetime
from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st

from tests.properties.picking import pick
from tests.properties.scope import Scope
from tests.properties.strategies_fees import draw_day
from treasury.credit import Funds, OnLending
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.on_lending import links_of, loans_of
from treasury.scenario import Scenario
from treasury.tax import TaxTerm

FUNDS = ("financial_institution", "bonds", *get_args(Funds))


def with_on_lending(draw: st.DrawFn, scope: Scope, scenario: Scenario) -> Scenario:
    """The scenario, every third time with loans that are lent on, and taxes that spare that."""
    if "on_lending" not in scope.options or pick(draw, [False, False, True]):
        return scenario
    facts, lines = Facts(scenario=scenario), list[OnLending]()
    for structure in scenario.structures:
        for loan in sorted(loans_of(facts)):
            lines += draw_lines(draw, facts, OnLending(loan=loan, structure=structure.id), lines)
    if not lines:
        return scenario
    return replace(scenario, on_lending=tuple(lines), tax_terms=sparing(draw, scenario))


def draw_lines(
    draw: st.DrawFn, facts: Facts, line: OnLending, before: list[OnLending]
) -> list[OnLending]:
    """Lines of a loan for everybody, for one member, or one after the other."""
    links = links_of(facts, line, loans_of(facts)[line.loan])
    taken = {one.participant for one in before if one.structure == line.structure}
    free = sorted({link.participant for link in links} - taken)
    if not free or None in taken:
        return []
    line = replace(line, funds=pick(draw, FUNDS), published=pick(draw, [True, True, True, False]))
    if not taken and pick(draw, [True, False]):
        return [line]
    line = replace(line, participant=pick(draw, free))
    scenario = facts.scenario
    day = draw_day(draw, scenario.first_day, scenario.last_day)
    way = pick(draw, ["always", "from", "until", "changes"])
    if way == "always":
        return [line]
    if way == "from":
        return [replace(line, valid_from=day)]
    if way == "until" or day == scenario.last_day:
        return [replace(line, valid_until=day)]
    after = replace(line, valid_from=day + datetime.timedelta(days=1), funds=pick(draw, FUNDS))
    return [replace(line, valid_until=day), after]


def sparing(draw: st.DrawFn, scenario: Scenario) -> tuple[TaxTerm, ...]:
    """The taxes, of which those on internal interest that is posted mostly spare what is lent on,
    one at least."""
    posted = [one for one in scenario.tax_terms if one.taxed == "paid"]
    known = {one.tax for one in posted if one.base == "internal_interest"}
    late = {one.tax for one in scenario.tax_terms} - {
        one.tax for one in scenario.tax_terms if one.valid_from is None
    }
    whole = {one for one in sorted(known - late) if pick(draw, [True, True, False])}
    found = [
        replace(one, exempt_on_lending=True) if one.tax in whole else one
        for one in scenario.tax_terms
    ]
    if len(known) == 1:  # one tax alone may spare it on some days and not on others
        found = [
            replace(one, exempt_on_lending=pick(draw, [True, True, False]))
            if one.tax in known
            else one
            for one in scenario.tax_terms
        ]
    if not any(one.exempt_on_lending for one in found):
        rate = pick(draw, ["6%", "36%", "100%"])
        inside = pick(draw, [True, False])
        found.append(
            TaxTerm(tax="spared", base="internal_interest", rate=rate, exempt_on_lending=True,
                    price_includes_tax=inside)
        )  # fmt: skip
    return tuple(found)
