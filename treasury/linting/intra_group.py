"""Lints of loans between legal persons: what is lent on without effect, what bears no interest,
what is lent for less than deposits get."""

from datetime import date

from treasury.credit import OnLending
from treasury.linting.remark import Remark, Remarks
from treasury.plan.on_lending import sparing
from treasury.plan.problems.facts import Facts
from treasury.plan.problems.on_lending import links_of, loans_of
from treasury.plan.rate_versions import all_tiers
from treasury.pooling.structure import Link
from treasury.rates import written_rate
from treasury.scenario import Scenario


def intra_group_remarks(scenario: Scenario) -> Remarks:
    """What on-lending and interest-free loans say and hardly mean."""
    facts = Facts(scenario=scenario)
    for index, line in enumerate(scenario.on_lending):
        key, message, suggestion = without_effect(facts, line)
        if message:
            yield Remark(
                name="on_lending_without_effect", severity="warning",
                path=("on_lending", index, key), message=message, suggestion=suggestion,
            )  # fmt: skip
    yield from without_a_price(facts)
    yield from cheaper_than_deposits(facts)
    for index, structure in enumerate(scenario.structures):
        links = [link for _, link in facts.links.get(structure.id, [])]
        apart = [one for one in links if facts.person(one.participant) != facts.person(one.header)]
        if structure.form == "interest_free" and apart:
            yield Remark(
                name="interest_free_loans",
                severity="warning",
                path=("structures", index, "form"),
                message=(
                    f"the loans of {structure.id!r} bear no interest: no VAT is due, but the tax "
                    "office may add interest at arm's length to the lender's income "
                    f"(特别纳税调整), first of what {apart[0].participant!r} and "
                    f"{apart[0].header!r} owe each other"
                ),
                suggestion="internal_terms at arm's length and another form, or documents",
            )
    yield from loans_not_netted(facts)


def loans_not_netted(facts: Facts) -> Remarks:
    """Entrusted loans over several links of the same two legal persons, each a loan for itself,
    where a bank nets the day into one (日终轧差)."""
    for index, structure in enumerate(facts.scenario.structures):
        if structure.form != "entrusted_loans" or structure.netting == "pair":
            continue
        first: dict[tuple[str | None, ...], Link] = {}
        for _, link in facts.links.get(structure.id, []):
            pair = facts.person(link.participant), facts.person(link.header)
            if pair[0] == pair[1]:
                continue
            other = first.setdefault((*pair, facts.currency(link.header)), link)
            if other.participant != link.participant:
                yield Remark(
                    name="loans_not_netted",
                    severity="warning",
                    path=("structures", index, "form"),
                    message=(
                        f"in {structure.id!r} {other.participant!r} and {link.participant!r} each "
                        f"have a loan of their own with {pair[1]!r}, though both are of "
                        f"{pair[0]!r}: the bank of entrusted loans nets a pair into one at the "
                        "day's end (日终轧差)"
                    ),
                    suggestion='netting = "pair", or leave it if the contracts keep them apart',
                )
                break


def without_a_price(facts: Facts) -> Remarks:
    """Structures in which legal persons lend each other money that bears no interest, and no legal
    form says that this is meant."""
    for index, structure in enumerate(facts.scenario.structures):
        own = [link for _, link in facts.links.get(structure.id, [])]
        free = [link for link in own if is_free(facts, link)]
        if structure.form == "interest_free" or not free:
            continue
        ends = free[0].participant, free[0].header
        others = f"{len(free) - 1} more link{'s' if len(free) > 2 else ''}"
        more = f", and on {others}" if len(free) > 1 else ""
        yield Remark(
            name="loans_without_price",
            severity="warning",
            path=("structures", index, "internal_terms"),
            message=(
                f"what {ends[0]!r} and {ends[1]!r}, of two legal persons, owe each other in "
                f"{structure.id!r} bears no interest{more}, and nothing says that this is meant"
            ),
            suggestion="internal_terms at arm's length, or form = interest_free",
        )


