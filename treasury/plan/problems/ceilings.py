"""Problems of position limits: of whom they speak, when, and what falls under them."""

import re
from collections.abc import Iterator

from treasury.errors import Complaint
from treasury.money import DIGITS
from treasury.plan.ceilings import (
    Holder,
    crosses_borders,
    ends_of,
    ends_words,
    falls_under,
)
from treasury.plan.links import in_force
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.membership import way_up
from treasury.pooling.structure import Link, PositionLimit

LIST = "position_limits"


def limits_of_nobody(facts: Facts) -> Found:
    """Limits that name nobody, or one legal person as both, or a branch."""
    for index, limit in enumerate(facts.scenario.position_limits):
        if not any(ends_of(limit)):
            message = f"{limit.id!r} says neither who is owed nor who owes"
            expected = "a creditor, a debtor or both, or the country of one"
            yield wrong(LIST, index, "creditor", message, expected)
        elif limit.creditor is not None and limit.creditor == limit.debtor:
            message = f"{limit.debtor!r} cannot owe itself"
            yield wrong(LIST, index, "debtor", message, "another legal person, or none")
        for key in ("creditor", "debtor"):
            entity = facts.entities.get(getattr(limit, key))
            if entity and entity.branch_of:
                message = (
                    f"{entity.id!r} is a branch of {entity.branch_of!r}: what is owed is owed "
                    "between legal persons"
                )
                yield wrong(LIST, index, key, message, repr(entity.branch_of))


def countries_of_limits(facts: Facts) -> Found:
    """Limits with what is no country, with a country beside a legal person, or one country on both
    ends."""
    for index, limit in enumerate(facts.scenario.position_limits):
        for end, country in (
            ("creditor", limit.creditor_country),
            ("debtor", limit.debtor_country),
        ):
            if country is None:
                continue
            key = f"{end}_country"
            person = getattr(limit, end)
            if not re.fullmatch("[A-Z]{2}", country):
                expected = "a two-letter ISO 3166 code such as CN"
                yield wrong(LIST, index, key, f"{country!r} is not a country", expected)
            if person is not None:
                message = f"{limit.id!r} names both {person!r} and {country} as {end}"
                yield wrong(LIST, index, key, message, f"the {end} or its country")
        if limit.debtor_country is not None and limit.creditor_country == limit.debtor_country:
            message = f"{limit.id!r} names {limit.debtor_country} on both sides of a border"
            yield wrong(LIST, index, "debtor_country", message, "two different countries, or one")


def currencies_of_limits(facts: Facts) -> Found:
    """Limits in what is no currency."""
    for index, limit in enumerate(facts.scenario.position_limits):
        if limit.currency not in DIGITS:
            message = f"{limit.currency!r} is not a currency"
            yield wrong(LIST, index, "currency", message, "an ISO 4217 code such as CNY")


def limits_that_bind_nothing(facts: Facts) -> Found:
    """Limits under which nothing that is sent up or fetched down any link could fall."""
    if facts.any_broken("links") or facts.any_broken("structures"):
        return
    for index, limit in whole_limits(facts):
        links = [link for each in pools_of(facts, limit) for _, link in facts.links.get(each, [])]
        if any(up_under(facts, limit, link) or down_under(facts, limit, link) for link in links):
            continue
        yield bound_to_nothing(index, limit)


def bound_to_nothing(index: int, limit: PositionLimit) -> Complaint:
    """The complaint about a limit under which nothing falls."""
    debtor, creditor = ends_words(limit)
    border = " across a border" if crosses_borders(limit) else ""
    message = (
        f"nothing falls under {limit.id!r}: no link lets {debtor} owe {creditor} "
        f"{limit.currency}{border}"
    )
    sides = "units of two countries" if border else "legal persons"
    expected = f"{sides} whose accounts a link joins, or no such limit"
    return wrong(LIST, index, first_end(limit), message, expected)


def first_end(limit: PositionLimit) -> str:
    """The first column in which the limit names somebody."""
    keys = ("creditor", "creditor_country", "debtor", "debtor_country")
    return next(key for key in keys if getattr(limit, key))


def limits_met_twice(facts: Facts) -> Found:
    """Limits that money for one payment would meet twice on its way down."""
    if facts.any_broken("links") or facts.any_broken("structures"):
        return
    for index, limit in whole_limits(facts):
        for structure in pools_of(facts, limit):
            found = met_twice(facts, limit, [link for _, link in facts.links.get(structure, [])])
            if found:
                low, high = found
                message = (
                    f"money that comes down to {low!r} would count twice under {limit.id!r}, there "
                    f"and at {high!r}: what may still come could not be told"
                )
                expected = "links on whose way down it counts once, or no such limit"
                yield wrong(LIST, index, first_end(limit), message, expected)
                break


def met_twice(facts: Facts, limit: PositionLimit, links: list[Link]) -> tuple[str, str] | None:
    """An account and one above it at both of which what comes down falls under the limit."""
    first = facts.scenario.first_day
    for day in sorted({first, *(link.valid_from for link in links if link.valid_from)}):
        own = {link.participant: link for link in links if in_force(link, day)}
        header = {account: link.header for account, link in own.items()}
        for account in sorted(own):
            met = [each for each in way_up(account, header)
                   if each in own and down_under(facts, limit, own[each])]  # fmt: skip
            if len(met) > 1:
                return met[0], met[1]
    return None


def whole_limits(facts: Facts) -> Iterator[tuple[int, PositionLimit]]:
    """The limits that name legal persons and structures that are there, with their places."""
    broken = {complaint.path[1] for each in OWN_PROBLEMS for complaint in each(facts)}
    for index, limit in enumerate(facts.scenario.position_limits):
        persons = {limit.creditor, limit.debtor} - {None}
        known = all(name in facts.entities for name in persons)
        placed = limit.structure is None or limit.structure in facts.structures
        if index not in broken and known and placed:
            yield index, limit


def pools_of(facts: Facts, limit: PositionLimit) -> list[str]:
    """The structures in which the limit holds."""
    return [limit.structure] if limit.structure else sorted(facts.structures)


def up_under(facts: Facts, limit: PositionLimit, link: Link) -> bool:
    """Whether what is sent up the link falls under the limit."""
    return counts_under(facts, limit, link, upwards=True)


def down_under(facts: Facts, limit: PositionLimit, link: Link) -> bool:
    """Whether what is fetched down the link falls under the limit."""
    return counts_under(facts, limit, link, upwards=False)


def counts_under(facts: Facts, limit: PositionLimit, link: Link, *, upwards: bool) -> bool:
    """Whether what crosses the link this way falls under the limit; not where its ends are not
    known."""
    low, high = holder(facts, link.participant), holder(facts, link.header)
    currency = facts.currency(link.header)
    if low is None or high is None or currency is None:
        return False
    return falls_under(limit, *((low, high) if upwards else (high, low)), currency)


def holder(facts: Facts, account: str) -> Holder | None:
    """Whose the account is, where that is known."""
    found = facts.accounts.get(account)
    unit = facts.entities.get(found.entity) if found else None
    return Holder(unit.branch_of or unit.id, unit.country) if unit else None


OWN_PROBLEMS = (limits_of_nobody, countries_of_limits, currencies_of_limits)
"""What is wrong with a limit whatever the links are."""
CEILING_PROBLEMS = (*OWN_PROBLEMS, limits_that_bind_nothing)
CEILING_DATES = (limits_met_twice,)
