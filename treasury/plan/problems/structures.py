"""Problems of structures: a forest of accounts that may pool."""

from datetime import date

from treasury.accounts.chart import MAY_NOT_POOL
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.pooling.structure import Link


def own_headers(facts: Facts) -> Found:
    """Links of an account to itself."""
    for index, link in enumerate(facts.scenario.links):
        if link.participant == link.header:
            message = f"{link.header!r} is its own header"
            yield wrong("links", index, "header", message, "another account")


def two_headers(facts: Facts) -> Found:
    """Participants with more than one header in a structure on the same day."""
    for structure, links in facts.links.items():
        before: dict[str, list[Link]] = {}
        for index, link in links:
            others = before.setdefault(link.participant, [])
            other = next((each for each in others if overlap(each, link)), None)
            if other is not None:
                headers = f"{other.header!r} and {link.header!r}"
                when = overlap_words(other, link)
                message = f"{link.participant!r} has two headers in {structure!r}{when}: {headers}"
                yield wrong("links", index, "participant", message, "one header a participant")
            others.append(link)


def overlap(one: Link, other: Link) -> bool:
    """Whether there is a day on which both links are in force."""
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    return begins <= min(one.valid_until or date.max, other.valid_until or date.max)


def overlap_words(one: Link, other: Link) -> str:
    """From when the two links are in force together; "" where neither begins by date."""
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    return f" from {begins}" if begins > date.min else ""


def cycles(facts: Facts) -> Found:
    """Accounts that are, link by link, their own header; each circle once, whole.

    Links count whenever they are in force: who was somebody's header cannot become its
    participant within a run.
    """
    for links in facts.links.values():
        headers: dict[str, list[str]] = {}
        place: dict[tuple[str, str], int] = {}
        for index, link in links:
            headers.setdefault(link.participant, []).append(link.header)
            place.setdefault((link.participant, link.header), index)
        for circle in circles(headers):
            if len(circle) > 2:  # an account that is its own header is told elsewhere
                message = f"the links go in a circle: {' -> '.join(circle)}"
                expected = "links that lead up to a header that is nobody's participant"
                yield wrong("links", place[circle[0], circle[1]], "header", message, expected)


def circles(headers: dict[str, list[str]]) -> list[list[str]]:
    """Circles met on the ways up, each from its first id by code point round to it again.

    >>> circles({"B": ["A"], "A": ["C", "B"]})
    [['A', 'B', 'A']]
    """
    found: list[list[str]] = []
    done: set[str] = set()
    for start in sorted(headers):
        way = [start] if start not in done else []
        open_ways = [iter(headers[start])]
        while way:
            header = next(open_ways[-1], None)
            if header is None:
                done.add(way.pop())
                open_ways.pop()
            elif header in way:
                found.append(turned(way[way.index(header) :]))
            elif header not in done:
                way.append(header)
                open_ways.append(iter(headers.get(header, [])))
    return found


def turned(circle: list[str]) -> list[str]:
    """The circle from its first id by code point, and back to it."""
    first = circle.index(min(circle))
    return [*circle[first:], *circle[:first], circle[first]]


def accounts_that_may_not_pool(facts: Facts) -> Found:
    """Links of accounts whose money is tied."""
    for index, link in enumerate(facts.scenario.links):
        for key in ("participant", "header"):
            account = facts.accounts.get(getattr(link, key))
            if account is not None and account.kind in MAY_NOT_POOL:
                message = f"{account.id!r} is a {account.kind} account and may not pool"
                yield wrong("links", index, key, message, "an account that may pool")


def prices_inside_one_person(facts: Facts) -> Found:
    """Internal interest on links where nobody owes anybody."""
    for index, link in enumerate(facts.scenario.links):
        person = facts.person(link.participant)
        if link.internal_terms and person and person == facts.person(link.header):
            message = f"both accounts belong to {person!r}, and it cannot owe itself"
            yield wrong("links", index, "internal_terms", message, "no internal terms here")


def likenesses(facts: Facts) -> Found:
    """Structures that are like one that is not there, like themselves, or in another file."""
    known = {structure.id for structure in facts.scenario.structures}
    for index, structure in enumerate(facts.scenario.structures):
        if structure.like is None or facts.any_broken("structures"):
            continue
        message = f"{structure.id!r} cannot be like {structure.like!r}"
        if structure.like not in known:
            message = f"there is no structure {structure.like!r} to be like"
        expected = "the id of another structure of the same file, and no circle"
        yield wrong("structures", index, "like", message, expected)


STRUCTURE_PROBLEMS = (
    likenesses,
    own_headers,
    two_headers,
    cycles,
    accounts_that_may_not_pool,
    prices_inside_one_person,
)
