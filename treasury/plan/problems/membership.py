"""Problems of links that begin and end by date: what becomes of what is open on them."""

from datetime import date, timedelta

from treasury.plan.links import in_force
from treasury.plan.problems.facts import Facts, Found, wrong
from treasury.pooling.structure import Link


def ends_of_links(facts: Facts) -> Found:
    """Links that end inside the run and do not say what becomes of their position."""
    for index, link in enumerate(facts.scenario.links):
        if link.at_end and link.valid_until is None:
            message = f"at_end = {link.at_end}, and the link does not end"
            yield wrong("links", index, "at_end", message, "a valid_until, or no at_end")
        ends_inside = link.valid_until and link.valid_until < facts.scenario.last_day
        if ends_inside and link.at_end is None:
            message = (
                f"the link of {link.participant!r} ends on {link.valid_until}, and what is open "
                "on it then may not be left hanging"
            )
            expected = "at_end = settle (it is paid back) or novate (the next header takes it over)"
            yield wrong("links", index, "at_end", message, expected)


def heirs_of_links(facts: Facts) -> Found:
    """Positions that no header can take over."""
    if facts.any_broken("links"):
        return
    for links in facts.links.values():
        for index, link in links:
            if link.at_end != "novate" or link.valid_until is None:
                continue
            if link.valid_until >= facts.scenario.last_day:
                continue
            following = link.valid_until + timedelta(days=1)
            present = {each.participant: each.header for _, each in links
                       if in_force(each, following)}  # fmt: skip
            if not any(begins_then(each, link, following) for _, each in links):
                message = f"no link of {link.participant!r} begins on {following} to take over from"
                expected = f"a link with valid_from = {following}, or at_end = settle"
                yield wrong("links", index, "at_end", message, expected)
            elif not set(way_up(link.header, present)) & set(way_up(link.participant, present)):
                message = (
                    f"{link.header!r} and the new header of {link.participant!r} stand under no "
                    f"common header on {following}, so that neither owes the other"
                )
                yield wrong("links", index, "at_end", message, "at_end = settle")


def begins_then(link: Link, ended: Link, day: date) -> bool:
    """Whether the link is the next one of the participant whose link ended."""
    return link.participant == ended.participant and link.valid_from == day


def way_up(account: str, header: dict[str, str]) -> list[str]:
    """The account and all headers above it; an account met twice ends the way.

    >>> way_up("C", {"C": "B", "B": "A"})
    ['C', 'B', 'A']
    """
    way = [account]
    while way[-1] in header and header[way[-1]] not in way:
        way.append(header[way[-1]])
    return way


MEMBERSHIP_PROBLEMS = (ends_of_links, heirs_of_links)