def is_free(facts: Facts, link: Link) -> bool:
    """Whether the link joins two legal persons, and its position has no price."""
    apart = facts.person(link.participant) != facts.person(link.header)
    return apart and facts.price_of(link) is None


def cheaper_than_deposits(facts: Facts) -> Remarks:
    """Internal terms that take less for what is fetched down than they pay for what is sent up."""
    scenario = facts.scenario
    tiers = all_tiers(scenario)
    used = {facts.price_of(link) for link in scenario.links}
    for index, terms in enumerate(scenario.terms):
        rates = {
            side: [(each.name[2] or date.min, each.quotes[0].rate)
                   for each in tiers if each.name[:2] == (terms.id, side) and not each.name[3]]
            for side in ("credit", "debit")
        }  # fmt: skip
        both = in_run(scenario, rates_by_day(rates["credit"], rates["debit"]))
        below = [one for one in both if one[1] > one[2]]
        if terms.id not in used or not below:
            continue
        since, paid, taken = below[0]
        yield Remark(
            name="lent_below_deposit_rate",
            severity="warning",
            path=("terms", index, "id"),
            message=(
                f"by the internal terms {terms.id!r} what is sent up bears {written_rate(paid)} "
                f"and what is fetched down {written_rate(taken)} from {since}: the header lends "
                "for less than it pays"
            ),
            suggestion="a debit rate above the credit rate",
        )


def rates_by_day(
    credit: list[tuple[date, int]], debit: list[tuple[date, int]]
) -> list[tuple[date, int, int]]:
    """The days from which both sides have a rate, of the first tier, with both rates.

    >>> first, later = date(2026, 1, 1), date(2026, 3, 1)
    >>> rates_by_day([(first, 1)], [(first, 3), (later, 2)])
    [(datetime.date(2026, 1, 1), 1, 3), (datetime.date(2026, 3, 1), 1, 2)]
    """
    found = []
    for day in sorted({day for day, _ in (*credit, *debit)}):
        sides = [[rate for begin, rate in side if begin <= day] for side in (credit, debit)]
        if all(sides):
            found.append((day, sides[0][-1], sides[1][-1]))
    return found


def in_run(scenario: Scenario, both: list[tuple[date, int, int]]) -> list[tuple[date, int, int]]:
    """Of both rates by day those of the run, the first of them from its first day.

    >>> from types import SimpleNamespace
    >>> run = SimpleNamespace(first_day=date(2026, 3, 2), last_day=date(2026, 3, 31))
    >>> days = date(2020, 1, 1), date(2022, 1, 1), date(2026, 4, 1)
    >>> in_run(run, [(day, 2, at) for at, day in enumerate(days)]), in_run(run, [])
    ([(datetime.date(2026, 3, 2), 2, 1)], [])
    """
    ends = [begin for begin, _, _ in both[1:]] + [date.max]
    return [
        (max(begin, scenario.first_day), paid, taken)
        for (begin, paid, taken), end in zip(both, ends, strict=False)
        if begin <= scenario.last_day and end > scenario.first_day
    ]


def without_effect(facts: Facts, line: OnLending) -> tuple[str, str, str]:
    """Key, what is said and what to do where a line can never spare any tax; empty if it can."""
    if not sparing(facts.scenario, line.structure):
        said = f"no tax of {line.structure!r} spares what is lent on, so the line changes nothing"
        return "structure", said, "the form on_lending, a tax with exempt_on_lending, or no line"
    if line.funds == "other":
        said = f"{line.loan!r} comes neither from a financial institution nor from bonds"
        return "funds", f"{said}: its interest is taxed all the same", "other funds, or no line"
    if not line.published:
        said = "it is not published that borrower and members are one group of companies"
        return "published", f"{said}: the interest is taxed all the same", "published, or no line"
    links = links_of(facts, line, loans_of(facts)[line.loan])
    if not any(map(facts.price_of, links)):
        said = f"nobody pays interest on what is lent on of {line.loan!r}"
        return "participant", f"{said}: there is nothing to spare", "internal_terms, or no line"
    return "", "", ""
