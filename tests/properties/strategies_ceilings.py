"""Random position limits between legal persons and across borders, often just what is owed, or
lowered in the run; gross or net."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tests.properties.picking import SMALLEST, draw_amount, pick
from tests.properties.strategies_rules import Cast
from treasury.accounts.chart import Entity
from treasury.plan.links import in_force, levels
from treasury.plan.problems.ceilings import CEILING_DATES, CEILING_PROBLEMS
from treasury.plan.problems.facts import Facts
from treasury.pooling.structure import Link, PositionLimit
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)
ACROSS = "X"
"""How the ids of limits on links that convert begin."""
COUNTRIES = (("CN", "HK"), ("CN", "HK", "SG"))
BY_PERSON = [("person", "person"), ("person", "open"), ("open", "person")]
BY_COUNTRY = [
    ("country", "country"), ("country", "open"), ("open", "country"), ("person", "country"),
    ("country", "person"),
]  # fmt: skip
"""What the ends of a limit, creditor and debtor, are."""


def with_ceilings(draw: st.DrawFn, cast: Cast, scenario: Scenario) -> Scenario:
    """The scenario, sometimes with one to three limits, those that can be obeyed."""
    if "position_limits" not in cast.scope.options or pick(draw, [True, False]):
        return scenario
    links = between_persons(scenario, scenario.links)
    if not links:
        return scenario
    placed = with_countries(draw, scenario)
    wanted = tuple(draw_ceiling(draw, placed, links, f"L{n}") for n in range(pick(draw, [1, 2, 3])))
    return with_those_obeyed(placed, wanted)


def with_ceilings_across(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with those of its limits that can still be obeyed, and mostly with one to three
    more on links that convert."""
    currency = {one.id: one.currency for one in scenario.accounts}
    links = [one for one in between_persons(scenario, scenario.links)
             if currency[one.participant] != currency[one.header]]  # fmt: skip
    if not links or pick(draw, [False, False, False, True]):
        return with_those_obeyed(scenario, scenario.position_limits)
    placed = scenario if scenario.position_limits else with_countries(draw, scenario)
    wanted = list(placed.position_limits)
    for number in range(pick(draw, [1, 2, 3])):
        limit = draw_ceiling(draw, placed, links, f"{ACROSS}{number}")
        part = Decimal(pick(draw, ["1", "0.01", "0.1", "0.5", "10"]))
        amount = (limit.amount * part).quantize(SMALLEST[limit.currency])
        wanted.append(replace(limit, amount=amount))
    return with_those_obeyed(placed, tuple(wanted))


def with_countries(draw: st.DrawFn, scenario: Scenario) -> Scenario:
    """The scenario with its units, also branches, in one to three countries."""
    some = pick(draw, COUNTRIES)
    units = tuple(replace(one, country=pick(draw, some)) for one in scenario.entities)
    return replace(scenario, entities=units)


def with_those_obeyed(scenario: Scenario, wanted: tuple[PositionLimit, ...]) -> Scenario:
    """The scenario with those of the limits that nothing is wrong with.

    None where links begin or end so that an account stands at several distances from its root:
    the turn in which headers are served then follows the longest one, not that of the day.
    """
    if not levels_stay(scenario):
        return replace(scenario, position_limits=())
    facts = Facts(scenario=replace(scenario, position_limits=wanted))
    refused = {
        complaint.path[1] for problem in (*CEILING_PROBLEMS, *CEILING_DATES)
        for complaint in problem(facts)
    }  # fmt: skip
    kept = tuple(limit for at, limit in enumerate(wanted) if at not in refused)
    return replace(scenario, position_limits=kept)


def draw_ceiling(
    draw: st.DrawFn, scenario: Scenario, links: list[Link], name: str
) -> PositionLimit:
    """A limit under which one of the links falls, up or down; of what somebody is owed, or owes,
    or both."""
    units = units_of(scenario)
    currency = {one.id: one.currency for one in scenario.accounts}
    abroad = [
        link for link in links
        if units[link.participant].country != units[link.header].country
    ]  # fmt: skip
    kind = pick(draw, [*BY_PERSON, *BY_COUNTRY] if abroad else BY_PERSON)
    link = pick(draw, abroad if kind in BY_COUNTRY else links)
    low, high = units[link.participant], units[link.header]
    lent_up, lent_down = (low, high), (high, low)
    creditor, debtor = pick(draw, [lent_down if link.direction == "down" else lent_up, lent_down])
    net = pick(draw, [False, True])
    days = scenario.first_day, scenario.last_day
    later = [min(days[0] + ahead * ONE_DAY, days[1]) for ahead in range(3)]
    begins, ends = sorted([pick(draw, [*days, *later]), pick(draw, [*later, days[1]])])
    return PositionLimit(
        id=name,
        structure=pick(draw, [None, None, *(each.id for each in scenario.structures)]),
        creditor=person(creditor) if kind[0] == "person" else None,
        debtor=person(debtor) if kind[1] == "person" else None,
        creditor_country=creditor.country if kind[0] == "country" else None,
        debtor_country=debtor.country if kind[1] == "country" else None,
        net=net,
        currency=currency[link.header],
        amount=draw_amount(draw, currency[link.header]) * pick(draw, [1, 0, 2, 0 if net else 3]),
        valid_from=pick(draw, [None, None, begins]),
        valid_until=pick(draw, [None, None, ends]),
    )


def units_of(scenario: Scenario) -> dict[str, Entity]:
    """The unit that has each account."""
    units = {one.id: one for one in scenario.entities}
    return {one.id: units[one.entity] for one in scenario.accounts}


def person(unit: Entity) -> str:
    """The legal person of a unit."""
    return unit.branch_of or unit.id


def between_persons(scenario: Scenario, links: tuple[Link, ...]) -> list[Link]:
    """The links between accounts of two legal persons."""
    units = units_of(scenario)
    return [one for one in links if person(units[one.participant]) != person(units[one.header])]


def levels_stay(scenario: Scenario) -> bool:
    """Whether every account stands at the same distance from its root on all days of its links."""
    for structure in scenario.structures:
        links = [link for link in scenario.links if link.structure == structure.id]
        headers: dict[str, set[str]] = {}
        for link in links:
            headers.setdefault(link.participant, set()).add(link.header)
        longest = levels(headers)
        begun = {link.valid_from for link in links if link.valid_from}
        ended = {link.valid_until + ONE_DAY for link in links if link.valid_until}
        days = {scenario.first_day, *begun, *ended}
        for day in days:
            present = [link for link in links if in_force(link, day)]
            if any(longest[link.header] != distance(link.header, present) for link in present):
                return False
    return True


def distance(account: str, present: list[Link]) -> int:
    """How many links there are from the account up to its root."""
    above = [link.header for link in present if link.participant == account]
    return 1 + distance(above[0], present) if above else 0
