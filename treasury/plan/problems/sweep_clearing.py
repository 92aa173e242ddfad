"""Problems of links whose sweeps go by a clearing system."""

from collections.abc import Iterator
from decimal import Context, Decimal, localcontext

from treasury.dates import day_list
from treasury.plan.links import minutes
from treasury.plan.problems.clearing import windows
from treasury.plan.problems.facts import SUM_DIGITS, Facts, Found, amount, wrong
from treasury.plan.problems.profiles import known_profile
from treasury.plan.problems.transit import wishes_of_one_bank
from treasury.plan.sweep_clearing import largest_payments
from treasury.pooling.profiles import LIMIT_STEPS, Profile, steps_of
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
    profile = known_profile(facts, structure) if structure else None
    found = [*never_cut(profile, rule)] if profile else []
    found += too_small(rule, limit, after_maximum(profile)) if rule else []
    for said, expected in found:
        message = f"{link.clearing!r} takes at most {amount(limit)} at once, and {said}"
        yield wrong("links", index, "clearing", message, expected)


def after_maximum(profile: Profile | None) -> tuple[str, ...]:
    """The limits that bind after the maximum, in their order; all of them where it knows none."""
    steps = steps_of(profile) if profile else LIMIT_STEPS
    return steps[steps.index("maximum") + 1 :] if "maximum" in steps else steps


def never_cut(profile: Profile, rule: Rule | None) -> Iterator[tuple[str, str]]:
    """Why sweeps may be larger than any maximum under the profile, and what would be right."""
    rounds = rule is not None and bool(rule.multiple or rule.multiple_deficit)
    rounds_last = profile.rounding == "half_up" and "multiple" in after_maximum(profile)
    if "maximum" not in steps_of(profile):
        yield f"profile {profile.id!r} knows no maximum", "another clearing system or profile"
    elif rounds and rounds_last:
        said = f"profile {profile.id!r} may round up past that"
        yield said, "another clearing system or profile, or a rule without a multiple"


def too_small(rule: Rule, limit: Decimal, after: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Which limits of the rule let nothing through that small, and what would be right."""
    for suffix in ("", "_deficit"):
        smallest = smallest_above(rule, suffix, limit, after)
        if smallest is not None:
            smaller = f"smaller limits minimum{suffix}, multiple{suffix}"
            said = f"rule {rule.id!r} moves nothing below {amount(smallest)}"
            yield said, f"another clearing system, or {smaller}"


def smallest_above(
    rule: Rule, suffix: str, limit: Decimal, after: tuple[str, ...] = ("multiple", "minimum")
) -> Decimal | None:
    """The smallest amount that the rule's limits let through, where it is above the limit.

    `after` are the limits that bind after the maximum, in their order: one that is tested before
    it stops nothing that is cut to fit.

    >>> rule = Rule(id="r", preset="zero_balance", minimum=Decimal(70), multiple=Decimal(50))
    >>> smallest_above(rule, "", Decimal(100)), smallest_above(rule, "", Decimal(99))
    (None, Decimal('100'))
    >>> smallest_above(rule, "", Decimal(60), ("multiple",)) # the minimum first, as T24 does
    """
    minimum, multiple = (
        (getattr(rule, f"{step}{suffix}") if step in after else None) or Decimal(0)
        for step in ("minimum", "multiple")
    )
    smallest = max(minimum, multiple)
    if multiple > 0 and after[-1] == "minimum":
        with localcontext(Context(prec=SUM_DIGITS)):
            rest = minimum % multiple
            smallest = max(multiple, minimum + (multiple - rest if rest else 0))
    return smallest if smallest > limit else None


SWEEP_CLEARING_PROBLEMS = (wishes_against_clearing, sweeps_after_the_close)
