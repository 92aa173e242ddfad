"""Problems of links whose sweeps go by a clearing system."""

from decimal import Context, Decimal, localcontext

from treasury.dates import day_list
from treasury.plan.links import minutes
from treasury.plan.problems_clearing import windows
from treasury.plan.problems_facts import SUM_DIGITS, Facts, Found, amount, wrong
from treasury.plan.problems_profiles import known_profile
from treasury.plan.problems_transit import wishes_of_one_bank
from treasury.plan.sweep_clearing import largest_payments
from treasury.pooling.profiles import steps_of
from treasury.pooling.rules import Rule
from treasury.pooling.structure import Link
from treasury.tables import END_OF_DAY


def wishes_against_clearing(facts: Facts) -> Found:
    """Links within one bank or in another currency, and wishes that a clearing system cannot meet.

    What a link that takes days cannot have anyway is told by its delay.
    """
    for index, link in enumerate(facts.scenario.links):
        if link.clearing is None:
            continue
        own, header = facts.accounts.get(link.participant), facts.accounts.get(link.header)
        if own and header and own.bank == header.bank:
            message = f"both accounts are with {own.bank!r}, which books a sweep itself"
            yield wrong(
                "links", index, "clearing", message, "no clearing, or accounts of two banks"
            )
        cleared = {each.currency for each in windows(facts, link.clearing)}
        if own and cleared and own.currency not in cleared:
            clears = f"{link.clearing!r} clears {' and '.join(sorted(cleared))}"
            message = f"{clears}, and {own.id!r} is in {own.currency}"
            yield wrong("links", index, "clearing", message, "another clearing system")
        if not link.delay:
            why = f"sweeps of the link go by {link.clearing!r}"
            for key, message, expected in wishes_of_one_bank(facts, link, "clearing", why):
                yield wrong("links", index, key, message, expected)


def sweeps_after_the_close(facts: Facts) -> Found:
    """Links whose rule sweeps at the end of the day, when their clearing system has closed."""
    for index, link in enumerate(facts.scenario.links):
        rule = facts.rules.get(link.rule)
        found = windows(facts, link.clearing) if link.clearing and rule else ()
        closes = next((each.closes for each in found if each.closes is not None), None)
        if rule is None or closes is None or END_OF_DAY not in minutes(rule):
            continue
        message = (
            f"rule {rule.id!r} sweeps at the end of the day, when {link.clearing!r}, which closes "
            f"at {closes:%H:%M}, takes nothing any more"
        )
        expected = f"a rule with times before {closes:%H:%M} and without end_of_day"
        yield wrong("links", index, "rule", message, expected)


def limits_against_clearing(facts: Facts) -> Found:
    """Links on which no sweep is small enough for their clearing system, or none is cut to fit."""
    scenario = facts.scenario
    days = day_list(scenario.first_day, scenario.last_day)
    least: dict[str, Decimal | None] = {}
    for index, link in enumerate(scenario.links):
        if link.clearing is None:
            continue
        if link.clearing not in least:
            given = largest_payments(scenario, link.clearing, days)
            least[link.clearing] = min((each for each in given if each is not None), default=None)
        limit = least[link.clearing]
        if limit is not None and limit > 0:
            yield from limits_of_link(facts, index, link, limit)


def limits_of_link(facts: Facts, index: int, link: Link, limit: Decimal) -> Found:
    """What is wrong with one link whose clearing system takes no more than the limit at once."""
    rule, structure = facts.rules.get(link.rule), facts.structures.get(link.structure)
    at_once = f"{link.clearing!r} takes at most {amount(limit)} at once"
    profile = known_profile(facts, structure) if structure else None
    if profile is not None and "maximum" not in steps_of(profile):
        message = f"{at_once}, and profile {profile.id!r} knows no maximum"
        yield wrong("links", index, "clearing", message, "another clearing system or profile")
    for suffix in ("", "_deficit") if rule else ():
        smallest = smallest_above(rule, suffix, limit) if rule else None
        if rule is not None and smallest is not None:
            message = f"{at_once}, and rule {rule.id!r} moves nothing below {amount(smallest)}"
            expected = (
                f"another clearing system, or smaller limits minimum{suffix}, multiple{suffix}"
            )
            yield wrong("links", index, "clearing", message, expected)


def smallest_above(rule: Rule, suffix: str, limit: Decimal) -> Decimal | None:
    """The smallest amount that the rule's limits let through, where it is above the limit.

    >>> rule = Rule(id="r", preset="zero_balance", minimum=Decimal(70), multiple=Decimal(50))
    >>> smallest_above(rule, "", Decimal(100)), smallest_above(rule, "", Decimal(99))
    (None, Decimal('100'))
    """
    minimum: Decimal = getattr(rule, f"minimum{suffix}") or Decimal(0)
    multiple: Decimal | None = getattr(rule, f"multiple{suffix}")
    smallest = minimum
    if multiple is not None and multiple > 0:
        with localcontext(Context(prec=SUM_DIGITS)):
            rest = minimum % multiple
            smallest = max(multiple, minimum + (multiple - rest if rest else 0))
    return smallest if smallest > limit else None


SWEEP_CLEARING_PROBLEMS = (wishes_against_clearing, sweeps_after_the_close)
