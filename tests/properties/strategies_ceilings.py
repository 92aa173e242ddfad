"""Random position limits between legal persons, often just what is owed, or lowered in the run."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from tests.properties.picking import draw_amount, pick
from tests.properties.strategies_rules import Cast
from treasury.plan.links import in_force, levels
from treasury.plan.problems.ceilings import CEILING_DATES, CEILING_PROBLEMS
from treasury.plan.problems.facts import Facts
from treasury.pooling.structure import Link, PositionLimit
from treasury.scenario import Scenario

ONE_DAY = timedelta(days=1)


def with_ceilings(draw: st.DrawFn, cast: Cast, scenario: Scenario) -> Scenario:
    """The scenario, sometimes with one to three limits, those that can be obeyed.

    None where links begin or end so that an account stands at several distances from its root:
    the turn in which headers are served then follows the longest one, not that of the day.
    """
    if "position_limits" not in cast.scope.options or pick(draw, [True, False, True]):
        return scenario
    wanted = tuple(
        draw_ceiling(draw, cast, scenario, f"L{n}") for n in range(pick(draw, [1, 2, 3]))
    )
    alone = all(each.id != "Sub" for each in scenario.entities)
    if alone or not levels_stay(scenario):
        return scenario
    facts = Facts(scenario=replace(scenario, position_limits=wanted))
    refused = {
        complaint.path[1] for problem in (*CEILING_PROBLEMS, *CEILING_DATES)
        for complaint in problem(facts)
    }  # fmt: skip
    kept = tuple(limit for at, limit in enumerate(wanted) if at not in refused)
    return replace(scenario, position_limits=kept)


def draw_ceiling(draw: st.DrawFn, cast: Cast, scenario: Scenario, name: str) -> PositionLimit:
    """A limit of what somebody is owed, or owes, or both."""
    one, other = pick(draw, [("HQ", "Sub"), ("Sub", "HQ")])
    creditor, debtor = pick(draw, [(one, other), (one, None), (None, one)])
    currency = pick(draw, cast.accounts).currency
    days = scenario.first_day, scenario.last_day
    begins, ends = sorted([pick(draw, [days[0], days[-1], *cast.days[:3]]), pick(draw, cast.days)])
    return PositionLimit(
        id=name,
        structure=pick(draw, [None, None, *(each.id for each in scenario.structures)]),
        creditor=creditor,
        debtor=debtor,
        currency=currency,
        amount=draw_amount(draw, currency) * pick(draw, [1, 0, 2, 1, 3]),
        valid_from=pick(draw, [None, None, begins]),
        valid_until=pick(draw, [None, None, ends]),
    )


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
