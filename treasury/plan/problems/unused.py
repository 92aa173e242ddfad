"""Problems of what is given and would never be used: nothing is accepted and then ignored.

A whole rule, structure or set of terms may wait unused for another comparison; a key that cannot
do anything where it stands is a misunderstanding.
"""

from treasury.fees import Fee
from treasury.interest import Terms
from treasury.loading.shapes import shapes
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.pooling.rules import LIMITS
from treasury.pooling.structure import Link

LIMITS_UP, LIMITS_DOWN = LIMITS[:3], LIMITS[3:]
SETTLEMENT_DAY = shapes(Terms)["settlement_day"].default
FEE_DAY = shapes(Fee)["day"].default


def limits_of_closed_directions(facts: Facts) -> Found:
    """Limits of a direction in which no link of the rule is open."""
    if facts.any_broken("links"):
        return
    using: dict[str, list[Link]] = {}
    for link in facts.scenario.links:
        using.setdefault(link.rule, []).append(link)
    for index, rule in enumerate(facts.scenario.rules):
        links = using.get(rule.id, [])
        ways = (
            (LIMITS_UP, "sends up", any(map(facts.sends_up, links))),
            (LIMITS_DOWN, "fetches down", any(map(facts.lets_down, links))),
        )
        for keys, moves, is_open in ways:
            for key in keys if links and not is_open else ():
                if getattr(rule, key) is not None:
                    message = f"{key} limits nothing: no link with the rule {rule.id!r} {moves}"
                    expected = f"no {key}, or a link that {moves}"
                    yield wrong("rules", index, key, message, expected)


def reversals_of_nothing(facts: Facts) -> Found:
    """Rules that reverse what no link of theirs ever sends up."""
    if facts.any_broken("links"):
        return
    for index, rule in enumerate(facts.scenario.rules):
        links = [link for link in facts.scenario.links if link.rule == rule.id]
        if rule.reverse_next_day and links and not any(map(facts.sends_up, links)):
            message = f"nothing is ever returned: no link with the rule {rule.id!r} sends up"
            expected = "no reverse_next_day, or a link that sends up"
            yield wrong("rules", index, "reverse_next_day", message, expected)


def prices_of_no_positions(facts: Facts) -> Found:
    """Internal terms of structures in which nobody can owe anybody."""
    if facts.any_broken("links"):
        return
    for index, structure in enumerate(facts.scenario.structures):
        links = [link for _, link in facts.links.get(structure.id, [])]
        persons = [(facts.person(link.participant), facts.person(link.header)) for link in links]
        if structure.internal_terms and links and all(own and own == up for own, up in persons):
            message = "every link lies inside one legal person, and it cannot owe itself"
            expected = "no internal terms, or a link between two legal persons"
            yield wrong("structures", index, "internal_terms", message, expected)


def reserves_of_no_use(facts: Facts) -> Found:
    """Reserves of accounts that give nothing to participants, repay no loan at day's end and invest
    nothing."""
    if facts.any_broken("links") or facts.any_broken("credit_lines"):
        return
    holding = {link.header for link in facts.scenario.links}
    holding |= {line.account for line in facts.scenario.credit_lines}
    holding |= {each.account for each in facts.scenario.money_market_sweeps}
    holding |= {one.account for one in facts.scenario.overdraft_agreements}
    for index, account in enumerate(facts.scenario.accounts):
        if account.reserve is None or account.overdraft_may_fund or account.id in holding:
            continue
        message = f"{account.id!r} is nobody's header and has no credit line, so it keeps nothing"
        yield wrong("accounts", index, "reserve", message, "no reserve, or links to this header")


def settlement_days_of_no_use(facts: Facts) -> Found:
    """Settlement days of interest that is never settled."""
    for index, terms in enumerate(facts.scenario.terms):
        if terms.settles == "never" and terms.settlement_day != SETTLEMENT_DAY:
            message = "interest that is never settled takes no settlement_day"
            expected = "no settlement_day, or settles = monthly, quarterly or yearly"
            yield wrong("terms", index, "settlement_day", message, expected)


def fee_days_of_no_use(facts: Facts) -> Found:
    """Days of the month of fees that are charged once."""
    for index, fee in enumerate(facts.scenario.fees):
        if fee.every == "once" and fee.day != FEE_DAY:
            message = "a fee charged once takes no day of the month"
            yield wrong("fees", index, "day", message, "only date, or every = month")


UNUSED_PROBLEMS = (
    limits_of_closed_directions,
    reversals_of_nothing,
    prices_of_no_positions,
    reserves_of_no_use,
    settlement_days_of_no_use,
    fee_days_of_no_use,
)
