"""Problems of netting by pair of legal persons (日终轧差): one loan needs one price, one way, one
currency, and a form in which loans are netted at all."""

from collections.abc import Iterator
from datetime import date

from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.pooling.structure import Link, Structure

EACH = 'netting = "link"'


def netted(facts: Facts) -> list[tuple[int, Structure, list[tuple[int, Link]]]]:
    """The structures that are netted by pair, with those of their links that join two legal
    persons."""
    found = []
    for index, structure in enumerate(facts.scenario.structures):
        links = [one for one in facts.links.get(structure.id, []) if apart(facts, one[1])]
        if structure.netting == "pair":
            found.append((index, structure, links))
    return found


def apart(facts: Facts, link: Link) -> bool:
    """Whether the link joins two legal persons, both known."""
    pair = facts.person(link.participant), facts.person(link.header)
    return None not in pair and pair[0] != pair[1]


def forms_kept_gross(facts: Facts) -> Found:
    """Structures whose loans are never netted: a finance company's, and what is lent on."""
    for index, structure, links in netted(facts):
        if structure.form == "on_lending":
            message = "what is lent on (统借统还) is followed loan by loan, and not netted by pair"
            yield wrong("structures", index, "netting", message, f"{EACH}, or another form")
            continue
        for _, link in links:
            ends = (link.participant, link.header)
            found = [
                end for end in ends
                if facts.entities[facts.person(end) or ""].legal_form == "finance_company"
            ]  # fmt: skip
            if found:
                message = (
                    f"{found[0]!r} is of a finance company, where deposits and loans are each "
                    "kept gross, and not netted by pair"
                )
                yield wrong("structures", index, "netting", message, EACH)
                break


def both_ways(facts: Facts) -> Found:
    """Links that join two legal persons the other way than one before them."""
    for _, structure, links in netted(facts):
        first: dict[frozenset[str | None], Link] = {}
        for index, link in links:
            people = facts.person(link.participant), facts.person(link.header)
            other = first.setdefault(frozenset(people), link)
            if facts.person(other.header) != people[1]:
                message = (
                    f"in {structure.id!r}, netted by pair, {people[1]!r} is a header of "
                    f"{people[0]!r}, and with {other.participant!r} its participant: one loan has "
                    "one price each way"
                )
                expected = f"links of one way between two legal persons, or {EACH}"
                yield wrong("links", index, "header", message, expected)


def several_prices(facts: Facts) -> Found:
    """Links of one pair with other internal terms than the first of them."""
    for _, structure, links in netted(facts):
        first: dict[tuple[str | None, ...], Link] = {}
        for index, link in links:
            currency = facts.currency(link.header)
            if facts.currency(link.participant) != currency:
                continue
            pair = facts.person(link.participant), facts.person(link.header), currency
            other = first.setdefault(pair, link)
            if facts.price_of(other) != facts.price_of(link):
                message = (
                    f"in {structure.id!r}, netted by pair, {pair[0]!r} and {pair[1]!r} have one "
                    f"loan, and it bears {price(facts, other)} by the link of "
                    f"{other.participant!r} and {price(facts, link)} by this one"
                )
                expected = f"the same internal_terms, or {EACH}"
                yield wrong("links", index, "internal_terms", message, expected)


def firsts_that_end(facts: Facts) -> Found:
    """Pairs whose first link, on which the one loan stands, does not last as long as the others, or
    whose account there is closed in the run."""
    for _, structure, links in netted(facts):
        pairs: dict[tuple[str | None, ...], list[tuple[int, Link]]] = {}
        for index, link in links:
            pair = facts.person(link.participant), facts.person(link.header)
            pairs.setdefault((*pair, facts.currency(link.header)), []).append((index, link))
        for (lender, borrower, *_), ((at, first), *others) in pairs.items():
            for key, end in ended(facts, first, [link for _, link in others]):
                message = (
                    f"in {structure.id!r}, netted by pair, the one loan of {lender!r} and "
                    f"{borrower!r} stands on this link, the first of theirs, and {end}"
                )
                expected = f"as first link one that lasts as long as the others, or {EACH}"
                yield wrong("links", at, key, message, expected)


def ended(facts: Facts, first: Link, others: list[Link]) -> Iterator[tuple[str, str]]:
    """The key and the words of what ends or begins too soon or too late for the loan of a pair."""
    if any((each.valid_from or date.min) < (first.valid_from or date.min) for each in others):
        yield "valid_from", "another begins before it"
    if any((each.valid_until or date.max) > (first.valid_until or date.max) for each in others):
        yield "valid_until", "another goes on after it"
    for stop in facts.scenario.stops:
        closed = stop.kind == "closed" and stop.valid_from <= facts.scenario.last_day
        if others and closed and stop.account in (first.participant, first.header):
            yield "participant", f"{stop.account!r} is closed from {stop.valid_from}"


def price(facts: Facts, link: Link) -> str:
    """The terms of a link in words."""
    terms = facts.price_of(link)
    return f"terms {terms!r}" if terms else "nothing"


def converting(facts: Facts) -> Found:
    """Links to a header of another currency, whose positions are not netted."""
    for _, structure, links in netted(facts):
        for index, link in links:
            currencies = facts.currency(link.participant), facts.currency(link.header)
            if None not in currencies and currencies[0] != currencies[1]:
                message = (
                    f"in {structure.id!r}, netted by pair, {link.participant!r} has "
                    f"{currencies[0]} and {link.header!r} {currencies[1]}: what is owed across "
                    "currencies is not netted"
                )
                yield wrong("links", index, "header", message, f"one currency, or {EACH}")


NETTING_PROBLEMS = (forms_kept_gross, both_ways, several_prices, firsts_that_end, converting)
