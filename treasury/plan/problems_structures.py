"""Problems of structures: a forest of accounts that may pool, in one currency."""

from treasury.accounts.chart import MAY_NOT_POOL
from treasury.plan.problems_facts import Facts, Found, wrong
from treasury.pooling.structure import Link


def own_headers(facts: Facts) -> Found:
    """Links of an account to itself."""
    for index, link in enumerate(facts.scenario.links):
        if link.participant == link.header:
            message = f"{link.header!r} is its own header"
            yield wrong("links", index, "header", message, "another account")


def two_headers(facts: Facts) -> Found:
    """Participants with more than one header in a structure."""
    for structure, links in facts.links.items():
        first: dict[str, Link] = {}
        for index, link in links:
            other = first.setdefault(link.participant, link)
            if other is not link:
                headers = f"{other.header!r} and {link.header!r}"
                message = f"{link.participant!r} has two headers in {structure!r}: {headers}"
                yield wrong("links", index, "participant", message, "one header a participant")


def cycles(facts: Facts) -> Found:
    """Accounts that are, link by link, their own header; each circle once, whole."""
    for links in facts.links.values():
        header_of = {link.participant: link.header for _, link in reversed(links)}
        place = {link.participant: index for index, link in reversed(links)}
        done: set[str] = set()
        for start in sorted(header_of):
            path = [start]
            while path[-1] in header_of and path[-1] not in done:
                done.add(path[-1])
                path.append(header_of[path[-1]])
            circle = path[path.index(path[-1]) :]
            if len(circle) > 2:
                first = circle.index(min(circle))
                turned = [*circle[first:-1], *circle[:first], circle[first]]
                message = f"the links go in a circle: {' -> '.join(turned)}"
                expected = "links that lead up to a header that is nobody's participant"
                yield wrong("links", place[turned[0]], "header", message, expected)


def currencies_that_differ(facts: Facts) -> Found:
    """Links between accounts in two currencies."""
    for index, link in enumerate(facts.scenario.links):
        own, header = facts.currency(link.participant), facts.currency(link.header)
        if own and header and own != header:
            message = f"{link.participant!r} is in {own}, its header {link.header!r} in {header}"
            yield wrong("links", index, "header", message, f"a header in {own}")


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


STRUCTURE_PROBLEMS = (
    own_headers,
    two_headers,
    cycles,
    currencies_that_differ,
    accounts_that_may_not_pool,
    prices_inside_one_person,
)
