"""Which accounts take part in a structure: those in a link or a notional pool of it."""

from treasury.scenario import Scenario


def taking_part(scenario: Scenario, structure: str | None) -> frozenset[str]:
    """The ids of both ends of its links, and of its notional pools' participants and headers."""
    pools = {one.id for one in scenario.notional_pools if one.structure == structure}
    found = {one.header for one in scenario.notional_pools if one.id in pools}
    found |= {one.header for one in scenario.notional_currencies if one.pool in pools}
    found |= {one.account for one in scenario.notional_members if one.pool in pools}
    for link in scenario.links:
        if link.structure == structure:
            found |= {link.participant, link.header}
    return frozenset(found)
