"""Problems of position limits: of whom they speak, when, and what falls under them."""

from collections.abc import Iterator

from treasury.money import DIGITS
from treasury.plan.ceilings import falls_under
from treasury.plan.links import in_force
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.plan.problems.membership import way_up
from treasury.pooling.structure import Link, PositionLimit

LIST = "position_limits"


def limits_of_nobody(facts: Facts) -> Found:
    """Limits that name nobody, or one legal person as both, or a branch."""
    for index, limit in enumerate(facts.scenario.position_limits):
        if limit.creditor is None and limit.debtor is None:
            message = f"{limit.id!r} says neither who is owed nor who owes"
            yield wrong(LIST, index, "creditor", message, "a creditor, a debtor or both")
        elif limit.creditor == limit.debtor:
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
        message = (
            f"nothing falls under {limit.id!r}: no link lets {limit.debtor or 'anybody'} owe "
            f"{limit.creditor or 'anybody'} {limit.currency}"
        )
        key = "creditor" if limit.creditor else "debtor"
        expected = "legal persons whose accounts a link joins, or no such limit"
        yield wrong(LIST, index, key, message, expected)


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
                yield wrong(LIST, index, "creditor", message, expected)
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
    for index, limit in enumerate(facts.scenario.position_limits):
        named = {limit.creditor, limit.debtor} - {None}
        known = all(name in facts.entities for name in named)
        legal = known and not any(facts.entities[name].branch_of for name in named if name)
        legal = legal and limit.currency in DIGITS
        placed = limit.structure is None or limit.structure in facts.structures
        if named and legal and placed and limit.creditor != limit.debtor:
            yield index, limit


def pools_of(facts: Facts, limit: PositionLimit) -> list[str]:
    """The structures in which the limit holds."""
    return [limit.structure] if limit.structure else sorted(facts.structures)


def up_under(facts: Facts, limit: PositionLimit, link: Link) -> bool:
    """Whether what is sent up the link falls under the limit."""
    return owed_under(facts, limit, link.participant, link.header)


def down_under(facts: Facts, limit: PositionLimit, link: Link) -> bool:
    """Whether what is fetched down the link falls under the limit."""
    return owed_under(facts, limit, link.header, link.participant)


def owed_under(facts: Facts, limit: PositionLimit, creditor: str, debtor: str) -> bool:
    """Whether what one account has from the other falls under the limit; not if not known."""
    owed, owes, currency = facts.person(creditor), facts.person(debtor), facts.currency(creditor)
    if owed is None or owes is None or currency is None:
        return False
    return falls_under(limit, owed, owes, currency)


CEILING_PROBLEMS = (limits_of_nobody, currencies_of_limits, limits_that_bind_nothing)
CEILING_DATES = (limits_met_twice,)
